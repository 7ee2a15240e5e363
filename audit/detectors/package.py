"""Packages of Composer that a site asks for, or that its lock has."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import ClassVar

from msgspec import Struct

from audit.model.composer import ComposerPackage
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.parsers.versions import in_range, parse_range


class PackageFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches packages by name and, if given, by type, version, and by what they are asked for."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    name: tuple[str, ...]  # patterns with * and ?, in lower case
    type: tuple[str, ...] = ()  # patterns of types; none given: any, also where it is not known
    versions: str | None = None  # a range, such as "<5.0"; of the version in the lock
    dev: bool | None = None  # True: only those for development; False: only others
    direct: bool = False  # True: only those that the composer.json itself asks for

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError('"name" gives at least one pattern')
        if self.versions is not None:
            parse_range(self.versions)

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: packages are collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each such package."""
        del platform
        for package in inventory.of(ComposerPackage):
            if not self._fits(package):
                continue
            fits = True if self.versions is None else in_range(package.version, self.versions)
            if fits is None:
                yield Unclear(package.location, f"The version of {package.name} is not known.")
            elif fits:
                yield Evidence(package.location, said_of(package))

    def _fits(self, package: ComposerPackage) -> bool:
        return (
            any(fnmatchcase(package.name, pattern) for pattern in self.name)
            and (not self.type or any(fnmatchcase(package.type or "", kind) for kind in self.type))
            and self.dev in {None, package.dev}
            and (package.wanted is not None or not self.direct)
        )


def said_of(package: ComposerPackage) -> str:
    """
    Return what is known of a package.

    >>> from audit.model.facts import Location
    >>> place = Location("composer.json")
    >>> said_of(ComposerPackage(location=place, name="a/b", version=None, type=None, dev=True, wanted="^1"))
    'a/b ^1, for development, not in the lock'
    """
    version = package.version or package.wanted
    words = [f"{package.name} {version}" if version else package.name]
    if package.dev:
        words.append("for development")
    if package.version is None:
        words.append("not in the lock")
    return ", ".join(words)
