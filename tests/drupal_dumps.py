"""Small dumps for tests: a Drupal in SQL from a few words."""

from collections.abc import Iterable, Mapping
from io import BytesIO

from audit.collectors.drupal.database import DrupalRows
from audit.collectors.drupal.stored import DrupalData, tell_drupal
from audit.model.facts import Location, Table
from audit.parsers.sql import (
    DumpDescribed,
    RowRead,
    RowsCounted,
    RowsPicked,
    TableDefined,
    TableDropped,
    read_dump,
)
from tests.dumps import table

SYSTEM_7 = ["filename", "name", "type", "owner", "status", "bootstrap", "schema_version", "weight", "info"]
SYSTEM_6 = [*SYSTEM_7[:5], "throttle", *SYSTEM_7[5:]]


def php(value: object) -> str:
    """Return a value as PHP serialises it."""
    if value is None:
        return "N;"
    if isinstance(value, bool):
        return f"b:{int(value)};"
    if isinstance(value, int):
        return f"i:{value};"
    if isinstance(value, Mapping):
        return f"a:{len(value)}:{{{''.join(php(key) + php(one) for key, one in value.items())}}}"
    return f's:{len(str(value).encode())}:"{value}";'


def drupal7(
    prefix: str = "",
    variables: Mapping[str, object] | None = None,
    enabled: Iterable[str] = ("modules/system/system.module",),
    disabled: Iterable[str] = (),
    more: str = "",
) -> str:
    """Return the tables by which a Drupal 7 is known, with these variables and files of extensions."""
    return table(f"{prefix}registry", ["name"], []) + _early(prefix, variables, enabled, disabled, 7) + more


def drupal6(
    prefix: str = "",
    variables: Mapping[str, object] | None = None,
    enabled: Iterable[str] = ("modules/system/system.module",),
    disabled: Iterable[str] = (),
) -> str:
    """Return the tables by which a Drupal 6 is known."""
    known = table(f"{prefix}blocks", ["bid"], []) + table(f"{prefix}menu_router", ["path"], [])
    return known + _early(prefix, variables, enabled, disabled, 6)


def drupal8(
    prefix: str = "",
    config: Mapping[str, object] | None = None,
    schemas: Mapping[str, int] | None = None,
    state: Mapping[str, object] | None = None,
) -> str:
    """Return the tables by which a Drupal 8 or later is known, with these objects of the configuration."""
    pairs = [("system.schema", name, php(value)) for name, value in (schemas or {}).items()]
    pairs += [("state", name, php(value)) for name, value in (state or {}).items()]
    objects = [("", name, php(value)) for name, value in (config or {}).items()]
    return (
        table(f"{prefix}cache_config", ["cid", "data"], [("core.extension", php({"module": {"lie": 0}}))])
        + table(f"{prefix}config", ["collection", "name", "data"], objects)
        + table(f"{prefix}key_value", ["collection", "name", "value"], pairs)
        + table(f"{prefix}users_field_data", ["uid"], [(0,), (1,)])
    )


def core_extension(*modules: str, themes: Iterable[str] = (), profile: str = "standard") -> dict[str, object]:
    """Return the object core.extension."""
    return {
        "module": dict.fromkeys([*modules, profile], 0),
        "theme": dict.fromkeys(themes, 0),
        "profile": profile,
    }


def tell(sql: str | bytes, watched: Iterable[str] = ()) -> tuple[list[DrupalData], list[Table]]:
    """Read a dump as the program does and return what it tells of Drupal."""
    rows = DrupalRows("site.sql", frozenset(watched))
    counts: dict[tuple[str | None, str], tuple[int, int]] = {}
    about = DumpDescribed()
    data = sql.encode() if isinstance(sql, str) else sql
    for event in read_dump(BytesIO(data).read, rows.wants):
        match event:
            case RowsCounted(database, name, count, size):
                before = counts.get((database, name), (0, 0))
                counts[database, name] = before[0] + count, before[1] + size
            case TableDefined(database, name):
                counts.setdefault((database, name), (0, 0))
            case TableDropped(database, name):
                rows.forget((database, name))
            case RowRead() | RowsPicked():
                rows.take(event)
            case DumpDescribed():
                about = event
    tables = [
        Table(location=Location("site.sql", table=name), name=name, database=database, rows=count, bytes=size)
        for (database, name), (count, size) in counts.items()
    ]
    return tell_drupal(rows, tables, about.host_database)


def told(sql: str | bytes, *watched: str) -> DrupalData:
    """Return the only Drupal of a dump."""
    (data,), _ = tell(sql, watched)
    return data


def _early(
    prefix: str,
    variables: Mapping[str, object] | None,
    enabled: Iterable[str],
    disabled: Iterable[str],
    major: int,
) -> str:
    rows = [_row(file, 1, major) for file in enabled] + [_row(file, 0, major) for file in disabled]
    values = [(name, php(value)) for name, value in (variables or {}).items()]
    return (
        table(f"{prefix}system", SYSTEM_7 if major == 7 else SYSTEM_6, rows)
        + table(f"{prefix}users", ["uid", "name"], [(0, ""), (1, "admin"), (2, "joe")])
        + table(f"{prefix}variable", ["name", "value"], values)
    )


def _row(file: str, status: int, major: int) -> tuple[object, ...]:
    name, _, ending = file.rpartition("/")[2].rpartition(".")
    kind = {"info": "theme", "engine": "theme_engine"}.get(ending, "module")
    info = php({"name": name.title(), "version": f"{major}.x-1.0", "files": {}})
    throttle = (0,) if major == 6 else ()
    return (file, name, kind, "", status, *throttle, 0, 7000 if status else -1, 0, info)
