"""What one line of a file says by itself, wherever it stands."""

import re
from itertools import takewhile
from typing import Literal, NamedTuple

from audit.parsers.apache.judged import FINE, Judged
from audit.parsers.apache.known import Directives, Known, find, is_usual
from audit.parsers.apache.sections import Opened, opened
from audit.parsers.apache.values import count_fault, judge_words
from audit.parsers.apache.words import BLANKS, first_word, split_rewrite_words, split_words

_BLOCK = re.compile(r"#+ *(?P<word>BEGIN|END)\b(?P<name>.{0,200})")
_REWRITE = frozenset({"rewriterule", "rewritecond"})
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


class OneLine(NamedTuple):
    """A line, continued ones joined."""

    kind: Literal["blank", "comment", "open", "close", "directive"]
    text: str  # without blanks at its ends
    name: str = ""  # its first word, as written; of a line that closes a section what that closes
    key: str = ""  # that in lower case; of a comment BEGIN or END, where it marks a block of this name
    rest: str = ""
    args: tuple[str, ...] = ()
    judged: Judged = FINE
    known: Known | None = None
    opened: Opened | None = None  # what a line opens
    is_odd: bool = True  # of a directive, False: nothing is to be said of it, wherever it stands


def read_line(line: bytes, directives: Directives) -> OneLine:
    """Return what a line says; bytes that are no UTF-8 are kept as surrogates."""
    text = line.partition(b"\0")[0].decode("utf-8", "surrogateescape").strip(BLANKS)
    if not text:
        return OneLine("blank", "")
    if text.startswith("#"):
        mark = _BLOCK.match(text)
        return (
            OneLine("comment", text, mark["name"].strip(), mark["word"]) if mark else OneLine("comment", text)
        )
    name, rest = first_word(text)
    if not name:
        return OneLine("blank", text)
    if name.startswith("</"):
        fault = None if name.endswith(">") and len(name) > 2 else "its > is missing"
        return OneLine("close", text, name[2:-1] if not fault else name[2:], judged=Judged(fault))
    name = name.removesuffix(">") if len(name) > 1 else name
    key = name.lower()
    known = find(directives, key)
    if name.startswith("<"):
        found = opened(key[1:], rest)
        judged = found.judged
        if not rest and known is not None and key != "<else" and not key.startswith("<require"):
            judged = Judged("it asks for nothing")
        elif not rest and text[-1] != ">":
            judged = Judged("its > is missing")
        if known is None:
            judged = Judged("Apache knows no such section")
        return OneLine("open", text, name[1:], key[1:], rest, (), judged, known, found)
    return _directive(text, name, key, rest, known)


def _directive(text: str, name: str, key: str, rest: str, known: Known | None) -> OneLine:
    split = split_rewrite_words(rest) if key in _REWRITE else None
    args = split or split_words(rest)
    if key in _REWRITE and split is None:
        judged = Judged("it takes two words, and flags in brackets behind them")
    else:
        judged = _judge(name, key, args, known)
    is_plain = known is not None and known.htaccess and is_usual(known.module) and key != "require"
    is_odd = judged is not FINE or not is_plain
    return OneLine("directive", text, name, key, rest, args, judged, known, is_odd=is_odd)


def _judge(name: str, key: str, args: tuple[str, ...], known: Known | None) -> Judged:
    if known is None:
        if name.startswith(_MARK):
            return Judged("a byte order mark stands before it, which Apache takes for part of its name")
        return Judged("Apache knows no such directive")
    fault = count_fault(known.words, args)
    if known.words == "1+":
        args = tuple(takewhile(bool, args))  # Apache stops at an empty one
    return Judged(fault) if fault else judge_words(key, args)
