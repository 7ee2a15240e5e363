"""The names of one folder, each looked at once."""

from collections import Counter
from collections.abc import Generator, Iterator
from functools import partial
from typing import Literal

from audit.collectors.asks import Ask
from audit.collectors.files.areas import Areas, Folder, Spot
from audit.collectors.files.counts import Counts
from audit.collectors.files.kinds import ARCHIVE, KIND_OF, OTHER, packed
from audit.collectors.files.links import link_facts
from audit.collectors.files.names import are_odd, odd_names
from audit.collectors.files.secrets import LIMIT as SECRETS_LIMIT
from audit.collectors.files.secrets import WANTED, secrets_in
from audit.collectors.files.uploads import HANDLER, UNEXPECTED, code_in_files, handler_in_files
from audit.collectors.files.uploads import LIMIT as CODE_LIMIT
from audit.model.facts import Fact, Location, NotedFile
from audit.model.files import Area, NameTrouble, OddName
from audit.model.rules import Watch
from audit.sources.globs import Globs
from audit.sources.tree import Entry, Listing, unread

_MOST_ODD = 1000  # names of an install with the same trouble that are told of: old sites have many
_PLAIN = frozenset({"file", "folder"})


class Search:
    """What is looked for among the names of each folder."""

    def __init__(self, watch: Watch, areas: Areas) -> None:
        self._areas = areas
        self._told: Counter[tuple[str | None, NameTrouble]] = Counter()
        self._noted = Globs(watch.files)
        self._secret = Globs(WANTED)
        self._unexpected = Globs(UNEXPECTED)
        self._any: dict[Area, Globs] = {
            "code": Globs(watch.files | WANTED),
            "files": Globs(watch.files | WANTED | UNEXPECTED),
        }
        self._over = min(watch.over, default=None)

    def folder(
        self, listing: Listing, folder: Folder, counts: Counts
    ) -> Generator[Fact | Ask, None, tuple[int, int]]:
        """Yield what is found in a folder, count it, and return its files and bytes."""
        names = listing.folder(folder.path)
        folded = [*map(str.lower, names)]
        if not folded:
            return 0, 0
        near = self._any[folder.area].in_folder(folder.seen_as[:-1])
        exact, suffixes, is_wild = near.exact, near.by_suffix, near.wild is not None
        kinds, largest = counts.kinds, counts.tops["largest"]
        over = self._least(largest.floor)
        files = total = 0
        # Sites have hundreds of thousands of files: what is done for each of them counts.
        for low, (name, entry) in zip(folded, names.items(), strict=True):
            suffix = low[low.rfind(".") + 1 :]
            if entry.kind == "file":
                index = KIND_OF.get(suffix, OTHER)
                tally = kinds[packed(low) if index == ARCHIVE else index]
                tally[0] += 1
                files += 1
                size = entry.size
                if size is None:
                    counts.sized = False
                else:
                    tally[1] += size
                    total += size
                    if size > over:
                        spot = folder.spot(name)
                        if size > largest.floor:
                            largest.add(size, spot.path, spot.seen_as)
                            over = self._least(largest.floor)
                        if self._over is not None and size > self._over:
                            yield from self._named(listing, folder, name, entry, is_large=True)
                            continue
            is_near = low in exact or ((is_wild or suffix in suffixes) and near.match(low))
            if is_near or entry.kind not in _PLAIN:
                yield from self._named(listing, folder, name, entry)
        _count_names(folder, names, files, counts)
        if are_odd(names, folded):
            yield from self._odd(folder, names)
        return files, total

    def _odd(self, folder: Folder, names: dict[str, Entry]) -> Iterator[OddName]:
        for odd in odd_names(list(names)):
            if self._told[folder.root, odd.trouble] >= _MOST_ODD:
                continue
            self._told[folder.root, odd.trouble] += 1
            spot = folder.spot(odd.name)
            yield OddName(
                location=Location(spot.path),
                install=spot.root,
                trouble=odd.trouble,
                area=spot.area,
                seen_as=spot.seen_as,
                other=odd.other,
            )

    def _least(self, floor: int) -> int:
        return floor if self._over is None else min(floor, self._over)

    def _named(
        self, listing: Listing, folder: Folder, name: str, entry: Entry, *, is_large: bool = False
    ) -> Iterator[Fact | Ask]:
        """Yield what the kind or the name of one of them, which may be of interest, gives away."""
        spot = folder.spot(name)
        if entry.kind == "other":
            text = "This is a device, a pipe or a socket, and no file; nothing of it was read."
            yield unread(spot.path, "no-file", text, hides=False)
            return
        if entry.kind == "link":
            yield from link_facts(listing, spot, entry, self._areas.is_uploaded)
        if is_large or self._noted.match(spot.seen_as):
            yield _noted(spot, entry.kind, entry.size if entry.kind == "file" else None)
        if entry.kind != "file":
            return
        if self._secret.match(spot.seen_as):
            own = self._areas.is_own(spot)
            yield Ask(spot.path, partial(secrets_in, spot=spot, own=own), SECRETS_LIMIT)
        if spot.area == "files" and self._unexpected.match(name):
            reader = handler_in_files if name.lower() == HANDLER else code_in_files
            yield Ask(spot.path, partial(reader, spot=spot), CODE_LIMIT)


def _noted(spot: Spot, kind: Literal["file", "folder", "link"], size: int | None = None) -> NotedFile:
    return NotedFile(
        location=Location(spot.path), install=spot.root, kind=kind, seen_as=spot.seen_as, size=size
    )


def _count_names(folder: Folder, names: dict[str, Entry], files: int, counts: Counts) -> None:
    fullest, longest = counts.tops["fullest"], counts.tops["longest"]
    if files > fullest.floor and files:
        fullest.add(files, folder.path, folder.seen_as[:-1])
    start = len(folder.seen_as.encode())
    if start + 4 * max(map(len, names)) <= longest.floor:  # a character is four bytes at the most
        return
    for name in names:
        length = start + len(name.encode())
        if length > longest.floor:
            spot = folder.spot(name)
            longest.add(length, spot.path, spot.seen_as)
