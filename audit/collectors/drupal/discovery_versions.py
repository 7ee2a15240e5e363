"""Whether a Drupal core satisfies a version constraint, as Composer's Semver says."""

import operator
import re
from collections.abc import Callable
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

_LONGEST = 1_000  # characters of a constraint
_MODIFIER = r"[._-]?(?:(stable|beta|b|RC|alpha|a|patch|pl|p)((?:[.-]?\d+)*+)?)?([.-]?dev)?"
_STABILITIES = "stable|RC|beta|alpha|dev"
_VERSION = (
    r"v?(\d++)(?:\.(\d++))?(?:\.(\d++))?(?:\.(\d++))?(?:" + _MODIFIER + r"|\.([xX*][.-]?dev))(?:\+[^\s]+)?"
)
_CLASSIC = re.compile(r"v?(\d{1,5}+)(\.\d++)?(\.\d++)?(\.\d++)?" + _MODIFIER, re.IGNORECASE | re.ASCII)
_DATED = re.compile(
    r"v?(\d{4}(?:[.:-]?\d{2}){1,6}(?:[.:-]?\d{1,3}){0,2})" + _MODIFIER, re.IGNORECASE | re.ASCII
)
_BRANCH = re.compile(
    r"v?(\d++)(\.(?:\d++|[xX*]))?(\.(?:\d++|[xX*]))?(\.(?:\d++|[xX*]))?", re.IGNORECASE | re.ASCII
)
_ALIAS = re.compile(r"([^,\s]++) ++as ++([^,\s]++)")
_FLAG = re.compile(rf"([^,\s]*?)@({_STABILITIES})", re.IGNORECASE)
_ANY = re.compile(r"v?[xX*](\.[xX*])*", re.IGNORECASE)
_TILDE = re.compile("~>?" + _VERSION, re.IGNORECASE | re.ASCII)
_CARET = re.compile(r"\^" + _VERSION, re.IGNORECASE | re.ASCII)
_PLACEHOLDER = re.compile(r"v?(\d++)(?:\.(\d++))?(?:\.(\d++))?(?:\.[xX*])++", re.ASCII)
_HYPHEN = re.compile(rf"({_VERSION}) +- +({_VERSION})", re.IGNORECASE | re.ASCII)
_COMPARED = re.compile(r"(<>|!=|>=?|<=?|==?)?\s*(.*)", re.ASCII)  # further lines do not count
_AND = re.compile(r"(?<!^)(?<!as)(?<![=>< ,]) *(?<!-)[, ](?!-) *(?!,|as|$)")
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
    "<>": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
_ORDERS = ("<", "<=", ">", ">=")
_FORMS = (("dev", 1), ("a", 2), ("b", 3), ("RC", 4), ("rc", 4), ("p", 6))  # PHP's version_compare()
_NUMBER = 5


class _Bound(NamedTuple):
    """One comparison of a constraint."""

    sign: str
    version: str


@lru_cache(maxsize=4096)
def satisfies(version: str, constraint: str) -> bool:
    """
    Tell whether a version satisfies a constraint; raise ValueError where the constraint is none.

    >>> satisfies("9.5.11", "^8.8 || ^9"), satisfies("10.0.0", ">=9.4 <10")
    (True, False)
    """
    provided = _normal(version)
    return any(all(_holds(provided, bound) for bound in group) for group in _groups(constraint))


@lru_cache(maxsize=1024)
def _groups(constraint: str) -> list[list[_Bound]]:
    """Return the alternatives of a constraint, each the bounds that all have to hold."""
    if len(constraint) > _LONGEST:
        raise ValueError("a version constraint is too long")
    groups: list[list[_Bound]] = []
    for alternative in re.split(r"\s*\|\|?\s*", constraint.strip()):
        parts = _AND.split(alternative) if alternative else [""]
        group = [bound for part in parts for bound in _bounds(part)]
        if groups and _adjoin(groups[-1], group):
            groups[-1] = [groups[-1][0], group[1]]
        else:
            groups.append(group)
    return groups


def _adjoin(one: list[_Bound], other: list[_Bound]) -> bool:
    """Tell whether one range ends where the other begins; Composer makes one of them, also of empty ones."""
    if [bound.sign for bound in one] != [">=", "<"] or [bound.sign[:1] for bound in other] != [">", "<"]:
        return False
    return other[0].sign == ">=" and one[1].version == other[0].version


def _bounds(text: str) -> list[_Bound]:
    """Return the bounds that one part of a constraint means (VersionParser::parseConstraint)."""
    flag = ""
    if match := _ALIAS.fullmatch(text):
        text = match[1]
    if match := _FLAG.fullmatch(text):
        text, flag = match[1] or "*", "" if match[2] == "stable" else match[2]
    if match := re.fullmatch(r"(dev-[^,\s@]+?|[^,\s@]+?\.x-dev)#.+", text, re.IGNORECASE):
        text = match[1]
    if _ANY.fullmatch(text):
        return [] if len(text) == 1 else [_Bound(">=", "0.0.0.0-dev")]
    if text.startswith("~>"):
        raise ValueError("~> is no operator of a version constraint")
    if match := _TILDE.fullmatch(text):
        return _tilde(text[1:], match)
    if match := _CARET.fullmatch(text):
        return _caret(text[1:], match)
    if match := _PLACEHOLDER.fullmatch(text):
        numbers = [match[1], match[2], match[3], None]
        at = 3 if match[3] else 2 if match[2] else 1
        return [_Bound(">=", _raised(numbers, at, 0) + "-dev"), _Bound("<", _raised(numbers, at, 1) + "-dev")]
    if match := _HYPHEN.fullmatch(text):
        return _hyphen(match)
    return [_compared(text, flag)]


def _tilde(version: str, match: re.Match[str]) -> list[_Bound]:
    at = next((place for place in (4, 3, 2) if match[place]), 1) + (1 if match[8] else 0)
    numbers = [match[place] for place in range(1, 5)]
    high = _raised(numbers, max(1, at - 1), 1) + "-dev"
    return [_Bound(">=", _normal(version + _open_end(match, 5))), _Bound("<", high)]


def _caret(version: str, match: re.Match[str]) -> list[_Bound]:
    if match[1] != "0" or not match[2]:
        at = 1
    elif match[2] != "0" or not match[3]:
        at = 2
    else:
        at = 3
    high = _raised([match[place] for place in range(1, 5)], at, 1) + "-dev"
    return [_Bound(">=", _normal(version + _open_end(match, 5))), _Bound("<", high)]


def _hyphen(match: re.Match[str]) -> list[_Bound]:
    low = _Bound(">=", _normal(match[1]) + _open_end(match, 6))
    to = match.group(*range(11, 19))
    if (to[1] and to[2]) or to[4] or to[6] or to[7]:
        return [low, _Bound("<=", _normal(match[10]))]
    _normal(match[10])
    return [low, _Bound("<", _raised(list(to[:4]), 2 if to[1] else 1, 1) + "-dev")]


def _open_end(match: re.Match[str], first: int) -> str:
    """Return what lets pre-releases in, unless the version names a stability itself."""
    return "" if match[first] or match[first + 2] or match[first + 3] else "-dev"


def _raised(numbers: list[str | None], at: int, by: int) -> str:
    """Return a version with the number at that place raised, and 0 behind it."""
    kept = [str(int(number or 0)) for number in numbers[: at - 1]]
    return ".".join([*kept, str(int(numbers[at - 1] or 0) + by), *["0"] * (4 - at)])


def _compared(text: str, flag: str) -> _Bound:
    """Return the bound of an operator and a version."""
    match = _COMPARED.match(text)
    sign, written = (match[1] or "=", match[2]) if match else ("=", text)
    try:
        version = _normal(written)
    except ValueError:
        if not written.endswith("-dev") or not re.fullmatch(r"[0-9a-zA-Z\-./]+", written):
            raise
        version = _normal("dev-" + written[:-4])
    if sign not in ("=", "==") and flag and "-" not in version:
        version += f"-{flag}"
    elif (
        sign in ("<", ">=")
        and not re.search("-" + _MODIFIER + "$", written.lower())
        and not written.startswith("dev-")
    ):
        version += "-dev"
    return _Bound(sign, version)


def _normal(text: str) -> str:
    """Return a version in the form that is compared (VersionParser::normalize)."""
    version = text.strip()
    if match := _ALIAS.fullmatch(version):
        version = match[1]
    version = re.sub(rf"@(?:{_STABILITIES})$", "", version, flags=re.IGNORECASE)
    if version in ("master", "trunk", "default"):
        return f"dev-{version}"
    if version.lower().startswith("dev-"):
        return f"dev-{version[4:]}"
    if match := re.fullmatch(r"([^,\s+]++)\+[^\s]++", version):
        version = match[1]
    if match := _CLASSIC.fullmatch(version):
        numbers = "".join(match[place] or ".0" for place in range(2, 5))
        return match[1] + numbers + _stability(match, 5)
    if match := _DATED.fullmatch(version):
        return re.sub(r"\D", ".", match[1]) + _stability(match, 2)
    if match := re.fullmatch(r"(.*?)[.-]?dev", version, re.IGNORECASE):
        branch = _BRANCH.fullmatch(match[1].strip())
        if branch:
            parts = [branch[place] or ".x" for place in range(1, 5)]
            return re.sub(r"[xX*]", "9999999", "".join(parts)) + "-dev"
    raise ValueError("a version is none")


def _stability(match: re.Match[str], first: int) -> str:
    word = (match[first] or "").lower()
    if word == "stable":
        return ""
    names = {"a": "alpha", "b": "beta", "p": "patch", "pl": "patch", "rc": "RC"}
    number = (match[first + 1] or "").lstrip(".-")
    return (f"-{names.get(word, word)}{number}" if word else "") + ("-dev" if match[first + 2] else "")


def _holds(version: str, bound: _Bound) -> bool:
    if version.startswith("dev-") or bound.version.startswith("dev-"):
        return (version == bound.version) == (bound.sign in ("=", "==")) and bound.sign not in _ORDERS
    return _COMPARE[bound.sign](_order(version, bound.version), 0)


def _order(one: str, other: str) -> int:
    """Compare as PHP's version_compare() does: a negative number, 0, or a positive one."""
    for left, right in zip_longest(_parts(one), _parts(other), fillvalue=(_NUMBER, -1)):
        if left != right:
            return -1 if left < right else 1
    return 0


@lru_cache(maxsize=4096)
def _parts(version: str) -> tuple[tuple[int, int], ...]:
    """
    Return the parts of a version as what they sort by.

    >>> _parts("8.0.0-alpha1")
    ((5, 8), (5, 0), (5, 0), (2, 0), (5, 1))
    """
    return tuple(
        (_NUMBER, int(part)) if part.isdigit() else (_form(part), 0)
        for part in re.findall(r"[0-9]+|[a-zA-Z]+", version)
    )


def _form(word: str) -> int:
    return next((order for start, order in _FORMS if word.startswith(start)), 0)
