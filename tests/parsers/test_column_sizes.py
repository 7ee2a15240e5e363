"""How long columns, keys and rows are; tests/real asks MariaDB."""

import pytest

from audit.parsers.column_sizes import Stored, key_column, key_length, row_length, sized


@pytest.mark.parametrize(
    ("type_", "charset", "size", "is_fixed"),
    [
        ("tinyint(1)", None, 1, True),
        ("bigint(20) unsigned", None, 8, True),
        ("INT", None, 4, True),
        ("double precision", None, 8, True),
        ("decimal(65,30)", None, 30, True),
        ("decimal", None, 5, True),
        ("datetime", None, 5, True),
        ("timestamp(3)", None, 6, True),
        ("bit(9)", None, 2, True),
        ("enum('a','b')", None, 1, True),
        ("set('a','b','c','d','e','f','g','h','i')", None, 2, True),
        ("char(10)", "latin1", 10, True),
        ("char(10)", "utf8mb4", 40, False),
        ("varchar(10)", None, 10, False),
        ("varchar(10)", "utf8", 30, False),
        ("varbinary(300)", "utf8mb4", 300, False),
        ("binary(16)", "utf8mb4", 16, True),
    ],
)
def test_a_type_has_its_size(type_, charset, size, is_fixed):
    assert sized(type_, charset) == (size, is_fixed)


@pytest.mark.parametrize("type_", ["", "mystery(3)", "(", "9", "varchar("])
def test_of_a_type_that_is_not_known_nothing_is_said(type_):
    assert sized(type_, None) is None or type_.startswith("varchar")


def test_digits_without_end_are_no_trouble():
    found = sized(f"varchar({'9' * 400})", "utf8mb4")
    assert found is not None
    assert found.size <= 4 << 16


@pytest.mark.parametrize(
    ("part", "type_", "length"),
    [
        ("a", "varchar(255)", 1020),
        ("a(10)", "varchar(255)", 40),
        ("a(300)", "varchar(255)", 1020),
        ("a(10)", "longtext", 40),
        ("a(10)", "blob", 10),
        ("a", "text", None),
        ("a", "int(11)", 4),
        ("a", None, None),
        ("(...)", None, None),
    ],
)
def test_a_part_of_a_key_is_as_long_as_its_letters_may_be(part, type_, length):
    assert key_length(part, type_, "utf8mb4") == length


def test_the_name_of_a_column_may_hold_brackets():
    assert key_column("a(b)(20)") == "a(b)"
    assert key_column("a(b)") == "a(b)"


def test_types_that_are_not_known_make_a_row_no_longer():
    known = [Stored("int(11)", None, nullable=False)]
    assert row_length(
        [*known, Stored("mystery", None, nullable=False)], "compact", has_key=True
    ) == row_length(known, "compact", has_key=True)
