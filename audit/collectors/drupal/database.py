"""The rows of a dump that tell of a Drupal: its variables or configuration, its modules and its counts."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from audit.collectors.drupal.stored_settings import STATE, Wanted
from audit.collectors.redirects.drupal import REDIRECT_PICKS, DrupalRedirects
from audit.parsers.privacy import without_secrets
from audit.parsers.serialized import SerializedError, unserialize
from audit.parsers.sql import Pick, RowRead, RowsPicked, Wish

Key = tuple[str | None, str]  # database (None: the dump does not say) and table

# The columns as Drupal makes them, for dumps that name none; where majors differ, see _columns.
_COLUMNS = {
    "system": (
        *("filename", "name", "type", "owner", "status", "bootstrap"),
        *("schema_version", "weight", "info"),
    ),
    "variable": ("name", "value"),
    "key_value": ("collection", "name", "value"),
    "config": ("collection", "name", "data"),
    "languages": ("language", "name", "native", "direction", "enabled"),
    "domain": ("domain_id", "subdomain", "sitename", "scheme", "valid"),
    "search_api_server": ("id", "name", "machine_name", "description", "class", "options", "enabled"),
    "apachesolr_environment": ("env_id", "name", "url", "service_class"),
    "role": ("rid", "name"),
}
# May have millions of rows, of which a few columns are needed.
_PICKS = REDIRECT_PICKS | {
    "users_roles": Pick(frozenset({"rid"}), ("uid", "rid")),
    "user__roles": Pick(
        frozenset({"roles_target_id"}),
        ("bundle", "deleted", "entity_id", "revision_id", "langcode", "delta", "roles_target_id"),
    ),
    "node_field_data": Pick(
        frozenset({"status", "created", "default_langcode"}),
        (
            *("nid", "vid", "type", "langcode", "status", "uid", "title", "created", "changed"),
            *("promote", "sticky", "default_langcode"),
        ),
    ),
    "url_alias": Pick(frozenset({"alias"}), ("pid", "source", "alias", "language")),
    "node": Pick(
        frozenset({"status", "created"}),
        ("nid", "vid", "type", "language", "title", "uid", "status", "created", "changed"),
    ),
}
_SYSTEM_6 = (  # ten columns; Drupal 7 has nine
    *("filename", "name", "type", "owner", "status", "throttle", "bootstrap"),
    *("schema_version", "weight", "info"),
)
_OTHERS = ("cache_config", "field_config")  # they end like a wanted table and are none
# What comes before _PICKS in the alphabet, and shows that a prefix is a Drupal's.
_EARLY = ("batch", "actions", "config", "menu_router", "variable")
_PREFIXES = 20_000  # that are remembered
_LISTED = {
    "languages": ("language", "enabled"),
    "domain": ("subdomain", "scheme", "valid", "is_default"),
    "search_api_server": ("machine_name", "class", "enabled"),
    "apachesolr_environment": ("env_id", "service_class"),
    "role": ("rid", "name"),
}
_LINES = 5_000  # rows of such a list
_GROUPS = 5_000  # roles that members are counted of
_LONGEST = 1024 * 1024  # bytes of a value; the list of a thousand modules has 30,000
_SHOWN = 1001  # bytes of a name or an address
_RECORD = 500  # bytes that a record takes beside its value
_ROOM = 24 * 1024 * 1024  # bytes of all records together
_DIGITS = 18
_FEW = 3  # addresses that are shown
_KINDS = {"module": "module", "theme": "theme", "profile": "profile", "theme_engine": "theme-engine"}


class State(NamedTuple):
    """What the database knows of an extension."""

    kind: str  # module, theme, profile, theme-engine
    name: str
    enabled: bool
    schema: int | None  # of its tables; None: it has none, or nothing tells
    filename: str | None  # 6, 7: relative to the root
    version: str | None  # 6, 7: of its info, when Drupal last read it
    project: str | None = None  # 6, 7: that drupal.org packaged it with, as above


class Nodes(NamedTuple):
    """The published nodes."""

    published: int
    last: int  # when the last one was made, in seconds; 0: nothing tells


class Aliases(NamedTuple):
    """The addresses in which an ampersand stands as it is."""

    number: int
    first: tuple[str, ...]


class DrupalRows:
    """Collects the wanted rows, by table, while a dump is read."""

    def __init__(self, dump: str, watched: frozenset[str]) -> None:
        self.dump = dump
        self.wanted = Wanted(watched)
        self.variables: defaultdict[Key, dict[str, bytes]] = defaultdict(dict)
        self.config: defaultdict[Key, dict[str, bytes]] = defaultdict(dict)
        self.schemas: defaultdict[Key, dict[str, bytes]] = defaultdict(dict)
        self.state: defaultdict[Key, dict[str, bytes]] = defaultdict(dict)
        self.systems: defaultdict[Key, dict[tuple[str, str], State]] = defaultdict(dict)
        self.lists: defaultdict[Key, list[dict[str, str]]] = defaultdict(list)
        self.redirects = DrupalRedirects()
        self.nodes: dict[Key, Nodes | None] = {}  # None: they cannot be told
        self.members: defaultdict[Key, Counter[str]] = defaultdict(Counter)  # users by role
        self.aliases: dict[Key, Aliases] = {}
        self.full = False  # True: there was no room for all that was wanted
        self._left = _ROOM
        self._prefixes: set[str] = set()

    def wants(self, table: str) -> Wish:
        """Tell what is to be read of this table; asked in the order of the dump."""
        kind = _kind(table)
        for early in _EARLY:
            if table.endswith(early) and len(self._prefixes) < _PREFIXES:
                self._prefixes.add(table.removesuffix(early))
        if kind not in _PICKS:
            return kind is not None
        prefix = table.removesuffix(kind)
        return _PICKS[kind] if not prefix or prefix in self._prefixes else False

    def forget(self, key: Key) -> None:
        """Drop what was collected of a table that the dump drops."""
        for values in (self.variables, self.config, self.schemas, self.state):
            self._left += sum(_RECORD + len(value) for value in values.pop(key, {}).values())
        self._left += _RECORD * (len(self.systems.pop(key, {})) + len(self.lists.pop(key, [])))
        self.redirects.forget(key)
        self.nodes.pop(key, None)
        self.members.pop(key, None)
        self.aliases.pop(key, None)

    def take(self, event: RowRead | RowsPicked) -> None:
        """Keep what is wanted of rows, and pass over those of tables that another collector wants."""
        kind = _kind(event.table)
        key = (event.database, event.table)
        if isinstance(event, RowsPicked):
            self._take_picked(kind, key, event)
            return
        if kind not in _COLUMNS:
            return
        row = event if event.columns else replace(event, columns=_columns(kind, event))
        if kind == "variable":
            self._keep(self.variables[key], row, "value", self.wanted.variable)
        elif kind in {"config", "key_value"}:
            self._take_collected(key, row)
        elif kind == "system":
            self._take_extension(self.systems[key], row)
        elif len(self.lists[key]) < _LINES and self._affords(_RECORD):
            self.lists[key].append({name: _text(row.get(name)) for name in _LISTED[kind]})

    def _take_picked(self, kind: str | None, key: Key, event: RowsPicked) -> None:
        if kind in {"node", "node_field_data"}:
            self.nodes[key] = _counted(self.nodes.get(key, Nodes(0, 0)), event)
        elif kind == "url_alias":
            self.aliases[key] = _ampersands(self.aliases.get(key, Aliases(0, ())), event)
        elif kind in REDIRECT_PICKS:
            self.redirects.take(str(kind), key, event)
        elif kind in _PICKS:
            self._count_members(self.members[key], event)

    @staticmethod
    def _count_members(into: Counter[str], event: RowsPicked) -> None:
        for written, users in Counter(row[-1] for row in event.rows if row).items():
            role = _text(event.value(written))
            if role in into or len(into) < _GROUPS:
                into[role] += users

    def _take_collected(self, key: Key, row: RowRead) -> None:
        """Keep a row of config, whose other collections are translations, or of key_value."""
        written = row.raw("collection") or b""
        collection = _bare(written) if written[:1] in {b"'", b'"'} else row.get("collection")
        if not collection:
            self._keep(self.config[key], row, "data", self.wanted.config)
        elif collection == b"system.schema":
            self._keep(self.schemas[key], row, "value", bool)
        elif collection == b"state":
            self._keep(self.state[key], row, "value", STATE.__contains__)

    def _keep(self, into: dict[str, bytes], row: RowRead, column: str, wants: Callable[[str], bool]) -> None:
        """Keep a value that is wanted, if there is room for it."""
        name = _text(row.get("name"))
        value = row.get(column) if wants(name) else None
        if value is None:
            return
        value = value[:_LONGEST]
        if name in into:
            self._left += _RECORD + len(into.pop(name))
        if self._affords(_RECORD + len(value)):
            into[name] = value

    def _affords(self, size: int) -> bool:
        """Tell whether there is room for so many bytes, and take it."""
        if size > self._left:
            self.full = True
            return False
        self._left -= size
        return True

    def _take_extension(self, into: dict[tuple[str, str], State], row: RowRead) -> None:
        name, filename = (_text(row.get(column)) for column in ("name", "filename"))
        kind = _KINDS.get(_text(row.get("type")))
        if kind is None or not name:
            return
        if filename.endswith(".profile"):  # Drupal 7 lists its profile as a module
            kind = "profile"
        if (kind, name) not in into and not self._affords(_RECORD):
            return
        schema = _text(row.get("schema_version"))
        version, project = _remembered(row.get("info"))
        into[kind, name] = State(
            kind=kind,
            name=name,
            enabled=_text(row.get("status")) not in {"", "0"},
            schema=int(schema) if schema.isdecimal() and len(schema) <= _DIGITS else None,
            filename=filename or None,
            version=version,
            project=project,
        )


@lru_cache(maxsize=4096)
def _kind(table: str) -> str | None:
    """
    Return which of the wanted tables this is, behind whatever prefix.

    >>> _kind("drupal_node"), _kind("cache_config"), _kind("node_access")
    ('node', None, None)
    """
    if table.endswith(_OTHERS):
        return None
    return next((name for name in (*_COLUMNS, *_PICKS) if table.endswith(name)), None)


def _columns(kind: str, row: RowRead) -> tuple[str, ...]:
    return _SYSTEM_6 if kind == "system" and len(row.fields) == len(_SYSTEM_6) else _COLUMNS[kind]


def _counted(nodes: Nodes | None, event: RowsPicked) -> Nodes | None:
    """Return what is published with these rows; None where they are no nodes as Drupal keeps them."""
    if nodes is None or not {"status", "created"} <= set(event.columns):
        return None
    published, last = nodes
    status, created = (event.columns.index(name) for name in ("status", "created"))
    default = event.columns.index("default_langcode") if "default_langcode" in event.columns else status
    for row in event.rows:
        state = _bare(row[status])
        if not state.isdigit():
            return None  # a title stands there, in an early Drupal 8 that names no columns
        if state == b"1" and _bare(row[default]) != b"0":  # of each translation there is a row
            published += 1
            made = _bare(row[created])
            if made.isdigit() and len(made) <= _DIGITS:
                last = max(last, int(made))
    return Nodes(published, last)


def _ampersands(aliases: Aliases, event: RowsPicked) -> Aliases:
    if "alias" not in event.columns:
        return aliases
    at = event.columns.index("alias")
    found = [row[at] for row in event.rows if b"&" in row[at]]
    few = (_text(event.value(field)) for field in found[: _FEW - len(aliases.first)])
    return Aliases(aliases.number + len(found), (*aliases.first, *few))


def _bare(field: bytes) -> bytes:
    return field.strip(b"'\"")


def _text(value: bytes | None) -> str:
    return without_secrets(value[:_SHOWN].decode("utf-8", "replace")) if value else ""


def _remembered(info: bytes | None) -> tuple[str | None, str | None]:
    """Return the version in a serialised info file, and the project that drupal.org packaged it with."""
    if not info or (b'"version"' not in info and b'"project"' not in info):
        return None, None
    try:
        read = unserialize(info[:_LONGEST])
    except SerializedError:
        return None, None
    if not isinstance(read, dict):
        return None, None
    is_packaged = "datestamp" in read and "project status url" not in read  # else others may have done it
    return _word(read.get("version")), _word(read.get("project")) if is_packaged else None


def _word(value: object) -> str | None:
    return without_secrets(value[:_SHOWN]) if isinstance(value, str) and value else None
