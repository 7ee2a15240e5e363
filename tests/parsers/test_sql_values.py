import random

import pytest

from audit.parsers.sql_grammar import Dialect
from audit.parsers.sql_values import Literal, parse_literal

PLAIN = Dialect()


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (rb"'\0\b\n\r\t\Z\\\'\"'", b"\0\b\n\r\t\x1a\\'\""),
        (rb"'100\%\_\x'", rb"100\%\_x"),
        (b"'it''s \"\"'", b'it\'s ""'),
        (b'"it\'\'s ""x"" \\""', b'it\'\'s "x" "'),
        (rb"'\''''", b"''"),
        (b"''", b""),
        (b"'a' 'b'\n\"c\"", b"abc"),
        (b"_utf8mb4'a'", b"a"),
        (b"_binary 'a'", b"a"),
        (b"N'a'", b"a"),
        (b"0x4142", b"AB"),
        (b"x'4142'", b"AB"),
        (b"_binary 0x41", b"A"),
        (b"0x", b""),
        (b"0xABC", b"\x0a\xbc"),
        (b"b'101'", b"\x05"),
        (b"0b100000001", b"\x01\x01"),
        (b"-1.5e-10", b"-1.5e-10"),
        (b"+2", b"+2"),
        (b".5", b".5"),
        (b"true", b"1"),
    ],
)
def test_a_literal_has_the_value_that_mysql_gives_it(written, value):
    assert parse_literal(written, PLAIN) == Literal(value)


@pytest.mark.parametrize(
    "written", [b"NOW()", b"DEFAULT", b"1--1", b"'a' COLLATE b", b"_latin1", b"", b"f('x')", b"a"]
)
def test_what_is_no_literal_is_computed(written):
    assert parse_literal(written, PLAIN) == Literal(None, computed=True)


def test_null_is_known_to_be_nothing():
    assert parse_literal(b"NULL", PLAIN) == Literal(None)


def test_a_backslash_is_data_where_the_mode_says_so():
    assert parse_literal(rb"'C:\n'", Dialect(escapes=False)).value == rb"C:\n"


def test_double_quotes_hold_a_column_where_the_mode_says_so():
    assert parse_literal(b'"a"', Dialect(ansi=True)).computed


def test_half_a_character_is_no_escape():
    assert parse_literal(b"'\xd5\\\xd5\\n\\n'", Dialect(charset="gbk")).value == b"\xd5\\\xd5\\n\n"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (b"'it\\'s", b"it's"),
        (b"'a\\", b"a"),
        (b"'a' 'b", b"ab"),
        (b"0x41424", b"AB"),
        (b"x'414", b"A"),
        (b"'", b""),
    ],
)
def test_the_head_of_a_cut_literal_is_decoded(written, value):
    assert parse_literal(written, PLAIN, cut=True) == Literal(value)


def test_random_bytes_come_back_from_their_escaped_form():
    chance = random.Random(7)
    for _ in range(3000):
        value = bytes(chance.choices(b"\\'\"\0\n\r\x1a%_abc\xff", k=chance.randrange(12)))
        written = (
            value.replace(b"\\", b"\\\\").replace(b"'", chance.choice([b"\\'", b"''"])).replace(b"\0", b"\\0")
        )
        assert parse_literal(b"'%s'" % written, PLAIN) == Literal(value)
