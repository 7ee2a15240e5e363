"""Ways into the middle of something packed: places that were passed, from which unpacking can go on."""

from __future__ import annotations

import io
import weakref
from bisect import bisect_right
from typing import TYPE_CHECKING

from audit.sources.archive_cursor import Flowing
from audit.sources.archive_members import CUT
from audit.sources.compression import Stream

if TYPE_CHECKING:
    from audit.sources.blobs import Blob
    from audit.sources.compression import Mark

_MOST = 256  # marks: of gzip each takes 40 KiB
_DISTANCE = 8 * 1024 * 1024  # bytes between two marks, at first


class Marks:
    """The marks of one packed file."""

    def __init__(self, blob: Blob) -> None:
        self._blob = blob
        self._offsets: list[int] = []
        self._marks: list[Mark] = []
        self._distance = _DISTANCE
        self._reading: tuple[Forward, Flowing] | None = None  # what goes from one member to the next

    def start(self) -> Forward:
        """Return all that is unpacked, leaving marks on the way. Raises OSError, or AuditError."""
        return Forward(self._blob, self)

    def shared(self, place: int) -> Flowing:
        """Return a cursor at a place; it moves on when the next is asked for. Raises as above."""
        best = self._best(place)
        if self._reading and self._reading[1].offset <= place:
            if best is None or self._offsets[best] <= self._reading[1].offset + _DISTANCE:
                self._reading[1].skip(place - self._reading[1].offset)
                return self._reading[1]
        elif self._reading and best is None:
            self._reading[0].close()
            self._reading = None
        if self._reading is None:
            file = Forward(self._blob)
            weakref.finalize(self, file.close)
        else:
            file = self._reading[0]
        cursor = self._cursor(file, place, best)
        self._reading = file, cursor
        return cursor

    def own(self, place: int) -> tuple[Forward, Flowing]:
        """Return a cursor at a place of its own, and what is to be closed. Raises as above."""
        file = Forward(self._blob)
        return file, self._cursor(file, place, self._best(place))

    def note(self, stream: Stream) -> None:
        """Leave a mark if the last is far enough."""
        if stream.offset < (self._offsets[-1] if self._offsets else 0) + self._distance:
            return
        mark = stream.mark()
        if mark is None:
            return
        self._offsets.append(stream.offset)
        self._marks.append(mark)
        if len(self._marks) > _MOST:
            self._distance *= 2
            del self._offsets[::2], self._marks[::2]

    def _best(self, place: int) -> int | None:
        """Return the number of the last mark before a place."""
        number = bisect_right(self._offsets, place) - 1
        return number if number >= 0 else None

    def _cursor(self, file: Forward, place: int, best: int | None) -> Flowing:
        start = 0
        if best is not None:
            file.stream.go_to(self._marks[best])
            start = self._offsets[best]
        cursor = Flowing(file, start)
        cursor.skip(place - start)
        return cursor


class Forward:
    """An open packed file."""

    def __init__(self, blob: Blob, marks: Marks | None = None) -> None:
        self._raw = blob.open()
        self._marks = marks
        try:
            self.stream = Stream(self._raw, can_mark=True)
        except BaseException:
            self._raw.close()
            raise

    def read(self, size: int, /) -> bytes:
        """Return up to size bytes, and none only at the end."""
        data = self.stream.read(size)
        if self._marks:
            self._marks.note(self.stream)
        return data

    def close(self) -> None:
        """Close the file."""
        self._raw.close()


class Streamed:
    """A member of a packed archive; it is read from its start to its end."""

    def __init__(self, cursor: Flowing, size: int, file: Forward | None) -> None:
        self.damage: str | None = None
        self.cut = False
        self._cursor, self._left, self._file = cursor, size, file  # None: others read on in it

    def read(self, size: int, /) -> bytes:
        """Return up to size bytes, and none only at the end."""
        data = self._cursor.take(min(size, self._left))
        self._left -= len(data)
        if not data and self._left and size:
            self.cut, self.damage = True, CUT
        return data

    def seek(self, offset: int, /) -> int:
        """Refuse: all before it would have to be unpacked anew."""
        raise io.UnsupportedOperation(f"a packed file has no way to byte {offset}")

    def close(self) -> None:
        """Close the file if it is open for this alone."""
        if self._file:
            self._file.close()
