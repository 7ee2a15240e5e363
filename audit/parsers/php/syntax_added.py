"""Syntax that PHP has from 8.0 on only; no platform offers much older ones."""

import re
from collections.abc import Iterator

from audit.parsers.php.before import end_before
from audit.parsers.php.check import Check, Find, in_code
from audit.parsers.php.file import PhpFile

_NAME = rb"\\?+[A-Za-z_\x80-\xff][\w\\\x80-\xff]*+"
_VISIBLE = rb"(?:public|private|protected)"
_NOT_NAMED = rb"(?<![$>:\\\w\x80-\xff])"
_PARAMETERS = re.compile(rb"\s*+&?+\s*+[\w\x80-\xff]*+\s*+\(")
_PROMOTED = rb"[(,]\s*+(?:readonly\s++)?+%b\b" % _VISIBLE
_UNION = re.compile(rb"\|\s*+[\\\w]++\s++&?+(?:\.\.\.)?+\$")
_UNION_HEAD = re.compile(
    rb"(?:[(,]|\b(?:public|private|protected|readonly|static|var)\s)\s*+\??+[\\\w|\s]++\Z", re.IGNORECASE
)
_CATCH = re.compile(rb"\bcatch\s*+\(\Z", re.IGNORECASE)
_REACH = 120  # bytes before a sign in which its type or word is
_IMPLEMENTS = rb"(?:\s*+implements\s++[\\\w,\s]{1,2000}+)?+"
_MODERN = frozenset({b"namespace", b"strict_types"})  # words of nearly every file that has such syntax
_NAMED = (re.compile(rb"\(\s*+[a-z_]\w*+:(?!:)"), re.compile(rb",\s*+[a-z_]\w*+:(?!:)"))


def _in_class(pattern: bytes) -> Find:
    """Return what finds a pattern directly in the body of a class."""
    found = in_code(pattern)

    def find(file: PhpFile) -> Iterator[int]:
        for offset in found(file):
            owner, function = file.classes.around(offset), file.functions.around(offset)
            if owner is not None and (function is None or function.start < owner.start):
                yield offset

    return find


def _parameter_lists(file: PhpFile) -> Iterator[tuple[int, int]]:
    """Yield where the parameters of each function begin and end, from bracket to bracket."""
    for word in (b"function", b"fn"):
        for offset in file.code_offsets(word):
            head = _PARAMETERS.match(file.code, offset + len(word))
            if head:
                yield head.end() - 1, file.brackets.end(head.end() - 1)


def _in_parameters(pattern: bytes) -> Find:
    """Return what finds a pattern in the parameters of a function."""
    compiled = re.compile(pattern, re.IGNORECASE)

    def find(file: PhpFile) -> Iterator[int]:
        looked = range(0)
        for start, end in _parameter_lists(file):
            if start in looked:
                continue  # The list around it was looked through, with all that it holds.
            looked = range(start, end)
            match = compiled.search(file.code, start, end)
            if match:
                yield match.start()

    return find


def _trailing_commas(file: PhpFile) -> Iterator[int]:
    for start, end in _parameter_lists(file):
        before = end_before(file.code, end)
        if before - 1 > start and file.code[before - 1 : before] == b",":
            yield before - 1


def _unions(file: PhpFile) -> Iterator[int]:
    return _unions_in(file.code)


def _seems_union(file: PhpFile) -> bool:
    return next(_unions_in(file.source), None) is not None


def _unions_in(code: bytes) -> Iterator[int]:
    """Yield types of several names that a variable has; catch may do that in old versions as well."""
    for match in _UNION.finditer(code):
        head = _UNION_HEAD.search(code, max(0, match.start() - _REACH), match.start())
        if head and not _CATCH.search(code, max(0, head.start() - _REACH), head.start() + 1):
            yield match.start()


def _seems_named(file: PhpFile) -> bool:
    return any(pattern.search(file.source) for pattern in _NAMED)


_IN_BRACKETS = rb"\((?:[^(){};]|\((?:[^(){};]|\([^(){};]*+\))*+\))*+\)"
_TYPE = rb"\??+[\\\w|&()]++\s++"

ADDED = (
    Check("nullsafe operator ?->", in_code(rb"\?->"), signs=re.compile(rb"\?->")),
    Check(
        "match",
        in_code(_NOT_NAMED + rb"(?<!function )(?<!fn )match\s*+" + _IN_BRACKETS + rb"\s*+\{"),
        words=frozenset({b"match"}),
        gate=re.compile(rb"match(?<![\w$>:\\]match)\s*+\([^;]{1,500}?\)\s*+\{"),
    ),
    Check(
        "constructor promotion",
        _in_parameters(_PROMOTED),
        words=frozenset({b"__construct"}),
        gate=re.compile(rb"__construct\s*+\(\s*+[^)]{0,2000}?(?:public|private|protected|readonly)\s"),
    ),
    Check(
        "union types",
        _unions,
        seems=_seems_union,
        signs=re.compile(rb"\|&?(?:\.\.\.)?\$"),
    ),
    Check(
        "catch without variable",
        in_code(_NOT_NAMED + rb"catch\s*+\(\s*+" + _NAME + rb"(?:\s*+\|\s*+" + _NAME + rb")*+\s*+\)\s*+\{"),
        words=frozenset({b"catch"}),
        gate=re.compile(rb"catch\s*+\([\\\w|\s]++\)"),
    ),
    Check(
        "throw as expression",
        in_code(rb"(?:\?\?|=>|\?)\s*+throw\b"),
        words=frozenset({b"throw"}),
        gate=re.compile(rb"throw (?<=[?>:] throw )"),
    ),
    Check(
        "static return type",
        in_code(rb"\)\s*+:\s*+\??+static\s*+[{;]"),
        words=frozenset({b"static"}),
        signs=re.compile(rb"\):\??[{;]"),
        gate=re.compile(rb":\s*+\??+static\b"),
    ),
    Check(
        "$object::class",
        in_code(rb"\$\w++::class\b"),
        words=frozenset({b"class"}),
        signs=re.compile(rb"\$::"),
        gate=re.compile(rb"\$\w++::class\b"),
    ),
    Check(
        "named arguments",
        in_code(rb"[(,]\s*+[a-z_]\w*+\s*+:(?!:)\s*+(?=[$'\w\[(!\-\\&])"),
        words=_MODERN,
        seems=_seems_named,
    ),
    Check(
        "trailing comma in parameter lists",
        _trailing_commas,
        signs=re.compile(rb",\)(?:[:{]|=>)"),
        gate=re.compile(rb",\s*+\)\s*+(?:[:{]|=>)"),
    ),
    Check(
        "enums",
        in_code(
            _NOT_NAMED + rb"enum\s++(?!extends\b|implements\b)\w++(?:\s*+:\s*+\w++)?+%b\s*+\{" % _IMPLEMENTS
        ),
        words=frozenset({b"enum"}),
        gate=re.compile(rb"enum\s++\w++[^;(){}]{0,2000}+\{"),
    ),
    Check(
        "readonly properties",
        in_code(rb"readonly(?<![$>:\\\w]readonly)\s++(?:(?:%b|static|final)\s++)*+%b\$" % (_VISIBLE, _TYPE)),
        words=frozenset({b"readonly"}),
        gate=re.compile(rb"readonly\s++[\\?(\w]++\s"),
    ),
    Check(
        "first-class callable f(...)",
        in_code(rb"[\w\x80-\xff)\]}]\(\s*+\.\.\.\s*+\)"),
        signs=re.compile(rb"\(\.\.\.\)"),
    ),
    Check(
        "never type",
        in_code(rb"\)\s*+:\s*+never\s*+[{;]"),
        words=frozenset({b"never"}),
        gate=re.compile(rb":\s*+never\b"),
    ),
    Check(
        "new in initialisers",
        _in_parameters(rb"\$\w++\s*+=\s*+new\s"),
        words=_MODERN,
        gate=re.compile(rb"= new [\\\w]++(?:\([^()]*+\))?+\s*+[,)]"),
    ),
    Check(
        "final class constants",
        _in_class(rb"\bfinal\s++(?:%b\s++)?+const\b" % _VISIBLE),
        words=frozenset({b"final"}),
        gate=re.compile(rb"(?i:final)\s++(?:[a-zA-Z]++\s++)?(?i:const)\b"),
    ),
    Check(
        "readonly classes",
        in_code(_NOT_NAMED + rb"readonly\s++(?:(?:final|abstract)\s++)?+class\s++\w"),
        words=frozenset({b"readonly"}),
        gate=re.compile(rb"readonly\s++[\\?(\w]++\s"),
    ),
    Check(
        "typed class constants",
        _in_class(rb"\bconst\s++%b[A-Za-z_]\w*+\s*+=" % _TYPE),
        words=frozenset({b"const"}),
        gate=re.compile(rb"const\s++\??+[\\\w|&()]++\s++\w++\s*+="),
    ),
    Check(
        "dynamic class constant fetch C::{$x}",
        in_code(rb"[\w\x80-\xff)\]]::\s*+\{(?=[^{}]*+\}(?!\s*+\())"),
        signs=re.compile(rb"::\{"),
    ),
    Check(
        "property hooks",
        _in_class(rb"\$\w++\s*+(?:=[^;{}]{0,500}+)?+\{\s*+(?:final\s++)?+&?+(?:get|set)\s*+[({;=]"),
        words=frozenset({b"get", b"set"}),
        signs=re.compile(rb"\$=?[^;{}]{0,500}+\{&?[({;=]"),
        gate=re.compile(rb"\{\s*+(?:final\s++)?+&?+(?:get|set)\s*+[({;=]"),
    ),
    Check(
        "asymmetric visibility",
        in_code(_VISIBLE + rb"\s*+\(\s*+set\s*+\)"),
        words=frozenset({b"set"}),
        gate=re.compile(rb"\(\s*+set\s*+\)"),
    ),
    Check(
        "new X()->m() without parentheses",
        in_code(_NOT_NAMED + rb"new\s++" + _NAME + _IN_BRACKETS + rb"\s*+\??+->"),
        words=frozenset({b"new"}),
        signs=re.compile(rb"\)->"),
        gate=re.compile(rb"new\s++[\\\w]++\([^;{}]{0,1000}?\)\s*+\??+->"),
    ),
    Check("pipe operator |>", in_code(rb"(?<!\|)\|>"), signs=re.compile(rb"\|>(?<!\|\|>)")),
    Check(
        "(void) cast",
        in_code(rb"[;{}]\s*+\(\s*+void\s*+\)\s*+[$\\\w]"),
        words=frozenset({b"void"}),
        gate=re.compile(rb"\(\s*+void\s*+\)"),
    ),
)
