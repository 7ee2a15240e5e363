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
        named = _of_value(reader)
        if named is None:
            return None
        digest.update(named)
        return digest.digest()


def _of_value(value: object) -> bytes | None:
    try:
        try:
            data = _encoded(value)
        except TypeError:  # a set of what has no order
            data = _encoded(_ordered(value))
    except (TypeError, ValueError, OverflowError):
        return None
    return blake2b(data, digest_size=_SIZE).digest()


def _encoded(value: object) -> bytes:
    return msgpack.encode(value, order="deterministic", enc_hook=_said)


def _said(value: object) -> object:
    """Return what a function is called, or what an object says that it is made from. Raises TypeError."""
    if isinstance(value, FunctionType) and not value.__closure__:
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, partial):
        return value.func, value.args, value.keywords
    if "__reduce__" in vars(type(value)):
        return value.__reduce__()
    raise TypeError(type(value).__name__)


def _ordered(value: object) -> object:
    """Return a value with lists, in order, in place of sets."""
    if isinstance(value, (set, frozenset)):
        return sorted(_encoded(_ordered(one)) for one in value)
    if isinstance(value, (tuple, list)):
        return [_ordered(one) for one in value]
    if isinstance(value, dict):
        return sorted((_encoded(_ordered(key)), _encoded(_ordered(one))) for key, one in value.items())
    return value
