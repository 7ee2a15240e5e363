"""Files in which a merge was left unresolved."""

import pytest

from audit.parsers.conflicts import first_conflict, sides


def test_lines_keep_their_numbers_on_either_side():
    ours, theirs = sides(b"a\n<<<<<<< x\nb\nc\n=======\nd\n>>>>>>> y\ne") or (b"", b"")
    assert ours.splitlines() == [b"a", b"", b"b", b"c", b"", b"", b"", b"e"]
    assert theirs.splitlines() == [b"a", b"", b"", b"", b"", b"d", b"", b"e"]


def test_the_common_ancestor_is_on_neither_side():
    assert sides(b"<<<<<<<\nb\n|||||||\nc\n=======\nd\n>>>>>>>\n") == (b"\nb\n\n\n\n\n\n", b"\n\n\n\n\nd\n\n")


def test_a_conflict_that_never_ends_has_sides_as_well():
    assert sides(b"a\n<<<<<<< x\nb\n") == (b"a\n\nb\n", b"a\n\n\n")


def test_lines_may_end_as_on_windows():
    assert sides(b"<<<<<<< x\r\nb\r\n=======\r\nc\r\n>>>>>>> y\r\n") == (b"\nb\r\n\n\n\n", b"\n\n\nc\r\n\n")


@pytest.mark.parametrize("text", [b"", b"a\n=======\nb\n", b" <<<<<<< a\n", b"<<<<<<<<< a\n", b"x <<<<<<< a"])
def test_what_only_looks_like_a_marker_is_none(text):
    assert sides(text) is None
    assert first_conflict(text) is None
