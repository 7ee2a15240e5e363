"""How Composer builds a site, as its composer.json and composer.lock say."""

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import ClassVar, Literal

from msgspec import Struct

from audit.model.composer import ComposerPackage, ComposerProject
from audit.model.facts import Extension, Install, Location
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.parsers.php.ranges import allows
from audit.parsers.versions import in_range, parse_range

What = Literal[
    "absent",  # no composer.json builds it
    "managed",  # a composer.json asks for packages
    "lock-missing",
    "lock-old",  # written by Composer 1
    "plugin-for-1",  # asks for the plugin API of Composer 1
    "plugin-not-allowed",
    "not-locked",  # an extension of others that the lock does not know
    "dev-only",  # an extension in use that is only there for development
    "lacks",  # none of these packages is asked for
    "source",
    "script",
    "patched",
    "binary-patch",
    "scaffolded",
    "advisory-ignored",
]

_LAID = frozenset({"module", "theme", "profile", "plugin"})
_SINCE_LISTS = "2.2.0"  # plugin API from which on Composer runs no plugin that is not listed
_BUILT_HERE = "its packages are here as well, so they may be committed"
_OLD_LOCK = "the lock is older than Composer 2.2, which lets all plugins run until it is written anew"


class ComposerFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches what Composer's files say, or that there are none; more fields narrow it down."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    what: What
    core: str | None = None  # a range of versions of the CMS, such as ">=8"; none: any
    package: tuple[str, ...] = ()  # patterns of names: of packages that are asked for, or are left out
    type: tuple[str, ...] = ()  # patterns of types, of packages ("dev-only") or repositories ("source")
    but_not: tuple[str, ...] = ()  # patterns of what is left out: hosts ("source"), else names
    program: tuple[str, ...] = ()  # patterns of names ("script")
    event: tuple[str, ...] = ()  # patterns of names ("script")

    def __post_init__(self) -> None:
        if self.core is not None:
            parse_range(self.core)
        asked = {"lacks": self.package, "dev-only": self.type, "source": self.type, "script": self.event}
        if not asked.get(self.what, True):
            raise ValueError(f'"{self.what}" needs package, type or event as it is described')

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: Composer's files are read anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield what holds of each install whose core is in the range."""
        del platform
        for install in inventory.of(Install):
            fits = True if self.core is None else in_range(install.version, self.core)
            if fits is None:
                yield Unclear(install.location, "The version of the core is not known.")
            elif fits:
                projects = inventory.of(ComposerProject)
                yield from self._of_install(inventory, install, projects[0] if projects else None)

    def _of_install(
        self, inventory: Inventory, install: Install, project: ComposerProject | None
    ) -> Iterator[Evidence | Unclear]:
        if self.what == "absent":
            if project is None or (project.file is None and project.lock == "missing"):
                yield Evidence(install.location, "no composer.json builds it")
        elif project is not None:
            yield from _FINDERS[self.what](self, project, inventory)


_Found = Iterator[Evidence | Unclear]


def _managed(rule: ComposerFound, project: ComposerProject, inventory: Inventory) -> _Found:
    del rule, inventory
    if project.requires:
        yield Evidence(project.location, f"{project.name or 'it'} asks for {project.requires} packages")


def _lock_missing(rule: ComposerFound, project: ComposerProject, inventory: Inventory) -> _Found:
    del rule, inventory
    if project.requires and project.lock == "missing":
        doubt = _BUILT_HERE if project.vendor else None
        yield Evidence(project.location, f"{project.requires} packages, and no composer.lock", doubt)


def _lock_old(rule: ComposerFound, project: ComposerProject, inventory: Inventory) -> _Found:
    """Composer 2 always names its plugin API, 1 did so in its last versions only."""
    del rule
    if project.lock != "there" or (project.lock_api and in_range(project.lock_api, "<2") is not True):
        return
    for package in inventory.of(ComposerPackage):
        if package.version:
            version = f"Composer 1 (plugin API {project.lock_api})" if project.lock_api else "Composer 1"
            yield Evidence(package.location, f"composer.lock was written by {version}")
            return


def _plugin_for_1(rule: ComposerFound, project: ComposerProject, inventory: Inventory) -> _Found:
    del rule, project
    for package in inventory.of(ComposerPackage):
        if package.api is not None and not any(allows(package.api, f"2.{number}") for number in range(10)):
            if allows(package.api, "1.0") is None:
                yield Unclear(package.location, f"What {package.name} asks of Composer is not clear.")
            else:
                text = f"{package.name} {package.version} asks for plugin API {package.api}"
                yield Evidence(package.location, text)


def _plugin_not_allowed(rule: ComposerFound, project: ComposerProject, inventory: Inventory) -> _Found:
    """Yield plugins that the list does not name: these stop a build; what it forbids is meant to be so."""
    del rule
    is_old = not project.plugins and in_range(project.lock_api or "1", f"<{_SINCE_LISTS}") is True
    for package in inventory.of(ComposerPackage):
        named = any(fnmatchcase(package.name, one.pattern.lower()) for one in project.plugins or ())
        if package.api is not None and not package.optional and not named:
            yield Evidence(package.location, package.name, _OLD_LOCK if is_old else None)


def _not_locked(rule: ComposerFound, project: ComposerProject, inventory: Inventory) -> _Found:
    if project.lock != "there":
        return
    locked = {package.name for package in inventory.of(ComposerPackage)}
    told: set[str] = set()
    for extension in inventory.of(Extension):
        name = extension.project or extension.slug
        if extension.kind not in _LAID or extension.origin != "contrib" or extension.package is not None:
            continue
        if not extension.installed or name in told or {f"drupal/{name}", *_named(name)} & locked:
            continue
        if not any(fnmatchcase(name, pattern) for pattern in rule.but_not):
            told.add(name)
            yield Evidence(extension.location, f"{extension.kind} {name}")


def _named(name: str) -> tuple[str, ...]:
    """Return what packages of WordPress' directory are called."""
    return f"wpackagist-plugin/{name}", f"wpackagist-theme/{name}", f"wp-plugin/{name}", f"wp-theme/{name}"


def _dev_only(rule: ComposerFound, project: ComposerProject, inventory: Inventory) -> _Found:
    del project
    extensions = inventory.of(Extension)
    for package in inventory.of(ComposerPackage):
        if not package.dev or not _among(package.type or "", rule.type) or _among(package.name, rule.but_not):
            continue
        own = [one for one in extensions if package.name in {one.package, f"drupal/{one.project}"}]
        text = f"{package.name} is only required for development"
        if active := [one.slug for one in own if one.active]:
            yield Evidence(package.location, f"{text}, and {', '.join(active[:3])} is in use")
        elif any(one.active is None for one in own):
            yield Unclear(package.location, f"{text}; whether it is in use is not known.")


def _lacks(rule: ComposerFound, project: ComposerProject, inventory: Inventory) -> _Found:
    names = {package.name for package in inventory.of(ComposerPackage) if not package.dev}
    if project.requires and not any(_among(name, rule.package) for name in names):
        yield Evidence(project.location, f"none of {', '.join(rule.package)} is required")


def _source(rule: ComposerFound, project: ComposerProject, inventory: Inventory) -> _Found:
    del inventory
    for source in project.sources:
        if source.host is None or not _among(source.type, rule.type):
            continue
        if source.ssh or not _among(source.host, rule.but_not):
            how = ", fetched with a key" if source.ssh else ""
            yield Evidence(project.location, f"{source.type}: {source.host}{how}")


def _script(rule: ComposerFound, project: ComposerProject, inventory: Inventory) -> _Found:
    del inventory
    for script in project.scripts:
        programs = [one for one in script.programs if not rule.program or _among(one, rule.program)]
        programs = [one for one in programs if not _among(one, rule.but_not)]
        if programs and _among(script.event, rule.event):
            yield Evidence(project.location, f"{script.event} runs {', '.join(programs)}")


def _patched(rule: ComposerFound, project: ComposerProject, inventory: Inventory) -> _Found:
    del rule, inventory
    for name in project.patched:
        yield Evidence(project.location, f"patches {name}")


def _binary_patch(rule: ComposerFound, project: ComposerProject, inventory: Inventory) -> _Found:
    del rule, inventory
    for path in project.binary_patches:
        yield Evidence(Location(path), "changes files that are no text")


def _scaffolded(rule: ComposerFound, project: ComposerProject, inventory: Inventory) -> _Found:
    del rule, inventory
    for path in project.scaffolded:
        yield Evidence(Location(path), "Composer writes it anew")


def _advisory_ignored(rule: ComposerFound, project: ComposerProject, inventory: Inventory) -> _Found:
    del rule, inventory
    for name in project.ignored_advisories:
        yield Evidence(project.location, f"passes over {name}")


def _among(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


_Finder = Callable[[ComposerFound, ComposerProject, Inventory], _Found]
_FINDERS: dict[What, _Finder] = {
    "managed": _managed,
    "lock-missing": _lock_missing,
    "lock-old": _lock_old,
    "plugin-for-1": _plugin_for_1,
    "plugin-not-allowed": _plugin_not_allowed,
    "not-locked": _not_locked,
    "dev-only": _dev_only,
    "lacks": _lacks,
    "source": _source,
    "script": _script,
    "patched": _patched,
    "binary-patch": _binary_patch,
    "scaffolded": _scaffolded,
    "advisory-ignored": _advisory_ignored,
}
