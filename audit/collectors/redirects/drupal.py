"""
The redirects in a Drupal database, collected while a dump is read.

Read about: redirect 7.x-1.0 and 8.x-1.x, path_redirect 6.x-1.0, globalredirect 6 and 7.
"""

from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlencode

from audit.collectors.redirects.shelf import MOST, Kept, Room, Shelf, number, status_of, tell_shelf
from audit.collectors.redirects.sources import split_source
from audit.model.facts import Fact, Location
from audit.model.redirects import Redirect
from audit.parsers.serialized import SerializedError, unserialize
from audit.parsers.sql import Pick, RowsPicked

_Key = tuple[str | None, str]  # database (None: the dump does not say) and table
_Row = Mapping[str, str]

# path_redirect first: its name ends like the other. 7 and 8 call their columns otherwise.
REDIRECT_PICKS = {
    "path_redirect": Pick(
        frozenset({"rid", "source", "redirect", "query", "fragment", "language", "type"}),
        ("rid", "source", "redirect", "query", "fragment", "language", "type", "last_used"),
    ),
    "redirect": Pick(
        frozenset(
            "rid language status_code redirect_source__path redirect_source__query redirect_redirect__uri"
            " redirect_redirect__options enabled source source_options redirect redirect_options"
            " status".split()
        ),
        (
            *("rid", "type", "uuid", "language", "hash", "uid", "redirect_source__path"),
            *("redirect_source__query", "redirect_redirect__uri", "redirect_redirect__title"),
            *("redirect_redirect__options", "status_code", "created"),
        ),
    ),
}

_SOURCES = {"source", "redirect_source__path"}
_NO_LANGUAGE = frozenset({"", "und", "zxx", "neutral"})
_LONGEST = 64 * 1024  # bytes of serialised options that are read
_PAIRS = 50


class DrupalRedirects:
    """Collects what is wanted of the rows, by table."""

    def __init__(self) -> None:
        self._room = Room()
        self._shelves: dict[_Key, Shelf] = {}

    def take(self, kind: str, key: _Key, event: RowsPicked) -> None:
        """Keep rows of a table of this kind, one of REDIRECT_PICKS."""
        if "rid" not in event.columns or _SOURCES.isdisjoint(event.columns):
            return  # a field or a table of another module
        shelf = self._shelves.setdefault(key, Shelf(kind, self._room))
        none = dict.fromkeys(REDIRECT_PICKS[kind].names, "")
        for row in event.rows:
            values = ((event.value(value) or b"").decode("utf-8", "replace") for value in row)
            read = none | dict(zip(event.columns, values, strict=True))
            if kind == "path_redirect":
                shelf.add(_of_6(read))
            else:
                shelf.add(_of_8(read) if "redirect_source__path" in event.columns else _of_7(read))

    def forget(self, key: _Key) -> None:
        """Drop what was collected of a table that the dump drops."""
        if shelf := self._shelves.pop(key, None):
            shelf.clear()

    def tell(
        self, dump: str, database: str | None, prefix: str, modules: Collection[str] | None
    ) -> Iterator[Fact]:
        """Yield the redirects of one Drupal; modules are those that are enabled, None if not known."""
        left = MOST
        for kind in REDIRECT_PICKS:
            shelf = self._shelves.get((database, prefix + kind))
            if shelf and shelf.total:
                active = None if modules is None else kind in modules
                told = list(
                    tell_shelf(shelf, Location(dump, table=prefix + kind), site=1, active=active, room=left)
                )
                left -= len(told) - 1
                yield from told
        if modules is not None and "globalredirect" in modules:
            yield Redirect(
                location=Location(dump),
                source="",
                status=301,
                kind="dynamic",
                by="globalredirect",
                stays=True,
                active=True,
                site=1,
            )


def _of_8(row: _Row) -> Kept:
    return _kept(
        row,
        source=row["redirect_source__path"],
        query=_query(_array(row["redirect_source__query"])),
        target=_target_of(row["redirect_redirect__uri"], _array(row["redirect_redirect__options"])),
        status=status_of(row["status_code"], None),
        enabled=row["enabled"] != "0",
    )


def _of_7(row: _Row) -> Kept:
    options = _array(row["redirect_options"])
    return _kept(
        row,
        source=row["source"],
        query=_query(_array(row["source_options"]).get("query")),
        target=_target_of(row["redirect"], options),
        status=status_of(row["status_code"]),  # 0 stands for what the module is set to, most often 301
        enabled=row["status"] != "0",
    )


def _of_6(row: _Row) -> Kept:
    source, _, query = row["source"].partition("?")
    target = row["redirect"]
    target += f"?{row['query']}" if row["query"] else ""
    target += f"#{row['fragment']}" if row["fragment"] else ""
    return _kept(
        row,
        source=source,
        query=query,
        target=_target_of(target, {}),
        status=status_of(row["type"]),
        enabled=True,
    )


def _kept(  # noqa: PLR0913 - what the versions of Drupal have in common
    row: _Row, *, source: str, query: str, target: str | None, status: int | None, enabled: bool
) -> Kept:
    host, path = split_source(source)
    return Kept(
        source=f"{path}?{query}" if query else path,
        target=target,
        status=status,
        enabled=enabled,
        host=host,
        depends=() if row["language"] in _NO_LANGUAGE else ("langcode",),
        any_query=not query,
        nocase=True,
        loose_slash=True,
        rank=(number(row["rid"]),),
    )


def _target_of(uri: str, options: Mapping[str | int, object]) -> str | None:
    """
    Return the address that a redirect leads to.

    >>> _target_of("internal:/node/1", {}), _target_of("entity:node/2", {}), _target_of("<front>", {})
    ('/node/1', '/node/2', '/')
    >>> _target_of("about", {"query": {"a": "b"}, "fragment": "top"}), _target_of("https://a.example", {})
    ('/about?a=b#top', 'https://a.example')
    """
    if not uri:
        return None
    scheme, colon, rest = uri.partition(":")
    if colon and scheme in {"internal", "entity", "base"}:
        target = f"/{rest.lstrip('/')}"
    elif uri in {"<front>", "route:<front>"}:
        target = "/"
    elif colon and "/" not in scheme:
        target = uri
    else:
        target = f"/{uri.lstrip('/')}"
    if query := _query(options.get("query")):
        target += f"{'&' if '?' in target else '?'}{query}"
    fragment = options.get("fragment")
    return f"{target}#{fragment}" if isinstance(fragment, str) and fragment else target


def _query(held: object) -> str:
    if not isinstance(held, dict):
        return ""
    pairs = list(held.items())[:_PAIRS]
    return urlencode([(str(name), value) for name, value in pairs if isinstance(value, str | int)])


def _array(text: str) -> Mapping[str | int, object]:
    try:
        read = unserialize(text.encode()[:_LONGEST]) if text else None
    except SerializedError:
        return {}
    return read if isinstance(read, dict) else {}
