"""Which branches of PHP a range allows, as Composer writes ranges."""

import re
from functools import lru_cache
from typing import NamedTuple

_Number = tuple[int, int, int]

_TOP: _Number = (1 << 30, 0, 0)
_NUMBER = r"v?(\d{1,5})(?:\.(\d{1,5}|[xX*]))?(?:\.(\d{1,5}|[xX*]))?(?:\.(?:\d{1,5}|[xX*]))?"
_BEHIND = r"(?:[-.]?(?:dev|alpha|beta|a|b|rc)\d{0,5})?(?:@[a-z]{1,10})?"
_PART = re.compile(rf"(>=|<=|<>|!=|==|[<>=^~])?\s*{_NUMBER}{_BEHIND}", re.IGNORECASE)
_HYPHEN = re.compile(rf"\s*{_NUMBER}\s+-\s+{_NUMBER}\s*")
_ANY = re.compile(r"\s*[*xX](?:\.[*xX])*(?:@[a-z]{1,10})?\s*")
_LONGEST = 300  # characters of a range


class _Span(NamedTuple):
    """The versions from one to below another."""

    start: _Number
    end: _Number


def allows(text: str, branch: str) -> bool | None:
    """
    Tell whether a range has any release of a branch of PHP; None where either cannot be understood.

    >>> allows("^7.2 || ~8.1.0", "8.1"), allows(">=7.4 <8.3", "8.3"), allows("8.2.5", "8.2"), allows("?", "8")
    (True, False, True, None)
    """
    spans, own = _spans(text), _number(branch)
    if spans is None or own is None:
        return None
    here = _Span(own, (own[0], own[1] + 1, 0))
    return any(_meet(span, here) is not None for span in spans)


def lowest(text: str) -> str | None:
    """
    Return the lowest version that a range allows; None where it has none or cannot be understood.

    >>> lowest("^7.2.5 || ^8.0"), lowest("<8"), lowest("*")
    ('7.2.5', None, None)
    """
    start = min((span.start for span in _spans(text) or ()), default=(0, 0, 0))
    if start == (0, 0, 0):
        return None
    return ".".join(map(str, start[: 3 if start[2] else 2]))


@lru_cache(maxsize=1024)
def _spans(text: str) -> tuple[_Span, ...] | None:
    if len(text) > _LONGEST:
        return None
    found = []
    for choice in re.split(r"\s*\|\|?\s*", text.strip()):
        span = _together(choice)
        if span is None:
            return None
        found.append(span)
    return tuple(found)


def _together(choice: str) -> _Span | None:
    """Return what parts with spaces or commas between them allow together."""
    if _ANY.fullmatch(choice):
        return _Span((0, 0, 0), _TOP)
    if hyphen := _HYPHEN.fullmatch(choice):
        first, last = hyphen.groups()[:3], hyphen.groups()[3:]
        return _Span(_padded(first), _next(_padded(last), len([part for part in last if part])))
    span, end = _Span((0, 0, 0), _TOP), 0
    parts = 0
    for part in _PART.finditer(choice):
        if choice[end : part.start()].strip(" ,\t"):
            return None
        end = part.end()
        parts += 1
        more = _part(part[1] or "=", part.groups()[1:])
        span = _Span(max(span.start, more.start), min(span.end, more.end))
    return span if parts and not choice[end:].strip(" ,\t") else None


def _part(sign: str, parts: tuple[str | None, ...]) -> _Span:
    known = [part for part in parts if part and part.isdigit()]
    number, is_wild = _padded(parts), len(known) < len([part for part in parts if part])
    after = _next(number, len(known) if is_wild else 3)
    starts = {">=": number, ">": after, "^": number, "~": number, "=": number, "==": number}
    ends = {
        "<": number,
        "<=": after,
        "^": _next(number, 1),
        "~": _next(number, max(len(known) - 1, 1)),
        "=": after,
        "==": after,
    }
    # What is left out by != is never a whole branch.
    return _Span(starts.get(sign, (0, 0, 0)), ends.get(sign, _TOP))


def _number(text: str) -> _Number | None:
    found = re.fullmatch(_NUMBER, text)
    return _padded(found.groups()) if found else None


def _padded(parts: tuple[str | None, ...]) -> _Number:
    numbers = [int(part) if part and part.isdigit() else 0 for part in parts]
    return numbers[0], numbers[1], numbers[2]


def _next(number: _Number, length: int) -> _Number:
    """Return the first version behind all that begin with so many parts of a number."""
    match length:
        case 1:
            return number[0] + 1, 0, 0
        case 2:
            return number[0], number[1] + 1, 0
    return number[0], number[1], number[2] + 1


def _meet(one: _Span, other: _Span) -> _Span | None:
    span = _Span(max(one.start, other.start), min(one.end, other.end))
    return span if span.start < span.end else None
