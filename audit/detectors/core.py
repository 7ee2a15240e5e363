"""The core of the CMS itself."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Cms, Install
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.parsers.patterns import compile_pattern
from audit.parsers.versions import in_range, parse_range

_NAMES: dict[Cms, str] = {"wordpress": "WordPress", "drupal": "Drupal"}


class CoreFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches an install by the version of its core, as a range or as a pattern."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    cms: Cms
    versions: str | None = None  # a range, such as "<6.0"
    matches: str | None = None  # a pattern over the version, such as "-(alpha|beta|RC)"

    def __post_init__(self) -> None:
        if (self.versions is None) == (self.matches is None):
            raise ValueError("give one of versions and matches")
        if self.versions is not None:
            parse_range(self.versions)
        if self.matches is not None:
            compile_pattern(self.matches)

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: every install is collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield the version file of each matching install."""
        del platform
        for install in inventory.of(Install):
            if install.cms != self.cms:
                continue
            fits = self._fits(install.version)
            if fits is None:
                yield Unclear(install.location, "The version of the core is not known.")
            elif fits:
                yield Evidence(install.location, f"{_NAMES[install.cms]} {install.version}")

    def _fits(self, version: str | None) -> bool | None:
        if self.matches is None:
            return in_range(version, self.versions or "")
        return None if version is None else compile_pattern(self.matches).search(version) is not None
