"""What is wrong with a redirect by itself: it never matches, PHP never sees it, its pattern is dangerous."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from audit.collectors.places import below
from audit.collectors.redirects.catastrophic import is_catastrophic
from audit.collectors.redirects.patterns import Branch, Group, Item, parse_pattern
from audit.model.redirects import OF_APACHE, VISITOR, Dependence, FlawKind, Redirect
from audit.sources.tree import Listing

_STRIPPED = re.compile(r"(?<![A-Za-z0-9])(?:utm_[a-z*.(\[]|__[A-Za-z0-9*.(\[])")
_SLASH, _QUESTION = 1 << ord("/"), 1 << ord("?")
_WORDS: dict[Dependence, str] = {
    "user-agent": "the browser",
    "referrer": "the page that a visitor comes from",
    "cookie": "a cookie",
    "header": "a header of the request",
    "language": "the language that a visitor prefers",
    "address": "the visitor's address",
    "login": "whether somebody is logged in",
    "time": "the time",
}


class Fault(NamedTuple):
    """One thing that is wrong."""

    kind: FlawKind
    text: str
    doubt: str | None = None


def find_faults(
    redirect: Redirect, hosts: Collection[str], listing: Listing | None, docroot: str
) -> Iterator[Fault]:
    """Yield what is wrong with a redirect; the listing is that of the files, None if there are none."""
    if text := _never(redirect, hosts):
        yield Fault("never-matches", text)
    if redirect.kind == "regex":
        pattern = parse_pattern(redirect.source)
        if pattern is not None and is_catastrophic(pattern):
            text = "Its pattern shares out a text in too many ways: some addresses keep PHP busy for seconds."
            yield Fault("catastrophic", text)
    asked = redirect.query if redirect.query is not None else _asked(redirect)
    if asked and (found := _STRIPPED.search(asked)):
        text = f"It asks for {found[0].rstrip('*.([')}… in the query, which a cache before PHP may leave out."
        yield Fault("stripped-query", text)
    if words := [_WORDS[one] for one in redirect.depends if one in VISITOR]:
        text = f"Its answer depends on {' and '.join(words)}: it must not be cached for others."
        yield Fault("visitor", text)
    if redirect.by in OF_APACHE and listing is not None and redirect.kind in {"exact", "prefix"}:
        path = unquote(redirect.source).strip("/")
        if path and not path.endswith(".php") and listing.is_file(below(docroot, path)):
            yield Fault("static-file", "A file lies there: the web server sends it, and PHP is never asked.")


def _never(redirect: Redirect, hosts: Collection[str]) -> str | None:
    """Return why a redirect can never answer; None where it may."""
    if redirect.host is not None and hosts and redirect.host not in hosts:
        return f"It is for {redirect.host}, which is no address of this site."
    if redirect.kind in {"exact", "prefix"}:
        if "#" in redirect.source:
            return "Browsers do not send what stands behind a #."
        if redirect.by in OF_APACHE and "?" in redirect.source:
            return "A Redirect is compared with the path alone, and its source has a query."
    return _never_pattern(redirect) if redirect.kind == "regex" else None


def _never_pattern(redirect: Redirect) -> str | None:
    pattern = parse_pattern(redirect.source)
    if pattern is None:
        return None
    branches = pattern.whole.branches
    if redirect.base.endswith("/") and all(map(_begins_with_slash, branches)):
        return "In a .htaccess a path comes without its first slash, and the pattern asks for one."
    if redirect.by in OF_APACHE and all(_asks(branch, _QUESTION) for branch in branches):
        return "Its pattern asks for a ?, and the path that it is tried on has none."
    if all(map(_is_torn, branches)):
        return "Its pattern asks for something before the beginning or behind the end of the path."
    return None


def _begins_with_slash(branch: Branch) -> bool:
    return len(branch) > 1 and branch[0].node == "start" and branch[1].node == _SLASH and branch[1].low > 0


def _asks(branch: Branch, mask: int) -> bool:
    """Tell whether a branch asks for one of these characters."""
    return any(
        item.low > 0
        and (
            item.node == mask
            or (isinstance(item.node, Group) and all(_asks(inner, mask) for inner in item.node.branches))
        )
        for item in branch
    )


def _is_torn(branch: Branch) -> bool:
    starts = [place for place, item in enumerate(branch) if item.node == "start"]
    ends = [place for place, item in enumerate(branch) if item.node == "end"]
    if starts and any(map(_needs, branch[: starts[-1]])):
        return True
    return bool(ends) and any(map(_needs, branch[ends[0] + 1 :]))


def _needs(item: Item) -> bool:
    """Tell whether an item takes at least one character."""
    if item.low == 0 or isinstance(item.node, str):
        return False
    return isinstance(item.node, int) or all(any(map(_needs, inner)) for inner in item.node.branches)


def _asked(redirect: Redirect) -> str:
    """Return what the source of a redirect says of the query."""
    return redirect.source.partition("?")[2]
