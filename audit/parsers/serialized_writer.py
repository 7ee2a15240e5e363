"""PHP-serialised text as it is written anew: counts are right, references are copies, depth is bounded."""

import re
from typing import NamedTuple

CLASS_KEY = "__PHP_Incomplete_Class_Name"  # PHP's own key for the class of an object that it cannot make.

_DEPTH = 200  # phpserialize calls itself: Python's own limit comes at about 480.
_GROWTH = 8  # What references may add to a text: so many times its size, and this in any case:
_FREE_GROWTH = 64 * 1024

_NUMBER = re.compile(rb"0|-?[1-9][0-9]{0,18}")
_VISIBILITY = re.compile(rb"\A\0(?:\*|[^\0]+)\0")


def string(content: bytes) -> bytes:
    """
    Return the string serialised.

    >>> string(b"Hello")
    b's:5:"Hello";'
    """
    return b's:%d:"%b";' % (len(content), content)


class _Container:
    """An array or object that is being written."""

    __slots__ = ("announced", "count", "height", "is_object", "slot", "start")

    def __init__(self, start: int, slot: int, announced: int, *, is_object: bool) -> None:
        self.start = start
        self.slot = slot
        self.announced = announced
        self.is_object = is_object
        self.count = 0
        self.height = 1


class _Slot(NamedTuple):
    """Where a value stands, and how many levels of containers it has."""

    start: int
    end: int
    height: int


_LEFT_OUT = _Slot(0, 0, 0)


class Writer:
    """
    Writes one value of null, bool, int, float, strings and arrays of these.

    >>> writer = Writer(size=30)
    >>> writer.begin(1)
    >>> writer.key(b"5")
    >>> writer.value(b"N;")
    >>> writer.end()
    True
    >>> writer.text
    bytearray(b'a:0000000001:{i:5;N;}')
    """

    def __init__(self, size: int) -> None:
        self.text = bytearray()
        self.open: list[_Container] = []
        self._slots: list[_Slot] = []  # References mean the n-th value, keys not counted.
        self._growth = _FREE_GROWTH + _GROWTH * size

    def value(self, text: bytes) -> None:
        """Write a value that contains no others."""
        self._slots.append(_Slot(len(self.text), len(self.text) + len(text), 0))
        self.text += text

    def begin(self, announced: int, class_name: bytes | None = None) -> None:
        """Begin an array, or the array that stands for an object."""
        is_object = class_name is not None
        self.open.append(_Container(len(self.text), len(self._slots), announced, is_object=is_object))
        self._slots.append(_LEFT_OUT)  # until it has ended: what contains itself is left out.
        self.text += b"a:0000000000:{"
        if class_name is not None:
            self.text += string(CLASS_KEY.encode()) + string(class_name)

    def key(self, name: bytes) -> None:
        """Write the key of the next value, as PHP's arrays and objects have it."""
        container = self.open[-1]
        container.count += 1
        if container.is_object:
            self.text += string(_VISIBILITY.sub(b"", name))
        elif _NUMBER.fullmatch(name) and -(2**63) <= int(name) < 2**63:
            self.text += b"i:%b;" % name
        else:
            self.text += string(name)

    def end(self) -> bool:
        """End the innermost container; tell whether it had as many entries as it announced."""
        ended = self.open.pop()
        self.text[ended.start + 2 : ended.start + 12] = b"%010d" % (ended.count + ended.is_object)
        self.text += b"}"
        if len(self.open) == _DEPTH:
            ended.height = 0
            self.text[ended.start :] = b"N;"
            self._slots[ended.slot :] = [_LEFT_OUT] * (len(self._slots) - ended.slot)
        else:
            self._slots[ended.slot] = _Slot(ended.start, len(self.text), ended.height)
        self._contain(ended.height)
        return ended.count == ended.announced

    def refer(self, number: int, *, numbered: bool) -> bool:
        """Write the value of this number again; tell whether there is one."""
        known = 0 < number <= len(self._slots)
        slot = self._slots[number - 1] if known else _LEFT_OUT
        if slot.end - slot.start > self._growth or len(self.open) + slot.height > _DEPTH:
            slot = _LEFT_OUT
        copy = self.text[slot.start : slot.end] or b"N;"
        self._growth -= slot.end - slot.start
        if numbered:
            self._slots.append(_Slot(len(self.text), len(self.text) + len(copy), slot.height))
        self.text += copy
        self._contain(slot.height)
        return known

    def _contain(self, height: int) -> None:
        if self.open:
            self.open[-1].height = max(self.open[-1].height, height + 1)
