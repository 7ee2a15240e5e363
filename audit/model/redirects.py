"""Redirects wherever they are kept, and what is wrong with them: facts, each with its place."""

from typing import Literal

from audit.model.facts import Fact, Location

RedirectKind = Literal[
    "exact",  # one address
    "prefix",  # an address and all below it; the rest is appended to the target
    "regex",
    "dynamic",  # code, or a setting, decides
]
Dependence = Literal[
    "host",
    "scheme",
    "method",
    "query",
    "file",  # whether one is there
    "environment",
    "user-agent",
    "referrer",
    "cookie",
    "header",
    "language",  # that the visitor prefers
    "langcode",  # of the page, as its address tells the CMS
    "address",  # of the visitor
    "login",
    "time",
    "page",  # what the CMS would show
    "unknown",
]
FlawKind = Literal[
    "loop",
    "chain",
    "duplicate",
    "shadowed",  # an earlier one answers first
    "never-matches",
    "moving-target",  # it names a host of the site itself
    "static-file",  # a file lies there: PHP is never asked
    "too-many-patterns",
    "catastrophic",  # a pattern that some addresses keep busy
    "stripped-query",  # it asks for what the platform hides from PHP
    "visitor",  # the answer depends on who asks
]
OF_APACHE = frozenset({"htaccess", "apache"})  # of a .htaccess, and of the server's own configuration
VISITOR: frozenset[Dependence] = frozenset(
    {"user-agent", "referrer", "cookie", "header", "language", "address", "login", "time"}
)


class Redirect(Fact, frozen=True, kw_only=True):
    """A redirect, or an answer such as 410 in place of a page."""

    source: str  # a path from "/", or a pattern; "" where code decides; without secrets
    target: str | None = None  # without secrets; None: there is none, or only the site itself knows it
    status: int | None = None  # None: not known
    kind: RedirectKind
    by: str  # slug of a plugin or module; else htaccess, apache, config, code, nginx, _redirects, web.config
    enabled: bool = True
    platform: bool = False  # the platform's own settings of domains and HTTPS do it
    stays: bool = False  # the CMS answers it, so it goes on working after the move
    active: bool | None = None  # what answers it is switched on; None: not known, or no extension does
    site: int | None = None  # blog id; None: of all sites
    host: str | None = None  # it answers on this host only; None: on all
    depends: tuple[Dependence, ...] = ()  # on what, beside the path
    query: str | None = None  # what it asks of the query, as it is written; None: nothing
    any_query: bool = True  # False: it does not answer where there is a query that it does not name
    nocase: bool = False
    loose_slash: bool = False  # with or without a "/" at the end
    base: str = ""  # what is cut off a path before the pattern sees it: "/" in the .htaccess of a docroot
    order: int = 0  # among those of the same source, the first that fits answers


class RedirectStore(Fact, frozen=True, kw_only=True):
    """Where a plugin or module keeps redirects, and how many there are."""

    by: str
    redirects: int
    told: int  # of these, as facts of their own; none of what only the CMS can name
    disabled: int = 0  # of those that are told
    stays: bool = True
    active: bool | None = None  # as above
    site: int | None = None


class RedirectFlaw(Fact, frozen=True, kw_only=True):
    """Something wrong with a redirect, or with several."""

    kind: FlawKind
    by: str
    source: str
    target: str | None = None
    answer: str | None = None  # the address at the end of a chain, for a redirect in one hop
    text: str  # one sentence
    doubt: str | None = None  # why it may do no harm
    stays: bool = False  # as of the redirect
    places: tuple[Location, ...] = ()  # of the others that take part
    times: int = 1
