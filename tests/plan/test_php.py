"""Which version of PHP suits a site."""

import datetime as dt

from audit.model.code import Incompatibility, Requirement
from audit.model.facts import Extension, Install, Location
from audit.model.inventory import Inventory
from audit.model.php import PhpCore
from audit.model.rules import Citation, PhpOffer
from audit.plan.php import choose_php

HERE = Location("a.php", 3)
CORES = (
    PhpCore(cms="drupal", branch="8.9", php_min="7.0", php_known="7.4"),
    PhpCore(cms="drupal", branch="10.2", php_min="8.1", php_known="8.3"),
    PhpCore(cms="wordpress", branch="5.5", php_min="5.6", php_max="7.4"),
    PhpCore(cms="wordpress", branch="6.8", php_min="7.2", php_max="8.4"),
)
SOURCE = Citation(url="https://example.com", reviewed=dt.date(2026, 1, 1))
OFFERED = ("7.4", "8.2", "8.3", "8.4", "8.5")


def install(version="7.0.1"):
    return Install(location=Location("."), install=".", root=".", cms="wordpress", version=version)


def plugin(slug, **fields):
    path = f"wp-content/plugins/{slug}"
    place = Location(f"{path}/{slug}.php")
    file = f"{slug}/{slug}.php"
    return Extension(
        location=place, install=".", kind="plugin", slug=slug, name=slug, file=file, path=path, **fields
    )


def broken(extension, effect="removed", version="8.3", sure="certain", **fields):
    return Incompatibility(
        location=HERE,
        install=".",
        symbol="f",
        effect=effect,
        version=version,
        sure=sure,
        extension=extension and extension.path,
        places=(HERE,),
        **fields,
    )


def range_of(name, sure="certain", **fields):
    place = Location("composer.lock")
    return Requirement(
        location=place,
        install=".",
        kind="php-version",
        name=name,
        stated_by="composer.lock",
        sure=sure,
        **fields,
    )


def choose(*facts, ending=None):
    offer = PhpOffer(versions=OFFERED, ending=ending or {}, source=SOURCE)
    choice = choose_php(Inventory(facts, lambda _: {}), offer, CORES)
    assert choice is not None
    return choice


def verdict(choice, version):
    return next(one for one in choice.verdicts if one.version == version)


def test_the_newest_suits_a_site_that_nothing_is_said_against():
    choice = choose(install(), plugin("a"))
    assert choice.best == "8.5"
    assert [one.version for one in choice.verdicts] == ["8.5", "8.4", "8.3", "8.2", "7.4"]


def test_a_plugin_that_breaks_holds_the_site_back_and_its_places_are_told():
    a = plugin("a", active=True)
    choice = choose(install(), a, plugin("b"), broken(a))
    assert choice.best == "8.2"
    [obstacle] = choice.obstacles
    assert (obstacle.part.name, obstacle.breaks[0].places) == ("a", (HERE,))
    assert obstacle.versions == ("8.5", "8.4", "8.3")
    assert [len(one.obstacles) for one in choice.verdicts] == [1, 1, 1, 0, 0]
    assert verdict(choice, "8.3").broken == {"plugin": (1, 2)}
    assert verdict(choice, "8.2").broken == {"plugin": (0, 2)}


def test_a_plugin_that_is_switched_off_is_told_and_holds_nothing_back():
    a = plugin("a", active=False)
    choice = choose(install(), a, broken(a))
    assert choice.best == "8.5"
    assert verdict(choice, "8.5").broken_inactive == {"plugin": (1, 1)}
    assert verdict(choice, "8.5").broken == {}


def test_a_plugin_of_which_nobody_knows_holds_back():
    a = plugin("a", active=None)
    assert choose(install(), a, broken(a)).best == "8.2"


def test_what_is_likely_is_a_doubt_and_what_is_guarded_neither():
    a = plugin("a")
    choice = choose(install(), a, broken(a, sure="likely"), broken(a, sure="guarded", version="7.0"))
    assert choice.best == "8.5"
    assert [doubt.part.name for doubt in choice.doubts] == ["a"]
    assert (verdict(choice, "8.3").doubts, verdict(choice, "8.2").doubts) == (1, 0)
    assert choice.obstacles == ()


def test_what_breaks_in_a_library_is_a_doubt_as_nobody_may_call_it():
    a = plugin("a")
    choice = choose(install(), a, broken(a, vendored=True), broken(None, vendored=True))
    assert choice.best == "8.5"
    assert [doubt.part.name for doubt in choice.doubts] == ["a", "third-party code"]


def test_what_is_new_keeps_from_the_older_versions():
    choice = choose(install(), broken(None, effect="added", version="8.3"))
    assert [one.version for one in choice.verdicts if one.suits] == ["8.5", "8.4", "8.3"]
    assert verdict(choice, "8.2").obstacles[0].kind == "own"
    assert choice.obstacles[0].versions == ("8.2", "7.4")


def test_a_range_that_a_package_states_counts():
    choice = choose(install(), range_of("^7.2 || ~8.2.0", package="a/b"))
    assert choice.best == "8.2"
    assert choice.obstacles[0].asks == ("^7.2 || ~8.2.0",)
    assert verdict(choice, "8.3").obstacles[0].name == "a/b"


def test_a_platform_that_composer_was_told_decides_nothing():
    assert choose(install(), range_of("7.4.33", sure="guarded")).best == "8.5"


def test_a_core_that_is_too_old_is_told_and_decides_nothing_as_the_move_updates_it():
    choice = choose(install("5.5.3"))
    assert choice.best == "8.5"
    assert verdict(choice, "8.2").core == "too-new"
    assert verdict(choice, "7.4").core == "runs"


def test_a_core_that_needs_a_newer_version_decides():
    cores = (PhpCore(cms="wordpress", branch="6.8", php_min="8.2"),)
    offer = PhpOffer(versions=("7.4",), source=SOURCE)
    choice = choose_php(Inventory([install("6.8.1")], lambda _: {}), offer, cores)
    assert choice is not None
    assert choice.best is None
    assert verdict(choice, "7.4").obstacles[0].kind == "core"
    assert choice.obstacles[0].asks == (">=8.2",)


def test_a_core_newer_than_all_that_are_known_has_no_upper_end():
    choice = choose(install("6.9"))
    assert choice.best == "8.5"
    assert verdict(choice, "8.5").core == "runs"


def test_of_a_core_that_is_not_known_nothing_is_said():
    assert verdict(choose(install("4.0")), "8.5").core == "unknown"


def test_deprecated_symbols_are_counted_and_break_nothing():
    choice = choose(install(), broken(None, effect="deprecated", version="8.2"))
    assert choice.best == "8.5"
    assert [one.deprecated for one in choice.verdicts] == [1, 1, 1, 1, 0]


def test_a_version_that_ends_is_best_only_where_none_that_lasts_would_do():
    end = {"8.5": dt.date(2027, 12, 31), "7.4": dt.date(2026, 12, 31)}
    assert choose(install(), ending=end).best == "8.4"
    choice = choose(install(), broken(None, version="8.0"), ending=end)
    assert (choice.best, verdict(choice, "7.4").ends) == ("7.4", dt.date(2026, 12, 31))
    assert verdict(choice, "8.4").ends is None


def test_where_something_breaks_on_each_there_is_no_best():
    assert choose(install(), broken(None, version="5.4")).best is None


def test_of_a_php_that_is_newer_than_a_core_without_an_end_nothing_is_known():
    here = Install(location=Location("."), install=".", root=".", cms="drupal", version="8.9.10")
    choice = choose(here)
    assert [one.core for one in choice.verdicts] == ["unknown", "unknown", "unknown", "unknown", "runs"]


def test_a_version_that_the_core_is_made_for_is_better_than_a_newer_one_of_which_nothing_is_known():
    here = Install(location=Location("."), install=".", root=".", cms="drupal", version="10.2.1")
    assert choose(here).best == "8.3"


def test_of_several_cores_the_one_that_does_worst_counts():
    here = install("6.8.1")
    other = Install(location=Location("b"), install="b", root="b", cms="drupal", version="7.98")
    for order in ((here, other), (other, here)):
        assert verdict(choose(*order), "8.4").core == "unknown"
