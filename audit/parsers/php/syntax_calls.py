"""Calls that PHP took away only in a certain form: with too few, too many or odd arguments."""

import re
from collections.abc import Callable, Iterator, Sequence

from audit.parsers.php.calls import arguments, calls
from audit.parsers.php.check import Check
from audit.parsers.php.file import PhpFile

_Judge = Callable[[Sequence[bytes]], bool]

_QUOTED = re.compile(rb"(['\"])(.*)\1\Z", re.DOTALL)
_EVALUATES = re.compile(rb"(['\"])\s*+([^\w\s\\]).*?([^\w\s\\])([a-zA-Z]*+)\1\Z", re.DOTALL)
_CLOSERS = {b"(": b")", b"{": b"}", b"[": b"]", b"<": b">"}
_OLD_OPERATORS = frozenset((b"l", b"g", b"e", b"!", b"n", b""))
_LONGEST = 4096  # bytes of an argument that are looked at
_SEEMS_EVALUATED = re.compile(
    rb"preg_(?:replace|filter)\s*+\(\s*+(?:[aA]rray\s*+\(|\[)?\s*+['\"][^\n]{0,1000}?[^\w\s'\"\\][a-zA-Z]{0,9}?e[a-zA-Z]{0,9}+['\"]"
)


def _count(*counts: int) -> _Judge:
    return lambda values: len(values) in counts


def _more_than(count: int) -> _Judge:
    return lambda values: len(values) > count


def _text(value: bytes) -> bytes | None:
    found = _QUOTED.match(value.strip())
    return found[2] if found and found[1] not in found[2].replace(b"\\" + found[1], b"") else None


def _evaluates(values: Sequence[bytes]) -> bool:
    found = _EVALUATES.match(values[0].strip()) if len(values) > 2 else None
    return found is not None and found[3] == _CLOSERS.get(found[2], found[2]) and b"e" in found[4]


def _is_old_operator(values: Sequence[bytes]) -> bool:
    return len(values) == 3 and _text(values[2]) in _OLD_OPERATORS


_FORMS: tuple[tuple[str, tuple[str, ...], _Judge], ...] = (
    ("crypt() without salt", ("crypt",), _count(1)),
    ("curl_version() age", ("curl_version",), _more_than(0)),
    ("imagerotate() ignore_transparent", ("imagerotate",), _count(4)),
    ("imap_headerinfo defaulthost", ("imap_headerinfo",), _count(5)),
    ("mb_decode_numericentity is_hex", ("mb_decode_numericentity",), _count(4)),
    ("mb_parse_str() without second argument", ("mb_parse_str",), _count(1)),
    ("mktime() or gmmktime() without arguments", ("mktime", "gmmktime"), _count(0)),
    ("mktime/gmmktime is_dst", ("mktime", "gmmktime"), _count(7)),
    ("odbc_exec or odbc_do flags", ("odbc_exec", "odbc_do"), _count(3)),
    ("openssl_seal/openssl_open without cipher", ("openssl_seal", "openssl_open"), _count(3, 4)),
    ("parse_str() without second argument", ("parse_str",), _count(1)),
    ("pg_connect() with separate arguments", ("pg_connect", "pg_pconnect"), _more_than(2)),
    ("version_compare() operators l, g, e, !, n, ''", ("version_compare",), _is_old_operator),
    ("preg_replace /e modifier", ("preg_replace", "preg_filter"), _evaluates),
)


def _found(names: frozenset[str], judge: _Judge) -> Callable[[PhpFile], Iterator[int]]:
    def find(file: PhpFile) -> Iterator[int]:
        for call in calls(file, names):
            spans = None if call.guarded else arguments(file, call.offset)
            if spans is None:
                continue
            values = [file.source[start : min(end, start + _LONGEST)] for start, end in spans]
            # Arguments that are spread, or a first-class callable, may be any number.
            if not any(file.code.startswith(b"...", start) for start, _ in spans) and judge(values):
                yield call.offset

    return find


CALLS = tuple(
    Check(
        symbol,
        _found(frozenset(names), judge),
        words=frozenset(name.encode() for name in names),
        gate=_SEEMS_EVALUATED if judge is _evaluates else None,
    )
    for symbol, names, judge in _FORMS
)
