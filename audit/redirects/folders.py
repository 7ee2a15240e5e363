"""The .htaccess of one folder: what of it decides where requests are sent."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from audit.parsers.apache.lines import ApacheFile, Directive, Section
from audit.redirects import patterns
from audit.redirects.aliases import read_alias
from audit.redirects.conditions import read_condition
from audit.redirects.records import Alias, Folder, Outcome, Refused, Remark, Rule, Setter, Status
from audit.redirects.rewrites import is_full, read_rule
from audit.redirects.setters import read_setter

REWRITING = frozenset({"rewriteengine", "rewritebase", "rewriteoptions", "rewritecond", "rewriterule"})
ALIASES = frozenset({"redirect", "redirectmatch", "redirectpermanent", "redirecttemp"})
SETTERS = frozenset({"setenvif", "setenvifnocase", "browsermatch", "browsermatchnocase", "setenvifexpr"})
# What a <Files> or an <If> says holds for some requests only.
_PARTIAL = frozenset({"files", "filesmatch", "if", "elseif", "else", "limit", "limitexcept"})
_ACCESS = frozenset({"require", "deny", "authtype", "sslrequiressl", "sslrequire"})
_GRANTS = frozenset({"all granted"})
_FOLLOWS = frozenset({"followsymlinks", "symlinksifownermatch", "all"})
_HARMLESS = frozenset({"ignoreinherit", "ignorecontextinfo", "legacyprefixdocroot", "longurloptimization"})
_OUTSIDE = {
    "fallbackresource": "serves another file where one is missing, and asks the rules for that one",
    "directoryslash": "changes what Apache answers for a folder without a slash at the end",
    "checkspelling": "redirects addresses that are spelt almost right",
    "setenvifexpr": "sets variables by an expression of Apache's own language",
}


class Reading(NamedTuple):
    """What one file gave: its rules, and what became of each line."""

    folder: Folder
    outcomes: dict[int, Outcome]  # of all lines that have to do with redirects
    remarks: tuple[Remark, ...]
    environment: frozenset[str]  # variables that something sets which is not translated
    conditions: dict[int, tuple[int, ...]]  # the lines of a rule's conditions
    starts: dict[
        int, str
    ]  # what an address must begin with, in small letters, for a rule or redirect to match


def read_folder(path: str, file: ApacheFile, hosts: frozenset[str]) -> Reading:
    """Read the directives of a file; each one that has to do with redirects gets an outcome."""
    if file.errors:
        first = file.errors[0]
        reason = f"Apache answers 500 for the whole folder because of line {first.line}: {first.text}"
        lines = {one.line: Outcome("broken", reason) for one in file.directives if _concerns(one)}
        remark = Remark("limit", path, first.line, reason)
        return Reading(Folder(path, is_broken=True), lines, (remark,), frozenset(), {}, {})
    reader = _Reader(path, hosts, file.directives)
    if file.is_cut:
        reader.limit(0, "the file was too large to be read to its end")
    for module in file.assumed:
        reader.remarks.append(Remark("assumption", path, 0, f"the old server has {module}"))
    for directive in file.directives:
        reader.read(directive)
    return reader.done()


def _concerns(directive: Directive) -> bool:
    return directive.key in REWRITING | ALIASES | SETTERS


class _Reader:
    """Takes in the directives of a file one by one."""

    def __init__(self, path: str, hosts: frozenset[str], directives: Iterable[Directive]) -> None:
        self.path = path
        self.hosts = hosts
        self.base = _base(directives)
        self.engine: bool | None = None
        self.inherit: bool | None = None
        self.rewrites = False
        self.index_files: tuple[str, ...] | None = None
        self.follows: int | None = None
        self.rules: list[Rule] = []
        self.aliases: list[Alias] = []
        self.setters: list[Setter] = []
        self.waiting: list[Directive] = []  # conditions of the rule to come
        self.outcomes: dict[int, Outcome] = {}
        self.remarks: list[Remark] = []
        self.environment: set[str] = set()
        self.conditions: dict[int, tuple[int, ...]] = {}
        self.starts: dict[int, str] = {}
        self.denied: dict[tuple[Section, ...], int] = {}  # by section, the line that refuses all visitors
        self.unready: str | None = None  # why no rule of the folder can be translated

    def read(self, directive: Directive) -> None:
        if directive.active == "no":
            if _concerns(directive):
                self.outcomes[directive.line] = Outcome(
                    "ineffective", "it stands in a section that does not count"
                )
            return
        section = next((one.kind for one in directive.sections if one.kind in _PARTIAL), None)
        if _concerns(directive) and section:
            self.refuse(directive, f"it stands in <{section}>, and holds for some requests only")
            if directive.key in REWRITING:
                self.limit(directive.line, f"<{section}> has rules of its own for some requests")
            return
        if directive.key in REWRITING:
            self.rewrites = True
        if (reader := _READERS.get(directive.key)) is not None:
            reader(self, directive)
        elif directive.key in _OUTSIDE:
            self.limit(directive.line, f"{directive.name} {_OUTSIDE[directive.key]}")

    def done(self) -> Reading:
        for directive in self.waiting:
            self.outcomes[directive.line] = Outcome("ineffective", "no RewriteRule follows it")
        for line in self.denied.values():
            self.limit(line, "Order refuses the visitors that no Allow names, before any redirect")
        if self.follows is not None:
            self.limit(self.follows, "Options without FollowSymLinks: Apache forbids rewriting, with 403")
        folder = Folder(
            self.path,
            is_broken=False,
            rewrites=self.rewrites,
            engine=self.engine,
            base=self.base,
            inherit=self.inherit,
            index_files=self.index_files,
            rules=tuple(self.rules),
            aliases=tuple(self.aliases),
            setters=tuple(self.setters),
        )
        remarks = tuple(dict.fromkeys(self.remarks))
        return Reading(
            folder, self.outcomes, remarks, frozenset(self.environment), self.conditions, self.starts
        )

    def limit(self, line: int, text: str) -> None:
        self.remarks.append(Remark("limit", self.path, line, text))

    def under(self, start: str) -> str:
        """Return the beginning of an address as one of the whole site."""
        return f"/{self.path}/{start}".replace("//", "/").lower()

    def refuse(self, directive: Directive, reason: str) -> None:
        self.outcomes[directive.line] = Outcome("refused", reason)
        if directive.key in SETTERS:
            self.environment |= _names(directive.args)

    def turn(self, directive: Directive) -> None:
        self.engine = directive.args[0].lower() == "on"
        self.outcomes[directive.line] = Outcome("support")

    def settle(self, directive: Directive) -> None:
        self.outcomes[directive.line] = Outcome("support")

    def choose(self, directive: Directive) -> None:
        words = {word.lower() for word in directive.args}
        if "inherit" in words:
            self.inherit = True
        if unknown := words - _HARMLESS - {"inherit"}:
            self.unready = f"the folder's RewriteOptions {' '.join(sorted(unknown))} change how rules are run"
            self.refuse(directive, self.unready)
        else:
            self.outcomes[directive.line] = Outcome("support")

    def wait(self, directive: Directive) -> None:
        self.waiting.append(directive)

    def rewrite(self, directive: Directive) -> None:
        waiting, self.waiting = self.waiting, []
        pattern = directive.args[0]
        self.starts[directive.line] = self.under(
            "" if pattern.startswith("!") else patterns.beginning(pattern)
        )
        try:
            rule = self.rule(directive, waiting)
            outcome = Outcome(_kind(rule))
        except Refused as refused:
            rule = _refused(directive)
            outcome = Outcome("refused", str(refused))
        self.rules.append(rule)
        for one in (*waiting, directive):
            self.outcomes[one.line] = outcome
        self.conditions[directive.line] = tuple(one.line for one in waiting)

    def rule(self, directive: Directive, waiting: Iterable[Directive]) -> Rule:
        if self.unready:
            raise Refused(self.unready)
        conditions = tuple(read_condition(one.line, one.args) for one in waiting)
        return read_rule(directive.line, directive.args, conditions, self.hosts, self.base)

    def redirect(self, directive: Directive) -> None:
        self.starts[directive.line] = ""
        try:
            alias = read_alias(directive.line, directive.key, directive.args)
            self.aliases.append(alias)
            start = patterns.beginning(alias.source) if alias.is_pattern else alias.source
            self.starts[directive.line] = start.lower()
            self.outcomes[directive.line] = Outcome("translated")
        except Refused as refused:
            self.refuse(directive, str(refused))

    def set(self, directive: Directive) -> None:
        try:
            self.setters.append(read_setter(directive.line, directive.key, directive.args))
            self.outcomes[directive.line] = Outcome("support")
        except Refused as refused:
            self.refuse(directive, str(refused))

    def hide(self, directive: Directive) -> None:
        """SetEnv and PassEnv: set too late for the rules, but seen by them in the next round."""
        words = directive.args[:1] if directive.key == "setenv" else directive.args
        self.environment |= set(words)

    def list(self, directive: Directive) -> None:
        self.index_files = () if directive.args == ("disabled",) else directive.args

    def allow(self, directive: Directive) -> None:
        said = " ".join(directive.args).lower()
        if directive.key == "require" and said in _GRANTS:
            return
        self.limit(directive.line, f"{directive.name} refuses some visitors before any redirect")

    def order(self, directive: Directive) -> None:
        if directive.args[0].lower() != "deny,allow":
            self.denied[directive.sections] = directive.line

    def admit(self, directive: Directive) -> None:
        if " ".join(directive.args).lower() == "from all":
            self.denied.pop(directive.sections, None)

    def page(self, directive: Directive) -> None:
        page = directive.args[1] if len(directive.args) > 1 else ""
        if page.startswith("/"):
            self.limit(
                directive.line, f"an error {directive.args[0]} goes through the rules again, as {page}"
            )
        elif re.match(r"[a-z0-9+.-]+:", page, re.IGNORECASE):
            self.limit(directive.line, f"an error {directive.args[0]} is answered with a redirect")

    def option(self, directive: Directive) -> None:
        words = [word.lower() for word in directive.args]
        if "multiviews" in {word.lstrip("+") for word in words}:
            self.limit(directive.line, "MultiViews finds files whose names were not said in full")
        if any(word.lstrip("+") in _FOLLOWS for word in words if not word.startswith("-")):
            self.follows = None
        elif "-followsymlinks" in words or not all(word.startswith(("+", "-")) for word in words):
            self.follows = directive.line

    def head(self, directive: Directive) -> None:
        if "location" in {word.lower() for word in directive.args}:
            self.limit(directive.line, "Header changes the Location of redirects")


def _base(directives: Iterable[Directive]) -> str | None:
    """Return what the last RewriteBase says: it holds for the whole file."""
    said = [one.args[0] for one in directives if one.key == "rewritebase" and one.active != "no"]
    if not said:
        return None
    return said[-1] if said[-1].endswith("/") else said[-1] + "/"


def _kind(rule: Rule) -> Status:
    if rule.status is not None or (rule.redirect is not None and rule.target is not None):
        return "translated"
    if rule.target is None:
        return "support"
    return "translated" if is_full(rule) else "internal"


def _refused(directive: Directive) -> Rule:
    flags = directive.args[2].lower() if len(directive.args) > 2 else ""
    chain = re.search(r"[\[,]\s*(?:c|chain)\s*[\],]", flags) is not None
    names = frozenset({"chain"} if chain else ())
    return Rule(directive.line, None, False, False, (), None, None, None, names)


def without(rule: Rule) -> Rule:
    """Return what stands in the place of a rule that was refused after all."""
    return Rule(rule.line, None, False, False, (), None, None, None, rule.flags & {"chain"})


def _names(words: Iterable[str]) -> set[str]:
    """Return the variables that a refused line could set."""
    return {word.lstrip("!").partition("=")[0] for word in words}


_READERS: dict[str, Callable[[_Reader, Directive], None]] = {
    "rewriteengine": _Reader.turn,
    "rewritebase": _Reader.settle,
    "rewriteoptions": _Reader.choose,
    "rewritecond": _Reader.wait,
    "rewriterule": _Reader.rewrite,
    **dict.fromkeys(ALIASES, _Reader.redirect),
    **dict.fromkeys(SETTERS - {"setenvifexpr"}, _Reader.set),
    "setenvifexpr": lambda reader, directive: reader.refuse(
        directive, "it is an expression of Apache's own language"
    ),
    "setenv": _Reader.hide,
    "passenv": _Reader.hide,
    "directoryindex": _Reader.list,
    **dict.fromkeys(_ACCESS, _Reader.allow),
    "order": _Reader.order,
    "allow": _Reader.admit,
    "errordocument": _Reader.page,
    "options": _Reader.option,
    "header": _Reader.head,
}
