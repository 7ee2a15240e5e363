"""What the files for a web server say, and what becomes of it: facts, each with its place."""

from typing import Literal

from audit.model.facts import Fact

ServerFileKind = Literal[
    "htaccess",
    "htaccess-copy",  # .htaccess.bak and the like: no server reads it
    "apache",  # of the old server's configuration, as it was named
    "nginx",
    "redirects",  # _redirects
    "iis",  # web.config
    "php",  # php.ini, .user.ini
]
ServerOutcome = Literal[
    "ignorable",  # stock of the CMS, done by the platform, or without effect
    "translated",  # PHP does the same
    "moves-to",  # somewhere else, by hand
    "lost",
    "refused",  # it cannot be translated so that it does the same
    "broken",  # Apache itself refuses it
]


class ServerFile(Fact, frozen=True, kw_only=True):
    """A file that a web server or PHP reads for its configuration."""

    kind: ServerFileKind
    seen_as: str  # its path as seen from the install
    own: bool  # False: the core, an extension or a library brings it along
    directives: int | None = None  # None: it was not read for them
    ignorable: int = 0  # of the directives; the sum of these six is their number
    translated: int = 0
    moves: int = 0
    lost: int = 0
    refused: int = 0
    broken: int = 0
    error: str | None = None  # why Apache answers all requests below its folder with 500; None: it does not
    error_line: int | None = None
    assumed: tuple[str, ...] = ()  # what was taken for granted of the old host: mod_rewrite, IfVersion >= 2.4
    open_lines: tuple[int, ...] = ()  # of which only Apache itself can tell whether they are right
    blocks: tuple[str, ...] = ()  # of the CMS that were recognised


class IniValue(Fact, frozen=True, kw_only=True):
    """A value that a php.ini or .user.ini sets."""

    name: str  # as PHP knows it: memory_limit
    value: str | None  # cut where it is long; None: it may be a secret
    seen_as: str
    own: bool  # False: the core, an extension or a library brings it along


class ServerDirective(Fact, frozen=True, kw_only=True):
    """A directive for Apache that is more than the CMS wrote, and what becomes of it."""

    name: str
    text: str  # without secrets, and cut where it is long
    outcome: ServerOutcome
    group: str  # what it is for: redirect, canonical, access, headers, ...
    why: str
    place: str | None = None  # where it moves to; None: nowhere
    edits: str | None = None  # the block of the CMS that it stands in without being part of it
    assumed: bool = False  # it counts only if the old host had the modules of a usual one
    seen_as: str
    own: bool


class ServerDirectivesLeft(Fact, frozen=True, kw_only=True):
    """How many directives of an install are in no fact of their own, as there are too many."""

    directives: int
    ignorable: int = 0
    translated: int = 0
    moves: int = 0
    lost: int = 0
    refused: int = 0
    broken: int = 0


class ServerText(Fact, frozen=True, kw_only=True):
    """The text of a file for Apache: all of an install are judged together, it goes no further than that."""

    seen_as: str
    own: bool
    data: bytes
    cut: bool
    is_configuration: bool = False  # of the server; False: a .htaccess
