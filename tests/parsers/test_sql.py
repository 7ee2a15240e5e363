import json
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest

from audit.parsers.sql import (
    Damage,
    DumpDescribed,
    RowRead,
    RowsCounted,
    TableDefined,
    TableDropped,
    read_dump,
)

CASES = Path(__file__).parent.parent / "cases" / "dumps"
EXPECTED = {name: case["rows"] for name, case in json.loads((CASES / "expected.json").read_text()).items()}
CHUNKS = [*range(1, 71), 100, 1000, 4096, 65536]
INSERT = b"INSERT INTO `t` VALUES (1,'a');\n"


def events_of(dump, chunk=256 * 1024, wanted=(), **options):
    return list(read_dump(BytesIO(dump).read, lambda table: table in wanted, chunk, **options))


def rows_of(events):
    rows: Counter[str] = Counter()
    for event in events:
        if isinstance(event, TableDropped):
            del rows[event.table]
        elif isinstance(event, RowsCounted):
            rows[event.table] += event.rows
    return dict(rows)


def damages_of(events):
    return [event.kind for event in events if isinstance(event, Damage)]


def summary_of(events):
    """What must not depend on how the dump was cut in pieces."""
    counted = [event for event in events if isinstance(event, RowsCounted)]
    others = [event for event in events if not isinstance(event, RowsCounted)]
    longest = {event.table: event.longest for event in counted}
    return rows_of(events), sum(event.bytes for event in counted), longest, others


@pytest.mark.parametrize("name", EXPECTED)
def test_a_crafted_dump_has_the_rows_that_it_says(name):
    assert rows_of(events_of((CASES / f"{name}.sql").read_bytes())) == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("wanted", [(), ("t",)])
def test_a_crafted_dump_reads_the_same_in_pieces_of_every_size(name, wanted):
    dump = (CASES / f"{name}.sql").read_bytes()
    whole = summary_of(events_of(dump, wanted=wanted))
    for chunk in CHUNKS:
        assert summary_of(events_of(dump, chunk, wanted)) == whole, chunk


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("39_truncated_in_string", ["truncated-string"]),
        ("40_truncated_in_escape", ["truncated-string"]),
        ("41_no_final_semicolon", ["missing-end"]),
        ("53_password_prompt_noise", ["noise"]),
    ],
)
def test_a_damaged_dump_says_so(name, kinds):
    assert damages_of(events_of((CASES / f"{name}.sql").read_bytes())) == kinds


def test_no_other_crafted_dump_is_called_damaged():
    damaged = {name for name in EXPECTED if damages_of(events_of((CASES / f"{name}.sql").read_bytes()))}
    assert {name[:2] for name in damaged} == {"39", "40", "41", "53"}


def test_rows_belong_to_the_database_in_use():
    events = events_of((CASES / "28_two_databases.sql").read_bytes())
    counted = [(event.database, event.rows) for event in events if isinstance(event, RowsCounted)]
    assert counted == [("a", 1), ("b", 2)]


def test_a_database_that_stands_before_the_table_counts_more_than_the_one_in_use():
    _, counted, _ = events_of(b"USE `a`; INSERT INTO `b`.`t` VALUES (1);")
    assert (counted.database, counted.table) == ("b", "t")


def test_the_stand_in_of_a_view_is_no_table():
    events = events_of((CASES / "44_view_temp_table.sql").read_bytes())
    last = [event for event in events if getattr(event, "table", None) == "v"][-1]
    assert isinstance(last, TableDropped)


@pytest.mark.parametrize(
    "encoded",
    [
        b"\xef\xbb\xbf" + INSERT,
        INSERT.decode().encode("utf-16-le"),
        INSERT.decode().encode("utf-16-be"),
        b"\xff\xfe" + INSERT.decode().encode("utf-16-le"),
        b"\xfe\xff" + INSERT.decode().encode("utf-16-be"),
    ],
)
def test_the_encoding_of_the_whole_file_makes_no_difference(encoded):
    for chunk in (1, 2, 3, 7, 1000):
        assert rows_of(events_of(encoded, chunk)) == {"t": 1}


def test_half_a_character_at_the_end_of_utf16_raises_nothing():
    assert rows_of(events_of(INSERT.decode().encode("utf-16-le") + b"\x00")) == {"t": 1}


@pytest.mark.parametrize("charset", ["gbk", "big5", "sjis", "cp932", "gb18030"])
def test_a_backslash_that_is_half_a_character_escapes_nothing(charset):
    dump = b"SET NAMES %s;\nINSERT INTO `t` VALUES (1,'\xb0\x5c'),(2,'),(');" % charset.encode()
    if charset in ("sjis", "cp932"):
        dump = dump.replace(b"\xb0\x5c", b"\x83\x5c")
    for chunk in (*range(1, 40), 1000):
        assert summary_of(events_of(dump, chunk))[:2] == ({"t": 2}, 18)


def test_a_katakana_of_one_byte_takes_no_backslash_with_it():
    dump = b"SET NAMES sjis; INSERT INTO `t` VALUES (1,'\xb1\\'),('),(2,'x');"
    assert rows_of(events_of(dump)) == {"t": 2}


def test_the_character_set_of_before_comes_back_from_a_variable():
    dump = (
        b"SET @OLD=@@CHARACTER_SET_CLIENT; SET NAMES gbk; INSERT INTO t VALUES ('\xb0\\');"
        b"/*!40101 SET CHARACTER_SET_CLIENT=@OLD */; INSERT INTO t VALUES ('\xb0\\'),(');"
    )
    assert rows_of(events_of(dump)) == {"t": 2}


def test_the_mode_of_before_comes_back_from_a_variable():
    dump = (
        b"/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO,NO_BACKSLASH_ESCAPES' */;\n"
        b"INSERT INTO t VALUES ('C:\\'),('x');\n"
        b"/*!40101 SET SQL_MODE=IFNULL(@OLD_SQL_MODE, '') */;\nINSERT INTO t VALUES ('it\\'),(');"
    )
    assert rows_of(events_of(dump)) == {"t": 3}


def test_what_stands_between_other_delimiters_is_one_statement():
    dump = (
        b"DELIMITER //\nCREATE PROCEDURE p() BEGIN INSERT INTO t VALUES (1);"
        b" /* // */ SELECT 4/2, '//'; END //\n"
        b"INSERT INTO `t` VALUES (1),(2)//\nDELIMITER ;\n"
    )
    for chunk in (*range(1, 40), 1000):
        events = events_of(dump + INSERT, chunk)
        assert rows_of(events) == {"t": 3}
        assert not damages_of(events)


@pytest.mark.parametrize(
    ("dump", "rows"),
    [
        (b"/*!80023 INSERT INTO t VALUES (1) */;", 1),
        (b"/*!100100 INSERT INTO t VALUES (1 /* ) */) */;", 1),
        (b"/*M!100100 INSERT INTO t /* VALUES */ VALUES (1),(2) */;", 2),
        (b"/*!999999 INSERT INTO t VALUES (1) */;", 0),
        (b"/*!99999 INSERT INTO t /* (2) */ VALUES (1) */;", 0),
        (b"/*M!999999\\- enable the sandbox mode */ \nINSERT INTO t VALUES (1);", 1),
        (b"INSERT /*! IGNORE */ INTO t VALUES (1);", 1),
    ],
)
def test_comments_with_a_version_are_executed_unless_it_lies_in_the_future(dump, rows):
    for chunk in (*range(1, 70), 1000):
        assert rows_of(events_of(dump, chunk)).get("t", 0) == rows


def test_a_column_list_may_be_longer_than_any_piece():
    names = b",".join(b"`column %d`" % number for number in range(10_000))
    events = events_of(b"INSERT INTO t (%s) VALUES (1);" % names, 1000, ("t",))
    assert events[0].columns[-1] == "column 9999"


def test_columns_come_from_the_table_where_the_insert_names_none():
    row = events_of(b"CREATE TABLE t (a INT, `b` TEXT); INSERT INTO t VALUES (1,'x');", wanted=("t",))[1]
    assert (row.get("b"), row.raw("b"), row.at(0), row.get("c")) == (b"x", b"'x'", b"1", None)


def test_values_can_be_had_by_position_where_nothing_names_columns():
    row = events_of(INSERT, wanted=("t",))[0]
    assert (row.columns, row.at(1), row.at(2), row.at(-1)) == ((), b"a", None, None)


def test_wanted_is_asked_once_for_each_table():
    asked = []

    def wanted(table):
        asked.append(table)
        return False

    list(read_dump(BytesIO(INSERT * 9).read, wanted, 5))
    assert asked == ["t"]


def test_bytes_are_those_of_the_rows_with_their_separators():
    counted = events_of(b"INSERT INTO t VALUES\n(1),\n(2) ;", wanted=("t",))[2]
    assert counted == RowsCounted(None, "t", 2, len(b"(1),\n(2)"))


def test_a_message_between_statements_is_noise_and_the_rest_is_read():
    dump = INSERT + b"mysqldump: Got errno 28 on write\nand more\n" + INSERT + b"<br />\n" + INSERT
    events = events_of(dump)
    assert rows_of(events) == {"t": 3}
    assert damages_of(events) == ["noise", "noise"]
    assert next(event.offset for event in events if isinstance(event, Damage)) == len(INSERT)


def test_zeros_of_a_crashed_disk_are_reported_and_skipped():
    events = events_of(b"\0" * 5000 + INSERT + b"\0" * 10, 100)
    assert rows_of(events) == {"t": 1}
    assert damages_of(events) == ["unknown-bytes", "unknown-bytes"]


def test_reading_goes_on_behind_a_row_that_breaks_off():
    events = events_of(b"INSERT INTO t VALUES (1,'a'),(2;\n" + INSERT)
    assert rows_of(events) == {"t": 2}
    assert damages_of(events) == ["truncated-row"]


def test_reading_goes_on_where_rows_break_off_for_another_statement():
    events = events_of(b"INSERT INTO t VALUES (1,'a'),\n-- MySQL dump\nCREATE TABLE u (a INT);\n" + INSERT)
    assert rows_of(events) == {"t": 2}
    assert damages_of(events) == ["truncated-statement"]
    assert any(isinstance(event, TableDefined) for event in events)


def test_no_damage_repeats_what_the_dump_holds():
    damages = [
        event
        for event in events_of(b"hunter2\nINSERT INTO t VALUES (1,'hunter2")
        if isinstance(event, Damage)
    ]
    assert len(damages) == 2
    assert all("hunter2" not in damage.text for damage in damages)


def test_a_dump_of_nothing_is_described_and_no_more():
    assert events_of(b"") == [DumpDescribed()]


def test_a_long_value_is_cut_and_says_so():
    dump = b"INSERT INTO t (a,b) VALUES ('%s','y'),('short','y');" % (b"x" * 5000)
    for chunk in (100, 100_000):
        first, second, *_ = events_of(dump, chunk, ("t",), longest=1000)
        assert (first.get("a"), first.cut, first.get("b")) == (b"x" * 999, {0}, b"y")
        assert isinstance(second, RowRead)
        assert not second.cut
