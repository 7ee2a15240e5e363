"""Plugins, themes, must-use plugins and drop-ins that are there."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Extension, ExtensionKind
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.parsers.patterns import compile_pattern
from audit.parsers.versions import in_range, parse_range


class ExtensionFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches extensions by kind and slug and, if given, by version, by name and by being active."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    slug: tuple[str, ...]
    kind: ExtensionKind = "plugin"
    versions: str | None = None  # a range, such as "<5.0" or ">=2.1,<3"
    named: str | None = (
        None  # a pattern over the name in its header; a second sign for a slug that is a guess
    )
    active: bool | None = None  # True: only where it is, or may be, active

    def __post_init__(self) -> None:
        if not self.slug:
            raise ValueError('"slug" names at least one')
        if self.versions is not None:
            parse_range(self.versions)
        if self.named is not None:
            compile_pattern(self.named)

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: every extension is collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield the main file of each matching extension, or the dump that says it is active."""
        del platform
        slugs = {slug.lower() for slug in self.slug}
        for extension in inventory.of(Extension):
            if extension.kind != self.kind or extension.slug.lower() not in slugs:
                continue
            if self.named and not compile_pattern(self.named).search(extension.name):
                continue
            if self.active and extension.active is False:
                continue
            fits = True if self.versions is None else in_range(extension.version, self.versions)
            if fits is None:
                yield Unclear(extension.location, f"The version of {extension.name} is not known.")
            elif fits:
                yield Evidence(extension.location, _said(extension))


def _said(extension: Extension) -> str:
    version = f" {extension.version}" if extension.version else ""
    if extension.installed is False:
        return f"{extension.name}{version}, active in the database, missing on disk"
    state = {True: "active", False: "not active", None: "not known whether active"}[extension.active]
    return f"{extension.name}{version}, {state}"
