"""Syntax that PHP took away: with it a file does not compile any more, or does something else."""

import re
from collections.abc import Iterator

from audit.parsers.php.bodies import is_method
from audit.parsers.php.check import Check, Find, in_code
from audit.parsers.php.file import PhpFile
from audit.parsers.php.ternary import SEEMS_NESTED, nested_ternaries

_OFFSET_IN_BRACES = rb"(?:\$\w++|\]|->\w++)[ \t]*+\{(?!\s*+(?:final\s++)?+&?+\s*+(?:get|set)\s*+[({;=])"
_IN_BRACES = re.compile(rb"\{[^{};\n'\"<>=:]{1,60}+\}")
_INDEXED = re.compile(rb"(?:\$\w++|\]|->\w++)[ \t]*+\Z")
_NEW = re.compile(rb"&\s*+[nN][eE][wW]\b")
_REFERENCE = re.compile(rb"&\s*+\$")
_AMONG_OTHERS = re.compile(rb"&(?<=[(,]&)\s*+\$|&(?<=[(,]\s&)\s*+\$")
_IN_ARRAY = re.compile(rb"array\s*+\([^()]*+\Z|\[[^\[\]]*+\Z", re.IGNORECASE)
_IN_COMMENT = re.compile(rb"\s{0,80}+//|.?.?\*", re.DOTALL)
_DECLARES = re.compile(
    rb"(?:\bfunction\s*+&?+\s*+[\w\x80-\xff]*+|\b(?:fn\s*+&?+|use|array|list|catch|isset|foreach|for|if|while|declare)|[^\w\x80-\xff)\]}\s])\s*+\Z",
    re.IGNORECASE,
)
_AUTOLOAD = re.compile(rb"\bfunction\s++&?+\s*+__autoload\s*+\(", re.IGNORECASE)
_SCRIPT = re.compile(rb"<script\s++language\s*+=\s*+[\"']?+php\b", re.IGNORECASE)
_CLASS = re.compile(rb"class\s++([A-Za-z_\x80-\xff][\w\x80-\xff]*+)")
_FUNCTION = re.compile(rb" function {1,2}([^ ]++)")  # in folded
_DEFINED = re.compile(rb"(?:const\s++|define\s*+\(\s*+['\"])(\w++)")
_DOES = re.compile(rb"[^ \t\r\n;{}]")
_BARE_KEY = re.compile(rb"\[([a-z_]++)\]")
_VARIABLE_END = re.compile(rb"(?:\$\w++|\])\Z")
_KNOWN_WORDS = frozenset((b"true", b"false", b"null"))
_LINE = 500  # bytes of a line before a sign that tell what it is in
_NEAR = 80  # bytes before a sign in which the name is that it belongs to


def _cast(word: bytes) -> Find:
    """Return what finds a cast; a constant of that name in brackets has no operand behind it."""
    return in_code(rb"\([ \t]*+%b[ \t]*+\)(?=\s*+[$\w'\"@!~])" % word)


def _seems_offset(file: PhpFile) -> bool:
    source = file.source
    return any(
        _INDEXED.search(source, max(0, match.start() - _NEAR), match.start())
        for match in _IN_BRACES.finditer(source)
    )


def _new_by_reference(file: PhpFile) -> Iterator[int]:
    for match in _NEW.finditer(file.code):
        before = file.code[max(0, match.start() - 100) : match.start()].rstrip()
        if before.endswith((b"=", b"=>")) and not before.endswith((b"==", b"!=", b"<=", b">=")):
            yield match.start()


def _references_in_calls(file: PhpFile) -> Iterator[int]:
    code = file.code
    for match in _REFERENCE.finditer(code):
        if code[max(0, match.start() - _NEAR) : match.start()].rstrip().endswith((b"(", b",")):
            opened = next(file.brackets.around(match.start()), -1)
            before = max(0, opened - 2 * _NEAR)
            if code.startswith(b"(", opened) and opened >= 0 and not _DECLARES.search(code, before, opened):
                yield match.start()


def _seems_reference(file: PhpFile) -> bool:
    """Say whether a reference is among arguments and not, as far as its line tells, in a declaration."""
    source = file.source
    for match in _AMONG_OTHERS.finditer(source):
        far = max(0, match.start() - _LINE)
        start = max(far, source.rfind(b"\n", far, match.start()) + 1)
        before = source[start : match.start()]
        if not (b"function" in before or _IN_ARRAY.search(before) or _IN_COMMENT.match(before)):
            return True
    return False


def _autoload(file: PhpFile) -> Iterator[int]:
    for match in _AUTOLOAD.finditer(file.code):
        if file.classes.around(match.start()) is None:
            yield match.start()


def _scripts(file: PhpFile) -> Iterator[int]:
    for start, end in file.spans:
        if start == 0 or file.source.startswith(b"?>", start):
            yield from (match.start() for match in _SCRIPT.finditer(file.source, start, end))


def _old_constructors(file: PhpFile) -> Iterator[int]:
    """
    Yield the methods called as their class, where that is all the constructor there is.

    One that does nothing is none: it is not missed where PHP no longer runs it.
    """
    methods = [
        (body.name.lower(), body, file.classes.around(body.declared)) for body in file.functions if body.name
    ]
    newer = {owner for name, _, owner in methods if name == b"__construct"}
    for name, body, owner in methods:
        if owner is None or owner.name is None or owner.name.lower() != name:
            continue
        if not _DOES.search(file.code, body.start, body.end):
            continue
        is_class = file.source[owner.declared : owner.declared + 5].lower() == b"class"
        if is_class and owner not in newer and is_method(file, body.declared):
            yield body.declared


def _seems_old_constructor(file: PhpFile) -> bool:
    if b"function" not in file.words or b"namespace" in file.words:
        return False
    names = {match[1].lower() for match in _CLASS.finditer(file.source)}
    return any(match[1] in names for match in _FUNCTION.finditer(file.folded))


def _keys(code: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the bare words in brackets behind a variable."""
    for match in _BARE_KEY.finditer(code):
        before = _VARIABLE_END.search(code, max(0, match.start() - _NEAR), match.start())
        if before and match[1] not in _KNOWN_WORDS:
            yield match


def _bare_keys(file: PhpFile) -> Iterator[int]:
    defined = {match[1] for match in _DEFINED.finditer(file.source)}
    return (match.start(1) for match in _keys(file.code) if match[1] not in defined)


def _seems_bare_key(file: PhpFile) -> bool:
    return next(_keys(file.source), None) is not None


REMOVED = (
    Check(
        "curly-brace string/array offset",
        in_code(_OFFSET_IN_BRACES),
        signs=re.compile(rb"\{(?<=[$\]>]\{)"),
        seems=_seems_offset,
    ),
    Check(
        "(real) cast",
        _cast(b"real"),
        words=frozenset({b"real"}),
        gate=re.compile(rb"\([ \t]*+(?i:real)[ \t]*+\)"),
    ),
    Check(
        "(unset) cast",
        _cast(b"unset"),
        words=frozenset({b"unset"}),
        gate=re.compile(rb"\([ \t]*+(?i:unset)[ \t]*+\)"),
    ),
    Check("=& new", _new_by_reference, words=frozenset({b"new"}), gate=_NEW),
    Check(
        "call-time pass-by-reference",
        _references_in_calls,
        signs=re.compile(rb"&(?<=[(,]&)\$"),
        seems=_seems_reference,
    ),
    Check("__autoload function", _autoload, words=frozenset({b"__autoload"})),
    Check(
        '<script language="php">',
        _scripts,
        words=frozenset({b"language"}),
        gate=re.compile(rb"<(?i:script)\s++(?i:language)"),
    ),
    Check(
        "PHP 4 style constructor",
        _old_constructors,
        words=frozenset({b"class"}),
        seems=_seems_old_constructor,
    ),
    Check(
        "unquoted array key or bare word",
        _bare_keys,
        seems=_seems_bare_key,
    ),
    Check("nested ternary without parentheses", nested_ternaries, signs=SEEMS_NESTED, gate=SEEMS_NESTED),
)
