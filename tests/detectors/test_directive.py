"""Directives of a .htaccess, by their words."""

import pytest

from audit.detectors.directive import DirectiveFound
from audit.knowledge import load_platforms
from audit.model.facts import Location
from audit.model.inventory import Inventory
from audit.model.server import ServerDirective


def directive(name, text, *, own=True, group="types"):
    return ServerDirective(
        location=Location(".htaccess", 2),
        name=name,
        text=text,
        outcome="lost",
        group=group,
        why="Nobody reads it.",
        seen_as=".htaccess",
        own=own,
    )


def told(found, *facts):
    return [place.text for place in found.find(Inventory(facts, lambda _: {}), load_platforms()[0])]


def test_a_pattern_narrows_what_a_name_finds():
    found = DirectiveFound(name=("addtype",), text=r"\.html\b")
    html, calendar = (
        directive("AddType", "AddType x/y .html"),
        directive("AddType", "AddType text/calendar .ics"),
    )
    assert told(found, html, calendar) == ["AddType x/y .html"]


def test_a_pattern_alone_is_too_little():
    with pytest.raises(ValueError, match="give outcome, group, name or refused_files"):
        DirectiveFound(text="x")


def test_a_broken_pattern_is_refused():
    with pytest.raises(ValueError, match="is no pattern"):
        DirectiveFound(name=("addtype",), text="(")


def test_what_extensions_bring_along_is_left_out():
    assert told(DirectiveFound(group=("types",)), directive("AddType", "AddType x/y .z", own=False)) == []
