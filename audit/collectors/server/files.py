"""Files for a web server: which there are, and the text of those that are judged."""

import re
from collections.abc import Iterator
from functools import partial

from audit.collectors.asks import Ask
from audit.collectors.grounds import Ground, Named
from audit.collectors.server.ini import LIMIT as LIMIT_OF_INI
from audit.collectors.server.ini import read_ini
from audit.model.facts import Fact, Location
from audit.model.server import ServerFile, ServerFileKind, ServerText
from audit.sources.tree import File, unread

LIMIT = 4 * 1024 * 1024  # bytes of a .htaccess that are read
_MOST = 3000  # files of a tree that are read, and as many that are named
_ROOM = 32 * 1024 * 1024  # bytes of all that are read: they are held until they are judged together
_UNSIZED = 64 * 1024  # bytes that are read of one whose size is not known
_COPY = re.compile(
    r"_?\.?htaccess(?:[._-][\w.~-]+|~)|(?:ht|old|bak|my|_)\.htaccess|htaccess(?:\.txt)?", re.IGNORECASE
)
_NGINX = re.compile(r"nginx[\w.-]*\.conf|[\w.-]+\.nginx(?:\.conf)?", re.IGNORECASE)
# Of such folders only developers' own computers read a php.ini.
_FOR_WORK = re.compile(
    r"(?:\A|/)(?:\.[^/]+|docker|vagrant|ansible|provision(?:ing)?|local|development)/", re.IGNORECASE
)
_NAMED: dict[str, ServerFileKind] = {
    "_redirects": "redirects",
    "web.config": "iis",
    ".user.ini": "php",
    "php.ini": "php",
    "php5.ini": "php",
    "php7.ini": "php",
}


class ServerSearch:
    """Looks for such files as the folders of a tree go by, and says where it left some out."""

    def __init__(self) -> None:
        self._read = self._named = self._left = 0
        self._room = _ROOM

    def take(self, ground: Ground, files: list[Named]) -> Iterator[Fact | Ask]:
        """Yield what lies in a folder, and ask for the .htaccess in it."""
        own = not (ground.core or ground.vendored or ground.is_extension)
        for file in files:
            if file.name == ".htaccess":
                limit = min(LIMIT, self._room, _UNSIZED if file.size is None else file.size)
                self._read += 1
                if self._read > _MOST or (file.size and not limit):
                    self._left += 1
                else:
                    self._room -= limit
                    reader = partial(
                        read_htaccess, root=ground.root, seen_as=ground.seen_as + file.name, own=own
                    )
                    yield Ask(ground.inside(file.name), reader, max(limit, 1))
            elif own and (kind := _kind(file.low)) is not None:
                self._named += 1
                if self._named <= _MOST:
                    yield ServerFile(
                        location=Location(ground.inside(file.name)),
                        install=ground.root,
                        kind=kind,
                        seen_as=ground.seen_as + file.name,
                        own=own,
                    )
                    if kind == "php" and not _FOR_WORK.search(ground.seen_as):
                        ini = partial(read_ini, root=ground.root, seen_as=ground.seen_as + file.name, own=own)
                        yield Ask(ground.inside(file.name), ini, LIMIT_OF_INI)

    def facts(self) -> Iterator[Fact]:
        """Yield what was left out."""
        for count, left, what in (
            (self._read, self._left, ".htaccess files"),
            (self._named, self._named - _MOST, "files for web servers"),
        ):
            if left > 0:
                text = f"There are {count:,} {what}; the first {count - left:,} were looked at."
                yield unread("", "too-many-files", text)


def read_htaccess(file: File, *, root: str | None, seen_as: str, own: bool) -> Iterator[Fact]:
    """Yield the text of a .htaccess, and that there is more of it."""
    yield ServerText(
        location=Location(file.path), install=root, seen_as=seen_as, own=own, data=file.data, cut=file.cut
    )
    if file.cut:
        yield unread(file.path, "too-large", "Only the first part of this file was read.")


def _kind(low: str) -> ServerFileKind | None:
    if low in _NAMED:
        return _NAMED[low]
    if "nginx" in low and _NGINX.fullmatch(low):
        return "nginx"
    return "htaccess-copy" if "htaccess" in low and _COPY.fullmatch(low) else None
