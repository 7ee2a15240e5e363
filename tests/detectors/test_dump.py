"""Rules about dumps go by what these say of themselves."""

import datetime as dt

import pytest

from audit.detectors.dump import DumpFound
from audit.model.database import DumpFile
from audit.model.facts import Location
from audit.model.inventory import Inventory
from audit.model.rules import Citation, DatabaseOffer, Evidence, Limit, Platform

SOURCE = Citation("https://example.org/", dt.date(2026, 1, 1))
OFFER = DatabaseOffer(versions={"MariaDB": ("10.4", "10.6"), "MySQL": ("8.4",)}, usual="", source=SOURCE)
LIMITS = {"upload": Limit(value=100 << 20, unit="bytes", means="m", source=SOURCE)}
PLATFORM = Platform(id="p", name="P", about="", cms=(), traits={}, limits=LIMITS, databases=OFFER)


def dump(**more):
    known = {
        "product": "MySQL", "server_version": "8.0.36", "exporter": "mysqldump", "exporter_version": "8.0.36",
        "complete": True, "databases": ("shop",), "bytes": 1, "stored": 1, "longest_statement": None,
        "statements": (),
    }  # fmt: skip
    return DumpFile(location=Location("a.sql"), **{**known, **more})


def told(detector, fact, platform=PLATFORM):
    return list(detector.find(Inventory([fact], lambda _: {}), platform))


def text(detector, fact):
    return [one.text for one in told(detector, fact) if isinstance(one, Evidence)]


@pytest.mark.parametrize(
    ("product", "version", "is_newer"),
    [
        ("MariaDB", "10.6.18-MariaDB-log", False),
        ("MariaDB", "10.11.6-MariaDB-0+deb12u1", True),
        ("MariaDB", "11.4.2", True),
        ("MySQL", "8.4.1", False),
        ("MySQL", "9.0.1", True),
        ("MySQL", "5.7.44", False),
        ("MySQL", "trunk", False),
        ("MySQL", None, False),
        ("PostgreSQL", "15.6", False),
        (None, "9.9.9", False),
    ],
)
def test_a_server_is_newer_than_the_newest_of_its_product(product, version, is_newer):
    assert bool(text(DumpFound(newer=True), dump(product=product, server_version=version))) is is_newer


def test_of_a_platform_whose_databases_nobody_knows_nothing_is_newer():
    nobody = Platform(id="p", name="P", about="", cms=(), traits={})
    assert told(DumpFound(newer=True), dump(server_version="99.1"), nobody) == []


def test_a_dump_is_incomplete_only_where_its_end_says_so():
    detector = DumpFound(incomplete=True)
    assert text(detector, dump(complete=False)) == ["it lacks its end"]
    assert told(detector, dump(complete=True)) == []
    assert told(detector, dump(complete=None)) == []


def test_several_databases_are_named():
    detector = DumpFound(several_databases=True)
    assert text(detector, dump(databases=("shop", "crm"))) == ["it holds shop, crm"]
    assert text(detector, dump()) == text(detector, dump(databases=())) == []


def test_only_statements_of_the_kinds_are_told():
    fact = dump(statements=(("grant", 2), ("use", 1), ("create-user", 1200)))
    detector = DumpFound(statement=("grant", "create-user"))
    assert text(detector, fact) == ["grant (2), create user (1,200)"]
    assert text(DumpFound(statement=("binlog",)), fact) == []


@pytest.mark.parametrize(("stored", "is_large"), [(100 << 20, False), ((100 << 20) + 1, True), (None, False)])
def test_a_dump_is_as_large_as_it_was_handed_in(stored, is_large):
    assert bool(text(DumpFound(over="upload"), dump(stored=stored, bytes=1 << 40))) is is_large


def test_who_wrote_it_is_told():
    assert text(DumpFound(product=("MySQL",)), dump()) == ["of MySQL 8.0.36, written by mysqldump 8.0.36"]
    bare = dump(product=None, server_version=None, exporter=None, exporter_version=None, sandboxed=True)
    assert text(DumpFound(sandboxed=True), bare) == ["of a database"]


@pytest.mark.parametrize("fields", [{}, {"newer": True, "sandboxed": True}, {"product": ("a",), "over": "b"}])
def test_a_rule_says_one_thing(fields):
    with pytest.raises(ValueError, match="give one of"):
        DumpFound(**fields)
