"""
WPvivid: one zip of zips, one for each part of the site, or these zips themselves.

Read about in public sources of version 0.9: wpvivid_package_info.json describes each zip; a large backup is
split into NAME_backup_all.part001.zip and so on, and its parts likewise. A customer may name one file of
the set.
"""

import re
from collections.abc import Iterator

from audit.model.facts import Problem
from audit.sources.bundles.bundle import SQL, Bundle
from audit.sources.bundles.nested import packed_dumps
from audit.sources.bundles.place import Place
from audit.sources.bundles.sets import Piece, missing, opened, put_together, where
from audit.sources.mounted import Mounted

NAME = "WPvivid"
_NAME = re.compile(
    r"(?P<set>.*wpvivid.*?)_backup_(?P<part>all|db|themes|plugin|uploads|content|core)"
    r"(?:\.part(?P<number>[0-9]{1,4}))?\.(?:zip|sql)",
    re.IGNORECASE,
)
_ABOUT = "wpvivid_package_info.json"
_ADDED = (_ABOUT,)
_OLDER = "Several backups lie here; only {} was looked at."
_GAP = "This backup lacks an archive ({}); what is in it was not looked at."


def recognise(place: Place, named: str = "") -> Bundle | None:
    """Return the set that lies here, if there is one; of several that with the named file, or the last."""
    sets: dict[str, list[re.Match[str]]] = {}
    for name in place.files("", _NAME):
        if match := _NAME.fullmatch(name):
            sets.setdefault(match["set"], []).append(match)
    if not sets:
        return _one_part(place) if place.has_file(_ABOUT) else None
    chosen = max(sets, key=lambda one: (any(match.string == named for match in sets[one]), one))
    bundle = _opened(place, sets[chosen])
    if len(sets) == 1 or named:
        return bundle
    older = place.problem("", "older-backup", _OLDER.format(chosen), hides=False)
    return bundle._replace(problems=(*bundle.problems, older))


def is_part(name: str) -> bool:
    """Tell whether a file is called as a part of a set is."""
    return _NAME.fullmatch(name) is not None


def _one_part(place: Place) -> Bundle:
    dumps = place.files("", SQL)
    rest = set(place.names()) - {_ABOUT, *dumps}
    site = [(where(place, "content"), place.site(without=(*_ADDED, *dumps)))]
    return Bundle(NAME, Mounted(place.tree.label, site) if rest else None, place.dumps(dumps))


def _opened(place: Place, files: list[re.Match[str]]) -> Bundle:
    pieces, problems = [], []
    for piece in _pieces(place, files):
        if isinstance(piece, Piece):
            pieces.append(piece)
        else:
            problems.append(piece)
    tree, unopened = put_together(place.tree.label, [piece for piece in pieces if piece.part != "db"], _ADDED)
    dumps = []
    for piece in pieces:
        if piece.part == "db":
            found, why = packed_dumps(piece.place, piece.path)
            dumps += found
            unopened += why
    gaps = [place.problem("", "incomplete-set", _GAP.format(gap)) for gap in missing(pieces)]
    return Bundle(NAME, tree, tuple(dumps), (*problems, *unopened, *gaps))


def _pieces(place: Place, files: list[re.Match[str]]) -> Iterator[Piece | Problem]:
    """Yield the archives of a set, those within an archive of all for themselves."""
    for match in files:
        if match["part"] != "all":
            yield Piece(place, match.string, match["part"], int(match["number"] or 1))
            continue
        whole = opened(place, match.string)
        if not isinstance(whole, Place):
            yield whole
            continue
        inner = [found for name in whole.files("", _NAME) if (found := _NAME.fullmatch(name))]
        yield from (
            Piece(whole, one.string, one["part"], int(one["number"] or 1))
            for one in inner
            if one["part"] != "all"
        )
