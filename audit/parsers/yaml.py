"""YAML as Drupal reads it: what Symfony's parser takes and refuses, version by version, within limits."""

import re

from audit.parsers.yaml_inline import ANCHOR, key_of, parse_inline
from audit.parsers.yaml_keys import ANY_BLANKS, BLANKS, Key, split_key, without_tag
from audit.parsers.yaml_lines import Lines, is_blank, is_comment
from audit.parsers.yaml_scalars import binary
from audit.parsers.yaml_values import (
    LENGTH,
    PHP_SPACE,
    Dialect,
    Reading,
    Tagged,
    YamlError,
    alias_name,
    as_mapping,
)

__all__ = ["Dialect", "Tagged", "YamlError", "dialect_of_drupal", "parse_yaml"]

_TAG = r"(?P<tag>![\w!./:-]+)"
_LINE_TAG = re.compile(_TAG + r"(?: ++#.*| *)$")
_BLOCK_SCALAR = re.compile(
    rf"(?:{_TAG} +)?(?P<style>[|>])"
    r"(?P<modifiers>[+-]?[0-9]{1,9}|[0-9]{1,9}[+-]|[+-])?(?: +#.*)?$",
    re.ASCII,
)
_ITEM = re.compile(r"-(?:(\s+)(.+))?$")
_KEY_TAG = re.compile(r"!\S++\s++")
_REST = re.compile(r"\s*(?:#.*)?$")
_NO_KEY = object()


def parse_yaml(data: str | bytes, dialect: Dialect = Dialect()) -> object:  # noqa: B008 - it is frozen
    r"""
    Return what a document says, the keys of its mappings always as texts; raise YamlError where Drupal would.

    >>> parse_yaml("name: 'It''s'\ntype: module\nversion: 1.10\ndependencies:\n- drupal:node\n")
    {'name': "It's", 'type': 'module', 'version': 1.1, 'dependencies': ['drupal:node']}
    """
    if len(data) > LENGTH:
        raise YamlError(f"The document is longer than {LENGTH} characters.")
    if isinstance(data, bytes):
        try:
            data = data.decode()
        except UnicodeDecodeError as error:
            raise YamlError("The document is no UTF-8.") from error
    lines = data.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _block(lines, 0, Reading(dialect))


def dialect_of_drupal(version: tuple[int, ...]) -> Dialect:
    """
    Return what the Symfony that a Drupal comes with reads.

    >>> dialect_of_drupal((9, 5, 11)).major, dialect_of_drupal((8, 3)).major
    (4, 2)
    """
    majors = (((11,), 7), ((10,), 6), ((9,), 4), ((8, 4), 3))
    major = next((major for first, major in majors if version >= first), 2)
    gaps = version >= (11, 1) or (10, 4) <= version < (11,)
    return Dialect(major, recent=version >= (10, 2), tags=version >= (10, 3), gaps=gaps)


def _block(lines: list[str], offset: int, reading: Reading) -> object:
    """Return the value of a document or of an embedded block (Parser::doParse)."""
    with reading.level():
        return _Block(Lines(lines, offset, reading), reading).value()


class _Block:
    """One level of a document; `items` or `mapping` fills as its lines are read."""

    def __init__(self, lines: Lines, reading: Reading) -> None:
        self._lines = lines
        self._reading = reading
        self._major = reading.dialect.major
        self._items: list[object] | None = None
        self._mapping: dict[str, object] | None = None
        self._merged = False
        self._last: object = _NO_KEY  # the value of the last key

    def value(self) -> object:
        """Return what the block says."""
        lines = self._lines
        tag: str | None = None
        begun = False
        self._reading.count()
        while lines.forward():
            line = lines.line
            if is_blank(line) or is_comment(line):
                continue
            if not begun:
                begun = True
                tag = self._line_tag(line, followed=False)
                if tag is not None:
                    if lines.is_last:
                        return Tagged(tag, "")
                    continue
            if line[0] == "\t":
                raise YamlError("A line is indented with a tab.")
            bare = line.rstrip(PHP_SPACE)
            if line[0] == "-" and (item := _ITEM.match(bare)):
                self._item(item[1], item[2])
            elif key := self._key(bare):
                self._pair(key)
            else:
                return self._whole(line)
        data = self._items if self._items is not None else self._mapping
        if tag is not None:
            return Tagged(tag, data if data is not None else [])
        return data or None

    def _item(self, blanks: str | None, text: str | None) -> None:
        """Read an item of a sequence."""
        if self._mapping is not None:
            raise YamlError("An item of a sequence stands in a mapping.")
        if self._items is None:
            self._items = []
        before, lines = self._reading.nodes, self._lines
        anchor, text = self._anchor(text)
        if text and text.startswith("? ") and self._major > 3:
            raise YamlError("A mapping has a key of several lines.")
        bare = (text or "").lstrip(" ")
        if bare.startswith("-") and self._major > 3:
            indent, place = len(blanks or "") + 1, lines.place
            below = [lines.line[indent:], *lines.embedded(indent, in_sequence=True)]
            self._items.append(_block(_trimmed(below), place, self._reading))
        elif not bare or bare[0] == "#":
            self._items.append(self._below(in_sequence=True))
        elif (tag := self._line_tag(bare)) is not None:
            self._items.append(Tagged(tag, self._below(in_sequence=True)))
        elif text is not None:
            self._items.append(self._compact(blanks or "", text))
        if anchor is not None:
            self._remember(anchor, self._items[-1], before)

    def _compact(self, blanks: str, text: str) -> object:
        """Return an item that begins in its line: a mapping, or a value."""
        key = split_key(without_tag(text), ANY_BLANKS)
        if key is None and (text[0] != "!" or self._major == 2):
            return self._value_of(text, in_mapping=False)
        block, lines = [text], self._lines
        if lines.next_is_indented() or (
            self._reading.dialect.recent and key is not None and key.value == ">-"
        ):
            block += lines.embedded(lines.indent + len(blanks) + 1)
        return _block(block, lines.place, self._reading)

    def _key(self, bare: str) -> Key | None:
        """Return the key that a line begins with, if it begins with one."""
        if not bare:
            return None
        prefix = ""
        rest = bare
        if self._major > 2 and bare[0] == "!":
            tag = _KEY_TAG.match(bare)
            prefix, rest = (tag[0], bare[tag.end() :]) if tag else ("", bare)
            if not rest or (rest[0] == "!" and not rest.startswith(("!php/const:", "!!php/const:"))):
                return None
        key = split_key(rest, BLANKS if self._major > 3 else ANY_BLANKS)
        if key is not None and self._major == 3 and key.value is not None and key.value.isspace():
            return None  # only blanks beyond ASCII, which that version did not give back
        if key is None or (" #" in prefix + key.text and bare[0] not in "\"'"):
            return None
        return Key(prefix + key.text, key.value)

    def _pair(self, written: Key) -> None:
        """Read a key and its value."""
        if self._items is not None:
            raise YamlError("A key stands in a sequence.")
        if self._mapping is None:
            self._mapping = {}
        before = self._reading.nodes
        key = self._key_text(key_of(written.text, self._reading))
        text = written.value
        if key == "<<":
            self._merge(text)
            return
        anchor, text = self._anchor(text)
        tag = None if not text else self._line_tag(text)
        if not text or text[0] == "#" or tag is not None:
            lines = self._lines
            below = lines.next_is_indented() or lines.next_is_item()
            value: object = self._below() if below else None if tag is None else ""
            self._last = value if below else self._last
            value = value if tag is None else Tagged(tag, value)
        else:
            value = self._last = self._value_of(text.rstrip(PHP_SPACE), in_mapping=True)
        if self._merged or self._mapping.get(key) is None:
            self._mapping[key] = value
        elif self._major > 3:
            raise YamlError("A key is there twice.")
        if anchor is not None:
            self._remember(anchor, self._mapping[key], before)

    def _key_text(self, key: object) -> str:
        if isinstance(key, str):
            return key
        if isinstance(key, int) and not isinstance(key, bool):
            return str(key)
        if self._major > 3:
            raise YamlError("A key is no text; it has to be quoted.")
        if isinstance(key, float):
            return f"{key:.14g}"
        return str(int(bool(key))) if key is not None else ""

    def _merge(self, text: str | None) -> None:
        """Take over the pairs of the mappings that a merge key names."""
        mapping, reading = self._mapping, self._reading
        if mapping is None:
            return
        before = reading.nodes
        anchor = ANCHOR.match(text) if text else None
        self._merged = self._merged or anchor is None
        parts: list[object] = []
        if anchor is not None:
            if not self._lines.next_is_indented() and not self._lines.next_is_item():
                mapping["<<"] = None
                return
            value = self._below()
            reading.anchor(anchor[1], value, before)
        elif text and text[0] == "*":
            value = reading.alias(text.rstrip(PHP_SPACE)[1:])
        else:
            block = [text] if text else self._lines.embedded()
            self._last = "\n".join(block)
            value = _block(block, self._lines.place + 1, reading)
            named = as_mapping(value) if isinstance(value, dict | list) else {}
            if named.get("0") is not None:
                parts = list(named.values())
        for part in parts or [value]:
            if not isinstance(part, dict | list):
                raise YamlError("A merge key has a value that is no mapping.")
            reading.count(len(part))
            for key, item in as_mapping(part).items():
                mapping.setdefault(key, item)

    def _below(self, *, in_sequence: bool = False) -> object:
        place = self._lines.place + 1
        return _block(self._lines.embedded(in_sequence=in_sequence), place, self._reading)

    def _anchor(self, text: str | None) -> tuple[str | None, str | None]:
        """Return the anchor that a value begins with, if it does, and the value."""
        if text is None or text[0] != "&" or (match := ANCHOR.match(text)) is None:
            return None, text
        self._reading.unfinished.append(match[1])
        return match[1], match[2]

    def _remember(self, anchor: str, value: object, before: int) -> None:
        self._reading.anchor(anchor, value, before)
        self._reading.unfinished.pop()

    def _line_tag(self, text: str, *, followed: bool = True) -> str | None:
        """Return the tag that is all there is in a line, if the value follows below."""
        if self._major < 3 or text[0] != "!" or (match := _LINE_TAG.match(text)) is None:
            return None
        if followed and not self._lines.next_is_indented():
            return None
        tag = match["tag"][1:]
        if tag.startswith("!"):
            raise YamlError("A built-in tag is not known.")
        if not self._reading.dialect.tags:
            raise YamlError("Own tags are not allowed.")
        return tag

    def _value_of(self, text: str, *, in_mapping: bool) -> object:
        """Return a value that begins in the current line (Parser::parseValue)."""
        if text[0] == "*":
            return self._reading.alias(alias_name(text))
        if (
            text[0] in "!|>"
            and (match := _BLOCK_SCALAR.match(text))
            and (self._major > 2 or not match["tag"])
        ):
            return self._tagged_scalar(
                match["tag"], self._lines.block_scalar(match["style"], match["modifiers"] or "")
            )
        at = len(self._lines.line.rstrip(PHP_SPACE)) - len(text.rstrip(PHP_SPACE))
        if self._major > 3 and text[0] in "{[":
            structure, _ = self._lines.structure(at)
            return parse_inline(structure, self._reading)
        if self._major > 3 and text[0] in "\"'":
            written, at = self._lines.text_in_quotes(at)
            value = parse_inline(written, self._reading)
            rest = self._lines.line[at:]
            if not _REST.match(rest) and rest != "0":  # PHP takes "0" for nothing
                raise YamlError("Something stands behind a quoted text.")
            return value
        if self._major > 2:
            text = self._over_lines(text)
        value = parse_inline(text, self._reading)
        colon = in_mapping and isinstance(value, str) and text[0] not in "\"'[{!" and ": " in value
        if colon and self._major > 2:
            raise YamlError("A value that is not quoted holds a colon and a blank.")
        return value

    def _tagged_scalar(self, tag: str | None, text: str) -> object:
        self._reading.count()
        if tag == "!!binary":
            return binary(text, self._reading.dialect)
        return text if not tag or tag == "!" or self._major < 4 else Tagged(tag[1:], text)

    def _over_lines(self, text: str) -> str:
        """Return a plain value with its further lines; in Symfony 3 also a quoted one."""
        lines, quote = self._lines, text[0] if text[0] in "\"'" else None
        if quote and len(text) > 1 and re.search(rf"{quote}(?:\s*#.*)?$", text[1:]):
            return text
        parts, after_blank = [text], False
        while lines.forward():
            if quote is None and lines.indent == 0:
                lines.back()
                break
            line = lines.line.strip(PHP_SPACE)
            parts.append("\n" if not line else line if after_blank else f" {line}")
            after_blank = not line
            if quote and lines.line.replace("\\\\", "").replace('\\"', "").endswith(quote):
                break
        return "".join(parts)

    def _whole(self, line: str) -> object:
        """Return the value of a block that is neither a mapping nor a sequence."""
        lines = self._lines
        if self._major > 3 and line[0] in "\"'{[":
            if self._items is not None or self._mapping is not None:
                raise YamlError("A line is neither a key nor an item.")
            if line[0] in "\"'":
                return parse_inline(lines.text_in_quotes(0)[0], self._reading)
            value = parse_inline(lines.structure(0)[0], self._reading)
            if lines.following() is not None:
                raise YamlError("Something stands behind a value.")
            return value
        if line == "---" or (line.startswith("? ") and self._major > 3):
            raise YamlError("The file holds several documents, or a key of several lines.")
        if self._is_one_line():
            return parse_inline(lines.all[0], self._reading)
        if not lines.is_first or self._major < 3:
            raise YamlError("A line is neither a key nor an item.")
        return self._text_of_lines()

    def _is_one_line(self) -> bool:
        """Tell whether the block's first line is all of it; Symfony compares it with the last key's value."""
        first, *others = self._lines.all
        if self._last is _NO_KEY:
            return first == first.strip(PHP_SPACE) and not any(other.strip(PHP_SPACE) for other in others)
        return isinstance(self._last, str) and first == self._last.strip(PHP_SPACE)

    def _text_of_lines(self) -> object:
        """Return the value of a block that is one plain text over lines."""
        parts: list[str] = []
        after_blank = after_backslash = False
        for line in self._lines.all:
            bare = line.strip(PHP_SPACE)
            if bare.startswith("#"):
                continue
            if (self._lines.at_top and line.startswith(" ")) or (": " in line and self._major > 4):
                raise YamlError("A line is neither a key nor an item.")
            if not bare:
                parts.append("\n")
            elif not after_blank and not after_backslash:
                parts.append(" ")
            after_blank = not bare
            after_backslash = bool(bare) and line.endswith("\\")
            parts.append(line[:-1].lstrip(PHP_SPACE) if after_backslash else bare)
        # Symfony passes on neither what Drupal asked for nor the anchors.
        return parse_inline("".join(parts), Reading(self._reading.dialect._replace(tags=False), lenient=True))


def _trimmed(lines: list[str]) -> list[str]:
    """Return lines without the blank ends that PHP's rtrim() of the whole block takes away."""
    while len(lines) > 1 and not lines[-1].strip(PHP_SPACE):
        lines.pop()
    return [*lines[:-1], lines[-1].rstrip(PHP_SPACE)]
