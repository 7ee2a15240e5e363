"""RewriteRule, as mod_rewrite of Apache 2.4.60 and later reads it."""

import re
from collections.abc import Sequence

from audit.redirects import patterns
from audit.redirects.flags import Flags, pairs, read_flags
from audit.redirects.records import Condition, Refused, Rule, Text
from audit.redirects.texts import read_text

_ABSOLUTE = re.compile(
    r"(?:(?:ajp|balancer|fcgi|ftp|gopher|h2c?|https?|ldap|nntp|scgi|wss?)://|mailto:|news:|unix:)",
    re.IGNORECASE,
)
_WEB = re.compile(r"https?://([^/?]*)", re.IGNORECASE)
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+")
# Where a disk usually has folders: Apache takes such a target for a file of the disk if it is one there.
_ON_DISK = frozenset(
    """
    bin boot data dev etc home lib lib32 lib64 lost+found media mnt nix opt proc root run sbin snap srv sys
    tmp usr usr2 var vagrant web www
    """.split()
)
_STRANGE = re.compile(r"(?:ldap|unix|ajp|balancer|fcgi|scgi|h2c?):", re.IGNORECASE)


def read_rule(
    line: int,
    words: Sequence[str],
    conditions: tuple[Condition, ...],
    hosts: frozenset[str],
    base: str | None,
) -> Rule:
    r"""
    Return a rule, or refuse it.

    >>> rule = read_rule(3, ["^a/(.*)$", "/b/$1", "[R=301,L]"], (), frozenset(), None)
    >>> rule.pattern, rule.target, rule.redirect
    ('^a/(.*)$', ('/b/', ('$', '1')), 301)
    """
    pattern, target = words[0], words[1]
    flags = read_flags(words[2] if len(words) > 2 else None)
    negated = pattern.startswith("!")
    pattern = pattern[1:] if negated else pattern
    patterns.check(pattern)
    names = set(flags.names)
    text: Text | None = None
    if target != "-" and flags.status is None:
        target = _query(target, names)
        text = read_text(target)
        _check_target(target, flags, hosts, base)
    return Rule(
        line,
        pattern,
        negated,
        "nocase" in names,
        conditions,
        text,
        flags.redirect,
        flags.status,
        frozenset(names - {"nocase", "pass"}),
        flags.skip,
        flags.rounds,
        tuple(read_text(setting) for setting in flags.sets),
        flags.only,
        flags.keep,
    )


def check_server_rule(rule: Rule, words: Sequence[str]) -> None:
    """Refuse a rule of a virtual host that would not do the same: its paths are those of the old disk."""
    for condition in rule.conditions:
        is_inside = condition.given[:1] == (("variable", "DOCUMENT_ROOT"),)
        if condition.operator in {"-f", "-d", "-s"} and not is_inside:
            raise Refused(
                "in a virtual host its condition looks for a file from the root of the old disk:"
                " it lacks %{DOCUMENT_ROOT}"
            )
    if rule.target is None or rule.redirect is not None or rule.status is not None or is_full(rule):
        return
    flags = {name.lower() for name, _ in pairs(words[2] if len(words) > 2 else None)}
    if flags & {"pt", "passthrough"}:
        raise Refused("it passes an address on to Alias and the like (flag PT)")
    first = rule.target[0] if rule.target else ""
    path = first if isinstance(first, str) else ""
    path, query, _ = path.partition("?")
    if (
        (len(rule.target) > 1 and not query)
        or not _PLAIN_PATH.fullmatch(path)
        or "." not in path.rpartition("/")[2]
    ):
        raise Refused("in a virtual host it rewrites to what may be a folder, or a file of the old disk")
    if path.split("/")[1] in _ON_DISK:
        raise Refused(f"in a virtual host /{path.split('/')[1]} may be a folder of the old disk")


def is_absolute(target: str) -> bool:
    """
    Say whether mod_rewrite takes a target for a full URL.

    >>> is_absolute("http://example.com"), is_absolute("http:/x"), is_absolute("javascript:x")
    (True, False, False)
    """
    return len(target) > 5 and _ABSOLUTE.match(target) is not None


def answers(rule: Rule) -> bool:
    """Say whether a rule answers a request itself, with a redirect or another status."""
    return rule.status is not None or (
        rule.target is not None and (rule.redirect is not None or is_full(rule))
    )


def is_full(rule: Rule) -> bool:
    """Say whether a rule's target is a full URL, which needs no flag R to be a redirect."""
    first = rule.target[0] if rule.target else ""
    return isinstance(first, str) and _ABSOLUTE.match(first) is not None


def _query(target: str, names: set[str]) -> str:
    """Take account of a question mark at the end, which says that there is to be no query."""
    if target.endswith("?"):
        if "qsa" in names:
            names.add("qsl")
            return target
        names.add("noquery")
        return target[:-1]
    if "qsd" in names and "?" not in target:
        names.add("noquery")
    if target.startswith("//"):
        names.add("slashes")
    return target


def _check_target(target: str, flags: Flags, hosts: frozenset[str], base: str | None) -> None:
    if "\0" in target:
        raise Refused("its target holds a control character")
    if _STRANGE.match(target):
        raise Refused("its target is an address for servers, not for browsers")
    if "pass" in flags.names and (is_absolute(target) or target.startswith("%")):
        raise Refused("it joins the flag PT and a full address, which Apache answers with 400")
    if flags.redirect is not None:
        if base is None and not target.startswith(("/", "%", "$")) and not is_absolute(target):
            raise Refused(
                "it redirects to a relative address without a RewriteBase:"
                f" Apache answers with a path of the old server's disk; say /{target}"
            )
        return
    if found := _WEB.match(target):
        if not hosts:
            raise Refused(
                "it names a full address without the flag R, which is no redirect if it is the site's own:"
                " the site's host names were not given"
            )
        host, _, port = found[1].partition(":")
        if port and host.lower() in hosts:
            raise Refused("it names the site's own host with a port")
