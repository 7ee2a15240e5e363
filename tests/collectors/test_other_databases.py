"""The same site in MySQL, PostgreSQL and SQLite gives the same facts."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from audit.collectors.dumps import DumpData, Wishes, read_dump
from audit.model.facts import Database, Site, Table
from audit.sources.blobs import DumpInput, disk_blob
from tests.drupal_dumps import core_extension, drupal6, drupal7, drupal8
from tests.dumps import network, serialise, table, wordpress
from tests.other_databases import WRITERS, Tables

if TYPE_CHECKING:
    from collections.abc import Callable

VALUES = {"site_name": 'It\'s a \\ "site"\n\ttwo; ünï', "theme_default": "bartik", "cron_last": 1700000000}
OPTIONS = {
    "siteurl": "https://example.org/it's",
    "home": "https://example.org/it's",
    "blogname": 'A \\ "name"\n\twith; 日本 ),(\'',
    "active_plugins": serialise(["a/a.php", "b\\b.php"]),
    "stylesheet": "child",
    "template": "parent",
}
POSTS = table(
    "wp_posts",
    ["ID", "post_date_gmt", "post_status", "post_type"],
    [(1, "2024-01-02 03:04:05", "publish", "page"), (2, "2024-02-02 03:04:05", "draft", "post")],
)
USERS = table(
    "wp_usermeta",
    ["umeta_id", "user_id", "meta_key", "meta_value"],
    [
        (1, 1, "wp_capabilities", serialise({"administrator": 1})),
        (2, 2, "wp_capabilities", serialise({"a": 1})),
    ],
)
NODES = table("node", ["nid", "status", "created"], [(1, 1, 1700000000), (2, 0, 1700000001), (3, 1, 9)])
SITES = {
    "wordpress": wordpress(options=OPTIONS, more=USERS).replace("wp_posts", "wp_old") + POSTS,
    "network": network({1: OPTIONS, 2: {"siteurl": "https://two.example.org"}}, ["n/n.php"]),
    "drupal 6": drupal6(variables=VALUES),
    "drupal 7": drupal7(
        variables=VALUES, enabled=["modules/system/system.module", "a/b/c.module"], more=NODES
    ),
    "drupal 7 with a prefix": drupal7("d7_", VALUES),
    "drupal 8": drupal8(
        config={
            "core.extension": core_extension("system", "node", themes=["olivero"]),
            "system.site": {"name": "It's \\ here\n", "mail": "x@example.org"},
        },
        schemas={"system": 8901},
        state={"system.cron_last": 1700000000},
    )
    + table(
        "node_field_data", ["nid", "status", "created", "default_langcode"], [(1, 1, 17, 1), (2, 1, 18, 0)]
    ),
}


def read(path: Path) -> DumpData:
    layout: Any = "sqlite" if path.suffix == ".db" else "stream"
    dump = DumpInput("dump", layout, (disk_blob(str(path)),))
    return read_dump(dump, Wishes(frozenset(), frozenset(), lambda _: None), lambda *_: None)


def facts(data: DumpData) -> Any:
    """Return what must be the same of each site: all but places, and what databases write differently."""
    return [plain(site) for site in (*data.wordpress, *data.drupal)]


def plain(value: Any) -> Any:
    if isinstance(value, Table):
        return value.name, value.rows, value.site, value.bare_name
    if isinstance(value, Database):
        return value.prefix, value.version, value.network, value.tables, value.rows
    names = getattr(value, "_fields", None) or getattr(value, "__struct_fields__", None)
    if names:
        differ = {"location", "bytes"} if isinstance(value, Site) else {"location"}
        return {name: plain(getattr(value, name)) for name in names if name not in differ}
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        found = [plain(one) for one in value]
        return sorted(found) if value and isinstance(value[0], Table) else found
    return value


@pytest.fixture(params=SITES)
def sql(request) -> str:
    return SITES[request.param]


@pytest.mark.parametrize("way", WRITERS)
def test_a_site_has_the_same_facts_in_every_database(sql: str, way: str, tmp_path: Path):
    mysql = tmp_path / "mysql.sql"
    mysql.write_text(sql)
    write: Callable[[Tables, Path], Path] = WRITERS[way]
    path = write(Tables(sql.encode()), tmp_path / ("other.db" if way == "sqlite-file" else "other.sql"))
    expected, found = read(mysql), read(path)
    assert facts(expected)
    assert facts(found) == facts(expected)
    assert (found.read.tables, found.read.rows) == (expected.read.tables, expected.read.rows)
    assert found.read.complete is True
