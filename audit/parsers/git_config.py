"""Git's configuration, read as text: nothing that it names is opened or run."""

import re
from typing import NamedTuple

_SECTION = re.compile(r'\[\s*([A-Za-z0-9.-]+)\s*(?:"((?:[^"\\\n]|\\.)*+)")?\s*\]')
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_ESCAPES = {"n": "\n", "t": "\t", "b": "\b"}
_FALSE = frozenset({"false", "no", "off", "0", ""})


class Variable(NamedTuple):
    """A variable of a configuration."""

    section: str  # lower case
    subsection: str | None  # as it is written
    name: str  # lower case
    value: str | None  # None: only the name stands there, which means true


def parse_config(text: str) -> list[Variable]:
    r"""
    Return the variables in their order; what cannot be understood ends the reading, as it does git's.

    >>> parse_config('[core]\n\tbare = false\n[remote "Up"] url = "a;b" ; why\n')[1]
    Variable(section='remote', subsection='Up', name='url', value='a;b')
    >>> [one.value for one in parse_config("[a]\nb\nc=x \\\n y\n[include]\npath=/etc/passwd\n")]
    [None, 'x  y', '/etc/passwd']
    """
    found: list[Variable] = []
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    section: tuple[str, str | None] | None = None
    at = 0
    while at < len(text):
        char = text[at]
        if char.isspace():
            at += 1
        elif char in "#;":
            at = _line_end(text, at)
        elif char == "[":
            header = _SECTION.match(text, at)
            if header is None:
                break
            section, at = _section(header), header.end()
        else:
            key = _KEY.match(text, at)
            if key is None or section is None:
                break
            value, at = _assigned(text, key.end())
            found.append(Variable(*section, key.group().lower(), value))
    return found


def is_true(value: str | None) -> bool:
    """
    Tell whether git takes a value for true.

    >>> is_true(None), is_true("Yes"), is_true("off")
    (True, True, False)
    """
    return value is None or value.lower() not in _FALSE


def last(variables: list[Variable], section: str, name: str) -> Variable | None:
    r"""
    Return the variable that counts of a section without a subsection: the last one.

    >>> last(parse_config("[core]\nbare=no\nbare=yes"), "core", "bare").value
    'yes'
    """
    own = [one for one in variables if one[:3] == (section, None, name)]
    return own[-1] if own else None


def _section(header: "re.Match[str]") -> tuple[str, str | None]:
    name, quoted = header.groups()
    if quoted is not None:
        return name.lower(), re.sub(r"\\(.)", r"\1", quoted)
    plain, _, old = name.lower().partition(".")  # [a.b] is how [a "b"] was written once
    return plain, old or None


def _assigned(text: str, at: int) -> tuple[str | None, int]:
    """Return the value behind a name, and where it ends."""
    while at < len(text) and text[at] in " \t":
        at += 1
    if at >= len(text) or text[at] != "=":
        return None, _line_end(text, at)
    return _value(text, at + 1)


def _value(text: str, at: int) -> tuple[str, int]:
    pieces: list[str] = []
    spaces = 0
    is_quoted = False
    while at < len(text) and text[at] != "\n":
        char = text[at]
        at += 1
        if char.isspace() and not is_quoted:
            spaces += bool(pieces)
            continue
        if char in "#;" and not is_quoted:
            return "".join(pieces), _line_end(text, at)
        pieces += " " * spaces
        spaces = 0
        if char == '"':
            is_quoted = not is_quoted
        elif char != "\\":
            pieces.append(char)
        else:
            escaped = text[at : at + 1]
            at += 1
            if escaped != "\n":
                pieces.append(_ESCAPES.get(escaped, escaped))
    return "".join(pieces), at


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
