"""What is known of common extensions: what they are for, and which tables, options and jobs are theirs."""

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from audit.model.database import KnownTables
from audit.model.facts import Cms
from audit.model.languages import KnownLanguage
from audit.model.manifests import NO_CORES, Cores
from audit.model.php import PhpNames, PhpTables
from audit.model.stored import ServiceKind
from audit.model.support import Releases

Purpose = Literal[
    "content", "config", "log", "cache", "queue", "session", "index", "stats", "backup", "revision"
]
_SHORTEST = 3  # characters before a *; fewer would take in what is others'
_WITH_NAMES = ("options", "transients", "hooks", "variables", "config")


class KnownTable(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A table of an extension; the name has no prefix, a * at its end stands for more."""

    name: str
    purpose: Purpose = "content"
    spare: Literal["yes", "no", "ask"] = "no"  # whether its rows may be left out

    def __post_init__(self) -> None:
        _check("name", self.name)


class KnownExtension(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One line of the catalogue: a WordPress plugin or theme, or a Drupal project."""

    slug: str  # folder of the plugin, or name of the project; wordpress-core and drupal are the cores
    name: str
    also: tuple[str, ...] = ()  # further folders or machine names of the same extension
    roles: tuple[str, ...] = ()
    premium: bool = False  # it is sold, not given away
    bundled: bool = False  # others carry it in their folders, so that it has none of its own proves nothing
    sure: bool = True  # False: from memory, so advice to leave data out needs a second sign
    package: str | None = None  # Composer package
    tables: tuple[KnownTable, ...] = ()
    options: tuple[str, ...] = ()  # a * at the end stands for more
    transients: tuple[str, ...] = ()  # beginnings of their names
    hooks: tuple[str, ...] = ()  # of scheduled jobs; a * at the end stands for more
    drop_ins: tuple[str, ...] = ()
    mu_plugins: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()  # Drupal 6, 7; a * at the end stands for more
    config: tuple[str, ...] = ()  # Drupal 8+; a * at the end stands for more
    settings: tuple[str, ...] = ()  # first keys of $settings
    libraries: tuple[str, ...] = ()  # folders below libraries, and Composer packages

    def __post_init__(self) -> None:
        for key in _WITH_NAMES:
            for name in getattr(self, key):
                _check(key, name)


class KnownService(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    How the use of an outside service shows: exactly one of the five names is given.

    In a name of Drupal * stands for one key, and a shorter name for all below it.
    """

    kind: ServiceKind
    name: str
    owner: str | None = None  # slug of the extension that reads it; None: the CMS itself, or several
    option: str | None = None
    constant: str | None = None
    variable: str | None = None  # Drupal 6, 7 ($conf too), and variables of a wp-config.php
    setting: str | None = None  # Drupal 8+: key.key of $settings
    config: str | None = None  # Drupal 8+: name:key.key
    key: str | None = None  # of a structured option: the way to the value, with dots; * stands for any key
    detail: Literal["word", "host"] | None = None  # a kind or a public host that may be shown
    unless: tuple[str, ...] = ()  # values that mean it is not used
    only: tuple[str, ...] = ()  # if any are given: the values that mean it is used

    def __post_init__(self) -> None:
        names = (self.option, self.constant, self.variable, self.setting, self.config)
        if sum(name is not None for name in names) != 1:
            raise ValueError("give exactly one of option, constant, variable, setting, config")
        if self.key is not None and self.option is None:
            raise ValueError("key is of an option only")


class Catalogue(Struct, frozen=True):
    """All that is known of what a site may be made of."""

    extensions: dict[Cms, tuple[KnownExtension, ...]]
    services: tuple[KnownService, ...] = ()
    php: PhpTables = PhpTables(PhpNames(b"", b""))
    languages: tuple[KnownLanguage, ...] = ()
    cores: Cores = NO_CORES
    tables: KnownTables = KnownTables()
    support: Callable[[], tuple[Releases, ...]] = tuple  # loaded when a release is known


def _check(key: str, name: str) -> None:
    length = name.find("*")
    if not name or (length >= 0 and length != len(name) - 1):
        raise ValueError(f'{key}: "{name}" has a * that is not at its end, or nothing at all')
    if 0 <= length < _SHORTEST:
        raise ValueError(f'{key}: "{name}" has fewer than {_SHORTEST} characters before its *')
