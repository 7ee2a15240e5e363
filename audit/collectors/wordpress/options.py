"""The options of a WordPress site: the values that are wanted, and how much all of them weigh, by owner."""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from audit.collectors.wordpress.cron import Cron, read_cron
from audit.parsers.privacy import without_secrets
from audit.parsers.serialized import SerializedError, unserialize
from audit.parsers.sql import RowsPicked
from audit.parsers.sql_grammar import Dialect
from audit.parsers.sql_values import parse_literal

Key = tuple[str | None, str]  # database (None: the dump does not say) and table
Own = Callable[[str], str | None]  # the owner of an option of this name

TRANSIENTS = "transients"

# What is read of every site, whether a rule asks for it or not, and what of all but those of a large network.
SITE = frozenset({"active_plugins", "blogname", "home", "siteurl", "stylesheet", "template"})
INVENTORY = SITE | frozenset(
    """
    admin_email blog_charset blog_public category_base db_version default_role fileupload_url gmt_offset
    mailserver_login mailserver_url permalink_structure tag_base timezone_string upload_path
    upload_url_path uploads_use_yearmonth_folders users_can_register WPLANG
    """.split()
)
SEPARATE = 100  # sites; of a larger network all but the first are told together
NETWORK = frozenset(
    """
    active_sitewide_plugins admin_email blog_upload_space fileupload_maxk main_site ms_files_rewriting
    registration site_name siteurl subdomain_install upload_filetypes upload_space_check_disabled WPLANG
    wpmu_upgrade_site
    """.split()
)
LISTS = frozenset({"active_plugins", "active_sitewide_plugins"})
UPDATES = {"_site_transient_update_plugins": "plugin", "_site_transient_update_themes": "theme"}
CORE_ROLES = frozenset({"administrator", "editor", "author", "contributor", "subscriber"})

_LONGEST = 1024 * 1024  # bytes of a value that is read whole; lists of plugins are far shorter
_STRUCTURED = 64 * 1024  # bytes of one that holds the settings of a service
_SHOWN = 1001  # bytes of any other: what is longer than a report shows is known to be longer
_ROOM = 24 * 1024 * 1024  # bytes of all values together
_NAMES = 65536  # owners that are remembered
_REMEMBERED_ROLES = 64

_LARGEST = 200
_LARGEST_OF_A_SITE = 20
_ROLES = 200  # of a site
_LONGEST_NAME = 191  # characters, as the table has room for
_LONGEST_WRITTEN = 1000  # bytes of one in the dump
_LOADED = frozenset({b"yes", b"on", b"auto-on", b"auto"})  # wp_autoload_values_to_autoload
_LOADED_AS_WRITTEN = frozenset(b"'%s'" % word for word in _LOADED)


_NUMBERED = re.compile(r"_\d{1,18}_options\Z")


class Role(NamedTuple):
    """A role of a site."""

    name: str
    title: str


class Group(NamedTuple):
    """What the options of one owner add up to."""

    options: int
    bytes: int
    autoloaded: int
    autoloaded_bytes: int


class OptionTable:
    """What is kept of the options of one site."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}
        self.roles: dict[str, tuple[Role, ...]] = {}  # by the prefix that the option's name has
        self.cron: Cron | None = None  # None: the dump does not tell
        self._groups: dict[str | None, array[int]] = {}

    def weigh(self, owner: str | None, size: int, *, loaded: bool) -> None:
        """Count an option."""
        sums = self._groups.get(owner) or self._begin(owner)
        sums[0] += 1
        sums[1] += size
        if loaded:
            sums[2] += 1
            sums[3] += size

    def add(self, owner: str | None, group: Group) -> None:
        """Add what the options of another site add up to."""
        sums = self._groups.get(owner) or self._begin(owner)
        for index, number in enumerate(group):
            sums[index] += number

    def groups(self) -> Iterator[tuple[str | None, Group]]:
        """Yield what the options of each owner add up to."""
        for owner, sums in self._groups.items():
            yield owner, Group(*sums)

    def _begin(self, owner: str | None) -> "array[int]":
        return self._groups.setdefault(owner, array("Q", bytes(32)))


class Wanted:
    """Which values are kept, and how much of them."""

    def __init__(self, watched: frozenset[str], structured: frozenset[str]) -> None:
        self.full = False  # True: there was no room for all that was wanted
        self.shown = INVENTORY | NETWORK | watched
        self.watched = watched
        self.structured = structured
        self._left = _ROOM
        self._limits = dict.fromkeys(self.shown, _SHOWN)
        self._spared = INVENTORY - SITE - watched - structured
        self._limits |= dict.fromkeys(structured, _STRUCTURED)
        self._limits |= dict.fromkeys(LISTS | UPDATES.keys(), _LONGEST)
        self._written = {f"'{name}'".encode(): name for name in self._limits}  # as most dumps write it

    def is_spared(self, name: str) -> bool:
        """Tell whether a value is left where it is in the sites of a large network."""
        return name in self._spared

    def name(self, event: RowsPicked, written: bytes) -> str | None:
        """Return the name of an option that is wanted; compared as it is written where that will do."""
        if written.startswith(b"'"):
            return self._written.get(written)
        name = (event.value(written) or b"").decode(
            "utf-8", "replace"
        )  # in double quotes, in hexadecimal, ...
        return name if name in self._limits else None

    def value(self, event: RowsPicked, name: str, written: bytes) -> bytes | None:
        """Return as much of a value as is needed; None for NULL and without room."""
        value = event.value(written)
        if value is None:
            return None
        value = value[: self._limits[name]]
        if len(value) > self._left:
            self.full = True
            return None
        self._left -= len(value)
        return value


class Weighing:
    """Weighs the options of all sites while a dump is read."""

    def __init__(self, own: Own, wanted: Wanted) -> None:
        self._own = own
        self._wanted = wanted
        self._owners: dict[bytes, str | None] = {}
        self._largest: list[tuple[int, Key, bytes, Dialect]] = []
        self._floor = 0
        self._roles: dict[bytes, tuple[Role, ...]] = {}
        self._numbered: set[Key] = set()  # tables of a network's sites

    def take(self, key: Key, table: OptionTable, event: RowsPicked) -> None:
        """Weigh rows of a table, and keep what is wanted of them."""
        if _NUMBERED.search(key[1]):
            self._numbered.add(key)
        spare = len(self._numbered) > SEPARATE and key in self._numbered
        for written, value, autoload in in_order(event, ("option_name", "option_value", "autoload")):
            size = event.sizes[event.columns.index("option_value")] if event.sizes else _size(event, value)
            loaded = autoload in _LOADED_AS_WRITTEN or (
                autoload[:1] != b"'" and event.value(autoload) in _LOADED
            )
            table.weigh(self._owner(event, written), size, loaded=loaded)
            if loaded and size > self._floor:
                self._note(size, key, written, event.dialect)
            name = self._wanted.name(event, written)
            if name is not None and not (spare and self._wanted.is_spared(name)):
                kept = self._wanted.value(event, name, value)
                if kept is not None:
                    table.values[name] = kept
            if written == b"'cron'":
                table.cron = read_cron(event.value(value) or b"")
            elif written.endswith(b"user_roles'") and len(table.roles) < _ROLES:
                prefix = _text(written[1:-1]).removesuffix("user_roles")
                table.roles[prefix] = self._roles_of(event, value)

    def largest(self, keys: frozenset[Key]) -> list[tuple[int, Key, str]]:
        """Return the largest options that are always loaded, of these tables: size, table and name."""
        self._prune()
        return [
            (
                size,
                key,
                without_secrets(_text(parse_literal(name, dialect, cut=True).value or b"")[:_LONGEST_NAME]),
            )
            for size, key, name, dialect in self._largest
            if key in keys
        ]

    def forget(self, key: Key) -> None:
        """Drop what is known of a table."""
        self._largest = [one for one in self._largest if one[1] != key]

    def _roles_of(self, event: RowsPicked, written: bytes) -> tuple[Role, ...]:
        """Return the roles that an option names; the sites of a network mostly have the same."""
        if written not in self._roles:
            if len(self._roles) >= _REMEMBERED_ROLES:
                self._roles.clear()
            self._roles[written] = _roles((event.value(written) or b"")[:_LONGEST])
        return self._roles[written]

    def _owner(self, event: RowsPicked, written: bytes) -> str | None:
        if written not in self._owners:
            if len(self._owners) >= _NAMES:
                self._owners.clear()
            name = _text(plain(event, written))
            is_transient = name.startswith(("_transient_", "_site_transient_"))
            self._owners[written] = TRANSIENTS if is_transient else self._own(name)
        return self._owners[written]

    def _note(self, size: int, key: Key, written: bytes, dialect: Dialect) -> None:
        self._largest.append((size, key, written[:_LONGEST_WRITTEN], dialect))
        if len(self._largest) > 8 * _LARGEST:
            self._prune()

    def _prune(self) -> None:
        counts: Counter[Key] = Counter()
        kept = []
        for one in sorted(self._largest, key=lambda one: -one[0]):
            counts[one[1]] += 1
            if counts[one[1]] <= _LARGEST_OF_A_SITE:
                kept.append(one)
        self._largest = kept[:_LARGEST]
        if len(self._largest) == _LARGEST:
            self._floor = self._largest[-1][0]


def in_order(event: RowsPicked, names: tuple[str, ...]) -> list[tuple[bytes, ...]]:
    """Return the rows with their values in this order; b"" for a column that the table lacks."""
    if event.columns == names:
        return event.rows
    places = [event.columns.index(name) if name in event.columns else None for name in names]
    return [tuple(b"" if place is None else row[place] for place in places) for row in event.rows]


def plain(event: RowsPicked, written: bytes) -> bytes:
    """Return a value, b"" for NULL; most are written in quotes and nothing else."""
    if written[:1] == b"'" and b"\\" not in written and b"'" not in written[1:-1]:
        return written[1:-1]
    return event.value(written) or b""


def _size(event: RowsPicked, written: bytes) -> int:
    """Return the length of the value that a literal stands for; near enough where it is not a text."""
    if not written.startswith(b"'"):
        return len(written)
    escapes = written.count(b"\\") if event.dialect.escapes else 0
    if escapes:
        escapes -= written.count(b"\\\\")
    quote = written.find(b"'", 1, -1)
    doubled = written.count(b"''", 1, -1) if written[quote + 1 : quote + 2] == b"'" and quote > 0 else 0
    return len(written) - 2 - escapes - doubled


def _roles(value: bytes) -> tuple[Role, ...]:
    try:
        read = unserialize(value)
    except SerializedError:
        return ()
    found = []
    for name, role in list(read.items())[:_ROLES] if isinstance(read, dict) else ():
        title = role.get("name") if isinstance(role, dict) else None
        shown = without_secrets(str(title))[:_LONGEST_NAME] if title else str(name)
        found.append(Role(str(name)[:_LONGEST_NAME], shown))
    return tuple(found)


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
