"""Everything that was given, looked at once: trees and dumps in, the inventory and its coverage out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from audit.clock import today
from audit.collectors.code_base import read_code
from audit.collectors.code_read import CodeRead, Progress
from audit.collectors.contents import read_contents
from audit.collectors.drupal.whole import join_drupal
from audit.collectors.dump_jobs import read_dumps
from audit.collectors.dumps import DumpData, Wishes
from audit.collectors.handed_in import HandedIn
from audit.collectors.matching import check_pins
from audit.collectors.owners import Owners
from audit.collectors.redirects.code import REDIRECT_WATCH, redirects_in_code, unasked
from audit.collectors.redirects.judgement import judge_redirects
from audit.collectors.remembered import Memory
from audit.collectors.served import served_hosts
from audit.collectors.server.outcomes import tell_server
from audit.collectors.services import wanted_names
from audit.collectors.sources import tell_sources
from audit.collectors.support import tell_support
from audit.collectors.table_purposes import TableUses, table_purposes
from audit.collectors.wordpress.clues import Clue
from audit.collectors.wordpress.whole import join_wordpress
from audit.model.catalogue import Catalogue
from audit.model.facts import Cms, Database, Extension, Fact, Install, Occurrence, Site
from audit.model.inventory import Inventory
from audit.model.report import DumpRead, TreeRead
from audit.model.rules import Watch
from audit.model.server import ServerText
from audit.parsers.apache.classes import ServerKnowledge
from audit.redirects.translate import translate
from audit.sources.tree import unread

_CORES: dict[Cms, str] = {"wordpress": "wordpress-core", "drupal": "drupal"}  # as the catalogue calls them
_JOINED = (Clue, Extension, Install, Site)  # stated anew once database and catalogue are known


class Survey(NamedTuple):
    """What was found, and what was looked at to find it."""

    inventory: Inventory
    tree: TreeRead | None
    dumps: tuple[DumpRead, ...]


def survey(  # noqa: PLR0913, PLR0917 - what is looked at, what is known of it, and how
    given: HandedIn,
    watch: Watch,
    catalogue: Catalogue,
    server: Callable[[], ServerKnowledge],
    jobs: int,
    progress: Progress,
    memory: Memory | None = None,
) -> Survey:
    """Look at a tree and dumps, any of which may lack. Raises AuditError for a dump that cannot be opened."""
    names = wanted_names(catalogue.services)
    settings = watch.settings | names.constants | names.variables | names.settings | names.config
    watch |= Watch(settings=settings)
    code = read_code(given.tree, watch, jobs, progress, memory) if given.tree else None
    check_pins(given.pins, code.facts if code else ())
    there = None if code is None else [fact for fact in code.facts if isinstance(fact, Extension)]
    owners = {cms: Owners(catalogue.extensions[cms], core, there) for cms, core in _CORES.items()}
    wishes = Wishes(watch.settings, names.options, owners["wordpress"].option)
    data = read_dumps(given.dumps, wishes, progress, jobs)
    facts = [*given.problems, *_joined(code, data, catalogue, owners, watch, given.pins)]
    read = None
    texts: list[ServerText] = []
    if code:
        sought = watch | Watch(code=REDIRECT_WATCH)
        contents = read_contents(code, facts, sought, catalogue, jobs, progress, memory)
        found = [fact for fact in contents.facts if isinstance(fact, Occurrence)]
        extra = unasked(found, watch.code)
        texts = [fact for fact in contents.facts if isinstance(fact, ServerText)]
        facts = [fact for fact in dict.fromkeys([*facts, *contents.facts]) if fact not in extra]
        facts = [fact for fact in facts if not isinstance(fact, ServerText)]
        facts += redirects_in_code(found)
        read = contents.read
    texts += given.apache
    if texts:
        installs = [fact for fact in facts if isinstance(fact, Install)]
        own = served_hosts(facts)
        facts += tell_server(
            texts, installs, server(), lambda files, said: translate(files, own, configurations=said)
        )
    facts += judge_redirects(facts, code.listing if code else None)
    hosts = served_hosts(facts)
    roots = _roots(facts)
    facts += (replace(fact, install=roots.get(dump.name)) for dump in data for fact in dump.text.facts(hosts))
    facts += table_purposes(facts, catalogue.tables, TableUses(catalogue.tables, owners))
    facts += tell_support(facts, catalogue.support, today())
    sources = tell_sources(facts, has_dump=bool(given.dumps))
    return Survey(Inventory(facts, sources), read, tuple(dump.read for dump in data))


def _joined(  # noqa: PLR0913, PLR0917 - what was read, and what is known
    code: CodeRead | None,
    dumps: list[DumpData],
    catalogue: Catalogue,
    owners: dict[Cms, Owners],
    watch: Watch,
    pins: Mapping[str, str],
) -> Iterator[Fact]:
    """Yield all facts: those of a database belong to its install, and tell what is active there."""
    facts = code.facts if code else []
    if code and not any(isinstance(fact, Install) for fact in facts):
        text = "No WordPress and no Drupal was found in this folder, so its code was not judged."
        yield unread("", "no-install", text)
    wordpress = [data for dump in dumps for data in dump.wordpress]
    drupal = [data for dump in dumps for data in dump.drupal]
    names = [dump.name for dump in dumps]
    joined = [
        *join_wordpress(code, wordpress, names, catalogue, owners["wordpress"], pins),
        *join_drupal(code, drupal, names, catalogue, owners["drupal"], watch.settings, pins),
    ]
    yield from joined
    roots = _roots(joined)
    for dump in dumps:
        yield from (replace(fact, install=roots.get(dump.name)) for fact in dump.facts)
    yield from (fact for fact in facts if not isinstance(fact, _JOINED))


def _roots(facts: Iterable[Fact]) -> dict[str, str | None]:
    """Return the install of each dump that is of one alone."""
    found: dict[str, set[str | None]] = {}
    for fact in facts:
        if isinstance(fact, Database):
            found.setdefault(fact.location.path, set()).add(fact.install)
    return {dump: next(iter(roots)) for dump, roots in found.items() if len(roots) == 1}
