"""What a site's code needs beside PHP, and whether a platform has it."""

import datetime as dt
from typing import Any

import pytest

from audit.model.code import Binary, Program, Requirement
from audit.model.facts import Extension, Install, Location
from audit.model.inventory import Inventory
from audit.model.php import PhpChoice, PhpNames
from audit.model.rules import Citation, PhpOffer, Platform, Programs
from audit.plan.needs import with_needs

SOURCE = Citation(url="https://example.com", reviewed=dt.date(2026, 1, 1))
OFFER = PhpOffer(
    versions=("7.4", "8.4"), has=frozenset({"gd"}), lacks={"oci8": "There are no drivers."}, source=SOURCE
)
PROGRAMS = Programs(
    {"convert": "/usr/bin/convert"},
    lacks=frozenset({"ffmpeg"}),
    undocumented=frozenset({"gs"}),
    foreign=frozenset({"taskkill", "cmd"}),
)
PLATFORM = Platform(id="p", name="P", about="", cms=("wordpress",), traits={}, programs=PROGRAMS, php=OFFER)
NAMES = PhpNames(b'{"name":"mysql","removed":"7.0"}\n{"name":"imap","removed":"8.4","pecl":true}', b"")
INSTALL = Install(location=Location("."), install=".", root=".", cms="wordpress", version="6.8")
SHOP = "wp-content/plugins/shop"


def plugin(path: str, **more: Any) -> Extension:
    slug = path.rpartition("/")[2]
    place = Location(path)
    return Extension(
        location=place, install=".", kind="plugin", slug=slug, name=slug, file=slug, path=path, **more
    )


def asks(name: str, path: str = "a.php", **more: Any) -> Requirement:
    told: dict[str, Any] = {"kind": "php-extension", "stated_by": "code", "install": "."}
    return Requirement(location=Location(path, 3), name=name, **(told | more))


def starts(name: str | None, path: str = "a.php", **more: Any) -> Program:
    return Program(location=Location(path, 7), install=".", name=name, by="exec", seen_as=path, **more)


def needs(*facts: Any, platform: Platform = PLATFORM) -> PhpChoice:
    choice = with_needs(None, Inventory([INSTALL, *facts], lambda _: {}), platform, NAMES)
    assert choice is not None
    return choice


def test_without_code_nothing_is_needed():
    assert with_needs(None, Inventory([], lambda _: {}), PLATFORM, NAMES) is None


def test_what_is_not_there_stands_first_and_says_why():
    told = needs(asks("gd"), asks("intl"), asks("oci8")).extensions
    assert [(need.name, need.standing, need.why) for need in told] == [
        ("oci8", "lacks", "There are no drivers."),
        ("intl", "undocumented", None),
        ("gd", "has", None),
    ]


def test_what_php_itself_dropped_is_not_there():
    (need,) = needs(asks("mysql")).extensions
    assert (need.standing, need.why) == ("lacks", "PHP itself dropped it with version 7.0.")


def test_what_moved_out_of_php_may_be_there():
    assert needs(asks("imap")).extensions[0].standing == "undocumented"


def test_an_extension_is_as_sure_as_the_surest_part_that_needs_it():
    (need,) = needs(plugin(SHOP), asks("gd", sure="guarded"), asks("gd", extension=SHOP, times=4)).extensions
    assert (need.sure, need.times) == ("certain", 5)
    assert [(part.kind, part.name) for part in need.parts] == [("extension", "shop"), ("own", "own code")]


def test_a_package_is_named_by_composer_or_not_at_all():
    (need,) = needs(asks("gd", package="a/b"), asks("gd", vendored=True)).extensions
    assert [part.name for part in need.parts] == ["a/b", "third-party code"]


@pytest.mark.parametrize("loader", ["ioncube", "sourceguardian"])
def test_an_encoded_file_needs_its_loader_for_sure(loader):
    encoded = Binary(location=Location("x.php"), install=".", format=loader, seen_as="x.php", size=9)
    (need,) = needs(encoded, asks(loader, "x.php", sure="guarded")).extensions
    assert (need.sure, need.times, need.places) == ("certain", 1, (Location("x.php"),))


def test_only_a_few_places_and_uses_are_kept():
    many = [asks("gd", f"{n}.php", uses=(f"image{n}",)) for n in range(9)]
    (need,) = needs(*many).extensions
    assert (len(need.places), len(need.uses), need.times) == (5, 5, 9)


def test_ranges_of_php_are_no_extensions():
    assert needs(asks(">=8.1", kind="php-version")).extensions == ()


def test_a_program_is_told_with_its_place_on_the_platform():
    told = needs(starts("convert"), starts(None), starts("FFmpeg"), starts("gs"), starts("tool")).programs
    assert [(need.name, need.standing, need.there) for need in told] == [
        ("FFmpeg", "lacks", None),
        ("gs", "undocumented", None),
        ("tool", "unknown", None),
        (None, None, None),
        ("convert", "has", "/usr/bin/convert"),
    ]


def test_a_program_of_another_system_is_not_told():
    assert needs(starts("taskkill"), starts("CMD.exe")).programs == ()


def test_who_starts_a_program_is_named_the_sites_own_code_first():
    core = starts("gs", own=False)
    lib = starts("gs", own=False, vendored=True)
    (need,) = needs(plugin(SHOP), core, lib, starts("gs", own=False, extension=SHOP), starts("gs")).programs
    assert [part.name for part in need.parts] == ["own code", "core", "third-party code", "shop"]
    assert (need.own, need.times) == (True, 4)


def test_a_program_is_guarded_only_if_it_is_everywhere():
    assert needs(starts("gs", guarded=True)).programs[0].guarded
    assert not needs(starts("gs", guarded=True), starts("gs")).programs[0].guarded


def test_of_a_platform_whose_php_is_not_known_nothing_is_said_to_be_there():
    unknown = Platform(id="p", name="P", about="", cms=(), traits={})
    told = needs(asks("gd"), starts("gs"), platform=unknown)
    assert (told.best, told.verdicts) == (None, ())
    assert (told.extensions[0].standing, told.programs[0].standing) == ("undocumented", "unknown")
