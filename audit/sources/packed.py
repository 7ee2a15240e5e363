"""What unpacking is made of: a source of packed bytes, the members of a format, what may be wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import re

    from audit.sources.blobs import Raw

CUT = "The compressed file ends in the middle; its last part is missing."
ONLY_A_HEAD = "The compressed file ends before any of its data; all of it is missing."
GARBAGE = "Data that is not compressed follows the end of the compressed file; it was not read."
GARBAGE_BETWEEN = (
    "Data that is not compressed stands between parts of the compressed file; it was passed over."
)
LOST_END = "The compressed file is damaged; what follows the damage, if anything does, is lost."
LOST_PART = "The compressed file is damaged; what lies between the damage and the next whole part is lost."
CHECKSUM = "A checksum in the compressed file is wrong; what it holds was changed somewhere on its way."
LENGTH = "A length in the compressed file is wrong; a part of what it holds may be missing."
BOMB = (
    "The compressed file unpacks to more than 1,000 times its size, as no dump does; the rest was not read."
)


class Broken(Exception):  # noqa: N818 - it says what the member is
    """A member cannot be unpacked further."""

    def __init__(
        self, saved: bytes = b"", rest: bytes | None = None, flaw: str | None = None, skip: int = 0
    ) -> None:
        super().__init__(flaw)
        self.saved = saved  # what was unpacked before
        self.rest = rest  # packed bytes behind the damage; None: not known
        self.flaw = flaw  # what is wrong; None: its data are, and the rest of it is lost
        self.skip = skip  # packed bytes behind the damage that belong to the member still


class Member(Protocol):
    """A part of a packed file that is unpacked by itself."""

    ended: bool  # its end was reached, and all was well
    is_exact: bool  # where it breaks nothing is lost that comes before
    is_eager: bool  # where it is cut nothing is lost that comes before

    @property
    def rest(self) -> bytes:
        """Return the packed bytes that were fed and not yet taken; at its end what follows it."""

    @property
    def is_hungry(self) -> bool:
        """Tell whether it may need more packed bytes to go on."""

    def feed(self, packed: bytes) -> None:
        """Take packed bytes, none only at their end; to be called when hungry."""

    def unpack(self, size: int) -> bytes:
        """Return about size bytes, and none where it is hungry or has ended. Raises Broken."""

    def refine(self) -> None:
        """Be exact from now on, however slow that is."""

    def snapshot(self) -> Member | None:
        """Return what it was before it last unpacked, less what it was fed; None: it cannot be copied."""


class Format(Protocol):
    """A way of packing."""

    @property
    def start(self) -> re.Pattern[bytes] | None:
        """Return what a member begins with; None: there is only one."""

    @property
    def sure(self) -> re.Pattern[bytes] | None:
        """Return the same, as strict as can be, to find a member among other things."""

    def open(self, *, fast: bool) -> Member:
        """Return a new member; a fast one need not be exact."""


class Source:
    """The bytes that a layer unpacks: those of the file, or what the layer below unpacks."""

    def __init__(self, file: Raw, offset: int = 0) -> None:
        self._file = file
        self._ahead = b""
        self._taken = offset
        try:
            file.seek(0)
            self.can_seek = True
        except OSError:  # io.UnsupportedOperation is one
            self.can_seek = False

    @property
    def position(self) -> int:
        """Return how many bytes were read."""
        return self._taken - len(self._ahead)

    def peek(self, size: int) -> bytes:
        """Return the next bytes, as many as there are up to size, and leave them to be read."""
        while len(self._ahead) < size and (more := self._file.read(size - len(self._ahead))):
            self._ahead += more
            self._taken += len(more)
        return self._ahead[:size]

    def read(self, size: int, /) -> bytes:
        """Return up to size bytes, and none only at the end."""
        if self._ahead:
            data, self._ahead = self._ahead[:size], self._ahead[size:]
            return data
        data = self._file.read(size)
        self._taken += len(data)
        return data

    def seek(self, offset: int, /) -> int:
        """Go to an offset. Raises OSError where that cannot be."""
        self._file.seek(offset)
        self._ahead, self._taken = b"", offset
        return offset

    def close(self) -> None:
        """Do nothing: who opened the file closes it."""
