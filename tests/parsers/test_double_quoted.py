import random
from io import BytesIO

from audit.parsers.double_quoted import DoubleQuoted
from audit.parsers.sql import Damage, Pick, RowRead, RowsCounted, RowsPicked, read_dump


def _events(dump, wish, *, swaps):
    source = DoubleQuoted(BytesIO(dump).read)
    read = source.read if swaps else BytesIO(dump).read
    events = list(read_dump(read, lambda _: wish, 50))
    return [source.back(event) for event in events] if swaps else events


def _all(events):
    """What was read, however the rows were bundled."""
    rows = [row for event in events if isinstance(event, RowsPicked) for row in event.rows]
    fields = [event.fields for event in events if isinstance(event, RowRead)]
    counted = sum(event.bytes for event in events if isinstance(event, RowsCounted))
    return rows, fields, counted, [event for event in events if isinstance(event, Damage)]


def test_swapping_quotes_changes_nothing_of_what_is_read():
    chance = random.Random(20240601)
    parts = [*b"""" ' \\ ),( , ; \\" \\' ( ) a NULL 0x41""".split(), b"\n", b" "]
    for _ in range(1500):
        texts = b"".join(chance.choices(parts, k=chance.randrange(1, 30)))
        dump = b'INSERT INTO `t` VALUES (1,"x"),(2,"' + texts + b'"),(3,"y");\nINSERT INTO `t` VALUES (4);\n'
        for wish in (True, False, Pick(frozenset({"b"}), ("a", "b"))):
            swapped, plain = (_events(dump, wish, swaps=swaps) for swaps in (True, False))
            assert _all(swapped) == _all(plain), dump


def test_quotes_stay_where_they_hold_names_or_the_first_text_has_single_ones():
    for dump in (
        b'SET sql_mode=\'ANSI_QUOTES\'; INSERT INTO "t" ("a") VALUES (\'x"\');',
        b"INSERT INTO t VALUES ('a',\"b\");",
    ):
        source = DoubleQuoted(BytesIO(dump).read)
        assert source.read(1000) == dump


def test_a_mode_that_leaves_quotes_alone_does_not_matter():
    source = DoubleQuoted(
        BytesIO(b"SET SQL_MODE='NO_AUTO_VALUE_ON_ZERO'; INSERT INTO t VALUES (\"a'\");").read
    )
    assert source.read(1000).endswith(b"VALUES ('a\"');")
