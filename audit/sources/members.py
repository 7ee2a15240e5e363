"""The members of a packed file one after the other, so that nothing that can be unpacked is lost."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

from audit.sources.packed import (
    BOMB,
    CUT,
    GARBAGE,
    GARBAGE_BETWEEN,
    LOST_END,
    LOST_PART,
    ONLY_A_HEAD,
    Broken,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.sources.packed import Format, Member, Source

_STEP = 64 * 1024  # bytes read at once; more does not stay in the processor's cache
_STEP_OF_MARKS = 16 * 1024  # a mark holds what was read and not yet unpacked
_LEAST = 64 * 1024  # bytes unpacked at once, however few are asked for
_MOST = 1024 * 1024
_HEAD = 4 * 1024  # bytes at hand where a member starts; isal stumbles over a header in pieces
_SURE = 1024  # bytes; what is no member and looks like one breaks earlier
_TRIES = 1000  # of what looks like a member and is none
_LONGEST_START = 9  # bytes, but one

# gzip cannot pack better than 1,032:1, and a dump whose rows are all equal comes to about 200:1. What
# unpacks to more is made to do harm, or holds nothing; what is small does none.
BOMB_RATIO = 1000
BOMB_SIZE = 1 << 30


class Place(NamedTuple):
    """A place from which a member can be unpacked further."""

    start: int  # of the member, in the packed bytes
    start_offset: int  # the same, in the unpacked ones
    position: int  # of this place, in the packed bytes
    offset: int  # the same, in the unpacked ones
    member: Member | None  # None: its start


class Members:
    """Unpacks members one after the other: padding is fine, everything else between them is told."""

    def __init__(
        self, source: Source, form: Format, packed_size: Callable[[], int], *, can_mark: bool = False
    ) -> None:
        self.offset = 0  # bytes returned so far
        self.damage: dict[str, None] = {}  # sentences, in their order
        self._source = source
        self._form = form
        self._packed_size = packed_size  # bytes of the file itself that were read so far
        self._can_mark = can_mark and source.can_seek
        self._fast = source.can_seek and not can_mark  # what is not exact can be gone through again
        self._step = _STEP_OF_MARKS if can_mark else _STEP
        self._packed = b""  # read, and not yet fed
        self._fed = b""  # what the member was fed last
        self._ready = b""  # unpacked, and not yet asked for
        self._unpacked = 0  # bytes, with those that are ready
        self._member: Member | None
        self._open()

    def read(self, size: int, /) -> bytes:
        """Return up to size bytes, and none only at the end."""
        data = self._ready or self._next_piece(size)
        self._ready = b""
        if len(data) > size:
            data, self._ready = data[:size], data[size:]
        self.offset += len(data)
        return data

    def seek(self, offset: int, /) -> int:
        """Refuse: only places that were marked can be gone to."""
        raise io.UnsupportedOperation(f"seek to {offset}")

    def close(self) -> None:
        """Do nothing: who opened the file closes it."""

    def mark(self) -> Place | None:
        """Return the last place before the next byte; None: there is none behind the start of the file."""
        place = self._place
        is_of_use = self._can_mark and (place.offset or place.member) and place.offset <= self.offset
        return place if is_of_use else None

    def go_to(self, place: Place, offset: int) -> None:
        """Go to an offset behind a place."""
        if not place.offset <= self.offset <= offset:
            self._source.seek(place.position)
            self._packed = self._ready = b""
            self._place = place
            self._member = (place.member and place.member.snapshot()) or self._form.open(fast=False)
            self.offset = self._unpacked = place.offset
        left = offset - self.offset
        while left > 0 and (data := self.read(min(left, _MOST))):
            left -= len(data)

    def _next_piece(self, size: int) -> bytes:
        """Return some bytes, and none only at the end."""
        size = min(max(size, _LEAST), _MOST)
        while self._member:
            try:
                data = self._unpack(self._member, size)
            except Broken as broken:
                data = self._recover(self._member, broken)
            self._unpacked += len(data)
            if self._unpacked > BOMB_SIZE and self._unpacked > BOMB_RATIO * self._packed_size():
                self._end(BOMB)
            if data:
                return data
        return b""

    def _unpack(self, member: Member, size: int) -> bytes:
        if member.ended:
            self._packed = member.rest
            self._advance()
            return b""
        fed = self._feed(member)
        position = self._source.position - len(member.rest) if self._can_mark else 0
        data = member.unpack(size)
        if not (data or fed or member.ended):
            if member.is_eager or not self._source.can_seek:
                self._end(CUT if self._unpacked else ONLY_A_HEAD)
            else:
                return self._unpack_again()
        elif self._can_mark and (snapshot := member.snapshot()):
            self._place = self._place._replace(position=position, offset=self._unpacked, member=snapshot)
        return data

    def _feed(self, member: Member) -> bool:
        """Give a member what it needs; tell whether there was something."""
        if not member.is_hungry:
            return True
        packed, self._packed = self._packed or self._source.read(self._step), b""
        member.feed(packed)
        self._fed = packed or self._fed
        return bool(packed)

    def _recover(self, member: Member, broken: Broken) -> bytes:
        """Return what is left of a member that broke, and go on behind the damage."""
        if not member.is_exact and self._source.can_seek:
            return self._unpack_again()
        if broken.rest is None:
            own = self._place.start + 1 - (self._source.position - len(self._fed))
            self._packed = self._fed[max(own, 0) :]  # its own start is no next member
        else:
            self._packed = broken.rest
        if broken.flaw and broken.rest is not None:
            self._note(broken.flaw)
            self._fill(broken.skip)
            self._packed = self._packed[broken.skip :]
            self._advance()
        else:
            self._search(broken.flaw or LOST_PART, broken.flaw or LOST_END)
        return broken.saved

    def _unpack_again(self) -> bytes:
        """Go through a member again, up to where it broke, by a way that loses nothing there."""
        self._source.seek(self._place.start)
        self._packed = b""
        self._member = member = self._form.open(fast=False)
        left = self._unpacked - self._place.start_offset
        while left > 0 and not member.ended:
            fed = self._feed(member)
            try:
                data = member.unpack(min(left, _MOST))
            except Broken as broken:  # somewhat sooner than the other way
                member.refine()
                broken.saved = broken.saved[left:]
                return self._recover(member, broken)
            left -= len(data)
            if not (data or fed):
                break  # the file was cut meanwhile
        member.refine()
        return b""

    def _advance(self) -> None:
        """Go to the next member behind the end of one."""
        self._packed = self._packed.lstrip(b"\0")
        while len(self._packed) < _HEAD and (more := self._source.read(self._step)):
            self._packed = (self._packed + more).lstrip(b"\0")
        if not self._packed:
            self._end(None)
        elif self._form.start and self._form.start.match(self._packed):
            self._open()
        else:
            self._search(GARBAGE_BETWEEN, GARBAGE)

    def _search(self, between: str, at_end: str) -> None:
        """Go to the next member behind what is none."""
        tries = 0
        while self._form.sure and tries < _TRIES:
            if found := self._form.sure.search(self._packed):
                self._packed = self._packed[found.start() :]
                self._fill(_STEP)
                if self._is_member():
                    self._note(between)
                    self._open()
                    return
                self._packed = self._packed[1:]
                tries += 1
            elif more := self._source.read(self._step):
                self._packed = self._packed[-_LONGEST_START:] + more
            else:
                break
        self._end(at_end)

    def _is_member(self) -> bool:
        """Tell whether a member starts here, and not only what looks like its first bytes."""
        member = self._form.open(fast=False)
        member.feed(self._packed)
        try:
            data = member.unpack(_LEAST)
        except Broken as broken:
            return len(broken.saved) >= _SURE or broken.flaw is not None
        return bool(data) or member.ended or len(self._packed) >= _STEP  # a block of bzip2 may be longer

    def _open(self) -> None:
        """Begin with a member."""
        self._fill(_HEAD)
        self._member = self._form.open(fast=self._fast)
        start = self._source.position - len(self._packed)
        self._place = Place(start, self._unpacked, start, self._unpacked, None)

    def _fill(self, size: int) -> None:
        """Have so many packed bytes at hand, if there are as many."""
        while len(self._packed) < size and (more := self._source.read(self._step)):
            self._packed += more

    def _end(self, flaw: str | None) -> None:
        self._member = None
        if flaw:
            self._note(flaw)

    def _note(self, flaw: str) -> None:
        self.damage[flaw] = None
