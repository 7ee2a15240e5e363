"""The lines of a block of YAML, and the values that run over several of them."""

import re

from audit.parsers.yaml_values import PHP_SPACE, Reading, YamlError

_HEADER = re.compile(r"%YAML[: ][\d.]+")
_ASCII_SPACE = " \t\n\r\f\v"
_LONGEST_INDENT = 10_000
_CONTENT = re.compile(r"[^ ]")
_UNQUOTED = re.compile(r"[^\[\]{},: ]+")
_IN_SINGLE = re.compile(r"[^']*+(?:''[^']*+)*+")
_IN_DOUBLE = re.compile(r"[^\"\\]*+(?:\\.[^\"\\]*+)*+")


class Lines:
    """A block's lines and the current one; the block may begin somewhere in the document."""

    def __init__(self, lines: list[str], offset: int, reading: Reading) -> None:
        self.reading = reading
        self._lines, self._offset = _without_marks(lines, offset)
        self._number = -1
        self.line = ""
        self.all = self._lines
        reading.step(len(self._lines))
        if not reading.total_lines:
            reading.total_lines = len(self._lines)

    @property
    def place(self) -> int:
        """The number of the current line in the document, from 0."""
        return self._number + self._offset

    @property
    def is_first(self) -> bool:
        """Tell whether the current line is the block's first."""
        return self._number == 0

    @property
    def is_last(self) -> bool:
        """Tell whether the current line is the block's last, blank ones counted."""
        return self._number >= len(self._lines) - 1

    @property
    def at_top(self) -> bool:
        """Tell whether the block begins where the document does."""
        return self._offset == 0

    @property
    def is_last_of_document(self) -> bool:
        """Tell whether no line of the document follows."""
        return self.place >= self.reading.total_lines - 1

    @property
    def indent(self) -> int:
        """The blanks before the current line."""
        return indent_of(self.line)

    def forward(self) -> bool:
        """Go to the next line, if there is one."""
        if self.is_last:
            return False
        self._number += 1
        self.line = self._lines[self._number]
        return True

    def back(self) -> None:
        """Go to the line before."""
        if self._number >= 1:
            self._number -= 1
            self.line = self._lines[self._number]

    def following(self) -> str | None:
        """Return the next line that is neither blank nor a comment; None if there is none."""
        for number in range(self._number + 1, len(self._lines)):
            if not is_empty(self._lines[number]):
                self.reading.step(number - self._number)
                return self._lines[number]
        self.reading.step(len(self._lines) - self._number)
        return None

    def next_is_indented(self) -> bool:
        """Tell whether what follows belongs to the current line."""
        line = self.following()
        return line is not None and indent_of(line) > self.indent

    def next_is_item(self) -> bool:
        """Tell whether what follows is a sequence that is not indented."""
        line = self.following()
        return line is not None and indent_of(line) == self.indent and is_item(line)

    def embedded(self, indent: int | None = None, *, in_sequence: bool = False) -> list[str]:
        """Return the lines of the block below the current line, without their indentation."""
        old = self.indent
        if not self.forward():
            return [""]
        new = self._new_indent() if indent is None else indent
        if self.indent >= (new or 0):
            block = [self.line[new or 0 :]]
        elif is_empty(self.line):
            block = [self.line]
        else:
            self.back()
            return [""]
        if in_sequence and old == new and block[0].startswith("-"):
            self.back()  # a dash without content, and the next item of the same sequence
            return [""]
        self._gather(block, new)
        return block

    def structure(self, at: int) -> tuple[str, int]:
        """Return a {mapping} or [sequence] that begins there and may run over lines, and where it ends."""
        with self.reading.level():
            closing = "}" if self.line[at] == "{" else "]"
            parts = [self.line[at]]
            at += 1
            while True:
                _, at = self._blanks(at)
                while at < len(self.line):
                    char = self.line[at]
                    if char == closing:
                        parts.append(char)
                        return "".join(parts), at + 1
                    if char == "#":
                        break
                    part, at = self._token(char, at)
                    parts.append(part)
                    was_blank, at = self._blanks(at)
                    if was_blank:
                        parts.append(" ")
                if not self.forward():
                    raise YamlError("A bracket is never closed.")
                at = 0

    def text_in_quotes(self, at: int) -> tuple[str, int]:
        """Return a quoted text that begins there and may run over lines, and where it ends."""
        quote = self.line[at]
        parts, at = [quote], at + 1
        after_blank, after_backslash, first = True, False, True
        while True:
            if not first:
                at += len(self.line[at:]) - len(self.line[at:].lstrip(" "))
            if is_blank(self.line):
                parts.append("\n")
            elif not after_blank and not after_backslash:
                parts.append(" ")
            part, at, closed = _up_to_quote(self.line, at, quote)
            parts.append(part)
            if closed:
                return "".join(parts), at
            after_blank = is_blank(self.line)
            after_backslash = not after_blank and self.line.endswith("\\")
            first = False
            if not self.forward():
                raise YamlError("A quoted text is never closed.")
            at = 0

    def block_scalar(self, style: str, modifiers: str) -> str:
        """Return the text below a | or > (Parser::parseBlockScalar)."""
        texts: list[str] = []
        more = self.forward()
        if not more:
            return ""
        while more and is_blank(self.line):
            if more := self.forward():
                texts.append("")
        indent = min(int(modifiers.strip("+-") or 0), _LONGEST_INDENT) or self.indent
        margin = " " * indent
        if not indent and more:
            texts.append("")
        while indent and more and (is_blank(self.line) or self.line.startswith(margin)):
            texts.append(self.line[indent:])
            more = self.forward()
        if more:
            texts.append("")
            self.back()
        elif not self.is_last_of_document:
            texts.append("")
        text = _folded(texts) if style == ">" else "\n".join(texts)
        if "+" in modifiers:
            return text
        bare = text.rstrip("\n")
        return bare if "-" in modifiers or bare == text else bare + "\n"

    def _new_indent(self) -> int | None:
        """Return the indentation of the first line with content; comments do not count."""
        line: str | None = self.line
        if is_empty(self.line):
            line = self.following()
        new = None if line is None else indent_of(line)
        if new == 0 and not is_empty(self.line) and not is_item(self.line):
            raise YamlError("A line is not indented as its block needs.")
        return new

    def _gather(self, block: list[str], new: int | None) -> None:
        """Add the further lines of an embedded block."""
        items, comment = is_item(self.line), is_comment(self.line)
        least = new or 0
        while self.forward():
            if comment and not items:
                items, comment = is_item(self.line), is_comment(self.line)
            indent = self.indent
            if items and not is_empty(self.line) and not is_item(self.line) and new == indent:
                self.back()
                break
            if is_blank(self.line) or indent >= least:
                block.append(self.line[least:])
            elif is_comment(self.line):
                block.append(self.line)
            elif indent == 0:
                self.back()
                break
            else:
                raise YamlError("A line is not indented as its block needs.")

    def _blanks(self, at: int) -> tuple[bool, int]:
        """Skip blanks, also over lines; tell whether there were any."""
        any_blank = False
        while True:
            start = at
            while self.line[at : at + 1] == " ":
                at += 1
            any_blank = any_blank or at > start
            if at < len(self.line) or not self.forward():
                return any_blank, at
            at = 0

    def _token(self, char: str, at: int) -> tuple[str, int]:
        if char in "\"'":
            return self.text_in_quotes(at)
        if char in ":,":
            return char, at + 1
        if char in "{[":
            return self.structure(at)
        match = _UNQUOTED.match(self.line, at)
        if match is None:
            raise YamlError("A bracket closes another than it opened.")
        return match[0], match.end()


def indent_of(line: str) -> int:
    """Return how many blanks a line begins with."""
    return len(line) - len(line.lstrip(" "))


def is_blank(line: str) -> bool:
    """Tell whether a line holds nothing."""
    return _CONTENT.search(line) is None


def is_comment(line: str) -> bool:
    """Tell whether a line is a comment."""
    return line.lstrip(" ").startswith("#")


def is_empty(line: str) -> bool:
    """Tell whether a line holds nothing to read."""
    bare = line.lstrip(" ")
    return not bare or bare[0] == "#"


def is_item(line: str) -> bool:
    """Tell whether a line begins an item of a sequence, and is not indented."""
    return line.startswith("- ") or line.rstrip(PHP_SPACE) == "-"


def _without_marks(lines: list[str], offset: int) -> tuple[list[str], int]:
    """Take away the version, the comments and the mark before a document, and the mark behind it."""
    start, last = 0, len(lines) - 1
    if start < last and _HEADER.match(lines[start]):
        start += 1
    while start < last and lines[start].startswith("#"):
        start += 1
    if start < last and lines[start].startswith("---"):
        return _without_end(lines[start + 1 :]), offset + start + 1
    return (lines[start:] if start else lines), offset + start


def _without_end(lines: list[str]) -> list[str]:
    last = len(lines) - 1
    while last > 0 and not lines[last].strip(_ASCII_SPACE):
        last -= 1
    end = lines[last].rstrip(_ASCII_SPACE)
    return [*lines[:last], end[:-3]] if end.endswith("...") else lines


def _folded(texts: list[str]) -> str:
    """Return the lines of a folded text: joined by blanks, but for blank and indented ones."""
    parts: list[str] = []
    after_indented = after_blank = False
    for place, text in enumerate(texts):
        if not text:
            parts.append("\n")
        elif text[0] == " " or after_indented:
            parts.append(f"\n{text}")
        elif after_blank or place == 0:
            parts.append(text)
        else:
            parts.append(f" {text}")
        after_blank, after_indented = not text, text[:1] == " "
    return "".join(parts)


def _up_to_quote(line: str, at: int, quote: str) -> tuple[str, int, bool]:
    """Return a line's part of a quoted text, where it ends, and whether the text ends there."""
    match = (_IN_SINGLE if quote == "'" else _IN_DOUBLE).match(line, at)
    part = match[0] if match else ""
    end = at + len(part)
    if line[end : end + 1] == quote:
        return part + quote, end + 1, True
    return part, len(line), False  # a backslash at the line's end is not part of the text
