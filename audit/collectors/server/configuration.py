"""Files of the old server's configuration that were named: their texts, and which install they are for."""

from collections.abc import Iterable, Sequence

from audit.model.facts import Install, Location
from audit.model.server import ServerText
from audit.parsers.apache.known import Directives
from audit.parsers.apache.lines import parse
from audit.redirects.configuration import Configuration, hosts_of
from audit.sources.named_files import read_text_file
from audit.sources.tree import shown

_LIMIT = 4 * 1024 * 1024  # bytes of one file
_WHAT = "a configuration file of Apache"


def read_configurations(paths: Iterable[str]) -> tuple[ServerText, ...]:
    """Return the texts of files, each one once. Raises AuditError for one that cannot be read."""
    return tuple(
        ServerText(
            location=Location(shown(path)),
            seen_as=shown(path),
            own=True,
            data=read_text_file(path, _LIMIT, _WHAT),
            cut=False,
            is_configuration=True,
        )
        for path in dict.fromkeys(paths)
    )


def configuration(text: ServerText, directives: Directives) -> Configuration:
    """Return what a file says."""
    return Configuration(text.location.path, parse(text.data, "server", directives=directives))


def belongs(found: Sequence[Configuration], docroot: str, others: int) -> bool:
    """Tell whether files are for an install: it is the only one, or a DocumentRoot ends with its docroot."""
    if not others:
        return True
    roots = {host.root for one in found for host in hosts_of(one) if host.root}
    return docroot not in {"", "."} and any(f"{root}/".endswith(f"/{docroot}/") for root in roots)


def owners(found: Sequence[Configuration], installs: Sequence[Install]) -> list[str | None]:
    """Return the roots of the installs that files are for; none: nobody can tell."""
    return [one.root for one in installs if belongs(found, one.docroot, len(installs) - 1)] if found else []
