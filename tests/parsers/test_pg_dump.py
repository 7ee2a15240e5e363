import random
import tracemalloc
from io import BytesIO

import pytest

from audit.parsers import sql_rows
from audit.parsers.pg_dump import read_postgres
from audit.parsers.sql_events import (
    Damage,
    DatabaseNamed,
    DumpDescribed,
    Pick,
    RoutineDefined,
    RowRead,
    RowsCounted,
    RowsPicked,
    TableDefined,
    TableDropped,
)
from tests.parsers.test_sql_rows import repeated

TABLE = b"CREATE TABLE public.t (id integer, a text, b bytea, c boolean, d character(5));\n"
COPY = b"COPY public.t (id, a, b, c, d) FROM stdin;\n"
HEADER = b"--\n-- PostgreSQL database dump\n--\n\n"
FOOTER = b"--\n-- PostgreSQL database dump complete\n--\n\n"


def events_of(dump, wish=True, chunk=1 << 16, **options):
    return list(read_postgres(BytesIO(dump).read, lambda _: wish, chunk, **options))


def only(kind, events):
    return [event for event in events if isinstance(event, kind)]


def values_of(dump, **options):
    return [
        tuple(row.at(place) for place in range(len(row.fields)))
        for row in only(RowRead, events_of(dump, **options))
    ]


def counts_of(dump, **options):
    return [
        (event.database, event.table, event.rows) for event in only(RowsCounted, events_of(dump, **options))
    ]


def damages_of(dump, **options):
    return [event.kind for event in only(Damage, events_of(dump, **options))]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (rb"\N", None),
        (rb"", b""),
        (rb"\\N", b"\\N"),
        (rb"a\tb\nc\rd\be\ff\vg", b"a\tb\nc\rd\be\ff\x0bg"),
        (rb"C:\\dir\\\\x\\n", rb"C:\dir\\x\n"),
        (rb"\101\x42\q", b"ABq"),
        (rb"it's ''", b"it's ''"),
        (rb"\\.", b"\\."),
    ],
)
def test_a_text_of_copy_is_what_the_server_makes_of_it(written, value):
    dump = TABLE + COPY + b"1\t" + written + b"\t\\N\tt\tx\n\\.\n"
    for chunk in (1, 2, 3, 5, 1000):
        assert values_of(dump, chunk=chunk) == [(b"1", value, None, b"1", b"x")]


@pytest.mark.parametrize(
    ("written", "value"),
    [(rb"\\x00ff", b"\x00\xff"), (rb"\\x", b""), (rb"a\\000\\\\b", b"a\0\\b"), (rb"\\134\\047", b"\\'")],
)
def test_bytes_are_read_in_both_formats_that_servers_write(written, value):
    assert values_of(TABLE + COPY + b"1\t\\N\t" + written + b"\tf\tx\n\\.\n")[0][2] == value


def test_what_looks_like_bytes_is_text_in_a_column_of_text():
    [row] = values_of(TABLE + COPY + rb"1	\\x6162	\\x6162	t	x" + b"\n\\.\n")
    assert row[1:3] == (rb"\x6162", b"ab")


def test_blanks_at_the_end_of_characters_of_fixed_length_are_no_part_of_them():
    assert values_of(TABLE + COPY + b"1\ta  \t\\N\tt\tab   \n\\.\n") == [(b"1", b"a  ", None, b"1", b"ab")]


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (b"'it''s'", b"it's"),
        (rb"'C:\dir\'", rb"C:\dir" + b"\\"),
        (rb"E'it\'s \\ \n \101 \x41 \u00e9 ''q'", "it's \\ \n A A é 'q".encode()),
        (b"$$it's $x$ ;$$", b"it's $x$ ;"),
        (b"$a$ $$ ) $b$ $a$", b" $$ ) $b$ "),
        (rb"U&'\00e9\\'''", "é\\'".encode()),
        (b"'a'::text", b"a"),
        (b"'line\nbreak'", b"line\nbreak"),
        (b"'-- no comment /* '", b"-- no comment /* "),
        (b"12.50", b"12.50"),
        (b"NULL", None),
        (b"now()", None),
        (b"'a' || 'b'", None),
    ],
)
def test_a_literal_of_an_insert_is_what_the_server_makes_of_it(literal, value):
    dump = b"INSERT INTO public.t VALUES (-1, " + literal + b"), (2, 'next');\n"
    for chunk in (1, 2, 3, 7, 1000):
        assert values_of(dump, chunk=chunk) == [(b"-1", value), (b"2", b"next")], chunk


def test_backslashes_escape_where_an_old_setting_says_so():
    dump = rb"SET standard_conforming_strings = off; INSERT INTO t VALUES ('it\'s', E'\\'), ('a', 'b');"
    assert values_of(dump) == [(b"it's", b"\\"), (b"a", b"b")]


def test_a_mark_of_the_end_counts_only_alone_on_its_line():
    dump = COPY + b"\\.x\n1\n\n\\\\.\n\\.\nSELECT 1;\n"
    for chunk in (*range(1, 30), 1000):
        assert counts_of(dump, wish=False, chunk=chunk) == [(None, "t", 4)], chunk
        assert damages_of(dump, wish=False, chunk=chunk) == []


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_lines_may_end_as_on_windows(ending):
    dump = (TABLE + COPY + b"1\ta\t\\N\tt\tx\n2\tb\t\\N\tt\tx\n\\.\n").replace(b"\n", ending)
    assert [row[4] for row in values_of(dump)] == [b"x", b"x"]
    assert damages_of(dump) == []


@pytest.mark.parametrize("cut", [b"1\ta", b"1\ta\n", b"", b"1\ta\n\\"])
def test_rows_without_their_end_mark_are_called_cut(cut):
    whole = cut.count(b"\n")
    for chunk in (1, 3, 1000):
        assert damages_of(COPY + cut, chunk=chunk) == ["truncated-row"]
        assert counts_of(COPY + cut, chunk=chunk) == ([(None, "t", whole)] if whole else [])
        assert len(values_of(COPY + cut, chunk=chunk)) == whole


def test_bytes_of_rows_are_those_of_their_lines():
    [counted] = only(RowsCounted, events_of(COPY + b"1\ta\n22\tb\n\\.\n"))
    assert counted.bytes == len(b"1\ta\n22\tb\n")


def test_the_longest_row_of_a_table_is_known_where_it_is_long():
    rows = b"".join(b"%d\t%s\n" % (size, b"x" * size) for size in (5, 70_000, 200_000, 9, 100_000))
    for chunk in (1000, 1 << 16, 1 << 20):
        [counted] = only(RowsCounted, events_of(COPY + rows + b"\\.\n", wish=False, chunk=chunk))
        assert counted.longest == len(b"200000\t") + 200_000


def test_schemas_other_than_the_usual_one_are_told_as_databases():
    dump = b"INSERT INTO public.t VALUES (1); INSERT INTO other.t VALUES (1); INSERT INTO t VALUES (1);"
    assert [place for place, _, _ in counts_of(dump)] == [None, "other", None]


def test_an_old_dump_sets_its_schema_before_its_tables():
    dump = b"SET search_path = other, pg_catalog;\nCREATE TABLE t (a bytea);\n"
    dump += b"COPY t (a) FROM stdin;\n\\\\x41\n\\.\n"
    assert counts_of(dump) == [("other", "t", 1)]
    assert values_of(dump) == [(b"A",)]


@pytest.mark.parametrize("name", [b"two", b'"two"', b"-reuse-previous=on \"dbname='two'\""])
def test_the_database_that_a_dump_connects_to_is_that_of_its_tables(name):
    dump = b"\\connect " + name + b"\n\nINSERT INTO public.t VALUES (1);\nINSERT INTO x.t VALUES (1);\n"
    assert [place for place, _, _ in counts_of(dump)] == ["two", "two.x"]


def test_commands_of_psql_are_no_noise():
    assert damages_of(b"\\restrict 1a'b\n\\encoding UTF8\n\\unrestrict 1a'b\n") == []


def test_bodies_of_functions_hold_no_statements():
    dump = (
        b"CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ INSERT INTO t VALUES (1); it's $$;\n"
        b"CREATE OR REPLACE FUNCTION s.g() RETURNS int LANGUAGE sql\n BEGIN ATOMIC\n"
        b" SELECT CASE WHEN 1=1 THEN 2 END;\n"
        b" INSERT INTO t VALUES (1);\nEND;\nCREATE PROCEDURE h() LANGUAGE sql BEGIN ATOMIC\nEND;\n"
        b"CREATE RULE r AS ON DELETE TO t DO ( DELETE FROM u WHERE (a = ';)');\n"
        b" INSERT INTO t VALUES (1);\n);\n"
        b"CREATE VIEW v AS SELECT ';'::text AS a;\nCREATE OR REPLACE VIEW v AS SELECT 1;\n"
        b"CREATE TRIGGER c BEFORE UPDATE OF a ON s.t FOR EACH ROW EXECUTE FUNCTION x.f();\n"
        b"CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();\nINSERT INTO t VALUES (2);\n"
    )
    for chunk in (1, 7, 100, 10_000):
        events = events_of(dump, chunk=chunk)
        routines = [(one.kind, one.database, one.name, one.table) for one in only(RoutineDefined, events)]
        assert routines == [
            ("function", None, "f", None),
            ("function", "s", "g", None),
            ("procedure", None, "h", None),
            ("view", None, "v", None),
            ("trigger", None, "c", "t"),
            ("trigger", None, "e", None),
        ]
        assert [event.rows for event in only(RowsCounted, events)] == [1]
        assert only(Damage, events) == []


def test_columns_of_a_table_are_known_with_those_that_it_inherits():
    dump = (
        b'CREATE TABLE public.a (id integer DEFAULT f(1, 2), "b ""c" text[], CHECK (id > 1), d numeric(3,1)'
        b");\n"
        b"CREATE UNLOGGED TABLE e (f bytea) INHERITS (public.a);\nDROP TABLE IF EXISTS public.x, y;\n"
    )
    events = events_of(dump)
    assert [(one.table, one.columns) for one in only(TableDefined, events)] == [
        ("a", ("id", 'b "c', "d")),
        ("e", ("id", 'b "c', "d", "f")),
    ]
    assert [one.table for one in only(TableDropped, events)] == ["x", "y"]


def test_picked_columns_are_found_by_name_whatever_their_order():
    pick = Pick(frozenset({"id", "a"}), ("id", "a"))
    dump = b"COPY t (a, b, id) FROM stdin;\nx\ty\t1\n\\.\nINSERT INTO t (b, id) VALUES ('y', 2);\n"
    events = only(RowsPicked, events_of(dump, pick))
    assert [(event.columns, event.rows) for event in events] == [
        (("a", "id"), [(b"'x'", b"'1'")]),
        (("id",), [(b"2",)]),
    ]


def test_rows_of_a_table_without_the_picked_columns_are_counted():
    pick = Pick(frozenset({"x"}), ())
    assert counts_of(COPY + b"1\t2\t3\t4\t5\n\\.\n", wish=pick) == [(None, "t", 1)]
    assert only(RowsPicked, events_of(COPY + b"1\t2\t3\t4\t5\n\\.\n", pick)) == []


def test_a_dump_is_described():
    head = (
        b"-- Dumped from database version 16.2 (Debian 16.2-1)\n-- Dumped by pg_dump version 17.0\n\n"
        b"-- Started on 2024-05-01 10:00:00 UTC\n\nSET client_encoding = 'LATIN1';\n"
    )
    [about] = only(DumpDescribed, events_of(HEADER + head + FOOTER))
    assert (about.exporter, about.exporter_version, about.server_version) == ("pg_dump", "17.0", "16.2")
    assert (about.charset, about.started, about.finished) == ("LATIN1", "2024-05-01 10:00:00 UTC", True)


@pytest.mark.parametrize(
    ("dump", "finished"),
    [
        (HEADER, False),
        (HEADER + FOOTER, True),
        (HEADER + HEADER + FOOTER, False),
        (b"-- PostgreSQL database cluster dump\n\n" + HEADER + FOOTER, False),
        (
            b"-- PostgreSQL database cluster dump\n\n"
            + HEADER
            + FOOTER
            + b"-- PostgreSQL database cluster dump complete\n",
            True,
        ),
        (b"SELECT 1;", None),
    ],
)
def test_only_a_dump_with_its_closing_line_is_complete(dump, finished):
    assert events_of(dump)[-1].finished is finished


def test_a_message_in_a_dump_is_noise_and_nothing_more():
    dump = b"pg_dump: warning: it's there\nmore\n" + HEADER + COPY + b"1\n\\.\n" + FOOTER
    assert damages_of(dump) == ["noise"]
    assert counts_of(dump) == [(None, "t", 1)]


@pytest.mark.parametrize(
    ("begin", "middle", "end", "rows"),
    [
        (COPY, b"x" * 65536, b"\n2\n\\.\n", 2),
        (b"INSERT INTO t VALUES (1, '", b"x" * 65536, b"');", 1),
        (b"INSERT INTO t VALUES (1, E'", b"\\'" * 32768, b"');", 1),
        (b"INSERT INTO t VALUES (1, $a$", b"'$x" * 20000, b"$a$);", 1),
        (b"CREATE FUNCTION f() AS $$", b" ' ; " * 20000, b"$$; INSERT INTO t VALUES (1);", 1),
        (b"SELECT ", b"x" * 65536, b"; INSERT INTO t VALUES (1);", 1),
        (b"/*", b"x" * 65536, b"*/ INSERT INTO t VALUES (1);", 1),
    ],
)
@pytest.mark.parametrize("wish", [False, True, Pick(frozenset({"a"}), ("id", "a"))])
def test_what_is_long_takes_little_memory(begin, middle, end, rows, wish):
    tracemalloc.start()
    read = repeated(begin, middle, 320, end)
    events = list(read_postgres(read, lambda _: wish, longest=100_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum(event.rows for event in only(RowsCounted, events)) == rows
    assert only(Damage, events) == []
    limit = 32 if begin == COPY and wish else 8
    assert peak < limit * 1024 * 1024


@pytest.mark.parametrize("wish", [True, Pick(frozenset({"a"}), ("id", "a"))])
@pytest.mark.parametrize("before", [COPY + b"1\t", b"INSERT INTO t (id, a) VALUES (1, '"])
def test_of_a_value_that_is_too_long_the_beginning_is_kept(before, wish):
    is_copy = before.startswith(COPY)
    after = b"\tz\tt\tx\n\\.\n" if is_copy else b"');"
    found = events_of(before + b"x" * 5000 + after, wish, longest=1000)
    if wish is True:
        [row] = only(RowRead, found)
        assert row.get("a") in (b"x" * 1000, b"x" * 999)
        assert row.cut == {1}
    else:
        [event] = only(RowsPicked, found)
        assert event.sizes in ((5000,), (5002,))
        assert event.value(event.rows[0][0]) in (b"x" * 1000, b"x" * 999)


def test_a_dump_full_of_what_takes_long_ends_soon():
    for piece in (
        b"$a$b",
        b"$$ $",
        b"((((",
        b"E'",
        b"/*/*",
        b"BEGIN ATOMIC END",
        b"\\.",
        b"COPY t FROM stdin",
        b"'",
    ):
        for begin in (
            b"",
            b"INSERT INTO t VALUES (",
            b"CREATE RULE r AS DO (",
            b"CREATE FUNCTION f BEGIN ATOMIC ",
        ):
            list(read_postgres(BytesIO(begin + piece * 20_000).read, lambda _: True))
            list(read_postgres(BytesIO(begin + (piece + b";\n") * 5_000).read, lambda _: True))


def test_random_text_raises_nothing_and_is_read_the_same_in_pieces():
    chance = random.Random(20240507)
    words = [
        b"'",
        b"E'",
        b"$$",
        b"$a$",
        b"\\",
        b"\\.\n",
        b"\n",
        b"(",
        b")",
        b",",
        b";",
        b"--",
        b"/*",
        b"*/",
        b"\t",
    ]
    words += [
        b"INSERT INTO t VALUES (",
        COPY,
        b"CREATE TABLE t (",
        b"BEGIN ATOMIC",
        b"END",
        b"a",
        b"NULL",
        b"1",
        b'"',
    ]
    words += [
        b"SET standard_conforming_strings = off;",
        b"\\connect x\n",
        b"\0",
        b"\xff",
        b"CREATE RULE r AS DO (",
    ]
    for _ in range(400):
        dump = b"".join(chance.choices(words, k=chance.randrange(1, 40)))
        for wish in (False, True):
            whole = summary(events_of(dump, wish))
            assert summary(events_of(dump, wish, chance.randrange(1, 50))) == whole, dump


def summary(events):
    counted = [(event.database, event.table, event.rows, event.bytes) for event in only(RowsCounted, events)]
    return counted, [event for event in events if not isinstance(event, RowsCounted)]


def random_inserts(chance):
    """Return a dump of INSERTs, and the values that it holds."""
    pieces = [
        "'",
        "\\",
        "\\\\",
        "),(",
        ");\n",
        "--",
        "/*",
        "$$",
        "$a$",
        "E'",
        "e",
        "\n",
        "\t",
        "é",
        '"',
        "x",
        "0",
        "#",
        "`",
    ]
    dump, rows = "CREATE TABLE public.t (id integer, a text, b text);\n", []
    for _ in range(chance.randrange(1, 50)):
        written = []
        for _ in range(chance.randrange(1, 4)):
            values = ["".join(chance.choices(pieces, k=chance.randrange(6))) for _ in range(2)]
            rows.append(tuple(value.encode() for value in values))
            written.append(
                f"({chance.randrange(-9, 9)}, {', '.join(in_some_way(chance, one) for one in values)})"
            )
        dump += f"INSERT INTO public.t VALUES {chance.choice([', ', ',', ',' + chr(10)]).join(written)};\n"
    return dump.encode(), rows


def in_some_way(chance, value):
    way = chance.randrange(6)
    if way == 0:
        return "E'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if way == 1 and "$" not in value:
        return f"$q${value}$q$"
    return "'" + value.replace("'", "''") + "'"


def test_the_fast_patterns_see_the_same_as_the_walk(monkeypatch):
    chance = random.Random(20240512)
    pick = Pick(frozenset({"a", "b"}), ("id", "a", "b"))
    for _ in range(300):
        dump, rows = random_inserts(chance)
        chunk = chance.randrange(1, 2000)
        for fast in (True, False):
            monkeypatch.setattr(sql_rows, "_FAST", fast)
            assert [row[1:] for row in values_of(dump, chunk=chunk)] == rows
            events = events_of(dump, pick, chunk)
            picked = [tuple(map(one.value, row)) for one in only(RowsPicked, events) for row in one.rows]
            assert picked == rows
            assert only(Damage, events) == []


def test_statements_that_do_more_than_to_add_rows_are_counted():
    dump = b"GRANT ALL ON t TO x; GRANT ALL ON u TO x; DELETE FROM t; INSERT INTO t SELECT 1;"
    dump += b"INSERT INTO t DEFAULT VALUES;"
    assert events_of(dump)[-1].statements == (("grant", 2), ("delete", 1), ("other-insert", 1))
    assert counts_of(dump) == [(None, "t", 1)]


def test_rows_with_hidden_numbers_have_them_as_their_first_value():
    dump = b"COPY t (a) WITH OIDS FROM stdin;\n7\tx\n\\.\n"
    [row] = only(RowRead, events_of(dump))
    assert (row.get("oid"), row.get("a")) == (b"7", b"x")


def test_rows_in_another_format_are_counted_as_lines_and_it_is_told():
    dump = b"COPY t (a) FROM stdin WITH CSV;\n1\n2\n\\.\nSELECT 1;\n"
    assert damages_of(dump) == ["unknown-format"]
    assert values_of(dump) == []
    assert counts_of(dump) == [(None, "t", 2)]


def test_databases_that_are_connected_to_are_named():
    events = events_of(b"\\connect one\n\\c two\n")
    assert [event.database for event in only(DatabaseNamed, events)] == ["one", "two"]
