"""The folders of a tree that hold a CMS's own core, and nothing of the site."""

from collections.abc import Iterable, Iterator

from audit.collectors.places import below
from audit.model.facts import Extension, Fact, Install
from audit.sources.tree import Listing

_WORDPRESS = ("wp-admin", "wp-includes")
_DRUPAL = ("includes", "misc", "scripts")  # of 6 and 7
_KINDS = frozenset({"module", "theme", "profile", "theme-engine"})


def core_folders(listing: Listing, installs: Iterable[Install], facts: Iterable[Fact]) -> Iterator[str]:
    """Yield the folders of the core; of a Drupal up to 7 its modules lie among the others."""
    for install in installs:
        names: tuple[str, ...] = _WORDPRESS  # be it half a core: the site has nothing of its own there
        if install.cms == "drupal":
            if not install.core:
                continue
            names = ("core",) if listing.is_folder(below(install.root, "core/lib")) else _DRUPAL
        yield from (below(install.root, name) for name in names)
    for fact in facts:
        if isinstance(fact, Extension) and fact.origin == "core" and fact.kind in _KINDS and fact.path:
            yield fact.path
