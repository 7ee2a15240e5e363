"""Redirects to one host or to HTTPS: the platform's own settings do the same, so they are switched off."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from audit.parsers.apache.shapes import keeps_address
from audit.redirects.records import Alias, Folder, Outcome, Reading, Rule, Text

PLATFORM = "the platform's own settings of domains and HTTPS do it"
_HOST = re.compile(r"https?://(?P<host>[A-Za-z0-9.-]+)(?::[0-9]+)?(?=/|\Z)", re.IGNORECASE)
_AFTER_HOST = frozenset({("$", "0"), ("$", "1"), ("variable", "REQUEST_URI")})


def with_canonical(reading: Reading, names: Iterable[str]) -> Reading:
    """Mark what leads all addresses of a virtual host to a host of these names."""
    known = {_bare(name) for name in names}
    folder = reading.folder
    rules = tuple(one._replace(is_canonical=True) if _leads_home(one, known) else one for one in folder.rules)
    aliases = tuple(
        one._replace(is_canonical=True) if _is_whole(one) and _bare(_alias_host(one)) in known else one
        for one in folder.aliases
    )
    marked = folder._replace(rules=rules, aliases=aliases)
    return reading._replace(folder=marked, outcomes={**reading.outcomes, **_moved(reading, marked)})


def canonical_lines(folder: Folder) -> list[int]:
    """Return the lines of a folder's redirects that are marked."""
    rules = [rule.line for rule in folder.rules if rule.is_canonical]
    return rules + [alias.line for alias in folder.aliases if alias.is_canonical]


def without_strangers(readings: Iterable[Reading], names: Iterable[str]) -> list[Reading]:
    """
    Take the mark off redirects that the platform cannot do.

    It knows one primary domain: where they lead to several hosts, or to one that is not of these names, they
    stay.
    """
    found = list(readings)
    hosts = {host for reading in found for host in _hosts(reading.folder)}
    known = {_bare(name) for name in names}
    home = {host for host in hosts if not known or _bare(host) in known}
    strange = hosts if len(home) > 1 else hosts - home
    return [_kept(reading, strange) for reading in found] if strange else found


def _kept(reading: Reading, strange: AbstractSet[str]) -> Reading:
    """Return a reading in which those are no longer marked that lead to certain hosts."""
    folder = reading.folder
    rules = tuple(
        one._replace(is_canonical=one.is_canonical and _rule_host(one) not in strange) for one in folder.rules
    )
    aliases = tuple(
        one._replace(is_canonical=one.is_canonical and _alias_host(one) not in strange)
        for one in folder.aliases
    )
    marked = folder._replace(rules=rules, aliases=aliases)
    before = dict.fromkeys(_moved(reading, folder), Outcome("translated"))
    return reading._replace(folder=marked, outcomes={**reading.outcomes, **before, **_moved(reading, marked)})


def _hosts(folder: Folder) -> set[str]:
    found = {_rule_host(rule) for rule in folder.rules if rule.is_canonical}
    found |= {_alias_host(alias) for alias in folder.aliases if alias.is_canonical}
    return {host for host in found if host}


def _moved(reading: Reading, folder: Folder) -> dict[int, Outcome]:
    """Return the outcomes of the lines that are marked."""
    lines = [
        line
        for rule in folder.rules
        if rule.is_canonical
        for line in (*reading.conditions.get(rule.line, ()), rule.line)
    ]
    lines += [alias.line for alias in folder.aliases if alias.is_canonical]
    return dict.fromkeys(lines, Outcome("moves-to", PLATFORM))


def _leads_home(rule: Rule, known: set[str]) -> bool:
    """Tell whether a rule without conditions leads every address to the same one of a known host."""
    if rule.is_canonical or rule.conditions or rule.negated or rule.pattern is None or not rule.target:
        return rule.is_canonical
    if rule.status is not None or rule.sets or _bare(_rule_host(rule)) not in known:
        return False
    text = "".join(
        one if isinstance(one, str) else f"%{{{one[1]}}}" if one[0] == "variable" else "".join(one)
        for one in rule.target
    )
    return keeps_address(rule.pattern, text)


def _is_whole(alias: Alias) -> bool:
    """Tell whether a redirect leads every address to the same one elsewhere."""
    target = alias.target or ""
    if alias.is_pattern:
        return keeps_address(alias.source, target)
    return alias.source == "/" and _HOST.sub("", target, count=1) == "/"


def _rule_host(rule: Rule) -> str | None:
    return _text_host(rule.target or ())


def _text_host(text: Text) -> str | None:
    """Return the host that a target names; None: it is put together."""
    first = text[0] if text else ""
    found = _HOST.match(first) if isinstance(first, str) else None
    if found is None or (found.end() == len(first) and len(text) > 1 and text[1] not in _AFTER_HOST):
        return None
    return found["host"].lower()


def _alias_host(alias: Alias) -> str | None:
    found = _HOST.match((alias.target or "").partition("$")[0])
    return found["host"].lower() if found else None


def _bare(host: str | None) -> str:
    return (host or "").removeprefix("www.")
