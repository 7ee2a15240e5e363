"""A .htaccess, or a section of a server's file: what of it decides where requests are sent."""

import re
from collections.abc import Callable, Iterable, Sequence

from audit.parsers.apache.lines import ApacheFile, Directive, Section
from audit.parsers.apache.shapes import shape
from audit.redirects import patterns
from audit.redirects.aliases import read_alias
from audit.redirects.canonical import PLATFORM
from audit.redirects.conditions import read_condition
from audit.redirects.records import Alias, Folder, Outcome, Reading, Refused, Remark, Rule, Setter, Status
from audit.redirects.rewrites import check_server_rule, is_full, read_rule
from audit.redirects.setters import read_setter

REWRITING = frozenset({"rewriteengine", "rewritebase", "rewriteoptions", "rewritecond", "rewriterule"})
ALIASES = frozenset({"redirect", "redirectmatch", "redirectpermanent", "redirecttemp"})
SETTERS = frozenset({"setenvif", "setenvifnocase", "browsermatch", "browsermatchnocase", "setenvifexpr"})
# What a <Files> or an <If> says holds for some requests only.
_PARTIAL = frozenset(
    """
    files filesmatch if elseif else limit limitexcept
    directory directorymatch location locationmatch proxy proxymatch
    """.split()
)
_ACCESS = frozenset({"require", "deny", "authtype", "sslrequiressl", "sslrequire"})
_GRANTS = frozenset({"all granted"})
_FOLLOWS = frozenset({"followsymlinks", "symlinksifownermatch", "all"})
_DEFINED = re.compile(r"\$\{[^:}]+\}")
_HARMLESS = frozenset({"ignoreinherit", "ignorecontextinfo", "legacyprefixdocroot", "longurloptimization"})
_OUTSIDE = {
    "fallbackresource": "serves another file where one is missing, and asks the rules for that one",
    "directoryslash": "changes what Apache answers for a folder without a slash at the end",
    "checkspelling": "redirects addresses that are spelt almost right",
    "setenvifexpr": "sets variables by an expression of Apache's own language",
}


def read_folder(path: str, file: ApacheFile, hosts: frozenset[str]) -> Reading:
    """Read the directives of a file; each one that has to do with redirects gets an outcome."""
    if file.errors:
        first = file.errors[0]
        reason = f"Apache answers 500 for the whole folder because of line {first.line}: {first.text}"
        lines = {one.line: Outcome("broken", reason) for one in file.directives if concerns(one)}
        remark = Remark("limit", path, first.line, reason)
        return Reading(Folder(path, is_broken=True, place=path), lines, (remark,), frozenset(), {}, {})
    reader = _Reader(Folder(path, place=path), hosts, file.directives)
    if file.is_cut:
        reader.limit(0, "the file was too large to be read to its end")
    for module in file.assumed:
        reader.remarks.append(Remark("assumption", path, 0, f"the old server has {module}"))
    return reader.read_all(file.directives)


def read_section(folder: Folder, directives: Sequence[Directive], hosts: frozenset[str]) -> Reading:
    """Read what a server's configuration says for itself, or for a folder."""
    return _Reader(folder, hosts, directives, is_configured=True).read_all(directives)


def concerns(directive: Directive) -> bool:
    """Say whether a directive has to do with redirects."""
    return directive.key in REWRITING | ALIASES | SETTERS


def names_set(directive: Directive) -> set[str]:
    """Return the variables that a line may set which was refused."""
    return {word.lstrip("!").partition("=")[0] for word in directive.args}


class _Reader:
    """Takes in the directives of a file one by one."""

    def __init__(
        self,
        folder: Folder,
        hosts: frozenset[str],
        directives: Iterable[Directive],
        *,
        is_configured: bool = False,
    ) -> None:
        self.folder = folder
        self.hosts = hosts
        self.is_configured = is_configured  # in a file of the server
        # In the server's own context a path that does not begin with a slash gets one.
        self.base = "/" if folder.is_server else _base(directives)
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

    def read_all(self, directives: Iterable[Directive]) -> Reading:
        for directive in directives:
            self.read(directive)
        return self.done()

    def read(self, directive: Directive) -> None:
        if directive.active == "no":
            if concerns(directive):
                self.outcomes[directive.line] = Outcome(
                    "ineffective", "it stands in a section that does not count"
                )
            return
        section = next((one.kind for one in directive.sections if one.kind in _PARTIAL), None)
        if concerns(directive) and section:
            self.refuse(directive, f"it stands in <{section}>, and holds for some requests only")
            if directive.key in REWRITING:
                self.limit(directive.line, f"<{section}> has rules of its own for some requests")
            return
        if self.is_configured and concerns(directive) and (name := _DEFINED.search(directive.rest)):
            self.refuse(directive, f"it names {name[0]}, which is defined elsewhere")
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
        folder = self.folder._replace(
            rewrites=self.rewrites,
            engine=self.engine,
            base=None if self.folder.is_server else self.base,
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
        self.remarks.append(Remark("limit", self.folder.place, line, text))

    def under(self, start: str) -> str:
        """Return the beginning of an address as one of the whole site."""
        return re.sub("/+", "/", f"/{self.folder.path}/{start}").lower()

    def refuse(self, directive: Directive, reason: str) -> None:
        self.outcomes[directive.line] = Outcome("refused", reason)
        if directive.key in SETTERS:
            self.environment |= names_set(directive)

    def turn(self, directive: Directive) -> None:
        self.engine = directive.args[0].lower() == "on"
        self.outcomes[directive.line] = Outcome("support")

    def settle(self, directive: Directive) -> None:
        self.outcomes[directive.line] = Outcome("support")

    def choose(self, directive: Directive) -> None:
        words = {word.lower() for word in directive.args}
        known = _HARMLESS if self.folder.is_server else _HARMLESS | {"inherit"}
        if "inherit" in words:
            self.inherit = True
        if unknown := words - known:
            self.unready = f"RewriteOptions {' '.join(sorted(unknown))} change how rules are run"
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
        is_canonical = shape(waiting, directive) == "canonical"
        try:
            rule = self.rule(directive, waiting)._replace(is_canonical=is_canonical)
            outcome = Outcome("moves-to", PLATFORM) if is_canonical else Outcome(_kind(rule))
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
        rule = read_rule(directive.line, directive.args, conditions, self.hosts, self.base)
        if self.folder.is_server:
            check_server_rule(rule, directive.args)
        return rule

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
