"""Addresses in which a character stands as it is."""

import pytest

from audit.detectors.alias import AliasFound
from audit.knowledge import load_platforms
from audit.model.inventory import Inventory
from audit.model.rules import Evidence
from tests.drupal_dumps import drupal7, told
from tests.drupal_sites import install
from tests.dumps import table

RULE = AliasFound(character="&", core="<8")


def dump(*aliases, prefix=""):
    rows = [(number, f"node/{number}", alias, "und") for number, alias in enumerate(aliases)]
    return drupal7(prefix, more=table(f"{prefix}url_alias", ["pid", "source", "alias", "language"], rows))


def found(aliases, *installs):
    [platform] = load_platforms()[-1:]
    places = RULE.find(Inventory([*installs, *aliases], lambda _: {}), platform)
    return [place.text for place in places if isinstance(place, Evidence)]


def test_addresses_are_counted_and_a_few_are_shown():
    [alias] = told(dump("tea", *(f"a&{number}" for number in range(5)))).aliases
    assert (alias.aliases, alias.examples) == (5, ("a&0", "a&1", "a&2"))


def test_a_prefix_and_several_statements_make_no_difference():
    more = "INSERT INTO `x_url_alias` VALUES (9,'node/9','c&d','und');\n"
    [alias] = told(dump("a&b", prefix="x_") + more).aliases
    assert (alias.aliases, alias.examples) == (2, ("a&b", "c&d"))


def test_what_an_address_leads_to_is_no_address():
    rows = [(1, "a&b", "tea", "und")]
    text = drupal7(more=table("url_alias", ["pid", "source", "alias", "language"], rows))
    assert told(text).aliases == []


def test_a_table_that_the_dump_drops_again_counts_no_more():
    [alias] = told(dump("a&b") + "DROP TABLE IF EXISTS `url_alias`;\n" + dump("c&d")).aliases
    assert alias.examples == ("c&d",)


@pytest.mark.parametrize(("version", "is_told"), [("7.98", True), ("10.4.8", False), (None, True)])
def test_only_cores_in_the_range_are_told(version, is_told):
    aliases = told(dump("a&b")).aliases
    assert bool(found(aliases, install(version))) is is_told


def test_a_dump_alone_is_told_as_well():
    assert found(told(dump("a&b")).aliases) == ["1 address, such as a&b"]
