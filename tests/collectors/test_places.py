"""Which install a path belongs to."""

from msgspec.structs import replace

from audit.collectors.places import Places
from audit.model.facts import Install, Location
from audit.sources.tree import Entry, Listing

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


def test_the_scanned_folder_may_be_the_content():
    places = Places(EMPTY, [replace(install(".", "."), plugins="plugins", mu_plugins="client-mu-plugins")])
    assert places.of("plugins/a.php") == (".", "wp-content/plugins/a.php")
    assert places.of("client-mu-plugins/a.php") == (".", "wp-content/mu-plugins/a.php")
    assert places.of("uploads/a.png") == (".", "wp-content/uploads/a.png")
    assert places.of("object-cache.php") == (".", "wp-content/object-cache.php")


def test_what_lies_in_the_docroot_is_seen_from_there():
    one = replace(install("web/wp", "web/app"), docroot="web", layout="bedrock")
    two = install("old", "old/wp-content")
    places = Places(EMPTY, [one, two])
    assert places.of("web/.htaccess") == ("web/wp", ".htaccess")
    assert places.of("web/wp/index.php") == ("web/wp", "index.php")
    assert places.of("web/app/plugins/a.php") == ("web/wp", "wp-content/plugins/a.php")
    assert places.of("old/.htaccess") == ("old", ".htaccess")
    assert places.of("composer.json") == (None, "composer.json")


def test_an_install_in_the_content_of_another_owns_what_is_its_own():
    inner = "a/wp-content/blog"
    places = Places(EMPTY, [install("a", "a/wp-content"), install(inner, f"{inner}/wp-content")])
    assert places.of(f"{inner}/wp-content/x.php") == (inner, "wp-content/x.php")
    assert places.of("a/wp-content/x.php") == ("a", "wp-content/x.php")


def test_a_core_behind_a_link_is_the_core_of_its_install():
    library = [("", {"vendor": Entry("folder"), "wp": Entry("link", target="vendor")}), ("vendor", {})]
    places = Places(Listing(library), [install("wp", "wp-content")])
    assert places.of("vendor/wp-login.php") == ("wp", "wp-login.php")
