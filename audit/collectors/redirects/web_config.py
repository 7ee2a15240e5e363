"""Redirects in a web.config of IIS: the rules of its URL Rewrite module 2.1 and the element httpRedirect."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from audit.collectors.redirects.listed import Listed
from audit.collectors.redirects.sources import wildcard
from audit.model.redirects import Dependence

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

_DEEPEST = 100
_STATUSES = {"permanent": 301, "found": 302, "seeother": 303, "temporary": 307, "permredirect": 308}
_INPUTS: tuple[tuple[str, Dependence], ...] = (
    ("HTTP_HOST", "host"),
    ("SERVER_NAME", "host"),
    ("HTTPS", "scheme"),
    ("SERVER_PORT", "scheme"),
    ("HTTP_X_FORWARDED_PROTO", "scheme"),
    ("QUERY_STRING", "query"),
    ("HTTP_USER_AGENT", "user-agent"),
    ("HTTP_REFERER", "referrer"),
    ("HTTP_COOKIE", "cookie"),
    ("HTTP_ACCEPT_LANGUAGE", "language"),
    ("REMOTE_", "address"),
    ("REQUEST_METHOD", "method"),
    ("REQUEST_FILENAME", "file"),
    ("HTTP_", "header"),
)


class WebConfigError(ValueError):
    """The file is no XML, or holds what none of its kind does; the text says which."""


def parse_web_config(data: bytes) -> Iterator[Listed]:
    """
    Yield the redirects of a web.config. Raises WebConfigError where it cannot be read, or no further.

    >>> rule = b'<rule name="a"><match url="^old$"/><action type="Redirect" url="/new"/></rule>'
    >>> for one in parse_web_config(b"<configuration><rules>" + rule + b"</rules></configuration>"):
    ...     print(one.line, one.source, one.target, one.status, one.kind)
    1 ^old$ /new 301 regex
    """
    from xml.parsers import expat  # noqa: PLC0415 - hardly any site has such a file, and it takes megabytes

    reading = _Reading(expat.ParserCreate())
    error = None
    try:
        reading.parser.Parse(data, True)
    except expat.ExpatError as broken:
        error = f"It is no well-formed XML from line {broken.lineno} on."
    except WebConfigError as refused:
        error = str(refused)
    except (LookupError, ValueError):  # of Python's codecs, for a name that is none or not for XML
        error = "It is written in a character set that is not read."
    yield from reading.found
    if error:
        raise WebConfigError(error)


class _Reading:
    """A document while it is read; only names and attributes count."""

    def __init__(self, parser: "XMLParserType") -> None:
        self.found: list[Listed] = []
        self.parser = parser
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self._depth = 0
        self._paths: list[str] = []  # of the elements location that are open
        self._rule: dict[str, str] | None = None
        self._match: dict[str, str] = {}
        self._depends: dict[Dependence, None] = {}
        self._queries: list[str] = []
        self._line = 0

    @staticmethod
    def _refuse(*_: object) -> None:
        raise WebConfigError("It has a document type, which no web.config has; it was not read.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise WebConfigError("Its elements lie too deep in one another; it was not read to its end.")
        name = name.rpartition(":")[2].lower()
        values = {key.lower(): value for key, value in attributes.items()}
        if name == "location":
            self._paths.append(values.get("path", ""))
        elif name == "rule":
            self._rule, self._match, self._depends, self._queries = values, {}, {}, []
            self._line = self.parser.CurrentLineNumber
        elif name == "httpredirect":
            self._redirect(values)
        elif self._rule is None:
            return
        elif name == "match":
            self._match = values
        elif name == "add":
            self._condition(values)
        elif name == "action" and values.get("type", "").lower() == "redirect":
            self._act(self._rule, values)

    def _end(self, name: str) -> None:
        self._depth -= 1
        name = name.rpartition(":")[2].lower()
        if name == "location" and self._paths:
            self._paths.pop()
        elif name == "rule":
            self._rule = None

    def _condition(self, values: dict[str, str]) -> None:
        asked = values.get("input", "").strip("{}").upper()
        if not asked:
            return
        found: Dependence = next((one for start, one in _INPUTS if asked.startswith(start)), "unknown")
        self._depends[found] = None
        if found == "query":
            self._queries.append(values.get("pattern", ""))

    def _act(self, rule: dict[str, str], values: dict[str, str]) -> None:
        pattern = self._match.get("url", "")
        syntax = rule.get("patternsyntax", "").lower()
        if syntax == "wildcard":
            pattern = wildcard(pattern.lstrip("/")).replace("^/", "^", 1)
        is_negated = self._match.get("negate", "").lower() == "true"
        depends = [*self._depends, "unknown"] if is_negated else [*self._depends]
        self.found.append(
            Listed(
                self._line,
                pattern,
                values.get("url") or None,
                _STATUSES.get(values.get("redirecttype", "permanent").lower()),
                "exact" if syntax == "exactmatch" else "regex",
                tuple(depends),
                query=" ".join(self._queries) or None,
                enabled=rule.get("enabled", "true").lower() != "false",
                nocase=self._match.get("ignorecase", "true").lower() != "false",
                base="/",
            )
        )

    def _redirect(self, values: dict[str, str]) -> None:
        if values.get("destination"):
            is_exact = values.get("exactdestination", "false").lower() == "true"
            path = self._paths[-1].strip("/") if self._paths else ""
            self.found.append(
                Listed(
                    self.parser.CurrentLineNumber,
                    f"/{path}",
                    values["destination"],
                    _STATUSES.get(values.get("httpresponsestatus", "found").lower()),
                    "exact" if is_exact and path else "prefix",
                    enabled=values.get("enabled", "false").lower() == "true",
                    nocase=True,
                )
            )
