"""What Apache refuses of a server's own configuration."""

import pytest

from audit.knowledge.apache import load_directives
from audit.parsers.apache.lines import parse

KNOWN = load_directives()


def faults(text):
    return [error.text for error in parse(text.encode(), "server", directives=KNOWN).errors]


@pytest.mark.parametrize(
    "text",
    [
        "<VirtualHost *:80>\nServerName a\nDocumentRoot /srv\nRewriteEngine On\n</VirtualHost>\n",
        "<VirtualHost *:80>\n<Directory /srv>\nAllowOverride All\n</Directory>\n</VirtualHost>\n",
        "<IfModule mod_ssl.c>\n<VirtualHost *:443>\n</VirtualHost>\n</IfModule>\n",
        "<Directory /srv>\nRewriteBase /\n</Directory>\n<Location /x>\nAlias /tmp\n</Location>\n",
        "<Directory /srv>\nRedirect 301 http://a.example/\n</Directory>\n",
        "Listen 80\nSomeModuleNobodyKnows On\n",
    ],
)
def test_what_stands_where_it_may_is_right(text):
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<Directory /srv>\nDocumentRoot /srv\n</Directory>\n", "cannot stand in <directory>"),
        ("RewriteBase /\n", "in <Directory> and the like only"),
        ("<VirtualHost *:80>\nListen 80\n</VirtualHost>\n", "cannot stand in <VirtualHost>"),
        ("ServerAlias a\n", "in <VirtualHost> only"),
        ("<Directory /a>\n<Directory /b>\n</Directory>\n</Directory>\n", "cannot stand in <directory>"),
        ("<DirectoryMatch (>\n</DirectoryMatch>\n", "is not closed"),
        ("<Location /x>\nAlias /x /tmp\n</Location>\n", "takes no path"),
        ("Redirect 301 /a\n", "lacks its target"),
        ("<VirtualHost *:80>\n", "is not closed"),
        ("RewriteRule (a b\n", "is not closed"),
    ],
)
def test_what_apache_would_not_start_with_is_told(text, why):
    assert any(why in fault for fault in faults(text))
