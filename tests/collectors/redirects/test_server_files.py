"""Redirects in the files of nginx, Netlify and IIS."""

import time
from functools import partial

import pytest

from audit.collectors.places import Places
from audit.collectors.redirects.files import ask_redirects, read_netlify, read_nginx, read_web_config
from audit.collectors.redirects.nginx import parse_nginx
from audit.collectors.redirects.web_config import WebConfigError, parse_web_config
from audit.model.facts import Problem
from audit.model.redirects import Redirect, RedirectStore
from audit.sources.directory import Directory
from audit.sources.tree import File, Listing


def nginx(text):
    return [(one.line, one.source, one.target, one.status, one.kind) for one in parse_nginx(text)]


def rule(inside, attributes='name="a"'):
    return (
        f"<configuration><rewrite><rules><rule {attributes}>{inside}</rule></rules></rewrite></configuration>"
    )


def iis(text):
    return list(parse_web_config(text.encode()))


def told(reader, data, path="x"):
    return list(reader(File(path, data if isinstance(data, bytes) else data.encode()), install="."))


def test_each_kind_of_location_is_read():
    snippet = """
    location = /a { return 301 /b; }
    location ^~ /c { return 302 https://x.example$request_uri; }
    location ~* "^/d{2}$" { return 410; }
    """
    assert nginx(snippet) == [
        (2, "/a", "/b", 301, "exact"),
        (3, "^/c", "https://x.example$request_uri", 302, "regex"),
        (4, "^/d{2}$", None, 410, "regex"),
    ]


def test_what_a_condition_asks_is_told():
    [one] = parse_nginx("if ($http_user_agent ~* bot) { return 301 /bots; }")
    assert (one.depends, one.host, one.kind) == (("user-agent",), None, "dynamic")
    [one] = parse_nginx("if ($host = Old.example) { rewrite ^/(.*)$ https://new.example/$1 permanent; }")
    assert (one.depends, one.host, one.status) == ((), "old.example", 301)


def test_an_internal_rewrite_is_no_redirect():
    assert nginx("rewrite ^/a$ /index.php?q=a last; try_files $uri /index.php; return 200 ok;") == []


def test_a_rewrite_to_another_host_is_a_redirect():
    assert nginx("rewrite ^ https://x.example;") == [(1, "^", "https://x.example", 302, "regex")]


def test_a_map_of_addresses_is_a_list_of_redirects():
    snippet = "map $request_uri $new {\n default '';\n /a /b;\n ~*^/c(.*)$ /d$1;\n}\nmap $host $x { a b; }"
    assert nginx(snippet) == [(3, "/a", "/b", None, "exact"), (4, "^/c(.*)$", "/d$1", None, "regex")]


def test_comments_and_quotes_hide_what_is_in_them():
    assert nginx(
        "# return 301 /a;\nadd_header X \"return 301 /a;\"; log_format m '$a { \" }'; return 301 '/b c';"
    ) == [(2, "", "/b c", 301, "dynamic")]


@pytest.mark.parametrize(
    "hostile",
    ["{" * 100_000, "a" * 1_000_000, "'" * 300_001, "a b;" * 250_000, "$" * 1_000_000, "\\" * 1_000_001],
)
def test_hostile_nginx_is_read_in_bounded_time(hostile):
    begun = time.process_time()
    list(parse_nginx(hostile))
    assert time.process_time() - begun < 5


def test_a_file_of_redirects_is_listed_with_its_lines():
    text = (
        "\ufeff# moved\n/a /b\n\n/c/* https://x.example/:splat 302!\n/d /e 200\n/f\n/g/:id /h/:id\nnot one\n"
    )
    facts = told(read_netlify, text, "_redirects")
    found = [fact for fact in facts if isinstance(fact, Redirect)]
    assert [(one.location.line, one.source, one.target, one.status, one.kind) for one in found] == [
        (2, "/a", "/b", 301, "exact"),
        (4, "/c", "https://x.example", 302, "prefix"),
        (5, "/d", "/e", 200, "exact"),
        (7, "/g/:id", "/h/:id", 301, "dynamic"),
    ]
    [store] = [fact for fact in facts if isinstance(fact, RedirectStore)]
    assert (store.by, store.redirects, store.stays) == ("_redirects", 4, False)


def test_rules_of_iis_are_read_with_their_conditions():
    conditions = '<add input="{HTTP_HOST}" pattern="^a$"/><add input="{QUERY_STRING}" pattern="id=1"/>'
    action = '<action type="Redirect" url="/n/{R:1}" redirectType="Found"/>'
    [one] = iis(rule(f'<match url="^old/(.*)"/><conditions>{conditions}</conditions>{action}'))
    assert (one.source, one.target, one.status, one.base) == ("^old/(.*)", "/n/{R:1}", 302, "/")
    assert (one.depends, one.query, one.nocase) == (("host", "query"), "id=1", True)


def test_rules_of_iis_may_be_off_or_have_wildcards():
    inside = '<match url="old/*" ignoreCase="false"/><action type="Redirect" url="/n"/>'
    [one] = iis(rule(inside, 'enabled="false" patternSyntax="Wildcard"'))
    assert (one.source, one.enabled, one.nocase) == ("^old/(.*)$", False, False)


def test_a_rewrite_of_iis_is_no_redirect():
    assert iis(rule('<match url="."/><action type="Rewrite" url="index.php"/>')) == []


def test_the_redirect_of_a_folder_is_read():
    element = '<httpRedirect enabled="true" destination="https://x.example" httpResponseStatus="Permanent"/>'
    text = f'<configuration><location path="old/">{element}</location></configuration>'
    [one] = iis(text)
    assert (one.source, one.target, one.status, one.kind) == ("/old", "https://x.example", 301, "prefix")


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><a>&z;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<a>" * 1000,
        b"\x00\x01",
        b"<a><b></a>",
        b'<?xml version="1.0" encoding="hex"?><a/>',
        b'<?xml version="1.0" encoding="shift_jis"?><a/>',
    ],
)
def test_xml_that_does_harm_or_is_none_is_refused_in_a_sentence(data):
    with pytest.raises(WebConfigError, match=r"^Its? .*\.$"):
        list(parse_web_config(data))
    [problem] = told(read_web_config, data)
    assert isinstance(problem, Problem)


def test_what_stands_before_the_damage_is_kept():
    whole = rule('<match url="^a$"/><action type="Redirect" url="/b"/>')
    found, _store = [fact for fact in told(read_web_config, whole[:-40]) if not isinstance(fact, Problem)]
    assert found.source == "^a$"


def test_secrets_are_left_out():
    facts = told(read_nginx, "location = /a { return 301 https://joe:geheim@x.example/?api_key=geheim; }")
    assert "geheim" not in f"{facts}"


def test_the_files_of_other_servers_are_asked_for_by_their_names(folder):
    names = (
        *("_redirects", "web.config", "nginx.conf", "conf/nginx/site.conf", "etc/sites-enabled/default"),
        *("wp-content/themes/a/nginx-helper.php", "a/b.conf", "docs/nginx.md", "my-nginx.conf"),
        "vendor/a/b/nginx.conf",
    )
    tree = Directory(folder(dict.fromkeys(names, "")))
    listing = Listing(item for item in tree.walk() if not isinstance(item, Problem))
    asked = {ask.path: ask.reader for ask in ask_redirects(listing, Places(listing, []))}
    assert set(asked) == {*names[:5], "my-nginx.conf"}
    assert all(isinstance(reader, partial) for reader in asked.values())  # they are sent to other processes
