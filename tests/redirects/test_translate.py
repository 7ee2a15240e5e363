"""What is translated, what is refused and what that means for other lines."""

import pytest

from audit.knowledge.apache import load_directives
from audit.parsers.apache.lines import ApacheFile, parse
from audit.redirects.translate import translate
from tests.redirects.cases import outcome, translated

_ON = "RewriteEngine On\n"
_WORDPRESS = r"""RewriteBase /
RewriteRule ^index\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteRule . /index.php [L]
"""


def test_no_file_is_an_empty_translation():
    assert translate({}).folders == ()
    assert translate({"": ApacheFile((), (), (), is_cut=False)}).is_exact


def test_each_line_that_has_to_do_with_redirects_has_an_outcome():
    rules = "RewriteCond %{HTTPS} off\nRewriteRule ^a /b [R]\n"
    text = f"{_ON}{rules}Redirect /c /d\nOptions -Indexes\nSetEnvIf A b c\n"
    found = translated(text).outcomes
    assert {line: one.status for (_, line), one in found.items()} == {
        1: "support", 2: "translated", 3: "translated", 4: "translated", 6: "support",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("RewriteRule ^a http://o.example/$1 [P]", "another server"),
        ("RewriteRule ^a /b [R,CO=a:b:c]", "cookie"),
        ("RewriteRule ^a b [R=301,L]", "RewriteBase"),
        ("RewriteRule ^a ${map:$1} [R]", "RewriteMap"),
        ("RewriteRule ^a /%{LA-U:REMOTE_USER} [R]", "only Apache"),
        ("RewriteRule ^a /%{TIME_HOUR} [R]", "TIME_HOUR"),
        ("RewriteRule ^a /b [R=305]", "305"),
        ("RewriteRule ^a /b [F,R=301]", "at once"),
        ("RewriteRule ^a /b [R,PT]", "400"),
        ("RewriteRule ^a http://o.example/ [PT]", "400"),
        ("RewriteRule (*LIMIT_MATCH=5)a /b [R]", "option"),
        ("Redirect 301 /a", "no source"),
        ("RedirectMatch ^/a http://user:word@o.example/", "login"),
    ],
)
def test_what_has_no_equal_is_refused_with_its_reason(line, why):
    found = outcome(_ON + line + "\n", 2)
    assert found.status == "refused"
    assert why in found.reason


@pytest.mark.parametrize(
    "test", ["expr \"%{HTTPS} == 'on'\"", "%{REQUEST_FILENAME} -F", "%{REQUEST_FILENAME} -x"]
)
def test_a_refused_condition_refuses_its_rule(test):
    found = translated(f"{_ON}RewriteCond {test}\nRewriteRule ^a /b [R]\n").outcomes
    assert {found["", 2].status, found["", 3].status} == {"refused"}


def test_a_full_address_without_r_needs_the_names_of_the_site():
    line = _ON + "RewriteRule ^a http://other.example/ [L]\n"
    assert outcome(line, 2, hosts=frozenset()).status == "refused"
    assert outcome(line, 2).status == "translated"


def test_a_line_behind_a_refused_one_says_so():
    rules = "RewriteRule ^x - [CO=a:b:c]\nRewriteRule ^x/y /b [R,L]\nRewriteRule ^z /b [R,L]\n"
    text = f"{_ON}{rules}Redirect /x/q /r\nRedirect /k /r\n"
    found = translated(text).outcomes
    assert {line: one.unless for (_, line), one in found.items() if one.unless} == {
        3: (("", 2),),
        5: (("", 2),),
    }


def test_behind_a_rule_that_moves_requests_anywhere_every_line_may_be_met():
    text = f"{_ON}RewriteRule (.*) $1\nRewriteRule ^x - [CO=a:b:c]\nRewriteRule ^z /b [R,L]\n"
    assert outcome(text, 4).unless == (("", 3),)


def test_a_rule_before_a_refused_one_is_the_same_in_any_case():
    assert outcome(f"{_ON}RewriteRule ^a /b [R,L]\nRewriteRule ^ - [CO=a:b:c]\n", 2).unless == ()


def test_a_redirect_without_l_above_a_front_controller_is_refused():
    text = f"{_ON}RewriteRule ^a$ /b [R=301]\n{_WORDPRESS}"
    assert "no flag L" in outcome(text, 2).reason
    assert outcome(text.replace("R=301", "R=301,L"), 2).status == "translated"


def test_rules_chained_behind_a_refused_one_are_refused():
    chain = "RewriteRule ^a - [C,CO=a:b:c]\nRewriteRule ^b - [C]\nRewriteRule ^c /d [R]\n"
    found = translated(f"{_ON}{chain}RewriteRule ^e /f [R]\n")
    assert [found.outcomes["", line].status for line in (2, 3, 4, 5)] == ["refused"] * 3 + ["translated"]


def test_rules_without_an_engine_do_nothing():
    assert outcome("RewriteRule ^a /b [R]\n").status == "ineffective"
    inner = translated(_ON, sub="RewriteRule ^a /b [R]\n")
    assert inner.outcomes["sub", 1].status == "translated"


def test_lines_in_a_section_for_some_requests_are_refused():
    found = translated('<Files "x">\nRedirect /a /b\n</Files>\nRedirect /c /d\n')
    assert found.outcomes["", 2].status == "refused"
    assert not found.is_exact


def test_a_file_that_apache_fails_at_is_broken_as_a_whole():
    found = translated("FancyThing on\nRedirect /a /b\n")
    assert found.outcomes["", 2].status == "broken"
    assert found.folders[0].is_broken
    assert not found.is_exact


def test_a_variable_that_is_set_elsewhere_refuses_the_rule_that_reads_it():
    text = f"SetEnv mark 1\n{_ON}RewriteCond %{{ENV:REDIRECT_mark}} 1\nRewriteRule ^a /b [R]\n"
    assert "mark" in outcome(text, 4).reason


def test_a_variable_that_nothing_sets_is_an_assumption():
    found = translated(f"{_ON}RewriteCond %{{ENV:HTTPS}} !on\nRewriteRule ^a /b [R]\n")
    assert [one.kind for one in found.remarks if "HTTPS" in one.text] == ["assumption"]


@pytest.mark.parametrize(
    "line",
    [
        "Require ip 192.0.2.1",
        "ErrorDocument 404 /missing.php",
        "ErrorDocument 404 http://o.example/",
        "Options None",
        "Order allow,deny",
        "Options +MultiViews",
        "FallbackResource /index.php",
    ],
)
def test_what_another_module_decides_is_a_limit(line):
    found = translated(f"Redirect /a /b\n{line}\n")
    assert [(one.kind, one.line) for one in found.remarks] == [("limit", 2)]


@pytest.mark.parametrize(
    "line",
    [
        "Require all granted",
        "Order allow,deny\nAllow from all",
        "ErrorDocument 404 Missing",
        "Options -Indexes",
        "Options +FollowSymLinks",
    ],
)
def test_what_changes_no_redirect_is_no_limit(line):
    assert translated(f"Redirect /a /b\n{line}\n").is_exact


def test_hundred_thousand_rules_are_read_and_more_are_refused():
    found = translated("".join(f"Redirect /a{n} /b\n" for n in range(100_010)))
    assert len(found.folders[0].aliases) == 100_000
    assert found.outcomes["", 100_010].status == "refused"


def test_very_many_refused_lines_are_named_in_part():
    text = (
        _ON
        + "".join(f"RewriteRule ^a - [CO=a:b:c{n}]\n" for n in range(3000))
        + "RewriteRule ^a /b [R]\n" * 3000
    )
    assert len(outcome(text, 3500).unless) == 20


def test_bytes_that_are_no_text_are_read():
    data = b"RewriteEngine On\nRewriteRule ^\xff\x80 /\xfe [R]\nRedirect /\xff /\xfe\n\x00\x00"
    found = translate({"": parse(data, directives=load_directives())})
    assert [one.status for one in found.outcomes.values()] == ["support", "translated", "translated"]
