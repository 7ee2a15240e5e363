"""Names in little room."""

import tracemalloc

import pytest

from audit.sources.names import Names

ALIKE = ["a", "a-b", "a.b", "a.php", "a.php5", "ab", "b", "é", "é.php", "中", "\ud800", "\uffee", "😀"]
MANY = [f"{number:03}.jpg" for number in range(1000)]


def test_names_come_sorted_whatever_order_they_were_given_in():
    names = Names()
    names.add({name: place for place, name in reversed(list(enumerate(ALIKE)))})
    assert list(names.group(0)) == [(name, place) for place, name in enumerate(ALIKE)]


@pytest.mark.parametrize("others", [[], MANY], ids=["few", "many"])
@pytest.mark.parametrize("name", ALIKE)
def test_a_name_is_found_among_others_that_begin_alike_and_only_where_it_is(name, others):
    names, there = Names(), [*ALIKE, *others]
    names.add({one: place for place, one in enumerate(there)})
    names.add({one: 0 for one in there if one != name})
    assert names.find(0, name) == ALIKE.index(name)
    assert names.find(1, name) is None


@pytest.mark.parametrize("name", ["", "a.", "a.ph", "hp", "zz", "\U0010ffff"])
def test_a_name_that_is_not_there_is_not_found(name):
    names = Names()
    names.add(dict.fromkeys(ALIKE, 1))
    names.add(dict.fromkeys(MANY, 1))
    assert names.find(0, name) is None
    assert names.find(1, name) is None


def test_a_group_without_names_parts_its_neighbours():
    names = Names()
    groups = [names.add({"a": 1}), names.add({}), names.add({"b": -(1 << 62)})]
    assert [list(names.group(group)) for group in groups] == [[("a", 1)], [], [("b", -(1 << 62))]]
    assert [names.find(group, "b") for group in groups] == [None, None, -(1 << 62)]


def test_a_name_takes_less_room_than_an_object_of_its_own():
    tracemalloc.start()
    try:
        names = Names()
        for group in range(100):
            names.add({f"photo-{group}-{number:05}.jpg": number for number in range(1000)})
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 100_000 * 42  # 18 bytes of text, and as much again for its place and number
