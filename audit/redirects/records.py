"""What a translated .htaccess is made of."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

# A piece of a text that is put together for each request: plain text, or a kind and its name.
# Kinds: $ and % (captures), variable, header, env, and \ for a character that was escaped.
Piece = str | tuple[str, str]
Text = tuple[Piece, ...]

Status = Literal[
    "translated",
    "internal",
    "support",
    "ineffective",
    "moves-to",  # the platform's own settings take its place: in the data it is switched off
    "refused",
    "broken",
]
_CONFIGURATION = "//"  # before the name of a server's file: no folder is called so


def place_of(name: str) -> str:
    """Return the place of a file of the server's configuration, beside the folders of .htaccess files."""
    return f"{_CONFIGURATION}{name}"


def file_of(place: str) -> str:
    """
    Return the file that a place stands for.

    >>> file_of("blog"), file_of(""), file_of(place_of("vhost.conf"))
    ('blog/.htaccess', '.htaccess', 'vhost.conf')
    """
    if place.startswith(_CONFIGURATION):
        return place.removeprefix(_CONFIGURATION)
    return f"{place}/.htaccess" if place else ".htaccess"


class Refused(Exception):  # noqa: N818 - it is an answer, not a mistake
    """A directive cannot be translated so that it does the same; the text says why."""


class Condition(NamedTuple):
    """A RewriteCond."""

    line: int
    given: Text
    operator: str  # "" for a pattern
    value: str
    negated: bool
    nocase: bool
    ornext: bool


class Rule(NamedTuple):
    """A RewriteRule with its conditions; without a pattern it stands for one that was refused."""

    line: int
    pattern: str | None
    negated: bool
    nocase: bool
    conditions: tuple[Condition, ...]
    target: Text | None  # None: the rule leaves the URL as it is
    redirect: int | None  # the flag R
    status: int | None  # R with a status that is no redirect, F and G
    flags: frozenset[str]  # last, end, chain, main, qsa, qsd, qsl, noquery, ne, dpi, 3f, b, controls, noplus
    skip: int = 0
    rounds: int | None = None  # the flag N
    sets: tuple[Text, ...] = ()  # the flag E
    only: str = ""  # B=..
    keep: str = ""  # BNE=..
    is_canonical: bool = False  # it does no more than to lead to one host or to HTTPS


class Alias(NamedTuple):
    """A Redirect or RedirectMatch."""

    line: int
    source: str
    is_pattern: bool
    status: int
    target: str | None
    is_canonical: bool = False


class Setter(NamedTuple):
    """A SetEnvIf, SetEnvIfNoCase, BrowserMatch or BrowserMatchNoCase."""

    line: int
    subject: str
    pattern: str
    nocase: bool
    plain: bool  # the pattern is a plain text, and values are taken as they are
    values: tuple[tuple[str, str | None], ...]  # None: the variable is removed


class Folder(NamedTuple):
    """What the .htaccess of one folder says, or a section of a server's configuration."""

    path: str  # below the site's root
    is_broken: bool = False
    rewrites: bool = False  # there is any line for mod_rewrite, so that the parent's rules do not count
    engine: bool | None = None
    base: str | None = None
    inherit: bool | None = None
    index_files: tuple[str, ...] | None = None
    rules: tuple[Rule, ...] = ()
    aliases: tuple[Alias, ...] = ()
    setters: tuple[Setter, ...] = ()
    place: str = ""  # of its lines, as outcomes and remarks name it
    is_server: bool = False  # Apache asks it before it looks at folders


class Server(NamedTuple):
    """A virtual host, by the numbers of its sections among those of a translation."""

    names: tuple[str, ...]  # in small letters; * and ? stand for any; (): it is there for all hosts
    is_secure: bool | None  # it answers https; None: http as well
    own: int
    outside: int | None = None  # what stands outside of all virtual hosts
    folders: tuple[int, ...] = ()  # of its <Directory>, in their order
    unread: frozenset[str] = frozenset()  # folders whose .htaccess Apache does not read


class Outcome(NamedTuple):
    """What became of one directive."""

    status: Status
    reason: str = ""
    unless: tuple[tuple[str, int], ...] = ()  # the same as on Apache only where these lines do not match


class Remark(NamedTuple):
    """Something to know about a line: a limit, an assumption or a quirk, and a proposed rule."""

    kind: Literal["limit", "assumption", "quirk"]
    place: str
    line: int
    text: str
    proposal: str = ""


class Reading(NamedTuple):
    """What one file or section gave: its rules, and what became of each line."""

    folder: Folder
    outcomes: Mapping[int, Outcome]  # of all lines that have to do with redirects
    remarks: tuple[Remark, ...]
    environment: frozenset[str]  # variables that something sets which is not translated
    conditions: Mapping[int, tuple[int, ...]]  # the lines of a rule's conditions
    # What an address must begin with, in small letters, for a rule or redirect to match.
    starts: Mapping[int, str]


class Translation(NamedTuple):
    """All .htaccess files of a site, and the server's configuration, translated."""

    hosts: frozenset[str]
    index_files: tuple[str, ...]
    folders: tuple[Folder, ...]
    outcomes: Mapping[tuple[str, int], Outcome]  # by place and first line
    remarks: tuple[Remark, ...]
    sections: tuple[Folder, ...] = ()  # of the server's configuration
    servers: tuple[Server, ...] = ()  # in the order in which Apache asks for their names

    @property
    def is_exact(self) -> bool:
        """Whether every answer is Apache's: nothing refused, nothing that another module decides."""
        accepted = all(outcome.status not in {"refused", "broken"} for outcome in self.outcomes.values())
        return accepted and not any(remark.kind == "limit" for remark in self.remarks)
