"""What a database switches on, where there is code and where there is none."""

from types import SimpleNamespace
from typing import Any

import pytest

from audit.collectors.wordpress.activation import activate
from audit.model.facts import Location
from tests.extensions import TOP, extensions

PLUGIN = "<?php\n/*\nPlugin Name: Some\n*/"


def database(*plugins: str, everywhere: tuple[str, ...] = (), theme: str = "own") -> Any:
    """Return what is asked for of a database with two sites, of which the second activates the plugins."""
    sites = [
        SimpleNamespace(id=1, plugins=(), theme=theme, parent_theme=None, hosts=(), url=None),
        SimpleNamespace(id=2, plugins=plugins, theme=theme, parent_theme=None, hosts=(), url=None),
    ]
    about = SimpleNamespace(network=True, network_plugins=everywhere, location=Location("dump.sql"))
    return SimpleNamespace(sites=sites, database=about)


def test_a_plugin_is_active_on_the_sites_that_activate_it(folder):
    path = folder({"plugins/a/a.php": PLUGIN, "plugins/b/b.php": PLUGIN})
    found = extensions(path, TOP, data=database("a/a.php", everywhere=("b/b.php",)))
    a, b = found["plugin a/a.php"], found["plugin b/b.php"]
    assert (a.active, a.network_active, a.active_sites) == (True, False, (2,))
    assert (b.active, b.network_active, b.active_sites) == (True, True, ())


def test_what_is_active_and_not_there_is_told_with_the_place_where_it_should_be(folder):
    found = extensions(folder({"plugins/index.php": ""}), TOP, data=database("gone/gone.php"))
    assert (found["plugin gone/gone.php"].installed, found["plugin gone/gone.php"].path) == (
        False,
        "plugins/gone",
    )
    assert (found["theme own/style.css"].installed, found["theme own/style.css"].path) == (
        False,
        "themes/own",
    )


def test_without_code_the_usual_places_are_told():
    found = {one.file: one for one in activate([], {}, database("a/a.php", "single.php"), None)}
    assert {one.path for one in found.values()} == {
        "wp-content/plugins/a",
        "wp-content/plugins/single.php",
        "wp-content/themes/own",
    }
    assert {one.installed for one in found.values()} == {None}


@pytest.mark.parametrize("file", ["../x.php", "a/..\\b.php", "readme.txt"])
def test_what_wordpress_would_not_load_is_not_active(file):
    assert [one.kind for one in activate([], {}, database(file), None)] == ["theme"]
