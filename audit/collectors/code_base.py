"""One tree, walked once: which installs it holds, and the facts of its files."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from msgspec.structs import replace

from audit.collectors.asks import Ask, read_all
from audit.collectors.code import search_code
from audit.collectors.code_read import CodeRead, Progress
from audit.collectors.composer import ComposerFiles, find_composer, nearest
from audit.collectors.drupal.extensions import find_drupal_extensions
from audit.collectors.drupal.install import find_drupal
from audit.collectors.files import find_files
from audit.collectors.near.misses import find_near_misses
from audit.collectors.places import Places, below
from audit.collectors.wordpress.extensions import find_extensions
from audit.collectors.wordpress.install import find_wordpress
from audit.collectors.wordpress.uploads import find_blogs_dir
from audit.model.facts import Fact, Install, Problem, Site
from audit.model.report import TreeRead
from audit.model.rules import Watch
from audit.sources.tree import NOT_OF_THE_SITE, Entry, Listing, Tree

_SETTINGS = re.compile(r"sites/(?:[^/]+/settings|sites)\.php")  # of a Drupal
_FILES = re.compile(r"sites/[^/]+/files(?:/|\Z)")


def read_code(tree: Tree, watch: Watch, jobs: int, progress: Progress) -> CodeRead:
    """Walk a tree and return its facts; jobs is how many processes may read files at once."""
    facts: list[Fact] = []
    skipped: Counter[str] = Counter()
    listing = Listing(_walk(tree, facts, skipped, progress))
    composer: list[ComposerFiles] = []
    for files in find_composer(tree, listing):
        if isinstance(files, ComposerFiles):
            composer.append(files)
        else:
            facts.append(files)
    found = [
        *find_wordpress(tree, listing, watch.settings, composer),
        *find_drupal(tree, listing, watch.settings, composer),
    ]
    installs = [fact for fact in found if isinstance(fact, Install)]
    places = Places(listing, installs)
    for install in installs:
        if install.cms == "drupal":
            found += _drupal_extensions(tree, listing, install, found, composer)
    stated = chain(
        found,
        find_near_misses(tree, listing, installs, composer),
        find_files(listing, installs, watch),
        chain.from_iterable(_wordpress_asks(listing, install, places) for install in installs),
        search_code(listing, installs, found, watch) if installs else (),
    )
    asks: list[Ask] = []
    for item in stated:
        if isinstance(item, Ask):
            asks.append(item)
        else:
            facts.append(item)
    total, read = len({ask.path for ask in asks}), 0

    def done(count: int) -> None:
        nonlocal read
        read += count
        progress("Reading code", read, total)

    facts += read_all(tree, asks, jobs, done)
    sizes = [entry.size for _, entry in listing.entries() if entry.kind == "file"]
    folders = len(list(listing.folders()))
    told = TreeRead(tree.label, len(sizes), folders, sum(sizes), total, dict(skipped))
    placed = list(dict.fromkeys(_placed(fact, places) for fact in facts))
    return CodeRead(placed, told, tree, listing, composer)


def _wordpress_asks(listing: Listing, install: Install, places: Places) -> Iterator[Fact | Ask]:
    if install.folders is not None:
        yield from find_extensions(listing, install, install.folders)
        yield from find_blogs_dir(listing, install, places)


def _drupal_extensions(
    tree: Tree, listing: Listing, install: Install, found: list[Fact], composer: list[ComposerFiles]
) -> list[Fact]:
    sites = [fact for fact in found if isinstance(fact, Site) and fact.install == install.root]
    files = nearest(composer, install.root, install.docroot)
    if files is None:
        return list(find_drupal_extensions(tree, listing, install, sites, {}))
    return list(
        find_drupal_extensions(
            tree,
            listing,
            install,
            sites,
            {package.name: package for package in files.packages},
            patches=files.project.patches if files.project else {},
            lock=files.lock or below(files.folder, "composer.lock"),
            vendor=below(files.folder, files.project.vendor if files.project else "vendor"),
        )
    )


def _walk(
    tree: Tree, facts: list[Fact], skipped: Counter[str], progress: Progress
) -> Iterator[tuple[str, list[Entry]]]:
    seen = 0
    for item in tree.walk():
        if isinstance(item, Problem):
            facts.append(item)
            skipped["unreadable"] += 1
            continue
        folder, entries = item
        seen += len(entries)
        skipped.update(reason for entry in entries if (reason := _left_out(entry)))
        progress("Looking through folders", seen, None)
        yield folder, entries


def _left_out(entry: Entry) -> str | None:
    if entry.kind == "other":
        return "device, pipe or socket"
    return NOT_OF_THE_SITE.get(entry.name) if entry.kind == "folder" else None


def _placed(fact: Fact, places: Places) -> Fact:
    """Return a problem with its install, and with what could have been seen where it is."""
    if not isinstance(fact, Problem) or fact.install is not None:
        return fact
    root, seen_as = places.of(fact.location.path)
    source = fact.source
    if seen_as == "wp-config.php" or _SETTINGS.fullmatch(seen_as):
        source = "configuration"
    elif f"{seen_as}/".startswith("wp-content/uploads/") or _FILES.match(seen_as):
        source = "files"
    return replace(fact, install=root, source=source)
