"""Redirects in the files of other web servers: they are listed, as nobody says that they are in use."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from audit.collectors.asks import Ask
from audit.collectors.places import Places
from audit.collectors.redirects.listed import Listed
from audit.collectors.redirects.masking import LONGEST, shown
from audit.collectors.redirects.netlify import parse_netlify
from audit.collectors.redirects.nginx import parse_nginx
from audit.collectors.redirects.shelf import MOST
from audit.collectors.redirects.web_config import WebConfigError, parse_web_config
from audit.collectors.vendored import is_vendored
from audit.model.facts import Fact, Location
from audit.model.redirects import Redirect, RedirectStore
from audit.sources.tree import File, Listing, unread

_NGINX = re.compile(
    r"(?:[^/]*\.)?nginx(?:[-._][^/]*)?(?:\.conf)?|[^/]*nginx[^/]*\.(?:conf|inc|cnf)", re.IGNORECASE
)
_FOLDERS = frozenset({"nginx", "nginx.d", "nginx-conf", "sites-available", "sites-enabled"})
_ENDINGS = (".conf", ".inc", ".nginx")


def ask_redirects(listing: Listing, places: Places) -> Iterator[Ask]:
    """Ask for each file of another web server that may hold redirects."""
    for path, entry in listing.entries():
        if entry.kind == "file" and (reader := _reader(path)) is not None and not is_vendored(path):
            yield Ask(path, partial(reader, install=places.of(path)[0]))


def read_nginx(file: File, *, install: str | None) -> Iterator[Fact]:
    """Yield the redirects of an nginx snippet."""
    yield from _told(file, "nginx", parse_nginx(_text(file)), install)


def read_netlify(file: File, *, install: str | None) -> Iterator[Fact]:
    """Yield the redirects of a file called _redirects."""
    yield from _told(file, "_redirects", parse_netlify(_text(file)), install)


def read_web_config(file: File, *, install: str | None) -> Iterator[Fact]:
    """Yield the redirects of a web.config, and why it could not be read."""
    found: list[Listed] = []
    try:
        found.extend(parse_web_config(file.data))
    except WebConfigError as error:
        if not file.cut:  # else another problem tells of it
            yield unread(file.path, "unreadable-xml", str(error))
    yield from _told(file, "web.config", found, install)


def _reader(path: str) -> Callable[..., Iterator[Fact]] | None:
    *folders, name = path.lower().split("/")
    if name == "_redirects":
        return read_netlify
    if name == "web.config":
        return read_web_config
    if name.endswith((".php", ".md", ".txt", ".js", ".log", ".yml", ".yaml", ".json", ".sh")):
        return None
    is_below = not _FOLDERS.isdisjoint(folders) and (name.endswith(_ENDINGS) or "sites-" in path.lower())
    return read_nginx if is_below or _NGINX.fullmatch(name) else None


def _told(file: File, by: str, found: Iterable[Listed], install: str | None) -> Iterator[Fact]:
    total = told = disabled = 0
    for order, one in enumerate(found):
        total += 1
        is_long = len(one.source) > LONGEST or len(one.target or "") > LONGEST
        if told >= MOST or is_long:
            continue
        told += 1
        disabled += not one.enabled
        yield Redirect(
            location=Location(file.path, one.line),
            install=install,
            source=shown(one.source),
            target=one.target and shown(one.target),
            status=one.status,
            kind=one.kind,
            by=by,
            enabled=one.enabled,
            host=one.host,
            depends=one.depends,
            query=one.query and shown(one.query)[:LONGEST],
            nocase=one.nocase,
            base=one.base,
            order=order,
        )
    if total:
        place = Location(file.path)
        yield RedirectStore(
            location=place, install=install, by=by, redirects=total, told=told, disabled=disabled, stays=False
        )


def _text(file: File) -> str:
    return file.data.decode("utf-8", "replace").removeprefix("\ufeff")
