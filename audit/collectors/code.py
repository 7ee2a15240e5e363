"""Which PHP files are read, and what is looked for in each; of the core only its integrity is judged."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, partial, reduce
from operator import or_

from audit.collectors.asks import Ask, Reader
from audit.collectors.code_file import Everywhere, Wanted, Whose, read_php
from audit.collectors.holders import Holders, is_own
from audit.collectors.places import Places, is_uploaded
from audit.collectors.vendored import is_unused, is_vendored
from audit.model.facts import Extension, Install
from audit.model.rules import CodeWatch
from audit.sources.globs import Globs
from audit.sources.tree import Listing

_SUFFIXES = tuple(
    f".{suffix}"
    for suffix in "php phtml php3 php4 php5 php7 php8 inc module install theme profile engine".split()
)

# What a WordPress release lays into its own folder; judged by its integrity, not by its calls.
_CORE_FILES = frozenset(
    f"{name}.php"
    for name in (
        "index wp-activate wp-app wp-atom wp-blog-header wp-comments-post wp-commentsrss2 wp-config-sample"
        " wp-cron wp-feed wp-links-opml wp-load wp-login wp-mail wp-pass wp-rdf wp-register wp-rss wp-rss2"
        " wp-settings wp-signup wp-trackback xmlrpc"
    ).split()
)


def search_code(  # noqa: PLR0913, PLR0917 - where to look, and what for
    listing: Listing,
    installs: list[Install],
    extensions: Iterable[Extension],
    watched: Iterable[CodeWatch],
    everywhere: Everywhere,
    core: tuple[str, ...],
) -> Iterator[Ask]:
    """Ask for each PHP file outside of the core's folders, which end in "/", that a site may run."""
    places = Places(listing, installs)
    holders = Holders(extensions)
    by_files: defaultdict[tuple[tuple[str, ...], tuple[str, ...], bool], list[CodeWatch]] = defaultdict(list)
    for one in watched:
        by_files[one.files, one.but_not, one.own].append(one)
    groups = [
        (Globs.of(files) if files else None, Globs.of(but_not), own, Wanted.of(group))
        for (files, but_not, own), group in by_files.items()
    ]

    @cache
    def united(numbers: tuple[int, ...]) -> Wanted:
        return reduce(or_, (groups[number][-1] for number in numbers), Wanted())

    @cache
    def reader(whose: Whose, numbers: tuple[int, ...]) -> Reader:
        return partial(read_php, whose=whose, wanted=united(numbers), everywhere=everywhere)

    for path, entry in listing.entries():
        if entry.kind != "file" or not path.lower().endswith(_SUFFIXES) or path.startswith(core):
            continue
        root, usual, start = places.folder_of(path)
        name = usual + path[start:]
        if root is not None and name in _CORE_FILES:
            continue
        holder = holders.of(path)
        vendored = is_vendored(path)
        # Another rule tells of code in uploads; nobody who wrote the site put it there to run.
        own = is_own(holder) and not vendored and not is_uploaded(name)
        unused = is_unused(name)
        if unused and not own:
            continue
        near = (
            number
            for number, (globs, but_not, only_own, _) in enumerate(groups)
            if (own or not only_own) and (globs is None or globs.match(name)) and not but_not.match(name)
        )
        whose = Whose(root, usual, start, holder.path if holder else None, vendored, own, unused)
        yield Ask(path, reader(whose, tuple(near)))
