"""The extensions of a folder, as all sources but a database tell them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from audit.collectors.asks import Ask, read_all
from audit.collectors.composer import ComposerFiles, find_composer
from audit.collectors.wordpress.activation import Disk
from audit.collectors.wordpress.extensions import find_extensions
from audit.collectors.wordpress.origin import StoredUpdate
from audit.collectors.wordpress.reconciliation import reconcile
from audit.model.catalogue import KnownExtension
from audit.model.facts import Extension, Folders, Install, Layout, Location, Problem, Setting
from audit.sources.directory import Directory
from audit.sources.tree import Listing

CLASSIC = Folders("wp-content", "wp-content/plugins", "wp-content/mu-plugins")
TOP = Folders(".", "plugins", "mu-plugins")  # the folder itself is a wp-content
VIP = Folders(".", "plugins", "client-mu-plugins")
BEDROCK = Folders("web/app", "web/app/plugins", "web/app/mu-plugins")


def extensions(
    path: Path,
    folders: Folders = CLASSIC,
    *,
    root: str = ".",
    layout: Layout = "classic",
    settings: Mapping[str, Setting] | None = None,
    stored: Mapping[str, StoredUpdate] | None = None,
    catalogue: Sequence[KnownExtension] = (),
    data: Any = None,
) -> dict[str, Extension]:
    """Return them by kind and file."""
    tree = Directory(path)
    listing = Listing(item for item in tree.walk() if not isinstance(item, Problem))
    install = Install(
        location=Location("."),
        root=root,
        cms="wordpress",
        version="6.8",
        layout=layout,
        content=folders.content,
        plugins=folders.plugins,
        mu_plugins=folders.mu_plugins,
        network=True,
    )
    stated = list(find_extensions(listing, install, folders))
    facts = [item for item in stated if not isinstance(item, Ask)]
    facts += read_all(tree, [item for item in stated if isinstance(item, Ask)], 1, lambda _: None)
    composer = [found for found in find_composer(tree, listing) if isinstance(found, ComposerFiles)]
    disk = Disk(listing, install, folders, is_whole=True)
    found = reconcile(facts, settings or {}, data, disk, composer, stored or {}, catalogue)
    return {f"{one.kind} {one.file}": one for one in found}
