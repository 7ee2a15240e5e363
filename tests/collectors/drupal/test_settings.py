"""What a settings.php sets, read without running it."""

import time

import pytest

from audit.collectors.drupal.includes import Base
from audit.collectors.drupal.install import find_drupal
from audit.model.facts import Install, Problem, Setting, Site
from audit.sources.directory import Directory
from audit.sources.tree import Listing

CORE = {"core/lib/Drupal.php": "<?php class Drupal { const VERSION = '10.4.8'; }"}
PLACE = "sites/default/settings.php"


def facts(path, *watched):
    tree = Directory(path)
    listing = Listing(item for item in tree.walk() if isinstance(item, tuple))
    return list(find_drupal(tree, listing, frozenset(watched)))


@pytest.fixture
def read(folder):
    """Return what lays a Drupal with these settings, in web/, and gives its facts."""

    def lay_and_read(code, files=(), watched=()):
        every = {**CORE, PLACE: "<?php\n" + code, **dict(files)}
        return facts(folder({f"web/{name}": text for name, text in every.items()}), *watched)

    return lay_and_read


def settings(found):
    return [fact for fact in found if isinstance(fact, Setting)]


def values(found):
    return {
        (one.kind, one.name): one.value if one.state == "literal" else one.state for one in settings(found)
    }


def problems(found):
    return [fact.text for fact in found if isinstance(fact, Problem)]


def site(found):
    [one] = [fact for fact in found if isinstance(fact, Site)]
    return one


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("$conf['file_public_path'] = 'f';", {("conf", "file_public_path"): "f"}),
        ("$GLOBALS['conf']['reverse_proxy'] = TRUE;", {("conf", "reverse_proxy"): True}),
        ("$conf['mail_system'] = array('x-y' => 'Mail');", {("conf", "mail_system.x-y"): "Mail"}),
        ("$settings['cache']['bins']['a'] = 'b';", {("settings", "cache.bins.a"): "b"}),
        ("$config['a.b']['c']['d'] = FALSE;", {("config", "a.b:c.d"): False}),
        ("$config['system.logging'] = ['error_level' => 'hide'];",
            {("config", "system.logging:error_level"): "hide"}),
        ("$base_url = 'https://a.example';", {("variable", "base_url"): "https://a.example"}),
        ("ini_set('memory_limit', '512M');", {("ini", "memory_limit"): "512M"}),
        ("define('DEBUGGING', TRUE);", {("constant", "DEBUGGING"): True}),
        ("$settings['container_yamls'][] = $app_root . '/' . $site_path . '/s.yml';",
            {("settings", "container_yamls.0"): "sites/default/s.yml"}),
        ("$settings['config_sync_directory'] = DRUPAL_ROOT . '/../config/sync';",
            {("settings", "config_sync_directory"): "../config/sync"}),
        ("$config_directories['sync'] = \"../config/{$site_path}\";",
            {("variable", "config_directories.sync"): "../config/sites/default"}),
        ("$unknown['a'] = 1; $other = 'b';", {}),
        ("function f() { $conf['a'] = TRUE; }", {}),
        ("// $conf['a'] = TRUE;\n/* $conf['b'] = TRUE; */ $x = '$conf[\\'c\\'] = TRUE;';", {}),
    ],
)  # fmt: skip
def test_each_kind_of_setting_has_its_name(read, code, expected):
    assert values(read(code)) == expected


def test_the_leaves_of_an_array_are_told_with_their_lines(read):
    [one, two] = settings(read("$settings['trusted_host_patterns'] = [\n  '^a$',\n  '^(www\\.)?b$',\n];"))
    assert (one.name, one.value, one.location.line) == ("trusted_host_patterns.0", "^a$", 3)
    assert (two.name, two.value, two.location.line) == ("trusted_host_patterns.1", "^(www\\.)?b$", 4)


DEFAULT = "$databases['default']['default']"


@pytest.mark.parametrize(
    "code",
    [
        DEFAULT + " = ['database' => 'd', 'prefix' => 'p_', 'password' => 'hunter2'];",
        "$databases = array('default' => array('default' => array('database' => 'd', 'prefix' => 'p_')));",
        DEFAULT + "['database'] = 'd'; " + DEFAULT + "['prefix'] = 'p_';",
        "$name = 'd'; " + DEFAULT + " = ['database' => $name, 'prefix' => array('default' => 'p_',)];",
        "$databases = []; $databases += ['x' => 1]; "
        + DEFAULT
        + " = ['database' => \"d\", 'prefix' => 'p_'];",
        "$db_url = 'mysqli://joe:hunter2@localhost/d?x=1'; $db_prefix = 'p_';",
        "$db_url['default'] = 'mysqli://joe:hunter2@h/%64'; $db_prefix = ['default' => 'p_', 'a' => 's_'];",
    ],
)
def test_the_database_and_its_prefix_are_those_of_the_site(read, code):
    found = read(code)
    assert (site(found).database, site(found).prefix) == ("d", "p_")
    assert "hunter2" not in str(found)
    assert next(fact for fact in found if isinstance(fact, Install)).prefix == "p_"


def test_what_a_database_is_called_is_shown_and_how_to_enter_it_is_not(read):
    code = """$databases['default']['default'] = [
      'driver' => 'mysql', 'database' => 'd', 'host' => 'h', 'port' => 3306, 'collation' => 'c',
      'username' => 'hunter2', 'password' => 'hunter2', 'prefix' => ['default' => '', 'authmap' => 'shared.'],
    ];"""
    found = {
        name.removeprefix("databases.default.default."): value
        for (_, name), value in values(read(code)).items()
    }
    assert found == {
        "driver": "mysql",
        "database": "d",
        "host": "h",
        "port": 3306,
        "collation": "c",
        "username": "withheld",
        "password": "withheld",
        "prefix.default": "",
        "prefix.authmap": "shared.",
    }  # fmt: skip


def test_secrets_are_told_to_be_there_and_never_copied(read):
    code = """
    $settings['hash_salt'] = 'hunter2';
    $drupal_hash_salt = 'hunter2';
    $conf['smtp_password'] = 'hunter2';
    $conf['anything'] = 'hunter2';
    $conf['door'] = 2222;
    $config['s3fs.settings']['secret_key'] = 'hunter2';
    $settings['redis.connection']['password'] = 'hunter2';
    $config['stage_file_proxy.settings']['origin'] = 'https://joe:hunter2@example.org';
    $base_url = 'https://joe:hunter2@example.org';
    $conf['site_mail'] = 'hunter2@example.org';
    $conf['hunter2@example.org']['x'] = 'y';
    """
    found = read(code, watched=("hash_salt", "smtp_password", "site_mail"))
    assert len(settings(found)) == 11
    assert {one.state for one in settings(found)} == {"withheld"}
    assert "hunter2" not in str(found)
    assert "2222" not in str(found)


def test_watched_values_are_shown(read):
    code = "$conf['acme_mode'] = 'fast';"
    assert values(read(code)) == {("conf", "acme_mode"): "withheld"}
    assert values(read(code, watched=("acme_mode",))) == {("conf", "acme_mode"): "fast"}


def test_what_is_set_later_replaces_what_was_set_before(read):
    code = """
    $conf['cache_inc'] = 'a'; $conf['cache_inc'] = 'b';
    $databases['default']['default'] = ['database' => 'old', 'host' => 'h'];
    $databases = ['default' => ['default' => ['database' => 'new']]];
    """
    found = values(read(code))
    assert found == {
        ("conf", "cache_inc"): "b",
        ("variable", "databases.default.default.database"): "new",
    }


def test_a_branch_replaces_nothing_and_leaves_it_open(read):
    code = DEFAULT + "['database'] = 'a'; if ($_ENV['X']) { " + DEFAULT + " = ['database' => 'b']; }"
    found = read(code)
    assert [(one.value, one.conditional) for one in settings(found)] == [("a", False), ("b", True)]
    assert site(found).database is None


def test_what_a_sum_of_arrays_adds_is_not_certain(read):
    [one] = settings(read("$conf += array('reverse_proxy' => TRUE);"))
    assert one.conditional


@pytest.mark.parametrize(
    "code",
    [
        "include $app_root . '/' . $site_path . '/settings.local.php';",
        "include __DIR__ . '/settings.local.php';",
        "include 'settings.local.php';",
        "require_once './sites/default/settings.local.php';",
        "require dirname(__FILE__) . '/settings.local.php';",
        'include "$app_root/{$site_path}/settings.local.php";',
        "include DRUPAL_ROOT . '/sites/' . basename($site_path) . '/settings.local.php';",
        "$local = __DIR__ . '/settings.local.php';\nif (file_exists($local)) {\n  include $local;\n}",
        "if (file_exists(LOCAL))\n  include LOCAL;".replace(
            "LOCAL", "'./' . $site_path . '/settings.local.php'"
        ),
        "if (is_readable(LOCAL)): include LOCAL; endif;".replace(
            "LOCAL", "'sites/default/settings.local.php'"
        ),
        "foreach (glob(__DIR__ . '/settings.l*.php') as $file) { require $file; }",
        "$files = [__DIR__ . '/settings.local.php', 'none.php'];\nforeach ($files as $file) include $file;",
    ],
)
def test_files_that_are_included_are_read(read, code):
    local = "<?php $databases['default']['default']['database'] = 'local';"
    found = read(code, {"sites/default/settings.local.php": local})
    assert site(found).database == "local"
    assert [one.location.path for one in settings(found)] == ["web/sites/default/settings.local.php"]
    assert problems(found) == []


def test_a_file_of_the_host_only_is_conditional(read):
    code = "if (getenv('IS_DDEV') && file_exists(__DIR__ . '/d.php')) { include __DIR__ . '/d.php'; }"
    [one] = settings(read(code, {"sites/default/d.php": "<?php $conf['reverse_proxy'] = TRUE;"}))
    assert one.conditional


@pytest.mark.parametrize(
    "code",
    [
        "if (file_exists(__DIR__ . '/none.php')) { include __DIR__ . '/none.php'; }",
        "if (getenv('X')) { include __DIR__ . '/none.php'; }",
        "require DRUPAL_ROOT . '/../vendor/autoload.php';",
        "include_once './includes/cache.inc';",
        "include 'sites/all/modules/memcache/memcache.inc';",
    ],
)
def test_a_file_that_may_lack_is_no_problem(read, code):
    assert problems(read(f"$databases['default']['default']['database'] = 'site'; {code}")) == []


def test_settings_without_a_database_say_which_file_may_name_it(read):
    code = "if (file_exists(__DIR__ . '/local.php')) { include __DIR__ . '/local.php'; }"
    [one] = [fact for fact in read(code) if isinstance(fact, Problem)]
    assert (one.kind, one.hides) == ("no-database", False)
    assert "sites/default/local.php" in one.text


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("require DRUPAL_ROOT . '/../vendor/acquia/blt/settings/blt.settings.php';", "vendor/acquia/blt"),
        ("require '/var/www/site-php/x/x-settings.inc';", "/var/www/site-php/x/x-settings.inc"),
        ("if (file_exists('/var/www/site-php')) { require '/var/www/site-php/x.inc'; }", "/var/www/site-php"),
        ("include $_ENV['X'];", "only known at run time"),
        ("include $file; $file = 'a';", "only known at run time"),
        ("$conf[$name] = 'x';", "name is only known at run time"),
        ("foreach ($_ENV as $k => $v) { $settings[$k] = $v; }", "name is only known at run time"),
        ("$settings = load();", "$settings as a whole"),
        ("extract($stored);", "extract() may set anything"),
        ("<<<<<<< HEAD\n$conf['a'] = TRUE;\n=======\n>>>>>>> b\n", "merge conflict"),
    ],
)
def test_what_cannot_be_known_is_told(read, code, says):
    [text] = problems(read(code))
    assert says in text


def test_a_file_of_the_host_behind_a_condition_hides_nothing(read):
    code = "if (file_exists('/var/www/site-php')) { require '/var/www/site-php/x.inc'; }"
    assert [fact.hides for fact in read(code) if isinstance(fact, Problem)] == [False]


def test_a_computed_value_is_told_to_be_computed(read):
    [one] = settings(read("$databases['default']['default'] = ['database' => getenv('DB')];"))
    assert (one.name, one.state, one.value) == ("databases.default.default.database", "computed", None)


def test_the_first_definition_of_a_constant_counts(read):
    found = read("define('A', TRUE); define('A', FALSE);")
    assert values(found) == {("constant", "A"): True}


def test_includes_in_circles_end(read):
    loop = "<?php include __DIR__ . '/a.php'; include __DIR__ . '/settings.php'; $conf['x'] = TRUE;"
    found = read("include __DIR__ . '/a.php';", {"sites/default/a.php": loop})
    assert values(found) == {("conf", "x"): True}


def test_settings_that_cannot_be_read_are_told(closed):
    top = closed({**CORE, PLACE: "<?php $conf['x'] = TRUE;"}, (PLACE,))
    found = facts(top)
    assert len(problems(found)) == 1
    assert settings(found) == []


def test_huge_settings_are_read_as_far_as_is_sensible(read):
    start = time.monotonic()
    found = read("$conf['reverse_proxy'] = TRUE;\n" + "/* x */\n" * 700_000)
    assert time.monotonic() - start < 5
    assert problems(found) == ["Only the first MiB of these settings was read."]
    assert values(found) == {("conf", "reverse_proxy"): True}


def test_what_is_read_of_all_sites_together_is_bounded(read, monkeypatch):
    monkeypatch.setattr("audit.collectors.drupal.includes._MOST_VALUES", 10)
    more = {f"sites/s{number}.org/settings.php": "<?php " + "$conf['a'] = TRUE;" * 5 for number in range(9)}
    found = read("", more)
    assert len(settings(found)) == 2
    assert len([text for text in problems(found) if "too many" in text]) == 1


@pytest.mark.parametrize(
    "code",
    [
        "$databases = " + "[" * 100_000,
        "$databases = " + "array(" * 50_000 + ")" * 50_000 + ";",
        "$conf[" * 50_000,
        "$conf['a']" + "['b']" * 20_000 + " = 1;",
        "$x = [" + "'a' => 'b'," * 30_000 + "]; foreach ($x as $y) include $y;",
        "include __DIR__ . '/a.php';" * 10_000,
        "\x00\xff<?php $conf['",
    ],
)
def test_awkward_settings_take_no_long_time(read, code):
    start = time.monotonic()
    read(code)
    assert time.monotonic() - start < 5


def test_the_budget_of_an_install_is_spent_by_bytes_too(folder):
    base = Base(Directory(folder({"a": ""})), Listing([]), "")
    assert not base.is_spent
    base.bytes = 0
    assert base.is_spent
