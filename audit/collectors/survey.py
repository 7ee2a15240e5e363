"""Everything that was given, looked at once: trees and dumps in, the inventory and its coverage out."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from audit.collectors.code_base import CodeRead, Progress, read_code
from audit.collectors.dumps import DumpData, read_dump
from audit.collectors.sources import tell_sources
from audit.collectors.wordpress_activation import Disk, activate
from audit.collectors.wordpress_pairing import pair, settings_of
from audit.model.facts import Extension, Fact, Install, Problem
from audit.model.inventory import Inventory
from audit.model.report import DumpRead, TreeRead
from audit.model.rules import Watch
from audit.sources.tree import Tree, unread

F = TypeVar("F", bound=Fact)


class Survey(NamedTuple):
    """What was found, and what was looked at to find it."""

    inventory: Inventory
    tree: TreeRead | None
    dumps: tuple[DumpRead, ...]


def survey(tree: Tree | None, dumps: Sequence[str], watch: Watch, jobs: int, progress: Progress) -> Survey:
    """Look at a tree and dumps, any of which may lack. Raises AuditError for a dump that cannot be opened."""
    code = read_code(tree, watch, jobs, progress) if tree else None
    data = [read_dump(dump, name, watch, progress) for dump, name in zip(dumps, _names(dumps), strict=True)]
    facts = list(_reconciled(code, data))
    sources = tell_sources(facts, has_dump=bool(dumps))
    return Survey(Inventory(facts, sources), code and code.tree, tuple(dump.read for dump in data))


def _names(dumps: Sequence[str]) -> list[str]:
    """Return what to call the dumps: their file names if these differ, else their paths."""
    names = [PurePath(dump).name for dump in dumps]
    return names if len(set(names)) == len(names) else list(dumps)


def _reconciled(code: CodeRead | None, dumps: list[DumpData]) -> Iterator[Fact]:
    """Yield all facts: those of a paired database belong to its install, and tell what is active there."""
    facts = code.facts if code else []
    if code and not any(isinstance(fact, Install) for fact in facts):
        text = "No WordPress core was found in this folder, so its code was not judged."
        yield unread("", "no-install", text)
    found = [data for dump in dumps for data in dump.wordpress]
    pairs, problems = pair(facts, found, [dump.name for dump in dumps])
    owners = {id(data): install.root for install, data in pairs}
    for dump in dumps:
        roots = {owners.get(id(data)) for data in dump.wordpress}
        yield from _given(dump.facts, roots.pop() if len(roots) == 1 else None)
        for data in dump.wordpress:
            own = [data.database, *data.sites, *data.settings, *data.tables, *data.problems]
            yield from _given(own, owners.get(id(data)))
    yield from problems
    by_root = {install.root: data for install, data in pairs}
    for install in (fact for fact in facts if isinstance(fact, Install)):
        database = by_root.get(install.root)
        if database is not None and not install.network:
            install = replace(install, network=database.database.network)  # noqa: PLW2901 - now it is known
        yield install
        extensions = [fact for fact in facts if isinstance(fact, Extension) and fact.install == install.root]
        settings = settings_of(facts, install.root)
        is_whole = not any(
            isinstance(fact, Problem) and fact.source == "configuration" and fact.install == install.root
            for fact in facts
        )
        folders = install.folders
        on_disk = Disk(code.listing, install, folders, is_whole) if code and folders else None
        yield from activate(extensions, settings, database, on_disk)
    for data in found:
        if id(data) not in owners:
            yield from activate([], {}, data, None)
    yield from (fact for fact in facts if not isinstance(fact, Extension | Install))


def _given(facts: Sequence[F], install: str | None) -> Iterator[F]:
    return (replace(fact, install=install) for fact in facts)
