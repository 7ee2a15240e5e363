"""Paths and folders over a limit."""

import datetime as dt

from msgspec.structs import replace

from audit.detectors.extreme import ExtremeFound
from audit.knowledge import load_platforms
from audit.model.facts import Location
from audit.model.files import Extreme
from audit.model.inventory import Inventory
from audit.model.rules import Citation, Limit

LIMIT = Limit(
    value=10, unit="bytes", means="x", source=Citation("https://example.org", dt.date(2026, 1, 1))
)  # fmt: skip


def told(found, *numbers, limits):
    [platform] = load_platforms()[:1]
    extremes = [
        Extreme(location=Location(f"p{number}"), kind="longest", area="files", number=number, seen_as="p")
        for number in numbers
    ]
    inventory = Inventory(extremes, lambda _: {})
    return [place.location.path for place in found.find(inventory, replace(platform, limits=limits))]


def test_what_is_over_the_limit_is_told():
    found = ExtremeFound(kind="longest", over="size", area="files")
    assert told(found, 9, 10, 11, limits={"size": LIMIT}) == ["p11"]


def test_what_is_another_extreme_or_lies_elsewhere_is_not():
    assert told(ExtremeFound(kind="fullest", over="size"), 11, limits={"size": LIMIT}) == []
    assert told(ExtremeFound(kind="longest", over="size", area="code"), 11, limits={"size": LIMIT}) == []


def test_a_platform_without_the_limit_minds_nothing():
    assert told(ExtremeFound(kind="longest", over="size"), 11, limits={}) == []
