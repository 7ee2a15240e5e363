"""The host names that a Drupal answers to, where its settings limit them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Setting
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch

_START = "trusted_host_patterns."
_BRANCH = "some of them stand in a branch, and others may apply"
_SAMPLE = "dev-shop."  # a name that may stand before such an end
_TOKEN = re.compile(
    r"\\(?P<escaped>.)|\[\^?\]?[^\]]*+\]|\{[\d,]*+\}|(?P<sign>[().^$|*+?])|(?P<plain>.)", re.DOTALL
)
_SHOWN = 3
_LONGEST = 2000  # characters of a pattern that are looked at
_SPECIAL = frozenset("*?[]$")  # that would mean something else in a glob, or here


class TrustedHostsFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches sites whose trusted hosts leave out all names that end in one of these."""

    needs: ClassVar[tuple[SourceName, ...]] = ("configuration",)

    without: tuple[str, ...]  # ends of host names

    def __post_init__(self) -> None:
        if not self.without:
            raise ValueError('"without" names at least one end of host names')

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: these settings are collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield the first pattern of each such site; a site without patterns answers to all names."""
        del platform
        by_site: defaultdict[int | None, list[Setting]] = defaultdict(list)
        for setting in inventory.of(Setting):
            if setting.kind == "settings" and setting.name.startswith(_START):
                by_site[setting.site].append(setting)
        for settings in by_site.values():
            literal = [str(one.value) for one in settings if one.state == "literal" and one.value]
            if any(lets_in(pattern, self.without) for pattern in literal):
                continue
            place = settings[0].location
            if len(literal) < len(settings):
                yield Unclear(place, "Some of the trusted hosts are only known at run time.")
            else:
                more = " and more" if len(literal) > _SHOWN else ""
                doubt = _BRANCH if any(one.conditional for one in settings) else None
                yield Evidence(place, f"only {', '.join(literal[:_SHOWN])}{more}", doubt)


def lets_in(pattern: str, ends: tuple[str, ...]) -> bool:
    r"""
    Tell whether a pattern may fit names with one of these ends; it is read, and never run.

    >>> lets_in(r"^.+\.example\.io$", ("example.io",)), lets_in(r"^www\.shop\.org$", ("example.io",))
    (True, False)
    >>> lets_in(r"^(?:a|b)\.io$|^.*\.io$", ("example.io",)), lets_in(r"^shop-[\w.]+$", ("example.io",))
    (True, False)
    """
    plain = pattern.replace("\\", "").lower()
    globs = list(_globs(pattern))
    return any(
        end.lower() in plain or any(fnmatchcase(_SAMPLE + end.lower(), one) for one in globs) for end in ends
    )


def _globs(pattern: str) -> Iterator[str]:
    r"""
    Yield a glob for each choice of a pattern: it fits all that the pattern does, and more.

    >>> list(_globs(r"^(a|b)+\.c?d$|e"))
    ['*.*d', '*e*']
    """
    parts: list[str] = ["*"]
    depth = 0
    for token in _TOKEN.finditer(pattern[:_LONGEST]):
        sign, text = token["sign"], token["plain"] or token["escaped"]
        if sign in {"(", ")"}:
            depth = max(0, depth + (1 if sign == "(" else -1))
            parts.append("*")
        elif depth:
            continue
        elif sign == "|":
            yield _joined([*parts, "*"])
            parts = ["*"]
        elif sign == "^":
            parts = parts[1:] if parts == ["*"] else parts
        elif sign == "$":
            parts.append("$")
        elif sign or token[0][0] in "[{" or (token["escaped"] or "").isalnum():
            parts[-1:] = ["*"] if sign in {"*", "?"} or token[0][0] == "{" else [*parts[-1:], "*"]
        else:
            parts.append(text.lower() if text not in _SPECIAL else "*")
    yield _joined([*parts, "*"])


def _joined(parts: list[str]) -> str:
    ended = parts[:-1] if len(parts) > 1 and parts[-2] == "$" else parts
    return re.sub(r"\*+", "*", "".join(part for part in ended if part != "$"))
