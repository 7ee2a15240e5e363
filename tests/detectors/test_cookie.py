"""Cookies and parameters that code reads or sets by name."""

import pytest
from msgspec.structs import replace

from audit.detectors.cookie import CookieFound
from audit.detectors.query import QueryFound
from audit.knowledge import load_platforms
from audit.model.facts import Location, Occurrence
from audit.model.inventory import Inventory


def platform():
    return next(one for one in load_platforms() if one.id == "pantheon")


def place(kind, name, text=None, *, own=True, vendored=False):
    return Occurrence(
        location=Location("a.php", 1),
        kind=kind,
        name=name,
        seen_as="a.php",
        text=text,
        own=own,
        vendored=vendored,
    )


def told(found, *facts, to=None):
    return [one.text for one in found.find(Inventory(facts, lambda _: {}), to or platform())]


DROPPED = CookieFound(how=("read", "set"), dropped=True)


@pytest.mark.parametrize(
    ("name", "reaches"),
    [
        ("NO_CACHE", True),
        ("SESSabc1", True),
        ("SSESSabc1", True),
        ("SESS_a", False),
        ("SESSABC", False),
        ("wordpress_logged_in_x", True),
        ("wp-postpass_a1", True),
        ("wp_lang", False),
        ("woocommerce_cart_hash", True),
        ("wp_woocommerce_session_x", True),
        ("STYXKEY_country", True),
        ("STYXKEY-a", True),
        ("STYXKEY", False),
        ("styxkey_country", False),
        ("xSTYXKEY_a", False),
        ("PHPSESSID", True),
        ("phpsessid", False),
        ("has_js", False),
    ],
)
def test_a_cookie_reaches_php_only_by_a_name_of_the_list(name, reaches):
    assert (told(DROPPED, place("cookie", name)) == []) is reaches


def test_where_nothing_is_known_of_cookies_none_is_dropped():
    assert told(DROPPED, place("cookie", "has_js"), to=replace(platform(), cookies=None)) == []


def test_what_is_read_and_what_is_set_can_be_asked_for_alone():
    facts = [place("cookie", "a"), place("call", "setcookie", "b"), place("call", "setrawcookie", "c")]
    assert told(CookieFound(how=("read",), dropped=True), *facts) == ["reads a"]
    assert told(CookieFound(how=("set",), dropped=True), *facts) == ["sets b", "sets c"]


@pytest.mark.parametrize("text", ["…", "TEST_COOKIE", None, "a b", ""])
def test_a_name_that_is_not_written_there_is_not_guessed(text):
    assert told(DROPPED, place("call", "setcookie", text)) == []


def test_what_others_publish_is_not_looked_at():
    assert told(DROPPED, place("cookie", "a", own=False)) == []


def test_letters_of_either_case_differ_in_names():
    found = CookieFound(how=("read",), name="^STYX", but_not="^STYXKEY_b")
    assert told(found, *(place("cookie", name) for name in ("STYXKEY_a", "styxkey_a", "STYXKEY_b"))) == [
        "reads STYXKEY_a"
    ]


def test_something_has_to_be_asked_for():
    with pytest.raises(ValueError, match="give dropped"):
        CookieFound(how=("read",))
    with pytest.raises(ValueError, match="no pattern"):
        CookieFound(how=("read",), name="(")


def test_parameters_are_told_by_pattern():
    found = QueryFound(name=("utm_*", "__*"), but_not=("__wp*",))
    facts = [place("query", name) for name in ("utm_source", "__a", "__wp_b", "UTM_x", "page")]
    assert told(found, *facts) == ["reads utm_source", "reads __a"]


def test_libraries_that_come_with_code_are_left_out():
    found = QueryFound(name=("utm_*",), own=False)
    assert told(found, place("query", "utm_a", own=False, vendored=True)) == []
    assert told(found, place("query", "utm_a", own=False)) == ["reads utm_a"]
