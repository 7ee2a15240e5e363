"""Where a Drupal keeps public, private and temporary files, as settings and variables say."""

import posixpath
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import ClassVar, Literal

from msgspec import Struct

from audit.model.facts import Setting
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch

Purpose = Literal["public", "private", "temporary"]

# By the kind of setting: a key of $settings, a variable, a value of the configuration.
_NAMES: dict[Purpose, frozenset[tuple[str, str]]] = {
    "public": frozenset(
        {("settings", "file_public_path"), ("conf", "file_public_path"), ("conf", "file_directory_path")}
    ),
    "private": frozenset({("settings", "file_private_path"), ("conf", "file_private_path")}),
    "temporary": frozenset(
        {
            ("settings", "file_temp_path"),
            ("conf", "file_temporary_path"),
            ("conf", "file_directory_temp"),
            ("config", "system.file:path.temporary"),
        }
    ),
}
_BRANCH = "it stands in a branch, and may not apply"


class FilesPathFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches folders of files that are set to a place which none of the patterns fits."""

    needs: ClassVar[tuple[SourceName, ...]] = ("configuration", "database")

    of: Purpose
    outside: tuple[str, ...]  # patterns with * and ?, seen from the docroot; * stands for any text

    def __post_init__(self) -> None:
        if not self.outside:
            raise ValueError('"outside" gives at least one pattern')

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: these settings are collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each setting that names another place, if no other setting stands over it."""
        del platform
        settings = [one for one in inventory.of(Setting) if (one.kind, one.name) in _NAMES[self.of]]
        fixed = {one.site for one in settings if one.location.table is None and not one.conditional}
        for setting in settings:
            if setting.location.table is not None and setting.site in fixed:
                continue  # settings.php stands over the database
            if setting.state == "computed":
                yield Unclear(setting.location, f"{setting.name} is only known at run time.")
            elif isinstance(setting.value, str) and setting.value and not self._fits(setting.value):
                doubt = _BRANCH if setting.conditional else None
                yield Evidence(setting.location, f'{setting.name} is "{setting.value}"', doubt)

    def _fits(self, path: str) -> bool:
        plain = posixpath.normpath(path)
        return any(fnmatchcase(plain, pattern) for pattern in self.outside)
