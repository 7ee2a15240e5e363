"""Rules about columns and keys find the tables that have them, and tell those made alike once."""

import datetime as dt

import pytest

from audit.detectors.column import ColumnFound
from audit.model.facts import Column, Key, Location, Table, TableShape
from audit.model.inventory import Inventory
from audit.model.rules import Citation, DatabaseOffer, Limit, Platform

SOURCE = Citation("https://example.org/", dt.date(2026, 1, 1))
LIMITS = {"key": Limit(value=767, unit="bytes", means="m", source=SOURCE)}
LIMITS["row"] = Limit(value=8126, unit="bytes", means="m", source=SOURCE)
OFFER = DatabaseOffer(versions={}, usual="A 1", reserved={"A 2": ("rank",)}, source=SOURCE)
PLATFORM = Platform(id="p", name="P", about="", cms=(), traits={}, limits=LIMITS, databases=OFFER)
HERE = Location("a.sql")


def shape(*columns, keys=(), **more):
    return TableShape(location=HERE, id=0, tables=1, columns=columns, keys=keys, **more)


def table(name="t", **more):
    return Table(location=HERE, name=name, database=None, rows=0, bytes=0, shape=0, **more)


def found(detector, *facts, platform=PLATFORM):
    return [one.text for one in detector.find(Inventory(facts, lambda _: {}), platform)]


def long_key(**more):
    return ColumnFound(has="long-key", over="key", **more)


@pytest.mark.parametrize(
    ("kind", "part", "type_", "charset", "is_long"),
    [
        ("key", "a", "varchar(191)", "utf8mb4", False),
        ("key", "a", "varchar(192)", "utf8mb4", True),
        ("key", "a", "varchar(255)", "utf8", True),  # as it will be utf8mb4
        ("key", "a", "varchar(255)", "latin1", False),
        ("primary", "a", "varchar(255)", "utf8mb4", True),
        ("unique", "a(191)", "text", "utf8mb4", False),
        ("unique", "a(192)", "text", "utf8mb4", True),
        ("key", "a(255)", "longblob", "utf8mb4", False),
        ("fulltext", "a", "text", "utf8mb4", False),
        ("key", "a", "text", "utf8mb4", False),  # which cannot be
        ("key", "(...)", None, "utf8mb4", False),
        ("key", "gone", "varchar(255)", "utf8mb4", False),
    ],
)
def test_a_key_is_as_long_as_its_letters_may_be(kind, part, type_, charset, is_long):
    facts = shape(Column("a", type_), keys=(Key(kind, (part,), "k"),)), table(charset=charset)
    assert bool(found(long_key(), *facts)) is is_long


def test_the_character_set_of_a_column_goes_before_that_of_its_table():
    latin = shape(Column("a", "varchar(255)", collation="latin1_bin"), keys=(Key("key", ("a",), "k"),))
    assert found(long_key(), latin, table(charset="utf8mb4")) == []


def test_tables_made_alike_are_told_once():
    facts = shape(Column("a", "varchar(255)"), keys=(Key("key", ("a",), "k"),))
    tables = [table(f"wp_{number}_x", charset="utf8mb4") for number in range(5000)]
    assert found(long_key(), facts, *tables) == ["wp_0_x: k on a, 1,020 bytes, and 4,999 more made alike"]


@pytest.mark.parametrize(
    ("row_format", "is_found"), [("COMPACT", True), ("Redundant", True), ("DYNAMIC", False)]
)
def test_only_tables_of_the_row_formats_are_looked_at(row_format, is_found):
    facts = shape(Column("a", "varchar(255)"), keys=(Key("key", ("a",), "k"),))
    detector = long_key(row_format=("compact", "redundant"))
    assert bool(found(detector, facts, table(charset="utf8mb4", row_format=row_format))) is is_found


def test_a_row_format_that_is_not_told_is_called_nothing():
    facts = shape(Column("a", "varchar(255)"), keys=(Key("key", ("a",), "k"),))
    assert found(long_key(row_format=("",)), facts, table(charset="utf8"))
    assert not found(long_key(row_format=("",)), facts, table(charset="utf8", row_format="COMPACT"))


def test_a_row_is_as_long_as_what_stays_in_its_page():
    detector = ColumnFound(has="long-row", over="row", row_format=("compact",))
    texts = [Column(f"c{number}", "text") for number in range(11)]
    compact = table(row_format="COMPACT", charset="utf8mb4")
    assert found(detector, shape(*texts), compact) == ["t: a row may have 8,715 bytes in 11 columns"]
    assert found(detector, shape(*texts[:10]), compact) == []
    assert found(detector, shape(*texts), table(row_format="DYNAMIC")) == []


def test_reserved_names_are_those_of_the_platform():
    facts = shape(Column("Rank", "int(11)"), Column("ranking", "int(11)")), table("rank"), table("ranks")
    detector = ColumnFound(has="reserved-name")
    assert found(detector, *facts) == ["rank: the name rank, Rank (A 2), and 1 more made alike"]
    nobody = Platform(id="p", name="P", about="", cms=(), traits={})
    assert found(detector, *facts, platform=nobody) == []


def test_tables_of_the_core_can_be_left_out():
    facts = shape(Column("sent", "datetime", zero_date=True))
    detector = ColumnFound(has="zero-date", core=False)
    assert found(detector, facts, table(owned_by="core")) == []
    assert found(detector, facts, table(owned_by="gone")) == ["t: sent"]


def test_a_table_without_a_shape_is_nothing_to_judge():
    bare = Table(location=HERE, name="t", database=None, rows=0, bytes=0)
    assert found(ColumnFound(has="zero-date"), bare) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"has": "long-key"},
        {"has": "zero-date", "over": "key"},
        {"has": "long-row", "over": "row", "row_format": ("dynamic",)},
    ],
)
def test_what_cannot_be_is_refused(fields):
    with pytest.raises(ValueError, match="long-"):
        ColumnFound(**fields)


def test_a_limit_that_lacks_is_named():
    with pytest.raises(KeyError, match="weight"):
        ColumnFound(has="long-key", over="weight").watch(PLATFORM)
