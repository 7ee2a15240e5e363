"""Networks of sites, and what is special about them."""

import pytest

from audit.detectors.network import NetworkFound
from audit.knowledge import load_platforms
from audit.model.facts import Database, Install, Location, Network, Setting, Site
from audit.model.inventory import Inventory

HERE = Location("d.sql")


def install(layout="classic", *, network=True):
    return Install(
        location=Location("wp-includes/version.php"),
        install=".",
        root=".",
        cms="wordpress",
        version="6.8.1",
        layout=layout,
        network=network,
    )


def database():
    return Database(
        location=HERE,
        name=None,
        prefix="wp_",
        network=True,
        network_plugins=(),
        tables=1,
        rows=1,
        bytes=1,
    )


def network(number=1, *, subdomains=None):
    return Network(
        location=HERE,
        id=number,
        domain="a.example",
        path="/",
        title=None,
        sites=2,
        main_site=1,
        plugins=(),
        subdomains=subdomains,
    )


def site(number, *state):
    return Site(
        location=HERE,
        id=number,
        url=None,
        title=None,
        theme=None,
        parent_theme=None,
        plugins=None,
        prefix="wp_",
        tables=1,
        rows=1,
        bytes=1,
        state=state,
    )


def setting(name, value=True, kind="constant"):
    return Setting(location=Location("wp-config.php", 2), kind=kind, name=name, value=value)


def told(found, *facts):
    [platform] = [one for one in load_platforms() if one.id == "pantheon"]
    return [place.text for place in found.find(Inventory(facts, lambda _: {}), platform)]


ON = setting("MULTISITE")


def test_a_network_is_told_by_its_tables_or_by_its_switch():
    assert told(NetworkFound(), database(), site(1), site(2)) == ["a network of 2 sites"]
    assert told(NetworkFound(), install(), ON) == ["MULTISITE is true"]
    assert told(NetworkFound(), install(network=False), setting("MULTISITE", False)) == []


def test_a_network_of_one_site_in_use_is_alone():
    alone = NetworkFound(alone=True)
    assert told(alone, database(), site(1)) == ["1 of 1 sites is in use"]
    assert told(alone, database(), site(1), site(2, "archived"), site(3, "spam")) == [
        "1 of 3 sites is in use"
    ]
    assert told(alone, database(), site(1), site(2, "private")) == []
    assert told(alone, database()) == []
    assert told(alone, install(), ON) == []


def test_constants_that_are_set_nowhere_are_named():
    found = NetworkFound(lacks=("A", "B"))
    assert told(found, install(), ON, setting("A")) == ["no B beside MULTISITE"]
    assert told(found, install(), ON) == ["no A and no B beside MULTISITE"]
    assert told(found, install(), ON, setting("A"), setting("B")) == []
    assert told(found, install(network=False), setting("MULTISITE", False)) == []


@pytest.mark.parametrize(
    ("told_by", "subdomains"),
    [
        ([network(subdomains=True)], True),
        ([network(subdomains=False)], False),
        ([setting("SUBDOMAIN_INSTALL", True)], True),
        ([setting("SUBDOMAIN_INSTALL", False)], False),
        ([network()], None),
    ],
)
def test_sub_domains_are_told_by_the_network_or_the_configuration(told_by, subdomains):
    facts = [install(), ON, *told_by]
    assert bool(told(NetworkFound(subdomains=True), *facts)) is (subdomains is True)
    assert bool(told(NetworkFound(subdomains=False), *facts)) is (subdomains is False)


def test_a_layout_can_be_asked_for():
    found = NetworkFound(layout=("bedrock",))
    assert told(found, install("bedrock"), ON) == ["MULTISITE is true"]
    assert told(found, install(), ON) == []
    assert told(found, install("bedrock", network=None)) == []


@pytest.mark.parametrize(
    ("value", "is_open"), [("all", True), ("blog", True), ("user", False), ("none", False)]
)
def test_a_network_is_open_where_visitors_may_make_sites(value, is_open):
    assert bool(told(NetworkFound(open=True), setting("registration", value, "option"))) is is_open


def test_several_networks_are_told_each():
    assert len(told(NetworkFound(several=True), network(1), network(2))) == 2
    assert told(NetworkFound(several=True), network(1)) == []


def test_only_one_condition_is_given():
    with pytest.raises(ValueError, match="at most one"):
        NetworkFound(several=True, alone=True)


def test_the_source_is_where_the_condition_is_told():
    assert NetworkFound(lacks=("A",)).needs == ("configuration",)
    assert NetworkFound(open=True).needs == ("database",)
    assert NetworkFound().needs == ("configuration", "database")
