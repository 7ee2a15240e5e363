"""What a translated .htaccess is made of."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

# A piece of a text that is put together for each request: plain text, or a kind and its name.
# Kinds: $ and % (captures), variable, header, env, and \ for a character that was escaped.
Piece = str | tuple[str, str]
Text = tuple[Piece, ...]

Status = Literal["translated", "internal", "support", "ineffective", "refused", "broken"]


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


class Alias(NamedTuple):
    """A Redirect or RedirectMatch."""

    line: int
    source: str
    is_pattern: bool
    status: int
    target: str | None


class Setter(NamedTuple):
    """A SetEnvIf, SetEnvIfNoCase, BrowserMatch or BrowserMatchNoCase."""

    line: int
    subject: str
    pattern: str
    nocase: bool
    plain: bool  # the pattern is a plain text, and values are taken as they are
    values: tuple[tuple[str, str | None], ...]  # None: the variable is removed


class Folder(NamedTuple):
    """What the .htaccess of one folder says."""

    path: str
    is_broken: bool = False
    rewrites: bool = False  # there is any line for mod_rewrite, so that the parent's rules do not count
    engine: bool | None = None
    base: str | None = None
    inherit: bool | None = None
    index_files: tuple[str, ...] | None = None
    rules: tuple[Rule, ...] = ()
    aliases: tuple[Alias, ...] = ()
    setters: tuple[Setter, ...] = ()


class Outcome(NamedTuple):
    """What became of one directive."""

    status: Status
    reason: str = ""
    unless: tuple[tuple[str, int], ...] = ()  # the same as on Apache only where these lines do not match


class Remark(NamedTuple):
    """Something to know about a line: a limit, an assumption or a quirk, and a proposed rule."""

    kind: Literal["limit", "assumption", "quirk"]
    folder: str
    line: int
    text: str
    proposal: str = ""


class Translation(NamedTuple):
    """All .htaccess files of a site, translated."""

    hosts: frozenset[str]
    index_files: tuple[str, ...]
    folders: tuple[Folder, ...]
    outcomes: Mapping[tuple[str, int], Outcome]  # by folder and first line
    remarks: tuple[Remark, ...]

    @property
    def is_exact(self) -> bool:
        """Whether every answer is Apache's: nothing refused, nothing that another module decides."""
        accepted = all(outcome.status not in {"refused", "broken"} for outcome in self.outcomes.values())
        return accepted and not any(remark.kind == "limit" for remark in self.remarks)
