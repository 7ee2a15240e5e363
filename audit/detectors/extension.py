"""Plugins, themes, must-use plugins, drop-ins, modules and the like that are there."""

from collections.abc import Iterator
from itertools import product
from typing import ClassVar, Literal

from msgspec import Struct

from audit.detectors.specimens import GROUNDS, Ground, Specimen, lookalike, shown, version_ends
from audit.model.facts import Cms, Extension, ExtensionKind, Install, Site
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Example, Platform, Unclear, Watch
from audit.parsers.patterns import compile_pattern
from audit.parsers.versions import in_range, parse_range

_NAMED_BY = {
    "database": "active in the database",
    "config/sync": "active in config/sync",
    "code": "loaded by code",
    "composer.lock": "in composer.lock",
}
_OTHER = "Something Else"  # the name of an extension that only shares its slug


class ExtensionFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Matches extensions by kind and slug; if given, by version, name, writer, core and where they are active.

    Its rules need no examples of their own: see `examples`.
    """

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    slug: tuple[str, ...]
    kind: ExtensionKind | tuple[ExtensionKind, ...] = "plugin"  # one, or several
    versions: str | None = None  # a range, such as "<5.0" or ">=2.1,<3"; of a Drupal without the 7.x-
    named: str | None = None  # a pattern over the name in its header; a second sign for a guessed slug
    called: str | None = None  # a name that `named` matches, for the examples; None: words of the slug do
    written_by: tuple[str, ...] = ()  # slugs of plugins, of which one wrote the drop-in
    core: str | None = None  # a range of versions of the CMS itself
    active: bool | None = None  # True: only where it is, or may be, active; False: only where it is not
    enabled: bool = False  # True: only where it is known to be active, as is needed for what a core brings
    sites: Literal["all", "some"] | None = None  # of a network: active in all of its sites, or not in all

    def __post_init__(self) -> None:
        if not self.slug:
            raise ValueError('"slug" names at least one')
        for versions in (self.versions, self.core):
            if versions is not None:
                parse_range(versions)
        if self.named is not None:
            compile_pattern(self.named)
        if self.called is not None and not (self.named and compile_pattern(self.named).search(self.called)):
            raise ValueError('"called" is a name that "named" matches')

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: every extension is collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield the main file of each matching extension, or the dump that says it is active."""
        del platform
        slugs = {slug.lower() for slug in self.slug}
        for extension in inventory.of(Extension):
            if extension.slug.lower() not in slugs or not self._is_meant(extension):
                continue
            doubts = [
                *self._doubt(extension.version, self.versions, extension.name),
                *(doubt for one in inventory.of(Install) for doubt in self._doubt(one.version, self.core)),
                *self._doubt_of_sites(extension, inventory),
                *self._doubt_of_state(extension),
            ]
            if not doubts:
                yield Evidence(extension.location, _said(extension))
            elif all(doubts):
                yield Unclear(extension.location, doubts[0])

    def examples(self, cms: Cms) -> Iterator[Example]:
        """
        Yield the examples that prove a rule with this condition; a rule may add its own.

        One with each slug that matches, also at each end of the versions and active in a dump. Near misses:
        slugs that begin in the same way, the versions behind each end and no version, another name,
        no writer, not active in a dump, another core. None for what depends on the sites of a network or has
        to be enabled, for kinds that specimens do not know, and for a pattern without a name that matches.
        """
        name = self._example_name()
        if self.sites is not None or self.enabled or name is None:
            return
        inside, outside = ([], []) if self.versions is None else version_ends(self.versions)
        if self.versions is not None and not inside:
            return
        version = inside[0] if inside else "1.0"
        writer = self.written_by[0] if self.written_by else None
        specimens = [
            Specimen(kind, slug, name, version, writer)
            for kind, slug in product(self._kinds, self.slug)
            if (kind == "composer-package") is ("/" in slug)
        ]
        if not specimens:
            return
        first = specimens[0]
        for ground in GROUNDS[cms]:
            made = self._made(ground, specimens, [first._replace(version=end) for end in inside[1:]], outside)
            yield from (example for example in made if example)

    @property
    def _kinds(self) -> tuple[ExtensionKind, ...]:
        return self.kind if isinstance(self.kind, tuple) else (self.kind,)

    def _is_meant(self, extension: Extension) -> bool:
        if extension.kind not in self._kinds:
            return False
        if self.named and not compile_pattern(self.named).search(extension.name):
            return False
        if self.written_by and extension.written_by not in self.written_by:
            return False
        if self.active is None:
            return True
        return extension.active is not False if self.active else extension.active is False

    def _doubt(self, version: str | None, versions: str | None, name: str = "the core") -> Iterator[str]:
        """Yield nothing where a version fits, what is not known of it, or "" where it does not fit."""
        fits = True if versions is None else in_range(version, versions)
        if not fits:
            yield f"The version of {name} is not known." if fits is None else ""

    def _doubt_of_state(self, extension: Extension) -> Iterator[str]:
        if self.enabled and not extension.active:
            yield f"Whether {extension.name} is active is not known." if extension.active is None else ""

    def _doubt_of_sites(self, extension: Extension, inventory: Inventory) -> Iterator[str]:
        if self.sites is None:
            return
        everywhere = {site.id for site in inventory.of(Site)}
        there = set(extension.active_sites or ())
        if extension.network_active is None and extension.active_sites is None:
            yield f"It is not known on which sites {extension.name} is active."
            return
        if len(everywhere) < 2:
            yield ""
            return
        in_all = extension.network_active is True or everywhere <= there
        if in_all is not (self.sites == "all") or not (in_all or there):
            yield ""

    def _example_name(self) -> str | None:
        words = self.slug[0].removesuffix(".php").replace("-", " ").replace("_", " ").title()
        name = self.called or words
        return name if self.named is None or compile_pattern(self.named).search(name) else None

    def _made(
        self, ground: Ground, specimens: list[Specimen], ends: list[Specimen], outside: list[str]
    ) -> Iterator[Example | None]:
        first = specimens[0]
        if self.core is not None and not in_range(ground.version, self.core):
            yield shown(ground, [first], matches=False)
            return
        for specimen in (*specimens, *ends):
            if self.active is not False:
                yield shown(ground, [specimen], matches=True)
        yield shown(ground, map(lookalike, specimens), matches=False)
        for version in (*outside, *([None] if outside else [])):
            yield shown(ground, [first._replace(version=version)], matches=False)
        if self.named is not None and not compile_pattern(self.named).search(_OTHER):
            yield shown(ground, [one._replace(name=_OTHER) for one in specimens], matches=False)
        if self.written_by:
            yield shown(ground, [one._replace(writer=None) for one in specimens], matches=False)
        if self.active is not None and ground.cms == "wordpress" and first.kind in {"plugin", "theme"}:
            for active in (True, False):
                yield shown(ground, [first], matches=active is self.active, active=active)


def _said(extension: Extension) -> str:
    version = f" {extension.version}" if extension.version else ""
    if extension.installed is False:
        told = next((text for sign, text in _NAMED_BY.items() if sign in extension.found_by), "named")
        return f"{extension.name}{version}, {told}, missing on disk"
    state = {True: "active", False: "not active", None: "not known whether active"}[extension.active]
    return f"{extension.name}{version}, {state}"
