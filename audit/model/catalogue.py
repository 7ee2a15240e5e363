"""What is known of common extensions: what they are for, and which tables, options and jobs are theirs."""

from msgspec import Struct

from audit.model.facts import Cms
from audit.model.stored import ServiceKind


class KnownTable(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A table of an extension; the name has no prefix, a * at its end stands for more."""

    name: str
    purpose: str = "content"  # content, config, log, cache, queue, session, index, ...
    spare: str = "no"  # whether its rows may be left out: yes, no, ask


class KnownExtension(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One line of the catalogue: a WordPress plugin or theme, or a Drupal project."""

    slug: str  # folder of the plugin, or name of the project; wordpress-core and drupal are the cores
    name: str
    also: tuple[str, ...] = ()  # further folders or machine names of the same extension
    roles: tuple[str, ...] = ()
    premium: bool = False  # it is sold, not given away
    sure: bool = True  # False: from memory, so advice to leave data out needs a second sign
    package: str | None = None  # Composer package
    tables: tuple[KnownTable, ...] = ()
    options: tuple[str, ...] = ()  # options; a * at the end stands for more
    transients: tuple[str, ...] = ()  # beginnings of their names
    hooks: tuple[str, ...] = ()  # of scheduled jobs; a * at the end stands for more
    drop_ins: tuple[str, ...] = ()
    mu_plugins: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()  # Drupal 6, 7
    config: tuple[str, ...] = ()  # Drupal 8+
    settings: tuple[str, ...] = ()  # keys of settings.php
    libraries: tuple[str, ...] = ()


class KnownService(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the use of an outside service shows: exactly one of the four names is given."""

    kind: ServiceKind
    name: str
    owner: str | None = None  # slug of the extension; None: the CMS itself
    option: str | None = None
    constant: str | None = None
    variable: str | None = None  # Drupal 6, 7
    config: str | None = None  # Drupal 8+: name:key.key
    key: str | None = None  # of a serialised option: the way to the value, with dots
    detail: bool = False  # True: the value names a kind or a public host and may be shown
    unless: tuple[str, ...] = ()  # values that mean it is not used


class Catalogue(Struct, frozen=True):
    """All that is known, by CMS."""

    extensions: dict[Cms, tuple[KnownExtension, ...]]
    services: tuple[KnownService, ...] = ()
