"""The rows of a dump that tell of a WordPress: its options, its sites and its network."""

import re
from collections import defaultdict
from typing import NamedTuple

from audit.parsers.sql_events import RowRead

Key = tuple[str | None, str]  # database (None: the dump does not say) and table

_TABLES = re.compile(r"(?:.*_|)(?:options|blogs|site|sitemeta)")

# What is read of every site, whether a rule asks for it or not.
INVENTORY = frozenset({"active_plugins", "blogname", "home", "siteurl", "stylesheet", "template"})
NETWORK = frozenset({"active_sitewide_plugins", "site_name", "siteurl"})


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
        self.blogs: defaultdict[Key, list[Blog]] = defaultdict(list)
        self.network: defaultdict[Key, dict[str, bytes]] = defaultdict(dict)
        names = sorted(INVENTORY | NETWORK | watched)
        self._wanted = {f"'{name}'".encode(): name for name in names}  # compared while still escaped

    def wants(self, table: str) -> bool:
        """Tell whether the rows of this table are to be read."""
        return _TABLES.fullmatch(table.lower()) is not None

    def take(self, row: RowRead) -> None:
        """Keep what is wanted of a row."""
        key = (row.database, row.table)
        if row.table.lower().endswith("options"):
            self._take_pair(self.options[key], row, "option_name", "option_value")
        elif row.table.lower().endswith("sitemeta"):
            self._take_pair(self.network[key], row, "meta_key", "meta_value")
        elif row.table.lower().endswith("blogs"):
            self._take_blog(key, row)

    def _take_pair(self, into: dict[str, bytes], row: RowRead, name_column: str, value_column: str) -> None:
        name = self._wanted.get(row.raw(name_column) or b"")
        if name is not None and (value := row.get(value_column)) is not None:
            into.setdefault(name, value)

    def _take_blog(self, key: Key, row: RowRead) -> None:
        number = row.get("blog_id") or b""
        if not number.isdigit():
            return
        state = tuple(word for word in ("archived", "spam", "deleted") if row.get(word) == b"1")
        if row.get("public") == b"0":
            state += ("private",)
        domain, path = (_text(row.get(column)) for column in ("domain", "path"))
        self.blogs[key].append(Blog(int(number), domain, path, state))


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")
