"""Nothing is silently clean: what a site leaves open is said, and what WordPress would do is what is told."""

import json
import os
import time
from pathlib import Path

import pytest

from audit.model.facts import Problem
from audit.model.report import Report
from audit.scan import scan
from tests.conftest import ANY_BYTES, CORE, lay
from tests.documents import WRITERS
from tests.dumps import network, serialise, table, wordpress

PLUGIN = "<?php\n/*\nPlugin Name: {}\n*/"
OPTIONS = ["option_id", "option_name", "option_value", "autoload"]


@pytest.fixture
def audit(tmp_path):
    def run(files: dict[str, str | bytes], dump: str | None = None) -> Report:
        site = lay(tmp_path / "site", {**CORE, **files})
        if dump is None:
            return scan(str(site))
        (tmp_path / "site.sql").write_text(dump, "utf-8")
        return scan(str(site), [str(tmp_path / "site.sql")])

    return run


def kinds(report: Report) -> set[str]:
    return {problem.kind for problem in report.coverage.problems}


def states(report: Report) -> dict[str, str]:
    return {source.name: source.state for source in report.coverage.sources}


def found(report: Report) -> set[str]:
    return {finding.rule.id for finding in report.findings}


def is_open(report: Report, rule: str) -> bool:
    return rule in {item.rule for item in report.unassessed}


def test_a_dump_of_something_else_is_no_database_of_the_site(audit):
    report = audit({}, table("node", ["nid"], [(1,)]))
    assert kinds(report) == {"no-wordpress"}
    assert states(report)["database"] == "partial"
    assert is_open(report, "upload-path-option")


def test_options_alone_are_a_wordpress(audit):
    report = audit({}, table("wp_options", OPTIONS, [(1, "siteurl", "https://a.example", "yes")]))
    assert [site.url for site in report.sites] == ["https://a.example"]


def test_a_prefix_without_an_underscore_is_one(audit):
    text = wordpress("wp", {"active_plugins": serialise(["a.php"])})
    report = audit({"wp-config.php": "<?php $table_prefix = 'wp';"}, text)
    assert [site.plugins for site in report.sites] == [("a.php",)]


@pytest.mark.parametrize("name", ['"upload_path"', "0x75706c6f61645f70617468", "_utf8mb4'upload_path'"])
def test_the_name_of_an_option_may_be_written_in_any_way(audit, name):
    text = wordpress() + f"INSERT INTO `wp_options` VALUES (1,{name},'/srv/x','yes');\n"
    assert "upload-path-option" in found(audit({}, text))


def test_rows_without_a_table_definition_are_read_by_their_place(audit):
    text = "INSERT INTO `wp_options` VALUES (1,'siteurl','https://a.example','yes');\n"
    assert [site.url for site in audit({}, text).sites] == ["https://a.example"]


def test_an_options_table_without_rows_leaves_its_checks_open(audit):
    report = audit({"wp-content/plugins/a.php": PLUGIN}, wordpress())
    assert kinds(report) == {"missing-options"}
    assert [extension.active for extension in report.extensions] == [None]


def test_a_list_of_plugins_that_cannot_be_read_is_not_an_empty_one(audit):
    text = wordpress(options={"siteurl": "https://a.example", "active_plugins": "garbage"})
    report = audit({"wp-content/plugins/a.php": PLUGIN}, text)
    assert [extension.active for extension in report.extensions] == [None]
    assert "missing-options" in kinds(report)


def test_a_list_of_plugins_that_wordpress_cannot_read_is_read_and_told(audit):
    text = wordpress(options={"active_plugins": 'a:1:{i:0;s:3:"a.php";}'})
    report = audit({"wp-content/plugins/a.php": PLUGIN}, text)
    assert [extension.active for extension in report.extensions] == [True]
    assert "lengths in it are wrong" in report.coverage.problems[0].text


def test_of_two_dumps_in_one_file_the_last_counts(audit):
    old = wordpress(options={"home": "https://old.example"})
    new = "DROP TABLE IF EXISTS `wp_options`, `wp_posts`, `wp_postmeta`;\n" + wordpress(
        options={"home": "https://new.example"}
    )
    assert [site.url for site in audit({}, old + new).sites] == ["https://new.example"]


def test_a_table_of_unknown_engine_leaves_the_check_open(audit):
    text = wordpress(options={"siteurl": "https://a.example"}) + "CREATE TABLE `wp_x` (`a` int);\n"
    assert is_open(audit({}, text), "myisam-tables")


def test_two_installs_of_one_prefix_are_told_apart_by_their_database(audit):
    config = "<?php $table_prefix = 'wp_'; define('DB_NAME', '{}');"
    files = {f"staging/{name}": text for name, text in CORE.items()}
    files |= {"wp-config.php": config.format("live"), "staging/wp-config.php": config.format("stage")}
    text = "CREATE DATABASE live;\nUSE live;\n" + wordpress(options={"siteurl": "https://a.example"})
    report = audit(files, text)
    assert [site.install for site in report.sites] == ["."]
    problems = [problem.install for problem in report.coverage.problems if problem.kind == "no-dump"]
    assert problems == ["staging"]


def test_two_installs_that_cannot_be_told_apart_get_no_database(audit):
    files = {f"staging/{name}": text for name, text in CORE.items()}
    report = audit(files, wordpress(options={"siteurl": "https://a.example"}))
    assert [site.install for site in report.sites] == [None]
    assert [problem.install for problem in report.coverage.problems] == [".", "staging"]


def test_another_database_name_is_a_doubt(audit):
    text = "CREATE DATABASE shop;\nUSE shop;\n" + wordpress(options={"siteurl": "https://a.example"})
    report = audit({"wp-config.php": "<?php $table_prefix = 'wp_'; define('DB_NAME', 'blog');"}, text)
    assert kinds(report) == {"other-database"}
    assert states(report)["database"] == "complete"


def test_settings_of_an_included_file_count(audit):
    files = {
        "wp-config.php": "<?php require __DIR__ . '/config/all.php';",
        "config/all.php": "<?php define('WP_CACHE', true);\n$table_prefix = 'x_';",
    }
    report = audit(files)
    assert report.installs[0].prefix == "x_"
    assert "page-cache-switch" in found(report)
    assert kinds(report) == set()


@pytest.mark.parametrize(
    "text",
    [
        "require getenv('CONFIG');",
        "require '/etc/wordpress/config.php';",
        "foreach ($all as $name => $value) { define($name, $value); }",
    ],
)
def test_settings_that_cannot_be_known_leave_checks_open(audit, text):
    report = audit({"wp-config.php": f"<?php $table_prefix = 'wp_'; {text}"})
    assert kinds(report) == {"unknown-settings"}
    assert is_open(report, "page-cache-switch")
    assert report.installs[0].network is None


@pytest.mark.parametrize(
    "text",
    [
        "require_once ABSPATH . 'wp-settings.php';",
        "if (file_exists(__DIR__ . '/local.php')) { include __DIR__ . '/local.php'; }",
    ],
)
def test_an_include_that_sets_nothing_leaves_nothing_open(audit, text):
    assert kinds(audit({"wp-config.php": f"<?php $table_prefix = 'wp_'; {text}"})) == set()


def test_files_that_include_each_other_come_to_an_end(audit):
    files = {
        "wp-config.php": "<?php require __DIR__ . '/a.php';",
        "a.php": "<?php require __DIR__ . '/wp-config.php'; $table_prefix = 'a_';",
    }
    assert audit(files).installs[0].prefix == "a_"


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("$table_prefix = 'wp_'; $table_prefix = 'foo_';", "foo_"),
        ("if (getenv('X')) { $table_prefix = 'a_'; } else { $table_prefix = 'b_'; }", None),
        ("$table_prefix = 'a_'; if ($x) { $table_prefix = 'b_'; }", None),
        ("if ($x) { $table_prefix = 'a_'; } else { $table_prefix = 'a_'; }", "a_"),
    ],
)
def test_the_prefix_that_counts_is_the_last(audit, text, prefix):
    assert audit({"wp-config.php": f"<?php {text}"}).installs[0].prefix == prefix


def test_prefixes_fit_in_either_case(audit):
    text = wordpress("wp_", {"siteurl": "https://a.example"})
    report = audit({"wp-config.php": "<?php $table_prefix = 'WP_';"}, text)
    assert [site.install for site in report.sites] == ["."]


def test_the_first_definition_of_a_constant_counts(audit):
    config = "<?php $table_prefix = 'wp_'; define('MULTISITE', false); define('MULTISITE', true);"
    assert audit({"wp-config.php": config}).installs[0].network is False


@pytest.mark.parametrize(
    ("config", "content"),
    [
        ("define('WP_CONTENT_DIR', __DIR__ . '/app');", "app"),
        ("define('WP_CONTENT_DIR', '/var/www/site/app');", "app"),
        ("define('WP_PLUGIN_DIR', __DIR__ . '/app/plugins'); ", "wp-content"),
    ],
)
def test_plugins_are_found_where_constants_put_them(audit, config, content):
    files = {"wp-config.php": f"<?php $table_prefix = 'wp_'; {config}", "app/plugins/a.php": PLUGIN}
    report = audit(files)
    assert report.installs[0].content == content
    assert [extension.file for extension in report.extensions] == ["a.php"]
    assert kinds(report) == set()


def test_a_content_folder_beside_the_core_is_found(folder):
    files = {f"web/wp/{name}": text for name, text in CORE.items() if "wp-content" not in name}
    top = folder(
        {**files, "web/app/plugins/a.php": PLUGIN, "web/app/themes/t/style.css": "/* Theme Name: T */"}
    )
    report = scan(str(top))
    assert report.installs[0].content == "web/app"
    assert {extension.kind for extension in report.extensions} == {"plugin", "theme"}


def test_a_content_folder_that_is_not_there_leaves_checks_open(folder):
    report = scan(str(folder({name: text for name, text in CORE.items() if "wp-content" not in name})))
    assert kinds(report) == {"lost-folder"}
    assert is_open(report, "w3-total-cache")


def test_an_active_plugin_is_there_if_its_file_is(audit):
    files = {"wp-content/plugins/a/inc/main.php": PLUGIN, "wp-content/plugins/b.php": "<?php"}
    text = wordpress(options={"active_plugins": serialise(["a/inc/main.php", "b.php", "c.php"])})
    installed = {one.file: one.installed for one in audit(files, text).extensions}
    assert installed == {"a/inc/main.php": True, "b.php": True, "c.php": False}


def test_a_child_theme_without_its_parent_is_broken(audit):
    files = {"wp-content/themes/c/style.css": "/*\nTheme Name: C\nTemplate: gone\n*/"}
    assert audit(files).extensions[0].broken == "Its parent theme gone is missing."


def test_a_network_is_one_if_either_source_says_so(audit):
    files = {"wp-content/sunrise.php": "<?php"}
    dump = network({1: {"siteurl": "https://a.example"}})
    report = audit({**files, "wp-config.php": "<?php $table_prefix = 'wp_';"}, dump)
    assert (report.installs[0].network, report.extensions[0].slug) == (True, "sunrise.php")
    config = "<?php $table_prefix = 'wp_'; define('MULTISITE', true); define('SUNRISE', false);"
    report = audit({**files, "wp-config.php": config}, wordpress(options={"siteurl": "https://a.example"}))
    assert report.installs[0].network is True
    assert "other-network" in kinds(report)
    assert "network" in found(report)
    assert report.extensions[0].active is True  # WordPress only asks whether SUNRISE is defined


def test_a_string_is_true_for_a_rule_as_it_is_for_php(audit):
    for value in ("true", "'true'", "1", "'yes'"):
        config = f"<?php $table_prefix = 'wp_'; define('WP_CACHE', {value});"
        assert "page-cache-switch" in found(audit({"wp-config.php": config}))


def test_own_code_anywhere_is_searched(audit):
    for path in ("tools/x.php", "wp-content/db.php"):
        report = audit({path: "<?php exec($command);"})
        assert "program-call-in-own-code" in found(report)
        os.unlink(Path(str(report.coverage.tree and report.coverage.tree.path)) / path)  # noqa: PTH108
    # Nobody who made the site put it there to run: that it is there at all is what is found.
    assert "php-in-uploads" in found(audit({"wp-content/uploads/b.php": "<?php exec($command);"}))


def test_a_core_behind_a_link_belongs_to_the_docroot(folder):
    files = {f"core/{name}": text for name, text in CORE.items() if name.startswith("wp-includes")}
    top = folder(
        {**files, "web/wp-config.php": CORE["wp-config.php"], "web/wp-content/plugins/a.php": PLUGIN}
    )
    (top / "web/wp-includes").symlink_to("../core/wp-includes")
    report = scan(str(top))
    assert [install.root for install in report.installs] == ["web"]
    assert [extension.file for extension in report.extensions] == ["a.php"]


def test_a_configuration_behind_a_link_that_leads_out_is_told_once(site):
    top = site({})
    (top / "wp-config.php").unlink()
    (top / "wp-config.php").symlink_to("/srv/shared/wp-config.php")
    report = scan(str(top))
    [problem] = report.coverage.problems
    assert (problem.kind, problem.source) == ("outside-link", "configuration")
    assert states(report)["code"] == "complete"


@ANY_BYTES
def test_names_in_any_bytes_come_out_in_every_format(site):
    top = site({"x": ""})
    for place in (b"wp-content/plugins/caf\xe9", b"wp-content/themes/\xff", b"wp-content/mu-plugins"):
        folder = os.path.join(os.fsencode(top), place)  # noqa: PTH118 - the bytes are the point
        os.makedirs(folder)  # noqa: PTH103 - as above
        with open(folder + b"/\xe9.php", "wb") as file:  # noqa: PTH123 - as above
            file.write(PLUGIN.encode())
    report = scan(str(top))
    assert {extension.slug for extension in report.extensions} >= {"caf\\xe9", "\\xff"}
    for render in WRITERS.values():
        render(report).encode()


@ANY_BYTES
def test_an_install_in_a_folder_of_any_bytes_is_audited(tmp_path):
    top = tmp_path / os.fsdecode(b"\xe9")
    lay(top / os.fsdecode(b"web\xff"), CORE)
    report = scan(str(top))
    assert [install.root for install in report.installs] == ["web\\xff"]
    assert json.loads(WRITERS["json"](report))["coverage"]["tree"]["path"].endswith("\\xe9")


def test_options_take_no_more_room_than_there_is(tmp_path):
    with (tmp_path / "site.sql").open("w") as file:
        for number in range(40):
            lists = serialise([f"{number}{'x' * 900_000}.php"])
            options = {"siteurl": "https://a.example", "blogname": "x" * 900_000, "active_plugins": lists}
            file.write(wordpress(f"p{number}_", options))
    report = scan(None, [str(tmp_path / "site.sql")])
    assert max(len(site.title or "") for site in report.sites) < 1100
    assert sum(len(file) for site in report.sites for file in site.plugins or ()) < 24 * 1024 * 1024
    assert "too-many-options" in kinds(report)
    assert states(report)["database"] == "partial"


def test_numbers_without_end_are_no_numbers_of_sites(audit):
    digits = "9" * 5000
    text = network({1: {"siteurl": "https://a.example"}}) + table(f"wp_{digits}_options", ["a"], [])
    text += f"INSERT INTO `wp_blogs` VALUES ({digits},1,'a.example','/',0,1);\n"
    assert [site.id for site in audit({}, text).sites] == [1]


@pytest.mark.parametrize("name", ["X", "WP_HOME", "WP_TEMP_DIR", "session.save_path"])
@pytest.mark.parametrize("value", ["x", "a@", "//", "x?"])
def test_long_values_cost_no_time(audit, name, value):
    text = value * (900_000 // len(value))
    config = f"ini_set('{name}', '{text}');" if "." in name else f"define('{name}', '{text}');"
    started = time.process_time()
    audit({"wp-config.php": f"<?php $table_prefix = 'wp_'; {config}"})
    assert time.process_time() - started < 5  # it takes a tenth of a second


def test_many_short_texts_in_a_row_cost_no_time(audit):
    config = "define('WP_HOME', " + ".".join(["'x'"] * 60_000) + ");"
    started = time.process_time()
    audit({"wp-config.php": f"<?php $table_prefix = 'wp_'; {config}"})
    assert time.process_time() - started < 10  # it takes one second, and took a minute when it was quadratic


def test_a_folder_without_a_cms_is_not_judged_because_a_dump_was_given(folder, tmp_path):
    top = folder({"old/w3-total-cache.php": "<?php"})
    (tmp_path / "site.sql").write_text(wordpress(options={"siteurl": "https://a.example"}))
    report = scan(str(top), [str(tmp_path / "site.sql")])
    assert states(report)["code"] == "absent"
    assert kinds(report) == {"no-install"}
    assert is_open(report, "w3-total-cache")


@pytest.mark.parametrize("value", ["ABSPATH . '/app'", "ABSPATH . 'app/'", "'C:\\\\xampp\\\\site\\\\app'"])
def test_the_content_folder_is_found_however_it_is_written(audit, value):
    files = {
        "wp-config.php": f"<?php $table_prefix = 'wp_'; define('WP_CONTENT_DIR', {value});",
        "app/plugins/a.php": PLUGIN,
    }
    report = audit(files)
    assert report.installs[0].content == "app"
    assert kinds(report) == set()


def test_a_content_folder_that_is_computed_is_taken_where_it_usually_is(audit):
    config = "<?php $table_prefix = 'wp_'; define('WP_CONTENT_DIR', getenv('CONTENT') . '/wp-content');"
    files = {"wp-content/plugins/a.php": PLUGIN, "wp-content/themes/t/style.css": "/* Theme Name: T */"}
    report = audit({"wp-config.php": config, **files})
    assert len(report.extensions) == 2
    assert kinds(report) == {"lost-folder"}
    assert states(report)["code"] == "complete"


def test_a_constant_does_not_lead_to_the_folder_of_another_install(audit):
    config = "<?php $table_prefix = 'wp_'; define('WP_CONTENT_DIR', '/var/www/dev/wp-content');"
    files = {f"staging/{name}": text for name, text in CORE.items()}
    report = audit({**files, "staging/wp-config.php": config})
    assert [install.content for install in report.installs] == ["wp-content", "staging/wp-content"]


def test_a_core_of_its_own_that_brings_a_content_folder_does_not_hide_the_real_one(folder):
    files = {f"web/wp/{name}": text for name, text in CORE.items() if name != "wp-config.php"}
    real = {
        "web/wp-config.php": CORE["wp-config.php"],
        "web/app/plugins/a.php": PLUGIN,
        "web/app/themes/x": "",
    }
    report = scan(str(folder({**files, **real})))
    assert report.installs[0].content == "web/app"


def test_folders_behind_links_are_seen_under_their_usual_names(folder):
    files = {f"web/{name}": text for name, text in CORE.items()}
    shared = {"shared/uploads/old.sql": "x", "shared/plugins/a/a.php": "<?php exec($command);"}
    top = folder({**files, **shared})
    (top / "web/wp-content/uploads").symlink_to("../../shared/uploads")
    (top / "web/wp-content/plugins").symlink_to("../../shared/plugins")
    report = scan(str(top))
    assert {"database-dump", "program-call-in-plugin"} <= found(report)
    assert "program-call-in-own-code" not in found(report)
    sizes = {tally.location.path: tally.files for tally in report.files}
    assert sizes["web/wp-content/uploads"] == 1


def test_what_lies_behind_a_link_that_leads_out_is_not_called_missing(site, tmp_path):
    top = site({"wp-content/plugins/a/a.php": PLUGIN})
    (top / "wp-content/plugins/b").symlink_to("/srv/shared/plugins/b")
    (tmp_path / "site.sql").write_text(
        wordpress(options={"active_plugins": serialise(["a/a.php", "b/b.php"])})
    )
    told = {one.file: one.installed for one in scan(str(top), [str(tmp_path / "site.sql")]).extensions}
    assert told == {"a/a.php": True, "b/b.php": None}


def test_what_lies_in_a_closed_folder_is_not_called_missing(closed):
    text = wordpress(options={"active_plugins": serialise(["a/a.php", "gone/gone.php"])})
    files = {**CORE, "wp-content/plugins/a/a.php": PLUGIN, "site.sql": text}
    top = closed(files, ("wp-content/plugins/a",))
    told = {one.file: one.installed for one in scan(str(top), [str(top / "site.sql")]).extensions}
    assert told == {"a/a.php": None, "gone/gone.php": False}


@pytest.mark.parametrize(
    "text",
    ["", "<?php // nothing", "version https://git-lfs.github.com/spec/v1", "<? $table_prefix = 'wp_';"],
)
def test_a_configuration_that_says_nothing_is_not_a_whole_one(audit, text):
    report = audit({"wp-config.php": text})
    assert kinds(report) == {"unknown-settings"}
    assert is_open(report, "page-cache-switch")


@pytest.mark.parametrize(
    "text", ["eval(getenv('EXTRA'));", "extract($_ENV);", "Config::define('WP_CACHE', true);"]
)
def test_settings_that_the_text_does_not_show_leave_checks_open(audit, text):
    report = audit({"wp-config.php": f"<?php $table_prefix = 'wp_'; {text}"})
    assert kinds(report) == {"unknown-settings"}


@pytest.mark.parametrize(
    "text",
    [
        "include_once 'local.php';",
        "require './config/../local.php';",
        "define('ROOT', __DIR__); require ROOT . '/local.php';",
        "require __DIR__ . '/linked.php';",
    ],
)
def test_includes_are_followed_as_php_does(site, text):
    top = site({"local.php": "<?php define('WP_CACHE', true);"})
    (top / "linked.php").symlink_to("local.php")
    (top / "wp-config.php").write_text(f"<?php $table_prefix = 'wp_'; {text}")
    report = scan(str(top))
    assert "page-cache-switch" in found(report)
    assert kinds(report) == set()


@pytest.mark.parametrize(
    "text",
    [
        "require('./wp-settings.php');",
        "require __DIR__ . '/vendor/autoload.php';",
        "@include 'a/wp-settings.php';",
    ],
)
def test_includes_that_set_nothing_leave_nothing_open(audit, text):
    files = {"vendor/autoload.php": "<?php require $file; define($name, 1);"}
    assert kinds(audit({**files, "wp-config.php": f"<?php $table_prefix = 'wp_'; {text}"})) == set()


def test_a_bare_core_elsewhere_does_not_take_the_database(audit):
    files = {f"vendor/wp/{name}": text for name, text in CORE.items() if name != "wp-config.php"}
    report = audit(files, wordpress(options={"siteurl": "https://a.example"}))
    assert [site.install for site in report.sites] == ["."]


def test_a_drop_in_is_not_called_off_where_the_configuration_is_not_known(audit):
    config = "<?php $table_prefix = 'wp_'; require getenv('CONFIG');"
    report = audit({"wp-config.php": config, "wp-content/advanced-cache.php": "<?php"})
    assert [one.active for one in report.extensions] == [None]


def test_plugins_of_every_network_of_a_database_are_active(audit):
    more = f"INSERT INTO `wp_sitemeta` VALUES (9,2,'active_sitewide_plugins','{serialise({})}');\n"
    text = network({1: {"siteurl": "https://a.example"}}, ["n.php"]) + more
    assert audit({}, text).databases[0].network_plugins == ("n.php",)


@pytest.mark.parametrize("file", ["", "../../etc/passwd.php", "a\\b.php", "readme.txt"])
def test_what_wordpress_would_not_load_is_no_plugin(audit, file):
    text = wordpress(options={"active_plugins": serialise([file])})
    assert audit({}, text).extensions == ()


def test_a_long_option_is_not_shown_in_part(audit):
    report = audit({}, wordpress(options={"upload_path": "/srv/" + "x" * 2000}))
    states_of = {setting.name: setting.state for setting in report.settings}
    assert states_of["upload_path"] == "withheld"


def test_dumps_of_one_name_are_told_apart(tmp_path):
    for folder, prefix in (("a", "x_"), ("b", "y_")):
        lay(tmp_path, {f"{folder}/site.sql": wordpress(prefix, {"siteurl": "https://a.example"})})
    report = scan(None, [str(tmp_path / "a/site.sql"), str(tmp_path / "b/site.sql")])
    assert len({site.location.path for site in report.sites}) == 2


def test_a_problem_is_told_once(closed):
    report = scan(str(closed(CORE, ("wp-config.php",))))
    assert [problem.location.path for problem in report.coverage.problems] == ["wp-config.php"]


def test_nothing_private_is_in_any_document(audit):
    config = """<?php $table_prefix = 'wp_';
    ini_set('session.save_path', 'tcp://10.0.0.1:6379?auth=hunter2');
    define('WP_PROXY_HOST', 'user:hunter2@proxy');
    define('DB_HOST', 'user:hunter2@db');
    define('WP_SITEURL', 'https://a.example/?token=hunter2');
    """
    plugin = (
        "<?php\n/*\nPlugin Name: Ask hunter2@example.org\nPlugin URI: https://joe:hunter2@a.example/"
        "\nVersion: 1 hunter2@example.org\nRequires PHP: hunter2@example.org\n*/"
    )
    options = {"siteurl": "https://joe:hunter2@a.example", "blogname": "hunter2@example.org"}
    report = audit({"wp-config.php": config, "wp-content/plugins/a.php": plugin}, wordpress(options=options))
    for name, render in WRITERS.items():
        assert "hunter2" not in render(report), name


def test_nothing_private_of_composer_is_in_any_document(audit):
    lock = """{"packages": [{"name": "hunter2@x.org/a", "version": "1 hunter2@x.org",
        "type": "wordpress-plugin", "dist": {"url": "https://joe:hunter2@x.org/?license=hunter2"}}]}"""
    report = audit({"composer.lock": lock, "composer.json": "{}"})
    assert report.extensions
    for name, render in WRITERS.items():
        assert "hunter2" not in render(report), name


def test_pipes_stop_nothing_and_are_told(site):
    top = site({})
    (top / "wp-config.php").unlink()
    for name in ("wp-config.php", "composer.lock", "wp-content/object-cache.php"):
        os.mkfifo(top / name)
    report = scan(str(top))
    assert kinds(report) == {"no-file"}
    assert states(report)["configuration"] == "absent"


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le", "shift_jis", "utf-8-sig"])
def test_headers_in_every_encoding_are_read_as_wordpress_does(audit, encoding):
    text = "<?php\n/*\nPlugin Name: Caf\u00e9 \u65e5\nVersion: 1\n*/".encode(encoding, "replace")
    report = audit({"wp-content/plugins/a.php": text, "wp-content/mu-plugins/b.php": text})
    is_read = not encoding.startswith("utf-16")
    assert [one.kind for one in report.extensions] == ["mu-plugin"] + ["plugin"] * is_read
    assert {one.version for one in report.extensions} == ({"1"} if is_read else {None})


def test_a_name_from_the_site_brings_no_style_to_the_terminal(audit):
    options = {"blogname": "\ue003EVIL\ue002 \x1b[31m", "siteurl": "https://a.example"}
    text = WRITERS["text"](audit({}, wordpress(options=options)))
    assert "“EVIL " in text
    assert "\x1b[31m" not in text


def test_what_was_not_looked_at_is_in_every_format(audit):
    report = audit({"wp-config.php": "<?php require getenv('X');"})
    assert any(isinstance(problem, Problem) for problem in report.coverage.problems)
    for render in WRITERS.values():
        assert "only known at run time" in render(report)


def test_nothing_private_of_what_code_and_servers_start_is_in_any_document(audit):
    secret = "hunter2"  # noqa: S105 - nobody's
    code = f"""<?php
    exec('/opt/joe:{secret}@h/tool'); proc_open('https://joe:{secret}@h/tool', [], $p);
    `/opt/{secret}@example.org/tool`; ini_set('smtp_password', '{secret}');
    file_put_contents(ABSPATH . 'a-{secret}@example.org/x', 1); fopen('/srv/x?token={secret}', 'w');
    """
    files = {
        "wp-content/plugins/a.php": code,
        "Dockerfile": f"FROM https://joe:{secret}@reg.example/node:1\nCMD node s.js --password={secret}\n",
        "a.timer": f"[Timer]\nOnCalendar={secret}@example.org\n",
        "cgi-bin/a.pl": f"#!/opt/joe:{secret}@h\n",
        ".platform.app.yaml": f"type: 'php:8'\n"
        f"crons:\n  a:\n    spec: '{secret}@example.org'\n    cmd: node x\n"
        f"workers:\n  '{secret}@example.org':\n    commands:\n      start: node y\n",
    }
    report = audit(files)
    assert report.programs
    assert len(report.processes) >= 5
    for name, render in WRITERS.items():
        assert secret not in render(report), name
