"""Extensions, by what is known of them, and the examples that rules on them have for nothing."""

import pytest

from audit.detectors.extension import ExtensionFound
from audit.knowledge import load_platforms
from audit.model.facts import Extension, Install, Location, Site
from audit.model.inventory import Inventory
from audit.model.rules import Evidence, Unclear


def extension(slug="a", kind="plugin", name="A", **more):
    return Extension(location=Location(slug), kind=kind, slug=slug, name=name, file=slug, **more)


def install(version):
    return Install(location=Location("x"), root=".", cms="drupal", version=version)


def site(number):
    return Site(
        location=Location("x"), id=number, url=None, title=None, theme=None, parent_theme=None, plugins=None,
        prefix="wp_", tables=1, rows=1, bytes=1,
    )  # fmt: skip


def found(condition, *facts):
    [platform] = load_platforms()[:1]
    return list(condition.find(Inventory(facts, lambda _: {}), platform))


def told(condition, *facts):
    return [place.location.path for place in found(condition, *facts) if isinstance(place, Evidence)]


def unclear(condition, *facts):
    return [place.reason for place in found(condition, *facts) if isinstance(place, Unclear)]


def shown(examples):
    return [(example.matches, sorted(example.files)) for example in examples]


def test_slugs_are_the_same_in_small_and_capital_letters():
    assert told(ExtensionFound(slug=("S3-Uploads",)), extension("s3-uploads"), extension("s3-up")) == [
        "s3-uploads"
    ]


def test_one_kind_or_several_are_meant():
    facts = [extension("a"), extension("A", "mu-plugin"), extension("a ", "theme")]
    assert told(ExtensionFound(slug=("a",), kind="mu-plugin"), *facts) == ["A"]
    assert told(ExtensionFound(slug=("a",), kind=("plugin", "mu-plugin")), *facts) == ["a", "A"]


def test_a_drop_in_is_known_by_the_plugin_that_wrote_it():
    condition = ExtensionFound(slug=("db.php",), kind="drop-in", written_by=("hyperdb",))
    assert told(condition, extension("db.php", "drop-in", written_by="hyperdb")) == ["db.php"]
    assert told(condition, extension("db.php", "drop-in")) == []


def test_a_version_that_is_not_known_is_unclear():
    condition = ExtensionFound(slug=("a",), versions="<2")
    assert unclear(condition, extension(version=None)) == ["The version of A is not known."]
    assert unclear(condition, extension(version="3")) == []


def test_the_core_can_be_of_some_versions_only():
    condition = ExtensionFound(slug=("a",), kind="module", core=">=8")
    module = extension(kind="module")
    assert told(condition, module, install("10.4.8")) == ["a"]
    assert found(condition, module, install("7.98")) == []
    assert unclear(condition, module, install(None)) == ["The version of the core is not known."]


def test_a_version_that_does_not_fit_leaves_nothing_unclear():
    condition = ExtensionFound(slug=("a",), versions="<2", core=">=8")
    assert found(condition, extension(version="3"), install(None)) == []


@pytest.mark.parametrize(
    ("active", "states"), [(None, [True, False, None]), (True, [True, None]), (False, [False])]
)
def test_what_may_be_active_counts_as_active(active, states):
    facts = [extension(active=state) for state in (True, False, None)]
    matched = [fact for fact in facts if told(ExtensionFound(slug=("a",), active=active), fact)]
    assert [fact.active for fact in matched] == states


def test_what_must_be_enabled_is_unclear_where_nobody_knows():
    condition = ExtensionFound(slug=("a",), enabled=True)
    assert told(condition, extension(active=True)) == ["a"]
    assert found(condition, extension(active=False)) == []
    assert unclear(condition, extension()) == ["Whether A is active is not known."]
    assert list(condition.examples("wordpress")) == []


@pytest.mark.parametrize(
    ("more", "sites"),
    [
        ({"network_active": True, "active_sites": ()}, ["all"]),
        ({"network_active": False, "active_sites": (1, 2)}, ["all"]),
        ({"network_active": False, "active_sites": (2,)}, ["some"]),
        ({"network_active": False, "active_sites": ()}, []),
    ],
)
def test_an_extension_is_active_in_all_sites_or_in_some(more, sites):
    facts = [extension(**more), site(1), site(2)]
    asked = {wanted: ExtensionFound(slug=("a",), sites=wanted) for wanted in ("all", "some")}
    assert [wanted for wanted, condition in asked.items() if told(condition, *facts)] == sites


def test_one_site_is_no_network():
    alone = extension(network_active=None, active_sites=(1,))
    assert found(ExtensionFound(slug=("a",), sites="all"), alone, site(1)) == []


def test_sites_of_which_nothing_is_known_are_unclear():
    assert unclear(ExtensionFound(slug=("a",), sites="some"), extension(), site(1), site(2)) == [
        "It is not known on which sites A is active."
    ]


@pytest.mark.parametrize(
    ("signs", "text"),
    [
        (("composer.lock", "database"), "A, active in the database, missing on disk"),
        (("config/sync",), "A, active in config/sync, missing on disk"),
        (("composer.lock",), "A, in composer.lock, missing on disk"),
    ],
)
def test_what_is_missing_on_disk_is_told_with_what_names_it(signs, text):
    [place] = found(ExtensionFound(slug=("a",)), extension(installed=False, active=True, found_by=signs))
    assert place.text == text


def test_each_slug_has_an_example_and_all_have_a_near_miss():
    assert shown(ExtensionFound(slug=("give", "wp-give")).examples("wordpress")) == [
        (True, ["wp-content/plugins/give/give.php"]),
        (True, ["wp-content/plugins/wp-give/wp-give.php"]),
        (
            False,
            [
                "wp-content/plugins/give-lookalike/give-lookalike.php",
                "wp-content/plugins/wp-give-lookalike/wp-give-lookalike.php",
            ],
        ),
    ]


def test_versions_have_an_example_on_both_sides_of_both_ends():
    made = ExtensionFound(slug=("a",), versions=">=2.1,<3").examples("wordpress")
    versions = [
        (example.matches, line.removeprefix("Version: "))
        for example in made
        for line in example.files.get("wp-content/plugins/a/a.php", "").splitlines()
        if line.startswith("Version: ")
    ]
    assert versions == [(True, "2.1"), (True, "2.99"), (False, "2.0.99"), (False, "3")]


def test_a_drupal_has_examples_of_the_core_that_is_meant():
    made = list(ExtensionFound(slug=("redis",), kind="module", core="<8").examples("drupal"))
    assert [example.matches for example in made if "core/lib/Drupal.php" in example.files] == [False]
    assert [example.matches for example in made if "core/lib/Drupal.php" not in example.files] == [
        True,
        False,
    ]


def test_being_active_is_shown_by_dumps():
    made = [one for one in ExtensionFound(slug=("a",), active=True).examples("wordpress") if one.dump]
    assert [("a/a.php" in (one.dump or ""), one.matches) for one in made] == [(True, True), (False, False)]


def test_a_pattern_of_names_needs_a_name_that_it_matches():
    assert shown(ExtensionFound(slug=("db",), named="hyperdb").examples("wordpress")) == []
    assert [
        matches
        for matches, _ in shown(
            ExtensionFound(slug=("db",), named="hyperdb", called="HyperDB").examples("wordpress")
        )
    ] == [True, False, False]


def test_a_kind_that_nobody_can_show_has_no_examples():
    assert list(ExtensionFound(slug=("a",), kind="library").examples("drupal")) == []


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"slug": ()}, "names at least one"),
        ({"slug": ("a",), "versions": "new"}, "no range"),
        ({"slug": ("a",), "core": "old"}, "no range"),
        ({"slug": ("a",), "named": "("}, "no pattern"),
        ({"slug": ("a",), "named": "a", "called": "B"}, "called"),
    ],
)
def test_what_cannot_be_asked_is_refused(fields, mistake):
    with pytest.raises(ValueError, match=mistake):
        ExtensionFound(**fields)
