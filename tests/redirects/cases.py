"""Translations of short texts."""

from audit.knowledge.apache import load_directives
from audit.parsers.apache.lines import parse
from audit.redirects.records import Outcome, Translation
from audit.redirects.translate import translate

_DIRECTIVES = load_directives()
_HOSTS = frozenset({"example.com"})


def translated(text: str, *, hosts: frozenset[str] = _HOSTS, **inner: str) -> Translation:
    """Translate a .htaccess, and those of folders that are named like the keywords."""
    files = {name: parse(said.encode(), directives=_DIRECTIVES) for name, said in {"": text, **inner}.items()}
    return translate(files, hosts)


def outcome(text: str, line: int = 1, *, hosts: frozenset[str] = _HOSTS) -> Outcome:
    """Return what became of a line."""
    return translated(text, hosts=hosts).outcomes["", line]
