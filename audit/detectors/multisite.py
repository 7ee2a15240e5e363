"""A Drupal that serves many sites from one code base (multisite)."""

from collections import Counter
from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Extension, Install, Site
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch


class MultisiteFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches each site of a Drupal that has more than one, with what is its own and what it shares."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code", "configuration")

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: sites are collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield every site of an install that has more than one."""
        del platform
        sites = [site for site in inventory.of(Site) if site.folder is not None]
        if len(sites) < 2 or not any(install.cms == "drupal" for install in inventory.of(Install)):
            return
        places: list[tuple[str, str]] = [(one.kind, one.path) for one in inventory.of(Extension)]
        used: Counter[tuple[str | None, str]] = Counter((site.database, site.prefix) for site in sites)
        for site in sites:
            below = f"/{site.folder}/"
            own = Counter(kind for kind, path in places if below in f"/{path}/")
            shared = site.database is not None and used[site.database, site.prefix] > 1
            yield Evidence(site.location, "; ".join(_said(site, own, shared=shared)))


def _said(site: Site, own: Counter[str], *, shared: bool) -> Iterator[str]:
    hosts = ", ".join(site.hosts[:3]) or "no host is named for it"
    yield f"{site.folder}: {hosts}{' and more' if len(site.hosts) > 3 else ''}"
    if site.database:
        prefix = f', prefix "{site.prefix}"' if site.prefix else ""
        yield f"database {site.database}{prefix}{', shared with another site' if shared else ''}"
    if own:
        yield "of its own: " + ", ".join(
            f"{number} {kind}{'s' * (number > 1)}" for kind, number in sorted(own.items())
        )
    if site.uploads_files is not None:
        files = "file" if site.uploads_files == 1 else "files"
        yield f"{site.uploads_files:,} {files}, {(site.uploads_bytes or 0) / 2**20:,.1f} MiB"
