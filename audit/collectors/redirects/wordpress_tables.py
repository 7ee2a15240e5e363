"""
The tables in which plugins of WordPress keep redirects.

Read about: Redirection 2.3 to 5.5, Rank Math 1.0, 301 Redirects (EPS) 2, AIOSEO 4 with its redirects.
"""

import json
from collections.abc import Callable, Iterator, Mapping

from audit.collectors.redirects.shelf import Kept, number, status_of
from audit.collectors.redirects.sources import quoted, split_source
from audit.model.redirects import Dependence
from audit.parsers.serialized import SerializedError, unserialize
from audit.parsers.sql import Pick

Row = Mapping[str, str]

# The columns as the plugins make them, and what is needed of them.
PICKS = {
    "redirection_items": Pick(
        frozenset(
            "id url match_data regex position group_id status action_type action_code action_data"
            " match_type".split()
        ),
        (
            *("id", "url", "match_url", "match_data", "regex", "position", "last_count", "last_access"),
            *("group_id", "status", "action_type", "action_code", "action_data", "match_type", "title"),
        ),
    ),
    "redirection_groups": Pick(
        frozenset({"id", "module_id", "status", "position"}),
        ("id", "name", "tracking", "module_id", "status", "position"),
    ),
    "rank_math_redirections": Pick(
        frozenset({"id", "sources", "url_to", "header_code", "status"}),
        (
            *("id", "sources", "url_to", "header_code", "hits", "status", "created", "updated"),
            "last_accessed",
        ),
    ),
    "aioseo_redirects": Pick(
        frozenset(
            "id source_url target_url type query_param regex ignore_slash ignore_case enabled"
            " custom_rules".split()
        ),
        (
            *("id", "source_url", "source_url_hash", "source_url_match", "source_url_match_hash"),
            *("target_url", "target_url_hash", "type", "query_param", "group", "regex", "ignore_slash"),
            *("ignore_case", "enabled", "created", "updated"),
        ),
    ),
    "redirects": Pick(
        frozenset({"id", "url_from", "url_to", "status", "type"}),
        ("id", "url_from", "url_to", "status", "type", "count"),
    ),
}
OWNERS = {
    "redirection_items": "redirection",
    "rank_math_redirections": "seo-by-rank-math",
    "aioseo_redirects": "all-in-one-seo-pack",
    "redirects": "eps-301-redirects",
}

_WORDPRESS_MODULE = 1  # of Redirection: PHP answers; others write files for Apache or nginx
_MATCHES: dict[str, Dependence] = {
    "agent": "user-agent",
    "cookie": "cookie",
    "header": "header",
    "ip": "address",
    "language": "language",
    "login": "login",
    "page": "page",
    "referrer": "referrer",
    "role": "login",
    "server": "host",
}
_LONGEST = 64 * 1024  # bytes of serialised data or JSON that are read
_SOURCES = 200  # of one entry of Rank Math


def redirection_items(row: Row) -> Iterator[Kept]:
    """Yield a redirect of Redirection."""
    is_regex = row["regex"] == "1"
    flags = _flags(row["match_data"])
    match = row["match_type"] or "url"
    depends: tuple[Dependence, ...] = () if match == "url" else (_MATCHES.get(match, "unknown"),)
    host = None
    target: str | None = row["action_data"]
    if match != "url":
        held = _unserialized(target or "")
        host, _ = split_source(_word(held, "server")) if match == "server" else (None, "")
        target = _word(held, "url_from") or _word(held, "url") or None
        if host:
            depends = ()
    if row["action_type"] not in {"url", "pass"}:
        target = None
    if row["action_type"] == "nothing":
        return
    source = row["url"]
    if not is_regex:
        source = split_source(source)[1]
    yield Kept(
        source=source,
        target=target or None,
        status=status_of(row["action_code"], 200 if row["action_type"] == "pass" else 301),
        kind="regex" if is_regex else "exact",
        enabled=row["status"] == "enabled",
        host=host,
        depends=depends,
        any_query=is_regex or flags.get("flag_query") in {"ignore", "pass"},
        nocase=bool(flags.get("flag_case")),
        loose_slash=bool(flags.get("flag_trailing")),
        rank=(number(row["position"]), number(row["id"])),
        group=number(row["group_id"]),
    )


def in_groups(kept: Kept, groups: Mapping[int, Row]) -> Kept:
    """Return a redirect of Redirection as its group lets it: switched off, in its place, not by PHP."""
    group = groups.get(kept.group or 0)
    if group is None:
        return kept
    return kept._replace(
        enabled=kept.enabled and group["status"] != "disabled",
        stays=number(group["module_id"]) == _WORDPRESS_MODULE,
        rank=(number(group["position"]), *kept.rank),
    )


def rank_math_redirections(row: Row) -> Iterator[Kept]:
    """Yield the redirects of an entry of Rank Math: one for each of its sources."""
    sources = _unserialized(row["sources"])
    status = status_of(row["header_code"])
    for one in list(sources.values())[:_SOURCES] if isinstance(sources, dict) else ():
        if not isinstance(one, dict):
            continue
        text, how = _word(one, "pattern"), _word(one, "comparison")
        host, path = split_source(text)
        plain = quoted(path.strip("/"))
        pattern = {
            "regex": text,
            "contains": plain,
            "start": f"^/{plain}",
            "end": f"{plain}/?$",
        }.get(how)
        yield Kept(
            source=path if pattern is None else pattern,
            target=row["url_to"] or None,
            status=status,
            kind="exact" if pattern is None else "regex",
            enabled=row["status"] == "active",
            host=host if pattern is None else None,
            any_query=True,
            nocase=_word(one, "ignore") == "case",
            loose_slash=pattern is None,
            rank=(number(row["id"]),),
        )


def aioseo_redirects(row: Row) -> Iterator[Kept]:
    """Yield a redirect of All in One SEO; the newest is asked first, and patterns last."""
    is_regex = row["regex"] == "1"
    host, path = split_source(row["source_url"])
    rules = row["custom_rules"].strip()
    yield Kept(
        source=row["source_url"] if is_regex else path,
        target=row["target_url"] or None,
        status=status_of(row["type"]),
        kind="regex" if is_regex else "exact",
        enabled=row["enabled"] != "0",
        host=None if is_regex else host,
        depends=("unknown",) if rules not in {"", "[]", "{}", "null"} else (),
        any_query=row["query_param"] in {"ignore", "pass", "utm"},
        nocase=row["ignore_case"] == "1",
        loose_slash=row["ignore_slash"] == "1",
        rank=(int(is_regex), -number(row["id"])),
    )


def redirects(row: Row) -> Iterator[Kept]:
    """Yield a redirect of 301 Redirects, whose targets may be numbers of posts."""
    is_post = row["type"] == "post" or row["url_to"].isdigit()
    host, path = split_source(row["url_from"])
    yield Kept(
        source=path,
        target=None if is_post else row["url_to"] or None,
        status=status_of(row["status"]),
        enabled=row["status"] != "inactive",
        host=host,
        any_query="?" not in path,
        loose_slash=True,
        rank=(number(row["id"]),),
    )


READERS: dict[str, Callable[[Row], Iterator[Kept]]] = {
    "redirection_items": redirection_items,
    "rank_math_redirections": rank_math_redirections,
    "aioseo_redirects": aioseo_redirects,
    "redirects": redirects,
}
NEEDED = {
    "redirection_items": frozenset({"url", "action_type"}),
    "rank_math_redirections": frozenset({"sources", "url_to"}),
    "aioseo_redirects": frozenset({"source_url", "target_url"}),
    "redirects": frozenset({"url_from", "url_to"}),  # other plugins have tables of this name as well
}


def _flags(text: str) -> dict[str, object]:
    """Return how a source of Redirection is compared; older versions have no such column."""
    try:
        read = json.loads(text[:_LONGEST]) if text.startswith("{") else None
    except (ValueError, RecursionError):
        return {}
    flags = read.get("source") if isinstance(read, dict) else None
    return flags if isinstance(flags, dict) else {}


def _unserialized(text: str) -> object:
    try:
        return unserialize(text.encode()[:_LONGEST])
    except SerializedError:
        return None


def _word(held: object, key: str) -> str:
    value = held.get(key) if isinstance(held, dict) else None
    return value if isinstance(value, str) else ""
