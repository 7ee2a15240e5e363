"""The hosts and paths that a dump mentions."""

import pickle
from typing import Any

import pytest

from audit.collectors.dump_text import DumpText, mixed_content
from audit.model.database import HostMentions, InTable, MentionsLeft, PathMentions


def told(text: DumpText, known=()) -> list[Any]:
    return list(text.facts(known))


def facts(*pieces: bytes, known=()) -> list[Any]:
    text = DumpText("dump.sql")
    for piece in pieces:
        text.feed(piece)
    text.close()
    return told(text, known)


def hosts(found) -> dict[str, HostMentions]:
    return {fact.host: fact for fact in found if isinstance(fact, HostMentions)}


def test_a_host_is_told_with_its_tables():
    text = DumpText("dump.sql")
    text.feed(b"('http://a.org'),('https://a.org');")
    text.passed("shop", "wp_posts", 35)
    text.feed(b"('http://a.org');")
    text.passed("shop", "wp_options", 52)
    text.close()
    [host] = told(text)
    assert (host.host, host.http, host.https, host.mentions, host.at_least) == ("a.org", 2, 1, 3, False)
    assert host.tables == (InTable("wp_posts", 2, "shop"), InTable("wp_options", 1, "shop"))


def test_a_host_without_a_scheme_is_told_only_if_it_is_known():
    text = b"""'"//a.org/x" "//b.org/x" "//c.org/x" http://b.org/'"""
    assert {name: host.schemeless for name, host in hosts(facts(text, known=["C.org"])).items()} == {
        "b.org": 1,
        "c.org": 1,
    }


def test_mixed_content_is_of_the_sites_own_hosts():
    found = facts(b"'http://a.org/ http://b.org/ https://c.org/'")
    assert [fact.host for fact in mixed_content(found, ["A.org", "c.org"])] == ["a.org"]


def test_what_there_is_no_room_for_is_told():
    urls = [b"'http://h%d.org/'," % number for number in range(300)] + [b"'http://h299.org/' '//x.org/'"]
    found = facts(b"\n".join(urls), known=["h7.org"])
    assert len(hosts(found)) == 201
    assert "h7.org" in hosts(found)
    [left] = [fact for fact in found if isinstance(fact, MentionsLeft)]
    assert (left.hosts, left.host_mentions, left.paths) == (99, 99, 0)


def test_nothing_private_is_told():
    found = facts(b"'http://joe:pw@a.org/ joe@b.org http://c.org/?key=secret /home/joe@x.org/www/y'")
    assert [fact.host for fact in found if isinstance(fact, HostMentions)] == ["c.org"]
    assert not [fact for fact in found if isinstance(fact, PathMentions)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_dump_in_another_encoding_is_counted_as_well(encoding, size):
    data = "-- ä\nINSERT INTO t VALUES ('http://a.org/');\n".encode(encoding)
    found = facts(*(data[at : at + size] for at in range(0, len(data), size)))
    assert hosts(found)["a.org"].http == 1


def test_each_file_has_its_own_encoding():
    text = DumpText("dump")
    for encoding in ("utf-16", "utf-8"):
        text.feed("INSERT INTO t VALUES ('http://a.org/');".encode(encoding))
        text.close()
    [host] = told(text)
    assert host.http == 2


def test_files_that_other_processes_count_are_joined():
    whole, apart = DumpText("dump"), DumpText("dump")
    for number in range(3):
        data = b"INSERT INTO t VALUES ('http://a%d.org/ https://b.org /var/www/html/x');\n" % number
        one = DumpText("dump")
        for text in (whole, one):
            text.feed(data)
            text.passed(None, f"t{number}")
            text.close()
        apart.join(pickle.loads(pickle.dumps(one)))  # noqa: S301 - of our own making
    assert told(apart) == told(whole)
    assert hosts(told(apart))["b.org"].https == 3
