"""What a site's code needs, holds and does, and how it is kept: facts, each with its place."""

from typing import Literal

from audit.model.facts import Fact, Location

RequirementKind = Literal["php-extension", "php-version"]
StatedBy = Literal["code", "composer.json", "composer.lock", "header", "info"]
Sureness = Literal["certain", "likely", "guarded"]  # guarded: the code asks first whether it is there
Effect = Literal["removed", "added", "deprecated", "changed"]
ProcessKind = Literal[
    "cron",  # a job of a crontab or a timer
    "daemon",  # kept running by supervisor, systemd, a Procfile, pm2
    "container",  # a service beside PHP: Docker Compose, Platform.sh
    "cgi",
    "ssi",  # a page that the web server puts together
    "server",  # written in another language, and answering requests
    "script",
    "build",  # tools that make what is deployed
]
CoreFileState = Literal["modified", "missing", "unknown", "left-over"]
VersionedState = Literal[
    "submodule",  # a commit of another repository
    "submodule-missing",  # as above, and nothing of it is here
    "nested",  # a repository of its own that the outer one does not know of
    "lfs-pointer",  # git LFS has the content, and it is not here
    "modified",
    "missing",
    "staged",  # added, changed or deleted in the index only
    "conflict",
    "untracked",
    "ignored",  # code that git ignores
    "ignored-built",  # as above, and a composer.lock above it may bring it
    "data",  # tracked uploads, caches and the like
    "large",  # a large file in the current commit
    "large-in-history",  # a large file of an earlier commit
]
CoreState = Literal[
    "intact",
    "changed",
    "mixed",  # files of two releases
    "unrecognised",  # of no known release, so no file is judged
    "incomplete",  # most files are not here, so none is judged
]


class Requirement(Fact, frozen=True, kw_only=True):
    """A PHP extension, or versions of PHP, that a part of the code asks for."""

    kind: RequirementKind
    name: str  # of the extension, as php -m says it in lower case; or a range of versions: ">=8.1"
    stated_by: StatedBy
    sure: Sureness = "certain"
    extension: str | None = None  # path of the extension of the CMS that needs it; None: other code
    package: str | None = None  # Composer package that says so
    vendored: bool = False  # third-party code inside needs it, not the extension's own
    uses: tuple[str, ...] = ()  # the functions, classes and constants that show it, a few of them
    places: tuple[Location, ...] = ()  # the first few
    times: int = 1  # how many places there are


class Incompatibility(Fact, frozen=True, kw_only=True):
    """Something in the code that works on some versions of PHP only."""

    symbol: str  # a function, class, constant or piece of syntax, as PHP's manual calls it
    effect: Effect
    version: str  # of PHP, from which on it is removed, there, deprecated or changed
    sure: Sureness = "certain"
    alternative: str | None = None
    extension: str | None = None  # as above
    vendored: bool = False
    places: tuple[Location, ...] = ()
    times: int = 1


class Program(Fact, frozen=True, kw_only=True):
    """A program that PHP code starts."""

    name: str | None  # without its folder; None: computed at run time
    by: str  # exec, proc_open, `, Process, ...
    path: str | None = None  # as it is called, where a folder is named
    guarded: bool = False  # the code asks first whether it is there or may be called
    extension: str | None = None
    vendored: bool = False
    own: bool = True  # False: in a public extension, or in the core
    seen_as: str = ""


class Binary(Fact, frozen=True, kw_only=True):
    """A file that holds compiled or encoded code."""

    format: str  # ELF, Mach-O, PE, phar, jar, ioncube, sourceguardian, zend, ...
    seen_as: str
    size: int | None
    extension: str | None = None
    vendored: bool = False
    own: bool = True  # False: a public extension brings it along


class Language(Fact, frozen=True, kw_only=True):
    """How much of the code is written in a language."""

    name: str
    files: int  # of the site's own code and its extensions
    bytes: int | None  # None: sizes were left out
    vendored_files: int = 0  # third-party code in vendor, node_modules and the like
    vendored_bytes: int | None = 0
    core_files: int = 0  # of the CMS itself
    core_bytes: int | None = 0


class Process(Fact, frozen=True, kw_only=True):
    """Something that a server runs besides answering requests with PHP."""

    kind: ProcessKind
    name: str  # of the program or the service
    language: str | None = None  # None: none, or not known
    text: str = ""  # what is run, without secrets
    seen_as: str = ""
    for_work: bool = False  # signs say that it runs on developers' own computers only
    own: bool = True  # False: a public extension, or the core, brings it along
    extension: str | None = None  # path of the extension that it lies in; None: in none


class CoreFile(Fact, frozen=True, kw_only=True):
    """A file of the core that is not as its release has it."""

    state: CoreFileState
    seen_as: str
    of: tuple[str, ...] = ()  # a few releases that have exactly this content; none: no known release has


class CoreCheck(Fact, frozen=True, kw_only=True):
    """How the files of a core compare with its releases."""

    state: CoreState
    stated: str | None  # version that its version file names
    matched: tuple[str, ...]  # releases that fit best; of a mixed core both
    files: int  # that were compared
    modified: int = 0
    missing: int = 0
    unknown: int = 0
    left_over: int = 0  # files of other releases, which this one has no longer or not yet
    line_ends: int = 0  # files that differ in their line ends only: as good as unchanged
    unproven: int = 0  # files that differ, but also between packages of the same release
    note: str | None = None  # why the comparison says less than it could


class Repository(Fact, frozen=True, kw_only=True):
    """A git repository, read without running anything that it names."""

    head: str | None = None  # commit, 40 hex digits; None: no commit yet
    branch: str | None = None  # None: detached
    branches: int = 0
    tags: int = 0
    unmerged: tuple[str, ...] = ()  # branches with commits that the head lacks, the first few
    commits: int | None = None  # that lead to the head; None: too many to count, or not all are here
    last_commit: str | None = None  # day of the commit that is checked out, as 2026-05-31 (UTC)
    shallow: bool = False  # its history was cut off when it was copied
    partial: bool = False  # some of its objects are fetched only when they are needed
    bare: bool = False  # without a work tree
    bytes: int = 0  # of the objects on disk
    tracked: int | None = None  # files in the index; None: it could not be read
    changed: int | None = None  # tracked files that differ from the last commit; None: not known
    line_ends: int = 0  # tracked files that differ from it in nothing but line ends
    untracked: int | None = None  # files on disk that git neither tracks nor ignores; None: not known
    remotes: tuple[str, ...] = ()  # hosts and paths, without logins
    lfs: tuple[str, ...] = ()  # patterns of what git LFS keeps elsewhere
    unread: tuple[str, ...] = ()  # what could not be told, and why, as sentences


class Versioned(Fact, frozen=True, kw_only=True):
    """A path of which a git repository has something to say."""

    state: VersionedState
    seen_as: str
    detail: str = ""  # address of a submodule, pattern that ignores it, ...
    files: int = 1  # of a folder: how many below it
    bytes: int | None = None  # None: not known
