"""Everything that was given, looked at once: trees and dumps in, the inventory and its coverage out."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from audit.collectors.code_base import CodeRead, Progress, read_code
from audit.collectors.dumps import DumpData, read_dump
from audit.collectors.wordpress_activation import activate
from audit.collectors.wordpress_pairing import pair
from audit.model.facts import Extension, Fact, Install, Problem, Setting
from audit.model.inventory import Inventory, Source, SourceName
from audit.model.report import DumpRead, TreeRead
from audit.model.rules import Watch
from audit.sources.tree import Tree

F = TypeVar("F", bound=Fact)

_MISSING: dict[SourceName, str] = {
    "code": "No folder with the site's code was given.",
    "configuration": "There was no wp-config.php to read.",
    "database": "No database dump was given.",
}


class Survey(NamedTuple):
    """What was found, and what was looked at to find it."""

    inventory: Inventory
    tree: TreeRead | None
    dumps: tuple[DumpRead, ...]


def survey(tree: Tree | None, dumps: Sequence[str], watch: Watch, jobs: int, progress: Progress) -> Survey:
    """Look at a tree and dumps, any of which may lack. Raises AuditError for a dump that cannot be opened."""
    code = read_code(tree, watch, jobs, progress) if tree else None
    data = [read_dump(dump, watch, progress) for dump in dumps]
    facts = list(_reconciled(code.facts if code else [], data))
    sources = {name: _source(name, facts, code, data) for name in _MISSING}
    return Survey(Inventory(facts, sources), code and code.tree, tuple(dump.read for dump in data))


def _reconciled(code: list[Fact], dumps: list[DumpData]) -> Iterator[Fact]:
    """Yield all facts: those of a paired database belong to its install, and tell what is active there."""
    found = [data for dump in dumps for data in dump.wordpress]
    pairs, problems = pair(code, found)
    owners = {id(data): install.root for install, data in pairs}
    for dump in dumps:
        roots = {owners.get(id(data)) for data in dump.wordpress}
        yield from _given(dump.facts, roots.pop() if len(roots) == 1 else None)
        for data in dump.wordpress:
            yield from _given(
                [data.database, *data.sites, *data.settings, *data.tables], owners.get(id(data))
            )
    yield from problems
    by_root = {install.root: data for install, data in pairs}
    for install in (fact for fact in code if isinstance(fact, Install)):
        database = by_root.get(install.root)
        yield install if database is None else replace(install, network=database.database.network)
        extensions = [fact for fact in code if isinstance(fact, Extension) and fact.install == install.root]
        yield from activate(extensions, _settings(code, install.root), database, install.root)
    for data in found:
        if id(data) not in owners:
            yield from activate([], {}, data, None)
    yield from (fact for fact in code if not isinstance(fact, Extension | Install))


def _given(facts: Sequence[F], install: str | None) -> Iterator[F]:
    return (replace(fact, install=install) for fact in facts)


def _settings(code: list[Fact], root: str) -> dict[str, Setting]:
    own = (fact for fact in code if isinstance(fact, Setting) and fact.install == root)
    return {setting.name: setting for setting in reversed(list(own))}


def _source(name: SourceName, facts: list[Fact], code: CodeRead | None, dumps: list[DumpData]) -> Source:
    """Tell how far a source was looked at: partial where a problem hides something."""
    problems = [fact for fact in facts if isinstance(fact, Problem) and fact.source == name and fact.hides]
    if name == "database":
        is_there = bool(dumps)
    else:
        installs = [fact for fact in facts if isinstance(fact, Install)]
        is_there = code is not None and (name == "code" or any(install.config for install in installs))
    if not is_there:
        return Source(name, "absent", _MISSING[name])
    if problems:
        more = f" ({len(problems)} such places in all)" if len(problems) > 1 else ""
        return Source(name, "partial", f"{problems[0].location.path}: {problems[0].text}{more}")
    return Source(name, "complete")
