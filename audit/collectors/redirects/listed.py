"""A redirect as the configuration of a web server states it, before it is a fact."""

from typing import NamedTuple

from audit.model.redirects import Dependence, RedirectKind


class Listed(NamedTuple):
    """A redirect in a file."""

    line: int
    source: str  # "" where conditions alone decide
    target: str | None
    status: int | None
    kind: RedirectKind
    depends: tuple[Dependence, ...] = ()
    host: str | None = None
    query: str | None = None
    enabled: bool = True
    nocase: bool = False
    base: str = ""
