"""Arrays that are read without running them."""

import time

import pytest

from audit.parsers.php.values import Include, assignments, configuration


def leaves(code):
    [found] = assignments(b"<?php $a = " + code + b";")
    if found.items is None:
        return None
    return {item.keys: "computed" if item.computed else item.value for item in found.items}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (b"[]", {}),
        (b"array()", {}),
        (b"array('a' => 1, 'b' => array('c' => TRUE,),)", {("a",): 1, ("b", "c"): True}),
        (b"['x', 'y', 7 => 'z', 'w']", {("0",): "x", ("1",): "y", ("7",): "z", ("8",): "w"}),
        (b"[true => 'a', null => 'b', 1.7 => 'c', '08' => 'd']", {("1",): "c", ("",): "b", ("08",): "d"}),
        (b"[f('A') => 'b', 'c' => f(1, [2], 'x'), 'd' => 2]", {(None,): "b", ("c",): "computed", ("d",): 2}),
        (b"['a' => fn() => 1, 'b' => 'c']", {("a",): "computed", ("b",): "c"}),
        (b"['a' => ['b' => 1] + ['c' => 2], 'd' => 'e']", {("a",): "computed", ("d",): "e"}),
        (b"['a' => \"{$b['c']}\", 'd' => 'e' . 'f']", {("a",): "computed", ("d",): "ef"}),
        (b"[/* 'x' => 1, */ 'a' => 'it\\'s', // ]\n]", {("a",): "it's"}),
        (b"[...$b, 'a' => 1]", {("0",): "computed", ("a",): 1}),
    ],
)
def test_an_array_is_the_values_in_it(code, expected):
    assert leaves(code) == expected


@pytest.mark.parametrize(
    "code", [b"[1] + $b", b"f([1])", b"[1", b"'a'", b"array", b"[1][0]", b"[" * 30 + b"]" * 30]
)
def test_what_is_no_literal_array_has_no_values(code):
    assert leaves(code) is None


def test_each_value_has_its_line():
    [found] = assignments(b"<?php\n$a = $b['c'] = [\n'x' => 1,\n\n'y' => ['z' => 2]];", None)[:1]
    assert [item.line for item in found.items or ()] == [3, 5]


@pytest.mark.parametrize(
    ("target", "keys"),
    [
        (b"$a['b'][0]", ("b", "0")),
        (b"$a['b' . \"c\"][]", ("bc", "[]")),
        (b"$a[$x]['b']", (None, "b")),
        (b"$a[f('x', ']')]", (None,)),
        (b"$a[X::Y]", (None,)),
    ],
)
def test_the_keys_of_a_variable_are_told(target, keys):
    [found] = configuration(b"<?php " + target + b" = 1;")
    assert not isinstance(found, Include)
    assert found.keys == keys


@pytest.mark.parametrize(
    ("code", "guarded"),
    [
        (b"if (file_exists('/a')) include '/a';", True),
        (b"if (\\is_readable('/a')) { require '/a'; }", True),
        (b"if (file_exists('/b')) include '/a';", False),
        (b"if (!file_exists('/a')) include '/a';", False),
        (b"if (file_exists('/a') && $x) include '/a';", False),
        (b"if (file_exists('/a')) { if ($x) include '/a'; }", False),
        (b"if (file_exists('/a')) {} else include '/a';", False),
        (b"include '/a';", False),
    ],
)
def test_a_file_may_be_included_if_it_is_there(code, guarded):
    [found] = configuration(b"<?php " + code)
    assert isinstance(found, Include)
    assert found.guarded is guarded


@pytest.mark.parametrize(
    ("code", "each"),
    [
        (b"foreach (glob('/a/*.php') as $f) include $f;", ("/a/*.php",)),
        (b"$l = ['/a', '/b[1]']; foreach ($l as $f) { require_once $f; }", ("/a", "/b[[]1]")),
        (b"foreach (glob($x) as $f) include $f;", ()),
        (b"foreach (glob('/a/*') as $f) include $f . '/x';", ()),
        (b"foreach (glob('/a/*') as $f) { $f = '/b' . $f; include $f; }", ()),
        (b"$l = ['/a']; $l[] = '/b'; foreach ($l as $f) include $f;", ()),
    ],
)
def test_a_loop_includes_each_of_its_files(code, each):
    *_, found = configuration(b"<?php " + code)
    assert isinstance(found, Include)
    assert (found.target, found.each) == (None, each)


@pytest.mark.parametrize(
    "code",
    [b"$a = " + b"[" * 90_000, b"$a = " + b"array(1," * 30_000, b"$a[" * 90_000, b"$a = [" + b"f(" * 90_000],
)
def test_awkward_arrays_are_read_in_seconds(code):
    start = time.monotonic()
    configuration(b"<?php " + code)
    assert time.monotonic() - start < 10
