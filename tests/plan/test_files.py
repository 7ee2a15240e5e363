"""The proposed pantheon.yml: right for YAML, with a reason for each key, and nothing that was not seen."""

import datetime as dt

import pytest
from msgspec.structs import replace

from audit.model.facts import Location, Network
from audit.model.php import PhpChoice, PhpPart, PhpVerdict
from audit.model.redirects import Redirect
from audit.model.server import ServerDirective
from audit.parsers.yaml import parse_yaml
from audit.plan import plan
from tests.plan.cases import DRUPAL, HERE, PANTHEON, WORDPRESS, inventory, planned, plugin, served

NETWORK = replace(WORDPRESS, network=True)
TOLD = Network(
    location=HERE, install=".", id=1, domain="a.org", path="/", title=None, sites=2, main_site=1, plugins=()
)
BLOCK = PhpPart(kind="extension", name="old-plugin", active=True)
CHOICE = PhpChoice(
    best="8.3",
    verdicts=(
        PhpVerdict(version="8.4", obstacles=(BLOCK,)),
        PhpVerdict(version="8.3", ends=dt.date(2027, 1, 1)),
    ),
)


def files(*facts, php=None):
    made = plan((), inventory(*facts), PANTHEON, php)
    return {file.path: file.text for file in made.upstreams[0].files}


def keys(*facts, php=None):
    return parse_yaml(files(*facts, php=php)["pantheon.yml"].encode())


def directive(path, line, text, **more):
    told = {
        "name": text.split()[0],
        "outcome": "moves-to",
        "group": "access",
        "why": "w",
        "own": True,
        "seen_as": path,
    }
    return ServerDirective(location=Location(path, line), install=".", text=text, **(told | more))


def closed(source, kind="regex", status=403, **more):
    return Redirect(
        location=Location(".htaccess", 1),
        install=".",
        source=source,
        kind=kind,
        status=status,
        by="htaccess",
        **more,
    )


def test_a_plain_site_gets_few_keys():
    assert keys(WORDPRESS) == {
        "api_version": 1,
        "database": {"version": 10.6},
        "enforce_https": "transitional",
    }


def test_each_key_has_a_comment_before_it():
    text = files(NETWORK, TOLD, served(1, "a.org"), served(2, "b.org"), closed("^private/"), php=CHOICE)[
        "pantheon.yml"
    ]
    blocks = text.strip().split("\n\n")
    assert len(blocks) > 5
    assert all(block.startswith("# ") for block in blocks)


def test_the_version_of_php_is_the_one_that_suits_and_says_what_stands_in_the_way():
    assert keys(WORDPRESS, php=CHOICE)["php_version"] == 8.3
    text = files(WORDPRESS, php=CHOICE)["pantheon.yml"].replace("\n# ", " ")
    assert "In the way of 8.4: old-plugin. It can be chosen until 2027-01-01 only." in text


def test_where_no_version_of_php_suits_none_is_written():
    assert "php_version" not in keys(WORDPRESS, php=PhpChoice(best=None))


def test_a_site_that_composer_builds_is_served_from_web():
    told = keys(DRUPAL)
    assert (told["web_docroot"], told["build_step"]) == (True, True)


@pytest.mark.parametrize(
    ("install", "version"),
    [
        (replace(DRUPAL, version="7.12"), 10.4),  # drops-7 brings it to its newest release
        (replace(DRUPAL, version="8.4.0"), 10.3),
        (replace(DRUPAL, version="8.9.0"), 10.4),
        (DRUPAL, 10.6),
    ],
)
def test_the_database_suits_the_core(install, version):
    assert keys(install)["database"]["version"] == version


def test_a_core_of_unknown_version_gets_no_database():
    assert "database" not in keys(replace(WORDPRESS, version=None))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("max-age=63072000; includeSubDomains; preload", "full+subdomains"),
        ("max-age=31536000", "full"),
        ("max-age=300; includeSubDomains", "transitional+subdomains"),
        ("max-age=300", "transitional"),
        ("nonsense", "transitional"),
    ],
)
def test_https_is_kept_as_strict_as_the_old_server_had_it(text, value):
    header = directive(".htaccess", 9, f"Header set Strict-Transport-Security {text}", group="headers")
    assert keys(WORDPRESS, header)["enforce_https"] == value


def test_folders_that_were_closed_stay_closed():
    denied = directive("wp-content/uploads/private/.htaccess", 1, "Deny from all")
    assert keys(WORDPRESS, denied)["protected_web_paths"] == ["/wp-content/uploads/private"]
    two = (directive("x/.htaccess", 1, "Order deny,allow"), directive("x/.htaccess", 2, "Deny from all"))
    assert keys(WORDPRESS, *two)["protected_web_paths"] == ["/x"]


@pytest.mark.parametrize(
    "facts",
    [
        (directive("x/.htaccess", 2, "Deny from all"),),  # a section may stand before it
        (directive("x/.htaccess", 1, "Deny from 1.2.3.4"),),
        (directive("x/.htaccess", 1, "Deny from all"), directive("x/.htaccess", 2, "Allow from 1.2.3.4")),
        (directive("x/.htaccess", 1, "Deny from all", own=False),),
        (directive(".htaccess", 1, "Deny from all"),),
        (directive("wp-content/uploads/.htaccess", 1, "Deny from all"),),
        (closed("^(a|b)/"),),
        (closed("^inc"),),
        (closed("/a", "exact", 301),),
        (closed("/a", "exact", depends=("address",)),),
        (closed("/a", "exact", host="a.org"),),
        (closed("/a b\nphp_version: 5", "exact"),),
        (closed("/", "prefix"),),
    ],
)
def test_what_is_no_plain_path_is_not_proposed(facts):
    assert "protected_web_paths" not in keys(WORDPRESS, *facts)


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        (closed("^inc/"), "/inc"),
        (closed("^a\\.txt$"), "/a.txt"),
        (closed("/docs/internal", "prefix"), "/docs/internal"),
        (closed("^old(/|$)", status=404), "/old"),
    ],
)
def test_addresses_that_the_server_refused_are_proposed(rule, path):
    assert keys(WORDPRESS, rule)["protected_web_paths"] == [path]


def test_no_more_paths_are_proposed_than_there_is_room_for():
    many = [closed(f"/p{number}", "exact") for number in range(30)]
    assert len(keys(WORDPRESS, *many)["protected_web_paths"]) == 24
    assert "and 6 more" in files(WORDPRESS, *many)["pantheon.yml"]


def test_an_object_cache_or_solr_in_use_gets_its_version():
    cache = plugin("redis-cache", roles=("object-cache",))
    assert keys(WORDPRESS, cache)["object_cache"] == {"version": 6.2}
    assert "object_cache" not in keys(WORDPRESS, replace(cache, active=False))
    solr = plugin("search_api_solr", kind="module", roles=("solr",))
    for version, number in (("10.2.0", 8), ("7.98", 3)):
        found = replace(solr, install="web")
        assert keys(replace(DRUPAL, version=version), found)["search"] == {"version": number}


@pytest.mark.parametrize(
    ("network", "sites", "value"),
    [
        (replace(TOLD, subdomains=False), (served(1, "a.org"), served(2, "a.org")), True),
        (replace(TOLD, subdomains=True), (served(1, "a.org"), served(2, "b.a.org")), "custom"),
        (replace(TOLD, subdomains=True), tuple(served(n, f"s{n}.a.org") for n in range(80)), "convert"),
    ],
)
def test_addresses_of_a_network_are_replaced_by_its_kind(network, sites, value):
    assert keys(NETWORK, network, *sites)["search_replace"] == value


def test_a_network_that_composer_builds_gets_no_replacement():
    assert keys(replace(NETWORK, layout="bedrock"), TOLD)["search_replace"] is False


def test_hosts_of_a_network_go_into_a_file_of_their_own():
    told = replace(TOLD, subdomains=True)
    both = files(NETWORK, told, served(1, "A.org"), served(2, "b.a.org"), served(3, 'x": {y}\n'))
    assert parse_yaml(both["private/sites.yml"].encode()) == {
        "api_version": 1,
        "domain_maps": {"live": {"1": "a.org", "2": "b.a.org"}},
    }
    assert "private/sites.yml" not in files(NETWORK, replace(TOLD, subdomains=False), served(1, "a.org"))


def test_nothing_from_the_site_leaves_a_comment():
    part = replace(BLOCK, name="x\n  evil: true\u2028y: {why}")
    choice = replace(CHOICE, verdicts=(PhpVerdict(version="8.4", obstacles=(part,)), *CHOICE.verdicts[1:]))
    assert set(keys(WORDPRESS, php=choice)) == {"api_version", "php_version", "database", "enforce_https"}


def test_without_code_no_file_is_proposed():
    assert planned(absent=("code",)).upstreams == ()
