"""Rules about code find the places that are meant, and say what speaks against them."""

import pytest

from audit.detectors.code import CodeFound
from audit.model.facts import Location, Occurrence
from audit.model.inventory import Inventory
from audit.model.rules import Platform

PLATFORM = Platform(id="p", name="P", about="A platform.", cms=("wordpress",), traits={})


def place(kind="call", name="mail", line=3, **more):
    seen_as = more.pop("seen_as", "wp-content/themes/x/a.php")
    return Occurrence(location=Location("a.php", line), kind=kind, name=name, seen_as=seen_as, **more)


def found(detector, *facts):
    return list(detector.find(Inventory(facts, lambda _: {}), PLATFORM))


@pytest.mark.parametrize(
    ("fields", "fact", "text"),
    [
        ({"call": ("Mail",)}, place(), "mail()"),
        ({"klass": ("PDO",)}, place("class", "pdo"), "the class pdo"),
        ({"constant": ("DONOTCACHEPAGE",)}, place("constant", "DONOTCACHEPAGE"), "DONOTCACHEPAGE"),
        ({"method": ("isSMTP",)}, place("method", "issmtp"), "issmtp()"),
        ({"server": ("SERVER_NAME",)}, place("server", "SERVER_NAME"), "$_SERVER['SERVER_NAME']"),
        ({"sql": ("lock tables",)}, place("sql", "lock tables"), "SQL: lock tables"),
        ({"literal": ("address",)}, place("address", "address", text="10.0.3.7"), "10.0.3.7"),
        ({"write": ("content",)}, place("write", "content", text="mkdir() on a"), "mkdir() on a"),
        ({"backtick": True}, place("backtick", "`"), "a command in backticks"),
    ],
)
def test_what_is_named_is_found_and_shown(fields, fact, text):
    (one,) = found(CodeFound(**fields), fact, place("call", "other"), place("address", "port"))
    assert one.text == text


def test_a_name_of_one_kind_is_none_of_another():
    assert found(CodeFound(klass=("mail",)), place()) == []


def test_what_stands_there_decides_where_a_pattern_is_given():
    detector = CodeFound(literal=("port",), text=":25$")
    facts = (
        place("port", "port", text="a.org:25"),
        place("port", "port", text="a.org:2525"),
        place("port", "port"),
    )
    assert [one.text for one in found(detector, *facts)] == ["a.org:25"]


@pytest.mark.parametrize(("own", "lines"), [(None, [1, 2]), (True, [1]), (False, [2])])
def test_own_code_is_told_from_what_others_publish(own, lines):
    facts = place(line=1, own=True), place(line=2)
    assert [one.location.line for one in found(CodeFound(call=("mail",), own=own), *facts)] == lines


def test_only_where_no_other_code_matters_is_it_left_unread():
    asked = [CodeFound(call=("mail",), own=own).watch(PLATFORM).code for own in (None, True, False)]
    assert [one.own for (one,) in asked] == [False, True, False]


def test_files_and_exceptions_narrow_where_it_is_looked_for():
    detector = CodeFound(call=("mail",), files=("wp-content/**",), but_not=("**/tests/**",))
    facts = place(), place(line=4, seen_as="wp-content/tests/a.php"), place(line=5, seen_as="a.php")
    assert [one.location.line for one in found(detector, *facts)] == [3]


def test_what_speaks_against_a_place_is_told():
    facts = place(), place(guarded=True), place(vendored=True)
    doubts = [one.doubt for one in found(CodeFound(call=("mail",)), *facts)]
    assert doubts[0] is None
    assert "asks first" in doubts[1]
    assert "library" in doubts[2]


def test_a_rule_that_wants_to_be_sure_is_silent_where_all_places_are_doubtful():
    detector = CodeFound(call=("mail",), sure=True)
    assert found(detector, place(guarded=True), place(vendored=True)) == []
    assert len(found(detector, place(guarded=True), place(line=4))) == 2


def test_a_rule_names_what_it_looks_for():
    with pytest.raises(ValueError, match="name what is looked for"):
        CodeFound(own=True)
