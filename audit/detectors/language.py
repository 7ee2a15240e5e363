"""The languages that the code of a site is written in."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.code import Language
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch


class LanguageFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches languages of the site's own code and its extensions, not of third-party code or the core."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    name: tuple[str, ...]
    files: int = 1  # so many at least

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: languages are always counted."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each such language, and how many files there are."""
        del platform
        for found in inventory.of(Language):
            if found.name in self.name and found.files >= self.files:
                files = f"{found.files:,} {'file' if found.files == 1 else 'files'}"
                yield Evidence(found.location, f"{found.name}: {files}")
