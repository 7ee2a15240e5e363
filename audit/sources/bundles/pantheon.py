"""
Pantheon: the code, files and database archives of an environment, all or some of them.

Read about in the tests of Terminus 1 and 2, and in scripts that fetch backups (to 2026):
SITE_ENV_TIME_UTC_code.tar.gz holds a folder with the repository, _files.tar.gz the folder files_ENV,
_database.sql.gz a dump; their times differ a little. A customer may name one file of the set.
"""

import re

from audit.errors import AuditError
from audit.sources.bundles.bundle import Bundle
from audit.sources.bundles.files_place import joined
from audit.sources.bundles.place import Place
from audit.sources.bundles.sets import opened

NAME = "Pantheon"
_NAME = re.compile(
    r"(?P<site>.+_[a-z0-9-]+)_(?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}-[0-9]{2}-[0-9]{2})_UTC"
    r"_(?P<part>code|files|database)\.(?:tar|sql)\.gz"
)
_MAGIC = b"\x1f\x8b"
_SEVERAL = "Backups of several environments lie here; only that of {} was looked at."
_OLDER = "Several backups of this environment lie here; only the newest of each part was looked at."
_APART = "The parts of this backup are of different days ({}); files and database may not fit the code."


def recognise(place: Place, named: str = "") -> Bundle | None:
    """Return the set that lies here, if there is one; of several that with the named file, or the newest."""
    sets: dict[str, list[re.Match[str]]] = {}
    for name in place.files("", _NAME):
        match = _NAME.fullmatch(name)
        if match and place.head(name, 2) == _MAGIC:
            sets.setdefault(match["site"], []).append(match)
    if not sets:
        return None
    site, files = max(sets.items(), key=lambda item: _order(item[1], named))
    bundle = _taken(place, {match["part"]: match for match in sorted(files, key=lambda match: match["time"])})
    notes = [_SEVERAL.format(site)] if len(sets) > 1 and not named else []
    notes += [_OLDER] if len(files) > len({match["part"] for match in files}) else []
    said = [place.problem("", "older-backup", text, hides=False) for text in notes]
    return bundle._replace(problems=(*bundle.problems, *said))


def is_part(name: str) -> bool:
    """Tell whether a file is called as a part of a set is."""
    return _NAME.fullmatch(name) is not None


def _order(files: list[re.Match[str]], named: str) -> tuple[bool, str]:
    return any(match.string == named for match in files), max(match["time"] for match in files)


def _code(archive: Place) -> Place:
    """Return the repository: what is in the folder around all, where there is one."""
    (name, *others) = archive.names() or [""]
    return archive.within(name) if name.endswith("_code") and not others else archive


def _taken(place: Place, parts: dict[str, re.Match[str]]) -> Bundle:
    problems = []
    insides = {}
    for part in ("code", "files"):
        if part in parts:
            archive = opened(place, parts[part].string)
            if isinstance(archive, Place):
                insides[part] = _code(archive) if part == "code" else archive
            else:
                problems.append(archive)
    tree = insides["code"].site() if "code" in insides else None
    if tree and "files" in insides:
        try:
            tree = joined(insides["code"], insides["files"])
        except AuditError as error:
            problems.append(place.problem(parts["files"].string, "unplaced", str(error)))
    elif "files" in insides:
        tree = insides["files"].site()
    dumps = place.dumps([parts["database"].string] if "database" in parts else [])
    days = sorted({match["time"][:10] for match in parts.values()})
    if len(days) > 1:
        problems.append(place.problem("", "different-days", _APART.format(", ".join(days)), hides=False))
    return Bundle(NAME, tree, dumps, tuple(problems))
