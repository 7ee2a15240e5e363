"""The folder of a repository that the web server shows."""

import posixpath
from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.code import Repository
from audit.model.facts import Install
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch


class DocrootFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Matches installs whose docroot is a folder of another name than those given.

    Where no repository and no Composer fixes the folders, they are as the old host has them, and say nothing.
    """

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    not_named: tuple[str, ...]  # names of folders; the top of what was handed in is none

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: installs are always stated."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield the docroot of each such install."""
        del platform
        is_kept = bool(inventory.of(Repository))
        for install in inventory.of(Install):
            is_fixed = is_kept or install.layout in {"bedrock", "composer"}
            name = posixpath.basename(install.docroot)
            if is_fixed and install.docroot != "." and name not in self.not_named:
                yield Evidence(install.location, f"the web server shows {install.docroot}/")
