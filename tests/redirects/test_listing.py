"""The table, the script and the lines to paste."""

import csv

from audit.redirects.listing import rows, runtime, to_csv, to_paste, to_script
from audit.redirects.quirks import quirks
from audit.redirects.samples import samples
from tests.redirects.cases import translated

_ON = "RewriteEngine On\n"


def _proposals(text: str) -> list[str]:
    return [one.text for one in quirks(translated(text).folders)]


def test_the_table_lists_what_redirects_and_what_was_refused():
    text = f"{_ON}RewriteRule ^a /b [R,L]\nRewriteRule ^c /d [CO=x:y:z]\nRedirect 410 /e\nRewriteRule ^x /y\n"
    assert [(row.line, row.kind, row.source, row.status, row.outcome) for row in rows(translated(text))] == [
        (2, "pattern", "^a", 302, "translated"),
        (3, "pattern", "", None, "refused"),
        (4, "prefix", "/e", 410, "translated"),
    ]


def test_no_cell_of_the_table_is_a_formula():
    table = list(csv.reader(to_csv(translated('Redirect 301 "=1+1" /b\n')).splitlines()))
    assert table[1][3] == "'=1+1"


def test_a_rule_that_asks_who_is_there_may_not_be_cached():
    text = f"{_ON}RewriteCond %{{HTTP_USER_AGENT}} bot\nRewriteRule ^a /b [R]\nRewriteRule ^c /d [R]\n"
    assert [row.is_private for row in rows(translated(text))] == [True, False]


def test_certain_addresses_are_checked():
    text = f'{_ON}RewriteRule ^é$ "/b c" [R=301,L]\nRedirect 301 /d http://o.example/\n'
    assert [(one.path, one.status, one.location, one.doubt) for one in samples(translated(text))] == [
        ("/%C3%A9", 301, "/b%20c", ""),
        ("/d", 301, "http://o.example/", ""),
    ]


def test_an_address_that_another_rule_may_answer_is_not_checked():
    rules = "RewriteRule ^(a|b) /x [R,L]\nRewriteRule ^b$ /y [R,L]\n"
    text = f"{_ON}{rules}Redirect /a/b /z\nRedirect /a /q\nRedirect /a/c /r\n"
    assert {one.line: one.doubt for one in samples(translated(text))} == {
        3: "line 2 may come first",
        4: "line 2 may come first",
        5: "line 2 may come first",
        6: "line 2 may come first",
    }
    assert [one.doubt for one in samples(translated("Redirect /a /q\nRedirect /a/c /r\n"))] == [
        "",
        "line 1 may come first",
    ]


def test_a_front_controller_does_not_stop_redirects_by_prefix():
    text = f"{_ON}RewriteCond %{{REQUEST_FILENAME}} !-f\nRewriteRule . /index.php [L]\nRedirect /a /b\n"
    assert [one.doubt for one in samples(translated(text))] == [""]


def test_a_folder_further_in_counts_first():
    assert (
        "sub/.htaccess" in next(samples(translated("Redirect /sub/a /b\n", sub="Redirect /sub /c\n"))).doubt
    )


def test_words_in_the_script_stay_words():
    script = to_script(translated('Redirect 301 "/it\'s $(id) `id`" /b\n'))
    assert "check '/it'\\''s%20$(id)%20%60id%60' '301' '/b' '.htaccess line 1'" in script


def test_the_lines_to_paste_do_nothing_on_the_command_line():
    assert all("PHP_SAPI !== 'cli'" in to_paste(cms) for cms in ("wordpress", "drupal"))
    assert runtime().startswith("<?php")


def test_oddities_of_apache_are_told_with_a_proposal():
    assert "escaped once more" in _proposals(f"{_ON}RewriteRule ^a /b?x=1 [R,QSA]\n")[0]
    assert "never matches" in _proposals("Redirect /a.php?id=3 /b\n")[0]
    assert "no slash" in _proposals("Redirect /a/ /b\n")[0]
    assert "OR" in _proposals(f"{_ON}RewriteCond %{{HTTPS}} on [OR]\nRewriteRule ^a /b [R]\n")[0]
    assert _proposals("Redirect /a /b\n") == []
