"""What names stand for."""

import pytest

from audit.parsers.php.file import PhpFile


def resolved(code, kind, name):
    file = PhpFile(b"<?php " + code)
    return file.names.resolved(kind, name, len(file.source))


@pytest.mark.parametrize(
    ("code", "name", "full"),
    [
        (b"", b"A", b"a"),
        (b"namespace X\\Y;", b"A", b"x\\y\\a"),
        (b"namespace X;", b"\\A\\B", b"a\\b"),
        (b"namespace X;", b"namespace\\A", b"x\\a"),
        (b"use P\\Q;", b"q\\A", b"p\\q\\a"),
        (b"use P\\Q as R;", b"R", b"p\\q"),
        (b"use P\\{Q as R, S\\T,};", b"T\\A", b"p\\s\\t\\a"),
        (b"use P\\ { Q };", b"Q", b"p\\q"),
        (b"use P, Q as R;", b"R", b"q"),
        (b"use function P\\A;", b"A", b"a"),
        (b"namespace X { use P\\A; } namespace Y {", b"A", b"y\\a"),
        (b"namespace X { class B { use P\\A; } }", b"A", b"x\\a"),
        (
            b"namespace X; class B { public $namespace; function c() { return $this->namespace; } }",
            b"A",
            b"x\\a",
        ),
        (b"namespace X; $a = function () use ($b) {}; use P\\A;", b"A", b"p\\a"),
        (b"// namespace X;\n", b"A", b"a"),
        (b"use P\\A; namespace X;", b"A", b"x\\a"),
    ],
)
def test_a_class_is_named_by_namespace_and_imports(code, name, full):
    assert resolved(code, "class", name) == full


def test_an_import_counts_from_its_place_on():
    file = PhpFile(b"<?php 1; use P\\A; 2;")
    assert [file.names.resolved("class", b"A", offset) for offset in (6, 18)] == [b"a", b"p\\a"]


def test_kinds_are_imported_apart():
    code = b"use P\\{A, function B, const C}; use function Q\\{A as D}; use const Q\\E as F;"
    assert resolved(code, "function", b"B") == b"p\\b"
    assert resolved(code, "function", b"d") == b"q\\a"
    assert resolved(code, "constant", b"C") == b"p\\C"
    assert resolved(code, "constant", b"F") == b"q\\E"
    assert resolved(code, "constant", b"f") == b"f"
    assert resolved(code, "class", b"B") == b"b"


def test_the_statements_that_import_are_known():
    file = PhpFile(b"<?php use A, B; class C { use D; }")
    assert [file.names.is_import(offset) for offset in (10, 13, 20, 30)] == [True, True, False, False]
