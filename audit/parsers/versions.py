"""Version numbers as plugins write them, and ranges as rules write them."""

import operator
import re
from collections.abc import Callable
from functools import lru_cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

# Not packaging's own rule: there 2.0-rc1 is neither "<2.0" nor ">=2.0".
_COMPARE: dict[str, Callable[[Version, Version], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
_RELEASE = re.compile(r"\s*v?(\d+(?:\.\d+)*)", re.IGNORECASE)
_OF_DRUPAL = re.compile(r"\b\d+\.x-(?=\d)")  # 7.x-1.4: the core that it is made for, and its own version
_BRANCH = re.compile(r"\d+\.(?:\d+\.)?x\b")  # 1.x-dev: any version of a branch


@lru_cache(maxsize=1024)
def parse_range(text: str) -> tuple[tuple[str, Version], ...]:
    """Return a range such as "<5.0", ">=2.1,<3" or "<7.x-1.4". Raises ValueError where it is none."""
    try:
        specifiers = SpecifierSet(_OF_DRUPAL.sub("", text))
        parts = tuple((part.operator, Version(part.version)) for part in specifiers)
    except (InvalidSpecifier, InvalidVersion) as error:
        raise ValueError(f'"{text}" is no range of versions, such as "<5.0" or ">=2.1,<3"') from error
    if not parts or any(name not in _COMPARE for name, _ in parts):
        raise ValueError(f'"{text}" is no range of versions; it is made of {" ".join(_COMPARE)}')
    return parts


def in_range(version: str | None, text: str) -> bool | None:
    """
    Tell whether a version lies in a range; None where the version cannot be understood.

    >>> in_range("4.9.8.1", "<5.0"), in_range("5.0-beta4-1", "<5.0"), in_range("trunk", "<5.0")
    (True, True, None)
    >>> in_range("7.x-1.4", "<1.5"), in_range("8.x-2.0", "<8.x-2.0"), in_range("7.x-1.x-dev", "<1.5")
    (True, False, None)
    """
    number = _number(version or "")
    if number is None:
        return None
    return all(_COMPARE[name](number, limit) for name, limit in parse_range(text))


def _number(version: str) -> Version | None:
    version = _OF_DRUPAL.sub("", version, count=1)
    if _BRANCH.match(version):
        return None
    try:
        return Version(version)
    except InvalidVersion:
        release = _RELEASE.match(version)
        return Version(release[1]) if release else None
