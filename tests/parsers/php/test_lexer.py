"""Where code is and where text is."""

import pytest

from audit.parsers.php.lexer import Lines, is_comment, spans


def text(source):
    return [source[start:end] for start, end in spans(source)][1:]


def test_a_file_without_an_open_tag_is_all_text():
    assert spans(b"a <?xml ?> <?phpx") == [(0, 17)]


def test_the_tag_and_the_html_before_it_come_first():
    assert spans(b"it's <?PHP\n1;") == [(0, 11)]


@pytest.mark.parametrize(
    "string",
    [
        rb"'a\'b\\'",
        rb'"a\"b\\"',
        b"''",
        b'"$a[0] {a} $ {"',
        b"`ls`",
        b"<<<A\n A1\nA",
        b"<<<'A'\n{$a}\n  A",
        b'<<< "A"\r\n\r\nA',
        b"// a ? b",
        b"# a",
        b"/* ?> */",
        b"/**/",
        b"#[A(']', [1, \"]\"])]",
        b"?> it's <?=",
    ],
)
def test_text_is_one_span(string):
    assert text(b"<?php 1;" + string + b"\n;2;") == [string]


@pytest.mark.parametrize("start", [b"'a\\", b'"a', b"/* a *", b"<<<A\n a", b"#[a(", b"`", b"?> a"])
def test_what_is_never_closed_reaches_to_the_end(start):
    assert text(b"<?php " + start) == [start]


def test_code_in_a_string_is_left_out_of_it():
    assert text(b'<?php "a{$b["c"]}d${e}";') == [b'"a{', b'"c"', b"}d${", b'}"']


def test_an_escaped_brace_is_no_code():
    assert text(rb'<?php "\{$a} {\$b}"') == [rb'"\{$a} {\$b}"']


def test_a_shift_is_no_heredoc():
    assert text(b"<?php 1 <<<2; 1 <<< A . 'b';") == [b"'b'"]


def test_a_heredoc_with_code_goes_on_behind_it():
    assert text(b"<?php <<<A\n{$b}\\{$c}\n  A;") == [b"<<<A\n{", b"}\\{$c}\n  A"]


def test_reading_stops_where_it_may():
    assert spans(b"<?php 'a'; 'b';", end=8) == [(0, 6), (6, 8)]


def test_an_attribute_is_no_comment():
    assert [is_comment(source, 0) for source in (b"#[a]", b"# a", b"//", b"/* */", b"'a'")] == [0, 1, 1, 1, 0]


def test_lines_end_in_any_of_the_three_ways():
    source = b"1\n2\r\n3\r4"
    lines = Lines(source)
    assert [lines.at(source.index(digit)) for digit in (b"1", b"2", b"3", b"4")] == [1, 2, 3, 4]
