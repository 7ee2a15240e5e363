"""Which files of a work tree git changes when it takes them in: git LFS, other filters, other encodings."""

from collections.abc import Callable
from typing import NamedTuple

from audit.parsers.git_attributes import Attributes, parse_attributes
from audit.sources.tree import Listing

_LOOKS = 20_000_000  # lines held against paths
_LINES = 5_000  # of all .gitattributes together


class _Lines(NamedTuple):
    """What one .gitattributes says."""

    folder: str  # that it lies in, with "/" behind; "" for the top
    lines: tuple[Attributes, ...]
    effort: int  # of holding one path against them all


class Filters:
    """The attributes of all folders."""

    def __init__(self, files: list[_Lines]) -> None:
        self._files = files  # the nearest to the top first
        self._left = _LOOKS

    def of(self, path: str) -> str | None:
        """Return the filter of a path; "" where something else changes it; None where nothing does."""
        values: dict[str, str | None] = {}
        for folder, lines, effort in self._files:
            if path.startswith(folder):
                self._left -= effort
                if self._left < 0:
                    return ""  # nobody has so many: say that it was not compared
                for line in lines:
                    if line.pattern.fits(path[len(folder) :], is_folder=False):
                        values |= line.values
        if (name := values.get("filter")) is not None:
            return name
        return "" if any(value is not None for value in values.values()) else None

    def patterns(self, name: str) -> tuple[str, ...]:
        """Return the patterns that give a filter, each with its folder."""
        return tuple(
            folder + line.pattern.text
            for folder, lines, _ in self._files
            for line in lines
            if line.values.get("filter") == name
        )


def find_filters(listing: Listing, top: str, read: Callable[[str], str], info: str) -> Filters:
    """Return what the .gitattributes of a work tree say, and info/attributes, which is stronger than they."""
    found: list[_Lines] = []
    left = _LINES
    for folder in listing.folders_below(top):
        if ".gitattributes" not in listing.folder(folder):
            continue
        inner = folder[len(top) :].lstrip("/") if top else folder
        prefix = f"{inner}/" if inner else ""
        lines = tuple(parse_attributes(read(f"{prefix}.gitattributes")))[: max(0, left)]
        left -= len(lines)
        if lines:
            found.append(_Lines(prefix, lines, _effort(lines)))
    found.sort(key=lambda one: one.folder.count("/"))
    if lines := tuple(parse_attributes(info)):
        found.append(_Lines("", lines, _effort(lines)))
    return Filters(found)


def _effort(lines: tuple[Attributes, ...]) -> int:
    return sum(line.pattern.effort for line in lines)
