"""Rules about collations look at tables and at columns."""

import pytest

from audit.detectors.collation import CollationFound
from audit.model.facts import Column, Location, Table, TableShape
from audit.model.inventory import Inventory
from audit.model.rules import Platform

PLATFORM = Platform(id="p", name="P", about="", cms=(), traits={})


def table(name, collation, dump="a.sql", shape=None):
    return Table(
        location=Location(dump), name=name, database=None, rows=0, bytes=0, collation=collation, shape=shape
    )


def text(detector, *facts):
    return [one.text for one in detector.find(Inventory(facts, lambda _: {}), PLATFORM)]


def test_a_name_is_found_at_tables_and_at_columns():
    columns = Column("a", "text", collation="utf8mb4_0900_bin"), Column("b", "text")
    shape = TableShape(location=Location("a.sql"), id=0, tables=1, columns=columns)
    facts = shape, table("t", "utf8mb4_0900_ai_ci", shape=0), table("u", "utf8mb4_bin", shape=0)
    assert text(CollationFound(name=("utf8mb4_0900_*",)), *facts) == [
        "utf8mb4_0900_ai_ci: t",
        "utf8mb4_0900_bin: t, u",
    ]


@pytest.mark.parametrize(
    ("collations", "told"),
    [
        (["utf8mb4_general_ci"] * 5, []),
        (["utf8mb4_general_ci", "utf8mb4_general_ci", "utf8mb4_unicode_ci"], ["utf8mb4_unicode_ci: t2"]),
        (["utf8_general_ci", "utf8mb3_general_ci"], []),
        (["utf8mb4_general_ci", "utf8mb4_bin", "ascii_general_ci", None], []),
        (["utf8mb4_a_ci"] * 9 + ["utf8mb4_b_ci"] * 5, ["utf8mb4_b_ci: t9, t10, t11 and 2 more"]),
    ],
)
def test_of_mixed_ones_those_of_fewer_tables_are_told(collations, told):
    facts = [table(f"t{number}", collation) for number, collation in enumerate(collations)]
    assert text(CollationFound(mixed=True), *facts) == told


def test_dumps_are_not_mixed_with_one_another():
    facts = table("t", "utf8mb4_general_ci"), table("t", "utf8mb4_unicode_ci", dump="b.sql")
    assert text(CollationFound(mixed=True), *facts) == []


@pytest.mark.parametrize("fields", [{}, {"name": ("a",), "mixed": True}])
def test_a_rule_says_one_thing(fields):
    with pytest.raises(ValueError, match="one of"):
        CollationFound(**fields)
