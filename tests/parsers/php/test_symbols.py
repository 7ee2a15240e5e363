"""What code uses of what is asked for."""

import pytest

from audit.parsers.php.file import PhpFile
from audit.parsers.php.symbols import Sought, symbols

SOUGHT = Sought(
    functions=frozenset({"exec", "mail", "brotli\\compress"}),
    classes=frozenset({"imagick", "pdo", "error", "mongodb\\client", "countable"}),
    constants=frozenset({"E_X", "PDO::ATTR_A", "Pdo\\Pgsql::B", "ast\\AST_X"}),
    methods=frozenset({"flush", "pdo::connect"}),
    server=frozenset({"HTTP_HOST", "PATH_INFO"}),
)


def used(code):
    return [(symbol.kind, symbol.name) for symbol in symbols(PhpFile(b"<?php " + code), SOUGHT)]


def names(code):
    return [name for _, name in used(code)]


@pytest.mark.parametrize(
    "code",
    [
        b"new Imagick;",
        b"new \\IMAGICK();",
        b"new /* a */ Imagick;",
        b"new // a\n Imagick;",
        b"Imagick::a();",
        b"Imagick :: $a;",
        b"echo Imagick::A;",
        b"class A extends Imagick {}",
        b"class A extends B implements C, // d (e)\n F, Imagick {}",
        b"interface A extends B, Imagick {}",
        b"new class extends Imagick {};",
        b"class A { use B, Imagick; }",
        b"use Imagick as A; new A;",
        b"use Imagick\r\nas A; new a;",
        b"use A\\{B, C}; use \\Imagick; new Imagick;",
        b"namespace A; use Imagick; new Imagick;",
        b"namespace { new Imagick; }",
        b"namespace A; new \\Imagick;",
        b"new namespace\\Imagick;",
        b'"{$a[new Imagick]}";',
    ],
)
def test_a_class_that_must_be_there_is_used(code):
    assert ("class", "imagick") in used(code)


@pytest.mark.parametrize(
    "code",
    [
        b"use Imagick;",
        b"use Imagick as A;",
        b"function f(Imagick $a, ?Imagick $b = null): Imagick {}",
        b"$a instanceof Imagick;",
        b"try {} catch (Imagick $a) {}",
        b"#[Imagick] class A { #[B, Imagick(1)] public Imagick $c; }",
        b"f(Imagick::class, Imagick /* a */ ::CLASS);",
        b"class Imagick {}",
        b"f('new Imagick', $Imagick, imagick(), $a->Imagick, A::Imagick);",
        b"namespace A; new Imagick; A\\Imagick::b();",
        b"use A\\Imagick; new Imagick;",
        b"use A as Imagick; new Imagick;",
        b"new A\\Imagick; new Imagick\\A;",
        b"$new = Imagick; $a->new(Imagick, B);",
        b"// new Imagick",
        b"'a, new Imagick'; f($a, 'extends Imagick');",
    ],
)
def test_a_class_that_is_only_named_is_not_used(code):
    assert ("class", "imagick") not in used(code)


def test_names_with_namespaces_are_resolved():
    assert names(b"use MongoDB as M; new M\\Client;") == ["mongodb\\client"]
    assert names(b"use MongoDB\\{Client as C, Server}; new C;") == ["mongodb\\client"]
    assert names(b"namespace MongoDB; new Client; new namespace\\Client;") == ["mongodb\\client"] * 2
    assert names(b"namespace MongoDB\\Client; new Client;") == []


@pytest.mark.parametrize(
    "code",
    [
        b"use function exec; exec();",
        b"use function exec as run, b; RUN();",
        b"use /* a */ function /* b */ \\exec /* c */ as /* d */ run; run();",
        b"namespace A; exec();",
        b"namespace A; use function exec; exec();",
        b"namespace A; \\exec();",
        b"exec(...);",
        b"namespace A { use function B\\exec; } namespace C { exec(); }",
    ],
)
def test_a_function_may_be_imported_and_is_the_global_one_where_no_other_is(code):
    assert names(code) == ["exec"]


@pytest.mark.parametrize(
    "code",
    [
        b"use function A\\exec; exec();",
        b"use function A\\{b, exec}; exec();",
        b"use A\\{function exec, B}; exec();",
        b"namespace A; namespace\\exec(); B\\exec();",
        b"class A { use exec; function exec() {} } $a->exec(); A::exec(); new exec();",
        b"use function exec as run; use function A\\run as exec; exec();",
    ],
)
def test_a_function_of_the_same_name_is_another(code):
    assert ("function", "exec") not in used(code)


def test_a_function_of_a_namespace_is_found_by_its_full_name():
    code = b"namespace Brotli; compress(); \\Brotli\\compress(); namespace\\compress(); \\compress();"
    assert names(code) == ["brotli\\compress"] * 3
    assert names(b"use Brotli\\{function compress as c}; c();") == ["brotli\\compress"]


def test_the_name_that_php_tries_first_is_told():
    found = symbols(PhpFile(b"<?php namespace A\\B; exec(E_X); \\exec();"), SOUGHT)
    assert [symbol.local for symbol in found] == ["a\\b\\exec", "a\\b\\E_X", None]


@pytest.mark.parametrize(
    "code",
    [
        b"E_X;",
        b"\\E_X;",
        b"f(E_X & $a);",
        b"f(E_X|E_Y);",
        b"$a ? E_X : 1;",
        b"switch (1) { case E_X: }",
        b"function f($a = E_X) {}",
        b"const A = E_X;",
        b"foreach (E_X as $a) {}",
        b"[E_X => E_X];",
        b"E_X and 1;",
        b"function f() { switch (1) { case E_X; } }",
        b"function f($a = B|E_X|C) {}",
        b"fnmatch($a, E_X); catches(E_X | A); functions(E_X);",
        b"f(A|E_X|B); f($a ? f() : E_X);",
        b"${E_X}; ${E_X};",
        b"namespace { E_X; use const A\\E_X; }",
        b"use const E_X as A; A;",
        b"(E_X) ? 1 : 2;",
        b"if (E_X): endif;",
        b'"{$a[E_X]}";',
    ],
)
def test_a_constant_is_used(code):
    assert set(used(code)) == {("constant", "E_X")}


@pytest.mark.parametrize(
    "code",
    [
        b"e_x; $E_X; $a->E_X; A::E_X; E_X(); E_X::A; A\\E_X; E_X\\a();",
        b"const E_X = 1; class A { const B = 1, E_X = 2; }",
        b"function f(E_X $a, E_X &$b, E_X ...$c) {} fn(E_X & ...$a) => 1;",
        b"function E_X() {} class E_X {} new E_X; $a instanceof E_X;",
        b"f(E_X: 1); goto E_X; E_X: $a; enum A: E_X { case E_X; case B = 1; }",
        b"namespace E_X; use A\\E_X; use const A\\E_X; E_X;",
        b"function f(E_X|A $a, B|E_X|C $b, ?E_X &$c, E_X & $d = B | C): A|E_X {} catch (A | E_X) {}",
        b"function () use ($a): E_X {}; fn(): E_X => 1; abstract function f(): ?E_X;",
        b"class A { public E_X|B $c; static E_X $d; }",
        b'"${E_X} ${E_X[1]}";',
        b"'E_X'; \"E_X $a[E_X]\"; // E_X",
    ],
)
def test_a_word_that_only_looks_like_the_constant_is_none(code):
    assert ("constant", "E_X") not in used(code)


def test_constants_of_classes_and_namespaces_are_found_by_their_full_name():
    assert ("constant", "PDO::ATTR_A") in used(b"use PDO as P; p::ATTR_A;")
    assert ("constant", "Pdo\\Pgsql::B") in used(b"namespace pdo; pgsql::B;")
    assert names(b"\\AST\\AST_X; \\ast\\ast_x; PDO::attr_a();") == ["ast\\AST_X", "pdo"]
    assert "PDO::ATTR_A" not in names(b"self::ATTR_A; $pdo::ATTR_A; $a->pdo::ATTR_A; A::ATTR_A;")
    assert names(b"class A { use B { PDO::ATTR_A as c; } }") == ["pdo"]


def test_methods_are_found_by_their_name_or_with_their_class():
    assert used(b"$a->flush(); $a?->b->FLUSH(); $a->flush; flush(); $a->flush;") == [("method", "flush")] * 2
    assert used(b"new $a->flush(); new $a->b['c'] -> flush(1); new A::$b->flush;") == []
    assert used(b"new $a; $b->flush(); new $a($b->flush());") == [("method", "flush")] * 2
    assert used(b"A::flush(); $a::flush(); A::flush;") == [("static", "flush")] * 2
    assert ("static", "pdo::connect") in used(b"use PDO as P; P /* a */ :: connect();")
    assert "pdo::connect" not in names(b"A::connect(); $pdo::connect(); $a->pdo::connect(); $a->connect();")


@pytest.mark.parametrize(
    "code",
    [
        b"$_SERVER['HTTP_HOST'];",
        b'$_SERVER /* a */ [ "HTTP_HOST" ] = 1;',
        b"$_SERVER{'HTTP_HOST'};",
        b'"a $_SERVER[HTTP_HOST]";',
        b"\"a {$_SERVER['HTTP_HOST']}\";",
        b"<<<A\n$_SERVER[HTTP_HOST]\nA;",
        b"`$_SERVER[HTTP_HOST]`;",
        rb'"\\$_SERVER[HTTP_HOST]";',
    ],
)
def test_a_server_variable_is_found_by_its_key(code):
    assert used(code) == [("server", "HTTP_HOST")]


@pytest.mark.parametrize(
    "code",
    [
        b"$_SERVER['http_host'];",
        b"$_server['HTTP_HOST'];",
        b"$_SERVER[HTTP_HOST];",
        b"$_SERVER['HTTP_HOST' . $a];",
        b'$_SERVER["HTTP_HOST$a"];',
        b"'$_SERVER[HTTP_HOST]';",
        b"<<<'A'\n$_SERVER[HTTP_HOST]\nA;",
        rb'"\$_SERVER[HTTP_HOST]";',
        b"$_SERVER; // ['HTTP_HOST']",
    ],
)
def test_another_key_or_variable_is_not_found(code):
    assert used(code) == []


def test_lines_and_offsets_are_those_of_the_last_part_of_a_name():
    [symbol] = symbols(PhpFile(b"<?php\n\nnew \\MongoDB\\Client;"), SOUGHT)
    assert (symbol.offset, symbol.line) == (20, 3)


def test_many_words_are_found_as_well_as_few():
    functions = frozenset(f"f{number}" for number in range(1000))
    code = b"<?php " + b"".join(b"f%d();" % number for number in range(0, 1000, 5))
    assert len(symbols(PhpFile(code), Sought(functions))) == 200


def test_nothing_is_found_without_an_open_tag():
    assert symbols(PhpFile(b"exec();"), SOUGHT) == symbols(PhpFile(b""), SOUGHT) == []
