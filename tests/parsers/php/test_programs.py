"""Which programs PHP code starts, and which it only looks for."""

import time

import pytest

from audit.parsers.php.file import PhpFile
from audit.parsers.php.programs import programs


def found(code, path="wp-content/plugins/one/a.php"):
    return [call.name for call in programs(PhpFile(b"<?php " + code.encode()), path)]


@pytest.mark.parametrize(
    "code",
    [
        "exec('convert a b');",
        'shell_exec("convert $a");',
        "passthru('/usr/bin/' . 'convert');",
        "system(\"convert {$a['b']} > $c\");",
        "popen('convert -', 'r');",
        "proc_open('convert', $a, $b);",
        "proc_open(['convert', $a], $b, $c);",
        "pcntl_exec('/usr/bin/convert', []);",
        "`convert $a`;",
        "exec(sprintf('%s %s', 'convert', $a));",
        "exec(implode(' ', ['convert', escapeshellarg($a)]));",
        "exec(escapeshellcmd('convert') . ' -v');",
        "exec(variable_get('my_convert', '/usr/bin/convert') . ' -v');",
        "$c = 'convert'; $c .= \" $x\"; exec($c);",
        "define('C', '/usr/bin/convert'); exec(C . ' -v');",
        "class A { const C = 'convert'; function f() { exec(self::C . ' -v'); } }",
        "class A { private $c = 'convert'; function f() { exec(\"$this->c -v\"); exec($this->d); } }",
        "$c = 'convert'; function f() { global $c; exec(\"$c -v\"); }",
        "$c = 'convert'; $f = function ($a) use ($c) { exec(\"$c $a\"); };",
        "exec($this->path . '/convert -v');",
        "exec($path_to_magick . 'convert -v');",
        "use function exec as run; run('convert');",
    ],
)
def test_a_program_is_found_by_its_name(code):
    assert "convert" in found(code)


@pytest.mark.parametrize(
    "code",
    [
        "exec($a);",
        'exec("$bin -v");',
        "exec($cmd . 'convert');",
        "exec($a ? 'convert' : 'gm');",
        "function f($c = 'convert') { exec($c); }",
        "if ($a) { $c = 'convert'; } else { $c = 'gm'; } exec($c);",
        "if ($a) $c = 'convert'; else $c = 'gm'; exec($c);",
        "switch ($a) { case 1: $c = 'convert'; break; case 2: $c = 'gm'; break; default: exec($c); }",
        "$c = 'convert'; while ($a) { exec($c); $c = 'gm'; }",
        "$c = 'convert'; foreach ($a as $c) { exec($c); }",
        "function f() { $c = 'convert'; } function g() { exec($c); }",
        "class A { function f() { $this->c = 'convert'; } function g() { $this->c = 'a1'; exec($this->c); }}",
        "exec(CONVERT);",
    ],
)
def test_a_program_that_may_be_another_one_is_computed(code):
    assert found(code) == [None]


@pytest.mark.parametrize(
    "code", ["// exec('a');", "$o->exec('a');", "A::exec('a');", "'exec(\"a\")';", "exec('');"]
)
def test_what_starts_nothing_is_no_program(code):
    assert found(code) == []


def test_each_program_of_a_line_is_one():
    assert found('exec("cd $a && mysqldump $b | gzip > $c");') == ["mysqldump", "gzip"]


def test_the_assignment_before_a_call_counts_where_there_are_several():
    assert found("$c = 'gs -q'; exec($c); $c = 'convert -v'; exec($c);") == ["gs", "convert"]


def test_a_program_that_is_only_looked_for_is_guarded():
    calls = programs(PhpFile(b"<?php exec('command -v gs'); exec('which -a gs'); exec('hash gs 2>&1');"))
    assert [(call.name, call.guarded) for call in calls] == [("gs", True)] * 3


def test_a_program_behind_a_question_for_the_function_is_guarded():
    calls = programs(PhpFile(b"<?php if (function_exists('exec')) { exec('gs'); }"))
    assert [(call.name, call.guarded) for call in calls] == [("gs", True)]


def test_the_classes_of_symfony_are_known_by_their_imports():
    code = """
    use Symfony\\Component\\Process\\{Process as Run, ProcessBuilder}; use Other\\Process;
    new Run(['node', $a]); Run::fromShellCommandline("gs $a"); ProcessBuilder::create(['sass']);
    new \\Symfony\\Component\\Process\\Process('old style'); new Process(['no']); new ProcessBuilder(['git']);
    """
    assert found(code) == ["node", "gs", "sass", "old", "git"]


def test_a_class_called_process_is_symfonys_in_its_own_namespace_only():
    assert found("namespace Symfony\\Component\\Process; new Process(['a1']);") == ["a1"]
    assert found("namespace Mine; new Process(['a1']); /* Symfony */") == []


def test_a_program_of_the_plugin_itself_has_its_path_in_the_site():
    [call] = programs(
        PhpFile(b"<?php exec(__DIR__ . '/../bin/jpegoptim -v');"), "wp-content/plugins/one/inc/a.php"
    )
    assert (call.name, call.path) == ("jpegoptim", "wp-content/plugins/one/bin/jpegoptim")


def test_a_call_has_its_place():
    [call] = programs(PhpFile(b"<?php\n\n  exec('gs');"))
    assert (call.by, call.line, call.offset) == ("exec", 3, 9)


@pytest.mark.parametrize(
    "code",
    [
        "exec(" + "(" * 50_000 + "'a'" + ")" * 50_000 + ");",
        "exec(" + "dirname(" * 50_000 + "'a'",
        "exec(" + "$a ? " * 50_000 + "1);",
        'exec("' + "{$a}" * 50_000 + '");',
        "$a = $b . 'x'; $b = $a . 'y'; exec($a);",
        "".join(f"$a{i} = $a{i + 1} . $a{i + 1}; " for i in range(5000)) + "exec($a0);",
        "$a0 = 'x'; " + "".join(f"$a{i + 1} = $a{i} . $a{i}; " for i in range(100)) + "exec($a100);",
        "exec('" + "cmd /c " * 50_000 + "');",
        "{" * 50_000 + "exec($x);",
    ],
)
def test_hostile_code_takes_no_time_and_no_stack(code):
    start = time.process_time()
    assert found(code) in ([], [None], ["cmd"])
    assert time.process_time() - start < 5
