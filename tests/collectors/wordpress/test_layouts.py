"""Every layout that a WordPress may have, with and without its core."""

import json
from collections.abc import Sequence

import pytest

from audit.collectors.wordpress.install import find_wordpress
from audit.model.facts import Fact, Install, Problem, Setting
from audit.sources.directory import Directory
from audit.sources.tree import Listing
from tests.conftest import CORE
from tests.trees import installs as installs_of
from tests.trees import wordpress

PLUGIN = "<?php\n/*\nPlugin Name: P\n*/"
THEME = "/*\nTheme Name: T\n*/"
FRONT = "<?php\ndefine('WP_USE_THEMES', true);\nrequire {};\n"
CODE = {"plugins/p/p.php": PLUGIN, "themes/t/style.css": THEME, "themes/t/functions.php": "<?php"}
BEDROCK_CONFIG = """<?php
require_once dirname(__DIR__) . '/vendor/autoload.php';
require_once dirname(__DIR__) . '/config/application.php';
require_once ABSPATH . 'wp-settings.php';
"""
APPLICATION = """<?php
use Roots\\WPConfig\\Config;
use function Env\\env;
$root_dir = dirname(__DIR__);
$webroot_dir = $root_dir . '/web';
define('WP_ENV', env('WP_ENV') ?: 'production');
Config::define('WP_HOME', env('WP_HOME'));
Config::define('CONTENT_DIR', '/app');
Config::define('WP_CONTENT_DIR', $webroot_dir . Config::get('CONTENT_DIR'));
Config::define('DISALLOW_FILE_MODS', true);
Config::define('AUTH_KEY', env('AUTH_KEY'));
$table_prefix = env('DB_PREFIX') ?: 'wp_';
$env_config = __DIR__ . '/environments/' . WP_ENV . '.php';
if (file_exists($env_config)) { require_once $env_config; }
Config::apply();
"""
COMPOSER = {
    "name": "acme/site",
    "require": {"roots/wordpress": "6.5", "wpackagist-plugin/akismet": "*"},
    "extra": {
        "wordpress-install-dir": "web/wp",
        "installer-paths": {"web/app/plugins/{$name}/": ["type:wordpress-plugin"]},
    },
}
LOCK = {"packages": [{"name": "roots/wordpress", "version": "v6.5.2"}]}
BEDROCK = {
    "composer.json": json.dumps(COMPOSER),
    "composer.lock": json.dumps(LOCK),
    "config/application.php": APPLICATION,
    "config/environments/development.php": (
        "<?php use Roots\\WPConfig\\Config; Config::define('DISALLOW_FILE_MODS', false);"
        " Config::define('SAVEQUERIES', true);"
    ),
    "web/index.php": FRONT.format("__DIR__ . '/wp/wp-blog-header.php'"),
    "web/wp-config.php": BEDROCK_CONFIG,
    **{f"web/app/{name}": text for name, text in CODE.items()},
}


@pytest.fixture
def facts(folder):
    return lambda files: wordpress(folder(files))


@pytest.fixture
def installs(facts):
    return lambda files: installs_of(facts(files))


def settings(found: Sequence[Fact]) -> dict[str, Setting]:
    return {fact.name: fact for fact in found if isinstance(fact, Setting)}


def kinds(found: Sequence[Fact]) -> list[str]:
    return [fact.kind for fact in found if isinstance(fact, Problem)]


def under(place: str, files) -> dict[str, str]:
    return {f"{place}/{name}": text for name, text in files.items()}


def core(place: str) -> dict[str, str]:
    return under(
        place, {name: CORE[name] for name in ("index.php", "wp-settings.php", "wp-includes/version.php")}
    )


@pytest.mark.parametrize("docroot", ["web", "public_html", "htdocs", "app/public", "wordpress", "www", "x y"])
def test_a_classic_one_is_its_own_docroot(installs, docroot):
    [install] = installs(under(docroot, CORE))
    assert (install.root, install.docroot, install.layout, install.core) == (
        docroot,
        docroot,
        "classic",
        True,
    )


@pytest.mark.parametrize("top", ["", "public_html/"])
@pytest.mark.parametrize("target", ["__DIR__ . '/wp/wp-blog-header.php'", "'./wp/wp-blog-header.php'"])
def test_a_core_in_a_folder_of_its_own_has_the_docroot_beside_it(installs, top, target):
    files = {f"{top}index.php": FRONT.format(target), f"{top}wp-content/themes/t/style.css": THEME}
    [install] = installs({**core(f"{top}wp"), **files})
    assert (install.root, install.docroot) == (f"{top}wp", top.rstrip("/") or ".")
    assert (install.layout, install.core) == ("core-in-folder", True)


def test_an_index_that_only_mentions_the_core_makes_no_docroot(installs):
    [install] = installs({**core("wp"), "index.php": "<?php // require 'wp/wp-blog-header.php';"})
    assert (install.docroot, install.layout) == ("wp", "classic")


def test_a_bedrock_without_its_core_is_known_by_its_composer_files(installs):
    [install] = installs(BEDROCK)
    assert (install.layout, install.core, install.version) == ("bedrock", False, "6.5.2")
    assert (install.root, install.docroot, install.content) == ("web/wp", "web", "web/app")
    assert (install.config, install.prefix, install.network) == ("web/wp-config.php", None, False)


def test_a_bedrock_with_its_core_is_one_as_well(installs):
    [install] = installs({**BEDROCK, **core("web/wp")})
    assert (install.layout, install.core, install.version) == ("bedrock", True, "6.8.1")
    assert (install.docroot, install.content) == ("web", "web/app")


def test_a_bedrock_whose_web_folder_is_left_out_still_has_its_settings(facts):
    found = facts({name: text for name, text in BEDROCK.items() if not name.startswith("web/")})
    [install] = installs_of(found)
    assert (install.config, install.content) == ("config/application.php", "web/app")
    assert kinds(found) == ["lost-folder"]


def test_the_settings_of_a_bedrock_are_followed_through_its_class(facts):
    found = settings(facts(BEDROCK))
    assert (found["WP_HOME"].state, found["AUTH_KEY"].state) == ("computed", "computed")
    assert found["WP_CONTENT_DIR"].value == "<site>/web/app"


def test_what_an_environment_of_a_bedrock_may_replace_is_conditional(facts):
    found = [fact for fact in facts(BEDROCK) if isinstance(fact, Setting)]
    mods = [(fact.value, fact.conditional) for fact in found if fact.name == "DISALLOW_FILE_MODS"]
    assert mods == [(True, True), (False, True)]
    assert settings(found)["SAVEQUERIES"].conditional


def test_of_two_values_given_to_the_class_the_last_counts(facts):
    twice = APPLICATION.replace("Config::apply", "Config::define('DISALLOW_FILE_MODS', 2);\nConfig::apply")
    found = facts(
        {**BEDROCK, "config/application.php": twice, "config/environments/development.php": "<?php"}
    )
    own = [fact.state for fact in found if isinstance(fact, Setting) and fact.name == "DISALLOW_FILE_MODS"]
    assert own == ["withheld"]


def test_a_composer_project_of_another_layout_is_found(installs):
    composer = {
        "require": {"johnpbloch/wordpress": "^6", "acme/own": "1"},
        "extra": {
            "wordpress-install-dir": "public/core",
            "installer-paths": {"public/content/plugins/{$name}": ["type:wordpress-plugin"]},
        },
    }
    files = under("public/content", CODE)
    [install] = installs({"composer.json": json.dumps(composer), **files})
    assert (install.layout, install.root, install.docroot) == ("composer", "public/core", "public")
    assert (install.content, install.plugins) == ("public/content", "public/content/plugins")


@pytest.mark.parametrize("place", ["htdocs", "."])
def test_a_core_that_composer_laid_is_of_the_composer_layout(installs, place):
    composer = {"require": {"roots/wordpress": "6"}, "extra": {"wordpress-install-dir": place}}
    [install] = installs({"composer.json": json.dumps(composer), **under(place, CORE)})
    assert (install.layout, install.root, install.docroot) == ("composer", place, place)


def test_a_core_that_lies_elsewhere_than_composer_would_lay_it_is_the_only_one(installs):
    composer = {"require": {"johnpbloch/wordpress": "6", "acme/own": "1"}}
    [install] = installs({"composer.json": json.dumps(composer), **under("cms", CORE)})
    assert (install.root, install.layout) == ("cms", "classic")


def test_the_folder_that_composer_fills_counts_before_the_one_that_the_core_brings(facts):
    composer = {
        "require": {"roots/wordpress": "6"},
        "extra": {
            "wordpress-install-dir": "wp",
            "installer-paths": {"code/plugins/{$name}": ["type:wordpress-plugin"]},
        },
    }
    files = {**under("wp", CORE), "wp/wp-content/plugins/hello.php": PLUGIN, "code/plugins/p/p.php": PLUGIN}
    found = facts({"composer.json": json.dumps(composer), **files})
    assert [fact.content for fact in found if isinstance(fact, Install)] == ["code"]
    assert kinds(found) == []


def test_a_template_without_a_site_is_no_install(installs):
    bare = {**COMPOSER, "require": {"php": ">=8", "roots/wordpress": "6", "roots/wp-config": "1"}}
    files = {name: text for name, text in BEDROCK.items() if not name.startswith("web/app")}
    assert installs({**files, "composer.json": json.dumps(bare)}) == []


def test_what_the_index_would_start_is_where_the_core_would_be(installs):
    files = {"index.php": FRONT.format("'./cms/wp-blog-header.php'"), **under("assets", CODE)}
    [install] = installs(files)
    assert (install.root, install.docroot, install.core) == ("cms", ".", False)
    assert (install.layout, install.content) == ("core-in-folder", "assets")


@pytest.mark.parametrize("place", ["", "site/", "app/public/"])
def test_a_content_folder_without_a_core_is_an_install(installs, place):
    [install] = installs({f"{place}wp-content/{name}": text for name, text in CODE.items()})
    assert (install.layout, install.core, install.version) == ("content-only", False, None)
    assert install.root == (place.rstrip("/") or ".")
    assert install.content == f"{place}wp-content"


def test_the_scanned_folder_itself_may_be_the_content(installs):
    [install] = installs(CODE)
    assert (install.root, install.content, install.plugins) == (".", ".", "plugins")
    assert (install.layout, install.mu_plugins) == ("content-only", "mu-plugins")


def test_the_configuration_above_a_content_folder_is_its_own(folder):
    top = folder({**CORE, **under("wp-content", CODE)})
    [install] = installs_of(wordpress(top / "wp-content"))
    assert (install.content, install.config, install.prefix) == (".", "../wp-config.php", "wp_")


@pytest.mark.parametrize(
    "files",
    [
        {"style.css": THEME, "functions.php": "<?php", "index.php": "<?php"},
        {"own.php": PLUGIN},
        {"plugins/x/x.php": "<?php", "themes/y/theme.php": "<?php"},  # of another system
        {"wp-content/themes/t/style.css": THEME, "index.html": "<html>"},  # a static copy
        {"tests/wp-content/plugins/p/p.php": PLUGIN, "own.php": PLUGIN},
        {"vendor/roots/wordpress/wp-includes/version.php": CORE["wp-includes/version.php"]},
    ],
)
def test_what_is_only_like_a_wordpress_is_none(installs, files):
    assert installs(files) == []


def test_a_core_among_libraries_counts_where_a_link_leads_to_it(folder):
    top = folder(
        {
            **core("vendor/roots/wordpress"),
            "web/index.php": FRONT.format("__DIR__ . '/wp/wp-blog-header.php'"),
        }
    )
    (top / "web/wp").symlink_to("../vendor/roots/wordpress")
    [install] = installs_of(wordpress(top))
    assert (install.root, install.docroot, install.version) == ("web/wp", "web", "6.8.1")


def test_a_repository_for_vip_is_known_by_its_folders(facts):
    files = {
        **CODE,
        "client-mu-plugins/plugin-loader.php": "<?php wpcom_vip_load_plugin('p');",
        "vip-config/vip-config.php": "<?php define('WP_POST_REVISIONS', 5);",
        "private/x": "",
    }
    found = facts(files)
    [install] = installs_of(found)
    assert (install.layout, install.root, install.content, install.core) == ("vip", ".", ".", False)
    assert (install.mu_plugins, install.made_for) == ("client-mu-plugins", ("vip",))
    assert install.config == "vip-config/vip-config.php"
    assert settings(found)["WP_POST_REVISIONS"].value == 5


def test_an_install_below_the_docroot_of_another_is_one_of_its_own(installs):
    found = installs(
        {**CORE, **under("blog", CORE), **under("old", {f"wp-content/{n}": t for n, t in CODE.items()})}
    )
    assert [(one.root, one.docroot) for one in found] == [(".", "."), ("blog", "blog")]


def test_installs_side_by_side_may_lack_their_core(installs):
    found = installs({**under("a", CORE), **under("b/wp-content", CODE)})
    assert [(one.root, one.core) for one in found] == [("a", True), ("b", False)]


@pytest.mark.parametrize(
    "constant",
    [
        "define('WP_CONTENT_FOLDERNAME', 'a'); define('WP_CONTENT_DIR', ABSPATH . WP_CONTENT_FOLDERNAME);",
        "define('WP_CONTENT_DIR', dirname(__FILE__) . '/a');",
        "define('WP_CONTENT_DIR', realpath($_SERVER['DOCUMENT_ROOT'] . '/a'));",
        "define('WP_CONTENT_DIR', realpath(__DIR__ . '/../web/a/'));",
        "$here = __DIR__; define('WP_CONTENT_DIR', $here . '/a');",
        "define('WP_CONTENT_DIR', 'a');",
    ],
)
def test_content_that_is_renamed_is_followed(facts, constant):
    config = f"<?php $table_prefix = 'wp_'; {constant}"
    found = facts({**under("web", CORE), "web/wp-config.php": config, **under("web/a", CODE)})
    [install] = installs_of(found)
    assert install.content == "web/a"
    assert kinds(found) == []


def test_uploads_that_a_constant_moves_are_seen(installs):
    config = "<?php $table_prefix = 'wp_'; define('UPLOADS', 'media');"
    assert installs({**CORE, "wp-config.php": config, "media/a.txt": ""})[0].uploads


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({"pantheon.yml": "web_docroot: true"}, "pantheon"),
        ({"web/wp-config-pantheon.php": "<?php"}, "pantheon"),
        ({"web/wp-content/mu-plugins/wpengine-common/plugin.php": "<?php"}, "wpengine"),
        ({"web/wp-content/mu-plugins/kinsta-mu-plugins.php": "<?php"}, "kinsta"),
        ({"web/wp-content/plugins/sg-cachepress/sg-cachepress.php": "<?php"}, "siteground"),
        ({"web/.fw-config.php": "<?php"}, "flywheel"),
        ({"local-site.json": "{}"}, "local"),
        ({"trellis/ansible.cfg": ""}, "trellis"),
        ({".lando.yml": ""}, "lando"),
        ({".ddev/config.yaml": ""}, "ddev"),
        ({"docker-compose.yml": ""}, "docker"),
        ({"Vagrantfile": ""}, "vagrant"),
        ({"provision/vvv-init.sh": ""}, "vvv"),
        ({".upsun/config.yaml": ""}, "upsun"),
    ],
)
def test_hosts_and_tools_are_named_by_their_files(installs, files, word):
    assert installs({**under("web", CORE), **files})[0].made_for == (word,)


def test_a_site_of_trellis_is_found_in_its_folder(installs):
    [install] = installs({**under("site", BEDROCK), "trellis/group_vars/all/users.yml": ""})
    assert (install.root, install.docroot, install.layout) == ("site/web/wp", "site/web", "bedrock")
    assert install.made_for == ("trellis",)


def test_a_pantheon_configuration_is_followed_into_its_includes(facts):
    config = """<?php
    if (file_exists(dirname(__FILE__) . '/wp-config-pantheon.php')) {
        require_once(dirname(__FILE__) . '/wp-config-pantheon.php');
    }
    $table_prefix = 'wp_';
    """
    pantheon = "<?php define('DB_NAME', $_ENV['DB_NAME']); define('AUTH_KEY', $_ENV['AUTH_KEY']);"
    found = facts({**CORE, "wp-config.php": config, "wp-config-pantheon.php": pantheon})
    assert settings(found)["DB_NAME"].state == "computed"
    assert settings(found)["DB_NAME"].conditional
    assert kinds(found) == []


CONFLICT = """<?php
$table_prefix = 'wp_';
define('WP_CACHE', true);
<<<<<<< HEAD
define('WP_DEBUG', true);
define('MULTISITE', true);
||||||| base
define('WP_DEBUG', 0);
=======
define('WP_DEBUG', false);
define('MULTISITE', true);
>>>>>>> other
"""


def test_of_a_configuration_in_conflict_only_what_both_sides_say_is_told(facts):
    found = facts({**CORE, "wp-config.php": CONFLICT})
    [problem] = [fact for fact in found if isinstance(fact, Problem)]
    assert (problem.kind, problem.hides, problem.location.line) == ("merge-conflict", True, 4)
    assert problem.source == "configuration"
    assert settings(found).keys() == {"table_prefix", "WP_CACHE", "MULTISITE"}


def test_a_setting_that_only_one_side_of_a_conflict_has_is_not_told(facts):
    text = "<?php $table_prefix = 'wp_';\n<<<<<<< a\ndefine('WP_CACHE', true);\n=======\n>>>>>>> b\n"
    found = facts({**CORE, "wp-config.php": text})
    assert "WP_CACHE" not in settings(found)
    assert [fact.network for fact in found if isinstance(fact, Install)] == [None]


@pytest.mark.parametrize(("other", "version"), [("6.1", "6.1"), ("6.2", None)])
def test_a_version_in_conflict_is_known_if_both_sides_agree(facts, other, version):
    text = f"<?php\n<<<<<<< a\n$wp_version = '6.1';\n=======\n$wp_version = '{other}';\n>>>>>>> b\n"
    found = facts({**CORE, "wp-includes/version.php": text})
    [install] = installs_of(found)
    assert install.version == version
    assert kinds(found) == ["merge-conflict"]


def test_composer_files_in_conflict_do_not_end_the_scan(installs):
    text = "{\n<<<<<<< a\n=======\n>>>>>>> b\n}"
    [install] = installs({**BEDROCK, "composer.json": text, "composer.lock": text})
    assert (install.root, install.layout, install.version) == ("web/wp", "bedrock", None)


def test_a_fork_is_no_wordpress(installs):
    version = "<?php $cp_version = '1.7.2'; $wp_version = '4.9.25';"
    assert installs({**CORE, "wp-includes/version.php": version}) == []


def test_of_many_folders_only_some_are_looked_into(folder, monkeypatch):
    files = {f"a{number}/index.php": "<?php require $x;" for number in range(1000)}
    tree = Directory(folder(files))
    listing = Listing(item for item in tree.walk() if not isinstance(item, Problem))
    paths: list[str] = []
    monkeypatch.setattr(tree, "read", lambda path, *_: paths.append(path))
    assert list(find_wordpress(tree, listing, frozenset())) == []
    assert 0 < len(paths) <= 400


def test_a_fresh_wordpress_in_the_folder_of_another_does_not_share_its_content(installs):
    files = {**CORE, **{f"wp-content/{name}": text for name, text in CODE.items()}}
    found = installs({**files, **{f"new/{name}": text for name, text in CORE.items()}})
    assert [(one.root, one.docroot, one.layout, one.content) for one in found] == [
        (".", ".", "classic", "wp-content"),
        ("new", "new", "classic", "new/wp-content"),
    ]
