"""Content, plugins and must-use plugins are where the constants say, or where they usually lie."""

import json

import pytest

from audit.model.facts import Problem
from tests.conftest import CORE
from tests.trees import installs, wordpress

CONTENT = ("plugins/p/p.php", "themes/t/style.css")


@pytest.fixture
def facts(folder):
    """Return what lays a WordPress in a folder, with a configuration, and gives its facts."""

    def find(settings: str, files, core: str = "web"):
        whole = {f"{core}/{name}": text for name, text in CORE.items() if not name.startswith("wp-content")}
        config = {f"{core}/wp-config.php": f"<?php $table_prefix = 'wp_'; {settings}"}
        return wordpress(folder({**whole, **config, **dict.fromkeys(files, "<?php")}))

    return find


@pytest.fixture
def folders(facts):
    """Return what gives the folders of the WordPress and the kinds of its problems."""

    def find(settings: str, files, core: str = "web"):
        found = facts(settings, files, core)
        [install] = installs(found)
        lost = [(one.location.path, one.hides) for one in found if isinstance(one, Problem)]
        return install.folders, lost

    return find


def content(place: str) -> list[str]:
    return [f"{place}/{name}" for name in CONTENT]


@pytest.mark.parametrize(
    "value",
    ["'/srv/www/x/web/own'", "'/home/me/own'", "'C:\\\\www\\\\own'", "'own'", "__DIR__ . '/../web/own'"],
)
def test_content_is_followed_by_the_end_of_its_path(folders, value):
    found, lost = folders(f"define('WP_CONTENT_DIR', {value});", content("web/own"))
    assert (found, lost) == (("web/own", "web/own/plugins", "web/own/mu-plugins"), [])


@pytest.mark.parametrize("value", ["'/srv/own'", "dirname(__DIR__, 2) . '/own'", "__DIR__ . '/../../own'"])
def test_content_at_the_top_is_followed_by_the_end_of_its_path_too(folders, value):
    found, lost = folders(f"define('WP_CONTENT_DIR', {value});", content("own"))
    assert (found.content, lost) == ("own", [])


def test_content_that_the_text_names_exactly_is_looked_for_only_there(folders):
    found, lost = folders(
        "define('WP_CONTENT_DIR', __DIR__ . '/own');", [*content("own"), "web/wp-content/a"]
    )
    assert found.content == "web/wp-content"
    assert lost == [("web/wp-content", True)]


def test_content_that_is_only_known_at_run_time_is_guessed_and_told(folders):
    found, lost = folders("define('WP_CONTENT_DIR', getenv('X'));", content("web/wp-content"))
    assert found.content == "web/wp-content"
    assert lost == [("web/wp-content", False)]


def test_a_core_without_any_content_says_so(facts):
    [problem] = [one for one in facts("", []) if isinstance(one, Problem)]
    assert (problem.kind, problem.location.path, problem.hides) == ("lost-folder", "web/wp-content", True)


@pytest.mark.parametrize(("core", "beside"), [("wp", "code"), ("site/wp", "site/code")])
def test_content_beside_a_core_of_its_own_is_found(folders, core, beside):
    found, lost = folders("", content(beside), core)
    assert (found.content, lost) == (beside, [])


@pytest.mark.parametrize("name", CONTENT)
def test_a_folder_with_plugins_or_themes_only_is_no_content(folders, name):
    found, _ = folders("", [f"code/{name}"], "wp")
    assert found.content == "wp/wp-content"


def test_the_docroot_itself_is_never_the_content(folder):
    config = "<?php $table_prefix = 'wp_'; define('WP_CONTENT_DIR', ABSPATH);"
    [install] = installs(wordpress(folder({**CORE, "wp-config.php": config})))
    assert install.content == "wp-content"


def test_plugins_and_themes_in_a_folder_beside_the_content_are_none_of_it(folder):
    files = dict.fromkeys(content("code"), "<?php")
    assert installs(wordpress(folder({**CORE, **files})))[0].content == "wp-content"


def test_content_in_the_core_counts_before_a_folder_beside_it(folders):
    found, _ = folders("", [*content("code"), "wp/wp-content/a.php"], "wp")
    assert found.content == "wp/wp-content"


def test_content_beside_the_core_counts_where_the_configuration_lies_beside_it_too(folder):
    core = {f"wp/{name}": text for name, text in CORE.items() if name != "wp-config.php"}
    files = dict.fromkeys(content("code"), "<?php")
    [install] = installs(wordpress(folder({**core, **files, "wp-config.php": CORE["wp-config.php"]})))
    assert install.content == "code"


def test_without_a_folder_beside_it_the_content_in_the_core_counts(folder):
    core = {f"wp/{name}": text for name, text in CORE.items() if name != "wp-config.php"}
    found = wordpress(folder({**core, "wp-config.php": CORE["wp-config.php"], "docs/a": ""}))
    assert [one.content for one in installs(found)] == ["wp/wp-content"]
    assert not [one for one in found if isinstance(one, Problem)]


@pytest.mark.parametrize(("files", "lost"), [({}, ["app"]), ({"app/plugins/a/a.php": "<?php"}, [])])
def test_content_where_composer_lays_it_is_missed_if_it_is_not_there(folder, files, lost):
    extra = {
        "wordpress-install-dir": "wp",
        "installer-paths": {"app/plugins/{$name}": ["type:wordpress-plugin"]},
    }
    project = {"require": {"roots/wordpress": "6", "acme/own": "1"}, "extra": extra}
    found = wordpress(folder({"composer.json": json.dumps(project), **files}))
    assert [one.content for one in installs(found)] == ["app"]
    told = [one for one in found if isinstance(one, Problem) and one.kind == "lost-folder"]
    assert [one.location.path for one in told] == lost


@pytest.mark.parametrize(
    ("constant", "place"),
    [("WP_PLUGIN_DIR", 1), ("WPMU_PLUGIN_DIR", 2)],
)
def test_plugins_that_a_constant_moves_are_followed(folders, constant, place):
    found, lost = folders(
        f"define('{constant}', __DIR__ . '/x');", [*content("web/wp-content"), "web/x/a.php"]
    )
    usual = ["web/wp-content", "web/wp-content/plugins", "web/wp-content/mu-plugins"]
    assert list(found) == [*usual[:place], "web/x", *usual[place + 1 :]]
    assert lost == []


@pytest.mark.parametrize("constant", ["WP_PLUGIN_DIR", "WPMU_PLUGIN_DIR"])
@pytest.mark.parametrize("value", ["getenv('X')", "__DIR__ . '/gone'"])
def test_plugins_that_cannot_be_found_are_told(folders, constant, value):
    _, lost = folders(f"define('{constant}', {value});", content("web/wp-content"))
    assert lost == [("web/wp-config.php", True)]


@pytest.mark.parametrize(
    ("sign", "name"), [("a", "mu-plugins"), ("client-mu-plugins/a.php", "client-mu-plugins")]
)
def test_the_must_use_plugins_of_vip_have_a_name_of_their_own(folders, sign, name):
    found, _ = folders("", [*content("web/wp-content"), f"web/wp-content/{sign}"])
    assert found.mu_plugins == f"web/wp-content/{name}"


@pytest.mark.parametrize("core", ["web", "."])
def test_content_that_only_the_server_names_is_found_in_the_folder_of_the_core(folders, core):
    own = "own" if core == "." else "web/own"
    found, lost = folders("define('WP_CONTENT_DIR', getenv('CONTENT'));", content(own), core)
    assert (found.content, lost) == (own, [(own, False)])
