"""The report: what every renderer gets, and nothing else."""

from typing import Any, Literal

from msgspec import Struct, field, json

from audit.model.code import (
    Binary,
    CoreCheck,
    CoreFile,
    Incompatibility,
    Language,
    Process,
    Program,
    Repository,
    Requirement,
    Versioned,
)
from audit.model.composer import ComposerProject
from audit.model.database import DatabaseWeight, HostMentions, MentionsLeft, PathMentions, TablePurpose
from audit.model.facts import (
    Database,
    Extension,
    Fact,
    Install,
    Network,
    NotedFile,
    Occurrence,
    Problem,
    Routine,
    Setting,
    Site,
    Table,
    TableShape,
    Tally,
)
from audit.model.files import CodeInFiles, Extreme, KindTally, Link, OddName, SecondInstall, Secret
from audit.model.hosts import HostSetting
from audit.model.inventory import Inventory, Source
from audit.model.php import PhpChoice
from audit.model.plan import Plan
from audit.model.redirects import Redirect, RedirectFlaw, RedirectStore
from audit.model.rules import Advice, Confidence, Evidence, Severity
from audit.model.server import IniValue, ServerDirective, ServerDirectivesLeft, ServerFile
from audit.model.stored import (
    AliasCharacter,
    CronJob,
    LargeOption,
    NearMiss,
    OptionGroup,
    Service,
    Translation,
    UserRole,
)
from audit.model.support import Support

SCHEMA: Literal["moveready/1"] = "moveready/1"


class Tool(Struct, frozen=True):
    """The program that wrote the report."""

    name: str
    version: str


class KnowledgeRead(Struct, frozen=True):
    """The knowledge that the site was held against."""

    rules: int  # that concern the platform
    reviewed: str  # day of the newest review of a source, as 2026-08-22
    dated: int  # rules whose source nobody reviewed in the two years before the scan


class PlatformName(Struct, frozen=True):
    """The platform that the site was judged for."""

    id: str
    name: str


class DumpRead(Struct, frozen=True, kw_only=True):
    """A dump that was read. What it does not tell of itself is None."""

    path: str
    container: str  # plain or gzip
    bytes: int  # of SQL, unpacked
    tables: int
    rows: int
    exporter: str | None
    exporter_version: str | None
    server_version: str | None
    charset: str | None
    made: str | None
    complete: bool | None  # None: by its end one cannot tell
    databases: tuple[str, ...] = ()  # all that it names
    longest_statement: int | None = None  # bytes; None: none is over 64 KiB
    statements: dict[str, int] = field(default_factory=dict)  # that ask more of a server, by kind


class TreeRead(Struct, frozen=True):
    """A tree that was walked."""

    path: str
    files: int
    folders: int
    bytes: int
    read: int  # files that a collector asked for
    skipped: dict[str, int]  # entries that were left out, by reason


class Coverage(Struct, frozen=True, kw_only=True):
    """What was looked at, how far, and what could not be."""

    tree: TreeRead | None
    dumps: tuple[DumpRead, ...]
    bundle: str | None = None  # what kind of backup or bundle was handed in; None: none that is known
    candidates: tuple[str, ...] = ()  # dumps that lie there and were not read, as nobody named them
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    rules: int  # that concern the platform and speak of what is there
    gaps: tuple[str, ...] = ()  # what no rule looks for yet


class Finding(Struct, frozen=True, kw_only=True):
    """A rule that holds in an install, with all its places."""

    rule: Advice
    install: str | None  # None: in the dump, without an install
    hours: float
    confidence: Confidence  # that of the rule, or less where there is doubt about each place or its source
    dated: bool = False  # nobody reviewed the source of the rule in the two years before the scan
    places: tuple[Evidence, ...]


class Settled(Struct, frozen=True, kw_only=True):
    """A place of a baseline at which nothing is found any more."""

    rule: str
    path: str
    text: str


class SuppressionUsed(Struct, frozen=True, kw_only=True):
    """What became of a suppression."""

    rule: str
    place: str | None  # glob of paths; None: any
    reason: str
    owner: str | None = None
    until: str | None = None  # the last day, as 2026-12-31; None: for good
    places: int = 0  # that it suppressed
    state: Literal["used", "unused", "expired"] = "used"


class Acceptance(Struct, frozen=True, kw_only=True):
    """What of the findings is news, where a baseline or suppressions say what is known."""

    baseline: str | None = None  # its file; None: there was none
    new: int  # places that are news
    known: int = 0  # in the baseline
    suppressed: int = 0
    answered: int = 0  # of findings that an answer to a question settles
    since: str | None = None  # the commit that files were compared with; None: with none
    unchanged: int = 0  # in files that are as they were there
    settled: tuple[Settled, ...] = ()
    suppressions: tuple[SuppressionUsed, ...] = ()


class Unassessed(Struct, frozen=True, kw_only=True):
    """A rule that found nothing, though for one reason not everything was there to look at."""

    rule: str
    title: str
    severity: Severity
    installs: tuple[str, ...]  # their roots, for which it is so; none: no install was found
    reason: str
    partly: bool  # True: something of its source was looked at


class Report(Struct, frozen=True, kw_only=True):
    """The whole answer. Its keys are stable: some may join, none is renamed or removed in moveready/1."""

    schema: Literal["moveready/1"] = SCHEMA
    tool: Tool
    made: str | None = None  # when, as 2026-11-23T09:00:00Z
    knowledge: KnowledgeRead | None = None
    platform: PlatformName
    coverage: Coverage
    installs: tuple[Install, ...]
    near_misses: tuple[NearMiss, ...] = ()
    networks: tuple[Network, ...] = ()
    sites: tuple[Site, ...]
    databases: tuple[Database, ...]
    extensions: tuple[Extension, ...]
    translations: tuple[Translation, ...] = ()
    settings: tuple[Setting, ...]
    services: tuple[Service, ...] = ()
    options: tuple[OptionGroup, ...] = ()
    large_options: tuple[LargeOption, ...] = ()
    user_roles: tuple[UserRole, ...] = ()
    cron: tuple[CronJob, ...] = ()
    alias_characters: tuple[AliasCharacter, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    redirect_stores: tuple[RedirectStore, ...] = ()
    redirect_flaws: tuple[RedirectFlaw, ...] = ()
    server_files: tuple[ServerFile, ...] = ()
    ini_values: tuple[IniValue, ...] = ()
    host_settings: tuple[HostSetting, ...] = ()
    directives: tuple[ServerDirective, ...] = ()
    directives_left: tuple[ServerDirectivesLeft, ...] = ()
    tables: tuple[Table, ...]
    table_shapes: tuple[TableShape, ...] = ()
    table_purposes: tuple[TablePurpose, ...] = ()
    database_weights: tuple[DatabaseWeight, ...] = ()
    host_mentions: tuple[HostMentions, ...] = ()
    path_mentions: tuple[PathMentions, ...] = ()
    mentions_left: tuple[MentionsLeft, ...] = ()
    routines: tuple[Routine, ...]
    files: tuple[Tally, ...]
    noted_files: tuple[NotedFile, ...]
    occurrences: tuple[Occurrence, ...]
    requirements: tuple[Requirement, ...] = ()
    incompatibilities: tuple[Incompatibility, ...] = ()
    php: PhpChoice | None = None  # None: no code, or the platform's versions are not known
    programs: tuple[Program, ...] = ()
    binaries: tuple[Binary, ...] = ()
    processes: tuple[Process, ...] = ()
    languages: tuple[Language, ...] = ()
    core: tuple[CoreCheck, ...] = ()
    core_files: tuple[CoreFile, ...] = ()
    repository: tuple[Repository, ...] = ()
    versioned: tuple[Versioned, ...] = ()
    file_kinds: tuple[KindTally, ...] = ()
    extremes: tuple[Extreme, ...] = ()
    odd_names: tuple[OddName, ...] = ()
    links: tuple[Link, ...] = ()
    code_in_files: tuple[CodeInFiles, ...] = ()
    secrets: tuple[Secret, ...] = ()
    second_installs: tuple[SecondInstall, ...] = ()
    support: tuple[Support, ...] = ()
    composer: tuple[ComposerProject, ...] = ()
    findings: tuple[Finding, ...]
    acceptance: Acceptance | None = None  # None: everything counts
    unassessed: tuple[Unassessed, ...]
    plan: Plan

    @property
    def open_checks(self) -> int:
        """The rules that could not be decided, or not for every install."""
        return len({one.rule for one in self.unassessed})


def without(report: Report, characters: frozenset[str]) -> Report:
    """Return the report without these characters, wherever they stand in its texts."""
    plain = json.encode(report).decode().translate(dict.fromkeys(map(ord, characters)))
    return json.decode(plain, type=Report)


_FACTS: dict[str, type[Fact]] = {
    "installs": Install,
    "near_misses": NearMiss,
    "networks": Network,
    "sites": Site,
    "databases": Database,
    "extensions": Extension,
    "translations": Translation,
    "settings": Setting,
    "services": Service,
    "options": OptionGroup,
    "large_options": LargeOption,
    "user_roles": UserRole,
    "cron": CronJob,
    "alias_characters": AliasCharacter,
    "redirects": Redirect,
    "redirect_stores": RedirectStore,
    "redirect_flaws": RedirectFlaw,
    "server_files": ServerFile,
    "ini_values": IniValue,
    "host_settings": HostSetting,
    "directives": ServerDirective,
    "directives_left": ServerDirectivesLeft,
    "tables": Table,
    "table_shapes": TableShape,
    "table_purposes": TablePurpose,
    "database_weights": DatabaseWeight,
    "host_mentions": HostMentions,
    "path_mentions": PathMentions,
    "mentions_left": MentionsLeft,
    "routines": Routine,
    "files": Tally,
    "noted_files": NotedFile,
    "occurrences": Occurrence,
    "requirements": Requirement,
    "incompatibilities": Incompatibility,
    "programs": Program,
    "binaries": Binary,
    "processes": Process,
    "languages": Language,
    "core": CoreCheck,
    "core_files": CoreFile,
    "repository": Repository,
    "versioned": Versioned,
    "file_kinds": KindTally,
    "extremes": Extreme,
    "odd_names": OddName,
    "links": Link,
    "code_in_files": CodeInFiles,
    "secrets": Secret,
    "second_installs": SecondInstall,
    "support": Support,
    "composer": ComposerProject,
}


def stated(inventory: Inventory) -> dict[str, Any]:
    """Return the facts of an inventory under the keys that a report has for them."""
    return {key: tuple(inventory.of(kind)) for key, kind in _FACTS.items()}
