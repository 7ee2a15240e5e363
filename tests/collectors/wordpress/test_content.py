"""A wp-content whose core is not there is known by what lies in it, whatever it is called."""

import pytest

from audit.model.facts import Install
from tests.conftest import CORE
from tests.trees import installs, wordpress

PLUGIN = "<?php\n/*\nPlugin Name: P\n*/"
THEME = "/*\nTheme Name: T\n*/"


@pytest.fixture
def found(folder):
    """Return what lays files and gives the installs there."""
    return lambda files: installs(wordpress(folder(files)))


def told(found: list[Install]) -> list[tuple[str, str | None, str]]:
    return [(one.root, one.content, one.layout) for one in found]


@pytest.mark.parametrize(
    "name",
    [
        "themes/t/functions.php",
        "themes/t/theme.json",
        "plugins/p/p.php",
        "plugins/p.php",
        "mu-plugins/p.php",
        "mu-plugins/p/p.php",
        "client-mu-plugins/p.php",
    ],
)
def test_a_wp_content_with_code_of_any_kind_is_one(found, name):
    [install] = found({f"site/wp-content/{name}": "<?php"})
    assert (install.root, install.content, install.core) == ("site", "site/wp-content", False)


@pytest.mark.parametrize(
    "name",
    [
        "index.php",
        "plugins/index.php",
        "plugins/p/readme.txt",
        "themes/t/style.css",
        "themes/functions.php",
        "uploads/2024/a.php",
        "languages/de_DE.l10n.php",
        "mu-plugins/bedrock-autoloader.php",
        "mu-plugins/register-theme-directory.php",
        "mu-plugins/disallow-indexing.php",
    ],
)
def test_a_wp_content_without_code_of_its_own_is_none(found, name):
    assert found({f"wp-content/{name}": "<?php"}) == []


@pytest.mark.parametrize(
    ("folder_name", "root"),
    [
        ("app", "site"),
        ("content", "site"),
        ("wp-app", "site"),
        ("wordpress-content", "site"),
        ("x", "site/x"),
    ],
)
def test_a_content_folder_of_another_name_is_one(found, folder_name, root):
    place = f"site/{folder_name}"
    files = {f"{place}/plugins/p/p.php": PLUGIN, f"{place}/themes/t/style.css": THEME}
    assert told(found(files)) == [(root, place, "content-only")]


@pytest.mark.parametrize("other", ["themes", "mu-plugins", "languages", "uploads"])
def test_plugins_and_one_more_folder_make_a_content_folder(found, other):
    assert told(found({"x/plugins/p/p.php": PLUGIN, f"x/{other}/a.txt": ""})) == [("x", "x", "content-only")]


@pytest.mark.parametrize("other", ["docs", "modules", "assets"])
def test_plugins_alone_make_none(found, other):
    assert found({"x/plugins/p/p.php": PLUGIN, f"x/{other}/a.txt": ""}) == []


@pytest.mark.parametrize("name", ["plugins", "themes"])
def test_a_file_is_no_part_of_a_content_folder(found, name):
    assert found({"x/mu-plugins/p.php": PLUGIN, f"x/{name}": ""}) == []


@pytest.mark.parametrize(
    "header",
    [
        ("themes/t/style.css", THEME),
        ("plugins/p/p.php", PLUGIN),
        ("plugins/p.php", PLUGIN),
        ("mu-plugins/p.php", PLUGIN),
    ],
)
def test_a_content_folder_of_another_name_has_a_plugin_or_theme(found, header):
    name, text = header
    code = {"x/plugins/a/a.php": "<?php", "x/themes/a/a.php": "<?php", "x/mu-plugins/a.php": "<?php"}
    assert found(code) == []
    assert told(found({**code, f"x/{name}": text})) == [("x", "x", "content-only")]


@pytest.mark.parametrize("name", ["plugins/p/index.php", "plugins/p/notes.txt", "themes/t/t.css"])
def test_a_header_elsewhere_is_none(found, name):
    code = {"x/plugins/a/a.php": "<?php", "x/themes/a/a.php": "<?php"}
    assert found({**code, f"x/{name}": PLUGIN + THEME}) == []


@pytest.mark.parametrize("sign", ["client-mu-plugins/loader.php", "vip-config/vip-config.php"])
def test_one_folder_of_vip_is_enough(found, sign):
    assert told(found({sign: "<?php", "plugins/p/p.php": PLUGIN})) == [(".", ".", "vip")]


def test_the_plugins_that_vip_loads_may_be_all_there_is(found):
    assert told(found({"client-mu-plugins/p/p.php": PLUGIN})) == [(".", ".", "vip")]


@pytest.mark.parametrize(
    "place",
    """
    vendor node_modules bower_components tests test uploads plugins themes mu-plugins client-mu-plugins
    modules
    wp-admin wp-includes cache backup backups upgrade .hidden
    """.split(),
)
def test_a_content_folder_in_what_is_no_site_is_none(found, place):
    assert found({f"{place}/a/wp-content/plugins/p/p.php": PLUGIN}) == []


def test_a_content_folder_deep_below_is_not_looked_for(found):
    assert len(found({"a/b/c/wp-content/plugins/p/p.php": PLUGIN})) == 1
    assert len(found({"1/2/3/4/wp-content/plugins/p/p.php": PLUGIN})) == 1


def test_a_content_folder_below_a_docroot_is_part_of_that_site(found):
    files = {
        "old/wp-content/plugins/p/p.php": PLUGIN,
        "x/plugins/p.php": PLUGIN,
        "x/themes/t/style.css": THEME,
    }
    assert [one.root for one in found({**CORE, **files})] == ["."]
