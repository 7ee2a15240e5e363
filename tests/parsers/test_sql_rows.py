import random
import tracemalloc
from io import BytesIO

import pytest

from audit.parsers import sql_grammar, sql_rows
from audit.parsers.sql import Damage, DumpDescribed, RowRead, RowsCounted, read_dump

SEED = 20240229
HEADER = (
    b"-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n-- Host: localhost    Database: wp\n\n"
)
FOOTER = b"\n-- Dump completed on 2024-01-01 10:11:12\n"
PIECES = [
    b"'",
    b'"',
    b"\\",
    b"\\\\\\\\\\\\\\",
    b"),(",
    b";\nINSERT INTO `t` VALUES (",
    b"-- x\n",
    b"/*",
    b"*/",
    b"#",
]
PIECES += [b"\0", b"\r\n", b"\x1a", b"`", b"\xe2\x80\x99", b"abc", b" ", b"%_", b"1", b"\xb0\\"]
PLACES = [
    b"'",
    b'"',
    b"\\",
    b"(",
    b")",
    b",",
    b";",
    b"\n",
    b"--",
    b"-",
    b"/*",
    b"*/",
    b"#",
    b"`",
    b"/*!50000 ",
]
PLACES += [
    b"INSERT INTO `t` VALUES ",
    b"DELIMITER ;;\n",
    b"NULL",
    b"\xb0",
    b"SET NAMES gbk;",
    b"*",
    b"/",
    b"\0",
]


def escaped(value):
    for raw, written in (
        (b"\\", b"\\\\"),
        (b"'", b"\\'"),
        (b"\0", b"\\0"),
        (b"\n", b"\\n"),
        (b"\x1a", b"\\Z"),
    ):
        value = value.replace(raw, written)
    return value


def random_value(chance):
    return b"".join(chance.choices(PIECES, k=chance.randrange(8)))


def written_value(chance, value):
    way = chance.randrange(8)
    if way == 0:
        return b"0x" + value.hex().encode() if value else b"''"
    if way == 1:
        return b"'" + value.replace(b"\\", b"\\\\").replace(b"'", b"''") + b"'"
    if way == 2:
        return b"_binary '" + escaped(value) + b"'"
    if way == 3:
        return b'"' + value.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    return b"'" + escaped(value) + b"'"


def random_dump(chance):
    """A dump and the rows that it holds."""
    parts, rows = [HEADER], []
    for _ in range(chance.randrange(1, 6)):
        statement = [
            [b"%d" % chance.randrange(-9, 99), *(random_value(chance) for _ in range(2))]
            for _ in range(chance.randrange(1, 7))
        ]
        rows += statement
        written = [
            b"(" + b",".join([row[0], *(written_value(chance, value) for value in row[1:])]) + b")"
            for row in statement
        ]
        between = chance.choice([b",", b",\n", b" , ", b", -- it's\n", b"/* ' */,"])
        parts += [
            b"INSERT INTO `t` VALUES ",
            between.join(written),
            chance.choice([b";\n", b" ;", b" /* ; */;\n"]),
        ]
    return b"".join([*parts, FOOTER]), rows


def mutated(chance, dump):
    for _ in range(chance.randrange(1, 4)):
        place = chance.randrange(len(dump))
        dump = dump[:place] + chance.choice(PLACES) + dump[place + chance.randrange(3) :]
    return dump


def summary(dump, chunk=1 << 20, wanted=False):
    """Every event but how the counts were split."""
    rows, size, others = 0, 0, []
    for event in read_dump(BytesIO(dump).read, lambda _: wanted, chunk):
        if isinstance(event, RowsCounted):
            rows, size = rows + event.rows, size + event.bytes
        else:
            others.append(event)
    return rows, size, others


def slow_summary(dump, *, wanted):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sql_rows, "_FAST", False)
        return summary(dump, wanted=wanted)


@pytest.fixture
def chance():
    print(f"seed {SEED}")  # noqa: T201 - pytest shows it with a failure
    return random.Random(SEED)


def test_every_row_of_a_dump_is_read_with_its_values(chance):
    for _ in range(1500):
        dump, rows = random_dump(chance)
        events = read_dump(BytesIO(dump).read, lambda _: True, chance.randrange(1, 300))
        assert [
            [event.at(index) for index in range(3)] for event in events if isinstance(event, RowRead)
        ] == rows


def test_every_row_of_a_dump_is_counted_once(chance):
    for _ in range(1500):
        dump, rows = random_dump(chance)
        assert summary(dump, chance.randrange(1, 300))[0] == len(rows)


@pytest.mark.parametrize("wanted", [False, True])
def test_the_fast_patterns_see_the_same_in_a_broken_dump_as_the_walk(chance, wanted):
    for _ in range(2500):
        dump = mutated(chance, random_dump(chance)[0])
        assert summary(dump, wanted=wanted) == slow_summary(dump, wanted=wanted), dump


@pytest.mark.parametrize("wanted", [False, True])
def test_a_broken_dump_reads_the_same_in_pieces_as_at_once(chance, wanted):
    for _ in range(1500):
        dump = mutated(chance, random_dump(chance)[0])
        for chunk in (chance.randrange(1, 20), chance.randrange(1, 400)):
            assert summary(dump, chunk, wanted) == summary(dump, wanted=wanted), (chunk, dump)


@pytest.mark.parametrize("between", [b",", b",\n", b");\nINSERT INTO t VALUES ("])
def test_a_dump_cut_at_any_byte_has_no_row_too_many_and_says_that_it_is_cut(between):
    rows = [b"(1,'a\\'b')", b"(2,'c\\\\')", b"(3,'d''e')"] * 3
    body = between.join(rows) if between.startswith(b",") else b";\nINSERT INTO t VALUES ".join(rows)
    dump = HEADER + b"/*!40101 SET NAMES utf8 */;\nINSERT INTO t VALUES " + body + b";\n" + FOOTER
    complete = 0
    for end in range(dump.index(b"--") + len(HEADER.split(b"\n")[0]) + 1, dump.index(b"completed") + 9):
        complete += dump[:end].endswith((b"b')", b"\\\\')", b"e')"))
        counted, _, others = summary(dump[:end], 50)
        described = others[-1]
        assert counted == complete
        assert isinstance(described, DumpDescribed)
        assert described.finished is False
    assert complete == len(rows)
    assert summary(dump)[2][-1].finished


def test_a_dump_without_comments_that_is_cut_in_a_statement_says_so():
    statement = b"INSERT INTO t VALUES (1,'a'),(2,'b');"
    for end in range(1, len(statement)):
        others = summary(statement[:end])[2]
        assert isinstance(others[0], Damage), statement[:end]


def test_a_head_that_comes_again_and_again_is_counted_the_same(chance):
    dump = b"".join(
        b"INSERT INTO `t` (`a`) VALUES  ('%s');\n" % escaped(random_value(chance)) for _ in range(300)
    )
    dump += b"INSERT INTO `t` (`a`) VALUE ('x');INSERT INTO `u` (`a`) VALUES ('x') ;"
    for chunk in (1, 100, 1 << 20):
        assert summary(dump, chunk) == slow_summary(dump, wanted=False)
    assert summary(dump)[0] == 302


def test_a_head_that_is_the_beginning_of_another_is_not_taken_for_it():
    assert summary(b"INSERT INTO t VALUE (1);INSERT INTO t VALUES (2);INSERT INTO t VALUE(3);")[0] == 3


@pytest.mark.parametrize("value", [b"plain", b"it\\'s", b"C:\\\\", b"\\\\\\'", b"", b"<p>"])
def test_plain_rows_are_not_walked_through(value, monkeypatch):
    walked = []
    walk = sql_rows._row

    def walk_and_note(*given):
        walked.append(given)
        return walk(*given)

    monkeypatch.setattr(sql_rows, "_row", walk_and_note)
    rows = b",".join([b"(1,'%s',NULL,-2,'%s')" % (value, value)] * 1000)
    assert summary(b"INSERT INTO t VALUES " + rows + b";")[0] == 1000
    assert not walked


def repeated(start, piece, times, end):
    """A stream that is never in memory as a whole."""
    parts = iter([start, *([piece] * times), end])
    return lambda _: next(parts, b"")


@pytest.mark.parametrize("wanted", [False, True])
@pytest.mark.parametrize(
    ("start", "end", "rows"),
    [
        (b"INSERT INTO t VALUES (1,'", b"');", 1),
        (b"INSERT INTO t VALUES (1,0x", b");", 1),
        (b"INSERT INTO t VALUES (1 /*", b"*/);", 1),
        (b"INSERT INTO t SELECT '", b"';", 0),
        (b"CREATE TABLE t (a INT) COMMENT '", b"';", 0),
        (b"INSERT INTO t VALUES (1)\n-- ", b"\n;", 1),
        (b"/* ", b"*/;", 0),
        (b"# ", b"\n", 0),
        (b"noise ", b"\n", 0),
        (b"DELIMITER ", b"\n", 0),
        (b"INSERT INTO t (a", b") VALUES (1);", 0),
    ],
)
def test_what_is_long_passes_in_little_memory(start, end, rows, wanted):
    read = repeated(
        start, b"\\'0a" * 16384 if b"'" in start else b"0a0a" * 16384, 300, end + b"INSERT INTO u VALUES (1);"
    )
    tracemalloc.start()
    counted = sum(event.rows for event in read_dump(read, lambda _: wanted) if isinstance(event, RowsCounted))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counted == rows + 1
    assert peak < 24 * 1024 * 1024


def test_many_tables_compile_no_pattern_each(monkeypatch):
    compiled = []
    compile_pattern = sql_grammar._compile

    def compile_and_note(pattern):
        compiled.append(pattern)
        return compile_pattern(pattern)

    monkeypatch.setattr(sql_grammar, "_compile", compile_and_note)
    sql_grammar.grammar.cache_clear()
    summary(b"".join(b"INSERT INTO `t%d` VALUES (1),(2);\n" % number for number in range(500)))
    assert 0 < len(compiled) < 20


def test_random_bytes_end_without_an_error(chance):
    for _ in range(1000):
        junk = b"".join(chance.choices([*PLACES, *PIECES, chance.randbytes(3)], k=60))
        assert isinstance(summary(junk, chance.randrange(1, 100))[2][-1], DumpDescribed)
