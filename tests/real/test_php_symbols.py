"""What PHP code uses, defines and includes, compared with what PHP-Parser finds in Debian's packages."""

import json
import os
import random
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from audit.parsers.php.calls import backticks
from audit.parsers.php.definitions import definitions
from audit.parsers.php.file import PhpFile
from audit.parsers.php.includes import includes
from audit.parsers.php.symbols import Sought, symbols
from tests.real.conftest import missing
from tests.real.php_packages import php_files

pytestmark = pytest.mark.real

HERE = Path(__file__).parent
CASES = HERE.parent / "cases" / "php"
PARSER = Path("/usr/share/php/PhpParser/autoload.php")
PARSED = 0.95  # of the files; the others are no valid PHP
AT_ONCE = 2000
MUTANTS = 2000
SCRAPS = rb"""
    ' " ` {$a ${ } ?> <?php <<<A \ /* */ // # #[ ] exec( -> :: new function & define('A', if ( ) : ; $a = 1 [
    use namespace A\B; const class{ static fn( => include $_SERVER['A'] extends , as use\x20function\x20exec;
""".split()
STATEMENTS = rb"""
    exec('a'); $o->exec(); O::exec(); \exec("{$a['exec()']}"); $a = `ls {$b}`; namespace\exec();
    use function exec as run; run();
    use A\B\{C, D as E, function f as g, const H}; new C; new E\X; g(); H;
    use const A\B; B; A\B;
    function exec() { return fn(E_ALL &$x) => E_ALL & $x; }
    const E_ALL = 1; define('A\\B', E_ALL); class_alias(C::class, 'D');
    class C extends D implements E, F { use G, H { G::a as b; } const A = B::C; function exec() { exec(); } }
    $a = new class(exec()) extends C implements \D { public function use() { parent::use(); } };
    #[exec(C::A), D] function g(C|D $c = E, ?F ...$f): G { return $c instanceof C ? static::A : C::class; }
    ?> exec(); <?php // exec(); ?> ' <?= exec() ?> " <?php /* ?> */ # '
    <<<A . <<<'B'.exec() /* A */;
    echo <<<"A"
    $a = "$_SERVER[A] {$_SERVER['B']} ${c}"; $_SERVER["D"] ?? $_SERVER[E];
    include 'a' . (require_once f(b, c)) . 'd';
    goto exec; exec: switch (A) { case B: case C::D: exec(); } $a ? B : C;
    try { throw new \C(D); } catch (E | F $e) { } finally { $a?->b()::c()->d; }
    f(a: B, c: D(...)); [A => B, ...C]; $a{'b'}; list('A' => $a) = B; static $a = B, $c = D;
    enum A: string implements B { case C = D; const E = self::C; } A::C->value;
    namespace A\B; namespace\c(d, E::F); e(); \G\h();
    foreach (A::B as $c => list($d)) : exec(); endforeach; while (A & $b); declare(ticks=1);
    $a = (int) B . (object) ['c' => D] . (E) . !F; abstract class G { abstract function exec(); }
""".strip().splitlines()
LITERALS = ("true", "false", "null")
MANY = 10_000 if "MOVEREADY_PHP_CODE" in os.environ else 500


class Seen(NamedTuple):
    """What is in a file, or in many, by kind; without what only a place tells."""

    uses: set[tuple[int, str, str, str | None]]
    defined: set[tuple[str, str]]
    backticks: set[int]
    includes: set[int]


@pytest.fixture(scope="session")
def parser():
    """Return the file that loads PHP-Parser."""
    unpacked = Path(os.environ.get("MOVEREADY_PHP_CODE", "/nowhere")) / PARSER.relative_to("/")
    found = next((path for path in (PARSER, unpacked) if path.is_file()), None)
    if found is None:
        missing("PHP-Parser", "php-parser")
    return found


def ask_php(php, parser, files):
    request = json.dumps({"parser": str(parser), "files": [str(path) for path in files]})
    options = ["-d", "short_open_tag=0", "-d", "memory_limit=2G", "-d", "error_reporting=0"]
    command = [php, *options, str(HERE / "php_symbols.php")]
    answer = subprocess.run(command, input=request, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in answer.stdout.splitlines()]


def everything(answers):
    """Return what is to be sought so that all that any file uses is found."""
    constants = {
        name for answer in answers for _, *names in answer["constant"] for name in names if is_constant(name)
    }
    static = [(owner, name) for answer in answers for _, owner, name in answer["static"]]
    methods = {name for answer in answers for _, name in answer["method"]} | {name for _, name in static}
    return Sought(
        functions=frozenset(
            name for answer in answers for _, *names in answer["function"] for name in names if name
        ),
        classes=frozenset(name for answer in answers for _, name in answer["class"]),
        constants=frozenset(constants),
        methods=frozenset(methods | {f"{owner}::{name}" for owner, name in static if owner}),
        server=frozenset(name for answer in answers for _, name in answer["server"]),
    )


def is_constant(name):
    return bool(name) and name.rpartition("\\")[2].lower() not in LITERALS


def seen_by_php(answer, sought):
    """Return what the parser saw; a name of a namespace stands for the global one if nothing has it."""
    own = {name for _, kind, name in answer["defined"] if kind == "function"}
    uses = {
        named(offset, "function", name, local, sought.functions | own)
        for offset, name, local in answer["function"]
    }
    uses |= {
        named(offset, "constant", name, local, sought.constants)
        for offset, name, local in answer["constant"]
        if is_constant(name)
    }
    uses |= {
        (offset, kind, name, None) for kind in ("class", "method", "server") for offset, name in answer[kind]
    }
    uses |= {
        (offset, "static", f"{owner}::{name}" if owner else name, None)
        for offset, owner, name in answer["static"]
    }
    defined = {(kind, name) for _, kind, name in answer["defined"]}
    found = ({offset for (offset,) in answer[kind]} for kind in ("backtick", "include"))
    return Seen(uses, defined, *found)


def named(offset, kind, name, local, known):
    if local in known:
        return offset, kind, local, None
    return offset, kind, name, local if local != name and local else None


def seen_by_us(path, sought, defined):
    file = PhpFile(path.read_bytes())
    return Seen(
        {(one.offset, one.kind, one.name, one.local) for one in symbols(file, sought)},
        {(one.kind, one.name) for one in definitions(file, defined)},
        set(backticks(file)),
        {one.offset for one in includes(file)},
    )


def all_defined(answers):
    kinds = {
        kind: frozenset(name for answer in answers for _, of, name in answer["defined"] if of == kind)
        for kind in ("function", "class", "constant")
    }
    return Sought(kinds["function"], kinds["class"], kinds["constant"])


def differences(php, parser, files):
    """Yield each file of which the two say other things; count those that both could read."""
    for start in range(0, len(files), AT_ONCE):
        some = files[start : start + AT_ONCE]
        answers = ask_php(php, parser, some)
        assert len(answers) == len(some)
        parsed = {path: answer for path, answer in zip(some, answers, strict=True) if answer is not None}
        sought, defined = everything(parsed.values()), all_defined(parsed.values())
        for path, answer in parsed.items():
            theirs, ours = seen_by_php(answer, sought), seen_by_us(path, sought, defined)
            yield path, [(left ^ right) for left, right in zip(theirs, ours, strict=True) if left != right]


def test_php_agrees_on_all_that_code_uses_defines_and_includes(php, parser):
    files = php_files()
    found = dict(differences(php, parser, files))
    assert len(found) > MANY
    assert len(found) > PARSED * len(files)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_php_agrees_on_the_recorded_cases(php, parser):
    found = dict(differences(php, parser, sorted(CASES.glob("*.php"))))
    assert {path.name: wrong for path, wrong in found.items() if wrong} == {}


def mutated(chance, source):
    """Return a file with a few lines put in, taken out or doubled: half of them are still valid."""
    lines = source.splitlines(keepends=True)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        lines[at : at + chance.choice([0, 0, 0, 0, 1])] = [chance.choice(STATEMENTS) + b"\n"]
    return b"".join(lines)


def test_php_agrees_on_files_with_other_lines_put_in_where_they_are_valid(php, parser, tmp_path):
    chance = random.Random(11)
    paths = chance.sample([path for path in php_files() if 0 < path.stat().st_size < 4000], 200)
    sources = [path.read_bytes() for path in [*paths, *CASES.glob("*.php")]]
    files = [tmp_path / f"{number}.php" for number in range(MUTANTS)]
    for path in files:
        path.write_bytes(mutated(chance, chance.choice([source for source in sources if source])))
    found = dict(differences(php, parser, files))
    assert len(found) > MUTANTS / 4
    assert {path.read_bytes(): wrong for path, wrong in found.items() if wrong} == {}


def test_code_that_is_not_valid_is_read_as_well():
    chance = random.Random(12)
    names = frozenset({"exec", "mail", "a", "b", "define"})
    sought = Sought(names, names, names | {"A::b"}, names | {"a::b"}, frozenset({"A"}))
    for _ in range(MUTANTS):
        source = b"<?php " + b" ".join(chance.choices([*SCRAPS, b"a", b"b", b"exec();", b"{", b"\n"], k=40))
        file = PhpFile(source)
        offsets = [one.offset for one in symbols(file, sought)]
        offsets += [one.offset for one in definitions(file, sought)]
        offsets += [one.offset for one in includes(file)]
        assert all(0 <= offset < len(source) for offset in offsets)
