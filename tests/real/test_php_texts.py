"""What expressions say before they run, compared with what they say when PHP runs them."""

import json
import posixpath
import random
import re
import subprocess

import pytest

from audit.parsers.php.file import PhpFile
from audit.parsers.php.partial import Hole
from audit.parsers.php.texts import Texts, elements

pytestmark = pytest.mark.real

FILES = 400
PATH = "wp-content/plugins/one/{}.php"
START = """<?php
namespace Probe%d;
define('PROBE_%d', WP_CONTENT_DIR . '/of-a-constant');
const OWN_%d = 'own';
class A { const K = 'k/'; private $p = 'property'; private $q; public static $s = "static";
function run($given) {
"""


class Writer:
    """Writes a method in which variables change and are looked at."""

    def __init__(self, number):
        self.random = random.Random(number)
        self.number = number
        self.left = 40
        self.names = self.random.sample(["$a", "$b", "$c", "$d"], 3)
        first = "".join(f"{name} = {self.expression(2)};\n" for name in self.names)
        body = START % (number, number, number) + first + self.statements(0)
        self.text = f"{body}\n}} }}\n(new A)->run('given');\n"

    def statements(self, depth):
        return "".join(self.statement(depth) for _ in range(self.random.randrange(1, 6)))

    def statement(self, depth):
        self.left -= 1
        if depth < 3 and self.left > 0 and self.random.random() < 0.5:
            return self.block(depth + 1)
        name, one = self.random.choice(self.names), self.expression(self.random.randrange(2))
        return self.random.choice([
            f"\\probe({one});\n", f"\\probe({one});\n", f"{name} = {one};\n", f"{name} .= {one};\n",
            f"if (\\flag()) {name} = {one};\n", f"$this->q = 'later'; \\probe($this->q . {one});\n",
        ])  # fmt: skip

    def block(self, depth):
        inner, other = self.statements(depth), self.statements(depth)
        name, *used = self.random.sample(self.names, 3)
        return self.random.choice([
            f"if (\\flag()) {{\n{inner}}}\n", f"if (\\flag()) {{\n{inner}}} else {{\n{other}}}\n",
            f"foreach (['x', 'y'] as {name}) {{\n{inner}}}\n",
            f"for ($i = 0; $i < 2; $i++) {{ // }}\n{inner}}}\n",
            f"switch (\\flag()) {{ case true:\n{inner}break; default:\n{other}}}\n",
            f"(function () use ({', '.join(used)}) {{\n{name} = {self.expression(1)};\n{inner}}})();\n",
        ])  # fmt: skip

    def expression(self, depth):
        simple = [
            "'text'", '"a\\x42\\n"', "'it\\'s'", "ABSPATH . 'top.php'", "__DIR__ . '/x'", "7",
            "dirname(__FILE__, 3)", "dirname(__DIR__) . '/y'", f"PROBE_{self.number}", f"OWN_{self.number}",
            "self::K", "$this->p", "self::$s", "$given", "WP_CONTENT_DIR . '/cache/'", "<<<E\nheredoc\nE",
            "plugin_dir_path(__FILE__)", "basename('/a/b.php')", *self.names * 3,
        ]  # fmt: skip
        if depth > 2 or self.random.random() < 0.4:
            return self.random.choice(simple)
        one, two, name = (
            self.expression(depth + 1),
            self.expression(depth + 1),
            self.random.choice(self.names),
        )
        path = self.random.choice(["WP_CONTENT_DIR . '/cache/'", "'a//'", "__DIR__", "self::K"])
        return self.random.choice([
            f"{one} . {two}", f"({one}) . '/' . {two}", f'"x{name}/y"', f'"{{{name}}}z{{$this->p}}"',
            f"sprintf('%s-%2$s-%%', {one}, {two})", f"implode('/', array({one}, {two},))",
            f"['k' => {one}, {two}]['k']", f"(\\flag() ? {one} : {two})", f"rtrim({path}, '/')",
            f"trailingslashit({path}) . {one}", f"str_replace('\\\\', '/', {one})", f"strval({one})",
        ])  # fmt: skip


PRELUDE = r"""<?php
error_reporting(0);
define('ABSPATH', __DIR__ . '/');
define('WP_CONTENT_DIR', ABSPATH . 'wp-content');
function plugin_dir_path($file) { return dirname($file) . '/'; }
function trailingslashit($text) { return rtrim($text, '/\\') . '/'; }
function flag() { return mt_rand(0, 1) === 1; }
$found = [];
function probe($text) {
    $call = debug_backtrace(DEBUG_BACKTRACE_IGNORE_ARGS, 1)[0];
    $GLOBALS['found'][basename($call['file'], '.php')][$call['line']][] = (string) $text;
}
foreach (array_slice($argv, 1) as $file) { mt_srand(1); include $file; }
foreach ([2, 3, 4, 5, 6] as $seed) {
    mt_srand($seed);
    foreach ($argv as $number => $file) {
        $name = 'Probe' . basename($file, '.php') . '\\A';
        if ($number) { (new $name)->run('given'); }
    }
}
echo json_encode($found, JSON_INVALID_UTF8_SUBSTITUTE);
"""


def fits(text, value, top):
    """Tell whether a text with holes may be what PHP has."""
    pattern = ""
    for part in text:
        if isinstance(part, str):
            pattern += re.escape(part)
        elif isinstance(part, Hole) and part.kind == "place":
            pattern += re.escape(top)
        else:
            pattern += ".*"
    if re.fullmatch(pattern, value, re.DOTALL):
        return True
    return ".." in pattern and posixpath.normpath(re.sub(r"\\(.)", r"\1", pattern)) == posixpath.normpath(
        value
    )


def test_what_an_expression_says_is_what_php_makes_of_it(php, tmp_path):
    folder = tmp_path / "wp-content" / "plugins" / "one"
    folder.mkdir(parents=True)
    files = [folder / f"{number}.php" for number in range(FILES)]
    for number, file in enumerate(files):
        file.write_text(Writer(number).text)
    (tmp_path / "all.php").write_text(PRELUDE)
    command = [php, "-d", "display_errors=0", str(tmp_path / "all.php"), *map(str, files)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    known = total = 0
    for number, file in enumerate(files):
        source = PhpFile(file.read_bytes())
        texts = Texts(source, PATH.format(number))
        for probe in re.finditer(rb"\\probe\(", source.source):
            text = texts.of(elements(source, probe.end())[0])
            values = (found.get(str(number)) or {}).get(str(source.line(probe.start())), [])
            total += bool(values)
            holes = {part.kind for part in text if isinstance(part, Hole)}
            known += bool(values) and holes <= {"place"}
            for value in values:
                assert fits(text, value, str(tmp_path)), (number, source.line(probe.start()), text, value)
    assert total > FILES
    assert known > total / 4
