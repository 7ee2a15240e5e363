"""Syntax that only some versions of PHP take."""

import pytest

from audit.parsers.php.file import PhpFile
from audit.parsers.php.syntax import syntax

REMOVED = {
    "curly-brace string/array offset": [
        "$a = $b{0};",
        "$a = $b['x']{$i};",
        "$this->text{strlen($a) - 1};",
        "f($x {0});",
    ],
    "(real) cast": ["$a = (real) $b;", "$a = ( REAL )'1';"],
    "(unset) cast": ["$a = (unset) $b;"],
    "=& new": ["$a =& new B();", "$a = & new $class(1);", "f(array('x' => &new B));"],
    "call-time pass-by-reference": ["f(&$a);", "$o->m($a, &$b);", "A::m($a, & $b);", "new B(&$a);"],
    "__autoload function": [
        "function __autoload($class) {}",
        "if (!function_exists('__autoload')) { function __autoload($c) {} }",
    ],
    '<script language="php">': ['?><script language="php">echo 1;</script>', "?>\n<SCRIPT LANGUAGE='PHP'>"],
    "PHP 4 style constructor": [
        "class A { function A() { $this->b = 1; } }",
        "class A extends B { var $x; function &a($y) { parent::B(); } function b() {} }",
    ],
    "unquoted array key or bare word": ["echo $a[key];", "$a['x'][key] = 1;"],
    "nested ternary without parentheses": [
        "$a = $b ? 1 : $c ? 2 : 3;",
        "return $b ? f($x) : $c ?: 3;",
        "$a = $b ?: $c ? 2 : 3;",
        "f($b ? 1 : g(1, 2) ? 2 : 3);",
    ],
    "preg_replace /e modifier": ["preg_replace('/x/e', 'y', $z);", "preg_replace('{x}sie', 'y', $z);"],
    "parse_str() without second argument": ["parse_str($query);"],
    "mktime() or gmmktime() without arguments": ["mktime();"],
    "version_compare() operators l, g, e, !, n, ''": ["version_compare($a, $b, 'g');"],
    "object": ["class Object {}", "namespace A; class object extends B {}"],
    "match": ["class Match { }"],
}
ADDED = {
    "nullsafe operator ?->": ["$a?->b;", "$a?->b()?->c;"],
    "match": ["$a = match ($b) { 1 => 2, default => 3 };", "return match (true) { f(g(1)) => 1 };"],
    "constructor promotion": ["class A { public function __construct(private int $x) {} }"],
    "union types": [
        "function f(int|string $a) {}",
        "class A { public int|string $b; }",
        "fn(A | B ...$c) => 1;",
    ],
    "catch without variable": ["try {} catch (A) {}", "try {} catch (A | B) {}"],
    "throw as expression": ["$a = $b ?? throw new C;", "fn() => throw new C;"],
    "static return type": ["class A { function f(): static {} }", "interface A { function f(): ?static; }"],
    "$object::class": ["$a::class;"],
    "named arguments": ["namespace A; f(a: 1);", "namespace A; f(1, b: $c);"],
    "trailing comma in parameter lists": [
        "function f($a, $b,) {}",
        "class A { function f(\n$a,\n): int {} }",
    ],
    "enums": ["enum A { case B; }", "enum A: string implements C { case B = 'x'; }"],
    "readonly properties": ["class A { public readonly int $x; }", "class A { readonly ?B $x; }"],
    "first-class callable f(...)": ["$a = strlen(...);", "$this->f(...);"],
    "never type": ["function f(): never { exit; }"],
    "new in initialisers": ["namespace A; class B { function f($a = new C()) {} }"],
    "final class constants": ["class A { final public const B = 1; }"],
    "readonly classes": ["readonly class A {}", "final readonly class A {}"],
    "typed class constants": ["class A { const string B = 'x'; }", "class A { public const ?int B = 1; }"],
    "dynamic class constant fetch C::{$x}": ["A::{$x};"],
    "property hooks": [
        "class A { public string $x { get => 1; } }",
        "class A { public $x = 1 { set($y) { } } }",
    ],
    "asymmetric visibility": ["class A { public private(set) int $x; }"],
    "new X()->m() without parentheses": ["new A()->b();", "$x = new \\A\\B(f(1))->c();"],
    "pipe operator |>": ["$a |> strlen(...);"],
    "(void) cast": ["f(); (void) g();"],
}
HARMLESS = [
    '$a = "{$b}{$c}"; $d = "x{$e}"; $f = "$g{$h}";',
    "if ($a) {} foreach ($b as $c) {} switch ($d) { case 1: } while ($e) {} do { } while ($f);",
    "$o->{$name}(); $o->{'a' . 'b'}; A::$b; ${$c}; $$d;",
    "$f = function ($a) use ($b) { };",
    "f(real); f(unset_all()); $a = real; unset($b); define('real', 1);",
    "$a = new B; $a = $b & new_thing(); $a = &$new; $a =& $newer;",
    "function f(&$a, $b, &$c) {} $g = function (&$a) use (&$b) {}; $h = fn(&$a) => 1;",
    "array(&$a, 'm'); array('x' => 1, &$b); [&$a]; list(&$a) = $b; call(array(&$this, 'm'));",
    "add_action('x', array(&$this, 'y')); f([1, &$a]); foreach ($a as &$b) {}",
    "f($a, $b & $c); if ($a &&$b) {} f($a &$b);",
    "class A { function __autoload($c) {} } $x = '__autoload';",
    "class A { function __construct() {} function A() { f(); } }",
    "class A { function A() { /* f(); */ } }",
    "class A extends B { function a() {} }",
    "namespace X; class A { function A() { f(); } }",
    "class A { function b() { f(); } } class B { function a() { f(); } }",
    "interface A { function A(); } trait B { function B() { f(); } }",
    "echo $a['key']; echo \"$a[key] {$b['c']}\"; echo $a[KEY]; echo $a[true]; $x = [key];",
    "const key = 1; echo $a[key];",
    "$a = $b ? 1 : ($c ? 2 : 3); $a = ($b ? 1 : 2) ? 3 : 4; $a = $b ?: $c ?: 3; $a = $b ? $c ? 1 : 2 : 3;",
    "f($a ? 1 : 2, $b ? 3 : 4); $x = [$a ? 1 : 2, $b ? 3 : 4]; echo $a ? 1 : 2, $b ? 3 : 4;",
    "$a = ($b ? 1 : 2) . ($c ? 3 : 4); $a = $b ? 1 : $c = $d ? 2 : 3; $a = $b ? 1 : 2 and $c ? 3 : 4;",
    "switch ($a ? 1 : 2) { case $b ? 1 : 2: f(); break; default: $c ? 1 : 2; }",
    "if ($a ? $b : $c): d(); else: $e ? 1 : 2; endif;",
    "function f(?int $a, ?B $c): ?D { return $a ? 1 : 2; } class A { private ?int $b = 1; }",
    "$a = $b ? fn(?int $x) => 1 : 2; $c = $d ?? $e ? 1 : 2;",
    (
        "preg_replace('/e/', 'y', $z); preg_replace('/x/u', 'e', $z); preg_replace($p, 'y', $z); "
        "$o->preg_replace('/x/e', 1, 2);"
    ),
    "parse_str($a, $b); parse_str(...$c); mktime(1, 2, 3); version_compare($a, $b, 'gt');",
    "$o->match($x) { } ; preg_match($a); function matches() {} class A { function match($x) { } }",
    "try {} catch (A | B $e) {} $x = FLAG_A | FLAG_B | $c; f(A | B, $d); if ($a == B|$c) {}",
    "static function f() {} ; new static; static::g(); return $a ? $b : static::$c;",
    "case A: f(); default: g(); label: h(); $a ? b : c; f($x ? a : b); A::class; f(A::B);",
    "$a = array(1, 2,); f(array('x' => 1, ), 2); if (in_array($a, array(1, 2,))) {} g(1, 2,);",
    "$enum = 1; $this->enum->x; function enum() {} $x = 'enum A {';",
    "function readonly() {} $readonly = 1; $a->readonly; const READONLY = 1;",
    "f(...$a); function g(...$b) {} [...$c];",
    "class Objects {} class ObjectThing {} $x = Object::class; new Object_B; function object() {}",
    "(new A())->b(); $x = (new A)->c; f(new A('x'))->d(); return new B($a ? $c->d() : 1);",
    "class A { const B = 'x'; const C = 1, D = 2; public const E = 3; } const F = 1;",
    "function f(): void {} // (void) $z",
    "// $a{0} (real) $b f(&$c) $d?->e match ($x) { }\n# enum A { }\n/* $a |> $b */ $x = '$a{0}';",
    "?> <p>$a{0} $b?->c match (x) { } f(&$d)</p> <?php f();",
]


def found(code: str) -> set[str]:
    return {use.symbol for use in syntax(PhpFile(f"<?php {code}".encode()))}


@pytest.mark.parametrize(
    ("symbol", "code"),
    [(symbol, code) for table in (REMOVED, ADDED) for symbol, codes in table.items() for code in codes],
)
def test_syntax_is_found(symbol, code):
    assert symbol in found(code)


@pytest.mark.parametrize("code", HARMLESS)
def test_what_only_looks_like_it_is_not_found(code):
    assert not found(code)


def test_a_use_says_where_it_is():
    use = syntax(PhpFile(b"<?php\n\n$a = $b\n  ?->c; $d?->e;"))[0]
    assert (use.kind, use.symbol, use.line, use.offset) == ("syntax", "nullsafe operator ?->", 4, 17)


def test_a_guarded_call_is_no_parameter_that_breaks():
    assert not found("if (version_compare(PHP_VERSION, '8.0', '<')) { parse_str($query); }")
