"""Files for a web server: which there are, and the text of those that are judged."""

import re
from collections.abc import Iterator
from functools import partial

from audit.collectors.asks import Ask
from audit.collectors.grounds import Ground, Named
from audit.model.facts import Fact, Location
from audit.model.server import ServerFile, ServerFileKind, ServerText
from audit.sources.tree import File, unread

LIMIT = 4 * 1024 * 1024  # bytes of a .htaccess that are read
_MOST = 3000  # files of a tree that are read, and as many that are named
_COPY = re.compile(
    r"_?\.?htaccess(?:[._-][\w.~-]+|~)|(?:ht|old|bak|my|_)\.htaccess|htaccess(?:\.txt)?", re.IGNORECASE
)
_NGINX = re.compile(r"nginx[\w.-]*\.conf|[\w.-]+\.nginx(?:\.conf)?", re.IGNORECASE)
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
        self._read = self._named = 0

    def take(self, ground: Ground, files: list[Named]) -> Iterator[Fact | Ask]:
        """Yield what lies in a folder, and ask for the .htaccess in it."""
        own = not (ground.core or ground.vendored or ground.is_extension)
        for file in files:
            if file.name == ".htaccess":
                self._read += 1
                if self._read <= _MOST:
                    reader = partial(
                        read_htaccess, root=ground.root, seen_as=ground.seen_as + file.name, own=own
                    )
                    yield Ask(ground.inside(file.name), reader, LIMIT)
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

    def facts(self) -> Iterator[Fact]:
        """Yield what was left out."""
        for count, what in ((self._read, ".htaccess files"), (self._named, "files for web servers")):
            if count > _MOST:
                text = f"There are {count} {what}; the first {_MOST} were looked at."
                yield unread("", "too-many-files", text)


def read_htaccess(file: File, *, root: str | None, seen_as: str, own: bool) -> Iterator[Fact]:
    """Yield the text of a .htaccess, and that there is more of it."""
    yield ServerText(
        location=Location(file.path), install=root, seen_as=seen_as, own=own, data=file.data, cut=file.cut
    )
    if file.cut:
        yield unread(file.path, "too-large", f"Only the first {LIMIT >> 20} MiB of this file were read.")


def _kind(low: str) -> ServerFileKind | None:
    if low in _NAMED:
        return _NAMED[low]
    if "nginx" in low and _NGINX.fullmatch(low):
        return "nginx"
    return "htaccess-copy" if "htaccess" in low and _COPY.fullmatch(low) else None
