"""What runs besides PHP, and what code is written in: languages, processes and compiled files of a tree."""

from collections.abc import Iterable, Iterator
from functools import partial

from msgspec.structs import replace

from audit.collectors.asks import Ask, Reader
from audit.collectors.binaries import BinarySearch
from audit.collectors.drupal.parameters import ask_parameters
from audit.collectors.grounds import grounds
from audit.collectors.holders import Holders, is_own
from audit.collectors.host_settings import ask_host_settings
from audit.collectors.languages import LanguageCount, sum_languages
from audit.collectors.processes import ProcessSearch
from audit.collectors.server.files import ServerSearch
from audit.model.code import Binary, Process
from audit.model.facts import Fact, Install
from audit.model.languages import KnownLanguage
from audit.sources.tree import File, Listing, unread

_MOST = 10_000  # programs that the files of a tree start; shared out, as nobody knows who needs more
_MOST_OF_A_FILE, _LEAST_OF_A_FILE = 1000, 10


def find_runtimes(
    listing: Listing, installs: list[Install], facts: Iterable[Fact], languages: Iterable[KnownLanguage]
) -> Iterator[Fact | Ask]:
    """
    Yield what the names of all files tell, and ask for those that must be read.

    facts: those of extensions that are known by now, for the folders of a core.
    """
    count, processes, binaries = LanguageCount(languages, installs), ProcessSearch(), BinarySearch()
    servers = ServerSearch()
    starting: list[Ask] = []  # of files that may start programs
    others: list[Ask] = []
    for ground, files in grounds(listing, installs, facts):
        count.take(ground, files)
        yield from _facts(processes.take(ground, files), starting)
        yield from _facts(binaries.take(ground, files), others)
        yield from _facts(servers.take(ground, files), others)
        yield from _facts(ask_host_settings(ground, files), others)
        yield from _facts(ask_parameters(ground, files), others)
    yield from count.facts()
    yield from processes.facts()
    yield from binaries.facts()
    yield from servers.facts()
    yield from _bounded(starting)
    yield from others


def _facts(found: Iterable[Fact | Ask], asks: list[Ask]) -> Iterator[Fact]:
    """Yield the facts, and keep what is asked for."""
    for item in found:
        if isinstance(item, Ask):
            asks.append(item)
        else:
            yield item


def _bounded(asks: list[Ask]) -> Iterator[Ask]:
    """Yield asks that come to no more programs than can be told: each costs thousands of bytes on its way."""
    share = min(_MOST_OF_A_FILE, max(_LEAST_OF_A_FILE, _MOST // max(len(asks), 1)))
    for ask in asks:
        yield ask._replace(reader=partial(_first, reader=ask.reader, most=share))


def _first(file: File, *, reader: Reader, most: int) -> Iterator[Fact]:
    """Yield what a reader makes of a file, up to so many programs."""
    count = 0
    for fact in reader(file):
        count += isinstance(fact, Process)
        if count > most:
            text = f"This file starts more programs than can be told of it; the first {most:,} were taken."
            yield unread(file.path, "too-many", text)
            return
        yield fact


def join_runtimes(facts: Iterable[Fact], holders: Holders) -> list[Fact]:
    """Return the facts with languages summed up, and with the extension that each thing lies in."""
    return [_placed(fact, holders) for fact in sum_languages(facts)]


def _placed(fact: Fact, holders: Holders) -> Fact:
    if not isinstance(fact, Binary | Process):
        return fact
    extension = holders.of(fact.location.path)
    return replace(fact, extension=extension and extension.path, own=is_own(extension))
