"""The docroot of a WordPress is where its index.php lies, or its content beside the core."""

import json

import pytest

from tests.conftest import CORE
from tests.trees import installs, wordpress

PLUGIN = "<?php\n/*\nPlugin Name: P\n*/"
WHOLE = {name: CORE[name] for name in ("index.php", "wp-settings.php", "wp-includes/version.php")}


@pytest.fixture
def found(folder):
    """Return what lays files and gives the installs there."""
    return lambda files: installs(wordpress(folder(files)))


@pytest.fixture
def laid(found):
    """Return what lays files and gives root, docroot and layout of the only install."""

    def find(files) -> tuple[str, str, str]:
        [install] = found(files)
        return install.root, install.docroot, install.layout

    return find


def core(place: str) -> dict[str, str]:
    return {f"{place}/{name}": text for name, text in WHOLE.items()}


def starts(target: str) -> str:
    return f"<?php\ndefine('WP_USE_THEMES', true);\nrequire {target};\n"


def composer(install: str | None, content: str | None, *packages: str) -> dict[str, str]:
    extra: dict[str, object] = {"wordpress-install-dir": install} if install else {}
    if content:
        extra["installer-paths"] = {f"{content}/plugins/{{$name}}/": ["type:wordpress-plugin"]}
    asked = dict.fromkeys(("johnpbloch/wordpress", *packages), "*")
    return {"composer.json": json.dumps({"require": asked, "extra": extra})}


@pytest.mark.parametrize("docroot", "web public public_html htdocs docroot html www httpdocs".split())
def test_a_docroot_beside_the_core_starts_it(laid, docroot):
    front = {f"{docroot}/index.php": starts("__DIR__ . '/../wp/wp-blog-header.php'")}
    assert laid({**core("wp"), **front}) == ("wp", docroot, "core-in-folder")


@pytest.mark.parametrize("place", ["a/wp", "a/b/wp"])
def test_a_docroot_above_starts_the_core(laid, place):
    front = {"a/index.php": starts(f"__DIR__ . '/{place.removeprefix('a/')}/wp-blog-header.php'")}
    assert laid({**core(place), **front}) == (place, "a", "core-in-folder")


@pytest.mark.parametrize(
    "text",
    [
        starts("__DIR__ . '/other/wp-blog-header.php'"),
        starts("'/srv/wp/wp-blog-header.php'"),
        starts("__DIR__ . '/../../wp/wp-blog-header.php'"),
        starts("__DIR__ . '/wp/wp-load.php'"),
        starts("$where . '/wp-blog-header.php'"),
        starts("__DIR__ . '/wp/wp-blog-header.php'") + " " * 20_000,
        "<?php // wp-blog-header.php",
    ],
)
def test_an_index_that_starts_something_else_makes_no_docroot(laid, text):
    assert laid({**core("wp"), "index.php": text}) == ("wp", "wp", "classic")


@pytest.mark.parametrize("place", ["cms", "app/cms"])
def test_plugins_and_themes_beside_a_core_show_the_docroot(laid, place):
    above = place.removesuffix("cms")
    content = {f"{above}code/plugins/p/p.php": PLUGIN, f"{above}code/themes/t/style.css": ""}
    assert laid({**core(place), **content}) == (place, above.rstrip("/") or ".", "core-in-folder")


@pytest.mark.parametrize(
    "files",
    [
        {"code/plugins/p/p.php": PLUGIN},
        {"code/themes/t/style.css": ""},
        {"code/plugins/p/p.php": PLUGIN, "code/themes/t/a": "", "cms/wp-content/themes/t/style.css": ""},
        {"cms/plugins/p/p.php": PLUGIN, "cms/themes/t/a": ""},
    ],
)
def test_other_folders_beside_a_core_do_not(found, files):
    [install] = [one for one in found({**core("cms"), **files}) if one.core]
    assert (install.docroot, install.layout) == ("cms", "classic")


def test_a_core_that_several_docroots_link_to_is_theirs(folder):
    top = folder({**core("shared/wp"), "a/wp-config.php": "<?php", "b/wp-config.php": "<?php"})
    for site in ("a", "b"):
        (top / site / "wp-includes").symlink_to("../shared/wp/wp-includes")
        (top / site / "wp-settings.php").symlink_to("../shared/wp/wp-settings.php")
    assert [(one.root, one.version) for one in installs(wordpress(top))] == [("a", "6.8.1"), ("b", "6.8.1")]


@pytest.mark.parametrize("place", ["vendor/roots", "web/node_modules/x"])
def test_a_core_among_libraries_that_nothing_links_to_is_none(found, place):
    assert found({**core(f"{place}/wordpress"), "a/b.php": "<?php"}) == []


def test_a_front_without_its_core_shows_the_content_of_any_name(laid):
    files = {"index.php": starts("'./wp-blog-header.php'"), "assets/plugins/p/p.php": PLUGIN}
    assert laid(files) == (".", ".", "content-only")


def test_a_front_without_any_code_shows_nothing(found):
    assert found({"index.php": starts("'./wp/wp-blog-header.php'"), "assets/a.css": ""}) == []


def test_composer_lays_a_core_whose_content_lies_beside_it(laid):
    files = {**composer("web/wp", "web/app", "acme/own"), "web/app/plugins/p/p.php": PLUGIN}
    assert laid(files) == ("web/wp", "web", "composer")


def test_composer_lays_a_core_that_an_index_starts(laid):
    front = {"web/index.php": starts("__DIR__ . '/wp/wp-blog-header.php'")}
    assert laid({**composer("web/wp", None, "acme/own"), **front}) == ("web/wp", "web", "composer")


@pytest.mark.parametrize(
    "files",
    [
        {"packages/plugins/p/p.php": PLUGIN},
        {"packages/plugins/p/p.php": PLUGIN, "web/index.php": starts("'./other/wp-blog-header.php'")},
    ],
)
def test_a_core_of_composer_is_its_own_docroot_if_nothing_lies_beside_it(laid, files):
    assert laid({**composer("web/wp", "packages", "acme/own"), **files}) == ("web/wp", "web/wp", "composer")


def test_a_core_of_composer_with_a_content_folder_in_it_is_its_own_docroot(laid):
    files = {**composer("cms", "extra", "acme/own"), "cms/wp-content/plugins/p/p.php": PLUGIN}
    assert laid({**files, "extra/plugins/p/p.php": PLUGIN}) == ("cms", "cms", "composer")


def test_a_template_with_a_plugin_of_its_own_is_a_site(laid):
    files = composer("wp", "app")
    assert laid({**files, "app/plugins/p/p.php": PLUGIN}) == ("wp", ".", "composer")


def test_a_template_whose_content_folder_is_not_told_is_a_site_by_the_folder_beside(laid):
    assert laid({**composer("web/wp", None), "web/plugins/p/p.php": PLUGIN}) == (
        "web/wp",
        "web/wp",
        "composer",
    )


@pytest.mark.parametrize(
    "package",
    """
    roots/wordpress roots/wordpress-full roots/wordpress-no-content johnpbloch/wordpress
    johnpbloch/wordpress-core
    pantheon-upstreams/wordpress wordpress/wordpress wordpress/core-implementation
    """.split(),
)
def test_any_package_of_the_core_makes_a_site(found, package):
    project = {"require": {package: "*", "acme/own": "1"}}
    lock = {"packages": [{"name": "acme/own", "version": "1"}, {"name": package, "version": "v6.4.1"}]}
    [install] = found({"composer.json": json.dumps(project), "composer.lock": json.dumps(lock)})
    assert (install.root, install.layout, install.version) == ("wordpress", "composer", "6.4.1")


@pytest.mark.parametrize(
    "package",
    """
    ext-json php vlucas/phpdotenv oscarotero/env composer/installers roots/wp-password-bcrypt
    pantheon-systems/quicksilver-pushback pantheon-upstreams/upstream-configuration johnpbloch/wordpress-core
    wpackagist-theme/twentytwentyfour wp-theme/twentytwentyfive
    """.split(),
)
def test_what_templates_ask_for_makes_no_site(found, package):
    assert found(composer("web/wp", "web/app", package)) == []


def test_a_theme_folder_tells_where_composer_lays_the_content(found):
    extra = {
        "wordpress-install-dir": "wp",
        "installer-paths": {"app/themes/{$name}/": ["type:wordpress-theme"]},
    }
    project = {"require": {"roots/wordpress": "6", "acme/own": "1"}, "extra": extra}
    assert [one.content for one in found({"composer.json": json.dumps(project)})] == ["app"]


def test_a_project_that_says_where_the_core_goes_may_ask_for_it_elsewhere(laid):
    # Pantheon's upstream asks for the core in a composer.json of its own.
    asked = {"require": {"pantheon-upstreams/upstream-configuration": "dev-main", "acme/own": "1"}}
    project = {**asked, "extra": {"wordpress-install-dir": "web/wp"}}
    front = {"web/index.php": starts("__DIR__ . '/wp/wp-blog-header.php'")}
    assert laid({"composer.json": json.dumps(project), **front}) == ("web/wp", "web", "composer")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("{$name}/", "type:wordpress-plugin"),
        ("../app/plugins/{$name}/", "type:wordpress-plugin"),
        ("app/extensions/{$name}/", "type:wordpress-plugin"),
        ("app/mu-plugins/{$name}/", "type:wordpress-muplugin"),
    ],
)
def test_odd_places_for_plugins_tell_nothing(found, path, kind):
    extra = {"wordpress-install-dir": "wp", "installer-paths": {path: [kind]}}
    project = {"require": {"roots/wordpress": "6", "acme/own": "1"}, "extra": extra}
    assert [one.content for one in found({"composer.json": json.dumps(project)})] == ["wp/wp-content"]


def test_a_core_that_composer_would_lay_out_of_the_tree_is_none(found):
    assert found(composer("../wp", None, "acme/own")) == []


def test_a_project_that_asks_for_no_core_is_none(found):
    assert found({"composer.json": '{"require": {"acme/own": "1"}}', "wp/readme.html": ""}) == []


def test_a_project_in_a_folder_is_the_one_of_the_core_in_it(laid):
    files = {f"site/{name}": text for name, text in composer("web", None, "acme/own").items()}
    assert laid({**files, **core("site/web"), **composer("elsewhere", None)}) == (
        "site/web",
        "site/web",
        "composer",
    )


def test_a_bedrock_is_known_by_its_application(laid):
    files = {**composer("web/wp", "web/app", "acme/own"), "web/app/plugins/p/p.php": PLUGIN}
    assert laid({**files, "config/application.php": "<?php"}) == ("web/wp", "web", "bedrock")


def test_an_application_above_a_classic_docroot_makes_no_bedrock(laid):
    files = {f"web/{name}": text for name, text in CORE.items()}
    assert laid({**files, "config/application.php": "<?php"}) == ("web", "web", "classic")


def test_beside_an_old_core_the_one_that_composer_would_lay_is_another(found):
    files = {**composer("web/wp", "web/app", "acme/own"), "web/app/plugins/p/p.php": PLUGIN}
    assert [(one.root, one.core) for one in found({**files, **core("old")})] == [
        ("old", True),
        ("web/wp", False),
    ]
