"""The releases that a site runs on are told by whatever names them."""

import datetime as dt

import pytest

from audit.collectors.support import tell_support
from audit.knowledge.support import load_support
from audit.model.code import Process, Requirement
from audit.model.database import DumpFile
from audit.model.facts import Install, Location
from audit.model.hosts import HostSetting
from audit.model.server import ServerDirective

DAY = dt.date(2026, 11, 18)
HERE = Location("a")


def install(version, cms="wordpress", **more):
    return Install(location=HERE, root="site", cms=cms, version=version, **more)


def handler(text, group="handlers"):
    return ServerDirective(
        location=HERE, name="AddHandler", text=text, outcome="lost", group=group, why="", seen_as="", own=True
    )


def image(text, **more):
    known = {"kind": "container", "language": "PHP", "seen_as": "Dockerfile"}
    return Process(location=HERE, name="php", text=text, **{**known, **more})


def needs(name, **more):
    known = {"kind": "php-version", "stated_by": "composer.json"}
    return Requirement(location=HERE, name=name, **{**known, **more})


def dump(product, version):
    return DumpFile(
        location=HERE, product=product, server_version=version, exporter=None, exporter_version=None,
        complete=True, databases=(), bytes=0, stored=0, longest_statement=None, statements=(),
    )  # fmt: skip


def told(*facts):
    return [(one.product, one.version, one.branch and one.branch.branch, one.older) for one in support(facts)]


def support(facts):
    return list(tell_support(facts, load_support, DAY))


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (install("6.8.1"), ("wordpress", "6.8.1", "6.8", False)),
        (install("6.8"), ("wordpress", "6.8", "6.8", False)),
        (install("9.9-beta1"), ("wordpress", "9.9-beta1", None, False)),
        (install("2.0.1"), ("wordpress", "2.0.1", None, True)),
        (install("7.103", "drupal"), ("drupal", "7.103", "7", False)),
        (install("10.4.1", "drupal"), ("drupal", "10.4.1", "10.4", False)),
        (install("4.7.11", "drupal"), ("drupal", "4.7.11", None, True)),
        (dump("MariaDB", "10.6.18-MariaDB-log"), ("mariadb", "10.6.18-MariaDB-log", "10.6", False)),
        (dump("MySQL", "5.7.44"), ("mysql", "5.7.44", "5.7", False)),
        (handler("AddHandler application/x-httpd-ea-php74 .php"), ("php", "7.4", "7.4", False)),
        (handler("SetHandler proxy:unix:/run/php/php8.2-fpm.sock|fcgi://x"), ("php", "8.2", "8.2", False)),
        (handler("AddHandler x-httpd-php56 .php"), ("php", "5.6", "5.6", False)),
        (image("from php:8.1.3-apache, runs x"), ("php", "8.1.3", "8.1", False)),
        (image("php:8.3"), ("php", "8.3", "8.3", False)),
        (image("from registry.example/php:8.4-fpm"), ("php", "8.4", "8.4", False)),
        (needs("7.4.33"), ("php", "7.4.33", "7.4", False)),
        (
            HostSetting(location=HERE, file="pantheon.yml", key="php_version", value="8.2", seen_as=""),
            ("php", "8.2", "8.2", False),
        ),
    ],
)
def test_a_release_is_told_with_its_branch(fact, expected):
    assert told(fact) == [expected]


@pytest.mark.parametrize(
    "fact",
    [
        install(None),
        install("6.8.1", core=False),
        dump("PostgreSQL", "15.6"),
        dump("MySQL", None),
        handler("AddHandler application/x-httpd-php5 .php"),
        handler("AddHandler x-httpd-php56 .php", group="redirect"),
        image("from debian:12"),
        image("php:8.3", for_work=True),
        image("php:8.3", kind="daemon"),
        needs(">=7.4"),
        needs("7.4.33", package="a/b"),
        needs("7.4.33", stated_by="header"),
    ],
)
def test_what_names_no_release_of_the_site_tells_nothing(fact):
    assert told(fact) == []


def test_nothing_is_loaded_where_no_release_is_known():
    def load():
        raise AssertionError

    assert list(tell_support([install(None)], load, DAY)) == []


def test_a_release_that_is_said_twice_in_one_place_is_told_once():
    [only] = support([install("6.8.1"), install("6.8.1")])
    assert (only.install, only.day, only.said_by) == ("site", DAY, "its core")
