"""What a CMS keeps in its database beside content: options, scheduled jobs, roles, services."""

from typing import Literal

from audit.model.facts import Fact, Ownership

ServiceKind = Literal["mail", "search", "object-cache", "page-cache", "cdn", "storage", "sso", "proxy"]

NearMissKind = Literal[
    "cms", "framework", "static-site", "extension", "core", "template", "environment", "archive"
]


class OptionGroup(Fact, frozen=True, kw_only=True):
    """The options of one site that have the same owner: how many, and how much they weigh."""

    site: int | None
    owner: str | None  # slug of an extension, "core", "transients"; None: nobody known
    owned_by: Ownership
    options: int
    bytes: int  # of the values, as the database counts them
    autoloaded: int  # of these options
    autoloaded_bytes: int


class LargeOption(Fact, frozen=True, kw_only=True):
    """One of the largest options that WordPress loads with every page, or of the largest variables."""

    site: int | None
    name: str
    bytes: int
    owner: str | None = None  # as in OptionGroup
    owned_by: Ownership = "unknown"


class CronJob(Fact, frozen=True, kw_only=True):
    """A hook that WordPress, or a queue that Drupal, runs on a schedule."""

    site: int | None
    hook: str
    schedule: str | None  # its name: hourly, daily, ...; None: once
    interval: int | None  # seconds; None: once
    entries: int  # how many times it is scheduled
    next_run: str | None  # the earliest, as 2024-05-31 09:00:00 (UTC); None: not known
    owner: str | None = None  # as in OptionGroup
    owned_by: Ownership = "unknown"


class UserRole(Fact, frozen=True, kw_only=True):
    """A role that users of a site may have."""

    site: int | None
    name: str
    title: str
    is_core: bool  # the CMS itself makes it
    users: int | None = None  # None: the dump does not tell


class AliasCharacter(Fact, frozen=True, kw_only=True):
    """Addresses that a Drupal gives to its pages, and in which a certain character stands as it is."""

    site: int | None
    character: str
    aliases: int
    examples: tuple[str, ...]  # the first few


class Service(Fact, frozen=True, kw_only=True):
    """Something outside of the site that it is set up to use: that it is there, of what kind, no secret."""

    kind: ServiceKind
    name: str  # what a person calls it: SMTP, Amazon S3, Solr, Redis, SAML, ...
    setting: str  # name of the constant, option, variable or configuration that shows it
    detail: str | None = None  # a kind or public host that it names; None: none that may be shown
    site: int | None = None
    owner: str | None = None  # slug of the extension that uses it


class Translation(Fact, frozen=True, kw_only=True):
    """Language files of one language, in the languages folder."""

    language: str  # locale: de_DE
    concerns: Literal["core", "plugins", "themes"]
    files: int
    bytes: int


class NearMiss(Fact, frozen=True, kw_only=True):
    """Something that is there and is no WordPress or Drupal site: named as what it is, and not audited."""

    kind: NearMissKind
    name: str  # ClassicPress, Joomla, Laravel, WordPress plugin, ...
    version: str | None = None
    text: str  # one sentence: what it is and what to hand in instead
