"""The redirects in a WordPress database, collected while a dump is read."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from audit.collectors.redirects.shelf import MOST, Room, Shelf, number, tell_shelf
from audit.collectors.redirects.wordpress_options import WANTED, in_options
from audit.collectors.redirects.wordpress_posts import (
    META,
    PostMeta,
    RulePosts,
    in_posts,
    wanted_keys,
)
from audit.collectors.redirects.wordpress_tables import NEEDED, OWNERS, PICKS, READERS, in_groups
from audit.model.facts import Fact, Location
from audit.model.redirects import RedirectStore
from audit.parsers.sql import RowsPicked

REDIRECT_PICKS = PICKS | {"postmeta": META}

_Key = tuple[str | None, str]  # database (None: the dump does not say) and table
_GROUPS = "redirection_groups"
_LONGEST = 4 * 1024 * 1024  # bytes of an option; 20,000 redirects have about three
_MOST_GROUPS = 1000
_WRITTEN = {f"'{name}'".encode(): name for name in WANTED}
# What else is one of these plugins: their paid editions, and parts that were plugins of their own.
_SLUGS = {
    "all-in-one-seo-pack": ("all-in-one-seo-pack", "all-in-one-seo-pack-pro", "aioseo-redirects"),
    "seo-by-rank-math": ("seo-by-rank-math", "seo-by-rank-math-pro"),
}


class OfSite(NamedTuple):
    """One site of a WordPress database."""

    id: int
    prefix: str
    plugins: Collection[str] | None  # main files of what is active there; None: not known


class WordPressRedirects:
    """Collects what is wanted of the rows, by table."""

    def __init__(self) -> None:
        self._room = Room()
        self._shelves: dict[_Key, Shelf] = {}
        self._groups: dict[_Key, dict[int, dict[str, str]]] = {}
        self._options: dict[_Key, dict[str, bytes]] = {}
        self._meta: dict[_Key, PostMeta] = {}
        self._posts: dict[_Key, RulePosts] = {}
        self._ruled: set[str] = set()  # tables of metadata by which posts are redirects

    def take(self, kind: str, key: _Key, event: RowsPicked) -> None:
        """Keep what is wanted of rows of a table of this kind: one of REDIRECT_PICKS, options or posts."""
        if kind == "options":
            self._take_options(key, event)
        elif kind == "posts":
            meta = self._meta.get((key[0], f"{key[1].removesuffix('posts')}postmeta"))
            self._posts.setdefault(key, RulePosts(self._room)).take(event, meta)
        elif kind == "postmeta":
            self._take_meta(key, event)
        elif kind == _GROUPS:
            groups = self._groups.setdefault(key, {})
            for row in _rows(event, PICKS[kind].names):
                if len(groups) < _MOST_GROUPS:
                    groups[number(row["id"])] = row
        elif set(event.columns) >= NEEDED[kind]:
            shelf = self._shelves.setdefault(key, Shelf(OWNERS[kind], self._room))
            for row in _rows(event, PICKS[kind].names):
                for kept in READERS[kind](row):
                    shelf.add(kept)

    def forget(self, key: _Key) -> None:
        """Drop what was collected of a table that the dump drops."""
        for held in (self._shelves, self._meta, self._posts):
            if collected := held.pop(key, None):
                collected.clear()
        self._groups.pop(key, None)
        for value in self._options.pop(key, {}).values():
            self._room.give_back(len(value))

    def has_rules(self, postmeta: str) -> bool:
        """Say whether posts are redirects, by what was read of a table of metadata."""
        return postmeta in self._ruled

    def tell(
        self, dump: str, database: str | None, sites: Iterable[OfSite], network_plugins: Collection[str]
    ) -> Iterator[Fact]:
        """Yield the redirects of the sites of one install."""
        left = MOST
        for site in sites:
            plugins = None if site.plugins is None else {*site.plugins, *network_plugins}
            slugs = None if plugins is None else {file.partition("/")[0] for file in plugins}
            for table, shelf in self._of_site(database, site.prefix):
                place = Location(dump, table=site.prefix + table)
                told = list(tell_shelf(shelf, place, site=site.id, active=_runs(shelf.by, slugs), room=left))
                left -= len(told) - 1
                yield from told
            if meta := self._meta.get((database, f"{site.prefix}postmeta")):
                for by, count in meta.old.items():
                    place = Location(dump, table=f"{site.prefix}postmeta")
                    yield RedirectStore(location=place, by=by, redirects=count, told=0, site=site.id)

    def _of_site(self, database: str | None, prefix: str) -> Iterator[tuple[str, Shelf]]:
        groups = self._groups.get((database, prefix + _GROUPS), {})
        for kind in READERS:
            shelf = self._shelves.get((database, prefix + kind))
            if shelf and shelf.total:
                if kind == "redirection_items":
                    shelf.kept = [in_groups(kept, groups) for kept in shelf.kept]
                yield kind, shelf
        room = Room()  # what is told of these was paid for when it was kept
        for listed in in_options(self._options.get((database, f"{prefix}options"), {})):
            shelf = Shelf(listed.by, room)
            for kept in listed.kept:
                shelf.add(kept)
            if shelf.total:
                yield "options", shelf
        if meta := self._meta.get((database, f"{prefix}postmeta")):
            posts = self._posts.get((database, f"{prefix}posts")) or RulePosts(room)
            for shelf in in_posts(meta, posts, room):
                yield "postmeta", shelf

    def _take_meta(self, key: _Key, event: RowsPicked) -> None:
        post, name, value = (_place(event, column) for column in ("post_id", "meta_key", "meta_value"))
        if post is None or name is None or value is None:
            return
        # Most rows of most dumps are of this table, and hardly any is wanted.
        wanted = wanted_keys(event, {row[name] for row in event.rows})
        if wanted:
            rows = [(row[post], wanted[row[name]], row[value]) for row in event.rows if row[name] in wanted]
            meta = self._meta.setdefault(key, PostMeta(self._room))
            meta.take(event, rows)
            if meta.by_post:
                self._ruled.add(key[1])

    def _take_options(self, key: _Key, event: RowsPicked) -> None:
        names, values = _place(event, "option_name"), _place(event, "option_value")
        if names is None or values is None:
            return
        for row in event.rows:
            written = row[names]
            name = _WRITTEN.get(written)
            if name is None and written[:1] != b"'":
                name = (event.value(written) or b"").decode("utf-8", "replace")
            if name is None or name not in WANTED:
                continue
            value = (event.value(row[values]) or b"")[:_LONGEST]
            if self._room.take(len(value)):
                self._options.setdefault(key, {})[name] = value


def _place(event: RowsPicked, column: str) -> int | None:
    return event.columns.index(column) if column in event.columns else None


def _rows(event: RowsPicked, names: Iterable[str]) -> Iterator[dict[str, str]]:
    """Yield rows as texts by column, "" for NULL and for a column that is not there."""
    none = dict.fromkeys(names, "")
    for row in event.rows:
        values = ((event.value(value) or b"").decode("utf-8", "replace") for value in row)
        yield none | dict(zip(event.columns, values, strict=True))


def _runs(by: str, slugs: Collection[str] | None) -> bool | None:
    if slugs is None:
        return None
    return any(slug in slugs for slug in _SLUGS.get(by, (by,)))
