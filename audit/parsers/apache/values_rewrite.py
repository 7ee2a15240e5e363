"""What mod_rewrite and mod_alias refuse in the words of their directives."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from audit.parsers.apache.judged import FINE, UNSURE, Judged
from audit.parsers.apache.patterns import judge
from audit.parsers.apache.words import BLANKS

Words = Sequence[str]

STATUSES = frozenset(
    (
        *range(100, 104),
        *range(200, 209),
        226,
        *range(300, 306),
        *(307, 308),
        *range(400, 418),
        *(421, 422, 423, 424, 426, 428, 429, 431, 451),
        *range(500, 509),
        *(510, 511),
    )
)
STATUS_WORDS = {"permanent": 301, "temp": 302, "seeother": 303, "gone": 410}
_RULE_FLAGS = frozenset(
    """
    b backrefescaping bctls bne bnp backrefernoplus c chain co cookie e env end f forbidden g gone h
    handler l last n next ne noescape nc nocase ns nosubreq p proxy pt passthrough qsa qsappend qsd
    qsdiscard qsl qslast r redirect s skip t type unc unsafeallow3f unsafeprefixstat
    """.split()
)
_COND_FLAGS = frozenset("nc nocase or ornext nv novary".split())
_OPTIONS = frozenset(
    """
    inherit inheritbefore inheritdown inheritdownbefore ignoreinherit allownoslash allowanyuri mergebase
    ignorecontextinfo legacyprefixdocroot unsafeprefixstat
    """.split()
)
_NUMBER = re.compile(r"[0-9]+")
_ADDRESS = re.compile(r"/|[A-Za-z0-9+.-]+:")
_NO_PATTERN = re.compile(r"-(?:[dfFhlLsUx]\Z|eq|ge|gt|le|lt|ne)|[<>=].", re.DOTALL)


def number(text: str) -> int:
    """Return the number that a text begins with, as C's atoi does; 0 where there is none."""
    found = _NUMBER.match(text)
    return int(found[0][:6]) if found else 0


def rewrite_rule(words: Words) -> Judged:
    """Judge a RewriteRule: its flags, then its pattern."""
    fault = _flag_fault(words[2], _rule_flag) if len(words) > 2 else None
    return Judged(fault) if fault else judge(words[0].removeprefix("!"))


def rewrite_cond(words: Words) -> Judged:
    """Judge a RewriteCond."""
    fault = _flag_fault(words[2], _cond_flag) if len(words) > 2 else None
    if fault:
        return Judged(fault)
    if words[0].lower() == "expr":
        return UNSURE
    pattern = words[1].removeprefix("!")
    return FINE if _NO_PATTERN.match(pattern) else judge(pattern)


def rewrite_base(words: Words) -> Judged:
    """Judge a RewriteBase."""
    return FINE if words[0].startswith("/") else Judged("its path does not begin with /")


def rewrite_options(words: Words) -> Judged:
    """Judge RewriteOptions."""
    for word in words:
        low = word.lower()
        if low not in _OPTIONS and not low.startswith("maxredirects="):
            return Judged(f"there is no option {word}")
    return FINE


def split_flags(text: str) -> list[tuple[str, str]] | None:
    """
    Return the flags of a rule or condition with their values; None: they stand in no brackets.

    >>> split_flags("[R=301, L]")
    [('R', '301'), ('L', '')]
    """
    if not (text.startswith("[") and text.endswith("]")) or len(text) < 2:
        return None
    flags = (flag.strip(BLANKS) for flag in text[1:-1].split(","))
    return [(name, value) for name, _, value in (flag.partition("=") for flag in flags)]


@lru_cache(maxsize=1024)
def _flag_fault(text: str, check: Callable[[str, str], str | None]) -> str | None:
    flags = split_flags(text)
    if flags is None:
        return f"its flags {text} are not one word in [brackets]"
    return next((fault for name, value in flags if (fault := check(name, value))), None)


def _rule_flag(name: str, value: str) -> str | None:
    low = name.lower()
    if low not in _RULE_FLAGS and not low.startswith("d"):  # of DPI only the D is looked at
        return f"there is no flag {name}" if name else "it has an empty flag"
    if low == "bne" and not value:
        return "its flag BNE names no characters"
    if low in {"r", "redirect"} and value[:1].isdigit() and value.isascii() and number(value) not in STATUSES:
        return f"{value} is no status"
    return None


def _cond_flag(name: str, _value: str) -> str | None:
    if name.lower() in _COND_FLAGS:
        return None
    return f"a condition has no flag {name}" if name else "it has an empty flag"


def redirect(words: Words) -> Judged:
    """Judge a Redirect of one to three words."""
    status = _status(words[0])
    if len(words) == 3 and status is None:
        return Judged(f"{words[0]} is no status")
    rest = words if status is None else words[1:]
    return _redirect(302 if status is None else status, rest, is_match=False)


def redirect_match(words: Words) -> Judged:
    """Judge a RedirectMatch of two or three words."""
    status = _status(words[0])
    if len(words) == 3 and status is None:
        return Judged(f"{words[0]} is no status")
    rest = words if status is None else words[1:]
    found = _redirect(302 if status is None else status, rest, is_match=True)
    has_pattern = len(rest) == 2 or (status is not None and not 300 <= status < 400)
    return found if found.fault or not (has_pattern and rest) else judge(rest[0])


def redirect_to(words: Words) -> Judged:
    """Judge a RedirectPermanent or RedirectTemp."""
    return _redirect(302, words, is_match=False)


def lacks_target(key: str, words: Words) -> bool:
    """
    Tell whether a redirect names one address only: that says enough in a section for a folder alone.

    >>> lacks_target("redirect", ["301", "/a"]), lacks_target("redirect", ["gone", "/a"])
    (True, False)
    """
    status = _status(words[0]) if key in {"redirect", "redirectmatch"} and words else None
    leads = status is None or 300 <= status < 400
    return leads and len(words) == (1 if status is None else 2)


def _status(word: str) -> int | None:
    low = word.lower()
    return STATUS_WORDS.get(low, number(low) if low[:1].isdigit() and low.isascii() else None)


def _redirect(status: int, words: Words, *, is_match: bool) -> Judged:
    leads = 300 <= status < 400
    if not leads and len(words) > 1:
        return Judged(f"status {status} leads nowhere, so it takes no target")
    if leads and not words:
        return Judged("it lacks its target")
    if leads and len(words) == 2 and not is_match and not _ADDRESS.match(words[1]):
        return (
            UNSURE if "%{" in words[1] else Judged(f"its target {words[1]} is neither a path nor an address")
        )
    return FINE
