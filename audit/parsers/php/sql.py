"""The SQL in the strings of a PHP file that a hosted database may not allow."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from audit.parsers.php.file import PhpFile

Found = tuple[int, str]

_STRINGS = b"'\"<}"
_NAME = r"(?:if\s+not\s+exists\s+)?[`\"\[{$%:@!\w\\][^\s(]*"
_DEFINER = (
    r"(?:or\s+replace\s+)?(?:algorithm\s*=\s*\w+\s+)?(?:definer\s*=\s*\S+\s+)?(?:sql\s+security\s+\w+\s+)?"
)


class _Statement(NamedTuple):
    """How a statement is recognised."""

    name: str
    words: frozenset[bytes]  # that a file with it holds
    head: re.Pattern[bytes]  # how it begins
    rest: re.Pattern[str] | None = None  # what follows where the text goes on; None: nothing is asked
    first: bool = True  # it begins the text, or comes behind a semicolon


def _statement(name: str, head: str, rest: str | None, *, first: bool = True, words: str = "") -> _Statement:
    return _Statement(
        name,
        frozenset((words or name).encode().split()),
        re.compile(head.encode(), re.IGNORECASE),
        None if rest is None else re.compile(rest, re.IGNORECASE | re.DOTALL),
        first,
    )


# By their first word.
_STATEMENTS = {
    b"create": (
        _statement("create trigger", rf"create\s+{_DEFINER}trigger\s", rf"\s*{_NAME}\s+(?:before|after)\b"),
        _statement("create procedure", rf"create\s+{_DEFINER}procedure\s", rf"\s*{_NAME}\s*\("),
        _statement(
            "create function",
            rf"create\s+{_DEFINER}(?:aggregate\s+)?function\s",
            # The functions of PostgreSQL go on with AS.
            rf"\s*{_NAME}\s*(?:\(.{{0,900}}?\)\s*returns\s(?!\s*\w+(?:\(\d+\))?\s+as\b)|returns\s+\w+\s+soname\b)",
            words="create function returns",
        ),
        _statement(
            "create event",
            rf"create\s+{_DEFINER}event\s",
            rf"\s*{_NAME}\s+on\s+schedule\b",
        ),
        _statement("create view", rf"create\s+{_DEFINER}view\s", rf"\s*{_NAME}\s*(?:\([^)]*\)\s*)?as\b"),
        _statement(
            "create temporary table",
            r"create\s+temporary\s+table\s",
            rf"\s*{_NAME}\s*(?:\(|as\b|select\b|like\b|engine\b|type\b|ignore\b|replace\b|\Z)",
        ),
    ),
    b"lock": (
        _statement(
            "lock tables",
            r"lock\s+tables?\s",
            rf"\s*{_NAME}\s[^;]{{0,400}}?(?:read|write)\b",
            words="lock",
        ),
    ),
    b"load": (
        _statement(
            "load data",
            r"load\s+data\s+(?:low_priority\s+|concurrent\s+)?(?:local\s+)?infile\s",
            None,
            words="data infile",
        ),
    ),
    b"set": (_statement("set global", r"set\s+(?:global\s+|@@global\.)", r"\s*[\w{$%]+\s*(?:=|:=)"),),
    b"grant": (
        _statement(
            "grant", r"grant\s", r"(?:all|select|insert|usage|create|alter|execute|super)\b[^;]{0,300}?\son\s"
        ),
    ),
    b"into": (
        _statement(
            "into outfile",
            r"into\s+(?:out|dump)file\s",
            r"\s*(?:'|\"|\\|%|:|\$|\{)",
            first=False,
            words="into",
        ),
    ),
    b"get_lock": (_statement("get_lock", r"get_lock\s*\(", r"\s*(?:'|\"|\\|%|:|\$|\{|\?)", first=False),),
    b"engine": (_statement("engine=myisam", r"engine\s*=\s*myisam\b", None, first=False, words="myisam"),),
    b"type": (_statement("engine=myisam", r"type\s*=\s*myisam\b", None, first=False, words="myisam"),),
}
# One of these is in every file that holds a statement: so far it is worth looking at no others.
_WORDS = frozenset(
    b"trigger procedure returns schedule view temporary lock infile global grant outfile dumpfile get_lock"
    b" myisam event".split()
)
_BEFORE = re.compile(r"(?:\A|;)\s*+(?:(?:/\*(?:[^*]|\*(?!/))*+\*/|--[^\n]*+\n|#[^\n]*+\n)\s*+)*+\Z")
_OPENER = re.compile(r"(?:'|\"|<<<[^\n\r]*)\s*")
_JOINED = re.compile(rb"\s*+\.")
_MOST = 5000  # places of one word that are looked at
_LONGEST = 1000  # characters of a string that are looked at around a statement


def statements(file: PhpFile) -> Iterator[Found]:
    r"""
    Yield where strings hold one of the statements that are watched, and its name.

    >>> file = PhpFile(b"<?php q('LOCK TABLES x WRITE'); q(\"CREATE VIEW $v AS SELECT\"); 'Create view of';")
    >>> list(statements(file))
    [(35, 'create view'), (9, 'lock tables')]
    """
    if _WORDS.isdisjoint(file.words):
        return
    for word, there in _STATEMENTS.items():
        wanted = [statement for statement in there if word in file.words and statement.words <= file.words]
        for offset in file.first(file.offsets(word), _MOST) if wanted else ():
            for statement in wanted:
                match = statement.head.match(file.source, offset)
                if match and _is_meant(file, statement, offset, match.end()):
                    yield offset, statement.name


def _is_meant(file: PhpFile, statement: _Statement, start: int, end: int) -> bool:
    span = file.span_at(start)
    if span is None or file.source[span[0]] not in _STRINGS:
        return False
    source = file.source
    before = source[max(span[0], start - _LONGEST) : start].decode(errors="replace")
    opener = _OPENER.match(before)
    if opener and span[0] >= start - _LONGEST:
        before = before[opener.end() :]
    if statement.first and not _BEFORE.search(before):
        return False
    if statement.rest is None:
        return True
    closing = span[1] - (source[span[1] - 1 : span[1]] in (b"'", b'"', b"{"))
    text = source[end : min(closing, end + _LONGEST)].decode(errors="replace")
    if not text.strip():
        # The rest is joined to it, or stands in it.
        return source[span[1] - 1 : span[1]] == b"{" or _JOINED.match(source, span[1]) is not None
    if statement.rest.match(text):
        return True
    is_open = source[span[1] - 1 : span[1]] == b"{" or _JOINED.match(source, span[1])
    return (
        bool(is_open)
        and re.fullmatch(rf"\s*(?:{_NAME}\s*)?[`'\"\\]*", text) is not None
        and statement.name != "grant"
    )
