"""What the collectors of a whole tree find in a folder, with all that one has to be given by another."""

from collections.abc import Iterable
from pathlib import Path

from audit.collectors.composer import ComposerFiles, find_composer
from audit.collectors.drupal.install import find_drupal
from audit.collectors.near.misses import find_near_misses
from audit.collectors.wordpress.install import find_wordpress
from audit.model.facts import Fact, Install, Problem
from audit.model.stored import NearMiss
from audit.sources.directory import Directory
from audit.sources.tree import Listing


def wordpress(path: Path) -> list[Fact]:
    """Return the facts of each WordPress."""
    tree, listing, composer = _read(path)
    return list(find_wordpress(tree, listing, frozenset(), composer))


def drupal(path: Path) -> list[Fact]:
    """Return the facts of each Drupal."""
    tree, listing, composer = _read(path)
    return list(find_drupal(tree, listing, frozenset(), composer))


def near_misses(path: Path) -> list[NearMiss]:
    """Return what is no site, or lies beside one."""
    tree, listing, composer = _read(path)
    return list(find_near_misses(tree, listing, installs([*wordpress(path), *drupal(path)]), composer))


def installs(facts: Iterable[Fact]) -> list[Install]:
    """Return the installs among some facts."""
    return [fact for fact in facts if isinstance(fact, Install)]


def _read(path: Path) -> tuple[Directory, Listing, list[ComposerFiles]]:
    tree = Directory(path)
    listing = Listing(item for item in tree.walk() if not isinstance(item, Problem))
    return tree, listing, [one for one in find_composer(tree, listing) if isinstance(one, ComposerFiles)]
