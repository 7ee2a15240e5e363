"""Who made a table, an option or a job: core, an extension that is there or that is gone, or nobody known."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from audit.model.catalogue import KnownExtension, KnownTable
from audit.model.facts import Extension, Fact, Ownership, Table
from audit.model.stored import CronJob, LargeOption, OptionGroup

CORE = "core"
TRANSIENTS = "transients"

_DRUPAL = "drupal"
_ABSENT = 3
_NO_OWNERS = frozenset({"library", "composer-package", "drop-in"})
_TRANSIENT = ("_transient_", "_site_transient_")
_THEME_MODS = "theme_mods_"
_CORE_ENDS = ("user_roles", "_children")  # after the prefix of the tables, or the name of a taxonomy
_FOLDER = re.compile(r"[A-Za-z0-9][\w. /-]{0,99}")
_SHORTEST_SLUG = 3
_UPDATES = "external_updates-"  # what the library plugin-update-checker has found, before the slug
_UPDATER = re.compile(r"check_plugin_updates-|puc_cron_check_updates(?:_theme)?-")  # its hooks
_FAINT = 3  # characters: so short a beginning does not tell of an extension that is not there
_AMBIGUOUS = 6  # characters: nor does a shorter one than this if several share it
_DROP_IN_ROLES = {
    "advanced-cache.php": ("page-cache",),
    "db.php": ("database",),
    "object-cache.php": ("object-cache",),
    "sunrise.php": ("domain-mapping",),
}


class Owned(NamedTuple):
    """The owner of something: its slug as it is there, or "core"; and what is known of a table."""

    owner: str
    table: KnownTable | None = None


class Owners:
    """
    Tells by its name whose something is.

    What the catalogue knows by the exact name goes first, then the longest known beginning; the case of names
    does not count, and - is the same as _. What several claim goes to the one that is there.
    An extension that is there also owns, unless the catalogue knows better, what is called like it or begins
    with its name: `my_plugin_settings` is taken for the plugin `my-plugin`. That is a guess, if a good one.
    """

    def __init__(
        self,
        known: Iterable[KnownExtension],
        core: str = "wordpress-core",
        there: Iterable[Extension] | None = None,
    ) -> None:
        """
        Take one CMS's part of the catalogue, the slug of its core in it, and the extensions of a site.

        Without extensions (None) any of the catalogue may be there, so even the shortest beginnings count.
        """
        self._known: dict[str, KnownExtension] = {}
        self._core = core
        extensions = tuple(known)
        self._parts = frozenset(name for one in extensions if one.slug == core for name in one.also)
        for one in extensions:
            if one.slug != core:
                self._known.update(dict.fromkeys(one.also, one))
        self._known.update((one.slug, one) for one in extensions)
        present = self._present(there or ())
        self._must_use = {one.slug for one in there or () if one.kind == "mu-plugin"}
        self._laid = {name.removesuffix(".php"): one for one in extensions for name in one.mu_plugins}
        faintest = 0 if there is None else _FAINT
        self._tables, self._options, self._hooks = (_Names(faintest) for _ in range(3))
        self._variables, self._config = (_Names(faintest) for _ in range(2))
        for one in extensions:
            laid = {name.removesuffix(".php") for name in one.mu_plugins} & self._must_use
            claim = _Claim(CORE, 1, ()) if one.slug == core else _claim(one, present, sorted(laid))
            for table in one.tables:
                self._tables.add(table.name, claim._replace(table=table))
            for names, into in (
                (one.options, self._options),
                (one.hooks, self._hooks),
                (one.variables, self._variables),
                (one.config, self._config),
            ):
                for name in names:
                    into.add(name, claim)
        for slug, is_core in present.items():
            claim = _Claim(CORE, 1, ()) if is_core else _Claim(slug, 2, ())
            for into in (self._tables, self._options, self._hooks, self._variables):
                into.add(slug, claim)
                if len(slug) >= _SHORTEST_SLUG:
                    into.add(f"{slug}_*", claim)
            self._config.add(slug, claim)
            self._config.add(f"{slug}.*", claim)

    def known(self, slug: str) -> KnownExtension | None:
        """Return what the catalogue knows of an extension, by any of its folders or machine names."""
        return self._known.get(slug)

    def is_part_of_core(self, slug: str) -> bool:
        """Tell whether the core of a Drupal has a module or theme of this name."""
        return slug in self._parts and slug not in self._known

    def table(self, bare_name: str) -> Owned | None:
        """Return the owner of a table, named without its prefix; a field's table is its entity type's."""
        found = self._tables.find(bare_name)
        if found is None and "__" in bare_name:
            found = self._tables.find(bare_name.partition("__")[0].removesuffix("_revision"))
        return found

    def option(self, name: str) -> str | None:
        """Return the owner of an option of a WordPress."""
        if name.startswith(_TRANSIENT):
            return TRANSIENTS
        if name.startswith(_THEME_MODS) and _FOLDER.fullmatch(name, len(_THEME_MODS)):
            return name[len(_THEME_MODS) :]
        found = self._options.find(name)
        if found is None and name.startswith(_UPDATES):
            found = self._options.find(name.removeprefix(_UPDATES))
        if found is None and name.endswith(_CORE_ENDS):
            return CORE
        return found and found.owner

    def hook(self, name: str) -> str | None:
        """Return the owner of a scheduled hook, or of a queue; an updater's is its plugin's."""
        found = self._hooks.find(name)
        if found is None and (updater := _UPDATER.match(name)):
            found = self._hooks.find(name[updater.end() :])
        return found and found.owner

    def variable(self, name: str) -> str | None:
        """Return the owner of a variable of a Drupal 6 or 7."""
        found = self._variables.find(name)
        return found and found.owner

    def config(self, name: str) -> str | None:
        """Return the owner of a configuration object of a Drupal 8+, whose name begins with its module's."""
        found = self._config.find(name)
        if found is not None:
            return found.owner
        module = name.partition(".")[0]
        if module in self._parts:
            return CORE
        known = self._known.get(module)
        return known.slug if known else None

    def stored(self, name: str) -> str | None:
        """Return the owner of an option, a variable or a configuration object."""
        if self._core != _DRUPAL:
            return self.option(name)
        return self.config(name) if "." in name else self.variable(name)

    def roles(self, extension: Extension) -> tuple[str, ...]:
        """Return what an extension is for."""
        if extension.kind == "drop-in":
            return _DROP_IN_ROLES.get(extension.slug, ())
        if extension.kind in _NO_OWNERS:
            return ()
        known = self._known.get(extension.slug) or self._known.get(extension.project or "")
        if known is None and extension.kind == "mu-plugin":
            known = self._laid.get(extension.slug) or self._laid.get(extension.name)
        if known is not None and not (extension.origin == CORE and self._core == _DRUPAL):
            return known.roles
        return (CORE,) if extension.origin == CORE else ()

    def described(self, extension: Extension) -> Extension:
        """Return an extension with its roles; without its code, with the name that it is known by."""
        known = self._known.get(extension.slug)
        name = extension.name
        if known is not None and name == extension.slug and not extension.installed:
            name = known.name
        return replace(extension, name=name, roles=self.roles(extension))

    def _present(self, there: Iterable[Extension]) -> dict[str, bool]:
        """Return the slugs that are there, and whether each is part of core."""
        return {
            extension.slug: extension.origin == CORE
            or (extension.slug in self._parts and extension.slug not in self._known)
            for extension in there
            if _is_there(extension) and "*" not in extension.slug
        }


def attribute(
    facts: Iterable[Fact], extensions: Iterable[Extension], owners: Owners, *, looked: bool
) -> Iterator[Fact]:
    """
    Yield the facts of one install with their owners, and its extensions with their roles.

    looked: all folders of extensions could be looked into, so what is not among the extensions is not there.
    """
    there: dict[str, Ownership] = {CORE: "core", TRANSIENTS: "core"}
    for extension in extensions:
        if extension.kind not in _NO_OWNERS and there.get(extension.slug) != "present":
            there[extension.slug] = _state(extension)
    absent: Ownership = "gone" if looked else "unknown"

    def owned_by(owner: str | None) -> Ownership:
        if owner is None:
            return "unknown"
        known = owners.known(owner)
        return there.get(owner, "unknown" if known and known.bundled else absent)

    for fact in facts:
        if isinstance(fact, Table):
            owned = None if fact.bare_name is None else owners.table(fact.bare_name)
            owner = owned and owned.owner
            purpose = fact.purpose or (owned.table.purpose if owned and owned.table else None)
            yield replace(fact, owner=owner, owned_by=owned_by(owner), purpose=purpose)
        elif isinstance(fact, CronJob | LargeOption):
            owner = owners.hook(fact.hook) if isinstance(fact, CronJob) else owners.stored(fact.name)
            yield replace(fact, owner=owner, owned_by=owned_by(owner))
        elif isinstance(fact, OptionGroup):
            yield replace(fact, owned_by=owned_by(fact.owner))
        else:
            yield owners.described(fact) if isinstance(fact, Extension) else fact


class _Claim(NamedTuple):
    """What claims a name; of several the lowest rank wins: there and known, core, there, known."""

    owner: str
    rank: int
    names: tuple[str, ...]  # under which the owner is there, if under more than one
    table: KnownTable | None = None

    def is_better(self, other: "_Claim", folded: str) -> bool:
        """Tell whether it beats another; of two of a rank the one that the name begins with does."""
        if self.rank != other.rank:
            return self.rank < other.rank
        return folded.startswith(_folded(self.owner)) and not folded.startswith(_folded(other.owner))

    def owned(self, folded: str) -> Owned:
        """Return the owner, under that of its names which the claimed one begins with."""
        fitting = [name for name in self.names if folded.startswith(_folded(name))]
        return Owned(max(fitting, key=len) if fitting else self.owner, self.table)


class _Names:
    """Claims of exact names and of beginnings."""

    def __init__(self, faintest: int) -> None:
        self._faintest = faintest
        self._exact: dict[str, _Claim] = {}
        self._beginnings: dict[str, _Claim | None] = {}  # None: claimed by several, none of them there
        self._lengths: dict[str, tuple[int, ...]] = {}  # of the beginnings with these first characters

    def add(self, name: str, claim: _Claim) -> None:
        folded = _folded(name)
        if not folded.endswith("*"):
            held = self._exact.get(folded)
            if held is None or claim.is_better(held, folded):
                self._exact[folded] = claim
            return
        start = folded[:-1]
        if claim.rank == _ABSENT and len(start) <= self._faintest:
            return
        if start not in self._beginnings:
            self._beginnings[start] = claim
            few = start[:_SHORTEST_SLUG]
            lengths = {*self._lengths.get(few, ()), len(start)}
            self._lengths[few] = tuple(sorted(lengths, reverse=True))
            return
        other = self._beginnings[start]
        if other is None:
            self._beginnings[start] = claim if claim.rank < _ABSENT else None
        elif other.rank == claim.rank == _ABSENT and len(start) < _AMBIGUOUS:
            self._beginnings[start] = claim if claim.owner == other.owner else None
        elif claim.is_better(other, start):
            self._beginnings[start] = claim

    def find(self, name: str) -> Owned | None:
        folded = _folded(name)
        if claim := self._exact.get(folded):
            return claim.owned(folded)
        for length in self._lengths.get(folded[:_SHORTEST_SLUG], ()):
            if claim := self._beginnings.get(folded[:length]):
                return claim.owned(folded)
        return None


def _claim(one: KnownExtension, present: dict[str, bool], laid: Iterable[str]) -> _Claim:
    own = (one.slug, *one.also, *laid)
    names = tuple(name for name in own if name in present and not present[name])
    if not names:
        return _Claim(one.slug, _ABSENT, ())
    return _Claim(names[0], 0, names if len(names) > 1 else ())


def _folded(name: str) -> str:
    return name.lower().replace("-", "_")


def _is_there(extension: Extension) -> bool:
    """Tell whether an extension is there, will be when Composer has run, or may be, the code being away."""
    return extension.kind not in _NO_OWNERS and _state(extension) != "gone"


def _state(extension: Extension) -> Ownership:
    if extension.installed is False:
        return "present" if extension.locked_version is not None else "gone"
    return "unknown" if extension.installed is None else "present"
