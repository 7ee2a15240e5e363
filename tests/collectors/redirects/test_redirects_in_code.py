"""Redirects that code sends, told by what it calls."""

import pytest

from audit.collectors.code_file import Everywhere, Wanted, Whose, read_php
from audit.collectors.redirects.code import REDIRECT_WATCH, redirects_in_code
from audit.model.facts import Occurrence
from audit.model.php import PhpNames
from audit.sources.tree import File


def sent(code, path="wp-content/themes/a/functions.php", *, own=True):
    """Return the redirects of a PHP file."""
    whose = Whose(".", "", 0, None, vendored=False, own=own, unused=False)
    wanted = Wanted.of(REDIRECT_WATCH)
    file = File(path, f"<?php\n{code}".encode())
    everywhere = Everywhere(PhpNames(b"", b""), frozenset())
    facts = read_php(file, whose=whose, wanted=wanted, everywhere=everywhere)
    return list(redirects_in_code(fact for fact in facts if isinstance(fact, Occurrence)))


@pytest.mark.parametrize(
    "code",
    [
        "wp_redirect('/a'); exit;",
        "wp_safe_redirect( home_url() );",
        "header('Location: /a');",
        "header('location: /a', true, 301);",
        "drupal_goto('node/1');",
        "use Symfony\\Component\\HttpFoundation\\RedirectResponse; return new RedirectResponse('/a');",
    ],
)
def test_each_way_to_redirect_is_a_place(code):
    [redirect] = sent(code)
    assert (redirect.kind, redirect.by, redirect.stays, redirect.target) == ("dynamic", "code", True, None)
    assert redirect.location.line == 2


@pytest.mark.parametrize(
    "code", ["header('X-A: 1');", "// wp_redirect('/a');", "$a->wp_redirect('/a');", "echo 'wp_redirect()';"]
)
def test_other_code_is_none(code):
    assert sent(code) == []


def test_code_of_others_is_not_listed():
    assert sent("wp_redirect('/a');", own=False) == []


def test_a_redirect_of_the_configuration_says_what_it_depends_on():
    address = "'Location: https://a.example' . $_SERVER['REQUEST_URI']"
    code = f"if ($_SERVER['HTTP_HOST'] != 'a.example') {{\n header({address});\n}}"
    [redirect] = sent(code, "wp-config.php")
    assert (redirect.by, redirect.depends, redirect.location.line) == ("config", ("host",), 3)


def test_a_condition_far_away_is_none_of_it():
    code = "$a = $_SERVER['HTTP_HOST'];" + "\n" * 40 + "header('Location: /a');"
    [redirect] = sent(code, "sites/default/settings.php")
    assert redirect.depends == ("unknown",)
