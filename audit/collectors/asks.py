"""What collectors ask of a tree: files to be read, each once, and what makes facts of their bytes."""

import gc
import io
import multiprocessing
import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import NamedTuple

from audit.collectors.remembered import Memory, Sight, stamp_of
from audit.model.facts import Fact, Problem
from audit.sources.tree import FILE_LIMIT, File, Tree, unread

Reader = Callable[[File], Iterable[Fact]]

_CHUNK = 64  # files that a worker reads at once, and between two looks for garbage
_FAILED = "reader-failed"
_WORTH_WORKERS = 2000  # files; below, starting workers takes longer than reading


class Ask(NamedTuple):
    """A file, and what makes facts of it; the reader must be picklable."""

    path: str
    reader: Reader
    limit: int = FILE_LIMIT  # bytes from the start that the reader wants to see


_Chunk = tuple[tuple[Ask, ...], ...]  # the asks of some files


class _Made(NamedTuple):
    """What the readers made of a file."""

    facts: list[Fact]
    seen: Sight | None = None  # None: nobody wants to keep it, or it is not to be kept


class _Way(NamedTuple):
    """How files are read."""

    tree: Tree
    jobs: int
    done: Callable[[int], None]
    memory: Memory | None


def read_all(
    tree: Tree,
    asks: Iterable[Ask],
    jobs: int,
    done: Callable[[int], None],
    memory: Memory | None = None,
) -> Iterator[Fact]:
    """
    Read each asked file once and yield what its readers make of it, ordered by path whatever jobs is.

    Calls done with the number of files read since the last call. What the memory knows is not read again.
    """
    by_path = sorted(asks, key=attrgetter("path"))
    is_ranked = any(tree.rank(ask.path) for ask in by_path)
    # An archive that is quick in its own order only would be gone through twice.
    way = _Way(tree, jobs, done, None if tree.is_sequential else memory)
    if is_ranked or way.memory:
        yield from _in_own_order(way, by_path)
    else:
        yield from chain.from_iterable(made.facts for made in _read_files(way, by_path))


def _in_own_order(way: _Way, by_path: list[Ask]) -> Iterator[Fact]:
    """Read as it is quickest for the tree, and yield by path all the same."""
    files = list(_files(by_path))
    numbers = range(len(files))
    ranked = sorted(numbers, key=lambda number: way.tree.rank(files[number][0].path))
    by_number = dict(_recalled(way, files, ranked))
    left = [number for number in ranked if number not in by_number]
    asks = [ask for number in left for ask in files[number]]
    if way.memory is None:
        files.clear()
    for number, made in zip(left, _read_files(way, asks), strict=True):
        if made.facts:
            by_number[number] = made.facts
        if way.memory and made.seen:
            way.memory.keep(files[number], made.facts, made.seen)
    if way.memory:
        way.memory.forget()
    for number in numbers:
        yield from by_number.pop(number, ())


def _recalled(way: _Way, files: list[tuple[Ask, ...]], order: list[int]) -> Iterator[tuple[int, list[Fact]]]:
    """Yield the facts of files that are known from before."""
    if way.memory is None:
        return
    for number in order:
        facts = way.memory.recall(way.tree, files[number])
        if facts is not None:
            way.done(1)
            yield number, facts


def _files(asks: list[Ask]) -> Iterator[tuple[Ask, ...]]:
    """Yield the asks of each file, and take them out of the list: what is done needs no room."""
    asks.reverse()
    taken = iter(lambda: asks.pop() if asks else None, None)
    return (tuple(group) for _, group in groupby(taken, attrgetter("path")))


def _read_files(way: _Way, asks: list[Ask]) -> Iterator[_Made]:
    """Yield what is made of each file, in their order; those of one file come one after the other."""
    tree, notes = way.tree, way.memory is not None
    if way.jobs == 1 or tree.is_sequential or len(asks) < _WORTH_WORKERS:
        gc.freeze()  # what was found so far stays: nothing of it need be looked at for garbage
        try:
            yield from _report((_read_chunk(tree, chunk, notes=notes) for chunk in _chunks(asks)), way.done)
        finally:
            gc.unfreeze()
        return
    shared = _shared(asks)
    packed = (_pack(chunk, shared) for chunk in _chunks(asks))
    spawn = multiprocessing.get_context("spawn")  # a fork would copy the display's threads
    given = pickle.dumps((tree, shared, notes), pickle.HIGHEST_PROTOCOL)
    with ProcessPoolExecutor(way.jobs, spawn, _start, (given,)) as pool:
        yield from _report(pool.map(_read_packed, packed), way.done)


def _chunks(asks: list[Ask]) -> Iterator[_Chunk]:
    files = _files(asks)
    return iter(lambda: tuple(islice(files, _CHUNK)), ())


def _report(chunks: Iterable[list[_Made]], done: Callable[[int], None]) -> Iterator[_Made]:
    for files in chunks:
        done(len(files))
        yield from files


def _shared(asks: list[Ask]) -> list[object]:
    """Return what many readers hold alike, such as the names that they look for: a worker gets it once."""
    held = {id(value): value for ask in asks for value in _held(ask.reader)}
    counts = Counter(id(value) for ask in asks for value in _held(ask.reader))
    return [held[key] for key, count in counts.items() if count > _CHUNK]


def _held(reader: Reader) -> Iterable[object]:
    keywords: dict[str, object] = getattr(reader, "keywords", {})  # of a partial
    return keywords.values()


class _Packer(pickle.Pickler):
    """Writes a number in place of what is shared."""

    def __init__(self, file: io.BytesIO, shared: list[object]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._numbers = {id(value): number for number, value in enumerate(shared)}

    def persistent_id(self, value: object) -> int | None:
        return self._numbers.get(id(value))


class _Unpacker(pickle.Unpickler):
    def persistent_load(self, number: int) -> object:
        return _given[1][number]


def _pack(chunk: _Chunk, shared: list[object]) -> bytes:
    file = io.BytesIO()
    _Packer(file, shared).dump(chunk)
    return file.getvalue()


_given: tuple[Tree, list[object], bool]  # in a worker: what was sent when it was started


def _start(given: bytes) -> None:
    # As bytes: what a worker cannot unpickle while it is being started stops it without a word.
    global _given  # noqa: PLW0603 - the one way to keep what all tasks of a worker need
    _given = pickle.loads(given)  # noqa: S301 - this program wrote it
    gc.freeze()


def _read_packed(packed: bytes) -> list[_Made]:
    return _read_chunk(_given[0], _Unpacker(io.BytesIO(packed)).load(), notes=_given[2])


def _read_chunk(tree: Tree, chunk: _Chunk, *, notes: bool) -> list[_Made]:
    made = [_read(tree, asks, notes=notes) for asks in chunk]
    gc.collect()  # what a reader made of a file may hold itself, and megabytes of the file
    gc.freeze()  # what is left are facts: they need not be looked at again
    return made


def _read(tree: Tree, asks: Sequence[Ask], *, notes: bool) -> _Made:
    """Read a file as far as any reader wants it, and note what it was if that is asked for."""
    path, limit = asks[0].path, max(ask.limit for ask in asks)
    before = stamp_of(tree, path) if notes else None
    file = tree.read(path, limit)
    if not isinstance(file, File):
        return _Made([file])
    facts = list(_facts(file, limit, asks))
    is_whole = not any(isinstance(fact, Problem) and fact.kind == _FAILED for fact in facts)
    return _Made(facts, Sight.of(tree, file, before) if notes and is_whole else None)


def _facts(file: File, limit: int, asks: Sequence[Ask]) -> Iterator[Fact]:
    """Give each reader as much of a file as it asked for."""
    if file.cut and limit >= FILE_LIMIT:
        if len(file.data) < limit:
            yield unread(
                file.path, "cut-short", "The archive ends in this file; only its first part was read."
            )
        else:
            yield unread(file.path, "too-large", f"Only the first {limit >> 20} MiB of this file were read.")
    for ask in asks:
        own = file if len(file.data) <= ask.limit else File(file.path, file.data[: ask.limit], cut=True)
        try:
            yield from list(ask.reader(own))
        except Exception as error:  # noqa: BLE001 - one file must never end a scan; this is the only such place
            # Its message may quote the file, and so a secret.
            text = f"moveready failed to understand this file ({type(error).__name__}); please report that."
            yield unread(file.path, _FAILED, text)
