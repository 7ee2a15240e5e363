"""Virtual hosts: which of them are the site's, and what becomes of their lines."""

from typing import Any

import pytest

from audit.knowledge.apache import load_directives
from audit.parsers.apache.lines import parse
from audit.redirects.configuration import Configuration
from audit.redirects.layout import lay_out
from audit.redirects.listing import rows, to_csv, to_script
from audit.redirects.php import to_php
from audit.redirects.quirks import quirks
from audit.redirects.records import Translation, place_of
from audit.redirects.samples import samples
from audit.redirects.translate import translate

_DIRECTIVES = load_directives()
_ON = "RewriteEngine On\n"


def served(*texts: str, hosts: tuple[str, ...] = ("www.example.com",), **inner: str) -> Translation:
    """Translate files called 0.conf, 1.conf, ... and .htaccess files; that of the docroot is called root."""
    files = {
        "" if name == "root" else name: parse(text.encode(), directives=_DIRECTIVES)
        for name, text in inner.items()
    }
    read = [
        Configuration(f"{number}.conf", parse(text.encode(), "server", directives=_DIRECTIVES))
        for number, text in enumerate(texts)
    ]
    return translate(files, frozenset(hosts), configurations=read)


def host(text: str, *, port: int = 443, name: str = "www.example.com", root: str = "/srv/www") -> str:
    """Return a virtual host; its lines begin with the fourth."""
    return f"<VirtualHost *:{port}>\nServerName {name}\nDocumentRoot {root}\n{text}\n</VirtualHost>\n"


def status(translation: Translation, line: int, file: int = 0) -> str:
    """Return what became of a line."""
    return translation.outcomes[place_of(f"{file}.conf"), line].status


def reason(translation: Translation, line: int, file: int = 0) -> str:
    """Return why that became of a line."""
    return translation.outcomes[place_of(f"{file}.conf"), line].reason


def test_a_virtual_host_is_laid_out_with_its_names_and_scheme():
    data: Any = lay_out(served(host("ServerAlias *.example.org\nRedirect /a /b\n", port=80)))["servers"]
    assert [one["https"] for one in data] == [False]
    assert data[0]["names"] == {"www.example.com": True}
    assert data[0]["like"] == [r"#^.*\.example\.org$#sDi"]
    assert data[0]["alias"] == [{"run": {"/a": [0, 302, "/b"]}}]


@pytest.mark.parametrize(
    ("lines", "secure"),
    [("<VirtualHost *:80>", False), ("<VirtualHost *:443>", True), ("<VirtualHost *>", None),
     ("<VirtualHost *:80 [::1]:443>", None), ("<VirtualHost *:7081>\nSSLEngine on", True)],
)  # fmt: skip
def test_port_and_tls_tell_the_scheme(lines, secure):
    [server] = served(f"{lines}\nRedirect /a /b\n</VirtualHost>\n").servers
    assert server.is_secure is secure


def test_a_docroot_section_counts_like_a_htaccess_there():
    text = f'<Directory "/srv/www/blog/">\n{_ON}RewriteRule ^a$ /b [R,L]\n</Directory>'
    found = served(host(text))
    assert [(one.path, one.is_server) for one in found.sections if not one.is_server] == [("blog", False)]
    assert status(found, 6) == "translated"


def test_sections_for_other_folders_do_nothing_and_those_above_are_refused():
    inner = "<Directory /{}>\nRedirect /a /b\n</Directory>\n"
    found = served(host(inner.format("usr/share") + inner.format("srv") + inner.format("srv/w*")))
    assert [status(found, line) for line in (5, 8, 11)] == ["ineffective", "refused", "refused"]


def test_without_a_docroot_no_folder_is_known():
    found = served("<VirtualHost *:443>\n<Directory /srv>\nRedirect /a /b\n</Directory>\n</VirtualHost>\n")
    assert "no DocumentRoot" in reason(found, 3)


def test_rules_outside_hold_in_no_virtual_host_and_redirects_do():
    found = served(f"{_ON}RewriteRule ^/a /b [R]\nRedirect /c /d\n" + host("Redirect /e /f"))
    assert [status(found, line) for line in (1, 2, 3)] == ["support", "ineffective", "translated"]
    data: Any = lay_out(found)["servers"]
    assert data[0]["alias"] == [{"run": {"/e": [0, 302, "/f"], "/c": [1, 302, "/d"]}}]
    assert data[0]["engine"] is True


def test_a_file_without_virtual_hosts_beside_one_with_them_is_refused():
    found = served(host("Redirect /a /b"), "Redirect /c /d\n")
    assert (status(found, 4), status(found, 1, 1)) == ("translated", "refused")


def test_a_file_without_virtual_hosts_alone_holds_for_all_hosts():
    found = served(f"{_ON}RewriteRule ^/a$ /b [R,L]\n")
    assert status(found, 2) == "translated"
    assert [one.kind for one in found.remarks] == ["assumption"]
    assert found.servers[0].names == ()


def test_virtual_hosts_of_other_sites_are_left_out():
    other = host("Redirect /a /b", name="other.example", root="/srv/other")
    found = served(host("Redirect /c /d") + other)
    assert len(found.servers) == 1
    assert "another site: other.example" in reason(found, 9)


def test_a_virtual_host_that_leads_to_the_site_is_the_sites():
    old = host("Redirect 301 /x https://www.example.com/y", name="old.example", root="/srv/old")
    assert len(served(host("") + old).servers) == 2


def test_where_no_name_is_known_all_virtual_hosts_are_taken():
    both = host("Redirect /a /b", name="a.example") + host("Redirect /c /d", name="b.example")
    assert len(served(both, hosts=()).servers) == 2


def test_the_name_for_all_hosts_is_asked_last():
    text = "<VirtualHost *:443>\nRedirect /a /b\n</VirtualHost>\n" + host("Redirect /c /d")
    assert [server.names for server in served(text, hosts=()).servers] == [("www.example.com",), ()]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("RewriteRule ^/a /index [L]", "may be a folder"),
        ("RewriteRule ^/a/(.*) /$1.php [L]", "may be a folder"),
        ("RewriteRule ^/a /srv/x.php [L]", "/srv may be a folder of the old disk"),
        ("RewriteRule ^/a /b.php [PT]", "PT"),
        ("RewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^/a /b [R]", "DOCUMENT_ROOT"),
        ("RewriteRule ^/a ${TARGET}/b [R]", "${TARGET}"),
        ("RewriteOptions inherit\nRewriteRule ^/a /b [R]", "inherit"),
        ("<Location /a>\nRewriteRule ^/a /b [R]\n</Location>", "<location>"),
        ('<If "true">\nRedirect /a /b\n</If>', "<if>"),
    ],
)  # fmt: skip
def test_what_only_the_old_server_knows_is_refused_with_its_reason(lines, why):
    found = served(host(_ON + lines))
    refused = [one for one in found.outcomes.values() if one.status == "refused"]
    assert why in refused[-1].reason


def test_rules_that_find_files_below_the_docroot_are_translated():
    rule = "RewriteCond %{DOCUMENT_ROOT}%{REQUEST_FILENAME} !-f\nRewriteRule ^ /index.php?q=$1 [L]"
    assert status(served(host(_ON + rule)), 6) == "internal"


def test_allow_override_none_keeps_htaccess_files_from_being_read():
    text = "<Directory /srv/www>\nAllowOverride None\n</Directory>"
    found = served(host(text), root="Redirect /a /b\n")
    assert found.outcomes["", 1].status == "ineffective"
    assert lay_out(found)["folders"] == {"": {}}


def test_the_nearest_allow_override_counts():
    section = "<Directory {}>\nAllowOverride {}\n</Directory>\n"
    found = served(
        host(section.format("/srv/www", "All") + section.format("/", "None")), root="Redirect /a /b\n"
    )
    assert found.outcomes["", 1].status == "translated"


def test_what_is_handed_to_others_is_a_limit():
    text = "Alias /x /usr/share/x\nProxyPass /api http://10.0.0.1/\nInclude conf/x.conf\n"
    limits = [one.line for one in served(host(text)).remarks if one.kind == "limit"]
    assert limits == [4, 5, 6]


def test_a_refused_rule_of_the_server_comes_before_each_htaccess():
    found = served(host(f"{_ON}RewriteRule ^/a /b [CO=x:y:z,R]"), root=f"{_ON}RewriteRule ^ax /c [R]\n")
    assert found.outcomes["", 2].unless == ((place_of("0.conf"), 5),)


def test_the_engine_of_a_virtual_host_counts_in_its_folders():
    rule = "RewriteRule ^a /b [R]\n"
    assert served(host(_ON), root=rule).outcomes["", 1].status == "translated"
    assert served(host(""), root=rule).outcomes["", 1].status == "ineffective"


def test_a_pattern_without_a_slash_is_told_to_match_nothing():
    found = served(host(f"{_ON}RewriteRule ^a /b [R]"))
    assert "lacks the slash" in next(iter(quirks(found.sections))).text


def test_lines_of_the_server_are_listed_by_their_file():
    found = served(host("Redirect /a /b\nRedirect 305 /c /d"), root="Redirect /e /f\n")
    assert [(row.file, row.line, row.outcome) for row in rows(found)] == [
        ("0.conf", 4, "translated"),
        ("0.conf", 5, "refused"),
        (".htaccess", 1, "translated"),
    ]
    assert "0.conf" in to_csv(found)


def test_addresses_of_the_only_virtual_host_are_checked():
    found = served(host(f"{_ON}RewriteRule ^/a$ /b [R=301,L]\nRedirect /c /d"), root="Redirect /c/x /e\n")
    assert [(one.path, one.doubt) for one in samples(found)] == [
        ("/a", ""),
        ("/c", ""),
        ("/c/x", "line 6 may come first"),
    ]
    assert "check '/a' '301' '/b' '0.conf line 5'" in to_script(found)


def test_a_name_of_a_file_cannot_leave_its_comment():
    text = f"{_ON}RewriteCond %{{HTTPS}} off\nRewriteRule ^(.*)$ https://%{{HTTP_HOST}}%{{REQUEST_URI}} [R]\n"
    read = Configuration("x?>\n<?php exit;", parse(text.encode(), "server", directives=_DIRECTIVES))
    head = to_php(translate({}, configurations=[read])).split("return [")[0]
    assert "?>" not in head
    assert all(line.startswith(("<?php", "//")) for line in head.splitlines())
