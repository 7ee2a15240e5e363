"""Which database belongs to which Drupal site."""

import pytest
from msgspec.structs import replace

from audit.collectors.drupal.pairing import pair_drupal
from audit.model.facts import Install, Location
from tests.drupal_dumps import core_extension, drupal7, drupal8, tell
from tests.drupal_sites import install, site
from tests.dumps import table

DOMAIN = ["domain_id", "subdomain", "sitename", "scheme", "valid", "weight", "is_default"]


def databases(*sql):
    return [data for one in sql for data in tell(one)[0]]


def named(name, sql):
    return f"USE `{name}`;\n{sql}"


def pair(installs, sites, data):
    pairs, problems = pair_drupal(installs, sites, data, ["site.sql"])
    found = [(one.site.folder, one.data.database.name, one.data.database.prefix) for one in pairs]
    return found, [problem.kind for problem in problems]


def test_an_only_site_and_an_only_database_belong_together():
    pairs, problems = pair_drupal(
        [install()], [site(3)], databases(drupal7("x_", {"site_name": "Ours", "cache": 1})), ["site.sql"]
    )
    assert problems == []
    assert (pairs[0].site.title, pairs[0].site.prefix, pairs[0].site.plugins) == ("Ours", "x_", ("system",))
    assert {(one.site, one.install) for one in pairs[0].data.settings} == {(3, ".")}
    assert {(one.site, one.install) for one in pairs[0].data.tables} == {(3, ".")}
    assert pairs[0].data.site == pairs[0].site


def test_an_only_database_of_another_name_is_doubted():
    data = databases(named("live", drupal7("", {})))
    assert pair([install()], [site(database="dev")], data) == (
        [("sites/default", "live", "")],
        ["other-database"],
    )


def test_sites_find_their_databases_by_name():
    data = databases(named("b", drupal7("", {})), named("a", drupal7("", {})))
    sites = [site(1, database="a"), site(2, "sites/b", database="b")]
    assert pair([install()], sites, data) == ([("sites/default", "a", ""), ("sites/b", "b", "")], [])


def test_sites_find_their_databases_by_prefix():
    data = databases(drupal7("a_", {}) + drupal7("b_", {}))
    sites = [site(1, "sites/b", prefix="b_"), site(2, "sites/a", prefix="a_")]
    assert pair([install()], sites, data) == ([("sites/b", None, "b_"), ("sites/a", None, "a_")], [])


def test_sites_find_their_databases_by_host():
    rows = [(1, "b.example.org", "B", "http", 1, 0, 1)]
    data = databases(drupal7("", {}, more=table("domain", DOMAIN, rows)), drupal7("", {}))
    found, problems = pair([install()], [site(hosts=("www.b.example.org",))], data)
    assert found == [("sites/default", None, "")]
    assert problems == []


def test_a_site_that_names_its_database_takes_it_from_one_that_names_none():
    data = databases(named("b", drupal7("", {})))
    sites = [site(1), site(2, "sites/b", database="b")]
    assert pair([install()], sites, data) == ([("sites/b", "b", "")], ["no-dump"])


def test_one_database_for_sites_that_name_none_is_given_to_no_one():
    assert pair([install()], [site(1), site(2, "sites/b")], databases(drupal7("", {}))) == (
        [],
        ["ambiguous-dump"],
    )


def test_two_databases_for_a_site_that_names_none_are_not_chosen_from():
    assert pair([install()], [site()], databases(drupal7("a_", {}) + drupal7("b_", {}))) == (
        [],
        ["ambiguous-dump"],
    )


def test_a_dump_of_another_name_may_be_of_any_of_several_sites():
    data = databases(named("live", drupal7("", {})))
    sites = [site(1, database="a"), site(2, "sites/b", database="b")]
    assert pair([install()], sites, data) == ([], ["other-site"])


def test_a_database_that_two_sites_name_is_counted_once():
    data = databases(named("a", drupal7("", {})))
    sites = [site(1, database="a"), site(2, "sites/b", database="a")]
    assert pair([install()], sites, data) == ([("sites/default", "a", "")], ["shared-database"])


def test_a_database_of_another_major_version_is_of_another_site():
    later = drupal8("", {"core.extension": core_extension("node")})
    assert pair([install("7.98")], [site()], databases(later)) == ([], ["other-site"])
    assert pair([install("10.2.1")], [site()], databases(later)) == ([("sites/default", None, "")], [])
    assert pair([install(None)], [site()], databases(later)) == ([("sites/default", None, "")], [])


def test_a_dump_without_a_drupal_is_said():
    assert pair([install()], [site()], []) == ([], ["no-drupal"])


def test_without_a_dump_there_is_nothing_to_say():
    assert pair_drupal([install()], [site()], [], []) == ([], [])


def test_a_wordpress_beside_it_is_no_concern():
    other = Install(location=Location("x"), root="blog", cms="wordpress", version="6.8")
    assert pair([other], [], databases(drupal7("", {}))) == ([], [])


def test_a_dump_of_some_sites_says_of_which_others_it_is_not():
    sites = [site(number, f"sites/s{number}", database=f"s{number}") for number in range(1, 4)]
    _, problems = pair_drupal([install()], sites, databases(named("s2", drupal7("", {}))), ["site.sql"])
    assert [(one.kind, one.hides) for one in problems] == [("no-dump", True)]
    assert "sites/s1, sites/s3, so" in problems[0].text


def test_many_sites_without_a_database_are_one_problem():
    sites = [site(number, f"sites/s{number}", database=f"s{number}") for number in range(1, 301)]
    _, problems = pair_drupal([install()], sites, databases(named("x", drupal7("", {}))), ["site.sql"])
    assert len(problems) == 1
    assert len(problems[0].text) < 700


def test_another_profile_is_doubted():
    data = databases(drupal8("", {"core.extension": core_extension("node", profile="minimal")}))
    assert pair([install("10.1.0", profile="standard")], [site()], data)[1] == ["other-profile"]


@pytest.mark.parametrize("file", ["two.sql.gz", "dumps/b.example.org.sql", "B.sql"])
def test_a_dump_that_names_no_database_is_known_by_its_file(file):
    [one, other] = databases(drupal7("", {"site_name": "A"}), drupal7("", {"site_name": "B"}))
    other = other._replace(database=replace(other.database, location=Location(file)))
    sites = [site(1, database="one"), site(2, "sites/b", database="two", hosts=("b.example.org",))]
    pairs, _ = pair_drupal([install()], sites, [one, other], ["one.sql", file])
    assert [(pair.site.folder, pair.site.title) for pair in pairs] == [("sites/b", "B")]
