"""How the folders of an install are laid out."""

import pytest

from audit.detectors.layout import LayoutFound
from audit.knowledge import load_platforms
from audit.model.facts import Install, Location
from audit.model.inventory import Inventory


def found(rule, *layouts, made_for=()):
    installs = [
        Install(
            location=Location(name),
            install=name,
            root=name,
            cms="wordpress",
            version="6.8",
            layout=name,
            made_for=made_for,
        )
        for name in layouts
    ]
    return [place.text for place in rule.find(Inventory(installs, lambda _: {}), load_platforms()[0])]


def test_a_layout_is_found_by_its_name():
    rule = LayoutFound(layout=("bedrock", "composer"))
    assert found(rule, "classic", "bedrock") == ["the layout is that of bedrock"]


def test_an_install_of_another_layout_is_left_alone():
    assert found(LayoutFound(layout=("bedrock",)), "classic", "core-in-folder", "vip") == []


def test_what_was_made_for_a_certain_host_is_left_alone():
    rule = LayoutFound(layout=("bedrock",), not_made_for=("pantheon",))
    assert found(rule, "bedrock", made_for=("lando", "pantheon")) == []
    assert found(rule, "bedrock", made_for=("lando",)) == ["the layout is that of bedrock"]


def test_no_layout_at_all_is_a_mistake():
    with pytest.raises(ValueError, match="at least one"):
        LayoutFound(layout=())
