"""Places in the code that rules ask about."""

from audit.collectors.code_base import read_code
from audit.collectors.contents import read_contents
from audit.model.catalogue import Catalogue
from audit.model.code import Program
from audit.model.facts import Fact, Occurrence
from audit.model.files import Secret
from audit.model.rules import CodeWatch, Watch
from audit.sources.directory import Directory

EVERYWHERE = CodeWatch(calls=frozenset({"exec"}), backticks=True)
IN_THEMES = CodeWatch(
    calls=frozenset({"rename"}), files=("wp-content/**",), but_not=("wp-content/plugins/**",)
)
ADDRESS = CodeWatch(server=frozenset({"REMOTE_ADDR"}))
WATCH = Watch(code=frozenset({EVERYWHERE, IN_THEMES, ADDRESS}))


def read(path, watch=WATCH) -> list[Fact]:
    code = read_code(Directory(path), watch, 1, lambda *_: None)
    return read_contents(code, code.facts, watch, Catalogue({}), 1, lambda *_: None).facts


def found(path, watch=WATCH) -> list[tuple[str, int | None, str]]:
    places = [(fact.location, fact.name) for fact in read(path, watch) if isinstance(fact, Occurrence)]
    return [(location.path, location.line, name) for location, name in places]


def test_calls_are_told_with_their_line(site):
    assert found(site({"wp-content/plugins/a.php": "<?php\n\nexec('x'); // exec('y')\n$o->exec();"})) == [
        ("wp-content/plugins/a.php", 3, "exec")
    ]


def test_backticks_are_told(site):
    assert found(site({"wp-content/a.inc": "<?php\n$a = `ls`;"})) == [("wp-content/a.inc", 2, "`")]


def test_the_core_is_not_searched(site):
    names = ["wp-admin/a.php", "wp-includes/b.php", "wp-login.php"]
    assert found(site(dict.fromkeys(names, "<?php exec('x');"))) == []


def test_what_a_release_lays_at_the_top_is_not_searched(site):
    names = """
        index wp-activate wp-app wp-atom wp-blog-header wp-comments-post wp-commentsrss2 wp-config-sample
        wp-cron wp-feed wp-links-opml wp-load wp-login wp-mail wp-pass wp-rdf wp-register wp-rss wp-rss2
        wp-settings wp-signup wp-trackback xmlrpc
        """.split()
    assert found(site({f"{name}.php": "<?php exec('x');" for name in names})) == []
    assert len(found(site({f"wp-content/{name}.php": "<?php exec('x');" for name in names}))) == len(names)


def test_php_has_many_suffixes(site):
    suffixes = "php phtml php3 php4 php5 php7 php8 inc module install theme profile engine".split()
    files = {f"wp-content/a.{suffix}": "<?php exec('x');" for suffix in [*suffixes, "PHP", "txt"]}
    assert len(found(site(files))) == len(suffixes) + 1


def test_old_uploads_of_a_network_are_nobodys_own_code(site):
    files = dict.fromkeys(["wp-content/blogs.dir/2/files/a.php", "wp-content/a.php"], "<?php exec('x');")
    told = {fact.location.path: fact.own for fact in read(site(files)) if isinstance(fact, Occurrence)}
    assert told == {"wp-content/blogs.dir/2/files/a.php": False, "wp-content/a.php": True}


def test_a_library_in_own_code_is_not_own(site):
    path = "wp-content/plugins/mine/vendor/a.php"
    files = {"wp-content/plugins/mine/mine.php": "<?php /* Plugin Name: Mine */", path: "<?php exec('x');"}
    [place] = [fact for fact in read(site(files)) if isinstance(fact, Occurrence)]
    assert (place.location.path, place.own, place.vendored) == (path, False, True)


def test_a_call_is_looked_for_only_where_a_rule_asks(site):
    text = "<?php rename($a, $b);"
    files = {"wp-content/themes/x/a.php": text, "wp-content/plugins/x/b.php": text}
    assert [path for path, _, _ in found(site(files))] == ["wp-content/themes/x/a.php"]


def test_code_beside_the_docroot_belongs_to_the_only_install(folder):
    files = {"web/wp-includes/version.php": "<?php $wp_version = '6';", "scripts/a.php": "<?php exec('x');"}
    assert [path for path, _, _ in found(folder(files))] == ["scripts/a.php"]


def test_what_no_site_runs_is_not_searched(site):
    names = ["wp-content/plugins/a/tests/b.php", "wp-content/themes/x/tests/c.php", ".circleci/d.php"]
    facts = read(site(dict.fromkeys(names, "<?php exec('convert a b'); curl_init();")))
    assert [fact for fact in facts if isinstance(fact, Occurrence | Program)] == []


def test_own_tests_are_still_searched_for_secrets(site):
    text = "<?php $db = new mysqli('db.provider.com', 'joe', 'kT9mzQ2'); exec('x');"
    facts = read(site({"wp-content/themes/x/tests/c.php": text}))
    assert [fact.kind for fact in facts if isinstance(fact, Secret)] == ["database-password"]


def test_a_docroot_or_an_extension_called_test_is_searched(folder):
    files = {
        "test/wp-includes/version.php": "<?php $wp_version = '6';",
        "test/wp-content/plugins/tests/tests.php": "<?php exec('x');",
    }
    assert [path for path, _, _ in found(folder(files))] == ["test/wp-content/plugins/tests/tests.php"]


def test_a_server_variable_that_is_only_filled_in_is_not_asked_for(site):
    text = "<?php\n$_SERVER['REMOTE_ADDR'] = '127.0.0.1';\nlog_it($_SERVER['REMOTE_ADDR']);"
    assert found(site({"wp-content/a.php": text})) == [("wp-content/a.php", 3, "REMOTE_ADDR")]


def test_cookies_and_parameters_are_told_where_a_rule_asks_for_them(site):
    text = "<?php\n$_COOKIE['a'] ?? $_GET['utm_a'];\n$_GET['page'];"
    root = site({"wp-content/a.php": text})
    assert found(root) == []
    watch = Watch(code=frozenset({CodeWatch(cookies=True, queries=frozenset({"utm_*"}))}))
    assert found(root, watch) == [("wp-content/a.php", 2, "a"), ("wp-content/a.php", 2, "utm_a")]


def test_code_among_uploads_is_searched_and_not_own(site):
    facts = read(site({"wp-content/uploads/a.php": "<?php exec('x');"}))
    assert [(fact.name, fact.own) for fact in facts if isinstance(fact, Occurrence)] == [("exec", False)]
