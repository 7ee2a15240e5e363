"""Forward reading of an archive: by jumps where it can be sought in, else through all that lies between."""

from typing import Protocol

from audit.sources.blobs import Raw

STEP = 256 * 1024  # bytes read at once
_NEAR = 16 * 1024  # bytes read at once between jumps: what lies between two headers is often less


class Cursor(Protocol):
    """A place in an archive that only goes forward."""

    offset: int

    def take(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end."""

    def skip(self, size: int) -> None:
        """Go on by so many bytes, beyond the end if need be."""

    def reaches(self, offset: int) -> bool:
        """Tell whether the archive is at least so long."""


class Jumping:
    """A cursor in a file that can be sought in."""

    def __init__(self, file: Raw, offset: int = 0) -> None:
        self.offset = offset
        self._file = file
        self._data, self._start = b"", offset  # what was read last, and where it begins

    def take(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end."""
        begin = self.offset - self._start
        data = self._data[begin : begin + size] if 0 <= begin < len(self._data) else b""
        if len(data) < size:
            data = self._more(data, size)
        self.offset += len(data)
        return data

    def skip(self, size: int) -> None:
        """Go on by so many bytes."""
        self.offset += size

    def reaches(self, offset: int) -> bool:
        """Tell whether the archive is at least so long."""
        if offset <= 0:
            return True
        self._file.seek(offset - 1)
        return bool(self._file.read(1))

    def _more(self, data: bytes, size: int) -> bytes:
        self._file.seek(self.offset + len(data))
        pieces, have = [data], len(data)
        while have < size and (piece := self._file.read(max(_NEAR, min(size - have, STEP)))):
            pieces.append(piece)
            have += len(piece)
        self._data, self._start = b"".join(pieces), self.offset
        return self._data[:size]


class Flowing:
    """A cursor in bytes that come one after the other; it stands anywhere in them when it begins."""

    def __init__(self, file: "Source", offset: int = 0) -> None:
        self.offset = offset
        self._file = file
        self._data, self._at = b"", 0

    def take(self, size: int) -> bytes:
        """Return the next bytes, fewer only at the end."""
        data = self._data[self._at : self._at + size]
        if len(data) < size:
            pieces, have = [data], len(data)
            while have < size and self._next():
                pieces.append(self._data[: size - have])
                have += len(pieces[-1])
            data = b"".join(pieces)
            self._at = len(pieces[-1]) if len(pieces) > 1 else self._at + len(pieces[0])
        else:
            self._at += size
        self.offset += len(data)
        return data

    def skip(self, size: int) -> None:
        """Go on by so many bytes, to the end at most."""
        while size > 0:
            have = min(size, len(self._data) - self._at)
            self._at += have
            self.offset += have
            size -= have
            if size and not self._next():
                break

    def reaches(self, offset: int) -> bool:
        """Tell whether the archive is at least so long as far as is known here."""
        return offset <= self.offset

    def _next(self) -> bool:
        data = self._file.read(STEP)
        if data:
            self._data, self._at = data, 0
        return bool(data)


class Source(Protocol):
    """What can be read forward."""

    def read(self, size: int, /) -> bytes:
        """Return up to size bytes, and none only at the end."""
