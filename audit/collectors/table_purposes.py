"""What the tables of each database are for, how large they are by purpose, and what can be left out."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from heapq import nlargest
from typing import NamedTuple

from msgspec.structs import replace

from audit.collectors.owners import CORE, TRANSIENTS, Owners
from audit.model.database import (
    DatabaseWeight,
    KnownTables,
    NamedTables,
    Spare,
    TablePurpose,
    WeighedTable,
    Weight,
)
from audit.model.facts import Cms, Database, Fact, Location, Table
from audit.model.stored import OptionGroup

_LARGEST = 20  # tables of a purpose that are named
_LATELY = 65_536  # answers that are kept
_UNKNOWN = "Nobody knows what these tables are for: they move."

_Told = list[tuple[Table, "Use"]]


class Use(NamedTuple):
    """What a table is for."""

    purpose: str | None  # None: not known
    spare: Spare = "no"
    why: str | None = None  # None: as of the purpose


class TableUses:
    """
    Tells what a table is for.

    Exact names go first, then the catalogue of extensions, then names with a *. What the catalogue has only
    from memory, or of an extension that is not there, is asked before it is left out.
    """

    def __init__(self, known: KnownTables, owners: Mapping[Cms, Owners]) -> None:
        self._owners = owners
        self._exact = {(one.cms, name): one for one in known.names for name in one.tables if "*" not in name}
        self._patterns: dict[Cms, list[tuple[re.Pattern[str], NamedTables]]] = {
            cms: _patterns(known.names, cms) for cms in ("wordpress", "drupal")
        }
        self._lately = lru_cache(maxsize=_LATELY)(self._use)

    def use(self, table: Table, cms: Cms) -> Use:
        """Return what a table of a CMS is for."""
        if table.bare_name is None:
            return Use(table.purpose)  # of no known site: its prefix cannot be told from its name
        use = self._lately(cms, table.bare_name, table.owned_by in {"present", CORE})
        return use if use.purpose or not table.purpose else use._replace(purpose=table.purpose)

    def _use(self, cms: Cms, bare_name: str, is_there: bool) -> Use:
        folded = bare_name.lower()
        named = self._exact.get((cms, folded)) or self._exact.get((None, folded))
        if named:
            return Use(named.purpose, named.spare, named.why)
        owned = self._owners[cms].table(bare_name)
        if owned and owned.table:
            known = self._owners[cms].known(owned.owner)
            is_sure = owned.owner == CORE or is_there or (known is not None and known.sure)
            doubted = owned.table.spare == "yes" and not is_sure
            return Use(owned.table.purpose, "ask" if doubted else owned.table.spare)
        if owned and owned.owner == CORE:
            return Use(None)
        for pattern, one in self._patterns[cms]:
            if pattern.fullmatch(folded):
                return Use(one.purpose, one.spare, one.why)
        return Use(None)


def table_purposes(facts: Iterable[Fact], known: KnownTables, uses: TableUses) -> Iterator[Fact]:
    """
    Yield what the tables of each database are for, the purpose of the largest first, and what remains.

    The facts are those of all dumps, their tables told apart by site and owner: Database, Table, OptionGroup.
    """
    databases: dict[str, list[Database]] = defaultdict(list)
    tables: dict[tuple[str, str | None, str | None], list[Table]] = defaultdict(list)
    transients: list[OptionGroup] = []
    for fact in facts:
        if isinstance(fact, Database):
            databases[fact.location.path].append(fact)
        elif isinstance(fact, Table):
            tables[fact.location.path, fact.database, fact.install].append(fact)
        elif isinstance(fact, OptionGroup) and fact.owner == TRANSIENTS:
            transients.append(fact)
    for (dump, name, install), some in tables.items():
        place = Location(dump)
        told = [(table, uses.use(table, _cms_of(table, databases[dump]))) for table in some]
        for purpose in _by_purpose(place, name, told, known):
            yield replace(purpose, install=install)
        names = {table.name for table in some}
        groups = [one for one in transients if one.location.path == dump and one.location.table in names]
        yield replace(_weight(place, name, told, groups), install=install)


def _patterns(names: Iterable[NamedTables], cms: Cms) -> list[tuple[re.Pattern[str], NamedTables]]:
    """Return the names with a *, those with the most letters first: they say most."""
    found = [(name, one) for one in names if one.cms in {cms, None} for name in one.tables if "*" in name]
    found.sort(key=lambda each: -len(each[0]))
    return [(re.compile(".*".join(map(re.escape, name.split("*")))), one) for name, one in found]


def _cms_of(table: Table, databases: list[Database]) -> Cms:
    """Return the CMS whose prefix a table has; the longest fits best."""
    fitting = [
        one
        for one in databases
        if table.name.startswith(one.prefix) and (table.database is None or one.name == table.database)
    ]
    return max(fitting, key=lambda one: len(one.prefix)).cms if fitting else "wordpress"


def _by_purpose(
    place: Location, database: str | None, told: _Told, known: KnownTables
) -> Iterator[TablePurpose]:
    words = {one.name: one for one in known.purposes}
    by_purpose: dict[str | None, _Told] = defaultdict(list)
    for table, use in told:
        by_purpose[use.purpose].append((table, use))
    for purpose, some in sorted(by_purpose.items(), key=lambda one: -_sum(one[1]).bytes):
        word = words.get(purpose or "")
        yield TablePurpose(
            location=place,
            database=database,
            purpose=purpose,
            title=word.title if word else (purpose or "Not known").capitalize(),
            why=word.why if word else _UNKNOWN,
            all=_sum(some),
            spare=_sum(some, "yes"),
            asked=_sum(some, "ask"),
            largest=tuple(
                WeighedTable(table.name, table.rows, table.bytes, use.spare, use.why)
                for table, use in nlargest(_LARGEST, some, key=lambda one: one[0].bytes)
            ),
        )


def _weight(
    place: Location, database: str | None, told: _Told, transients: list[OptionGroup]
) -> DatabaseWeight:
    return DatabaseWeight(
        location=place,
        database=database,
        all=_sum(told),
        spare=_sum(told, "yes"),
        asked=_sum(told, "ask"),
        transients=sum(one.options for one in transients),
        transient_bytes=sum(one.bytes for one in transients),
    )


def _sum(told: _Told, spare: Spare | None = None) -> Weight:
    """Return the weight of all tables, or of those that are spare in this way."""
    some = [table for table, use in told if spare is None or use.spare == spare]
    return Weight(len(some), sum(table.rows for table in some), sum(table.bytes for table in some))
