"""What the files say, read once it is known which installs, extensions, sites and databases there are."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from audit.collectors.asks import Ask, read_all
from audit.collectors.code import search_code
from audit.collectors.code_file import Everywhere
from audit.collectors.code_read import CodeRead, Progress
from audit.collectors.core_folders import core_folders
from audit.collectors.files import find_files
from audit.collectors.files.held import ask_held
from audit.collectors.holders import Holders
from audit.collectors.integrity.contents import CoreContent
from audit.collectors.integrity.judgement import judge_cores
from audit.collectors.integrity.plan import ask_core, plan_core
from audit.collectors.places import Places, placed
from audit.collectors.redirects.files import ask_redirects
from audit.collectors.remembered import Memory
from audit.collectors.repository.reading import find_repositories
from audit.collectors.requirements.declared import search_declared
from audit.collectors.requirements.join import join_requirements
from audit.collectors.runtimes import find_runtimes, join_runtimes
from audit.collectors.served import served_hosts
from audit.model.catalogue import Catalogue
from audit.model.code import Requirement
from audit.model.facts import Extension, Fact, Install, Problem
from audit.model.php import PhpUses
from audit.model.report import TreeRead
from audit.model.rules import Watch

_RAW = (CoreContent, PhpUses, Requirement)  # of single files; what they come to is told instead


class Contents(NamedTuple):
    """What a tree's files say, and how many were read in all."""

    facts: list[Fact]
    read: TreeRead


def read_contents(  # noqa: PLR0913, PLR0917 - what is looked at, and what for
    code: CodeRead,
    known: Sequence[Fact],
    watch: Watch,
    catalogue: Catalogue,
    jobs: int,
    progress: Progress,
    memory: Memory | None = None,
) -> Contents:
    """Read the files of a tree for what known facts make possible; jobs is how many processes may help."""
    listing = code.listing
    installs = [fact for fact in known if isinstance(fact, Install)]
    extensions = [fact for fact in known if isinstance(fact, Extension)]
    places = Places(listing, installs)
    cores = tuple(f"{folder}/" for folder in core_folders(listing, installs, extensions))
    plans = [plan for install in installs if (plan := plan_core(listing, install, catalogue.cores))]
    unread = {fact.location.path for fact in known if isinstance(fact, Problem)}
    everywhere = Everywhere(catalogue.php.names, served_hosts(known))
    facts: list[Fact] = []
    asks: list[Ask] = []
    for item in chain(
        find_files(listing, installs, watch, known),
        find_runtimes(listing, installs, known, catalogue.languages),
        find_repositories(code.tree.place, listing, places) if code.tree.place else (),
        (ask for ask in search_declared(listing, code.composer, places, cores) if ask.path not in unread),
        chain.from_iterable(map(ask_core, plans)),
        ask_held(listing, installs, watch.held),
        ask_redirects(listing, places),
        search_code(listing, installs, extensions, watch.code, everywhere, cores) if installs else (),
    ):
        if isinstance(item, Ask):
            asks.append(item)
        else:
            facts.append(item)
    # Numbers only, and no list: each ask, with its path, is needed no longer than until it is answered.
    paths = {ask.path for ask in asks}
    files, read, count = len(paths), len(paths | code.paths), 0
    del paths
    asks.reverse()
    taken = iter(lambda: asks.pop() if asks else None, None)

    def done(more: int) -> None:
        nonlocal count
        count += more
        progress("Reading code", count, files)

    facts += read_all(code.tree, taken, jobs, done, memory)
    told = [
        *(placed(fact, places) for fact in facts if not isinstance(fact, _RAW)),
        *join_requirements(facts, extensions, installs, catalogue.php),
        *judge_cores(plans, facts),
    ]
    return Contents(join_runtimes(told, Holders(extensions)), replace(code.read, read=read))
