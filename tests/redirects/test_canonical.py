"""Redirects that the platform's own settings do: told as one thing, and switched off."""

from typing import Any

import pytest

from audit.knowledge.apache import load_server
from audit.parsers.apache.lines import parse
from audit.parsers.apache.outcomes import outcomes
from audit.redirects.layout import lay_out
from audit.redirects.listing import rows
from audit.redirects.php import to_php
from audit.redirects.samples import samples
from tests.redirects.cases import translated
from tests.redirects.test_servers import host, served, status

_ON = "RewriteEngine On\n"
_HTTPS = "RewriteCond %{HTTPS} off\nRewriteRule ^(.*)$ https://%{HTTP_HOST}%{REQUEST_URI} [R=301,L]\n"
_WWW = "RewriteCond %{HTTP_HOST} !^www\\.\nRewriteRule ^(.*)$ https://www.example.com/$1 [R=301,L]\n"


def _states(text: str, hosts: frozenset[str] = frozenset({"example.com"})) -> list[str]:
    return [one.status for one in translated(_ON + text, hosts=hosts).outcomes.values()]


@pytest.mark.parametrize("text", [_HTTPS, _WWW])
def test_leading_to_one_host_or_to_https_is_the_platforms(text):
    assert _states(text) == ["support", "moves-to", "moves-to"]


def test_it_stays_in_the_data_and_is_switched_off():
    found = translated(_ON + _WWW)
    assert lay_out(found)["canonical"] is False
    assert lay_out(found, is_canonical=True)["canonical"] is True
    data: Any = lay_out(found)["folders"]
    assert data[""]["rewrite"][0]["canonical"] is True
    assert "They come from\n// .htaccess line 3." in to_php(found)


def test_the_table_and_the_report_say_the_same():
    text = _ON + _WWW
    found = translated(text)
    assert [(row.line, row.outcome) for row in rows(found)] == [(3, "moves-to")]
    knowledge = load_server()
    said = {line: (one.status, one.reason) for (_, line), one in found.outcomes.items()}
    file = parse(text.encode(), directives=knowledge.directives)
    assert [(one.kind, one.group) for one in outcomes(file, knowledge, translated=said)][1:] == [
        ("moves-to", "canonical")
    ] * 2


@pytest.mark.parametrize(
    "text",
    [
        "RewriteCond %{HTTP_HOST} ^shop\\.\nRewriteRule ^(.*)$ https://shop.example.net/$1 [R,L]\n",
        "RewriteCond %{HTTP_HOST} ^blog\\.\nRewriteRule ^(.*)$ https://www.example.com/blog/$1 [R,L]\n",
        "RewriteCond %{HTTP_HOST} ^old\\.\nRewriteRule ^ https://www.example.com/ [R,L]\n",
    ],
    ids=["to a host of somebody else", "to a folder", "without its path"],
)
def test_what_the_platform_cannot_do_stays_a_redirect(text):
    assert _states(text)[1:] == ["translated"] * 2


def test_where_rules_lead_to_several_hosts_they_stay_redirects_and_https_does_not():
    other = "RewriteCond %{HTTP_HOST} ^b\\.\nRewriteRule ^(.*)$ https://www.example.org/$1 [R,L]\n"
    hosts = frozenset({"www.example.com", "www.example.org"})
    assert _states(_HTTPS + _WWW + other, hosts)[1:] == ["moves-to"] * 2 + ["translated"] * 4


def test_a_redirect_is_checked_behind_one_that_the_platform_does():
    found = translated(f"{_ON}{_WWW}RewriteRule ^a$ /b [R=301,L]\n")
    assert [(one.line, one.doubt) for one in samples(found)] == [(4, "")]


@pytest.mark.parametrize(
    "line",
    [
        "Redirect permanent / https://www.example.com/",
        "RedirectMatch ^/(.*)$ https://www.example.com/$1",
        "RewriteEngine On\nRewriteRule ^/?(.*) https://www.example.com/$1 [R=301,L]",
    ],
)
def test_a_virtual_host_that_leads_all_to_the_site_is_the_platforms(line):
    found = served(host(line, port=80))
    assert status(found, 4 + line.count("\n")) == "moves-to"


def test_a_virtual_host_that_leads_all_elsewhere_is_no_matter_of_the_platform():
    found = served(host("Redirect / https://elsewhere.example/", port=80))
    assert status(found, 4) == "translated"
