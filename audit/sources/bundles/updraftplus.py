"""
UpdraftPlus: a set of archives, backup_DATE_SITE_NONCE-PART.zip, with the database in a .gz of its own.

Read about in the sources of version 1.11, whose names newer ones keep: the first archive of a part has no
number, those after it have 2, 3 and so on; all archives of a backup share its nonce, and so do increments,
which are later. A set is known by these names and by what its files are; a customer may also name one file
of it.
"""

import re

from audit.sources.bundles.bundle import Bundle
from audit.sources.bundles.place import Place
from audit.sources.bundles.sets import Piece, missing, put_together

NAME = "UpdraftPlus"
_NAME = re.compile(
    r"backup_(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{4})_.*_(?P<nonce>[0-9a-f]{12})"
    r"-(?P<part>[a-z-]+?)(?P<number>[0-9]{0,4})\.(?P<suffix>zip|gz|gz\.crypt)",
    re.IGNORECASE,
)
_MAGIC = {"zip": b"PK", "gz": b"\x1f\x8b"}
_LOCKED = (
    "This database is encrypted, so it was not read. Decrypt it in UpdraftPlus, and name it with --dump."
)
_MORE = "Nobody can tell where the folders in it belong, so this archive was not looked at."
_OLDER = "Several backups lie here; only the newest one, of {}, was looked at."
_GAP = "This backup lacks an archive ({}); what is in it was not looked at."
_NO_PART = "This backup holds no {}, so nothing can be said of them."


def recognise(place: Place, named: str = "") -> Bundle | None:
    """Return the set that lies here, if there is one; of several that with the named file, or the newest."""
    sets: dict[str, list[re.Match[str]]] = {}
    for name in place.files("", _NAME):
        match = _NAME.fullmatch(name)
        if match and place.head(name, 2) == _MAGIC.get(match["suffix"].lower(), place.head(name, 2)):
            sets.setdefault(match["nonce"], []).append(match)
    if not sets:
        return None
    chosen = max(sets.values(), key=lambda files: _order(files, named))
    bundle = _opened(place, sorted(chosen, key=lambda match: (match["date"], _number(match))))
    if len(sets) == 1 or named:
        return bundle
    date = max(match["date"] for match in chosen)
    text = _OLDER.format(f"{date[:10]} {date[11:13]}:{date[13:]}")
    return bundle._replace(problems=(*bundle.problems, place.problem("", "older-backup", text, hides=False)))


def is_part(name: str) -> bool:
    """Tell whether a file is called as a part of a set is."""
    return _NAME.fullmatch(name) is not None


def _order(files: list[re.Match[str]], named: str) -> tuple[bool, str]:
    return any(match.string == named for match in files), max(match["date"] for match in files)


def _number(match: re.Match[str]) -> int:
    return int(match["number"] or 1)


def _opened(place: Place, files: list[re.Match[str]]) -> Bundle:
    pieces, dumps, problems = [], [], []
    for match in files:
        name = match.string
        if match["suffix"].lower() == "gz.crypt":
            problems.append(place.locked(name, _LOCKED))
        elif match["part"] == "db":
            dumps.append(name)
        elif match["part"] == "more":
            problems.append(place.problem(name, "unplaced", _MORE))
        else:
            pieces.append(Piece(place, name, match["part"], _number(match)))
    tree, unopened = put_together(place.tree.label, pieces)
    gaps = [place.problem("", "incomplete-set", _GAP.format(gap)) for gap in missing(pieces)]
    there = {piece.part for piece in pieces}
    lacking = [part for part in ("plugins", "themes") if pieces and part not in there]
    gaps += [place.problem("", "incomplete-set", _NO_PART.format(part)) for part in lacking]
    return Bundle(NAME, tree, place.dumps(dumps), (*problems, *unopened, *gaps))
