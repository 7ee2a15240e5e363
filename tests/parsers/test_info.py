import time

import pytest

from audit.parsers.info import parse_info


def test_a_quoted_value_runs_over_lines():
    assert parse_info(b'description = "One\r\ntwo"\nname = X') == {"description": "One\r\ntwo", "name": "X"}


def test_a_quote_that_ends_no_line_is_part_of_the_value():
    assert parse_info(b'name = "A" and B\ncore = 7.x') == {"name": '"A" and B', "core": "7.x"}


def test_a_free_key_is_the_count_so_far_also_where_that_is_taken():
    assert parse_info(b"a[1] = x\na[] = y\na[] = z") == {"a": {"1": "z"}}


def test_an_array_replaces_a_text_and_a_text_an_array():
    assert parse_info(b"a = x\na[] = y\nb[] = x\nb = y") == {"a": {"0": "y"}, "b": "y"}


def test_a_line_without_a_value_takes_the_next():
    assert parse_info(b"version =\ncore = 7.x") == {"version": "core = 7.x"}


def test_a_line_end_of_an_old_mac_ends_no_value_but_an_empty_one_before_it_counts():
    assert parse_info(b"name = A\rcore = 7.x") == {}
    assert parse_info(b"name =\nA\rB") == {"name": ""}


def test_a_comment_is_a_line_that_begins_with_a_semicolon():
    assert parse_info(b"; name = Old\nname = New ; now\n#core = 6.x") == {"name": "New ; now", "#core": "6.x"}


def test_bytes_that_are_no_utf8_are_shown_as_latin_1():
    assert parse_info(b"name = Caf\xe9") == {"name": "Café"}


def test_names_of_constants_become_their_value_also_in_quotes():
    assert parse_info(b'a = TRUE\nb = "TRUE"\nc = True', {"TRUE": True}) == {
        "a": True,
        "b": True,
        "c": "True",
    }


def test_slashes_are_taken_away_in_quotes_only():
    assert parse_info(rb"""a = "x\"y\\z"
b = x\y""") == {"a": r'x"y\z', "b": r"x\y"}


@pytest.mark.parametrize(
    "data",
    [
        b"a\n" * 500_000,
        b"a\n" * 400_000 + b"= x\ry",
        b"a\n" * 400_000 + b";",
        b"a[x][" * 200_000,
        b"a\n" * 200_000 + b"[x]" * 100_000 + b";",
        b'a = "\\"x\n' * 100_000,
        b'a = "' + b'\\"' * 400_000,
        b"a" + b"[b]" * 300_000 + b" = c",
        b"a =" + b" " * 900_000 + b"\rb",
        b"a = x" + b" " * 900_000 + b"y",
        b" " * 900_000 + b"= y",
        b"'" * 900_000,
        bytes(range(256)) * 4_000,
        b"\n" * 1_000_000,
        b"=" * 1_000_000,
        b"a=\n" * 300_000,
    ],
    ids=range(16),
)
def test_a_megabyte_of_anything_is_read_in_a_moment(data):
    start = time.process_time()
    assert isinstance(parse_info(data), dict)
    assert time.process_time() - start < 3


def test_keys_of_very_many_brackets_are_passed_over():
    assert parse_info(b"a" + b"[b]" * 40 + b" = c\nname = X") == {"name": "X"}
