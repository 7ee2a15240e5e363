"""Plugins, must-use plugins, drop-ins and themes of a tree."""

import pytest

from audit.scan import scan
from tests.extensions import TOP, extensions

HEADER = "<?php\n/*\nPlugin Name: Some name\nVersion: 1.2\nRequires PHP: 7.4\nRequires at least: 6.0\n*/"


def test_a_plugin_is_told_with_its_header(site):
    [plugin] = extensions(site({"wp-content/plugins/a/main.php": HEADER})).values()
    assert (plugin.slug, plugin.name, plugin.version, plugin.file) == ("a", "Some name", "1.2", "a/main.php")
    assert (plugin.requires_php, plugin.requires_core) == ("7.4", "6.0")
    assert plugin.location.path == "wp-content/plugins/a/main.php"
    assert (plugin.installed, plugin.active) == (True, None)
    assert plugin.path == "wp-content/plugins/a"


def test_two_headers_in_one_folder_are_two_plugins(site):
    found = extensions(site({"wp-content/plugins/a/x.php": HEADER, "wp-content/plugins/a/y.php": HEADER}))
    assert sorted(found) == ["plugin a/x.php", "plugin a/y.php"]


def test_a_single_file_is_a_plugin(site):
    [plugin] = extensions(site({"wp-content/plugins/hello.php": HEADER})).values()
    assert (plugin.slug, plugin.path) == ("hello", "wp-content/plugins/hello.php")


def test_the_folder_itself_may_be_the_content(folder):
    files = {
        "plugins/a/a.php": HEADER,
        "plugins/a/readme.txt": "=== A ===\nStable tag: 1",
        "mu-plugins/b.php": "<?php",
        "db.php": "<?php",
        "themes/c/style.css": "/* Theme Name: C */",
        "themes/c/index.php": "",
    }
    found = extensions(folder(files), TOP)
    assert {name: one.path for name, one in found.items()} == {
        "plugin a/a.php": "plugins/a",
        "mu-plugin b.php": "mu-plugins/b.php",
        "drop-in db.php": "db.php",
        "theme c/style.css": "themes/c",
    }
    assert (found["plugin a/a.php"].origin, found["theme c/style.css"].broken) == ("contrib", None)


@pytest.mark.parametrize(
    "path", ["a/inc/deep.php", ".hidden/a.php", ".a.php", "a/.b.php", "a/b.PHP", "a/b.inc", "a/b.txt"]
)
def test_what_wordpress_does_not_look_at_is_no_plugin(site, path):
    assert extensions(site({f"wp-content/plugins/{path}": HEADER})) == {}


def test_a_file_without_a_name_is_no_plugin(site):
    assert extensions(site({"wp-content/plugins/a/a.php": "<?php // Version: 1"})) == {}


def test_a_linked_plugin_inside_the_tree_is_one(site):
    top = site({"packages/a/a.php": HEADER, "wp-content/plugins/x": ""})
    (top / "wp-content/plugins/linked").symlink_to("../../packages/a")
    assert list(extensions(top)) == ["plugin linked/a.php"]


def test_must_use_plugins_need_no_header(site):
    files = {"wp-content/mu-plugins/a.php": "<?php", "wp-content/mu-plugins/sub/b.php": HEADER}
    [found] = extensions(site(files)).values()
    assert (found.kind, found.slug, found.name, found.found_by) == ("mu-plugin", "a", "a.php", ("file",))


def test_the_silent_index_is_no_must_use_plugin(site):
    assert extensions(site({"wp-content/mu-plugins/index.php": "<?php // Silence is golden."})) == {}
    assert extensions(site({"wp-content/mu-plugins/index.php": "<?php // " + "x" * 40}))


def test_drop_ins_are_those_that_wordpress_knows(site):
    names = ["db.php", "object-cache.php", "sunrise.php", "dropin.php"]
    report = scan(str(site({f"wp-content/{name}": "<?php" for name in names})))
    assert sorted(found.file for found in report.extensions) == ["db.php", "object-cache.php"]


def test_a_network_has_more_drop_ins(site):
    config = "<?php define('MULTISITE', true);"
    found = extensions(site({"wp-config.php": config, "wp-content/sunrise.php": "<?php"}))
    assert list(found) == ["drop-in sunrise.php"]


def test_a_child_theme_names_its_parent(site):
    files = {
        "wp-content/themes/p/style.css": "/* Theme Name: Parent */",
        "wp-content/themes/p/index.php": "",
        "wp-content/themes/c/style.css": "/*\nTheme Name: Child\nTemplate: p\n*/",
    }
    found = extensions(site(files))
    assert (found["theme c/style.css"].parent, found["theme c/style.css"].broken) == ("p", None)
    assert (found["theme p/style.css"].parent, found["theme p/style.css"].broken) == (None, None)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"x/readme.txt": ""}, "style.css is missing"),
        ({"x/style.css": "/* Theme Name: X */"}, "neither an index.php"),
        ({"x/style.css": "/*\nTheme Name: X\nTemplate: x\n*/"}, "names itself"),
    ],
)
def test_a_broken_theme_is_told_to_be_broken(site, files, reason):
    [theme] = extensions(site({f"wp-content/themes/{name}": text for name, text in files.items()})).values()
    assert reason in str(theme.broken)


def test_a_child_of_a_child_is_broken(site):
    files = {f"wp-content/themes/{slug}/index.php": "" for slug in "abc"}
    for slug, parent in ("ab", "bc"):
        files[f"wp-content/themes/{slug}/style.css"] = f"/*\nTheme Name: X\nTemplate: {parent}\n*/"
    files["wp-content/themes/c/style.css"] = "/* Theme Name: C */"
    found = extensions(site(files))
    broken = {slug: found[f"theme {slug}/style.css"].broken for slug in "abc"}
    assert broken == {"a": "Its parent theme b is a child theme itself.", "b": None, "c": None}


def test_themes_that_are_each_other_s_parents_are_both_broken(site):
    files = {f"wp-content/themes/{slug}/index.php": "" for slug in "ab"}
    for slug, parent in ("ab", "ba"):
        files[f"wp-content/themes/{slug}/style.css"] = f"/*\nTheme Name: X\nTemplate: {parent}\n*/"
    found = extensions(site(files))
    assert all("child theme itself" in str(one.broken) for one in found.values())


def test_500_plugins_with_headers_of_a_megabyte_are_read(site):
    files = {f"wp-content/plugins/p{number}/p.php": HEADER for number in range(500)}
    files["wp-content/plugins/p0/p.php"] = "<?php /*" + "x" * 1_000_000 + "\nPlugin Name: Late\n*/"
    assert len(extensions(site(files))) == 499


def test_names_in_any_encoding_come_out_printable(site):
    [plugin] = extensions(site({"wp-content/plugins/a.php": b"<?php /* Plugin Name: Caf\xe9 */"})).values()
    assert plugin.name == "Caf�"


def test_an_empty_folder_of_a_plugin_or_theme_is_named(site):
    top = site({"wp-content/themes/a/style.css": "/* Theme Name: A */"})
    for name in ("plugins/sub", "themes/sub", "plugins/.hidden"):
        (top / "wp-content" / name).mkdir(parents=True)
    told = [one.location.path for one in scan(str(top)).coverage.problems if one.kind == "empty-folder"]
    assert sorted(told) == ["wp-content/plugins/sub", "wp-content/themes/sub"]


@pytest.mark.parametrize("file", ["plugins/a/a.php", "themes/a/style.css"])
def test_a_header_with_an_open_merge_is_read_as_wordpress_does_and_told(site, file):
    name = "Plugin Name: A" if file.endswith(".php") else "Theme Name: A"
    text = f"<?php\n/*\n{name}\n<<<<<<< HEAD\nVersion: 1\n=======\nVersion: 2\n>>>>>>> b\n*/"
    report = scan(str(site({f"wp-content/{file}": text})))
    assert [(one.name, one.version) for one in report.extensions] == [("A", "1")]
    [problem] = report.coverage.problems
    assert (problem.kind, problem.location.path, problem.location.line) == (
        "merge-conflict",
        f"wp-content/{file}",
        4,
    )
