"""Rows of LOAD DATA files, against a plain reading of the same bytes, character by character."""

import random
from io import BytesIO

import pytest

from audit.parsers import tabbed, tabbed_walk
from audit.parsers.sql import Damage, Pick, RowRead, RowsCounted, RowsPicked
from audit.parsers.tabbed import TabbedFile, read_tabbed
from audit.parsers.tabbed_format import Format, guess_format, patterns

FORMATS = [
    Format(),
    Format(b",", b'"', b"\\", b"", b"\r\n"),
    Format(b",", b'"', b"", b"", b"\n"),
    Format(b",", b'"', b'"', b"", b"\n"),
    Format(b"||", b"", b"\\", b"", b"\n"),
    Format(b"\t", b"", b"", b"", b"\n"),
    Format(b";", b"'", b"^", b">>", b"<\n"),
    Format(b"\t", b'"', b"\\", b"", b"\n"),
]
MEANT = {b"0": b"\0", b"b": b"\b", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"Z": b"\x1a"}
VALUES = [None, b"", b"a", b"N", b"NULL", b"\\N", b"\\", b"'", b'"', b"\t", b"\n", b"\r\n", b",", b"|", b"||"]
VALUES += [
    b"\0\x1a\b",
    b"it's",
    b'say ""',
    b"x\\\n",
    b"\\\\\n\\",
    b"^",
    b">>",
    b"<\n",
    b"<",
    b";",
    b"\xff\xe9",
]
COLUMNS = ("a", "b", "c")


def written(rows, form):
    """Return a file as SELECT INTO OUTFILE does: an escape before special characters, or quotes doubled."""
    escape = b"" if form.escape == form.quote else form.escape
    special = {escape, form.quote, form.separator[:1], form.end[:1], b"\0"} - {b""}
    lines = []
    for row in rows:
        fields = []
        for value in row:
            if value is None:
                fields.append(escape + b"N" if escape else b"NULL")
                continue
            if escape:
                chars = [bytes([number]) for number in value]
                zeros = [b"0" if char == b"\0" else char for char in chars]
                pairs = zip(chars, zeros, strict=True)
                text = b"".join(escape + zero if char in special else char for char, zero in pairs)
            else:
                text = value.replace(form.quote, form.quote * 2) if form.quote else value
            fields.append(form.quote + text + form.quote)
        lines.append(form.start + form.separator.join(fields) + form.end)
    return b"".join(lines)


def can_be_written(value, form):
    """Tell whether LOAD DATA would read the same value again: without escapes or quotes not all can be."""
    escape = b"" if form.escape == form.quote else form.escape
    if value is None or (escape and not form.start):
        return value is not None or bool(escape) or bool(form.quote)
    if form.start and value and form.start in value:
        return False
    if escape:
        return True
    if form.quote:
        return True
    return value != b"NULL" and form.separator not in value and form.end not in value


def events_of(text, form=FORMATS[0], wish=True, chunk=1 << 18, **options):
    file = TabbedFile(None, "t", options.pop("columns", COLUMNS), form, **options)
    return list(read_tabbed(BytesIO(text).read, file, wish, chunk))


def values_of(events):
    return [
        tuple(event.at(index) for index in range(len(event.fields)))
        for event in events
        if isinstance(event, RowRead)
    ]


def picked_of(events):
    return [
        tuple(event.value(text) for text in row)
        for event in events
        if isinstance(event, RowsPicked)
        for row in event.rows
    ]


def counted(events):
    return [(event.rows, event.bytes) for event in events if isinstance(event, RowsCounted)]


def random_rows(chance, form, most=12):
    values = [value for value in VALUES if can_be_written(value, form)]
    return [
        tuple(
            b"".join(part for part in chance.choices(values, k=2) if part) if value is not None else None
            for value in chance.choices(values, k=3)
        )
        for _ in range(chance.randrange(1, most))
    ]


@pytest.fixture
def chance():
    return random.Random(20240501)


@pytest.mark.parametrize("form", FORMATS)
def test_what_was_written_is_read_whatever_the_pieces(chance, form):
    for _ in range(300):
        rows = [row for row in random_rows(chance, form) if all(can_be_written(v, form) for v in row)]
        text = written(rows, form)
        events = events_of(text, form, chunk=chance.choice((1, 2, 3, 5, 17, 1000)))
        assert values_of(events) == rows
        assert counted(events) == ([(len(rows), len(text))] if rows else [])


@pytest.mark.parametrize("form", FORMATS)
def test_counting_and_picking_and_reading_agree_on_any_bytes(chance, form, monkeypatch):
    signs = [b"\\", b"\n", b"\t", b",", b'"', b"'", b"\r\n", b"|", b"x", b";", b"^", b">>", b"<\n", b"N"]
    for _ in range(300):
        text = b"".join(chance.choices(signs, k=chance.randrange(1, 80)))
        whole = events_of(text, form, columns=())
        assert counted(events_of(text, form, wish=False, columns=())) == counted(whole)
        pick = Pick(frozenset("b"), COLUMNS)
        picks = events_of(text, form, wish=pick, chunk=7, columns=())
        assert counted(picks) == counted(whole)
        assert [row[0] for row in picked_of(picks)] == [
            row[1] if len(row) > 1 else None for row in values_of(whole)
        ]
        with monkeypatch.context() as patch:
            patch.setattr(tabbed, "_IN_MEMORY", -1)
            patch.setattr(tabbed._Reading, "_match", lambda _: iter(()))
            patch.setattr(tabbed._Reading, "_split", lambda _: iter(()))
            walked = events_of(text, form, columns=(), chunk=chance.choice((1, 3, 50)))
        assert (values_of(walked), counted(walked)) == (values_of(whole), counted(whole)), text


@pytest.mark.parametrize("run", [1, 2, 3, 7, 8, 9, 10, 63, 64, 65, 66, 1000])
def test_a_row_ends_behind_an_even_number_of_escapes_however_many(run):
    text = b"a" + b"\\" * run + b"\nb\n"
    for chunk in (1, 7, 64, 1 << 18):
        assert counted(events_of(text, wish=False, chunk=chunk)) == [(2 - run % 2, len(text))]


def test_a_file_that_ends_in_a_row_says_so_and_keeps_the_rows_before():
    events = events_of(b"1\ta\tb\n2\tb", wish=False)
    assert counted(events) == [(1, 6)]
    assert [(event.kind, event.offset) for event in events if isinstance(event, Damage)] == [
        ("truncated-row", 6)
    ]


def test_a_file_whose_rows_have_another_width_than_the_table_says_so():
    kinds = [event.kind for event in events_of(b"1,2,3\n", wish=False) if isinstance(event, Damage)]
    assert kinds == ["unknown-format"]


def test_values_of_fixed_width_are_refused():
    [damage] = events_of(b"1  a  \n", Format(separator=b""))
    assert damage.kind == "unknown-format"


def test_columns_that_were_made_text_are_decoded():
    events = events_of(b"AP8=\t00ff\t\\N\n", encoded=(("a", "base64"), ("b", "hex"), ("c", "hex")))
    assert values_of(events) == [(b"\0\xff", b"\0\xff", None)]


def test_a_heading_is_no_row():
    for wish in (True, False):
        assert counted(events_of(b"a\tb\tc\n1\t2\t3\n", wish=wish, heading=1))[0][0] == 1
    assert values_of(events_of(b"a\tb\tc\n1\t2\t3\n", heading=1)) == [(b"1", b"2", b"3")]


def test_a_long_row_is_cut_and_counted_in_little_memory():
    size, left = 40_000_000, [b"1\t", *([b"x\\\t'" * 100_000] * 100), b"\tlast\n2\tb\tc\n"]

    def read(most):
        piece = left.pop(0) if left else b""
        if len(piece) > most:
            left.insert(0, piece[most:])
        return piece[:most]

    events = list(read_tabbed(read, TabbedFile(None, "t", COLUMNS), Pick(frozenset("bc"), ())))
    [first, second] = [event for event in events if isinstance(event, RowsPicked)]
    assert first.sizes == (size, len(b"'last'"))
    assert (first.value(first.rows[0][0]) or b"").startswith(b"x\t'x\t'")
    assert first.value(first.rows[0][1]) == b"last"
    assert second.rows == [(b"'b'", b"'c'")]
    assert counted(events) == [(2, size + 14)]


def test_formats_are_guessed_by_the_width_of_the_table():
    for form in (Format(), Format(b",", b'"'), Format(b";", b'"', end=b"\r\n"), Format(b"|")):
        assert guess_format(written([(b"1", b"a b", b"c"), (b"2", b"", b"x")], form), 3) == form
    assert guess_format(b"a b c\n", 3) is None


@pytest.mark.parametrize("form", FORMATS)
def test_the_longest_row_is_measured_as_it_is_written(chance, form, monkeypatch):
    monkeypatch.setattr(tabbed, "_SHORT", 20)
    for _ in range(200):
        values = [v for v in (b"x" * 9, b"y" * 30, b"a\\\n" * 9, b"", b"\\" * 7) if can_be_written(v, form)]
        rows = [tuple(chance.choices(values, k=3)) for _ in range(chance.randrange(1, 9))]
        longest = max(len(written([row], form)) for row in rows)
        for wish in (True, False):
            events = events_of(written(rows, form), form, wish, chance.choice((1, 50, 1000)))
            [told] = [event.longest for event in events if isinstance(event, RowsCounted)]
            assert told == (longest if longest > 20 else None)


def test_walking_needs_no_quotes():
    pieces = tabbed_walk.Pieces(BytesIO(b"1\t2\\\n\nrest").read, 2)
    pieces.more()
    row = tabbed_walk.walk_row(pieces, patterns(Format()), 100)
    assert row == tabbed_walk.LongRow([b"1", b"2\\\n"], [1, 3], 6)
