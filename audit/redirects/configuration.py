"""The parts of a server's configuration: virtual hosts, and the folders that they speak of."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from audit.parsers.apache.lines import ApacheFile, Directive, Section
from audit.parsers.apache.sections import AT_ONCE

_SCHEME = re.compile(r"[a-z]+://")
_PORT = re.compile(r":(?P<port>[0-9]+|\*)\Z")
_WILD = re.compile(r"[*?\[]|\A~")


class Configuration(NamedTuple):
    """A file of the server's configuration."""

    name: str
    file: ApacheFile


class Part(NamedTuple):
    """What stands in one section, without the sections around it."""

    line: int
    folder: str | None  # of the old disk; None: it is for the whole server
    directives: tuple[Directive, ...]


class Host(NamedTuple):
    """A virtual host, or what stands outside of all."""

    configuration: str
    section: Section | None  # None: outside
    own: Part
    folders: tuple[Part, ...]

    @property
    def key(self) -> tuple[str, int]:
        """Its file and line; 0 for what stands outside."""
        return self.configuration, self.section.line if self.section else 0

    @property
    def names(self) -> tuple[str, ...]:
        """The names that it answers to, in small letters."""
        said = [*self._words("servername"), *self._words("serveralias")]
        return tuple(dict.fromkeys(_bare(word) for word in said if _bare(word)))

    @property
    def root(self) -> str | None:
        """Its DocumentRoot, without a slash at the end; None: it names none."""
        said = self._words("documentroot")
        return _path(said[-1]) if said and "${" not in said[-1] else None

    @property
    def is_secure(self) -> bool | None:
        """Whether it is for https; None: for http as well."""
        said = self._words("sslengine")
        if said:
            return said[-1].lower() in {"on", "optional"}
        found = [_PORT.search(word) for word in self.section.arg.split()] if self.section else []
        ports = {None if one is None or one["port"] == "*" else one["port"] for one in found}
        if not ports or None in ports or ("443" in ports and len(ports) > 1):
            return None
        return ports == {"443"}

    def _words(self, key: str) -> list[str]:
        """Return the words of all directives of a name."""
        found = (
            one for one in self.own.directives if one.key == key and one.active != "no" and not one.sections
        )
        return [word for one in found for word in one.args]


def hosts_of(configuration: Configuration) -> list[Host]:
    """Return the virtual hosts of a file, and before them what stands outside of all."""
    order: list[Section | None] = [None]
    own: dict[Section | None, list[Directive]] = {None: []}
    inner: dict[Section | None, dict[Section, list[Directive]]] = {None: {}}
    for directive in configuration.file.directives:
        outer = [one for one in directive.sections if one.kind not in AT_ONCE]
        host = outer[0] if outer and outer[0].kind == "virtualhost" else None
        if host not in own:
            order.append(host)
            own[host], inner[host] = [], {}
        rest = outer if host is None else outer[1:]
        folder = rest[0] if rest and rest[0].kind == "directory" and not _WILD.search(rest[0].arg) else None
        left = tuple(one for one in rest if one is not folder)
        kept = own[host] if folder is None else inner[host].setdefault(folder, [])
        kept.append(directive._replace(sections=left))
    return [
        Host(
            configuration.name,
            host,
            Part(host.line if host else 0, None, tuple(own[host])),
            tuple(Part(one.line, _path(one.arg), tuple(found)) for one, found in inner[host].items()),
        )
        for host in order
    ]


def of_the_site(hosts: Sequence[Host], names: Iterable[str]) -> set[tuple[str, int]]:
    """
    Return the keys of the virtual hosts that are for a site of these names.

    Those are the ones of such a name, those with the same docroot, and those that redirect there; where none
    has such a name, all are.
    """
    known = {name.removeprefix("www.") for name in names}
    named = [host for host in hosts if known & {name.removeprefix("www.") for name in host.names}]
    if not named:
        return {host.key for host in hosts}
    roots = {host.root for host in named} - {None}
    own = {host.key for host in named}
    return {host.key for host in hosts if host.key in own or host.root in roots or _leads_to(host, known)}


def below(folder: str, root: str) -> str | None:
    """
    Return a folder of the old disk as one below the docroot.

    >>> below("/srv/www/a", "/srv/www"), below("/srv", "/srv/www"), below("/srv", "/")
    ('a', None, 'srv')
    """
    if folder == root:
        return ""
    start = f"{root.rstrip('/')}/"
    return folder.removeprefix(start) if folder.startswith(start) else None


def _leads_to(host: Host, names: Iterable[str]) -> bool:
    text = " ".join(_targets(host.own.directives)).lower()
    return any(re.search(rf"//(?:www\.)?{re.escape(name)}(?:[/:?$%\s]|\Z)", text) for name in names)


def _targets(directives: Iterable[Directive]) -> Iterator[str]:
    yield from (one.rest for one in directives if one.key.startswith(("redirect", "rewriterule")))


def _bare(name: str) -> str:
    return _PORT.sub("", _SCHEME.sub("", name.lower(), count=1)).rstrip(".")


def _path(text: str) -> str:
    return re.sub("/+", "/", text).rstrip("/") or "/"
