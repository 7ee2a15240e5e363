"""Links, by where they lead."""

import pytest

from audit.detectors.link import LinkFound
from audit.knowledge import load_platforms
from audit.model.facts import Location
from audit.model.files import Link
from audit.model.inventory import Inventory


def link(path, *, leads="inside", absolute=False, area="code"):
    return Link(
        location=Location(path), target="/x" if absolute else "x", leads=leads, absolute=absolute, to=None,
        area=area, seen_as=path,
    )  # fmt: skip


def told(found, *links):
    [platform] = load_platforms()[:1]
    return [place.location.path for place in found.find(Inventory(links, lambda _: {}), platform)]


def test_absolute_links_are_told():
    assert told(LinkFound(absolute=True), link("a", absolute=True), link("b")) == ["a"]


def test_links_are_told_by_where_they_lead_and_where_they_lie():
    links = [link("a", leads="nowhere"), link("b", leads="loop"), link("c", leads="nowhere", area="files")]
    assert told(LinkFound(leads=("nowhere",), area="code"), *links) == ["a"]


def test_some_paths_are_left_out():
    found = LinkFound(area="code", but_not=("**/node_modules/**",))
    assert told(found, link("x/node_modules/.bin/a"), link("x/a")) == ["x/a"]


def test_all_links_is_no_question():
    with pytest.raises(ValueError, match="give leads"):
        LinkFound()
