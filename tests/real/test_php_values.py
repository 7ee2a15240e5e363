"""Values read from configuration, compared with those that PHP has after running it."""

import json
import random
import re
import struct
import subprocess
from pathlib import Path

import pytest

from audit.parsers.php.values import assignments

pytestmark = pytest.mark.real

HERE = Path(__file__).parent
FILES = 400

GAPS = ["", "\t", "\n", "\r\n", " /* ' */ ", ' // a ? "\n', " # b);\r\n", "/**/", " /* define('X', 1); */ "]
PLAIN = [*"a Z é € ; ) // ?> <<<A ` # } $1".split(), " ", "\n", "\r\n", "\t", "$ ", "{ "]
ESCAPES = (
    r"\n \t \r \v \e \f \\ \$ \x41 \xe9 \xc3 \X4 \101 \7 \477 \u{1F600} \u{e9} \u{041} \u{d800} \q \u- \xg"
)
INTEGERS = """
    0 1 007 0o17 0O7 0x1F 0XfF 0b101 0B1 1_000 0x1_F 0_7 64 9223372036854775807
    0x7fffffffffffffff 0777777777777777777777
"""
WORDS = r"true False NULL \true TRUE null \NULL"
FLOATS = """
    9223372036854775808 0xFFFFFFFFFFFFFFFF 0xFEDCBA9876543210F 0x123456789abcdef01 01777777777777777777777
    0b1111111111111111111111111111111111111111111111111111111111111111
    0b1101011011101101110110111011011101101110110111011101101110110111011
    123456789012345678901 1.5 .5 5. 1e3 1.5E-3 1_0.5_0 1e400
"""
# "§" stands for an expression, "·" for a gap, NAME for a name. The heading is the first letter of its names.
STATEMENTS = {
    "certain": """
        define('NAME',·§)·;
        \\DEFINE·(·"NAME"·,·§·,·)·;
        @Define('NA'·.·'ME', §);
        max(define('NAME', §), [1, 2]);
        defined('NAME') or define('NAME', §);
        defined·('NAME')·||·define('NAME', §);
        ! defined('NAME') && define('NAME', §);
        if·(·!·defined·(·'NAME'·)·)·define('NAME', §);
        if (!\\defined('NAME')) { define('NAME', §); }
        if (!defined('NAME')):·define('NAME', §); endif;
        const NAME·=§, NAMEb = §;
        { define('NAME', §); }
        try { define('NAME', §); } finally { }
        define('NAME', __DIR__ . '/a'); define('NAMEb', NAME . '/');
        define('NAME', dirname(__FILE__) . '/a'); const NAMEb = \\NAME . '/';
        define('NAME', \\dirname·(·__DIR__, 2) . dirname('a//b/c//', 2,) . dirname('/') . dirname('a', 5));
        $NAME·=·§·;
        $_SERVER[·'NAME']·=§;
        $NAME·=·$_SERVER['NAME'] = §;
        $NAME = §; define('NAMEb', $NAME);
        $NAME = __DIR__; define('NAMEb', realpath·(·$NAME · . '/') . '/a');
    """,
    "depending": """
        if (getenv('NAME')) { define('NAME', §); $NAME = §; }
        if (getenv('NAME')) define('NAME', §); else $NAME = §;
        if (PHP_VERSION_ID < 5): define('NAME', §); elseif (false): else: $NAME = §; endif;
        if (!defined('NAME') && getenv('NAME')) { define('NAME', §); }
        if (!defined('NAMEb')) { define('NAME', §); }
        if (defined('NAME')) { define('NAMEb', §); } else { define('NAME', §); }
        defined('NAME') and define('NAME', §);
        defined('NAME') ? define('NAME', §) : null;
        foreach ([] as $x) { $NAME = §; } while (false) $NAME = §;
        switch (1) { case 2: define('NAME', §); break; default: $NAME = §; }
        function NAME() { define('NAME', §); $x = 1; } class NAMEb { const A = 1, B = 2; }
        (function () { define('NAME', §); $x = §; });
        (fn () => define('NAME', §));
    """,
    "external": """
        $NAME = getenv('NAME') ?: §;
        $NAME = $_SERVER['NAME'] ?? §;
        $NAME = [§];
        $NAME = "{$_SERVER['argc']}";
        $NAME = "$_SERVER[argc]";
    """,
}


class Writer:
    """Writes configuration."""

    def __init__(self, number):
        self.random = random.Random(number)
        kinds = self.random.choices(list(STATEMENTS), weights=[8, 4, 1], k=12)
        statements = [self.statement(kind, f"{kind}_{number}_{count}") for count, kind in enumerate(kinds)]
        self.text = "<?php" + self.pick("\n", " ", "\r\n") + "".join(statements)

    def pick(self, *choices):
        return self.random.choice(choices)

    def several(self, *choices):
        return "".join(self.random.choices(choices, k=self.random.randrange(7)))

    def statement(self, kind, name):
        text = self.pick(*STATEMENTS[kind].strip().splitlines()).strip()
        text = (
            re.sub("§|·", self.filling, text).replace("'NA'", f"'{name[0]}'").replace("'ME'", f"'{name[1:]}'")
        )
        return text.replace("NAME", name) + self.pick("\n", "\r\n", " ", "?>\n<p>it's\n<?php ")

    def filling(self, match):
        return self.gap() if match[0] == "·" else self.gap() + self.expression() + self.gap()

    def gap(self):
        return self.pick(*GAPS) if self.random.random() < 0.3 else " "

    def expression(self):
        return self.pick(
            self.number,
            self.string,
            self.joined,
            lambda: self.pick(*WORDS.split()),
            lambda: "!" + self.string(),
        )()

    def number(self, depth=0):
        if depth > 2 or self.random.random() < 0.4:
            return self.pick(*(INTEGERS + FLOATS).split())
        left, right = self.number(depth + 1), self.number(depth + 1)
        return self.pick(
            f"{left}{self.gap()}{self.pick(*'+-*')} {right}",
            f"({left}){self.gap()}/ 7",
            f"{self.pick('-', '+')} {left}",
            f"(({left})·- {right})".replace("·", self.gap()),
            f"({self.pick('', '-')}17 % 5) * {right}",
        )

    def string(self):
        return self.pick(self.single_quoted, self.double_quoted, self.heredoc, self.folder)()

    def joined(self):
        parts = [
            self.pick(
                self.string(), self.pick(*WORDS.split(), "(7 - 9)", " 8 ", " 1 + 2 "), f"({self.string()})"
            )
        ]
        return f"{self.gap()}.{self.gap()}".join([*parts, self.string(), self.string()])

    def single_quoted(self):
        return "'" + self.several(*PLAIN, "$a", '"', r"\\", r"\'", r"\n", "{$a}") + "'"

    def double_quoted(self):
        return '"' + self.several(*PLAIN, *ESCAPES.split(), r"\"", "'") + '"'

    def heredoc(self):
        indent, line_end, quote = self.pick("", "  ", "\t"), self.pick("\n", "\r\n"), self.pick("", '"', "'")
        pieces = [piece for piece in PLAIN if "\n" not in piece] + ESCAPES.split()
        lines = [
            self.several(*pieces, '"', r"\"", "'", "EOTX", "_EOT") for _ in range(self.random.randrange(4))
        ]
        body = "".join(indent + line + line_end for line in lines)
        return f"<<<{quote}EOT{quote}{line_end}{body}{indent}EOT\n"

    def folder(self):
        return self.pick("__DIR__", "__FILE__", "__dir__")


def from_php(kind, value):
    match kind:
        case "str":
            return kind, bytes.fromhex(value).decode(errors="replace")
        case "float":
            return kind, repr(struct.unpack(">d", bytes.fromhex(value))[0])
    return kind, value


def ask_php(php, files):
    command = [php, "-d", "display_errors=0", "-d", "memory_limit=1G", str(HERE / "php_assignments.php")]
    request = json.dumps([str(path) for path in files])
    answer = subprocess.run(command, input=request, capture_output=True, text=True, check=True)
    return [
        {name: from_php(*value) for name, value in json.loads(line).items()}
        for line in answer.stdout.splitlines()
    ]


def spelled(value):
    return type(value).__name__, value if isinstance(value, str) else repr(value)


@pytest.fixture(scope="module")
def compared(php, tmp_path_factory):
    """Return, for each file, what we read and what PHP has after running it."""
    folder = tmp_path_factory.mktemp("configuration")
    files = [folder / f"{number}.php" for number in range(FILES)]
    for number, file in enumerate(files):
        file.write_text(Writer(number).text, newline="")
    read = [assignments(file.read_bytes(), str(file)) for file in files]
    return list(zip(read, ask_php(php, files), strict=True))


def test_each_value_that_we_read_is_the_one_that_php_has(compared):
    for read, run in compared:
        known = {
            found.name: spelled(found.value) for found in read if not found.computed and found.name in run
        }
        assert known == {name: run[name] for name in known}


def test_whatever_php_has_was_read(compared):
    for read, run in compared:
        assert run.keys() <= {found.name for found in read}


def test_what_is_read_as_certain_is_there_after_a_run(compared):
    for read, run in compared:
        assert {found.name for found in read if not found.conditional} <= run.keys()


def test_only_what_depends_on_the_run_is_read_as_conditional(compared):
    for read, _ in compared:
        assert {found.name for found in read if found.conditional} == {
            found.name for found in read if "depending" in found.name
        }


def test_only_what_comes_from_outside_is_read_as_computed(compared):
    for read, _ in compared:
        assert {found.name for found in read if found.computed} == {
            found.name for found in read if "external" in found.name
        }
