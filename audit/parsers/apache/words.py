r"""The words of a directive: as Apache splits them, and as mod_rewrite does by itself."""

import re
from itertools import islice
from typing import NamedTuple

_MOST = 10_000  # words of a line
BLANKS = " \t\n\v\f\r"  # what Apache takes for blank; Python's idea of it is wider

_WORD = re.compile(
    r"""[ \t\n\v\f\r]*(?:
        "(?P<double>(?:\\["\\]|[^"])*+)"?
      | '(?P<single>(?:\\['\\]|[^'])*+)'?
      | (?P<plain>[^ \t\n\v\f\r]++)
    )[ \t\n\v\f\r]*""",
    re.VERBOSE,
)
_KEPT = {
    "double": re.compile(r"\\([\"\\])"),
    "single": re.compile(r"\\(['\\])"),
    "plain": re.compile(r"\\(\\)"),
}
_QUOTED = {quote: re.compile(rf"(?:\\[ \t\n\v\f\r]|[^{quote}])*+") for quote in "\"'"}
_PLAIN = re.compile(r"(?:\\[ \t\n\v\f\r]|[^ \t\n\v\f\r])*+")


class Word(NamedTuple):
    """One word, and what follows it."""

    text: str
    rest: str


def first_word(text: str) -> Word:
    r"""
    Return the first word as Apache's ap_getword_conf does: "" where there is none.

    >>> first_word(r'"a \"b\" \\ \c" d')
    Word(text='a "b" \\ \\c', rest='d')
    """
    if '"' not in text and "'" not in text and "\\" not in text and text.isprintable():
        word, *rest = text.split(None, 1) or ("",)
        return Word(word, rest[0] if rest else "")
    found = _WORD.match(text)
    return Word("", "") if found is None else Word(_text(found), text[found.end() :])


def split_words(text: str) -> tuple[str, ...]:
    r"""
    Return the words of most directives.

    >>> split_words("301 /a '/b c'")
    ('301', '/a', '/b c')
    """
    if '"' not in text and "'" not in text and "\\" not in text and text.isprintable():
        return tuple(
            text.split(None, _MOST)[:_MOST]
        )  # the usual line; what is printable has no other blank than the space
    return tuple(_text(found) for found in islice(_WORD.finditer(text), _MOST))


def split_rewrite_words(text: str) -> tuple[str, ...] | None:
    r"""
    Return the two or three words of a RewriteRule or RewriteCond; None where mod_rewrite sees less than two.

    A blank behind a backslash belongs to the word, and the backslash stays. What follows is passed over.

    >>> split_rewrite_words(r'^a\ b$ "/c d" [L] and more')
    ('^a\\ b$', '/c d', '[L]')
    """
    if '"' not in text and "'" not in text and "\\ " not in text and text.isprintable():
        words = text.split(None, 3)  # the usual line, as above
        return tuple(words[:3]) if len(words) > 1 else None
    first, rest = _rewrite_word(text)
    if rest is None:
        return None
    second, rest = _rewrite_word(rest)
    if rest is None or not rest.strip(BLANKS):
        return first, second
    return first, second, _rewrite_word(rest)[0]


def _rewrite_word(text: str) -> tuple[str, str | None]:
    """Return a word and what follows it; None: the text ends before the word does."""
    text = text.lstrip(BLANKS)
    quoted = _QUOTED.get(text[:1])
    start = 1 if quoted else 0
    end = _end(quoted or _PLAIN, text, start)
    return text[start:end], None if end == len(text) else text[end + 1 :]


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def _text(found: re.Match[str]) -> str:
    kind = str(found.lastgroup)
    text = found[kind]
    return _KEPT[kind].sub(r"\1", text) if "\\" in text else text
