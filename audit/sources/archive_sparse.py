"""A file with holes, of which an archive holds only the rest."""

import io

from audit.sources.archive_members import STEP, Budget, Member

_BOMB = "This file is empty space nearly all of it, as in a zip bomb; it was read no further."


class Sparse:
    """A sparse file; it is read from its start to its end."""

    def __init__(self, stored: Member, parts: tuple[tuple[int, int], ...], size: int, budget: Budget) -> None:
        self.damage: str | None = None
        self.cut = False
        self._stored, self._size, self._budget = stored, size, budget
        self._parts = [part for part in reversed(parts) if part[1]]  # the next one last
        self._at = 0

    def read(self, size: int, /) -> bytes:
        """Return up to size bytes, and none only at the end."""
        size = min(size, STEP, self._size - self._at)
        if size <= 0 or self.damage:
            return b""
        if not self._budget.spend(size):
            self.damage = _BOMB
            return b""
        offset, length = self._parts[-1] if self._parts else (self._size, 0)
        if self._at < offset:
            data = bytes(min(size, offset - self._at))
        else:
            data = self._stored.read(min(size, offset + length - self._at))
            self.cut, self.damage = self._stored.cut, self._stored.damage
        self._at += len(data)
        if self._parts and self._at >= offset + length:
            self._parts.pop()
        return data

    def seek(self, offset: int, /) -> int:
        """Refuse: nobody looks for a place in such a file."""
        raise io.UnsupportedOperation(f"a file with holes has no way to byte {offset}")

    def close(self) -> None:
        """Let go of the archive."""
        self._stored.close()
