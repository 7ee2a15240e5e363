"""Which install a path belongs to."""

from audit.collectors.places import Places
from audit.model.facts import Install, Location
from audit.sources.tree import Listing

EMPTY = Listing([])


def install(root: str, content: str) -> Install:
    return Install(
        location=Location("x"),
        root=root,
        cms="wordpress",
        version=None,
        content=content,
        plugins=f"{content}/plugins",
        mu_plugins=f"{content}/mu-plugins",
    )


def test_the_innermost_install_owns_a_path():
    places = Places(EMPTY, [install("a", "a/wp-content"), install("a/b", "a/b/wp-content")])
    assert places.of("a/b/c.php") == ("a/b", "c.php")
    assert places.of("a/c.php") == ("a", "c.php")
    assert places.of("ab/c.php") == (None, "ab/c.php")


def test_an_only_install_owns_also_what_lies_beside_it():
    places = Places(EMPTY, [install("web", "web/app")])
    assert places.of("composer.json") == ("web", "composer.json")
    assert places.of("web/app/plugins/a.php") == ("web", "wp-content/plugins/a.php")


def test_a_content_folder_beside_the_core_is_seen_as_usual():
    assert Places(EMPTY, [install("web/wp", "web/app")]).of("web/app/debug.log") == (
        "web/wp",
        "wp-content/debug.log",
    )
