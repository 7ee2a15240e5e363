"""The rows of a dump that tell of a WordPress: its options, its sites and its network."""

from collections import defaultdict
from dataclasses import replace
from typing import NamedTuple

from audit.parsers.privacy import without_secrets
from audit.parsers.sql import RowRead

Key = tuple[str | None, str]  # database (None: the dump does not say) and table

# The columns as WordPress makes them (wp-admin/includes/schema.php), for dumps that name none.
_COLUMNS = {
    "options": ("option_id", "option_name", "option_value", "autoload"),
    "sitemeta": ("meta_id", "site_id", "meta_key", "meta_value"),
    "blogs": (
        *("blog_id", "site_id", "domain", "path", "registered", "last_updated"),
        *("public", "archived", "mature", "spam", "deleted", "lang_id"),
    ),
}
_DIGITS = 18  # no number of a site is longer
_LONGEST = 1024 * 1024  # bytes of a value that is read whole; lists of plugins are far shorter
_SHOWN = 1001  # bytes of any other: what is longer than a report shows is known to be longer
_ROOM = 24 * 1024 * 1024  # bytes of all values together

# What is read of every site, whether a rule asks for it or not.
INVENTORY = frozenset({"active_plugins", "blogname", "home", "siteurl", "stylesheet", "template"})
NETWORK = frozenset({"active_sitewide_plugins", "site_name", "siteurl"})
LISTS = frozenset({"active_plugins", "active_sitewide_plugins"})


class Blog(NamedTuple):
    """A row of the blogs table."""

    id: int
    domain: str
    path: str
    state: tuple[str, ...]


class WordPressRows:
    """Collects the wanted rows, by table, while a dump is read."""

    def __init__(self, dump: str, watched: frozenset[str]) -> None:
        self.dump = dump
        self.options: defaultdict[Key, dict[str, bytes]] = defaultdict(dict)
        self.blogs: defaultdict[Key, dict[int, Blog]] = defaultdict(dict)
        self.network: defaultdict[Key, dict[tuple[bytes | None, str], bytes]] = defaultdict(
            dict
        )  # by network
        self.full = False  # True: there was no room for all that was wanted
        self._left = _ROOM
        self._wanted = INVENTORY | NETWORK | watched
        self._written = {f"'{name}'".encode(): name for name in self._wanted}  # as most dumps write it

    def wants(self, table: str) -> bool:
        """Tell whether the rows of this table are to be read."""
        return table.lower().endswith(tuple(_COLUMNS))

    def forget(self, key: Key) -> None:
        """Drop what was collected of a table that the dump drops."""
        for collected in (self.options, self.blogs, self.network):
            collected.pop(key, None)

    def take(self, row: RowRead) -> None:
        """Keep what is wanted of a row."""
        kind = next(name for name in _COLUMNS if row.table.lower().endswith(name))
        key = (row.database, row.table)
        named = row if row.columns else replace(row, columns=_COLUMNS[kind])
        if kind == "options":
            self.options[key].update(self._pair(named, "option_name", "option_value"))
        elif kind == "sitemeta":
            network = named.get("site_id")
            for name, value in self._pair(named, "meta_key", "meta_value").items():
                self.network[key][network, name] = value
        else:
            self._take_blog(self.blogs[key], named)

    def _pair(self, row: RowRead, name_column: str, value_column: str) -> dict[str, bytes]:
        """Return an option that is wanted, as much of it as is needed; {} for others and without room."""
        name = self._name(row, name_column)
        value = None if name is None else row.get(value_column)
        if name is None or value is None:
            return {}
        value = value[: _LONGEST if name in LISTS else _SHOWN]
        if len(value) > self._left:
            self.full = True
            return {}
        self._left -= len(value)
        return {name: value}

    def _name(self, row: RowRead, column: str) -> str | None:
        """Return the name of an option that is wanted; compared as it is written where that will do."""
        written = row.raw(column) or b""
        if written.startswith(b"'"):
            return self._written.get(written)
        name = (row.get(column) or b"").decode("utf-8", "replace")  # in double quotes, in hexadecimal, ...
        return name if name in self._wanted else None

    def _take_blog(self, into: dict[int, Blog], row: RowRead) -> None:
        number = row.get("blog_id") or b""
        if not number.isdigit() or len(number) > _DIGITS:
            return
        state = tuple(word for word in ("archived", "spam", "deleted") if row.get(word) == b"1")
        if row.get("public") == b"0":
            state += ("private",)
        domain, path = (_text((row.get(column) or b"")[:_SHOWN]) for column in ("domain", "path"))
        into[int(number)] = Blog(int(number), domain, path, state)


def _text(value: bytes) -> str:
    return without_secrets(value.decode("utf-8", "replace"))
