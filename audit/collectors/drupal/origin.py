"""Where an extension of a Drupal comes from: core, drupal.org or the site's own hand, and what tells."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from audit.collectors.drupal.core_names import in_core
from audit.model.facts import Origin
from audit.parsers.composer import Package
from audit.parsers.privacy import without_secrets
from audit.parsers.web_addresses import host_of

BARE = "no packaging lines"  # in the sign of what only their lack tells
PART_OF = "part of"

_OF_DRUPAL = ("drupal.org", "drupalcode.org")  # where projects live; else it is a fork
_CONTRIB = re.compile(r"(?:^|/)(?:modules|themes|profiles)/contrib/")
_CUSTOM = re.compile(r"(?:^|/)(?:modules|themes|profiles)/(_?custom|features)/")
_OF_CORE = re.compile(r"(?:modules|themes|profiles)/[^/]+")  # where Drupal 6 and 7 have their own
_WITHOUT_INFO = frozenset({"profiles/default", "themes/engines/phptemplate"})
_OF_PRESSFLOW = frozenset({"modules/cookie_cache_bypass", "modules/path_alias_cache"})
_OF_PANTHEON = ("modules/pantheon/", "profiles/pantheon/")
_RELEASE = re.compile(r"[5-9]\.x-\d+\.")
_DEV = re.compile(r"-dev\b|^dev-|\.x-dev")
_LAST_WITHOUT_FOLDER = 7  # later ones have their own in core
_ENOUGH = 3  # packaged neighbours that make the lack of packaging lines mean something
_LONGEST = 200  # characters of a text of an info file


class Found(NamedTuple):
    """An extension, and what was found beside it."""

    kind: str  # module, theme, profile, theme_engine
    name: str
    path: str  # folder, relative to the docroot
    info: Mapping[str, object]
    package: Package | None  # that Composer lays into this folder
    is_clone: bool  # a repository of its own lies in the folder


class Told(NamedTuple):
    """What an extension comes with."""

    origin: Origin
    signs: tuple[str, ...]  # the one that decided first
    project: str | None


class Origins:
    """Tells origins, one extension after the other, each after the one that it lies in."""

    def __init__(self, version: str | None, fork: str | None, *, has_lock: bool, packaged: int) -> None:
        self._version = version
        self._fork = fork
        self._major = int(match[0]) if (match := re.match(r"\d+", version or "")) else None
        self._has_lock = has_lock
        self._packaged = packaged

    def of(self, found: Found, parent: Told | None, parent_name: str | None) -> Told:
        """Return the origin of an extension; parent is that of the extension in whose folder it lies."""
        told = (
            self._of_core(found, is_part=parent is not None and parent.origin == "core")
            or _packaged(found)
            or _locked(found)
            or _placed(found, parent_name)
            or _part(found, parent, parent_name)
            or self._bare(found)
        )
        return told._replace(signs=tuple(dict.fromkeys([*told.signs, *_more(found, told)])))

    def _of_core(self, found: Found, *, is_part: bool) -> Told | None:
        if self._major is None or self._major > _LAST_WITHOUT_FOLDER:
            return Told("core", ("lies in core",), "drupal") if found.path.startswith("core/") else None
        sign = None
        project, is_there = info_text(found.info, "project"), self._is_where_core_is(found)
        if project == "drupal" and (is_there or is_part or in_core(found.name, self._version)):
            sign = "packaged with Drupal's core"
        elif not is_there or project is not None:
            pass
        elif found.path in _WITHOUT_INFO:
            sign = "a part of every Drupal of this version"
        elif self._fork == "Pressflow" and found.path in _OF_PRESSFLOW:
            sign = "a part of Pressflow"
        elif self._version and info_text(found.info, "version") == self._version:
            sign = "has the version of the core, and lies where the core has its own"
        lost = () if is_there else ("but it does not lie where the core has its own",)
        return Told("core", (sign, *lost), "drupal") if sign else None

    def _is_where_core_is(self, found: Found) -> bool:
        """Tell whether something lies among the parts of the core, and is not an own one laid beside them."""
        match = _OF_CORE.match(found.path)
        if match is None or match[0] != found.path or found.path in _WITHOUT_INFO | _OF_PRESSFLOW:
            return match is not None
        return self._fork is not None or in_core(found.name, self._version) is not False

    def _bare(self, found: Found) -> Told:
        version = info_text(found.info, "version") or ""
        if _RELEASE.match(version):
            project = info_text(found.info, "project")
            if project is None and "datestamp" in found.info:
                sign = f"version {version} and the date that drupal.org packages with, but no project"
                return Told("contrib", (sign,), None)
            origin: Origin = "contrib" if project else "unknown"
            named = f"project {project} and " if project else ""
            return Told(origin, (f"{named}version {version} as on drupal.org, but {BARE}",), project)
        if self._has_lock:
            return Told("custom", (f"{BARE}, and composer.lock does not name it",), None)
        if self._packaged >= _ENOUGH:
            text = f"{BARE}, which {self._packaged} others here have"
            return Told("custom", (text,), None)
        return Told("unknown", (f"{BARE}, and nothing else tells",), None)


def is_packaged(info: Mapping[str, object]) -> bool:
    """Tell whether drupal.org's packaging script wrote into an info file of something else than the core."""
    return info_text(info, "project") not in {None, "drupal"} and "datestamp" in info


def copied_into(place: str, name: str, project: str) -> str | None:
    """
    Return the folder of own code in which something lies that was made after a project, else None.

    >>> copied_into("themes/custom/ours", "ours", "zen"), copied_into("themes/custom/zen/sub", "sub", "zen")
    ('themes/custom', None)
    """
    path = f"{place}/"
    places = [match for match in _CUSTOM.finditer(path) if match[1] != "features"]
    if not places or name == project or name.startswith(f"{project}_"):
        return None
    inner = path[places[-1].end() :].split("/")
    return None if project in inner else places[-1][0].strip("/")


def info_text(info: Mapping[str, object], key: str) -> str | None:
    """Return a value of an info file that is a short text; None for none."""
    value = info.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return without_secrets(str(value).strip()[:_LONGEST]) or None


def _packaged(found: Found) -> Told | None:
    project = info_text(found.info, "project")
    if project is None:
        return None
    if project == "drupal":
        return Told("custom", ("made after a part of Drupal's core, whose packaging lines it has",), None)
    server = info_text(found.info, "project status url")
    if server and not _is_drupals(server):
        return Told("custom", (f"its updates come from {_host(server)}",), project)
    if "datestamp" in found.info:
        if folder := copied_into(found.path, found.name, project):
            return Told("custom", (f"lies in {folder}", f"but has the packaging lines of {project}"), None)
        return Told("contrib", (f"packaged by drupal.org: project {project}",), project)
    return None  # whoever copies an info file, or exports with Features, writes a project as well


def _locked(found: Found) -> Told | None:
    package = found.package
    if package is None:
        return None
    vendor, _, project = package.name.partition("/")
    if "custom" in package.type:
        return Told("custom", (f"composer.lock: {package.name} of type {package.type}",), None)
    place = "" if vendor == "drupal" or not package.source else f" from {_host(package.source)}"
    return Told("contrib", (f"composer.lock: {package.name}{place}",), project)


def _placed(found: Found, parent_name: str | None) -> Told | None:
    path = f"{found.path}/"
    custom = [match for match in _CUSTOM.finditer(path) if not _is_features(match, path, parent_name)]
    contrib = list(_CONTRIB.finditer(path))
    if custom and (not contrib or custom[-1].start() > contrib[-1].start()):
        return Told("custom", (f"lies in {custom[-1][0].strip('/')}",), None)
    if contrib:
        rest = path[contrib[-1].end() :].split("/")
        return Told("contrib", (f"lies in {contrib[-1][0].strip('/')}",), rest[0] or found.name)
    if path.startswith(_OF_PANTHEON):
        return Told("contrib", ("comes with Pantheon's Drupal 7",), None)
    if found.kind == "module" and isinstance(found.info.get("features"), Mapping):  # a theme has a list
        return Told("custom", ("exported by Features",), None)
    return None


def _is_features(match: re.Match[str], path: str, parent_name: str | None) -> bool:
    """Tell whether a folder called features is that of the module Features, which is nobody's own."""
    return match[1] == "features" and (match.end() == len(path) or parent_name == "features")


def _part(found: Found, parent: Told | None, name: str | None) -> Told | None:
    if parent is None or parent.origin == "unknown":
        return None
    project, version = (info_text(found.info, key) for key in ("project", "version"))
    if version and _RELEASE.match(version) and project != parent.project:
        return None  # it has a version of its own
    return Told(parent.origin, (f"{PART_OF} {parent.project or name}",), parent.project)


def _more(found: Found, told: Told) -> list[str]:
    """Return the signs that do not decide, but are worth knowing."""
    signs = []
    package = found.package
    if package and package.name.startswith("drupal/") and told.origin == "contrib":
        signs.append(f"composer.lock: {package.name}")
        if package.source and not _is_drupals(package.source):
            signs.append(f"a fork: composer.lock takes it from {_host(package.source)}")
    match = _CUSTOM.search(f"{found.path}/")
    if told.origin == "contrib" and match and match[1] != "features":
        signs.append(f"but it lies in {match[0].strip('/')}")
    version = info_text(found.info, "version") or (package.version if package else "")
    if _DEV.search(version):
        signs.append(f"development version {version}")
    if found.is_clone:
        signs.append("a git clone")
    return signs


def _is_drupals(address: str) -> bool:
    host = _host(address)
    return any(host == own or host.endswith(f".{own}") for own in _OF_DRUPAL)


def _host(address: str) -> str:
    """
    Return the host of an address, also of git's short form.

    >>> _host("git@github.com:acme/views.git"), _host("https://git.drupalcode.org/project/views.git")
    ('github.com', 'git.drupalcode.org')
    """
    if "//" not in address:
        address = f"//{address.replace(':', '/', 1)}"
    return host_of(address) or "elsewhere"
