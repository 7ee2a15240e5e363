"""The patterns of .gitignore and .gitattributes, and what they fit, as git has it."""

import re
from functools import lru_cache
from typing import NamedTuple

_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": r"\x21-\x7e",
    "lower": "a-z",
    "print": r"\x20-\x7e",
    "punct": r"!-/:-@\[-`{-~",
    "space": r" \t\n\r\f\v",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}
_EFFORT = 4  # of a star beyond the second
_LONGEST = 4096  # characters of a pattern; no path is longer
_NAMED = re.compile(r"\[:([^]]*):\]")
_PLAIN = re.compile(r"[^*?\[\\]*")
_ANY = "**"  # a part that stands for any folders
_NEVER = re.compile(r"(?!)")


class Pattern(NamedTuple):
    """A line of a .gitignore."""

    text: str  # as it is written
    line: int
    keeps: bool  # starts with "!": what it fits is not ignored
    folders: bool  # ends in "/": fits folders only
    anchored: bool  # holds a "/" further left: fits from the folder of its file on
    prefix: str  # what an anchored one starts with, up to its first special character
    parts: tuple[str, ...]  # of the rest

    @property
    def effort(self) -> int:
        """Return how many plain patterns it takes as long as to look whether it fits a path."""
        return 1 + _EFFORT * max(0, self.text.count("*") - 2)

    def fits(self, path: str, *, is_folder: bool, any_case: bool = False) -> bool:
        """
        Tell whether it fits a path relative to the folder of its file.

        >>> [parse_pattern("/a/**/b*").fits(path, is_folder=False) for path in ("a/bc", "a/x/y/b", "x/a/b")]
        [True, True, False]
        """
        if self.folders and not is_folder:
            return False
        path = _bytewise(path)
        if not self.anchored:
            return _segment(self.parts[0], any_case).fullmatch(path.rpartition("/")[2]) is not None
        start, rest = path[: len(self.prefix)], path[len(self.prefix) :]
        if start != self.prefix and not (any_case and start.lower() == self.prefix.lower()):
            return False
        return _fits(self.parts, rest.split("/"), any_case)


def parse_ignore(text: str) -> list[Pattern]:
    r"""
    Return the patterns of a .gitignore, in their order.

    >>> [(one.text, one.line, one.keeps, one.folders) for one in parse_ignore("#\n\n!/a/\n*.log \n\\#b\n")]
    [('!/a/', 3, True, True), ('*.log', 4, False, False), ('\\#b', 5, False, False)]
    """
    found = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        written = _without_trailing_spaces(line.removesuffix("\r"))
        if written and not written.startswith("#"):
            pattern = parse_pattern(written, number)
            if pattern.parts:
                found.append(pattern)
    return found


def parse_pattern(written: str, line: int = 1) -> Pattern:
    """Return a pattern; one without parts fits nothing."""
    rest = _bytewise(written)
    keeps = rest.startswith("!")
    rest = rest[1:] if keeps else rest
    folders = rest.endswith("/")
    rest = rest[:-1] if folders else rest
    anchored = "/" in rest
    if rest in ("", "/") or len(rest) > _LONGEST:
        return Pattern(written, line, keeps, folders, anchored, "", ())
    rest = rest.removeprefix("/")
    # Git takes the plain start off first, so that the "**" of "a**/b" stands at the start of what is left.
    prefix = _PLAIN.match(rest)[0] if anchored else ""  # type: ignore[index]  # it always matches
    return Pattern(written, line, keeps, folders, anchored, prefix, _split(rest[len(prefix) :]))


def _bytewise(text: str) -> str:
    """Return a text with one character for each byte, as git compares: "?" is but a part of an umlaut."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


def _split(text: str) -> tuple[str, ...]:
    """Return the parts between slashes; one in brackets or behind a backslash does not part."""
    parts: list[str] = []
    start = at = 0
    while at < len(text):
        char = text[at]
        at += 1
        if char == "[":
            body, at = _bracket(text, at)
            if body is None:
                break  # nothing fits a bracket that is not closed
        elif char == "/" or text.startswith("\\/", at - 1):
            parts.append(text[start : at - 1])
            start = at = at + (char != "/")
        elif char == "\\":
            at += 1
    parts.append(text[start:])
    return tuple(_ANY if len(part) > 1 and not part.strip("*") else part for part in parts)


def _without_trailing_spaces(line: str) -> str:
    bare = line.rstrip(" ")
    slashes = len(bare) - len(bare.rstrip("\\"))
    return bare + " " if slashes % 2 and len(bare) < len(line) else bare


def _fits(parts: tuple[str, ...], names: list[str], any_case: bool) -> bool:
    """Fit parts to names; "**" takes any names, and as few as will do, which is always enough."""
    at = position = 0
    star, retry = -1, 0
    last = len(parts) - 1
    while position < len(names):
        part = parts[at] if at <= last else None
        if part == _ANY and at == last:
            return at == 0 or position < len(names)
        if part == _ANY:
            star, retry = at, position
            at += 1
        elif part is not None and _segment(part, any_case).fullmatch(names[position]):
            at += 1
            position += 1
        elif star >= 0:
            retry += 1
            at, position = star + 1, retry
        else:
            return False
    return at > last


@lru_cache(maxsize=32768)
def _segment(part: str, any_case: bool) -> "re.Pattern[str]":
    """Return what fits one name: * is taken atomically, so that no pattern can make it try for long."""
    pieces: list[str] = []
    at, stars = 0, 0
    while at < len(part):
        char = part[at]
        at += 1
        if char == "*":
            if pieces[-1:] != ["*"]:
                pieces.append("*")
                stars += 1
        elif char == "?":
            pieces.append(".")
        elif char == "[":
            body, at = _bracket(part, at)
            if body is None:
                return _NEVER
            pieces.append(body)
        elif char == "\\":
            if at >= len(part):
                return _NEVER
            pieces.append(re.escape(part[at]))
            at += 1
        else:
            pieces.append(re.escape(char))
    return re.compile(_joined(pieces), re.DOTALL | re.ASCII | (re.IGNORECASE if any_case else 0))


def _joined(pieces: list[str]) -> str:
    groups: list[list[str]] = [[]]
    for piece in pieces:
        if piece == "*":
            groups.append([])
        else:
            groups[-1].append(piece)
    first, *others = ["".join(group) for group in groups]
    if not others:
        return first
    middle = "".join(f"(?>.*?{group})" for group in others[:-1])
    return f"{first}{middle}.*{others[-1]}"


def _bracket(part: str, at: int) -> tuple[str | None, int]:
    """Return the class of characters behind a "[" and where it ends; None where it is not closed."""
    is_negated = part[at : at + 1] in ("!", "^")
    at += is_negated
    pieces: list[str] = []
    is_first = True
    while True:
        if at >= len(part):
            return None, at
        char = part[at]
        if char == "]" and not is_first:
            break
        is_first = False
        if named := _NAMED.match(part, at):
            if named[1] not in _CLASSES:
                return None, at
            pieces.append(_CLASSES[named[1]])
            at = named.end()
            continue
        low, at = _member(part, at)
        if low is None:
            return None, at
        if part[at : at + 1] == "-" and part[at + 1 : at + 2] not in ("", "]"):
            high, at = _member(part, at + 1)
            if high is None:
                return None, at
            pieces.append(f"{re.escape(low)}-{re.escape(high)}" if low <= high else re.escape(low))
        else:
            pieces.append(re.escape(low))
    inner = "".join(pieces)
    if not inner:
        return ("." if is_negated else "(?!)"), at + 1
    return f"[{'^' if is_negated else ''}{inner}]", at + 1


def _member(part: str, at: int) -> tuple[str | None, int]:
    if part[at] != "\\":
        return part[at], at + 1
    if at + 1 >= len(part):
        return None, at
    return part[at + 1], at + 2
