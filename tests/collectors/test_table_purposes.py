"""What tables are for, and what a migration can leave out."""

from typing import Any

import pytest

from audit.collectors.owners import Owners
from audit.collectors.table_purposes import TableUses, table_purposes
from audit.knowledge import load_catalogue
from audit.knowledge.tables import load_tables
from audit.model.catalogue import KnownExtension, KnownTable
from audit.model.database import DatabaseWeight, TablePurpose
from audit.model.facts import Cms, Database, Location, Table
from audit.model.stored import OptionGroup

PLACE = Location("dump.sql")
KNOWN = load_tables()
_CATALOGUE = load_catalogue().extensions
USES = TableUses(
    KNOWN,
    {
        "wordpress": Owners(_CATALOGUE["wordpress"], "wordpress-core"),
        "drupal": Owners(_CATALOGUE["drupal"], "drupal"),
    },
)


def table(name: str, *, size=1000, prefix="wp_", **more: Any) -> Table:
    bare = {"bare_name": name, "database": "shop", **more}
    return Table(
        location=Location("dump.sql", table=prefix + name), name=prefix + name, rows=10, bytes=size, **bare
    )


def database(cms: Cms = "wordpress", prefix="wp_") -> Database:
    return Database(
        location=PLACE,
        name="shop",
        cms=cms,
        prefix=prefix,
        network=False,
        network_plugins=(),
        tables=1,
        rows=1,
        bytes=1,
    )


def told(*facts) -> tuple[dict[str | None, TablePurpose], DatabaseWeight]:
    found = list(table_purposes(facts, KNOWN, USES))
    [weight] = [one for one in found if isinstance(one, DatabaseWeight)]
    return {one.purpose: one for one in found if isinstance(one, TablePurpose)}, weight


@pytest.mark.parametrize(
    ("cms", "name", "purpose", "spare"),
    [
        ("wordpress", "posts", "content", "no"),
        ("wordpress", "options", "config", "no"),
        ("wordpress", "woocommerce_sessions", "session", "yes"),
        ("wordpress", "actionscheduler_logs", "log", "yes"),
        ("wordpress", "actionscheduler_actions", "queue", "ask"),
        ("wordpress", "wfHits", "log", "yes"),
        ("wordpress", "yoast_indexable", "index", "yes"),
        ("wordpress", "wc_orders", "content", "no"),
        ("wordpress", "gf_entry", "form", "no"),
        ("wordpress", "wangguardquestions", "config", "no"),
        ("wordpress", "posts_bak", "backup", "ask"),
        ("wordpress", "posts_20240501", "backup", "ask"),
        ("wordpress", "shop_of_ours_log", "log", "ask"),
        ("wordpress", "shop_of_ours", None, "no"),
        ("drupal", "cache_render", "cache", "yes"),
        ("drupal", "cache_module_of_ours", "cache", "yes"),
        ("drupal", "watchdog", "log", "yes"),
        ("drupal", "sessions", "session", "yes"),
        ("drupal", "node_field_data", "content", "no"),
        ("drupal", "node_revision__body", "revision", "no"),
        ("drupal", "webform_submission_data", "form", "no"),
        ("drupal", "search_index", "index", "yes"),
    ],
)
def test_a_table_is_known_by_its_name(cms, name, purpose, spare):
    use = USES.use(table(name), cms)
    assert (use.purpose, use.spare) == (purpose, spare)


def test_what_is_known_from_memory_is_asked_unless_its_extension_is_there():
    line = KnownExtension(
        slug="shop", name="Shop", sure=False, tables=(KnownTable("shopping", "log", "yes"),)
    )
    uses = TableUses(KNOWN, {"wordpress": Owners((line,)), "drupal": Owners(())})
    assert uses.use(table("shopping"), "wordpress").spare == "ask"
    assert uses.use(table("shopping", owned_by="gone"), "wordpress").spare == "ask"
    assert uses.use(table("shopping", owned_by="present"), "wordpress").spare == "yes"


def test_a_table_of_no_known_site_is_left_alone():
    assert USES.use(table("old_cache", bare_name=None), "wordpress") == (None, "no", None)


def test_the_rest_is_what_remains():
    sizes = {"posts": 5000, "woocommerce_sessions": 3000, "email_log": 200, "options": 1000}
    transients = OptionGroup(
        location=Location("dump.sql", table="wp_options"),
        site=1,
        owner="transients",
        owned_by="core",
        options=7,
        bytes=400,
        autoloaded=0,
        autoloaded_bytes=0,
    )
    tables = [table(name, size=size) for name, size in sizes.items()]
    purposes, weight = told(database(), *tables, transients)
    assert (weight.all.bytes, weight.spare.bytes, weight.asked.bytes) == (9200, 3000, 200)
    assert (weight.transients, weight.transient_bytes) == (7, 400)
    assert (weight.remains, weight.remains_at_least) == (5800, 5600)
    assert list(purposes) == ["content", "session", "config", "log"]


def test_a_purpose_names_its_largest_tables_and_why():
    purposes, _ = told(database(), *(table(f"t{number}_log", size=number) for number in range(50)))
    [first, *others] = purposes["log"].largest
    assert (first.table, first.bytes, first.spare, len(others)) == ("wp_t49_log", 49, "ask", 19)
    assert purposes["log"].asked.tables == 50
    assert purposes["log"].title == "Logs"


def test_the_tables_of_a_drupal_are_read_as_drupals():
    purposes, weight = told(database("drupal", ""), table("cache_of_ours", prefix=""))
    assert (list(purposes), weight.spare.tables) == (["cache"], 1)


def test_two_databases_of_a_dump_are_told_apart():
    found = list(table_purposes([table("posts"), table("posts", database="blog")], KNOWN, USES))
    assert [one.database for one in found if isinstance(one, DatabaseWeight)] == ["shop", "blog"]
