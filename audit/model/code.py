"""What a site's code needs, holds and does, and how it is kept: facts, each with its place."""

from typing import Literal

from audit.model.facts import Fact, Location

RequirementKind = Literal["php-extension", "php-version"]
StatedBy = Literal["code", "composer.json", "composer.lock", "header", "info"]
Sureness = Literal["certain", "likely", "guarded"]  # guarded: the code asks first whether it is there
Effect = Literal["removed", "added", "deprecated", "changed"]
CoreFileState = Literal["modified", "missing", "unknown", "line-ends"]
CoreState = Literal["intact", "changed", "mixed", "unrecognised"]


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


class Binary(Fact, frozen=True, kw_only=True):
    """A file that holds compiled or encoded code."""

    format: str  # ELF, Mach-O, PE, phar, jar, ioncube, sourceguardian, zend, ...
    seen_as: str
    size: int | None
    extension: str | None = None
    vendored: bool = False


class Language(Fact, frozen=True, kw_only=True):
    """How much of the code is written in a language."""

    name: str
    files: int  # of the site's own code and its extensions
    bytes: int
    vendored_files: int = 0  # third-party code in vendor, node_modules and the like
    vendored_bytes: int = 0


class Process(Fact, frozen=True, kw_only=True):
    """Something that a server runs besides answering requests with PHP."""

    kind: Literal["cron", "daemon", "container", "cgi", "ssi", "server", "script", "build"]
    name: str  # of the program or the service
    language: str | None = None  # None: none, or not known
    text: str = ""  # what is run, without secrets
    seen_as: str = ""


class CoreFile(Fact, frozen=True, kw_only=True):
    """A file of the core that is not as its release has it."""

    state: CoreFileState
    seen_as: str
    of: tuple[str, ...] = ()  # releases that have exactly this content; none: no known release has


class CoreCheck(Fact, frozen=True, kw_only=True):
    """How the files of a core compare with its releases."""

    state: CoreState
    stated: str | None  # version that its version file names
    matched: tuple[str, ...]  # releases that fit best
    files: int  # that were compared
    modified: int = 0
    missing: int = 0
    unknown: int = 0
    note: str | None = None  # why the comparison says less than it could


class Repository(Fact, frozen=True, kw_only=True):
    """A git repository, read without running anything that it names."""

    head: str | None  # commit, 40 hex digits; None: no commit yet
    branch: str | None  # None: detached
    branches: int
    commits: int | None  # None: too many to count, or a shallow clone
    shallow: bool
    bytes: int  # of the objects on disk
    tracked: int | None  # files in the index; None: it could not be read
    remotes: tuple[str, ...] = ()  # hosts and paths, without logins
    submodules: tuple[str, ...] = ()
    lfs: tuple[str, ...] = ()  # patterns that git LFS keeps elsewhere
    modified: tuple[str, ...] = ()  # tracked files that differ on disk or are gone, the first few
    untracked: tuple[str, ...] = ()  # files on disk that git neither tracks nor ignores, the first few
    ignored: tuple[str, ...] = ()  # code on disk that git ignores, the first few
