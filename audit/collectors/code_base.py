"""One tree, walked once: which installs it holds, and what tells of them and of their extensions."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from audit.collectors.asks import Ask, read_all
from audit.collectors.code_read import CodeRead, Progress
from audit.collectors.composer import ComposerFiles, find_composer, nearest
from audit.collectors.composer_facts import find_projects
from audit.collectors.drupal.extensions import find_drupal_extensions
from audit.collectors.drupal.install import find_drupal
from audit.collectors.near.misses import find_near_misses
from audit.collectors.places import Places, below, placed
from audit.collectors.remembered import Memory
from audit.collectors.wordpress.extensions import find_extensions
from audit.collectors.wordpress.install import find_wordpress
from audit.collectors.wordpress.uploads import find_blogs_dir
from audit.model.facts import Fact, Install, Problem, Site
from audit.model.report import TreeRead
from audit.model.rules import Watch
from audit.sources.excluded import Excluded
from audit.sources.tree import NOT_OF_THE_SITE, Entry, Listing, Tree


def read_code(
    tree: Tree, watch: Watch, jobs: int, progress: Progress, memory: Memory | None = None
) -> CodeRead:
    """Walk a tree and return its facts; jobs is how many processes may read files at once."""
    facts: list[Fact] = []
    skipped: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    listing = Listing(_walk(tree, facts, skipped, counts, progress))
    if isinstance(tree, Excluded) and tree.skipped:
        skipped["excluded by name"] = tree.skipped
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
        find_projects(tree, listing, installs, composer),
        find_near_misses(tree, listing, installs, composer),
        chain.from_iterable(_wordpress_asks(listing, install, places) for install in installs),
    )
    asks: list[Ask] = []
    for item in stated:
        if isinstance(item, Ask):
            asks.append(item)
        else:
            facts.append(item)
    paths = frozenset(ask.path for ask in asks)
    read = 0

    def done(count: int) -> None:
        nonlocal read
        read += count
        progress("Looking for extensions", read, len(paths))

    facts += read_all(tree, asks, jobs, done, memory)
    folders = sum(1 for _ in listing.folders())
    told = TreeRead(tree.label, counts["files"], folders, counts["bytes"], len(paths), dict(skipped))
    told_once = list(dict.fromkeys(placed(fact, places) for fact in facts))
    return CodeRead(told_once, told, tree, listing, composer, paths)


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
    tree: Tree, facts: list[Fact], skipped: Counter[str], counts: Counter[str], progress: Progress
) -> Iterator[tuple[str, dict[str, Entry]]]:
    seen = 0
    for item in tree.walk():
        if isinstance(item, Problem):
            facts.append(item)
            skipped["unreadable"] += 1
            continue
        folder, entries = item
        seen += len(entries)
        sizes = [entry.size or 0 for entry in entries.values() if entry.kind == "file"]
        counts.update(files=len(sizes), bytes=sum(sizes))
        skipped.update(reason for name, entry in entries.items() if (reason := _left_out(name, entry)))
        progress("Looking through folders", seen, None)
        yield folder, entries


def _left_out(name: str, entry: Entry) -> str | None:
    if entry.kind == "other":
        return "device, pipe or socket"
    return NOT_OF_THE_SITE.get(name) if entry.kind == "folder" else None
