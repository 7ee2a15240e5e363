"""PHP-serialised text made clean: lengths and counts are right, objects and references are gone."""

import re
from typing import NamedTuple

from audit.parsers.serialized_tokens import (
    AT_THE_END,
    BEFORE_KEY,
    BEFORE_VALUE,
    KEY,
    VALUE,
    Ending,
    bounded,
    payload_end,
)
from audit.parsers.serialized_writer import Writer, string

_DEEPEST = 4096  # arrays in arrays; PHP itself reads no further (unserialize_max_depth)


class SerializedError(ValueError):
    """Nothing that PHP serialised can be made out."""


class Repaired(NamedTuple):
    """A clean text, and whether PHP would have refused the one it was made from."""

    text: bytes
    damaged: bool


def repair(text: bytes) -> Repaired:
    """
    Return the first value in `text`, made of nothing but null, bool, int, float, strings and arrays.

    >>> repair(b'a:9:{i:0;s:1:"abc";i:1;R:2;}').text
    b'a:0000000002:{i:0;s:3:"abc";i:1;s:3:"abc";}'
    """
    reader = _Reader(text)
    reader.read()
    damaged = reader.damaged
    if damaged:
        reader = _Reader(text, suspicious=True)
        reader.read()
    return Repaired(bytes(reader.clean.text), damaged)


class _Reader:
    """Reads the text once from left to right."""

    def __init__(self, text: bytes, *, suspicious: bool = False) -> None:
        self.text = text
        self.suspicious = suspicious
        self.at = 0
        self.clean = Writer(len(text))
        self.damaged = False

    def read(self) -> None:
        """Read the whole value."""
        self.value()
        while self.clean.open:
            self.entry()

    def entry(self) -> None:
        """Read a key with its value, or the end, of the innermost container."""
        if self.text.startswith(b"}", self.at):
            self.at += 1
            self._expect(self.clean.end())
        elif (key := self._key()) is not None:
            self.clean.key(key)
            self.value()
        else:
            self.damaged = True
            while self.clean.open:
                self.clean.end()

    def value(self) -> None:
        """Read a value; of an array or object its beginning only."""
        token = VALUE.match(self.text, self.at)
        if token is None or len(self.clean.open) > _DEEPEST:
            self._give_up()
            return
        self.at = token.end()
        match token.lastgroup:
            case "integer":
                self.clean.value(b"i:%d;" % bounded(token["integer"]))
            case "array":
                self.clean.begin(int(token["array"]))
            case "object":
                self._object(token)
            case "same" | "alias" as kind:
                self._expect(self.clean.refer(int(token[kind]), numbered=kind == "same"))
            case "string":
                self._string(int(token["string"]))
            case "case":
                self._expect(int(token["case_length"]) == len(token["case"]))
                self.clean.value(string(token["case"]))
            case _:
                self.clean.value(token[0])

    def _expect(self, sound: bool) -> None:
        self.damaged |= not sound

    def _give_up(self) -> None:
        """Leave the rest, which cannot be read; `entry` then ends what is open."""
        if not self.clean.open:
            raise SerializedError(f"nothing that PHP serialised: {self.text[:20]!r}")
        self.clean.value(b"N;")
        self.at = len(self.text)

    def _string(self, length: int) -> None:
        content = self._content(length, BEFORE_KEY if self.clean.open else AT_THE_END)
        if content is None:
            self._give_up()
        else:
            self.clean.value(string(content))

    def _content(self, length: int, ending: Ending) -> bytes | None:
        start = self.at
        end = ending.of_string(self.text, start, length, suspicious=self.suspicious)
        self._expect(end == start + length)
        if end is None:
            return None
        self.at = end + 2
        return self.text[start:end]

    def _key(self) -> bytes | None:
        """Return the key, or `None` if none can be read."""
        token = KEY.match(self.text, self.at)
        if token is None:
            return None
        self.at = token.end()
        if token["integer"]:
            return b"%d" % bounded(token["integer"])
        return self._content(int(token["string"]), BEFORE_VALUE)

    def _object(self, token: re.Match[bytes]) -> None:
        self._expect(int(token["length"]) == len(token["class"]))
        number = int(token["object"])
        if token["type"] == b"O":
            self.clean.begin(number, token["class"])
            return
        # A class that wrote itself: only the class knows how to read it. Its length stands for the count.
        end = payload_end(self.text, self.at, number)
        self._expect(end == self.at + number)
        self.at = len(self.text) if end is None else end
        self.clean.begin(0, token["class"])
