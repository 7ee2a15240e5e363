"""The data that PHP reads."""

from typing import Any

from audit.redirects.layout import lay_out
from audit.redirects.php import quoted, to_php
from tests.redirects.cases import translated

_ON = "RewriteEngine On\n"


def _root(text: str) -> Any:
    folders: Any = lay_out(translated(text))["folders"]
    return folders[""]


def test_redirects_by_prefix_are_one_table_and_the_first_of_two_counts():
    assert _root("Redirect 301 /a /b\nRedirect 410 /c\nRedirect /a /never\n")["alias"] == [
        {"run": {"/a": [0, 301, "/b"], "/c": [1, 410]}}
    ]


def test_a_pattern_between_prefixes_divides_the_table():
    laid = _root("Redirect /a /b\nRedirectMatch ^/c /d\nRedirect /e /f\n")["alias"]
    assert [list(one) for one in laid] == [["run"], ["p", "status", "to"], ["run"]]


def test_literal_rules_that_stand_together_are_one_table():
    laid = _root(f"{_ON}RewriteRule ^a$ /b [R=301,L]\nRewriteRule ^c/?$ /d [R,L]\nRewriteRule ^e /f [R,L]\n")[
        "rewrite"
    ]
    assert set(laid[0]["run"]) == {"a", "c", "c/"}
    assert laid[1] == {"p": "#^e#sD", "to": "/f", "r": 302, "last": True, "main": True}


def test_where_rules_are_counted_none_is_put_together():
    laid = _root(f"{_ON}RewriteRule ^x - [S=2]\nRewriteRule ^a$ /b [R,L]\nRewriteRule ^c$ /d [R,L]\n")[
        "rewrite"
    ]
    assert [one["p"] for one in laid] == ["#^x#sD", "#^a$#sD", "#^c$#sD"]


def test_a_refused_rule_keeps_its_place_where_rules_are_counted():
    laid = _root(f"{_ON}RewriteRule ^x - [S=1]\nRewriteRule ^a$ /b [CO=a:b:c]\nRewriteRule ^c$ /d [R,L]\n")[
        "rewrite"
    ]
    assert laid[1] == {}


def test_a_rule_that_gives_up_at_once_says_so():
    assert _root(f"{_ON}RewriteRule ^a b [N=x]\n")["rewrite"][0]["next"] == 0


def test_what_is_not_said_is_not_written():
    assert _root("Redirect /a /b\n") == {"alias": [{"run": {"/a": [0, 302, "/b"]}}]}


def test_a_text_cannot_leave_its_quotes():
    assert quoted("\\'.x") == "'\\\\\\'.x'"
    assert to_php(translated("Redirect /a \"/'.exit.'\"\n")).count("\\'") == 2
