"""Places in the code that rules ask about."""

from audit.collectors.code_base import read_code
from audit.collectors.contents import read_contents
from audit.model.catalogue import Catalogue
from audit.model.facts import Occurrence
from audit.model.rules import CodeWatch, Watch
from audit.sources.directory import Directory

EVERYWHERE = CodeWatch(calls=frozenset({"exec"}), backticks=True)
IN_THEMES = CodeWatch(
    calls=frozenset({"rename"}), files=("wp-content/**",), but_not=("wp-content/plugins/**",)
)
WATCH = Watch(code=frozenset({EVERYWHERE, IN_THEMES}))


def found(path) -> list[tuple[str, int | None, str]]:
    code = read_code(Directory(path), WATCH, 1, lambda *_: None)
    facts = read_contents(code, code.facts, WATCH, Catalogue({}), 1, lambda *_: None).facts
    places = [(fact.location, fact.name) for fact in facts if isinstance(fact, Occurrence)]
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


def test_a_call_is_looked_for_only_where_a_rule_asks(site):
    text = "<?php rename($a, $b);"
    files = {"wp-content/themes/x/a.php": text, "wp-content/plugins/x/b.php": text}
    assert [path for path, _, _ in found(site(files))] == ["wp-content/themes/x/a.php"]


def test_code_beside_the_docroot_belongs_to_the_only_install(folder):
    files = {"web/wp-includes/version.php": "<?php $wp_version = '6';", "scripts/a.php": "<?php exec('x');"}
    assert [path for path, _, _ in found(folder(files))] == ["scripts/a.php"]
