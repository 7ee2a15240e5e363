"""Words that every document uses: for sizes and counts, systems and layouts, kinds, origins and roles."""

from collections.abc import Iterable, Sequence

from audit.model.facts import Cms, ExtensionKind, Install, Layout, Origin
from audit.model.report import Report

_FINEST = 0.25  # hours
_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")

SYSTEMS: dict[Cms, str] = {"wordpress": "WordPress", "drupal": "Drupal"}
LAYOUTS: dict[Layout, str] = {
    "classic": "classic: core and own code together",
    "core-in-folder": "the core in a folder of its own",
    "bedrock": "Bedrock",
    "composer": "laid out by Composer",
    "content-only": "own code only",
    "vip": "as WordPress VIP has it: own code only",
}
KINDS: dict[Cms, dict[ExtensionKind, str]] = {
    "wordpress": {
        "plugin": "plugin",
        "mu-plugin": "must-use plugin",
        "drop-in": "drop-in",
        "theme": "theme",
    },
    "drupal": {
        "module": "module",
        "theme": "theme",
        "profile": "install profile",
        "theme-engine": "theme engine",
        "library": "library",
    },
}
ORIGINS: dict[Origin, str] = {
    "contrib": "contrib",
    "premium": "premium",
    "custom": "custom",
    "core": "core",
    "unknown": "of unknown origin",
}

_CAPITALS = {"ai", "api", "cdn", "crm", "lms", "pdf", "php", "saml", "seo", "sso", "ldap", "ui"}
_ROLES = {
    "2fa": "Two-factor login",
    "two-factor": "Two-factor login",
    "ecommerce": "Shop",
    "commerce": "Shop",
    "cron-queue": "Cron and queues",
    "oauth": "OAuth",
    "import-export": "Import and export",
    "host-specific": "Made for one host",
    "host": "Made for one host",
    "offload": "Uploads elsewhere",
    "object-storage": "Files elsewhere",
    "code": "Own code snippets",
    "config-management": "Configuration management",
    "javascript": "JavaScript",
    "core": "Part of the core",
}
_HOSTS = {
    "bluehost": "Bluehost",
    "ddev": "DDEV",
    "github": "GitHub",
    "gitlab": "GitLab",
    "godaddy": "GoDaddy",
    "platformsh": "Platform.sh",
    "platform-sh": "Platform.sh",
    "siteground": "SiteGround",
    "vip": "WordPress VIP",
    "vvv": "VVV",
    "vccw": "VCCW",
    "wpengine": "WP Engine",
    "wp-engine": "WP Engine",
    "wp-env": "wp-env",
}


def size(count: int) -> str:
    """
    Return a number of bytes in words.

    >>> size(0), size(1), size(2048), size(5 * 1024**3)
    ('0 bytes', '1 byte', '2.0 KiB', '5.0 GiB')
    """
    if count < 1024:
        return number(count, "byte")
    value, unit = float(count), 0
    while value >= 1024 and unit < len(_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return f"{value:,.1f} {_UNITS[unit]}"


def number(count: int, noun: str) -> str:
    """
    Return a count with its noun.

    >>> number(1, "site"), number(1200, "table"), number(2, "entry")
    ('1 site', '1,200 tables', '2 entries')
    """
    return f"{count:,} {noun if count == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """
    Return a noun for many.

    >>> plural("library"), plural("must-use plugin"), plural("kind of table")
    ('libraries', 'must-use plugins', 'kinds of table')
    """
    if " of " in noun:
        return plural(noun.partition(" of ")[0]) + noun[noun.index(" of ") :]
    return noun[:-1] + "ies" if noun.endswith("ry") else noun + "s"


def hours(value: float) -> str:
    """
    Return an estimate of hours.

    >>> hours(0), hours(1), hours(0.5), hours(12.25)
    ('no time', '1 hour', '0.5 hours', '12.25 hours')
    """
    if not value:
        return "no time"
    return "1 hour" if value == 1 else f"{value:g} hours"


def about(value: float) -> str:
    """
    Return a sum of estimates no finer than they are: to the quarter of an hour.

    >>> about(0), about(0.02), about(0.27), about(1.02), about(12.27)
    ('no time', 'a few minutes', '0.25 hours', '1 hour', '12.25 hours')
    """
    return "a few minutes" if 0 < value < _FINEST / 2 else hours(round(value / _FINEST) * _FINEST)


def every(seconds: int) -> str:
    """
    Return how often something happens, in the largest unit that it fills.

    >>> every(3600), every(43200), every(86400), every(604800), every(90), every(5400)
    ('every hour', 'every 12 hours', 'every day', 'every week', 'every 90 seconds', 'every 90 minutes')
    """
    for unit, length in (("week", 604_800), ("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds == length:
            return f"every {unit}"
        if seconds > length and seconds % length == 0:
            return f"every {number(seconds // length, unit)}"
    return "all the time"


def listed(words: Sequence[str], last: str = "and") -> str:
    """
    Return words as a sentence lists them.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")
    ('a', 'a and b', 'a, b or c')
    """
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def systems(report: Report) -> tuple[Cms, ...]:
    """Return the systems that a report is about; none where there are only tables that nobody knows."""
    found = {install.cms for install in report.installs} | {item.cms for item in report.databases}
    return tuple(cms for cms in SYSTEMS if cms in found)


def nouns(kinds: Iterable[Cms]) -> dict[ExtensionKind, str]:
    """Return what these systems call the kinds of their extensions, in the order of their importance."""
    return {kind: noun for cms in kinds for kind, noun in KINDS[cms].items()}


def extensions(kinds: Sequence[Cms]) -> str:
    """
    Return what these systems call all their extensions.

    >>> extensions(["wordpress"]), extensions(["drupal"]), extensions([])
    ('Plugins and themes', 'Modules and themes', 'Plugins, modules and themes')
    """
    first = ["Plugins"] if "wordpress" in kinds else []
    then = ["modules" if first else "Modules"] if "drupal" in kinds else []
    return listed([*(first + then or ["Plugins", "modules"]), "themes"])


def core(install: Install) -> str:
    """Return which core an install has, or would have."""
    version = f" {install.version}" if install.version else " of unknown version" if install.core else ""
    fork = f" ({install.fork})" if install.fork else ""
    return f"{SYSTEMS[install.cms]}{version}{fork}"


def host(word: str) -> str:
    """
    Return the name of a host or tool.

    >>> host("acquia"), host("ddev"), host("acquia-site-factory")
    ('Acquia', 'DDEV', 'Acquia Site Factory')
    """
    return _HOSTS.get(word) or " ".join(part[:1].upper() + part[1:] for part in word.split("-"))


def role(word: str) -> str:
    """
    Return what an extension is for.

    >>> role("page-cache"), role("sso"), role("php-code"), role("2fa")
    ('Page cache', 'SSO', 'PHP code', 'Two-factor login')
    """
    if word in _ROLES:
        return _ROLES[word]
    text = " ".join(part.upper() if part in _CAPITALS else part for part in word.split("-"))
    return text[:1].upper() + text[1:]
