"""Which folders hold the core and nothing of the site."""

import pytest

from audit.collectors.core_folders import core_folders
from audit.model.facts import Extension, Install, Location
from audit.sources.tree import Entry, Listing


def install(cms):
    return Install(location=Location("x"), cms=cms, version=None, root="web")


def extension(kind, **told):
    return Extension(
        location=Location("x"), kind=kind, slug="a", name="A", file="a", path=f"web/{kind}s/a", **told
    )


def folders(of, *facts, listing=()):
    return list(core_folders(Listing(list(listing)), [of], facts))


def test_of_a_wordpress_they_are_two_even_if_half_of_it_is_gone():
    assert folders(install("wordpress")) == ["web/wp-admin", "web/wp-includes"]


def test_of_an_old_drupal_they_are_three_and_of_a_newer_one_it_is_one():
    assert folders(install("drupal")) == ["web/includes", "web/misc", "web/scripts"]
    tree = [("web/core/lib", {"Drupal.php": Entry("file", 1)})]
    assert folders(install("drupal"), listing=tree) == ["web/core"]


@pytest.mark.parametrize("kind", ["module", "theme", "profile", "theme-engine"])
def test_extensions_that_come_with_the_core_are_the_cores(kind):
    assert f"web/{kind}s/a" in folders(install("drupal"), extension(kind, origin="core"))
    assert f"web/{kind}s/a" not in folders(install("drupal"), extension(kind, origin="contrib"))


def test_a_plugin_that_comes_with_the_core_is_not():
    assert "web/plugins/a" not in folders(install("wordpress"), extension("plugin", origin="core"))
