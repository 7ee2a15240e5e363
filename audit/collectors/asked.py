"""What a file was asked for, as a digest: the same in every run that looks for the same."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from hashlib import blake2b
from types import FunctionType
from typing import Protocol

from msgspec import msgpack

from audit.model.facts import Fact
from audit.sources.tree import File

_SIZE = 16


class Asked(Protocol):
    """A file, and what makes facts of it."""

    @property
    def path(self) -> str:
        """Return where it lies."""

    @property
    def reader(self) -> Callable[[File], Iterable[Fact]]:
        """Return what makes facts of it."""

    @property
    def limit(self) -> int:
        """Return how many of its bytes the reader wants to see."""


class Digests:
    """Digests of what files are asked for; what many readers hold is looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, bytes | None]] = {}  # with what they are of: it must live on

    def of(self, asks: Sequence[Asked]) -> bytes | None:
        """Return the digest of all that one file is asked for; None: a reader holds what has no digest."""
        digest = blake2b(asks[0].path.encode("utf-8", "surrogatepass"), digest_size=_SIZE)
        for ask in asks:
            own = self._shared(ask.reader, self._of_reader)
            if own is None:
                return None
            digest.update(b"\0%d\0%b" % (ask.limit, own))
        return digest.digest()

    def _shared(self, value: object, make: Callable[[object], bytes | None]) -> bytes | None:
        known = self._known.get(id(value))
        if known is None:
            known = self._known[id(value)] = value, make(value)
        return known[1]

    def _of_reader(self, reader: object) -> bytes | None:
        digest = blake2b(digest_size=_SIZE)
        while isinstance(reader, partial):
            for name, value in (("", reader.args), *sorted(reader.keywords.items())):
                own = self._shared(value, _of_value)
                if own is None:
                    return None
                digest.update(name.encode() + b"\0" + own)
            reader = reader.func
        named = _called(reader)
        if named is None:
            return None
        digest.update(named)
        return digest.digest()


def _of_value(value: object) -> bytes | None:
    if isinstance(value, FunctionType):
        return _called(value)
    try:
        return blake2b(msgpack.encode(value, order="deterministic"), digest_size=_SIZE).digest()
    except (TypeError, ValueError, OverflowError):
        return None


def _called(function: object) -> bytes | None:
    """Return the name of a function; None: it holds more than its name says."""
    if not isinstance(function, FunctionType) or function.__closure__:
        return None
    return f"{function.__module__}.{function.__qualname__}".encode()
