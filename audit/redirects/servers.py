"""The server's configuration, read: which of it holds for the site, virtual host by virtual host."""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from audit.redirects.canonical import with_canonical
from audit.redirects.configuration import Configuration, Host, Part, below, hosts_of, of_the_site
from audit.redirects.folders import SETTERS, concerns, names_set, read_section
from audit.redirects.records import Folder, Outcome, Reading, Remark, Server, place_of

_LIMITS = (  # what else decides where a request goes, by the names of directives in small letters
    (
        re.compile(r"(?:script|wsgiscript)?alias(?:match)?|virtualscriptalias|userdir"),
        "addresses that it names lie outside of the site's folder",
    ),
    (
        re.compile(r"proxypass(?:match)?|weblogiccluster|jkmount"),
        "another server answers addresses that it names",
    ),
    (re.compile(r"include(?:optional)?"), "what it names was not read: name that file as well"),
    (re.compile(r"use"), "what the macro says was not read"),
    (re.compile(r"virtualdocumentroot(?:ip)?"), "each host has a folder of its own"),
    (re.compile(r"usecanonicalname"), "redirects name the host that the configuration names"),
)
_MOST_HOSTS = 50  # of the site, over all files
_MOST_FOLDERS = 500  # that a virtual host speaks of
_OFF = frozenset({"off", "none", "disabled"})


class Read(NamedTuple):
    """All of a server's configuration that has to do with redirects."""

    sections: tuple[Reading, ...]
    servers: tuple[Server, ...]
    outcomes: dict[tuple[str, int], Outcome]  # of lines in none of these sections
    remarks: tuple[Remark, ...]
    environment: frozenset[str]  # as of a reading


def read_servers(
    configurations: Sequence[Configuration], names: frozenset[str], folders: Iterable[str]
) -> Read:
    """Read files of the server's configuration; folders are those of the site that have a .htaccess."""
    files = [(one, hosts_of(one)) for one in configurations]
    virtual = [host for _, hosts in files for host in hosts if host.section]
    reader = _Reader(names | {name for host in virtual for name in host.names}, tuple(folders))
    own = of_the_site(virtual, names)
    for configuration, (outside, *inner) in files:
        if configuration.file.errors:
            error = configuration.file.errors[0]
            reader.limit(
                configuration.name, error.line, f"a usual Apache would not start with it: {error.text}"
            )
        if configuration.file.is_cut:
            reader.limit(configuration.name, 0, "the file was too large to be read to its end")
        if inner:
            reader.virtual(outside, [host for host in inner if host.key in own])
            reader.leave(host for host in inner if host.key not in own)
        else:
            reader.alone(outside, is_included=bool(virtual))
    return reader.done()


class _Reader:
    """Takes in files one by one."""

    def __init__(self, names: frozenset[str], folders: tuple[str, ...]) -> None:
        self._names = names
        self._folders = folders
        self._sections: list[Reading] = []
        self._numbers: dict[
            tuple[str, int, str], int
        ] = {}  # of sections for folders, by file, line and folder
        self._servers: list[Server] = []
        self._outcomes: dict[tuple[str, int], Outcome] = {}
        self._remarks: list[Remark] = []
        self._environment: set[str] = set()

    def limit(self, name: str, line: int, text: str) -> None:
        """Note something that decides beside the redirects."""
        self._remarks.append(Remark("limit", place_of(name), line, text))

    def virtual(self, outside: Host, inner: Sequence[Host]) -> None:
        """Read a file with virtual hosts."""
        if not inner:
            return
        found = self._read(
            Folder("", place=place_of(outside.configuration), is_server=True), outside.own, outside
        )
        number = self._add(_without_rules(found))
        room = max(_MOST_HOSTS - len(self._servers), 0)
        for host in inner[:room]:
            self._server(host, outside, number)
        late = Outcome("refused", f"it comes after the first {_MOST_HOSTS} virtual hosts")
        for host in inner[room:]:
            for part in (host.own, *host.folders):
                self._tell(host.configuration, part, late)
        for host in inner:
            if not host.names and host.section:
                text = "it has no ServerName, and is taken for what answers all hosts"
                self._assume(host.configuration, host.section.line, text)

    def leave(self, hosts: Iterable[Host]) -> None:
        """Pass over the virtual hosts of other sites."""
        for host in hosts:
            names = ", ".join(host.names[:3]) or "without a name"
            outcome = Outcome("ineffective", f"it stands in the virtual host of another site: {names}")
            for part in (host.own, *host.folders):
                self._tell(host.configuration, part, outcome)

    def alone(self, outside: Host, *, is_included: bool) -> None:
        """Read a file without virtual hosts; it may be included in one that stands elsewhere."""
        name = outside.configuration
        if not is_included:
            self._server(outside, None, None)
            self._assume(name, 0, "it holds for all hosts of the site")
            return
        reason = (
            "it stands outside of <VirtualHost>: where its file is included decides for which hosts it holds"
        )
        for part in (outside.own, *outside.folders):
            self._tell(name, part, Outcome("refused", reason))

    def done(self) -> Read:
        """Return all that was read; hosts without a name come last, as they take every name."""
        servers = sorted(self._servers, key=lambda server: not server.names)
        remarks = tuple(dict.fromkeys(self._remarks))
        return Read(
            tuple(self._sections), tuple(servers), self._outcomes, remarks, frozenset(self._environment)
        )

    def _assume(self, name: str, line: int, text: str) -> None:
        self._remarks.append(Remark("assumption", place_of(name), line, text))

    def _server(self, host: Host, outside: Host | None, general: int | None) -> None:
        folder = Folder("", place=place_of(host.configuration), is_server=True)
        own = self._add(with_canonical(self._read(folder, host.own, host), self._names))
        root = host.root or (outside.root if outside else None)
        overrides: dict[str, bool] = {}
        numbers: list[int] = []
        parts = (*(outside.folders if outside else ()), *host.folders)
        for part in parts[:_MOST_FOLDERS]:
            self._override(host, part, overrides)
            numbers += self._folder(host, part, root)
        late = Outcome("refused", f"it comes after the first {_MOST_FOLDERS} folders of its virtual host")
        for part in parts[_MOST_FOLDERS:]:
            self._tell(host.configuration, part, late)
        unread = frozenset(one for one in self._folders if not _is_read(one, root, overrides))
        if unread:
            text = f"by AllowOverride None it reads none of {len(unread):,} .htaccess files of the site"
            self._assume(host.configuration, host.section.line if host.section else 0, text)
        self._servers.append(Server(host.names, host.is_secure, own, general, tuple(numbers), unread))

    def _override(self, host: Host, part: Part, overrides: dict[str, bool]) -> None:
        for directive in part.directives:
            words = {word.lower() for word in directive.args}
            if directive.key == "allowoverride" and directive.active != "no" and part.folder:
                overrides[part.folder] = words != {"none"}
                if words not in ({"all"}, {"none"}):
                    text = "Apache answers 500 to what its AllowOverride does not let into a .htaccess"
                    self.limit(host.configuration, directive.line, text)

    def _folder(self, host: Host, part: Part, root: str | None) -> list[int]:
        """Read what is said of a folder, and return its number if it is one of the site."""
        name, old = host.configuration, part.folder or "/"
        folder = None if root is None else below(old, root)
        if folder is None:
            is_above = root is None or below(root, old) is not None
            why = (
                "no DocumentRoot tells which folder this is"
                if root is None
                else "the folder lies above the site's"
            )
            outside = Outcome("ineffective", "the folder lies outside of the site")
            self._tell(name, part, Outcome("refused", why) if is_above else outside)
            return []
        key = (name, part.line, folder)
        if key not in self._numbers:
            self._numbers[key] = self._add(self._read(Folder(folder, place=place_of(name)), part, host))
        return [self._numbers[key]]

    def _read(self, folder: Folder, part: Part, host: Host) -> Reading:
        for directive in part.directives:
            is_off = bool(directive.args) and directive.args[0].lower() in _OFF
            if directive.active != "no" and not is_off:
                found = (text for pattern, text in _LIMITS if pattern.fullmatch(directive.key))
                for text in found:
                    self.limit(host.configuration, directive.line, f"{directive.name}: {text}")
        return read_section(folder, part.directives, self._names | set(host.names))

    def _add(self, reading: Reading) -> int:
        self._sections.append(reading)
        return len(self._sections) - 1

    def _tell(self, name: str, part: Part, outcome: Outcome) -> None:
        """Give all lines of a part that have to do with redirects one outcome; a refusal stays one."""
        for directive in part.directives:
            key = (place_of(name), directive.line)
            known = self._outcomes.get(key)
            if concerns(directive) and (known is None or known.status != "refused"):
                self._outcomes[key] = outcome
                if directive.key in SETTERS and outcome.status == "refused":
                    self._environment |= names_set(directive)


def _without_rules(reading: Reading) -> Reading:
    """Return what holds in virtual hosts of what stands outside of them: all but rules."""
    reason = "rules outside of <VirtualHost> hold in none"
    gone: AbstractSet[int] = {
        line for rule in reading.folder.rules for line in (*reading.conditions.get(rule.line, ()), rule.line)
    }
    outcomes = {
        line: Outcome("ineffective", reason) if line in gone else outcome
        for line, outcome in reading.outcomes.items()
    }
    return reading._replace(folder=reading.folder._replace(rules=()), outcomes=outcomes)


def _is_read(folder: str, root: str | None, overrides: dict[str, bool]) -> bool:
    """Tell whether Apache reads the .htaccess of a folder; where nobody says, it does."""
    if root is None:
        return True
    path = f"{root.rstrip('/')}/{folder}".rstrip("/") or "/"
    while True:
        if path in overrides:
            return overrides[path]
        if path == "/":
            return True
        path = path.rpartition("/")[0] or "/"
