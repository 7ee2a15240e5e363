"""A place keeps its fingerprint when its line moves, and shares it with no other."""

import pytest

from audit.detectors.fingerprints import fingerprinted
from audit.model.facts import Location
from audit.model.rules import Evidence


def mark(*places, rule="exec", install="."):
    return [place.fingerprint for place in fingerprinted(rule, install, places)]


def at(line, text="exec()", path="a.php", table=None):
    return Evidence(Location(path, line, table), text)


def test_a_line_that_moves_changes_nothing():
    assert mark(at(3)) == mark(at(300))


@pytest.mark.parametrize(
    "other",
    [mark(at(3, "passthru()")), mark(at(3, path="b.php")), mark(at(3), rule="x"), mark(at(3), install="y")],
)
def test_another_rule_install_file_or_text_is_another_place(other):
    assert mark(at(3)) != other


def test_places_that_are_alike_are_told_apart_by_their_order():
    first, second = mark(at(3), at(9))
    assert first != second
    assert mark(at(4), at(5)) == [first, second]


def test_versions_and_sizes_of_what_has_no_line_do_not_count():
    assert mark(at(None, "Akismet 5.3.1, active")) == mark(at(None, "Akismet 5.4, active"))
    assert mark(at(7, "set_time_limit(300)")) != mark(at(7, "set_time_limit(600)"))


def test_tables_are_told_apart():
    assert mark(at(None, table="wp_a")) != mark(at(None, table="wp_b"))


def test_a_path_that_is_no_utf_8_has_one_too():
    [mark_of] = mark(at(1, path="caf\udce9.php"))
    assert len(mark_of) == 16
