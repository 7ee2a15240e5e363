import json
from collections import Counter
from pathlib import Path

import pytest

from audit.knowledge.apache import load_server
from audit.parsers.apache.lines import parse
from audit.parsers.apache.outcomes import outcomes

KNOWLEDGE = load_server()
CASES = json.loads((Path(__file__).parents[2] / "cases/htaccess/cases.json").read_text("utf-8"))["cases"]
WORDPRESS = r"""# whoever wrote this
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteBase /blog/
RewriteRule ^index\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /blog/index.php [L]
</IfModule>
"""


def judged(text, **more):
    file = parse(text.encode(), directives=KNOWLEDGE.directives)
    return outcomes(file, KNOWLEDGE, cms="wordpress", **more)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_outcomes_of_a_file_add_up_to_its_directives(case):
    for text in (case["htaccess"] or "", *(case.get("htaccess_in") or {}).values()):
        file = parse(text.encode(), directives=KNOWLEDGE.directives)
        found = outcomes(file, KNOWLEDGE)
        assert [one.line for one in found] == [one.line for one in file.directives]
        assert Counter(one.kind for one in found).total() == len(file.directives)
        assert all((one.place is not None) is (one.kind == "moves-to") for one in found)


def test_the_block_of_wordpress_is_known_by_its_rules():
    assert {one.block for one in judged(WORDPRESS)} == {"WordPress"}


def test_an_edit_inside_the_block_is_told_alone():
    found = judged(WORDPRESS.replace("RewriteCond", "RewriteRule ^old$ /new [R=301,L]\nRewriteCond", 1))
    assert [(one.line, one.edits) for one in found if one.kind != "ignorable"] == [(6, "WordPress")]


@pytest.mark.parametrize(
    ("text", "kind", "group"),
    [
        ("Redirect 301 /a /b", "moves-to", "redirect"),
        (
            "RewriteCond %{HTTPS} off\nRewriteRule ^(.*)$ https://%{HTTP_HOST}/$1 [R=301,L]",
            "moves-to",
            "canonical",
        ),
        ("RewriteRule ^secret - [F]", "moves-to", "deny"),
        ("RewriteCond %{HTTP_REFERER} !a\\.example\nRewriteRule \\.(jpg|png)$ - [F]", "lost", "hotlink"),
        ("RewriteCond %{QUERY_STRING} base64\nRewriteRule ^ - [F]", "moves-to", "firewall"),
        ("Deny from 10.0.0.1", "moves-to", "address"),
        ("Deny from all", "moves-to", "access"),
        ("AuthUserFile /home/x/.htpasswd", "moves-to", "password"),
        ("php_value upload_max_filesize 64M", "lost", "php-fixed"),
        ("php_value memory_limit 64M", "moves-to", "php"),
        ("Header set X-A b", "moves-to", "headers"),
        ("DirectoryIndex default.asp", "lost", "index-page"),
        ("AddHandler cgi-script .cgi", "lost", "handlers"),
        ("AddOutputFilterByType DEFLATE text/html", "ignorable", "compression"),
        ("ErrorDocument 404 /x", "moves-to", "errors"),
        ("ModPagespeed on", "ignorable", "compression"),
        ("FooBar x", "broken", "other"),
    ],
)
def test_a_directive_has_the_outcome_of_its_class(text, kind, group):
    assert {(one.kind, one.group) for one in judged(text)} == {(kind, group)}


def test_what_a_translation_says_comes_first():
    found = judged(
        "Redirect 301 /a /b\nRedirect 301 /c /d", translated={1: ("translated", ""), 2: ("refused", "why")}
    )
    assert [(one.kind, one.why) for one in found] == [
        ("translated", "PHP gives the same answer."),
        ("refused", "why"),
    ]


def test_rules_of_a_cache_plugin_are_known_by_its_marks():
    assert (
        judged("# BEGIN W3TC Browser Cache\nHeader set X-A b\n# END W3TC Browser Cache")[0].group
        == "cache-plugin"
    )
