"""What runs besides PHP, and what code is written in: languages, processes and compiled files of a tree."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from audit.collectors.asks import Ask
from audit.collectors.binaries import BinarySearch
from audit.collectors.grounds import grounds
from audit.collectors.holders import Holders, is_own
from audit.collectors.host_settings import ask_host_settings
from audit.collectors.languages import LanguageCount, sum_languages
from audit.collectors.processes import ProcessSearch
from audit.collectors.server.files import ServerSearch
from audit.model.code import Binary, Process
from audit.model.facts import Fact, Install
from audit.model.languages import KnownLanguage
from audit.sources.tree import Listing


def find_runtimes(
    listing: Listing, installs: list[Install], facts: Iterable[Fact], languages: Iterable[KnownLanguage]
) -> Iterator[Fact | Ask]:
    """
    Yield what the names of all files tell, and ask for those that must be read.

    facts: those of extensions that are known by now, for the folders of a core.
    """
    count, processes, binaries = LanguageCount(languages, installs), ProcessSearch(), BinarySearch()
    servers = ServerSearch()
    for ground, files in grounds(listing, installs, facts):
        count.take(ground, files)
        yield from processes.take(ground, files)
        yield from binaries.take(ground, files)
        yield from servers.take(ground, files)
        yield from ask_host_settings(ground, files)
    yield from count.facts()
    yield from processes.facts()
    yield from binaries.facts()
    yield from servers.facts()


def join_runtimes(facts: Iterable[Fact], holders: Holders) -> list[Fact]:
    """Return the facts with languages summed up, and with the extension that each thing lies in."""
    return [_placed(fact, holders) for fact in sum_languages(facts)]


def _placed(fact: Fact, holders: Holders) -> Fact:
    if not isinstance(fact, Binary | Process):
        return fact
    extension = holders.of(fact.location.path)
    return replace(fact, extension=extension and extension.path, own=is_own(extension))
