"""A member that was packed piece by piece, each piece for itself."""

import io
import zlib
from collections.abc import Callable, Iterator

from audit.sources.archive_members import CUT, DAMAGE, STEP, Budget, Unpacker, Window

_BOMB = "The archive unpacks to far more than one of a site does, as a zip bomb; it was read no further."
_CHECKSUM = "The checksum of this file is wrong: the archive is damaged."
_DAMAGED = "This file is damaged in the archive and could not be unpacked wholly."
_LENGTH = "This file is longer or shorter than the archive says: the archive is damaged."

Piece = tuple[Window, Unpacker | None]  # its bytes, and what unpacks them; None: they are not packed


class Chunked:
    """A member of many pieces; it is read from its start to its end."""

    def __init__(
        self,
        pieces: Iterator[Piece],
        budget: Budget,
        close: Callable[[], None],
        *,
        checksum: int | None,
        size: int | None,
    ) -> None:
        self.damage: str | None = None
        self.cut = False
        self._pieces, self._budget, self._close = pieces, budget, close
        self._checksum, self._size = checksum, size  # None: not known
        self._piece: Piece | None = None
        self._done = False
        self._at = self._sum = 0

    def read(self, size: int, /) -> bytes:
        """Return up to size bytes, and none only at the end."""
        data = b"" if self._done or not size else self._next(min(size, STEP))
        self._at += len(data)
        self._sum = zlib.crc32(data, self._sum)
        if not self._budget.spend(len(data)):
            self._done, self.damage = True, _BOMB
            return b""
        if not data and not self._done and size:
            self._done = True
            if self._size not in {None, self._at}:
                self.damage = self.damage or _LENGTH
            elif self._checksum not in {None, self._sum}:
                self.damage = self.damage or _CHECKSUM
        return data

    def seek(self, offset: int, /) -> int:
        """Refuse: it would have to be unpacked anew."""
        raise io.UnsupportedOperation(f"a packed file has no way to byte {offset}")

    def close(self) -> None:
        """Let go of the archive."""
        self._close()

    def _next(self, size: int) -> bytes:
        try:
            while True:
                if self._piece is None:
                    self._piece = next(self._pieces, None)
                    if self._piece is None:
                        return b""
                if data := self._unpacked(*self._piece, size):
                    return data
                if self.damage:
                    return b""
                self._piece = None
        except EOFError:
            self.cut, self.damage = True, CUT
        except DAMAGE:
            self.damage = _DAMAGED
        return b""

    def _unpacked(self, window: Window, unpacker: Unpacker | None, size: int) -> bytes:
        """Return what is next of a piece, none at its end."""
        if unpacker is None:
            data = window.read(size)
            self.cut, self.damage = window.cut, window.damage
            return data
        while not unpacker.eof:
            packed = window.read(STEP) if unpacker.needs_input else b""
            if unpacker.needs_input and not packed:
                self.cut, self.damage = window.cut, window.damage or _DAMAGED
                return b""
            if data := unpacker.decompress(packed, size):
                return data
        return b""
