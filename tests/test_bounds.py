"""However much there is of a site, and however wrong: an answer, in seconds and in little memory."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import CORE, lay
from tests.drupal_dumps import core_extension, drupal7, drupal8
from tests.dumps import network, serialise, table, wordpress

SECONDS, MEGABYTES = 8, 150  # of processor time and of memory, for any of these sites

DRUPAL_7 = {
    "includes/common.inc": "<?php",
    "includes/bootstrap.inc": "<?php define('VERSION', '7.98');",
    "misc/drupal.js": "",
    "modules/system/system.info": "name = System\ncore = 7.x",
    "modules/system/system.module": "<?php",
    "sites/default/settings.php": "<?php $databases['default']['default'] = ['database' => 'd'];",
}
DRUPAL_10 = {
    "core/lib/Drupal.php": "<?php class Drupal { const VERSION = '10.2.1'; }",
    "core/misc/drupal.js": "",
    "sites/default/settings.php": DRUPAL_7["sites/default/settings.php"],
}
INFO = "name = M\ncore = 7.x\n"
INFO_YML = "name: M\ntype: module\ncore_version_requirement: ^10\n"
HEADER = "<?php\n/*\nPlugin Name: P\nVersion: 1\n*/\n"

_PROGRAM = """
import sys, time
from audit.cli import main
try:
    main()
except SystemExit as exit:
    peak = 0
    if sys.platform == "linux":  # what resource tells is that of the parent as well
        with open("/proc/self/status") as file:
            peak = int(next(line.split()[1] for line in file if line.startswith("VmHWM"))) // 1024
    print(exit.code or 0, time.process_time(), peak)
"""


class Told(NamedTuple):
    """What the program made of a site."""

    report: dict[str, list[dict[str, object]]]
    problems: set[str]  # their kinds


@pytest.fixture
def told(tmp_path):
    def run(files: Mapping[str, str | bytes], dump: str | None = None) -> Told:
        lay(tmp_path / "site", files)
        words = ["scan", str(tmp_path / "site"), "--jobs", "1"]
        if dump is not None:
            (tmp_path / "site.sql").write_text(dump, "utf-8")
            words += ["--dump", str(tmp_path / "site.sql")]
        for name in ("report.json", "report.html"):
            words += ["-o", str(tmp_path / name)]
        return measured(words, tmp_path / "report.json")

    return run


def measured(words: list[str], output: Path) -> Told:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    code, seconds, megabytes = done.stdout.split()
    assert "Traceback" not in done.stderr
    assert int(code) == 0
    assert float(seconds) < SECONDS
    assert int(megabytes) < MEGABYTES
    report = json.loads(output.read_text("utf-8"))
    problems = {problem["kind"] for problem in report["coverage"]["problems"]}
    assert "reader-failed" not in problems
    return Told(report, problems)


def slugs(told: Told, kind: str) -> set[object]:
    return {one["slug"] for one in told.report["extensions"] if one["kind"] == kind}


def test_headers_without_end_are_read_as_far_as_wordpress_reads_them(told):
    files = {f"wp-content/plugins/p{number}.php": HEADER + "*" * 1_000_000 for number in range(30)}
    files["wp-content/plugins/long.php"] = "<?php\n/*\nPlugin Name: " + "x" * 1_000_000
    files["wp-content/themes/t/style.css"] = "/*\n" + " \t/" * 330_000 + "\nTheme Name: late\n*/"
    found = told({**CORE, **files})
    assert len(slugs(found, "plugin")) == 31
    assert max(len(str(one["name"])) for one in found.report["extensions"]) < 8192


def test_large_info_files_take_no_more_room_than_there_is(told):
    files = {f"modules/m{number}/m{number}.info.yml": INFO_YML + "#" * 4_000_000 for number in range(40)}
    found = told({**DRUPAL_10, **files})
    assert len(slugs(found, "module")) == 40
    assert "too-large" in found.problems


def test_large_info_files_of_drupal_7_take_no_more_room_than_there_is(told):
    lines = "".join(f"files[] = a{number}.inc\n" for number in range(20_000))
    files = {f"sites/all/modules/m{number}/m{number}.info": INFO + lines for number in range(60)}
    files |= {f"sites/all/modules/m{number}/m{number}.module": "<?php" for number in range(60)}
    found = told({**DRUPAL_7, **files})
    assert len(slugs(found, "module")) == 61
    assert "too-large" in found.problems


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"k{step}: &{new} [{','.join([f'*{old}'] * 10)}]\n"
            for step, (old, new) in enumerate(zip("abcdefgh", "bcdefghi", strict=True))
        ),
        "a: " + "[" * 100_000,
        "a:\n " + "- " * 100_000 + "x\n",
        "".join(" " * depth + "a:\n" for depth in range(1000)),
        "a: &a [*a]\n",
        "<<: *a\n",
    ],
    ids=["bomb", "brackets", "dashes", "blocks", "circle", "merge"],
)
def test_hostile_yaml_is_refused_and_told(told, text):
    files = {"modules/m/m.info.yml": INFO_YML + text, "config/sync/core.extension.yml": text}
    found = told({**DRUPAL_10, **files})
    assert slugs(found, "module") == {"m"}
    assert "unreadable-yaml" in found.problems


@pytest.mark.parametrize("is_closed", [False, True])
def test_arrays_in_arrays_without_end_cost_no_time(told, is_closed):
    deep = "a:1:{i:0;" * 90_000 + ("i:1;" + "}" * 90_000) * is_closed
    names = ["site_name", "theme_default", "mail_system", "cache", "admin_theme", "file_public_path"]
    rows = [(name, deep) for name in [*names, "error_level", "user_register", "cron_last", "smtp_host"]]
    more = table("variable", ["name", "value"], rows)
    found = told(DRUPAL_7, drupal7().replace(table("variable", ["name", "value"], []), more))
    assert "missing-options" in found.problems


def test_arrays_in_arrays_without_end_are_no_list_of_plugins(told):
    names = ["active_plugins", "cron", "wp_user_roles", "_site_transient_update_plugins"]
    options = dict.fromkeys(names, "a:1:{i:0;" * 90_000)
    found = told(CORE, wordpress(options={**options, "siteurl": "https://a.example"}))
    assert "missing-options" in found.problems


def test_a_long_composer_lock_is_read(told):
    packages = [
        {"name": f"drupal/p{number}", "version": "1.0.0", "type": "drupal-module", "description": "x" * 9_200}
        for number in range(2_200)
    ]
    lock = json.dumps({"packages": packages})
    assert len(lock) > 20_000_000
    found = told({**DRUPAL_10, "composer.lock": lock, "composer.json": "{}"})
    assert len(found.report["extensions"]) == 2_200


def test_two_thousand_plugins_are_listed(told):
    names = [f"p{number}/p{number}.php" for number in range(2_000)]
    text = wordpress(options={"siteurl": "https://a.example", "active_plugins": serialise(names)})
    found = told({**CORE, **{f"wp-content/plugins/{name}": HEADER for name in names}}, text)
    assert sum(one["active"] is True for one in found.report["extensions"]) == 2_000


def test_eight_hundred_sites_of_a_host_are_listed(told):
    one = {
        **CORE,
        "wp-content/plugins/a/a.php": HEADER,
        "wp-content/themes/t/style.css": "/* Theme Name: T */",
    }
    one |= {f"wp-content/uploads/{number % 5}/{number}.txt": "" for number in range(20)}
    found = told({f"s{number}/{name}": text for number in range(800) for name, text in one.items()})
    assert len(found.report["installs"]) == 800
    assert sum(extension["kind"] == "plugin" for extension in found.report["extensions"]) == 800


def test_five_thousand_modules_are_listed(told):
    names = [f"m{number}" for number in range(5_000)]
    files = {f"modules/{name}/{name}.info.yml": INFO_YML for name in names}
    found = told({**DRUPAL_10, **files}, drupal8(config={"core.extension": core_extension(*names)}))
    assert sum(one["active"] is True for one in found.report["extensions"]) > 5_000 - 1


def test_five_thousand_sites_of_a_network_are_told(told):
    own = {
        number: {"siteurl": f"https://s{number}.example.org", "blogname": f"S{number}"}
        for number in range(1, 5_001)
    }
    files = {f"wp-content/blogs.dir/{number}/files/a.jpg": "x" for number in own}
    found = told({**CORE, **files}, network(own))
    assert len(found.report["sites"]) == 5_000
    assert found.report["sites"][4_999]["uploads"] == "wp-content/blogs.dir/5000/files"


def test_three_thousand_sites_of_a_drupal_are_told(told):
    text = DRUPAL_7["sites/default/settings.php"]
    files = {f"sites/s{number}.example.org/settings.php": text for number in range(3_000)}
    assert len(told({**DRUPAL_7, **files}).report["sites"]) == 3_001


@pytest.mark.parametrize(
    ("core", "all_modules", "info"),
    [(DRUPAL_7, "sites/all/modules", INFO), (DRUPAL_10, "modules", INFO_YML)],
    ids=["7", "10"],
)
def test_what_sites_with_own_modules_share_is_looked_at_once(told, core, all_modules, info):
    suffix = "info" if info is INFO else "info.yml"
    shared = {f"{all_modules}/m{number}/m{number}" for number in range(500)}
    own = {f"sites/s{number}.example.org/modules/own/own" for number in range(500)}
    files = {f"{name}.{suffix}": info for name in shared | own}
    files |= {f"{name}.module": "<?php" for name in shared | own}
    files |= {f"{name.partition('/modules')[0]}/settings.php": "<?php" for name in own}
    assert len(slugs(told({**core, **files}), "module") - {"system"}) == 501


@pytest.mark.parametrize("last", ["t0", "t999", "gone"])
def test_themes_upon_themes_come_to_an_end(told, last):
    bases = [f"t{number}" for number in range(1, 1000)] + [last]
    files = {
        f"sites/all/themes/t{number}/t{number}.info": f"name = T\ncore = 7.x\nbase theme = {base}\n"
        for number, base in enumerate(bases)
    }
    found = told({**DRUPAL_7, **files}, drupal7(variables={"theme_default": "t0"}))
    assert len(slugs(found, "theme")) == 1000


def test_files_that_all_include_each_other_are_told_of_once(told):
    text = "<?php\n" + "".join(f"include __DIR__ . '/i{number}.php';\n" for number in range(200))
    found = told({**CORE, **{f"i{number}.php": text for number in range(200)}, "wp-config.php": text})
    assert len(found.report["coverage"]["problems"]) == 1
    assert found.problems == {"unknown-settings"}


def test_settings_of_five_megabytes_are_read_in_part(told):
    line = "$conf['file_public_path'] = 'x'; // " + "x" * 1000 + "\n"
    text = DRUPAL_7["sites/default/settings.php"] + "\n" + line * 5_000
    assert "unknown-settings" in told({**DRUPAL_7, "sites/default/settings.php": text}).problems


# Words that make each finder look closer, in a comment; what follows is made to keep it busy.
_ALL_WORDS = (
    "<?php /* __construct(public match (a) { catch (a) readonly a final const const a a = get set { void"
    " strict_types mktime version_compare enum MCRYPT_ENCRYPT = symfony process &$a $a[b] class int */\n"
)
_PHP = {
    "functions without a body": "function a() ",
    "functions without an end": "function a(",
    "arrow functions without an end": "fn(a,",
    "classes": "class a%d {} ",
    "constructors": "class a { function a() {} ",
    "constructors without an end": "__construct(",
    "enumerations": "enum a implements ",
    "properties": "class a { $a= ",
    "references in one line": ",&$a",
    "references in arrays": "array(,&$a",
    "constants without an end": "{const A=1 ",
    "calls in calls": "mktime(",
    "comparisons in comparisons": "version_compare(1,2,",
    "patterns without an end": "preg_replace('/",
    "classes of a word that is kept": "class int {",
    "bare words as keys": "$a[b%s];",
    "functions of many namespaces": "namespace a%d; function exec() {} exec('a');\n",
    "addresses in one string": "10.0.0.1 ",
    "branches": "if (function_exists('exec')) {} else",
    "connections without an end": "new mysqli(",
    "archives without an end": "$a->extractTo(",
}


@pytest.mark.parametrize("piece", _PHP.values(), ids=_PHP.keys())
def test_php_made_to_be_slow_takes_no_longer_than_other_php(told, piece):
    count = 250_000 // len(piece)
    numbered = piece.replace("%s", "%d")
    text = "".join(numbered % number for number in range(count)) if "%" in piece else piece * count
    quote = "'" if piece.startswith("10.") else ""
    files = {
        "wp-content/plugins/a.php": f"{_ALL_WORDS}{quote}{text}{quote}\nexec('a'); new SoapClient();",
        "wp-content/plugins/b.php": "<?php exec('b');",
    }
    found = told({**CORE, **files})
    assert "wp-content/plugins/b.php" in {one["seen_as"] for one in found.report["programs"]}


@pytest.mark.parametrize(
    "text",
    [
        "file_put_contents(ABSPATH . 'a', 1);" * 1100,
        "exec('ls');" * 1100,
        "`ls`;" * 1100,
        "exec('a'" + " . 'b'" * 2_000 + ");" + "exec($a);" * 3_100,
        "mktime();" * 50_100,
    ],
    ids=["writes", "programs", "backticks", "texts", "calls"],
)
def test_more_php_than_is_looked_at_is_told(told, text):
    assert "cut-short" in told({**CORE, "wp-content/plugins/a.php": f"<?php {text}"}).problems


def test_patterns_made_to_be_slow_are_told(told, tmp_path):
    patterns = "".join(f"*a*b*c*d*e*{number}*?[a-z]*\n" for number in range(5_000))
    files = {f"a{number}/{'abcde' * 20}/{'abcde' * 30}.php": "" for number in range(2_000)}
    lay(tmp_path / "site", {**CORE, **files, ".gitignore": patterns, ".gitattributes": patterns})
    subprocess.run(["git", "init", "-q", tmp_path / "site"], check=True)
    (repository,) = told({}).report["repository"]
    assert "more patterns and files" in repository["unread"][0]
    assert repository["untracked"] is None


@pytest.mark.parametrize("name", ["crontab", "Dockerfile", "package.json", "supervisord.conf"])
def test_what_a_server_starts_is_told_where_it_is_too_long_to_be_read(told, name):
    assert "too-large" in told({**CORE, name: " \n" * 200_000}).problems


def test_a_file_denser_than_people_write_is_judged_in_part_and_in_little_memory(told):
    found = told({**CORE, "wp-content/plugins/x/x.php": "<?php $a = array(" + "''.()" * 1_500_000})
    assert "cut-short" in found.problems
