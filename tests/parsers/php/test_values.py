"""Configuration that is read without running it."""

import random
import time

import pytest

from audit.parsers.php.values import Assignment, Include, assignments, configuration


def includes(source, path=None):
    return [found for found in configuration(source, path) if isinstance(found, Include)]


def test_a_constant_whose_name_is_computed_is_told_without_a_name():
    [found] = assignments(b"<?php foreach ($all as $name => $value) { define($name, $value); }")
    assert (found.name, found.kind, found.computed, found.conditional) == (None, "constant", True, True)


def test_known_constants_are_set_before_the_file():
    code = b"<?php defined('ROOT') or define('ROOT', '/b'); define('X', ROOT . '/x');"
    *_, found = configuration(code, known={"ROOT": "/a"})
    assert isinstance(found, Assignment)
    assert found.value == "/a/x"


def test_texts_that_double_each_other_stay_small():
    lines = [f"define('A{number}', A{number - 1} . A{number - 1});" for number in range(1, 40)]
    code = f"<?php define('A0', '{'x' * 100}'); {''.join(lines)}"
    found = assignments(code.encode())
    assert found[-1].computed
    assert max(len(str(one.value)) for one in found) <= 64 * 1024


def read(code, path=None):
    return assignments(b"<?php " + code, path)


def lines(text):
    return [line.strip() for line in text.strip().splitlines()]


def value(expression, path=None):
    [found] = read(b"$a = " + expression + b";", path)
    return "computed" if found.computed else found.value


def conditions(code):
    return [(found.name, found.conditional) for found in read(code)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (rb"'a\n\\\'b'", r"a\n\'b"),
        (rb'"\n\t\\\$\"\x41\101\u{1F600}\e\q"', '\n\t\\$"AA\U0001f600\x1b\\q'),
        (b'"\\xc3" . "\\xa9"', "é"),
        (b'"\\xff"', "\N{REPLACEMENT CHARACTER}"),
        (b"<<<A\n  a\n\n   b\n  A", "a\n\n b"),
        (b"<<<'A'\r\n\\n$a\r\nA", "\\n$a"),
        (b"<<<A\nA", ""),
        (b"-0x1F", -31),
        (b"0b11 + 0o7 + 010", 18),
        (b"1_000", 1000),
        (b"60 * 60 / 2 - 7 % 4", 1797),
        (b"-7 % 3", -1),
        (b"7 / 2", 3.5),
        (b"9223372036854775807 + 1", 2.0**63),
        (b"(1 + 2) . '%' . true . null", "3%1"),
        (b"TRUE", True),
        (b"\\false", False),
        (b"Null", None),
        (b"!'0'", True),
        (b"! 'a'", False),
        (b"dirname('/a/b/c', 2)", "/a"),
        (b"dirname(__FILE__) . '/b'", "computed"),
    ],
)
def test_literals_have_their_value(expression, expected):
    assert repr(value(expression)) == repr(expected)


COMPUTED = rb"""
    "$a"
    "{$a}"
    $b
    [1]
    array()
    1 / 0
    1 % 0
    1.5 % 2
    '5' * 2
    1.5 . 'a'
    'a' ?: 'b'
    'a'[0]
    2 ** 3
    1 | 2
    A::B
    089
    "\u{110000}"
    'a' 'b'
    ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
    dirname('a', 0)
    dirname(1)
    true + 1
    -'1'
    `ls`
    A\dirname('a')
"""


@pytest.mark.parametrize("expression", lines(COMPUTED))
def test_anything_else_is_computed(expression):
    assert value(expression) == "computed"


def test_a_heredoc_with_a_variable_is_computed():
    assert value(b"<<<A\n$a\nA") == "computed"


def test_a_value_that_is_missing_or_cut_off_is_computed():
    assert value(b"") == "computed"
    assert [found.computed for found in read(b"$a = 1")] == [True]


def test_the_path_of_the_file_tells_what_its_folder_is():
    assert value(b"__DIR__ . '/b'", "/a/c.php") == "/a/b"
    assert value(b"dirname(__FILE__, 2)", "/a/c.php") == "/"
    assert value(b"__dir__", "c.php") == "."


@pytest.mark.parametrize(
    ("expression", "source"),
    [
        (b"getenv('A') ?: $_SERVER['A']", "getenv"),
        (b"\\Env\\env('A') ?? foo()", "env"),
        (b"$_ENV['A'] . foo()", "server"),
        (b"\"{$_SERVER['A']}\"", "server"),
        (b'"$_SERVER[A]"', "server"),
        (b"$a ? $b : foo(A)", "call"),
        (b"new A", "call"),
        (b"A . 'b'", "constant"),
        (b"$b", "other"),
        (b"[1, 2]; getenv('A')", "other"),
    ],
)
def test_a_computed_value_says_where_it_comes_from(expression, source):
    assert [found.source for found in read(b"$a = " + expression + b";")] == [source]


@pytest.mark.parametrize(
    ("code", "kind", "name"),
    [
        (b"define('A', 1);", "constant", "A"),
        (b'@\\DEFINE ( "A" , 1, true );', "constant", "A"),
        (b"const A = 1;", "constant", "A"),
        (b"namespace B; const A = 1;", "constant", "B\\A"),
        (b"namespace B; \\define('A', 1);", "constant", "A"),
        (b"$a = 1;", "variable", "$a"),
        (b"$a['b'][0][] = 1;", "variable", "$a['b'][0][]"),
        (b'$_SERVER["HTTPS"] = 1;', "variable", "$_SERVER['HTTPS']"),
        (b"ini_set('a.b', 1);", "ini", "a.b"),
        (b"foo(ini_set('a.b', 1));", "ini", "a.b"),
        (b"$a = 1 ?>", "variable", "$a"),
    ],
)
def test_what_is_given_a_value_has_a_kind_and_a_name(code, kind, name):
    assert [(found.kind, found.name, found.value) for found in read(code)] == [(kind, name, 1)]


NOTHING = rb"""
    $o->define('A', 1);
    A::define('A', 1);
    function define($a, $b) {}
    B\define('A', 1);
    class A { const B = 1, C = 2; public $d = 1; }
    function f() { $a = 1; static $b = 1; }
    use const A\B;
    // define('A', 1);
    'define("A", 1)';
    $a->b = 1;
    $a[$b] = 1;
    $a == 1;
    for ($i = 0; $i < 1; $i++) {}
    ?> $a = 1; <?php //
    __halt_compiler(); $a = 1;
"""


@pytest.mark.parametrize("code", lines(NOTHING))
def test_nothing_else_is_given_a_value(code):
    assert read(code) == []


def test_one_statement_may_give_several_values():
    assert [
        (found.name, found.value) for found in read(b"const A = 1, B = [1, 2], C = 'c'; $a = $b['c'] = 2;")
    ] == [
        ("A", 1),
        ("B", None),
        ("C", "c"),
        ("$a", 2),
        ("$b['c']", 2),
    ]


def test_a_changed_variable_is_computed():
    assert [(found.computed, found.value) for found in read(b"$a = 'b'; $a .= 'c';")] == [
        (False, "b"),
        (True, None),
    ]


def test_a_constant_may_be_used_once_it_is_certain():
    found = read(
        b"define('A', 'a'); define('B', A . 'b'); const C = \\B . 'c'; define('A', 'z'); define('D', A);"
    )
    assert [one.value for one in found] == ["a", "ab", "abc", "z", "a"]


@pytest.mark.parametrize("first", [b"if ($b) define('A', 1);", b"define('A', foo());", b""])
def test_an_uncertain_constant_is_not_used(first):
    assert (
        read(first + b"define('A', 2); const B = A;" if first else b"const B = A;")[-1].source == "constant"
    )


CERTAIN = rb"""
    define('A', 1);
    { define('A', 1); }
    namespace { define('A', 1); }
    foo(define('A', 1));
    if (!defined('A')) define('A', 1);
    if (! \defined("A")) { define('A', 1); }
    if (!defined('A')): define('A', 1); endif;
    if (!defined('A')) { if (!defined('A')) define('A', 1); }
    defined('A') or define('A', 1);
    defined('A') || define('A', 1) || die;
    !defined('A') && define('A', 1);
    ! defined('A') and define('A', 1);
    try { define('A', 1); } finally {}
    if ($a) foo(); define('A', 1);
    if ($a): foo(); else: bar(); endif; define('A', 1);
    if ($a) { foo(); } else { bar(); } define('A', 1);
    function f() {} define('A', 1);
    class B { function if() {} } define('A', 1);
    $a = $b ? 1 : 2; define('A', 1);
    $a->if($b); define('A', 1);
    declare(ticks=1); define('A', 1);
    do { foo(); } while ($a); define('A', 1);
    foo(function () { bar(); }); define('A', 1);
    "{$a['b']}"; define('A', 1);
    b: define('A', 1);
    abstract class B {} define('A', 1);
    new class { function f() {} }; define('A', 1);
    }) define('A', 1);
"""


@pytest.mark.parametrize("code", lines(CERTAIN))
def test_what_always_applies_is_not_conditional(code):
    assert conditions(code)[-1] == ("A", False)


DEPENDING = rb"""
    if ($a) define('A', 1);
    if ($a) { define('A', 1); }
    if ($a): define('A', 1); endif;
    if ($a) {} else define('A', 1);
    if ($a) {} elseif ($b) define('A', 1);
    if ($a): else: define('A', 1); endif;
    if (!defined('A')): else: define('A', 1); endif;
    if (!defined('B')) define('A', 1);
    if (defined('A')) define('A', 1);
    if (!defined('A') && $b) define('A', 1);
    if (!$b || !defined('A')) define('A', 1);
    if ($a) if (!defined('A')) define('A', 1);
    while ($a) define('A', 1);
    foreach ($a as $b) { define('A', 1); }
    for (;;) define('A', 1);
    switch ($a) { case 1: define('A', 1); }
    do { define('A', 1); } while (0);
    function f() { define('A', 1); }
    class B { function f() { define('A', 1); } }
    foo(function () { define('A', 1); });
    fn () => define('A', 1);
    $a ? define('A', 1) : 0;
    $a ?: define('A', 1);
    $a ?? define('A', 1);
    $a or define('A', 1);
    foo() && define('A', 1);
    defined('A') and define('A', 1);
    !defined('A') or define('A', 1);
    try {} catch (E $e) { define('A', 1); }
    if (!defined('B')) { if (!defined('A')) define('A', 1); }
    match ($a) { 1 => define('A', 1) };
    if ($a): if ($b) c(); else d(); define('A', 1); endif;
"""


@pytest.mark.parametrize("code", lines(DEPENDING))
def test_what_depends_on_the_run_is_conditional(code):
    assert conditions(code)[-1] == ("A", True)


def test_other_things_under_the_guard_of_a_constant_are_conditional():
    code = b"if (!defined('A')) { define('A', 1); define('B', 1); $c = 1; ini_set('A', 1); }"
    assert conditions(code) == [("A", False), ("B", True), ("$c", True), ("A", True)]


def test_a_default_for_a_variable_is_conditional():
    assert conditions(b"$a ??= 1;") == [("$a", True)]


def test_places_are_those_of_the_name_or_call():
    found = assignments(b"<?php\r\ndefine('A', 1);\nconst B = 1,\n  C = 1; $d = 1;")
    assert [(one.name, one.line, one.offset) for one in found] == [
        ("A", 2, 7),
        ("B", 3, 29),
        ("C", 4, 38),
        ("$d", 4, 45),
    ]


def test_includes_name_their_files():
    source = b"<?php\nrequire_once ABSPATH . 'a.php';\n"
    source += b"if ($a) { @INCLUDE('b.php'); } $c = require __DIR__ . '/c.php';"
    assert [
        (one.statement, one.target, one.conditional, one.line) for one in includes(source, "/w/x.php")
    ] == [
        ("require_once", None, False, 2),
        ("include", "b.php", True, 3),
        ("require", "/w/c.php", False, 3),
    ]


def test_an_include_of_a_method_or_with_more_behind_it_names_no_file():
    assert [one.target for one in includes(b"<?php $a->include('a'); include 'a' or die;")] == [None]


def test_a_wordpress_configuration_is_read_whole():
    source = b"""<?php
    if (isset($_SERVER['HTTP_X_FORWARDED_PROTO'])) { $_SERVER['HTTPS'] = 'on'; }
    define( 'DB_HOST', getenv( 'DB_HOST' ) ?: 'localhost' );
    define( 'WP_MEMORY_LIMIT', '64' . 'M' ); /* define('X', 1); */
    $table_prefix = 'wp_';
    if ( ! defined( 'ABSPATH' ) ) {
        define( 'ABSPATH', __DIR__ . '/' );
    }
    require_once ABSPATH . 'wp-settings.php';"""
    assert [(one.name, one.value, one.conditional) for one in assignments(source, "/w/wp-config.php")] == [
        ("$_SERVER['HTTPS']", "on", True),
        ("DB_HOST", None, False),
        ("WP_MEMORY_LIMIT", "64M", False),
        ("$table_prefix", "wp_", False),
        ("ABSPATH", "/w/", False),
    ]
    assert [one.target for one in includes(source, "/w/wp-config.php")] == ["/w/wp-settings.php"]


SCRAPS = b"""
    define('A', const A = 1 $a $b['c'] => = .= ??= if (!defined('A')) ( ) [ ] { } : ; , ?
    || or and else: endif function fn class match include dirname( __DIR__ 'b' "c" "{$d}" <<<E\n 0x1 1.5 089
    - ! . * / % ?> <?php // # #[
""".split()


def test_no_input_is_too_strange_to_read():
    chance = random.Random(3)
    for _ in range(1000):
        code = b"<?php " + chance.choice((b" ", b"\n")).join(chance.choices(SCRAPS, k=25))
        assert all(code[found.offset :] for found in assignments(code, "/a"))
        assert all(code[found.offset :] for found in includes(code))


@pytest.mark.parametrize(
    "scrap",
    [b"(", b"{", b"if(1):", b"define('A',", b"include ", b"$a=", b"'a'.", b"!", b"const A=1,", b'"{$'],
)
def test_many_scraps_are_read_in_seconds(scrap):
    start = time.perf_counter()
    assignments(b"<?php $a = " + scrap * (30_000 // len(scrap)))
    assert time.perf_counter() - start < 5
