"""What lies in the folders of a tree, from one look at each name."""

from collections.abc import Iterable, Iterator

from audit.collectors.asks import Ask
from audit.collectors.files.areas import Areas
from audit.collectors.files.counts import AllCounts
from audit.collectors.files.folder import Search
from audit.collectors.files.nested import second_installs
from audit.collectors.files.tallies import Tallies
from audit.collectors.places import Places
from audit.model.facts import Fact, Install
from audit.model.rules import Watch
from audit.sources.tree import Listing


def find_files(
    listing: Listing, installs: list[Install], watch: Watch, found: Iterable[Fact] = ()
) -> Iterator[Fact | Ask]:
    """
    Yield what is noted, counted, odd or linked, and ask for what may hold secrets or should hold no code.

    The facts that were found tell the folders of uploads.
    """
    areas = Areas(Places(listing, installs), found)
    search = Search(watch, areas)
    tallies, counts = Tallies(listing, installs), AllCounts(len(installs))
    for path in listing.folders():
        folder = areas.folder(path)
        files, size = yield from search.folder(listing, folder, counts.of(folder.root, folder.area))
        tallies.add(path, files, size)
    yield from tallies.facts()
    yield from counts.facts()
    yield from second_installs(installs)
