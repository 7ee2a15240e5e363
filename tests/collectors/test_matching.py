"""Several installs and several dumps: what belongs together, and what is asked for."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from audit.collectors.drupal.pairing import pair_drupal
from audit.collectors.matching import Candidate, Seeker, check_pins, match, pinned
from audit.collectors.wordpress.pairing import pair
from audit.errors import AuditError
from audit.model.facts import Install, Location, Setting
from audit.scan import scan
from tests.conftest import CORE
from tests.drupal_dumps import drupal7, tell
from tests.drupal_sites import install as drupal
from tests.drupal_sites import site
from tests.dumps import network, told, wordpress

ONE, TWO = (wordpress(options={"home": f"https://{name}.example"}) for name in ("one", "two"))


def config(name=None, home=None, more="", prefix="wp_"):
    lines = [f"$table_prefix = '{prefix}';", more]
    lines += [f"define('DB_NAME', '{name}');"] if name else []
    lines += [f"define('WP_HOME', 'https://{home}');"] if home else []
    return "<?php\n" + "\n".join(lines)


@pytest.fixture
def two(folder, tmp_path):
    """Return what scans two WordPress, one below the other, with dumps by their file names."""

    def run(outer, inner, dumps, more=None):
        files = {**CORE, "wp-config.php": outer}
        files |= {f"blog/{name}": text for name, text in {**CORE, "wp-config.php": inner}.items()}
        for name, text in dumps.items():
            (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
            (tmp_path / name).write_text(text)
        return scan(str(folder({**files, **(more or {})})), [str(tmp_path / name) for name in dumps])

    return run


def of(report):
    """Return the install of each site by its address."""
    return {site.url.split("//")[-1].split(".")[0]: site.install for site in report.sites if site.url}


def problems(report):
    return {(problem.install, problem.kind) for problem in report.coverage.problems}


def test_two_installs_of_one_prefix_have_the_dumps_of_the_names_that_they_say(two):
    dumps = {"a.sql": f"USE `beta`;\n{TWO}", "b.sql": f"USE `alpha`;\n{ONE}"}
    report = two(config("alpha"), config("beta"), dumps)
    assert of(report) == {"one": ".", "two": "blog"}
    assert problems(report) == set()


def test_the_comment_at_the_top_of_a_dump_names_its_database_too(two):
    head = "-- MySQL dump 10.13  Distrib 8.0.36\n--\n-- Host: localhost    Database: {}\n-- ------\n"
    dumps = {"a.sql": head.format("beta") + TWO, "b.sql": head.format("alpha") + ONE}
    assert of(two(config("alpha"), config("beta"), dumps)) == {"one": ".", "two": "blog"}


def test_two_databases_in_one_file_are_told_apart(two):
    both = f"CREATE DATABASE `alpha`;\nUSE `alpha`;\n{ONE}CREATE DATABASE `beta`;\nUSE `beta`;\n{TWO}"
    assert of(two(config("alpha"), config("beta"), {"all.sql": both})) == {"one": ".", "two": "blog"}


def test_addresses_tell_whose_a_dump_is(two):
    dumps = {"a.sql": TWO, "b.sql": ONE}
    report = two(config(home="one.example"), config(home="www.two.example"), dumps)
    assert of(report) == {"one": ".", "two": "blog"}


def test_the_file_of_a_dump_tells_whose_it_is(two):
    dumps = {"blog-2024-05-31.sql": TWO, "alpha_backup.sql": ONE}
    assert of(two(config("alpha"), config("beta"), dumps)) == {"one": ".", "two": "blog"}


def test_where_everything_is_the_same_nothing_is_chosen_and_it_is_asked_for(two):
    report = two(config(), config(), {"a.sql": ONE, "b.sql": TWO})
    assert of(report) == {"one": None, "two": None}
    texts = {one.install: one.text for one in report.coverage.problems if one.kind == "ambiguous-dump"}
    assert set(texts) == {".", "blog"}
    for part in ("a.sql", "b.sql", "--dump blog=FILE", "may belong to the install in . as well"):
        assert part in texts["blog"]


def test_two_databases_of_one_file_that_nothing_tells_apart_are_to_be_given_apart(two):
    both = "".join(f"USE `{name}`;\n{text}" for name, text in (("x", ONE), ("y", TWO)))
    [problem, _] = two(config(), config(), {"all.sql": both}).coverage.problems
    assert "a file of its own" in problem.text


def test_a_dump_that_may_be_of_either_is_given_to_neither(two):
    report = two(config(), config(), {"a.sql": ONE})
    assert of(report) == {"one": None}
    assert problems(report) == {(".", "ambiguous-dump"), ("blog", "ambiguous-dump")}


def test_an_address_that_contradicts_outweighs_a_prefix(two):
    report = two(config(home="other.example"), config(home="one.example"), {"a.sql": ONE})
    assert of(report) == {"one": "blog"}
    assert (".", "no-dump") in problems(report)


def test_two_installs_that_name_one_database_share_it_and_are_told(two):
    report = two(config("alpha"), config("alpha"), {"a.sql": f"USE `alpha`;\n{ONE}"})
    assert {site.install for site in report.sites} == {".", "blog"}
    assert problems(report) == {("blog", "shared-database")}


def test_a_network_and_a_site_of_one_prefix_are_told_apart(two):
    net = network({1: {"home": "https://net.example"}, 2: {"home": "https://net2.example"}})
    outer = config(more="define('MULTISITE', true);")
    report = two(outer, config(more="define('MULTISITE', false);"), {"a.sql": ONE, "b.sql": net})
    assert of(report) == {"net": ".", "net2": ".", "one": "blog"}


def test_the_main_address_of_a_network_tells_whose_its_dump_is(two):
    net = network({1: {"home": "https://net.example"}, 2: {"home": "https://net2.example"}})
    other = net.replace("net.example", "far.example").replace("net2.example", "far2.example")
    outer, inner = (
        config(more=f"define('MULTISITE', true); define('DOMAIN_CURRENT_SITE', '{host}.example');")
        for host in ("far", "net")
    )
    report = two(outer, inner, {"a.sql": net, "b.sql": other})
    assert of(report) == {"net": "blog", "net2": "blog", "far": ".", "far2": "."}


def test_a_wordpress_and_a_drupal_have_each_their_own_dump(folder, tmp_path):
    module = "core = 7.x\nname = System\nversion = 7.98\n"
    bootstrap = "<?php\ndefine('VERSION', '7.98');\ndefine('DRUPAL_CORE_COMPATIBILITY', '7.x');\n"
    files = {f"blog/{name}": text for name, text in CORE.items()}
    files |= {"index.php": "<?php", "includes/bootstrap.inc": bootstrap, "modules/system/system.info": module}
    files |= {"modules/system/system.module": "<?php", "includes/common.inc": "<?php"}
    (tmp_path / "both.sql").write_text(ONE + drupal7("d_", {"site_name": "Ours"}))
    report = scan(str(folder(files)), [str(tmp_path / "both.sql")])
    assert {(site.title or "WordPress", site.install) for site in report.sites} == {
        ("Ours", "."),
        ("WordPress", "blog"),
    }


def facts(*roots, **said):
    """Return installs of one prefix, as their code alone tells them."""
    place = Location("wp-config.php")
    found = [
        Install(location=place, install=root, root=root, cms="wordpress", version="6.8", prefix="wp_")
        for root in roots
    ]
    names = [
        Setting(location=place, install=root, kind="constant", name="DB_NAME", value=name)
        for root, name in said.items()
    ]
    return [*found, *names]


def data(folder: Path, **dumps: str):
    """Return the WordPress of dumps by the names of their files."""
    found = [(name, one) for name, text in dumps.items() for one in told(folder, text)]
    return [
        one._replace(database=replace(one.database, location=Location(f"{name}.sql"))) for name, one in found
    ]


def test_a_pin_decides_what_nothing_else_does(tmp_path):
    found = data(tmp_path, a=ONE, b=TWO)
    pairs, problems = pair(facts(".", "blog"), found, ["a.sql", "b.sql"], {"b.sql": "."})
    assert [(install.root, one.sites[0].url) for install, one in pairs] == [
        (".", "https://two.example"),
        ("blog", "https://one.example"),
    ]
    assert problems == []


def test_a_pin_counts_for_more_than_names_and_prefixes_and_the_doubt_is_told(tmp_path):
    found = data(tmp_path, a=f"USE `live`;\n{wordpress('x_', {'home': 'https://one.example'})}")
    pairs, problems = pair(facts("blog", blog="dev"), found, ["a.sql"], {"a.sql": "blog"})
    assert [install.root for install, _ in pairs] == ["blog"]
    assert [one.kind for one in problems] == ["other-prefix", "other-database"]


def test_a_pinned_dump_of_several_gives_the_one_that_fits(tmp_path):
    found = data(tmp_path, a=ONE + wordpress("old_", {"home": "https://old.example"}), b=TWO)
    pairs, _ = pair(facts("blog"), found, ["a.sql", "b.sql"], {"a.sql": "blog"})
    assert [one.sites[0].url for _, one in pairs] == ["https://one.example"]


def test_a_dump_that_is_pinned_to_one_is_not_given_to_another(tmp_path):
    found = data(tmp_path, a=f"USE `live`;\n{ONE}")
    pairs, problems = pair(facts(".", "blog", blog="live"), found, ["a.sql"], {"a.sql": "."})
    assert [install.root for install, _ in pairs] == ["."]
    assert [(one.install, one.kind) for one in problems] == [("blog", "no-dump")]


def test_a_dump_can_be_pinned_to_a_site_of_a_multisite():
    found = [
        one
        for text in (drupal7("", {"site_name": "A"}), drupal7("", {"site_name": "B"}))
        for one in tell(text)[0]
    ]
    found = [
        one._replace(database=replace(one.database, location=Location(name)))
        for one, name in zip(found, ("x.sql", "y.sql"), strict=True)
    ]
    sites = [site(1, root="web"), site(2, "sites/b", root="web")]
    pins = {"x.sql": "web/sites/b", "y.sql": "web/sites/default"}
    pairs, problems = pair_drupal([drupal(root="web")], sites, found, ["x.sql", "y.sql"], pins)
    assert [(one.site.folder, one.site.title) for one in pairs] == [("sites/default", "B"), ("sites/b", "A")]
    assert problems == []
    _, [problem] = pair_drupal([drupal(root="web")], sites, found, ["x.sql", "y.sql"])
    assert "web/sites/default=FILE, web/sites/b=FILE" in problem.text


def test_the_sites_of_two_drupals_have_the_databases_that_they_name():
    found = [one for name in "dcba" for one in tell(f"USE `{name}`;\n" + drupal7("", {}))[0]]
    sites = [
        site(number, f"sites/{name}", root=root, database=name)
        for root, number, name in (("x", 1, "a"), ("x", 2, "b"), ("y", 1, "c"), ("y", 2, "d"))
    ]
    pairs, problems = pair_drupal([drupal(root="x"), drupal(root="y")], sites, found, ["s.sql"])
    assert [(one.install.root, one.site.folder, one.data.database.name) for one in pairs] == [
        ("x", "sites/a", "a"),
        ("x", "sites/b", "b"),
        ("y", "sites/c", "c"),
        ("y", "sites/d", "d"),
    ]
    assert problems == []


def test_a_pin_to_where_nothing_is_names_what_there_is():
    with pytest.raises(AuditError, match=r"a\.sql is said to be of blgo.*\., blog, web, web/sites/b"):
        check_pins(
            {"a.sql": "blgo"}, [*facts(".", "blog"), drupal(root="web"), site(1, "sites/b", root="web")]
        )
    check_pins({"a.sql": "blog", "b.sql": "."}, facts(".", "blog"))


@pytest.mark.parametrize(
    ("text", "root", "path"),
    [
        ("a.sql", None, "a.sql"),
        ("blog=a.sql", "blog", "a.sql"),
        ("./blog//=/srv/a=b.sql", "blog", "/srv/a=b.sql"),
        (".=-", ".", "-"),
        ("blog=", None, "blog="),
    ],
)
def test_what_stands_before_the_first_equals_sign_is_the_folder(text, root, path):
    assert pinned(text) == (root, path)


def test_who_names_a_database_that_fits_another_better_shares_it():
    seekers = [
        Seeker("named", ("n",), None, "shop", frozenset({"x.example"}), frozenset()),
        Seeker("hosted", ("h",), None, None, frozenset({"a.example"}), frozenset({"shop"})),
    ]
    one = Candidate("shop.sql", "wp_", "shop", frozenset({"a.example"}))
    assert match(seekers, [one], {}, [[True], [True]]).shared == {"named": 0}
    alone = one._replace(hosts=frozenset())
    assert match(seekers, [alone], {}, [[True], [True]]).pairs == {"named": 0}


def test_many_sites_and_dumps_are_matched_in_little_time():
    seekers = [Seeker(n, (str(n),), "p_", f"d{n}", frozenset(), frozenset()) for n in range(400)]
    dumps = [Candidate(f"{n}.sql", "p_", f"d{n}", frozenset()) for n in reversed(range(400))]
    found = match(seekers, dumps, {}, [[True] * 400] * 400)
    assert all(found.pairs[n] == 399 - n for n in range(400))
