"""The names that inventories of software have for a core and its extensions: package URLs and CPEs."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from audit.model.facts import Extension, Install

_TYPES = {"plugin": "wordpress-plugin", "mu-plugin": "wordpress-plugin", "theme": "wordpress-theme"}
_OF_DRUPAL = frozenset({"module", "theme", "profile", "theme-engine"})
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,213}")
_PACKAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}/[A-Za-z0-9][A-Za-z0-9._-]{0,213}")
_RELEASE = re.compile(r"\d+(?:\.\d+){0,3}")
_OF_CORE = re.compile(r"(?P<core>\d+)\.x-(?P<rest>.+)")
_NUMBERS = re.compile(r"(\d+\.\d+)(-(?:alpha|beta|rc)\d+)?")
_LONGEST = 100  # characters of a version


def purl_of_core(install: Install) -> str | None:
    """
    Return the package URL of a core; None for a fork, and where the version is not known.

    A Drupal is a Composer package (from 8 on drupal/core, 7 is drupal/drupal). WordPress and older ones are
    in no place that has a type of its own, and generic is what the specification has for that.
    """
    if not install.core or install.fork or not install.version:
        return None
    major = install.version.partition(".")[0]
    if install.cms == "wordpress" or major in {"4", "5", "6"}:
        return _purl("generic", install.cms, install.version)
    return _purl("composer", f"drupal/{'drupal' if major == '7' else 'core'}", install.version)


def cpe_of_core(install: Install) -> str | None:
    """Return the CPE of a core, by which lists of vulnerabilities know it; None as above."""
    if not install.core or install.fork or not _RELEASE.fullmatch(install.version or ""):
        return None
    return f"cpe:2.3:a:{install.cms}:{install.cms}:{install.version}:*:*:*:*:*:*:*"


def purl(item: Extension, *, drupal: bool, leads: bool = True) -> str | None:
    """
    Return the package URL of an extension; None where nobody else would know it by that.

    What Composer brought has the name of its package, and so has a contributed project of Drupal from 7
    on (drupal/webform). The specification registers no type for WordPress: wordpress-plugin is what other
    tools write, and wordpress-theme is after its pattern. Code of the site itself has none: its name could
    be somebody else's. Of the parts of a project only the one that leads has it.
    """
    if not leads:
        return None
    package = item.slug if item.kind == "composer-package" else item.package
    if package and _PACKAGE.fullmatch(package):
        vendor, _, project = package.lower().partition("/")
        if drupal and vendor == "drupal":
            return _of_drupal(project, item)
        return _purl("composer", package.lower(), item.version or item.locked_version)
    name = (item.project or item.slug).lower() if drupal else item.slug
    is_known = item.origin == "contrib" or (item.origin == "premium" and not drupal)
    if not is_known or item.kind not in (_OF_DRUPAL if drupal else _TYPES) or not _SLUG.fullmatch(name):
        return None
    return _of_drupal(name, item) if drupal else _purl(_TYPES[item.kind], name, item.version)


def leaders(extensions: Iterable[Extension]) -> set[int]:
    """Return the places in the list of all but the parts of a project that another one stands for."""
    every = list(extensions)
    taken = {(item.install, item.project) for item in every if item.project == item.slug}
    found = set()
    for place, item in enumerate(every):
        if item.project in {None, item.slug} or (item.install, item.project) not in taken:
            found.add(place)
        if item.project:
            taken.add((item.install, item.project))
    return found


def _of_drupal(project: str, item: Extension) -> str:
    """
    Return the package URL of a project; Composer counts 8.x-3.15 as 3.15.0.

    That of a Drupal 7 says so: the same number may be another release of the project for Drupal 8. Of
    Drupal 6 and before there are no packages.
    """
    found = _OF_CORE.fullmatch(item.version or "")
    if found is None:
        return _purl("composer", f"drupal/{project}", item.version or item.locked_version)
    if int(found["core"]) < 7:
        return _purl("generic", f"drupal/{project}", item.version)
    numbers = _NUMBERS.fullmatch(found["rest"])
    version = f"{numbers[1]}.0{numbers[2] or ''}" if numbers else found["rest"]
    name = _purl("composer", f"drupal/{project}", version)
    return f"{name}?repository_url=https://packages.drupal.org/7" if found["core"] == "7" else name


def _purl(kind: str, name: str, version: str | None) -> str:
    """
    Return a package URL.

    >>> _purl("composer", "drupal/core", "10.2.7"), _purl("generic", "wordpress", "6.5+x y")
    ('pkg:composer/drupal/core@10.2.7', 'pkg:generic/wordpress@6.5%2Bx%20y')
    """
    written = quote((version or "")[:_LONGEST], safe="~.-_", errors="replace")
    return f"pkg:{kind}/{name}{'@' * bool(written)}{written}"
