"""Where a WordPress lies, and what its configuration says."""

import pytest

from audit.collectors.code_base import read_code
from audit.model.facts import Fact, Install, Problem, Setting
from audit.model.rules import Watch
from audit.scan import scan
from audit.sources.directory import Directory
from tests.conftest import CORE


def facts(path, *, watched: tuple[str, ...] = ()) -> list[Fact]:
    watch = Watch(settings=frozenset(watched))
    return read_code(Directory(path), watch, 1, lambda *_: None).facts


def installs(path) -> list[Install]:
    return [fact for fact in facts(path) if isinstance(fact, Install)]


def settings(path, **options) -> dict[str, Setting]:
    return {fact.name: fact for fact in facts(path, **options) if isinstance(fact, Setting)}


def problems(path) -> list[str]:
    return [fact.kind for fact in facts(path) if isinstance(fact, Problem)]


@pytest.mark.parametrize("docroot", ["", "web/", "public_html/", "app/public/", "what ever/"])
def test_an_install_is_found_whatever_the_docroot_is_called(folder, docroot):
    top = folder({docroot + name: text for name, text in CORE.items()})
    [install] = installs(top)
    assert (install.root, install.version) == (docroot.rstrip("/") or ".", "6.8.1")
    assert install.config == f"{docroot}wp-config.php"


def test_several_installs_are_found(folder):
    top = folder({place + name: text for place in ("a/", "a/b/") for name, text in CORE.items()})
    assert [install.root for install in installs(top)] == ["a", "a/b"]


def test_a_version_file_of_something_else_is_no_install(folder):
    assert installs(folder({"wp-includes/version.php": "<?php $version = 1;"})) == []


def test_an_install_whose_version_is_computed_is_still_one(folder):
    [install] = installs(folder({"wp-includes/version.php": "<?php $wp_version = trim('6.1');"}))
    assert install.version is None


def test_an_install_whose_version_file_is_encoded_is_still_one(site):
    [install] = installs(site({"wp-includes/version.php": "<?php //004fb\nreturn _il_exec(); ?>\nHR+cP"}))
    assert install.version is None


def test_the_configuration_may_lie_one_level_above(folder):
    top = folder({"web/wp-includes/version.php": CORE["wp-includes/version.php"], "wp-config.php": "<?php"})
    assert installs(top)[0].config == "wp-config.php"


def test_the_configuration_above_the_scanned_folder_is_read_as_wordpress_does(folder):
    top = folder({"web/wp-includes/version.php": CORE["wp-includes/version.php"], "wp-config.php": "<?php"})
    assert installs(top / "web")[0].config == "../wp-config.php"


@pytest.mark.parametrize("place", ["", "web"])
def test_the_configuration_of_another_core_above_is_not_taken(folder, place):
    files = {"web/wp-includes/version.php": CORE["wp-includes/version.php"], "wp-settings.php": "<?php"}
    top = folder({**files, "wp-config.php": "<?php $table_prefix = 'x_';"})
    assert installs(top / place)[0].config is None
    assert "no-configuration" in problems(top / place)


def test_a_literal_prefix_is_known_and_a_computed_one_is_not(site):
    assert installs(site({"wp-config.php": "<?php $table_prefix = 'x_';"}))[0].prefix == "x_"
    assert installs(site({"wp-config.php": "<?php $table_prefix = getenv('P');"}))[0].prefix is None


def test_secrets_are_told_to_be_there_and_never_copied(site):
    text = """<?php
    define('DB_PASSWORD', 'hunter2');
    define('AUTH_KEY', 'hunter2');
    define('STRIPE_SECRET', 'hunter2');
    define('SOMETHING', 'hunter2');
    define('WP_HOME', 'https://joe:hunter2@example.org');
    define('SMTP_FROM', 'hunter2@example.org');
    define('SMTP_PASS', 2222);
    define('DOOR_CODE', 2222);
    """
    found = settings(site({"wp-config.php": text}), watched=("STRIPE_SECRET", "SMTP_FROM"))
    assert {setting.state for setting in found.values()} == {"withheld"}
    assert len(found) == 8
    assert not any("hunter2" in str(setting) or "2222" in str(setting) for setting in found.values())


def test_public_and_watched_values_are_shown(site):
    text = "<?php define('WP_CACHE', true); define('FS_METHOD', 'ftpext'); define('ACME_DIR', '/srv/x');"
    found = settings(site({"wp-config.php": text}), watched=("ACME_DIR",))
    values = {name: setting.value for name, setting in found.items()}
    assert values == {"WP_CACHE": True, "FS_METHOD": "ftpext", "ACME_DIR": "/srv/x"}


def test_a_computed_value_is_told_to_be_computed(site):
    [setting] = settings(site({"wp-config.php": "<?php\n\ndefine('WP_HOME', $home);"})).values()
    assert (setting.state, setting.value, setting.location.line) == ("computed", None, 3)


def test_a_setting_in_a_branch_is_conditional(site):
    text = "<?php if ($live) { define('WP_DEBUG', false); } define('WP_CACHE', true);"
    found = settings(site({"wp-config.php": text}))
    assert (found["WP_DEBUG"].conditional, found["WP_CACHE"].conditional) == (True, False)


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("define('MULTISITE', true);", True),
        ("define('MULTISITE', false);", False),
        ("define('WP_ALLOW_MULTISITE', true);", False),
        ("define('MULTISITE', getenv('M'));", None),
        ("if ($a) { define('MULTISITE', true); }", None),
    ],
)
def test_a_network_is_told_by_multisite(site, text, network):
    assert installs(site({"wp-config.php": f"<?php $table_prefix = 'wp_'; {text}"}))[0].network is network


def test_content_moved_by_a_constant_is_followed(site):
    config = "<?php define('WP_CONTENT_DIR', __DIR__ . '/content');"
    assert installs(site({"wp-config.php": config, "content/plugins/a.php": ""}))[0].content == "content"


def test_content_moved_where_nothing_is_stays_at_its_usual_place(site):
    config = "<?php define('WP_CONTENT_DIR', '/srv/elsewhere');"
    assert installs(site({"wp-config.php": config}))[0].content == "wp-content"


def test_an_encoded_core_is_told_to_be_one(site):
    code = "<?php //004fb\nif(!extension_loaded('ionCube Loader')){return _il_exec();} ?>\nHR+cP"
    assert problems(site({"wp-includes/version.php": code})) == ["encoded"]


def test_limits_of_php_are_shown_and_what_may_be_a_secret_of_it_is_not(site):
    config = (
        "<?php ini_set('memory_limit', '256M'); ini_set('mysqli.default_pw', '123'); $table_prefix = 'x_';"
    )
    found = settings(site({"wp-config.php": config}))
    assert (found["memory_limit"].value, found["mysqli.default_pw"].state) == ("256M", "withheld")


@pytest.mark.parametrize(
    ("file", "told"), [("wp-admin/admin.php", ["incomplete-core"]), ("wp-admin.txt", [])]
)
def test_half_a_core_is_told_to_be_cut_short(folder, file, told):
    front = "<?php require __DIR__ . '/wp-blog-header.php';"
    files = {"index.php": front, "wp-config.php": CORE["wp-config.php"], file: "<?php"}
    assert problems(folder({**files, "wp-content/plugins/a/a.php": "<?php /* Plugin Name: A */"})) == told


OWN = {"wp-content/plugins/a/a.php": "<?php /* Plugin Name: A */", "wp-content/themes/index.php": "<?php"}


@pytest.mark.parametrize(
    "brought", ["index.php", "themes/twentyten/index.php", "plugins/akismet/akismet.php"]
)
def test_a_core_in_a_folder_beside_its_content_may_bring_a_content_of_its_own(folder, brought):
    files = {"wp/wp-includes/version.php": CORE["wp-includes/version.php"], f"wp/wp-content/{brought}": ""}
    [install] = installs(folder({**files, **OWN}))
    assert (install.root, install.docroot, install.content) == ("wp", ".", "wp-content")


def test_a_site_in_a_folder_beside_another_s_content_keeps_its_own(folder):
    files = {"wp/wp-includes/version.php": CORE["wp-includes/version.php"]}
    found = installs(folder({**files, **OWN, "wp/wp-content/themes/mine/style.css": "/* Theme Name: B */"}))
    assert [(one.root, one.content) for one in found] == [("wp", "wp/wp-content"), (".", "wp-content")]


def test_a_theme_lacks_no_default_parent_where_the_core_is_not_there(folder):
    style = "/* Theme Name: Own\nTemplate: {} */"
    files = {
        "wp-content/themes/own/style.css": style.format("twentytwenty"),
        "wp-content/themes/own/functions.php": "<?php",
        "wp-content/themes/other/style.css": style.format("gone"),
    }
    found = {one.slug: one.broken for one in scan(str(folder(files))).extensions}
    assert found == {"own": None, "other": "Its parent theme gone is missing."}
