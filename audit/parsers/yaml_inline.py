"""Values in one line of YAML: scalars, {mappings} and [sequences], as Symfony's Inline reads them."""

import re

from audit.parsers.yaml_scalars import evaluate, quoted
from audit.parsers.yaml_values import PHP_SPACE, Reading, Tagged, YamlError, as_mapping

ANCHOR = re.compile(r"&([^ ]++) *+(.*)")
_REST = re.compile(r"\s*#.*$")
_RESERVED = {2: "", 3: "@`|>"}  # no plain scalar begins with one of these
_RESERVED_NOW = "@`|>%"
_ENDS = {delimiters: re.compile(f"[{re.escape(delimiters)}\n]") for delimiters in (",]", ",}", ",}\n", ": ")}
_BLANKS = re.compile(r"[ \n]*+(.)")
_TAG_END = re.compile(r"[ \t\n\[\]{},]|$")
_TAG_END_OF_OLD = re.compile(r"[ \t\n]|$")
_BUILT_IN = ("str", "php/const", "php/object")


def parse_inline(text: str, reading: Reading) -> object:
    """
    Return the value that a text in one line stands for.

    >>> from audit.parsers.yaml_values import Dialect
    >>> parse_inline("{a: [1, 'two'], b: ~} # c", Reading(Dialect()))
    {'a': [1, 'two'], 'b': None}
    """
    text = text.strip(PHP_SPACE)
    if not text:
        return ""
    tag, at = _tag(text, 0, reading)
    value: object
    if text[at : at + 1] in ("[", "{"):
        value, at = _collection(text, at, reading)
    else:
        # Symfony 4 takes what a tag stands before as it is written.
        value, at = _scalar(text, at, reading, as_written=tag is not None and reading.dialect.major == 4)
    rest = text[at:]
    if rest and not _REST.match(rest) and rest != "0":
        raise YamlError("Something stands behind a value.")
    return Tagged(tag, value) if tag else value


def key_of(text: str, reading: Reading) -> object:
    """Return what the key of a mapping stands for; a key is no alias."""
    if text[0] in "\"'":
        return quoted(text, 0, reading.dialect)[0]
    if text[0] == "*":
        raise YamlError("An alias is no key.")
    if text[0] in _reserved(reading):
        raise YamlError(f"A key begins with {text[0]}, which has to be quoted.")
    return evaluate(_without_comment(text), reading)


def _collection(text: str, at: int, reading: Reading) -> tuple[object, int]:
    with reading.level():
        reading.count()
        return _sequence(text, at, reading) if text[at] == "[" else _mapping(text, at, reading)


def _scalar(text: str, at: int, reading: Reading, *, as_written: bool) -> tuple[object, int]:
    if text[at] in "\"'":
        reading.count()
        return quoted(text, at, reading.dialect)
    plain = _without_comment(text[at:])
    _refuse_reserved(plain, reading)
    return plain if as_written else evaluate(plain, reading), len(text)


def _without_comment(text: str) -> str:
    at = text.find("#")
    while at >= 0:
        if text[at - 1 : at] in (" ", "\t"):
            return text[:at].rstrip(" \t")
        at = text.find("#", at + 1)
    return text


def _item(text: str, at: int, delimiters: str, reading: Reading, *, tagged: bool) -> tuple[object, int, bool]:
    """Return a scalar inside brackets, where it ends, and whether it is quoted."""
    if text[at] in "\"'":
        reading.count()
        value, at = quoted(text, at, reading.dialect)
        following = _BLANKS.match(text, at)
        if following is None or following[1] not in delimiters:
            raise YamlError("Something stands behind a quoted text.")
        return value, at, True
    plain, at = _plain(text, at, delimiters, reading)
    return (plain if tagged else evaluate(plain, reading)), at, False


def _plain(text: str, at: int, delimiters: str, reading: Reading) -> tuple[str, int]:
    least = 1 if reading.dialect.major == 2 else 0
    end = _ENDS[delimiters].search(text, at + least)
    if end is None or end[0] not in delimiters:
        raise YamlError("A bracket is never closed.")
    plain = text[at : end.start()]
    if reading.dialect.major > 3:
        plain = plain.strip(PHP_SPACE)
    _refuse_reserved(plain, reading)
    return plain, end.start()


def _reserved(reading: Reading) -> str:
    return _RESERVED.get(reading.dialect.major, _RESERVED_NOW)


def _refuse_reserved(plain: str, reading: Reading) -> None:
    if plain and plain[0] in _reserved(reading):
        raise YamlError(f"A plain value begins with {plain[0]}, which has to be quoted.")


def _sequence(text: str, at: int, reading: Reading) -> tuple[list[object], int]:
    items: list[object] = []
    behind_value = False
    at += 1
    while at < len(text):
        if text[at] == "]":
            return items, at + 1
        if text[at] in ", ":
            if text[at] == ",":
                if not behind_value and reading.dialect.gaps:
                    items.append(None)
                behind_value = False
            at += 1
            continue
        tag, at = _tag(text, at, reading)
        value: object
        if text[at : at + 1] in ("[", "{"):
            value, at = _collection(text, at, reading)
        elif at < len(text):
            before = reading.nodes
            value, at, is_quoted = _item(text, at, ",]", reading, tagged=tag is not None)
            if isinstance(value, str) and not is_quoted:
                if ": " in value:
                    value, _ = _collection("{" + value + "}", 0, reading)
                else:
                    value = _anchored(value, before, reading)
        else:
            break
        items.append(Tagged(tag, value) if tag else value)
        behind_value = True
    raise YamlError("A bracket is never closed.")


def _mapping(text: str, at: int, reading: Reading) -> tuple[dict[str, object], int]:
    mapping: dict[str, object] = {}
    merged = False
    at += 1
    while at < len(text):
        if text[at] == "}":
            return mapping, at + 1
        if text[at] in " ,\n":
            at += 1
            continue
        key, at = _key(text, at, reading)
        value, at = _value_of_key(text, at, reading, is_merge=key == "<<")  # of a merge, what to merge
        if key == "<<":
            merged = True
            _merge(mapping, value, reading)
        elif merged or mapping.get(key) is None:
            mapping[key] = value
        elif reading.dialect.major > 3:
            raise YamlError("A key is there twice.")
    raise YamlError("A bracket is never closed.")


def _value_of_key(text: str, at: int, reading: Reading, *, is_merge: bool) -> tuple[object, int]:
    while text[at : at + 1] in (":", " ", "\n"):
        at += 1
    tag, at = _tag(text, at, reading) if at < len(text) else (None, at)
    if at >= len(text):
        raise YamlError("A bracket is never closed.")
    before, opening = reading.nodes, text[at]
    value: object
    if opening in "[{":
        value, at = _collection(text, at, reading)
    else:
        ends = ",}\n" if reading.dialect.major > 3 else ",}"
        value, at, is_quoted = _item(text, at, ends, reading, tagged=tag is not None)
        if isinstance(value, str) and not is_quoted and not is_merge:
            value = _anchored(value, before, reading)
    if is_merge:
        return value if opening == "[" else [value], at
    return value if tag is None else Tagged(tag, value), at


def _key(text: str, at: int, reading: Reading) -> tuple[str, int]:
    """Return a key, and where the colon behind it is."""
    if text[at] in "\"'":
        key, at, _ = _item(text, at, ": ", reading, tagged=True)
        colon = text.find(":", at)
        if colon < 0:
            raise YamlError("A bracket is never closed.")
        return str(key), colon
    start = at
    plain, at = _plain(text, at, ": ", reading)
    if at == start and reading.dialect.major > 3:
        raise YamlError("A mapping lacks a key.")
    colon = text.find(":", at)
    if colon < 0:
        raise YamlError("A bracket is never closed.")
    if reading.dialect.major > 3:
        meant = evaluate(plain, reading)
        if (plain and not isinstance(meant, str | int)) or isinstance(meant, bool):
            raise YamlError("A key is no text; it has to be quoted.")
        if text[colon + 1 : colon + 2] not in tuple(" ,[]{}\n"):
            raise YamlError("A colon has no blank behind it.")
    return plain, colon


def _anchored(value: str, before: int, reading: Reading) -> str:
    if reading.dialect.major > 3 and value.startswith("&") and (match := ANCHOR.match(value)):
        reading.anchor(match[1], match[2], before)
        return match[2]
    return value


def _merge(mapping: dict[str, object], parts: object, reading: Reading) -> None:
    for part in parts if isinstance(parts, list) else ():
        if not isinstance(part, dict | list):
            raise YamlError("A merge key has a value that is no mapping.")
        for key, item in as_mapping(part).items():
            reading.count()
            mapping.setdefault(key, item)


def _tag(text: str, at: int, reading: Reading) -> tuple[str | None, int]:
    """Return the tag that stands there, None if there is none, and where its value begins."""
    if reading.dialect.major < 3 or text[at] != "!":
        return None, at
    major = reading.dialect.major
    old = major < 4
    found = (_TAG_END_OF_OLD if old else _TAG_END).search(text, at + 1)
    end = found.start() if found else len(text)
    tag, following = text[at + 1 : end], end
    while text[following : following + 1] == " ":
        following += 1
    opens = text[following : following + 1] in ("[", "{")
    if not old and not tag and text[following : following + 1] in ("", "]", "}", ","):
        raise YamlError("An exclamation mark alone has to be quoted.")
    known = tag[:1] == "!" or tag in _BUILT_IN or (tag == "php/enum" and major > 5)
    if not opens and (old or known):
        return None, at  # evaluate() knows these
    if tag.startswith("!"):
        raise YamlError("A built-in tag is not known.")
    if tag and following >= len(text):
        raise YamlError("A tag has no value.")
    if tag and not reading.dialect.tags:
        raise YamlError("Own tags are not allowed.")
    return tag, following
