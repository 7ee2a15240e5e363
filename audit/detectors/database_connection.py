"""Connections to databases that the settings of a Drupal name."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import ClassVar, NamedTuple

from msgspec import Struct

from audit.model.facts import Install, Setting
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.parsers.versions import in_range, parse_range

_BRANCH = "it stands in a branch, and may not apply"
_LATER = "databases"  # of Drupal 7 and later: databases.KEY.TARGET.WORD
_EARLY = "db_url"  # of Drupal 6: db_url, or db_url.KEY
_MAIN = "default"
_TOLD = ("driver", "database", "prefix", "prefix.default")


class DatabaseConnectionFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches connections by key, target, driver, and by what they set or do not set."""

    needs: ClassVar[tuple[SourceName, ...]] = ("configuration",)

    key: tuple[str, ...] = ("*",)  # patterns with * and ?
    target: tuple[str, ...] = ("*",)
    but_not: tuple[str, ...] = ()  # patterns of keys that are left out
    driver: tuple[str, ...] = ()  # only where it is one of these, or not known
    other_driver: tuple[str, ...] = ()  # only where it is known, and is none of these
    sets: tuple[str, ...] = ()  # only where any of these has a value
    lacks: tuple[str, ...] = ()  # only where none of these is set
    core: str | None = None  # a range of versions of the CMS, such as "<8"; none: any

    def __post_init__(self) -> None:
        if self.core is not None:
            parse_range(self.core)

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: settings of databases are collected anyway, without logins."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each such connection of each site, where its first setting stands."""
        del platform
        for install in inventory.of(Install):
            fits = True if self.core is None else in_range(install.version, self.core)
            if fits is None:
                yield Unclear(install.location, "The version of the core is not known.")
            elif fits:
                yield from self._of_install(inventory)

    def _of_install(self, inventory: Inventory) -> Iterator[Evidence]:
        found: dict[_Name, dict[str, Setting]] = {}
        for setting in inventory.of(Setting):
            if setting.kind == "variable" and (read := _read(setting)):
                name, word = read
                found.setdefault(name, {})[word] = setting
        for name, words in found.items():
            if self._fits(name, words):
                sure = any(not setting.conditional for setting in words.values())
                first = next(iter(words.values()))
                yield Evidence(first.location, _said(name, words), None if sure else _BRANCH)

    def _fits(self, name: "_Name", words: dict[str, Setting]) -> bool:
        if _among(name.key, self.but_not):
            return False
        if not (_among(name.key, self.key) and _among(name.target, self.target)):
            return False
        driver = str(words["driver"].value or "") if "driver" in words else ""
        if driver and self.driver and driver not in self.driver:
            return False
        if self.other_driver and driver in {"", *self.other_driver}:
            return False
        if self.sets and not any(_has_value(words, word) for word in self.sets):
            return False
        return not any(word in words for word in self.lacks)


class _Name(NamedTuple):
    site: int | None
    key: str
    target: str


def _read(setting: Setting) -> tuple[_Name, str] | None:
    """Return which connection a setting is of, and what it sets; None for any other setting."""
    first, *parts = setting.name.split(".")
    if first == _EARLY and len(parts) < 2:
        return _Name(setting.site, parts[0] if parts else _MAIN, _MAIN), "url"
    if first != _LATER or len(parts) < 3:
        return None
    return _Name(setting.site, parts[0], parts[1]), ".".join(parts[2:])


def _has_value(words: dict[str, Setting], word: str) -> bool:
    inner = (setting for name, setting in words.items() if name == word or name.startswith(f"{word}."))
    return any(one.value not in {None, ""} for one in inner)


def _among(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _said(name: _Name, words: dict[str, Setting]) -> str:
    path = f"{name.key}.{name.target}"
    known = ((word, words[word].value) for word in _TOLD if word in words)
    told = [f"{word} {value}" for word, value in known if value not in {None, ""}]
    return f"connection {path}: {', '.join(told)}" if told else f"connection {path}"
