"""What collectors ask of a tree: files to be read, each once, and what makes facts of their bytes."""

import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

from audit.model.facts import Fact
from audit.sources.tree import File, Tree, unread

Reader = Callable[[File], Iterable[Fact]]

_CHUNK = 256  # files that a worker reads at once
_WORTH_WORKERS = 4000  # files; below, starting workers takes longer than reading


class Ask(NamedTuple):
    """A file, and what makes facts of it; the reader must be picklable."""

    path: str
    reader: Reader


def read_all(tree: Tree, asks: Iterable[Ask], jobs: int, done: Callable[[int], None]) -> Iterator[Fact]:
    """
    Read each asked file once and yield what its readers make of it, ordered by path whatever jobs is.

    Calls done with the number of files read since the last call.
    """
    readers: defaultdict[str, list[Reader]] = defaultdict(list)
    for ask in asks:
        readers[ask.path].append(ask.reader)
    rest = iter(sorted(readers.items()))
    chunks = iter(lambda: tuple(islice(rest, _CHUNK)), ())
    if jobs == 1 or len(readers) < _WORTH_WORKERS:
        yield from _report(map(partial(_read_chunk, tree), chunks), done)
        return
    spawn = multiprocessing.get_context("spawn")  # a fork would copy the display's threads
    with ProcessPoolExecutor(jobs, mp_context=spawn) as pool:
        yield from _report(pool.map(partial(_read_chunk, tree), chunks), done)


def _report(chunks: Iterable[tuple[int, list[Fact]]], done: Callable[[int], None]) -> Iterator[Fact]:
    for count, facts in chunks:
        done(count)
        yield from facts


def _read_chunk(tree: Tree, chunk: tuple[tuple[str, list[Reader]], ...]) -> tuple[int, list[Fact]]:
    return len(chunk), list(chain.from_iterable(_read(tree, path, readers) for path, readers in chunk))


def _read(tree: Tree, path: str, readers: list[Reader]) -> Iterator[Fact]:
    file = tree.read(path)
    if not isinstance(file, File):
        yield file
        return
    if file.cut:
        yield unread(path, "too-large", "Only the first 8 MiB of this file were read.")
    for reader in readers:
        try:
            yield from list(reader(file))
        except Exception as error:  # noqa: BLE001 - one file must never end a scan; this is the only such place
            # Its message may quote the file, and so a secret.
            text = f"moveready failed to understand this file ({type(error).__name__}); please report that."
            yield unread(path, "reader-failed", text)
