"""Files of the old server's configuration: read, told, and joined with the install that they are for."""

import pytest

from audit.collectors.server.configuration import read_configurations
from audit.collectors.server.outcomes import tell_server
from audit.errors import AuditError
from audit.knowledge.apache import load_server
from audit.model.facts import Install, Location, Problem
from audit.model.redirects import Redirect
from audit.model.server import ServerDirective, ServerFile
from audit.redirects.translate import translate

KNOWLEDGE = load_server()
HOST = "<VirtualHost *:80>\nServerName www.example.com\nDocumentRoot /srv/one/web\n{}</VirtualHost>\n"


def install(docroot):
    return Install(location=Location(docroot), root=docroot, cms="wordpress", version="6.8", docroot=docroot)


@pytest.fixture
def told(tmp_path):
    def tell(text, *docroots):
        (tmp_path / "vhost.conf").write_text(text)
        texts = read_configurations([str(tmp_path / "vhost.conf")])
        return list(
            tell_server(
                texts,
                [install(docroot) for docroot in docroots or ["web"]],
                KNOWLEDGE,
                lambda files, said: translate(files, frozenset({"www.example.com"}), configurations=said),
            )
        )

    return tell


def test_the_outcomes_of_a_file_add_up(told):
    lines = "Redirect /a /b\nErrorLog x\nProxyPass /api http://h/\nInclude y.conf\nRedirect / https://www.example.com/\n"
    [file] = [one for one in told(HOST.format(lines)) if isinstance(one, ServerFile)]
    assert (file.kind, file.install, file.directives) == ("apache", "web", 7)
    parts = (file.ignorable, file.translated, file.moves, file.lost, file.refused, file.broken)
    assert parts == (2, 1, 4, 0, 0, 0)


def test_its_redirects_are_told_with_their_host_and_scheme(told):
    lines = "Redirect /a /b\nRedirect / https://www.example.com/\n"
    found = [one for one in told(HOST.format(lines)) if isinstance(one, Redirect)]
    assert [(one.by, one.source, one.host, one.depends, one.platform) for one in found] == [
        ("apache", "/a", "www.example.com", ("scheme",), False),
        ("apache", "/", "www.example.com", ("scheme",), True),
    ]


def test_what_is_told_of_a_redirect_is_one_thing(told):
    found = told(HOST.format("Redirect / https://www.example.com/\n"))
    [said] = [one for one in found if isinstance(one, ServerDirective) and one.name == "Redirect"]
    assert (said.outcome, said.group) == ("moves-to", "canonical")
    assert said.place is not None
    assert "primary domain" in said.place


def test_secrets_are_named_and_not_copied(told):
    lines = (
        "AuthUserFile /home/joe/hunter2\nSSLCertificateKeyFile /etc/hunter2.key\nDefine DB_PASSWORD hunter2\n"
        "ProxyPass /a http://joe:hunter2@h/\nDBDParams pass=hunter2\nProxyPass /b http://h/ secret=hunter2\n"
        "SSLPassPhraseDialog exec:/hunter2\nAuthLDAPBindPassword hunter2\n"
    )
    found = told(HOST.format(lines))
    assert "AuthUserFile" in repr(found)
    assert "hunter2" not in repr(found)


def test_of_several_installs_it_is_for_the_one_whose_docroot_it_names(told):
    found = told(HOST.format("Redirect /a /b\n"), "one/web", "two/web")
    assert {one.install for one in found} == {"one/web"}


def test_where_no_docroot_tells_whose_it_is_that_is_said(told):
    found = told(HOST.format("Redirect /a /b\n"), "three", "two")
    assert [one.kind for one in found if isinstance(one, Problem)] == ["configuration-of-nobody"]
    assert [one.install for one in found if isinstance(one, ServerFile)] == [None]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_bytes(b"\x1f\x8b\0\0"), "is no text"),
        (lambda path: path.write_bytes(b"#" * (4 * 1024 * 1024 + 1)), "is larger than"),
        (lambda _: None, "could not be read: No such file"),
    ],
    ids=["folder", "packed", "large", "lacking"],
)
def test_what_is_no_such_file_is_refused_with_its_name(tmp_path, make, why):
    make(tmp_path / "x.conf")
    with pytest.raises(AuditError, match=why) as error:
        read_configurations([str(tmp_path / "x.conf")])
    assert "x.conf" in str(error.value)


def test_a_file_that_is_named_twice_is_read_once(tmp_path):
    (tmp_path / "x.conf").write_text("")
    assert len(read_configurations([str(tmp_path / "x.conf")] * 2)) == 1
