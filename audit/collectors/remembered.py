"""What readers made of files in earlier runs, found again by what they read and what they looked for."""

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b
from itertools import chain, groupby
from typing import NamedTuple

import msgspec
from msgspec import msgpack

from audit.collectors.asked import Asked, Digests
from audit.model.facts import Fact
from audit.sources.cache import Cache
from audit.sources.cache_pack import Row
from audit.sources.cache_proof import disk, stamp
from audit.sources.tree import File, Tree

_SIZE = 16
_RUNS = msgpack.Decoder(list[tuple[str, msgspec.Raw]])  # facts of one kind that follow one another


class Sight(NamedTuple):
    """What a file was when it was read."""

    content: bytes  # a digest
    stamp: bytes | None  # None: the disk gives no proof that it stays so

    @classmethod
    def of(cls, tree: Tree, file: File, before: bytes | None) -> "Sight":
        """Return it of a file that was read after a stamp was taken."""
        return cls(_content(file), before if before == stamp_of(tree, file.path) else None)


class Memory:
    """What is known of the files of a tree from earlier runs, and what is learnt of them in this one."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._digests = Digests()

    def recall(self, tree: Tree, asks: Sequence[Asked]) -> list[Fact] | None:
        """Return what was made of a file; None: it was never read for this, or is another by now."""
        name = self._digests.of(asks)
        if name is None or not self._cache.is_named(name):
            return None
        before = stamp_of(tree, asks[0].path)
        data = None if before is None else self._cache.by_stamp(name, before)
        if data is None:
            file = tree.read(asks[0].path, max(ask.limit for ask in asks))
            if not isinstance(file, File):
                return None
            seen = Sight.of(tree, file, before)
            data = self._cache.by_content(_key(name, seen.content))
            if data is not None and seen.stamp is not None:
                self._put(name, seen, data)
        return None if data is None else _decoded(data)

    def keep(self, asks: Sequence[Asked], facts: list[Fact], seen: Sight) -> None:
        """Keep what was made of a file, if that can be written down and read again as it is."""
        name = self._digests.of(asks)
        data = None if name is None else _encoded(facts)
        if name is not None and data is not None:
            self._put(name, seen, data)

    def forget(self) -> None:
        """Let go of what was looked for."""
        self._digests = Digests()

    def _put(self, name: bytes, seen: Sight, data: bytes) -> None:
        self._cache.put(Row.of(name, _key(name, seen.content), seen.stamp, data), data)


def stamp_of(tree: Tree, path: str) -> bytes | None:
    """Return what the disk says of a file of a tree; None: nothing that proves anything."""
    place = disk(tree)
    return None if place is None else stamp(place, path)


def _content(file: File) -> bytes:
    return blake2b(file.data, digest_size=_SIZE, person=b"cut" if file.cut else b"").digest()


def _key(name: bytes, content: bytes) -> bytes:
    return blake2b(name + content, digest_size=_SIZE).digest()


def _encoded(facts: list[Fact]) -> bytes | None:
    """Return facts as bytes; None: they would not be the same again."""
    if not facts:
        return b""
    try:
        runs = [(_called(kind), msgspec.Raw(msgpack.encode(list(run)))) for kind, run in groupby(facts, type)]
        data = msgpack.encode(runs)
    except (TypeError, ValueError, OverflowError):
        return None
    return data if _decoded(data) == facts else None


def _decoded(data: bytes) -> list[Fact] | None:
    if not data:
        return []
    try:
        return list(chain.from_iterable(_kind(name).decode(run) for name, run in _RUNS.decode(data)))
    except (msgspec.DecodeError, LookupError, TypeError):
        return None


@cache
def _kind(name: str) -> msgpack.Decoder[list[Fact]]:
    """Return what decodes facts of a kind. Raises LookupError where there is none."""
    kind = next((one for one in _kinds(Fact) if _called(one) == name), None)
    if kind is None:
        raise LookupError(name)
    return msgpack.Decoder(list[kind])  # type: ignore[valid-type]  # one of the kinds of facts


def _kinds(kind: type[Fact]) -> Iterator[type[Fact]]:
    for inner in kind.__subclasses__():
        yield inner
        yield from _kinds(inner)


def _called(kind: type[Fact]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
