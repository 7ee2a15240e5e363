"""Media of an old network, which lie in blogs.dir and are served by ms-files.php."""

import re
from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Install, Network, NotedFile, Occurrence, Setting, Site, Tally
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch

_NAME = "blogs.dir"
_OF_A_SITE = re.compile(r"(?:\A|/)blogs\.dir/(\d{1,18})\Z")
_OPTIONS = ("fileupload_url", "ms_files_rewriting", "upload_path", "upload_url_path")  # that may point there
_SERVED = re.compile(r"blogs\.dir|ms-files\.php|/files/?\Z")


class BlogsDirFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches blogs.dir: the folder, the media of each site in it, and what leads there."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code", "database")

    def watch(self, platform: Platform) -> Watch:
        """Ask for the folder, and for the options that name it."""
        del platform
        return Watch(files=frozenset({f"wp-content/{_NAME}"}), settings=frozenset(_OPTIONS))

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield the folder, then what it holds of each site, then what points at it."""
        del platform
        folders = [file for file in inventory.of(NotedFile) if file.seen_as == f"wp-content/{_NAME}"]
        for file in folders:
            yield Evidence(file.location, "the folder of the network's media")
        addresses = {site.id: site.url for site in inventory.of(Site)}
        for tally in inventory.of(Tally):
            if match := _OF_A_SITE.search(tally.location.path):
                whose = addresses.get(int(match[1]), "which is in no list of sites")
                said = f"site {match[1]} ({whose}): {tally.files:,} files, {tally.bytes / 2**20:,.1f} MiB"
                yield Evidence(tally.location, said)
        yield from _pointing(inventory, is_network=bool(folders) or _is_network(inventory))


def _is_network(inventory: Inventory) -> bool:
    return bool(inventory.of(Network)) or any(install.network for install in inventory.of(Install))


def _pointing(inventory: Inventory, *, is_network: bool) -> Iterator[Evidence]:
    if not is_network:
        return
    for network in inventory.of(Network):
        if network.files_rewriting:
            yield Evidence(network.location, f"network {network.id} serves its media through ms-files.php")
    for place in inventory.of(Occurrence):
        if place.kind == "directive":
            yield Evidence(place.location, f"a rewrite rule that leads to {place.name}")
    for setting in inventory.of(Setting):
        value = setting.value
        if setting.name == "UPLOADBLOGSDIR":
            yield Evidence(setting.location, "UPLOADBLOGSDIR is set")
        elif setting.name in _OPTIONS and isinstance(value, str) and _SERVED.search(value):
            yield Evidence(setting.location, f'{setting.name} of site {setting.site} is "{value}"')
