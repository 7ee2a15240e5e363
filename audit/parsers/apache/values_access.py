"""What Apache refuses in directives about who may come in."""

import re
from collections.abc import Sequence
from ipaddress import AddressValueError, IPv6Address

from audit.parsers.apache.judged import FINE, UNSURE, Judged

Words = Sequence[str]

METHODS = frozenset(
    """
    GET HEAD PUT POST DELETE CONNECT OPTIONS TRACE PATCH PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK
    VERSION-CONTROL CHECKOUT UNCHECKOUT CHECKIN UPDATE LABEL REPORT MKWORKSPACE MKACTIVITY
    BASELINE-CONTROL MERGE
    """.split()
)
_DOTTED = re.compile(r"[0-9.]+")
_LISTED = frozenset({"env", "forward-dns", "group", "host", "local", "user", "valid-user"})


def allow_or_deny(words: Words) -> Judged:
    """Judge an Allow or Deny."""
    if words[0].lower() != "from":
        return Judged("the word from is missing")
    for word in words[1:]:
        low = word.lower()
        if low == "all" or low.startswith("env="):
            continue
        if word.startswith("#"):
            return Judged("no comment may follow it")
        if fault := _network_fault(word):
            return Judged(fault)
    return FINE


def require(words: Words) -> Judged:
    """Judge a Require."""
    is_negative = bool(words) and words[0].lower() == "not"
    kind, *rest = [*words[1 if is_negative else 0 :], ""]
    rest = rest[:-1]
    if not kind:
        return Judged("it says nothing of whom it requires")
    if kind == "all":
        is_said = len(rest) == 1 and rest[0].lower() in {"granted", "denied"}
        return FINE if is_said else Judged("behind all it takes granted or denied, and no more")
    if kind == "ip":
        return _require_ip(rest)
    if kind == "method":
        wrong = next((word for word in rest if word not in METHODS), None)
        return FINE if wrong is None else Judged(f"{wrong} is no method")
    return FINE if kind in _LISTED and "%{" not in "".join(rest) else UNSURE


def _require_ip(words: Words) -> Judged:
    if not words:
        return Judged("it names no address")
    for word in words:
        if "/" not in word and not _DOTTED.fullmatch(word) and ":" not in word:
            return Judged(f"{word} is no IP address")
        if fault := _network_fault(word):
            return Judged(fault)
    return FINE


def _network_fault(text: str) -> str | None:
    """Return what is wrong with an address, a network, or a host's name."""
    address, slash, mask = text.partition("/")
    if ":" in address:
        try:
            IPv6Address(address)
        except AddressValueError:
            return f"{address} is no IP address"
        return _mask_fault(mask, 128) if slash else None
    if not _DOTTED.fullmatch(address):
        return f"{address} is no IP address" if slash else None
    if not _is_dotted(address):
        return f"{address} is no IP address"
    return _mask_fault(mask, 32) if slash else None


def _is_dotted(address: str) -> bool:
    """Tell whether this is the start of an address of version 4, or all of it."""
    parts = address.removesuffix(".").split(".")
    return len(parts) <= 4 and all(part.isdigit() and len(part) <= 3 and int(part) <= 255 for part in parts)


def _mask_fault(mask: str, bits: int) -> str | None:
    if mask.isdigit() and mask.isascii():
        return None if 0 < int(mask[:6]) <= bits else f"/{mask} is no mask"
    if bits == 32 and mask.count(".") == 3 and _DOTTED.fullmatch(mask) and _is_dotted(mask):
        return None
    return f"/{mask} is no mask"
