"""
The redirects that WordPress and its plugins keep with posts.

Read about: Safe Redirect Manager 1 and 2 (posts of type redirect_rule), SEOPress Pro 3 to 8 (posts of type
seopress_404), Quick Page/Post Redirect 5 and SEOPress (of single pages), WordPress' own old slugs.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from audit.collectors.redirects.masking import LONGEST
from audit.collectors.redirects.shelf import MOST, Kept, Room, Shelf, number, status_of
from audit.collectors.redirects.sources import split_source, wildcard
from audit.parsers.sql import Pick, RowsPicked

META = Pick(
    frozenset(),
    ("meta_id", "post_id", "meta_key", "meta_value"),
    more=frozenset({"post_id", "meta_key", "meta_value"}),
    signs=re.compile(rb"_(?:redirect_rule_|seopress_redirections_|pprredirect_|wp_old_)"),
)
RULE_PLUGINS = (b"safe-redirect-manager", b"wp-seopress", b"quick-pagepost-redirect")
# Where none of these is active, only old addresses are counted, and of a large table at least so many.
META_OF_CORE = replace(META, within=16 * 1024 * 1024)
POST_COLUMNS = frozenset({"ID", "post_title"})  # wanted beside what is counted of posts, near these signs
POST_SIGNS = re.compile(rb"'(?:redirect_rule|seopress_404)'")

_SRM, _SEOPRESS, _QUICK = "_redirect_rule_", "_seopress_redirections_", "_pprredirect_"
_SEOPRESS_PLUGIN, _QUICK_PLUGIN = "wp-seopress-pro", "quick-pagepost-redirect-plugin"
_STARTS = (_SRM.encode(), _SEOPRESS.encode(), _QUICK.encode())
_WRITTEN_STARTS = tuple(b"'" + start for start in (*_STARTS, b"_wp_old_"))
_TYPES = (b"redirect_rule", b"seopress_404")
_WRITTEN_TYPES = frozenset(b"'%s'" % name for name in _TYPES)
_QUOTES = b"'\""  # around numbers, as some exporters write them
_OLD = {b"_wp_old_slug": "old-slugs", b"_wp_old_date": "old-dates"}  # what WordPress itself redirects


def wanted_keys(event: RowsPicked, written: Iterable[bytes]) -> dict[bytes, bytes]:
    """Return those keys that tell of redirects, by how they are written."""
    near = [key for key in written if key[:1] != b"'" or key.startswith(_WRITTEN_STARTS)]
    named = {key: event.value(key) or b"" for key in near}
    return {key: name for key, name in named.items() if name in _OLD or name.startswith(_STARTS)}


class PostMeta:
    """What the metadata of posts says of redirects, of one site."""

    def __init__(self, room: Room) -> None:
        self.old: Counter[str] = Counter()  # addresses of renamed posts, by their kind
        self.by_post: defaultdict[bytes, dict[str, str]] = defaultdict(dict)
        self._room = room
        self._size = 0

    def take(self, event: RowsPicked, rows: Iterable[tuple[bytes, bytes, bytes]]) -> None:
        """Keep the wanted rows: number of the post as it is written, key and value."""
        for post, name, value in rows:
            if name in _OLD:
                self.old[_OLD[name]] += 1
            else:
                text = (event.value(value) or b"")[: LONGEST + 1].decode("utf-8", "replace")
                size = len(name) + len(text) + 200
                number_of_post = post.strip(_QUOTES)
                has_room = number_of_post in self.by_post or len(self.by_post) < 2 * MOST
                if has_room and self._room.take(size):
                    self._size += size
                    self.by_post[number_of_post][name.decode()] = text

    def clear(self) -> None:
        """Forget all of it."""
        self._room.give_back(self._size)
        self._size = 0
        self.old.clear()
        self.by_post.clear()


class RulePosts:
    """The posts that are redirects, of one site: their types, states and titles."""

    def __init__(self, room: Room) -> None:
        self.posts: dict[bytes, tuple[bytes, bytes, str]] = {}
        self._room = room

    def take(self, event: RowsPicked, meta: PostMeta | None) -> None:
        """Keep the wanted of some rows; meta, where it came before, tells which are no logged errors."""
        if not {"ID", "post_type", "post_status"} <= set(event.columns):
            return
        kind = event.columns.index("post_type")
        found = [row for row in event.rows if row[kind] in _WRITTEN_TYPES or row[kind][:1] != b"'"]
        for row in found:
            named = dict(zip(event.columns, row, strict=True))
            of_type = event.value(named["post_type"]) or b""
            post = named["ID"].strip(_QUOTES)
            if of_type not in _TYPES or (meta is not None and meta.by_post and post not in meta.by_post):
                continue
            title = (event.value(named.get("post_title", b"''")) or b"")[: LONGEST + 1]
            if len(self.posts) < 2 * MOST and self._room.take(len(title) + 200):
                status = event.value(named["post_status"]) or b""
                self.posts[post] = of_type, status, title.decode("utf-8", "replace")

    def clear(self) -> None:
        """Forget all of them."""
        self._room.give_back(sum(len(title) + 200 for _, _, title in self.posts.values()))
        self.posts.clear()


def in_posts(meta: PostMeta, posts: RulePosts, room: Room) -> Iterator[Shelf]:
    """Yield what is kept with posts, by plugin; what only WordPress could name is counted."""
    rules, pages = Shelf("safe-redirect-manager", room), Shelf(_SEOPRESS_PLUGIN, room)
    quick = Shelf(_QUICK_PLUGIN, room)
    for post, values in meta.by_post.items():
        kind, status, title = posts.posts.get(post, (b"", b"", ""))
        if f"{_SRM}from" in values:
            rules.add(_safe(values, post, is_published=status in {b"publish", b""}))
        if f"{_SEOPRESS}value" in values or values.get(f"{_SEOPRESS}enabled") == "yes":
            if kind == b"seopress_404":
                pages.add(_seopress(values, title, is_published=status == b"publish"))
            elif values.get(f"{_SEOPRESS}enabled") == "yes":
                pages.count()
        if values.get(f"{_QUICK}active") == "1":
            quick.count()
    yield from (shelf for shelf in (rules, pages, quick) if shelf.total)


def _safe(values: dict[str, str], post: bytes, *, is_published: bool) -> Kept:
    source, target = values[f"{_SRM}from"], values.get(f"{_SRM}to") or None
    is_regex, is_wild = values.get(f"{_SRM}from_regex") == "1", "*" in source
    if not is_regex:
        source = split_source(source)[1]
    if is_wild and not is_regex:
        source = wildcard(source)
        target = target and target.replace("*", "$1")
    return Kept(
        source=source,
        target=target,
        status=status_of(values.get(f"{_SRM}status_code", ""), 302),
        kind="regex" if is_regex or is_wild else "exact",
        enabled=is_published,
        nocase=True,
        loose_slash=True,
        any_query=is_regex or is_wild,
        rank=(-number(post.decode("ascii", "replace")),),  # the newest comes first
    )


def _seopress(values: dict[str, str], title: str, *, is_published: bool) -> Kept:
    is_regex = values.get(f"{_SEOPRESS}enabled_regex") == "yes"
    who = values.get(f"{_SEOPRESS}logged_status", "both")
    how = values.get(f"{_SEOPRESS}param", "exact_match")
    return Kept(
        source=title if is_regex else split_source(title)[1],
        target=values.get(f"{_SEOPRESS}value") or None,
        status=status_of(values.get(f"{_SEOPRESS}type", "")),
        kind="regex" if is_regex else "exact",
        enabled=is_published and values.get(f"{_SEOPRESS}enabled") == "yes",
        depends=() if who in {"both", ""} else ("login",),
        any_query=is_regex or how in {"without_param", "with_ignored_param"},
        loose_slash=True,
        rank=(int(is_regex),),
    )
