import pytest

from audit.knowledge.apache import load_directives
from audit.parsers.apache.lines import parse

KNOWN = load_directives()


def read(text, context="htaccess"):
    return parse(text if isinstance(text, bytes) else text.encode(), context, directives=KNOWN)


def test_a_continued_line_is_one_directive_with_both_numbers():
    (found,) = read("# why\nRewriteRule ^a$ \\\n  /b [L]\n").directives
    assert (found.line, found.end_line, found.args, found.comment) == (2, 3, ("^a$", "/b", "[L]"), "# why")


def test_a_comment_that_goes_on_swallows_the_next_line():
    assert read("# old \\\nRedirect /a /b\n").directives == ()


@pytest.mark.parametrize(
    "text",
    [
        "Redirect 301 /a /b # moved",
        "RewriteRule a b [R=301, L]",
        "RewriteRule ^(a b",
        "Options -Indexes FollowSymLinks",
        "FooBar x",
        "<Directory />\n</Directory>",
        "<Files x>\nOrder deny,allow",
        "\ufeffRewriteEngine On",
        "Redirect gone /x /y",
    ],
)
def test_what_apache_refuses_is_told(text):
    assert len(read(text).errors) == 1


@pytest.mark.parametrize(
    "text", ["RewriteEngine On # x", "<IfModule mod_rewrite.c>\nRewriteEngine On", "php_value a b"]
)
def test_what_apache_takes_although_it_looks_odd_is_no_error(text):
    assert read(text).errors == ()


def test_the_branch_of_a_missing_module_is_not_active_and_the_usual_ones_are_assumed():
    found = read(
        "<IfModule mod_rewrite.c>\nRewriteEngine On\n</IfModule>\n<IfModule !mod_rewrite.c>\nFoo\n</IfModule>"
    )
    assert [one.active for one in found.directives] == ["assumed", "no"]
    assert (found.errors, found.assumed) == ((), ("mod_rewrite",))


def test_a_virtual_host_is_read_by_the_same_parser():
    found = read('<VirtualHost *:80>\nServerName a.example\n<Directory "/srv/a b">\nOptions None\n', "server")
    assert [one.sections[-1].arg for one in found.directives] == ["*:80", "/srv/a b"]


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 200,
        b"<IfModule mod_rewrite.c>\n" * 100_000,
        b"\\\n" * 500_000,
        b"<" * 1_000_000,
        b'RewriteRule "' + b"a" * 1_000_000,
        b"RewriteRule " + b"(" * 1_000_000 + b" /b",
        b"RewriteRule " + b"[[:a[=a[." * 100_000 + b" /b",
        b"a" * 1_000_000,
        b"Redirect " + b'"' * 1_000_000,
    ],
)
def test_hostile_files_end_soon(data):
    found = read(data)
    assert len(found.errors) <= 1000


def test_two_hundred_sections_within_one_another_are_read():
    found = read("<IfModule mod_dir.c>\n" * 200 + "RewriteEngine On\n" + "</IfModule>\n" * 200)
    assert (len(found.directives[0].sections), found.errors, found.is_cut) == (200, (), False)


def test_more_sections_than_any_file_has_are_cut_and_that_is_told():
    assert read("<IfModule mod_dir.c>\n" * 300).is_cut


def test_a_hundred_thousand_rules_are_kept():
    data = b"".join(b"Redirect 301 /old-%d /new\n" % number for number in range(100_000))
    found = read(data)
    assert (len(found.directives), found.directives[-1].line, found.is_cut) == (100_000, 100_000, False)


def test_bytes_that_are_no_utf_8_are_kept():
    (found,) = read(b"Redirect /\xff /b\n").directives
    assert found.args[0].encode("utf-8", "surrogateescape") == b"/\xff"
