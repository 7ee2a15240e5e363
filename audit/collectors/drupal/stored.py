"""Which Drupal a dump holds: the tables that share a prefix, what is enabled in it, and how it is set up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from msgspec.structs import replace

from audit.collectors.drupal.database import DrupalRows, State
from audit.collectors.drupal.prefixes import LATER, majors
from audit.collectors.drupal.stored_settings import (
    config_settings,
    list_setting,
    state_setting,
    variable_settings,
)
from audit.model.facts import Database, Fact, Location, Problem, Setting, Site, Table
from audit.model.stored import AliasCharacter, UserRole
from audit.parsers.privacy import without_secrets
from audit.parsers.serialized import SerializedError, is_damaged, unserialize

_THEMES = {"5": "garland", "6": "garland", "7": "bartik"}  # where no variable names one
_CORE_ROLES = frozenset({"anonymous", "authenticated", "anonymous user", "authenticated user"})
_NAMED = 5  # so many names a problem tells


class DrupalData(NamedTuple):
    """One Drupal of a dump."""

    database: Database
    site: Site
    settings: list[Setting]
    tables: list[Table]
    extensions: dict[tuple[str, str], State] | None  # by kind and name; None: the dump does not tell
    profile: str | None  # None: the dump names none
    admin_theme: str | None  # None: it is the theme of the site, or the dump names none
    roles: list[UserRole]
    redirects: list[Fact]
    aliases: list[AliasCharacter]
    problems: list[Problem]


def tell_drupal(
    rows: DrupalRows, tables: Iterable[Table], header: str | None
) -> tuple[list[DrupalData], list[Table]]:
    """
    Return each Drupal of a dump, in the order of their prefixes, and the tables that belong to none.

    The header is the database that the dump's first comment names, where no statement does.
    """
    by_database: defaultdict[str | None, list[Table]] = defaultdict(list)
    for table in tables:
        by_database[table.database].append(table)
    told: list[DrupalData] = []
    others: list[Table] = []
    for name, named in by_database.items():
        found = majors(rows, name, {table.name for table in named})
        own: dict[str, list[Table]] = {prefix: [] for prefix in found}
        for table in named:
            ends = range(len(table.name), -1, -1)
            prefix = next((table.name[:end] for end in ends if table.name[:end] in own), None)
            (others if prefix is None else own[prefix]).append(table)
        for prefix, major in found.items():
            told.append(_Telling(rows, name, prefix, major, own[prefix]).tell(header))
    return told, others


class _Telling:
    """One Drupal of a dump, while it is told."""

    def __init__(
        self, rows: DrupalRows, name: str | None, prefix: str, major: str | None, tables: list[Table]
    ) -> None:
        self._rows = rows
        self._name = name
        self._prefix = prefix
        self._major = major
        self._tables = [replace(one, site=1, bare_name=one.name.removeprefix(prefix)) for one in tables]
        self._sizes = {str(one.bare_name): one.rows for one in self._tables}
        self._damaged: list[str] = []
        self._unread: list[str] = []
        self._is_later = major == LATER
        self._main = "config" if self._is_later else "variable"
        kept = rows.config if self._is_later else rows.variables
        self._values = self._read(kept.get((name, prefix + self._main), {}))
        self._state = self._read(rows.state.get((name, f"{prefix}key_value"), {}))

    def tell(self, header: str | None) -> DrupalData:
        """Return what the dump says of it."""
        database = Database(
            location=Location(self._rows.dump),
            name=self._name or header,
            cms="drupal",
            version=self._major,
            prefix=self._prefix,
            network=False,
            network_plugins=(),
            tables=len(self._tables),
            rows=sum(table.rows for table in self._tables),
            bytes=sum(table.bytes for table in self._tables),
        )
        extensions = self._extensions()
        theme, admin_theme = self._themes()
        profile = self._profile(extensions)
        site = self._site(database, theme, extensions)
        return DrupalData(
            database=database,
            site=site,
            settings=list(self._settings()),
            tables=self._tables,
            extensions=extensions,
            profile=profile,
            admin_theme=admin_theme,
            roles=list(self._roles()),
            redirects=list(
                self._rows.redirects.tell(self._rows.dump, self._name, self._prefix, site.plugins)
            ),
            aliases=list(self._aliases()),
            problems=list(self._gaps(extensions)),
        )

    def _read(self, kept: Mapping[str, bytes]) -> dict[str, object]:
        values: dict[str, object] = {}
        for name, data in kept.items():
            try:
                values[name] = unserialize(data)
            except SerializedError:
                self._unread.append(name)
                continue
            if is_damaged(data):
                self._damaged.append(name)
        return values

    def _place(self, table: str | None = None) -> Location:
        return Location(self._rows.dump, table=self._prefix + (table or self._main))

    def _list(self, table: str) -> list[dict[str, str]]:
        return self._rows.lists.get((self._name, self._prefix + table), [])

    def _extensions(self) -> dict[tuple[str, str], State] | None:
        if not self._is_later:
            return self._rows.systems.get((self._name, f"{self._prefix}system"))
        return read_enabled(self._values.get("core.extension"), self._schemas())

    def _schemas(self) -> dict[str, int]:
        kept = self._rows.schemas.get((self._name, f"{self._prefix}key_value"), {})
        read = {name: str(value) for name, value in self._read(kept).items()}
        return {name: int(value) for name, value in read.items() if value.isdecimal()}

    def _word(self, name: str, key: str | None = None) -> str | None:
        """Return a variable, or a value of a configuration object; None for none."""
        value = self._values.get(name)
        if key is not None:
            value = value.get(key) if isinstance(value, dict) else None
        return without_secrets(value) if isinstance(value, str) and value not in {"", "0"} else None

    def _themes(self) -> tuple[str | None, str | None]:
        if self._is_later:
            return self._word("system.theme", "default"), self._word("system.theme", "admin")
        usual = _THEMES.get(self._major or "") if self._values else None
        return self._word("theme_default") or usual, self._word("admin_theme")

    def _profile(self, extensions: dict[tuple[str, str], State] | None) -> str | None:
        if self._is_later:
            return self._word("core.extension", "profile")
        named = self._word("install_profile")
        enabled = [
            name for (kind, name), one in (extensions or {}).items() if kind == "profile" and one.enabled
        ]
        return named or (enabled[0] if len(enabled) == 1 else None)

    def _site(
        self, database: Database, theme: str | None, extensions: dict[tuple[str, str], State] | None
    ) -> Site:
        modules = sorted(
            name for (kind, name), one in (extensions or {}).items() if kind == "module" and one.enabled
        )
        title = self._word("system.site", "name") if self._is_later else self._word("site_name")
        hosts, url = self._hosts()
        nodes = self._rows.nodes.get(
            (self._name, self._prefix + ("node_field_data" if self._is_later else "node"))
        )
        users = self._sizes.get("users")
        return Site(
            location=self._place(),
            id=1,
            url=url,
            title=title,
            theme=theme,
            parent_theme=None,
            plugins=None if extensions is None else tuple(modules),
            prefix=self._prefix,
            tables=database.tables,
            rows=database.rows,
            bytes=database.bytes,
            state=("maintenance",) if self._is_in_maintenance() else (),
            hosts=hosts,
            users=users - 1 if users else None,  # one row stands for all who are not logged in
            posts=nodes.published if nodes else self._none_published(),
            last_post=_time(nodes.last) if nodes else None,
        )

    def _none_published(self) -> int | None:
        table = "node_field_data" if self._is_later else "node"
        return 0 if self._sizes.get(table) == 0 else None

    def _is_in_maintenance(self) -> bool:
        if self._is_later:
            return _is_on(self._state.get("system.maintenance_mode"))
        name = "maintenance_mode" if self._major == "7" else "site_offline"
        return _is_on(self._values.get(name))

    def _hosts(self) -> tuple[tuple[str, ...], str | None]:
        """Return the hosts of the Domain module, and the address of the default one."""
        found: dict[str, str | None] = {}
        for row in self._list("domain"):
            if host := row["subdomain"].lower():
                scheme = row["scheme"] or "http"
                found[host] = f"{scheme}://{host}/" if row["is_default"] == "1" else None
        for name, record in sorted(self._values.items()):
            if not name.startswith("domain.record.") or not isinstance(record, dict):
                continue
            if isinstance(address := record.get("hostname"), str):
                host = without_secrets(address.lower())
                scheme = "https" if record.get("scheme") == "https" else "http"
                is_default = _is_on(record.get("is_default"))
                found[host] = f"{scheme}://{host}/" if is_default else None
        return tuple(found), next((url for url in found.values() if url), None)

    def _settings(self) -> Iterator[Setting]:
        if self._is_later:
            yield from config_settings(self._place(), self._values, self._rows.wanted, 1)
            for name, value in sorted(self._state.items()):
                if setting := state_setting(self._place("key_value"), name, value, 1):
                    yield setting
            start = "language.entity."
            codes = [name.removeprefix(start) for name in self._values if name.startswith(start)]
            if codes := [code for code in codes if code not in {"und", "zxx"}]:
                yield list_setting("config", "language.entity", codes, self._place(), 1)
            return
        yield from variable_settings(self._place(), self._values, 1)
        languages = [row["language"] for row in self._list("languages") if row["enabled"] != "0"]
        if languages:
            yield list_setting("conf", "languages", languages, self._place("languages"), 1)
        for table, column, kind in (
            ("search_api_server", "machine_name", "class"),
            ("apachesolr_environment", "env_id", "service_class"),
        ):
            for row in self._list(table):
                value = {row[column]: row[kind] or "solr"}
                yield from variable_settings(self._place(table), {table: value}, 1)

    def _aliases(self) -> Iterator[AliasCharacter]:
        found = self._rows.aliases.get((self._name, f"{self._prefix}url_alias"))
        if found is not None and found.number:
            yield AliasCharacter(
                location=self._place("url_alias"),
                site=1,
                character="&",
                aliases=found.number,
                examples=found.first,
            )

    def _roles(self) -> Iterator[UserRole]:
        if self._is_later:
            start = "user.role."
            labels = {
                name.removeprefix(start): str(value.get("label", "")) if isinstance(value, dict) else ""
                for name, value in sorted(self._values.items())
                if name.startswith(start)
            }
            members = self._rows.members.get((self._name, f"{self._prefix}user__roles"))
            place = self._place()
        else:
            labels = {row["rid"]: row["name"] for row in self._list("role")}
            members = self._rows.members.get((self._name, f"{self._prefix}users_roles"))
            place = self._place("role")
        for name, title in labels.items():
            is_core = (name if self._is_later else title) in _CORE_ROLES
            yield UserRole(
                location=place,
                site=1,
                name=name,
                title=without_secrets(title or name),
                is_core=is_core,
                users=None if members is None or is_core else members[name],  # all, or none, have these
            )

    def _gaps(self, extensions: dict[tuple[str, str], State] | None) -> Iterator[Problem]:
        """Yield what is missing or cannot be read: what it would tell is not known."""
        where = f' (table prefix "{self._prefix}")' if self._prefix else ""
        if extensions is None:
            text = f"Which modules are enabled{where} cannot be read from the dump."
            yield self._gap(text, hides=True)
        if not self._values and not self._unread and not self._sizes.get(self._main):
            what = "configuration" if self._is_later else "variables"
            yield self._gap(f"The {what} of this Drupal{where} are not in the dump.", hides=True)
        if self._unread:
            yield self._gap(f"These values{where} cannot be read: {_some(self._unread)}.", hides=True)
        if self._damaged:
            text = f"Drupal itself cannot read these values{where}, lengths in them are wrong:"
            yield self._gap(f"{text} {_some(self._damaged)}.", hides=False)

    def _gap(self, text: str, *, hides: bool) -> Problem:
        return Problem(
            location=self._place(), kind="missing-options", text=text, source="database", hides=hides
        )


def read_enabled(
    listed: object, schemas: Mapping[str, int] | None = None
) -> dict[tuple[str, str], State] | None:
    """
    Return the states that core.extension lists (Drupal 8 and later); None where it is no such list.

    >>> list(read_enabled({"module": {"node": 0, "standard": 1000}, "theme": {}, "profile": "standard"}))
    [('module', 'node'), ('profile', 'standard')]
    """
    if not isinstance(listed, dict) or not isinstance(listed.get("module"), dict):
        return None
    profile, states = listed.get("profile"), {}
    for group in ("module", "theme"):
        names = listed.get(group)
        for name in names if isinstance(names, dict) else ():
            kind = "profile" if group == "module" and name == profile else group
            schema = (schemas or {}).get(str(name)) if group == "module" else None
            states[kind, str(name)] = State(kind, str(name), True, schema, None, None)
    return states


def _is_on(value: object) -> bool:
    return value is True or str(value) == "1"


def _time(seconds: int) -> str | None:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}" if seconds else None
    except (OverflowError, ValueError, OSError):  # no clock shows it
        return None


def _some(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(sorted(names)[:_NAMED]) + (f" and {more} more" if more > 0 else "")
