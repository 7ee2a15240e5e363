"""Places in the PHP code of plugins, themes and custom code that rules ask about; core is not searched."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import NamedTuple

from audit.collectors.asks import Ask
from audit.collectors.places import Places, below
from audit.model.facts import Extension, Fact, Install, Location, Occurrence
from audit.model.rules import CodeWatch, Watch
from audit.parsers.php import backticks, calls
from audit.sources.globs import Globs
from audit.sources.tree import File, Listing

_SUFFIXES = tuple(
    f".{suffix}"
    for suffix in "php phtml php3 php4 php5 php7 php8 inc module install theme profile engine".split()
)

# What a WordPress release lays into its own folder; judged by its integrity, not by its calls.
_CORE_FOLDERS = ("wp-admin", "wp-includes")
_DRUPAL_FOLDERS = ("includes", "misc", "scripts")  # of 6 and 7
_DRUPAL_KINDS = frozenset({"module", "theme", "profile", "theme-engine"})
_CORE_FILES = frozenset(
    f"{name}.php"
    for name in (
        "index wp-activate wp-blog-header wp-comments-post wp-config-sample wp-cron wp-links-opml wp-load"
        " wp-login wp-mail wp-settings wp-signup wp-trackback xmlrpc"
    ).split()
)


class _Wanted(NamedTuple):
    """What is looked for in a file."""

    calls: frozenset[str]
    backticks: bool


def search_code(
    listing: Listing, installs: list[Install], facts: Iterable[Fact], watch: Watch
) -> Iterator[Ask]:
    """Ask for the PHP files outside of the core in which a rule wants to know of something."""
    places = Places(listing, installs)
    core = tuple(_core_folders(listing, installs, facts))
    by_files: defaultdict[tuple[tuple[str, ...], tuple[str, ...]], list[CodeWatch]] = defaultdict(list)
    for one in watch.code:
        by_files[one.files, one.but_not].append(one)
    watched = [
        (Globs(files) if files else None, Globs(but_not), _join(tuple(own)))
        for (files, but_not), own in by_files.items()
    ]
    wanted = cache(_unite)
    for path, entry in listing.entries():
        if entry.kind != "file" or not path.lower().endswith(_SUFFIXES):
            continue
        root, name = places.of(path)
        if path.startswith(core) or (root is not None and name in _CORE_FILES):
            continue
        near = (one for globs, but_not, one in watched if _is_near(name, globs, but_not))
        sought = wanted(tuple(near))
        if sought.calls or sought.backticks:
            yield Ask(path, partial(_occurrences, install=root, seen_as=name, wanted=sought))


def _core_folders(listing: Listing, installs: list[Install], facts: Iterable[Fact]) -> Iterator[str]:
    """Yield the folders of the core; of a Drupal up to 7 its modules lie among the others."""
    for install in installs:
        if not install.core:
            continue
        names: tuple[str, ...] = _CORE_FOLDERS
        if install.cms == "drupal":
            is_new = listing.is_folder(below(install.root, "core/lib"))
            names = ("core",) if is_new else _DRUPAL_FOLDERS
        yield from (f"{below(install.root, name)}/" for name in names)
    for fact in facts:
        if isinstance(fact, Extension) and fact.origin == "core" and fact.kind in _DRUPAL_KINDS:
            yield f"{fact.path}/"


def _is_near(name: str, globs: Globs | None, but_not: Globs) -> bool:
    return (globs is None or globs.match(name)) and not but_not.match(name)


def _unite(wanted: tuple["_Wanted", ...]) -> "_Wanted":
    calls = frozenset(name for one in wanted for name in one.calls)
    return _Wanted(calls, any(one.backticks for one in wanted))


def _join(watched: tuple[CodeWatch, ...]) -> _Wanted:
    calls = frozenset(name for one in watched for name in one.calls)
    return _Wanted(calls, any(one.backticks for one in watched))


def _occurrences(file: File, *, install: str | None, seen_as: str, wanted: _Wanted) -> Iterator[Fact]:
    path = file.path
    for call in calls(file.data, wanted.calls):
        place = Location(path, call.line)
        yield Occurrence(location=place, install=install, kind="call", name=call.name, seen_as=seen_as)
    if wanted.backticks:
        for line in backticks(file.data):
            place = Location(path, line)
            yield Occurrence(location=place, install=install, kind="backtick", name="`", seen_as=seen_as)
