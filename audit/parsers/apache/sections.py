"""What the lines that open a section ask for, and what Apache refuses in them."""

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from audit.parsers.apache.judged import FINE, UNSURE, Judged
from audit.parsers.apache.known import Presence, module_named, presence
from audit.parsers.apache.patterns import judge
from audit.parsers.apache.values_access import METHODS
from audit.parsers.apache.words import Word, first_word, split_words

Active = Literal["yes", "no", "assumed"]

# Decided while the file is read: what stands in them is passed over, or as if it stood outside.
AT_ONCE = frozenset({"ifmodule", "ifdefine", "ifversion", "iffile", "ifdirective", "ifsection"})
REQUIRES = frozenset({"requireall", "requireany", "requirenone"})
_VERSION = (2, 4, 62)  # of the Apache that is taken for the old host's
_RELEASE = re.compile(r"(?P<major>[0-9]{1,6})(?:\.(?P<minor>[0-9]{1,6}))?(?:\.(?P<patch>[0-9]{1,6}))?")
_COMPARISONS: dict[str, Callable[[int], bool]] = {
    "=": lambda order: order == 0,
    "==": lambda order: order == 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
}


class Opened(NamedTuple):
    """A section that begins."""

    kind: str  # in lower case; "filesmatch" for <Files ~ ...> too
    arg: str  # without quotes and without the !
    negated: bool
    judged: Judged
    active: Active = "yes"  # of a section that is decided at once: what is in it
    assumed: str | None = None  # what was taken for granted to say so: mod_x, !mod_x, IfVersion >= 2.4


def opened(kind: str, rest: str) -> Opened:
    """
    Return what a line opens: kind is its first word without the <, rest what follows.

    >>> opened("ifmodule", "!mod_rewrite.c>")
    Opened(kind='ifmodule', arg='mod_rewrite.c', negated=True, judged=Judged(fault=None, is_sure=True), \
active='no', assumed='mod_rewrite')
    """
    text, closing, _ = rest.rpartition(">")
    if rest and not closing:
        return Opened(kind, rest, negated=False, judged=Judged("its > is missing"))
    reader = _READERS.get(kind)
    return Opened(kind, text.strip(), negated=False, judged=FINE) if reader is None else reader(kind, text)


def _module(kind: str, text: str) -> Opened:
    name, negated, judged = _condition(text)
    module = module_named(name)
    return _decided(Opened(kind, name, negated, judged), presence(module), f"mod_{module}")


def _define(kind: str, text: str) -> Opened:
    name, negated, judged = _condition(text)
    return _decided(Opened(kind, name, negated, judged), "no", None)


def _file(kind: str, text: str) -> Opened:
    name, negated, judged = _condition(text)
    return _decided(Opened(kind, name, negated, judged), "either", f"IfFile {name}")


def _built_in(kind: str, text: str) -> Opened:
    name, negated, judged = _condition(text)
    return _decided(Opened(kind, name, negated, judged), "either", f"{kind} {name}")


def _version(kind: str, text: str) -> Opened:
    words = split_words(text)
    comparison, given = words if len(words) == 2 else ("=", "".join(words))
    negated, comparison = comparison.startswith("!"), comparison.removeprefix("!")
    joined = " ".join(words).removeprefix("!")
    found = Opened(kind, joined, negated, FINE)
    if not 0 < len(words) < 3:
        return found._replace(judged=Judged("it takes a comparison and a version"))
    if comparison == "~" or given.startswith("/"):
        return _decided(found._replace(judged=UNSURE), "either", f"IfVersion {joined}")
    release = _RELEASE.fullmatch(given)
    check = _COMPARISONS.get(comparison)
    if release is None or check is None:
        return found._replace(judged=Judged(f"{joined} is no comparison with a version"))
    wanted = tuple(int(part or 0) for part in release.groups())
    order = (wanted < _VERSION) - (wanted > _VERSION)
    return _decided(found, "assumed" if check(order) else "no", f"IfVersion {joined}")


def _condition(text: str) -> tuple[str, bool, Judged]:
    negated = text.lstrip().startswith("!")
    name = first_word(text.lstrip()[1:] if negated else text).text
    if not negated and name.startswith("!"):
        negated, name = True, name[1:]
    return name, negated, FINE if name else Judged("it asks for nothing")


def _decided(found: Opened, there: Presence, what: str | None) -> Opened:
    """Return the section with what becomes of what stands in it."""
    if there == "either":
        return found._replace(active="assumed", assumed=what)
    holds = (there != "no") is not found.negated
    if there == "yes":
        return found._replace(active="yes" if holds else "no")
    is_told = there == "assumed"  # that a rare module is not there goes without saying
    return found._replace(active="assumed" if holds else "no", assumed=what if is_told else None)


def _files(kind: str, text: str) -> Opened:
    word = first_word(text)
    if kind == "files" and word.text == "~":
        kind, word = "filesmatch", first_word(word.rest)
    found = Opened(kind, word.text, negated=False, judged=FINE)
    if not text:
        return found._replace(judged=Judged("it names no file"))
    if word.rest:
        return found._replace(judged=Judged("it takes one name, in quotes where it holds blanks"))
    return found._replace(judged=judge(word.text)) if kind == "filesmatch" else found


def _limit(kind: str, text: str) -> Opened:
    methods = split_words(text)
    found = Opened(kind, " ".join(methods), negated=False, judged=FINE)
    if not methods:
        return found._replace(judged=Judged("it names no method"))
    wrong = next((method for method in methods if method not in METHODS), None)
    if wrong is None:
        is_trace = "TRACE" in methods and kind == "limit"
        return found._replace(judged=Judged("TRACE cannot be limited")) if is_trace else found
    return found._replace(judged=Judged(f"{wrong} is no method"))


def _expression(kind: str, text: str) -> Opened:
    word: Word = first_word(text)
    judged = UNSURE if text.strip() else Judged("it lacks its condition")
    is_quoted = text.lstrip()[:1] in {'"', "'"}
    return Opened(kind, word.text if is_quoted else text.strip(), negated=False, judged=judged)


def _bare(kind: str, text: str) -> Opened:
    judged = Judged("it takes no words") if text.strip() else FINE
    return Opened(kind, text.strip(), negated=False, judged=judged)


def _quoted(kind: str, text: str) -> Opened:
    words = split_words(text)
    is_pattern = kind.endswith("match") or words[:1] == ("~",)
    judged = judge(words[-1]) if is_pattern and words else FINE
    return Opened(kind, " ".join(words), negated=False, judged=judged)


def _macro(kind: str, text: str) -> Opened:
    return Opened(kind, text.strip(), negated=False, judged=UNSURE, active="no")


_READERS: dict[str, Callable[[str, str], Opened]] = {
    "ifmodule": _module,
    "ifdefine": _define,
    "iffile": _file,
    "ifdirective": _built_in,
    "ifsection": _built_in,
    "ifversion": _version,
    "files": _files,
    "filesmatch": _files,
    "limit": _limit,
    "limitexcept": _limit,
    "if": _expression,
    "elseif": _expression,
    "else": _bare,
    "requireall": _bare,
    "requireany": _bare,
    "requirenone": _bare,
    "directory": _quoted,
    "directorymatch": _quoted,
    "location": _quoted,
    "locationmatch": _quoted,
    "virtualhost": _quoted,
    "macro": _macro,
}
