"""Measures that are above a limit of the platform."""

from typing import get_args

import pytest
from msgspec.structs import replace

from audit.detectors import tally
from audit.detectors.tally import Measure, TallyFound
from audit.knowledge import load_platforms
from audit.model.database import DatabaseWeight, Weight
from audit.model.facts import Database, Extension, Location, Site
from audit.model.files import KindTally
from audit.model.inventory import Inventory
from audit.model.rules import Evidence
from audit.model.stored import OptionGroup

HERE = Location("d.sql")
SITE = {"url": None, "title": None, "theme": None, "parent_theme": None, "prefix": "wp_"}


def told(measure, limit, *facts):
    [platform] = [one for one in load_platforms() if one.id == "pantheon"]
    some = replace(next(iter(platform.limits.values())), value=limit)
    found = TallyFound(measure=measure, over="x").find(
        Inventory(facts, lambda _: {}), replace(platform, limits={"x": some})
    )
    return [place.text for place in found if isinstance(place, Evidence)]


def site(number=1, plugins=(), **more):
    return Site(location=HERE, id=number, plugins=plugins, tables=1, rows=1, bytes=1, **(SITE | more))


def database(*plugins):
    return Database(
        location=HERE,
        name=None,
        prefix="wp_",
        network=bool(plugins),
        network_plugins=plugins,
        tables=1,
        rows=1,
        bytes=1,
    )


def group(owner, options, size, site=1, loaded=True):
    autoloaded = (options, size) if loaded else (0, 0)
    return OptionGroup(
        location=HERE,
        site=site,
        owner=owner,
        owned_by="unknown",
        options=options,
        bytes=size,
        autoloaded=autoloaded[0],
        autoloaded_bytes=autoloaded[1],
    )


def files(kind, count, size, area="files"):
    return KindTally(location=Location("."), kind=kind, area=area, files=count, bytes=size)


WEIGHT = DatabaseWeight(
    location=HERE,
    database=None,
    all=Weight(9, 90, 900),
    spare=Weight(1, 10, 100),
    asked=Weight(1, 10, 50),
    transients=7,
    transient_bytes=30,
)


def test_what_is_as_large_as_the_limit_is_not_over_it():
    assert told("transients", 7, WEIGHT) == []
    assert told("transients", 6, WEIGHT) == ["7 transients, 30 bytes"]


def test_plugins_of_the_network_count_for_each_of_its_sites_and_once():
    facts = [database("n/n.php", "a/a.php"), site(plugins=("a/a.php", "b/b.php")), site(2)]
    assert told("active-plugins", 2, *facts) == ["3 active plugins"]


def test_a_plugin_that_is_not_there_is_not_active():
    there = Extension(
        location=HERE, kind="plugin", slug="a", name="A", file="a/a.php", installed=True, active=True
    )
    assert told("active-plugins", 0, site(plugins=("a/a.php", "gone/gone.php")), there) == [
        "1 active plugins"
    ]


def test_where_the_dump_tells_of_no_plugins_nothing_is_counted():
    assert told("active-plugins", 0, site(plugins=None)) == []


def test_options_of_all_owners_are_added_up_by_site():
    facts = [group("core", 3, 30), group(None, 4, 40), group("x", 9, 90, loaded=False), group("x", 6, 6, 2)]
    assert told("autoloaded-options", 6, *facts) == [
        "7 options that are loaded with each page, 70 bytes",
    ]
    assert told("autoloaded-bytes", 69, *facts) == ["70 bytes in 7 options"]


def test_sites_that_are_told_together_say_nothing_of_one():
    assert told("autoloaded-options", 0, group("core", 300, 3, site=None)) == []


def test_only_uploads_count_as_files():
    facts = [files("image", 2, 20), files("video", 3, 3 * 2**20), files("code", 9, 99, "code")]
    assert told("files", 4, *facts) == ["5 files"]
    assert told("files-bytes", 1, *facts) == ["3.0 MiB in 5 files"]


def test_sizes_that_were_left_out_count_for_nothing():
    assert told("files-bytes", 0, files("image", 2, None)) == []


def test_uploads_and_database_are_weighed_together():
    assert told("data-bytes", 919, files("image", 2, 20), WEIGHT) == [
        "920 bytes: uploads 20 bytes, database 900 bytes"
    ]
    assert told("data-bytes", 0) == []


def test_what_can_be_left_out_is_added_up():
    assert told("spare-bytes", 179, WEIGHT) == ["180 bytes of 900 bytes in the database"]


def test_revisions_are_told_beside_the_posts():
    assert told("revisions", 3, site(revisions=4, posts=2), site(2, revisions=None)) == [
        "4 revisions of 2 published posts and pages"
    ]


@pytest.mark.parametrize("measure", get_args(Measure))
def test_each_measure_is_counted_and_has_its_sources(measure):
    assert measure in tally._COUNT
    assert TallyFound(measure=measure, over="x").needs
    assert measure.endswith("bytes") or measure in tally._NOUNS
