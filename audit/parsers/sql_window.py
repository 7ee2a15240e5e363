"""The part of a dump's stream that is in memory."""

from collections.abc import Callable

Read = Callable[[int], bytes]


class Window:
    """
    A piece of the stream with a place in it.

    Each `more` reads at least as much as is left, so that what is tried again and again until
    enough is there costs linear time. Behind the last byte stands one line feed that is not in the
    stream: with it every unit of SQL that is complete can be seen to be.
    """

    __slots__ = ("_base", "_chunk", "_ended", "_read", "at", "text")

    def __init__(self, read: Read, chunk: int, offset: int = 0) -> None:
        self.text = b""
        self.at = 0
        self._read = read
        self._chunk = max(chunk, 1)
        self._base = offset
        self._ended = False

    @property
    def offset(self) -> int:
        """The place in bytes from the start of the stream."""
        return self._base + min(self.at, len(self.text) - self._ended)

    @property
    def left(self) -> int:
        """How many bytes behind the place are in memory."""
        return len(self.text) - self.at

    def more(self) -> bool:
        """Drop what lies before the place and read on; False when there is nothing more."""
        if self._ended:
            return False
        pieces = [self.text[self.at :]]
        # All of it is a chunk, as long as little is left: what is short is not asked for its longest row.
        missing = max(self._chunk - len(pieces[0]), len(pieces[0]), 1)
        while missing > 0:
            piece = self._read(missing)
            if not piece:
                self._ended = True
                pieces.append(b"\n")
                break
            pieces.append(piece)
            missing -= len(piece)
        self._base += self.at
        self.text = b"".join(pieces)
        self.at = 0
        return True

    def fill(self, size: int) -> None:
        """Read on until so many bytes are behind the place, or all that there are."""
        while self.left < size and self.more():
            pass

    def starts(self, text: bytes) -> bool:
        """Tell whether the text stands at the place, reading on where that is not yet clear."""
        self.fill(len(text))
        return self.text.startswith(text, self.at)
