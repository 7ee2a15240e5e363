"""Must-use plugins of sub-folders, and what loads them."""

import pytest

from tests.extensions import BEDROCK, CLASSIC, VIP, extensions

PLUGIN = "<?php\n/*\nPlugin Name: Inner\nVersion: 2.0\n*/"
MU = "wp-content/mu-plugins"


def loaded(folder, loader: str, more: dict[str, str] | None = None):
    files = {f"{MU}/loader.php": loader, f"{MU}/inner/inner.php": PLUGIN, **(more or {})}
    return extensions(folder(files)).get("mu-plugin inner/inner.php")


def test_a_plugin_of_a_sub_folder_is_none_that_nobody_loads(folder):
    assert loaded(folder, "<?php // require WPMU_PLUGIN_DIR . '/inner/inner.php';") is None


@pytest.mark.parametrize(
    "loader",
    [
        "<?php require WPMU_PLUGIN_DIR . '/inner/inner.php';",
        "<?php require_once __DIR__ . '/inner/inner.php';",
        "<?php include_once(dirname(__FILE__) . '/inner/inner.php');",
        "<?php require WP_CONTENT_DIR . '/mu-plugins/inner/inner.php';",
    ],
)
def test_a_loader_that_includes_it_makes_it_a_must_use_plugin(folder, loader):
    found = loaded(folder, loader)
    assert (found.slug, found.name, found.version) == ("inner", "Inner", "2.0")
    assert (found.active, found.loaded_by, found.path) == (True, f"{MU}/loader.php", f"{MU}/inner")


def test_an_include_in_a_branch_leaves_open_whether_it_is_active(folder):
    found = loaded(folder, "<?php if (is_admin()) { require WPMU_PLUGIN_DIR . '/inner/inner.php'; }")
    assert (found.active, found.loaded_by) == (None, f"{MU}/loader.php")


def test_a_loader_may_include_another_file_of_the_folder(folder):
    more = {f"{MU}/inner/boot.php": "<?php require 'inner.php';"}
    assert loaded(folder, "<?php require __DIR__ . '/inner/boot.php';", more).active is True


def test_a_loader_of_one_plugin_loads_no_other_of_its_folder(folder):
    more = {f"{MU}/inner/other.php": PLUGIN}
    assert loaded(folder, "<?php require __DIR__ . '/inner/other.php';", more) is None


@pytest.mark.parametrize(
    "loader",
    [
        "<?php foreach (glob(__DIR__ . '/*/*.php') as $file) { require_once $file; }",
        "<?php foreach (scandir(__DIR__) as $f) include __DIR__ . '/' . $f . '/' . $f . '.php';",
        "<?php foreach (new DirectoryIterator(__DIR__) as $f) { require $f->getPathname(); }",
        "<?php class L { function go() { foreach (glob(__DIR__.'/*/*.php') as $f) { require $f; } } } new L;",
    ],
)
def test_a_loop_over_folders_may_load_it(folder, loader):
    found = loaded(folder, loader)
    assert (found.active, found.loaded_by, "loaded by a loop" in found.signs) == (
        None,
        f"{MU}/loader.php",
        True,
    )


def test_a_list_of_files_loads_those_that_it_names(folder):
    loader = "<?php foreach (['inner/inner.php'] as $f) { require WPMU_PLUGIN_DIR . '/' . $f; }"
    more = {f"{MU}/left/left.php": PLUGIN}
    assert loaded(folder, loader, more).loaded_by == f"{MU}/loader.php"
    assert "mu-plugin left/left.php" not in extensions(folder({}))


def test_a_loop_that_includes_nothing_loads_nothing(folder):
    assert loaded(folder, "<?php $count = count(glob(__DIR__ . '/*'));") is None


def test_bedrock_loads_every_sub_folder(folder):
    files = {
        "web/app/mu-plugins/bedrock-autoloader.php": "<?php\nnamespace Roots\\Bedrock;\nnew Autoloader();",
        "web/app/mu-plugins/inner/inner.php": PLUGIN,
        "web/app/mu-plugins/inner/no-plugin.php": "<?php",
    }
    found = extensions(folder(files), BEDROCK, root="web/wp", layout="bedrock")
    assert found["mu-plugin inner/inner.php"].active is True
    assert "mu-plugin inner/no-plugin.php" not in found


def test_vip_loads_plugins_from_code(folder):
    files = {
        "plugins/one/one.php": PLUGIN,
        "plugins/two/main.php": PLUGIN,
        "plugins/two/second.php": PLUGIN,
        "plugins/three/three.php": PLUGIN,
        "client-mu-plugins/plugin-loader.php": (
            "<?php\nwpcom_vip_load_plugin( 'one' );\nwpcom_vip_load_plugin('two/second.php');\n"
            "// wpcom_vip_load_plugin('three');"
        ),
    }
    found = extensions(folder(files), VIP, layout="vip")
    assert {name: found[f"plugin {name}"].active for name in ("one/one.php", "two/second.php")} == {
        "one/one.php": True,
        "two/second.php": True,
    }
    assert {found[f"plugin {name}"].active for name in ("two/main.php", "three/three.php")} == {None}
    assert found["plugin one/one.php"].loaded_by == "client-mu-plugins/plugin-loader.php"


def test_a_theme_may_load_vip_plugins(folder):
    files = {
        "plugins/one/one.php": PLUGIN,
        "themes/own/style.css": "/* Theme Name: Own */",
        "themes/own/functions.php": "<?php wpcom_vip_load_plugin('one');",
    }
    assert extensions(folder(files), VIP, layout="vip")["plugin one/one.php"].active is True


def test_a_folder_that_is_called_like_a_file_is_listed_as_wordpress_does(folder):
    found = extensions(folder({f"{MU}/odd.php/readme.txt": ""}))
    assert found["mu-plugin odd.php"].name == "odd.php"


def test_a_loader_of_many_megabytes_is_read_in_part_and_does_no_harm(folder):
    found = extensions(folder({f"{MU}/big.php": "<?php require 'a';" + "$a = ['x/y.php'];" * 400_000}))
    assert list(found) == ["mu-plugin big.php"]


def test_every_must_use_plugin_has_its_path(folder):
    assert loaded(folder, "<?php") is None
    assert extensions(folder({}), CLASSIC)["mu-plugin loader.php"].path == f"{MU}/loader.php"


def test_a_plugin_that_code_loads_and_that_is_not_there_is_missing(folder):
    code = (
        "<?php wpcom_vip_load_plugin('gone'); wpcom_vip_load_plugin('../out'); wpcom_vip_load_plugin('raw');"
    )
    files = {"client-mu-plugins/loader.php": code, "plugins/raw/raw.php": "<?php // no header"}
    found = extensions(folder(files), VIP, layout="vip")
    gone, raw = found["plugin gone/gone.php"], found["plugin raw/raw.php"]
    assert (gone.active, gone.installed, gone.path) == (True, False, "plugins/gone")
    assert (raw.active, raw.installed, raw.loaded_by) == (True, True, "client-mu-plugins/loader.php")
    assert len(found) == 3
