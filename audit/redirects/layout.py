"""A translation as nested lists and tables with short keys: what the runtime reads, defaults left out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from audit.redirects import patterns
from audit.redirects.canonical import canonical_lines
from audit.redirects.records import Alias, Condition, Folder, Rule, Server, Setter, Text, Translation
from audit.redirects.setters import is_special

Value: TypeAlias = "str | int | bool | list[Value] | dict[str, Value] | None"

_FLAGS = ("last", "end", "chain", "main", "qsa", "qsd", "qsl", "noquery", "ne", "dpi", "3f", "slashes")
_FEW = 2  # literal rules that are worth a table


def lay_out(translation: Translation, *, is_canonical: bool = False) -> dict[str, Value]:
    """Return the data of a translation; canonical redirects are in it, and may be switched on."""
    hosts: dict[str, Value] = dict.fromkeys(sorted(translation.hosts), True)
    folders: dict[str, Value] = {}
    for folder in translation.folders:
        folders[folder.path] = _folder(folder)
    laid: dict[str, Value] = {"hosts": hosts, "index": list(translation.index_files), "folders": folders}
    parts = (*translation.folders, *translation.sections)
    if any(map(canonical_lines, parts)):
        laid = {"canonical": is_canonical, **laid}
    if translation.servers:
        laid["servers"] = [_server(translation.sections, server) for server in translation.servers]
    return laid


def _server(sections: Sequence[Folder], server: Server) -> Value:
    own = sections[server.own]
    if server.outside is not None:
        outside = sections[server.outside]
        own = own._replace(
            engine=outside.engine if own.engine is None else own.engine,
            aliases=own.aliases + outside.aliases,
            setters=outside.setters + own.setters,
            index_files=outside.index_files if own.index_files is None else own.index_files,
        )
    laid: dict[str, Value] = {} if server.is_secure is None else {"https": server.is_secure}
    wild = [name for name in server.names if "*" in name or "?" in name]
    if server.names:
        laid["names"] = {name: True for name in server.names if name not in wild}
        laid["like"] = [_like(name) for name in wild]
    folders: dict[str, list[Value]] = {}
    for number in server.folders:
        folders.setdefault(sections[number].path, []).append(_folder(sections[number]))
    laid["folders"] = {path: list(found) for path, found in folders.items()}
    laid["unread"] = dict.fromkeys(sorted(server.unread), True)
    return {
        **_folder(own._replace(rewrites=True)),
        **{key: value for key, value in laid.items() if value not in ({}, [])},
    }


def _like(name: str) -> str:
    """Return a name with * and ? as a pattern."""
    text = "".join({"*": ".*", "?": "."}.get(sign, re.sub(r"([^A-Za-z0-9])", r"\\\1", sign)) for sign in name)
    return patterns.to_php(f"^{text}$", nocase=True)


def _folder(folder: Folder) -> dict[str, Value]:
    if folder.is_broken:
        return {"broken": True}
    laid: dict[str, Value] = {}
    if folder.rewrites:
        laid["rewrite"] = list(_rules(folder.rules))
        laid |= {
            key: value
            for key, value in (("engine", folder.engine), ("base", folder.base), ("inherit", folder.inherit))
            if value is not None
        }
    if folder.aliases:
        laid["alias"] = list(_aliases(folder.aliases))
    if folder.setters:
        laid["set"] = [_setter(setter) for setter in folder.setters]
    if folder.index_files is not None:
        laid["index"] = list(folder.index_files)
    return laid


def _rules(rules: Sequence[Rule]) -> Iterator[Value]:
    """Yield rules; literal redirects that stand together become one table, looked up at once."""
    # Skips count rules, so that none may be left out or put together where one jumps.
    counted = any(rule.skip or "chain" in rule.flags for rule in rules)
    run: dict[str, Value] = {}
    waiting: list[Rule] = []
    for rule in rules:
        sources = None if counted else _literal(rule)
        if sources is not None:
            laid = _rule(rule)
            del laid["p"]
            waiting.append(rule)
            for source in sources:
                run.setdefault(source, laid)
            continue
        yield from _closed(run, waiting)
        run, waiting = {}, []
        if rule.pattern is not None:
            yield _rule(rule)
        elif counted:
            yield {"chain": True} if "chain" in rule.flags else {}
    yield from _closed(run, waiting)


def _closed(run: dict[str, Value], waiting: Sequence[Rule]) -> Iterator[Value]:
    if len(waiting) >= _FEW:
        yield {"run": run}
    else:
        for rule in waiting:
            yield _rule(rule)


def _literal(rule: Rule) -> tuple[str, ...] | None:
    """Return the addresses of a rule that always ends there, whatever else the request says."""
    if (
        rule.pattern is None
        or rule.negated
        or rule.nocase
        or rule.conditions
        or rule.sets
        or rule.is_canonical
    ):
        return None
    if rule.status is None and (rule.redirect is None or rule.target is None or "last" not in rule.flags):
        return None
    if rule.rounds is not None or any(not isinstance(piece, str) for piece in rule.target or ()):
        return None
    return patterns.literal(rule.pattern)


def _rule(rule: Rule) -> dict[str, Value]:
    said: tuple[tuple[str, Value], ...] = (
        ("canonical", rule.is_canonical),
        ("p", patterns.to_php(rule.pattern or "", nocase=rule.nocase)),
        ("not", rule.negated),
        ("if", [_condition(condition) for condition in rule.conditions]),
        ("to", None if rule.target is None else _text(rule.target)),
        ("r", rule.redirect),
        ("status", rule.status),
        *((flag, flag in rule.flags) for flag in _FLAGS),
        ("b", "b" in rule.flags and (_escaping(rule) or ["all"])),
        ("skip", rule.skip or None),
        ("next", rule.rounds),
        ("set", [_text(text) for text in rule.sets]),
    )
    return {key: value for key, value in said if value is not None and value is not False and value != []}


def _escaping(rule: Rule) -> dict[str, Value]:
    said: tuple[tuple[str, Value], ...] = (
        ("only", rule.only),
        ("keep", rule.keep),
        ("noplus", "noplus" in rule.flags),
        ("controls", "controls" in rule.flags),
    )
    return {key: value for key, value in said if value}


def _condition(condition: Condition) -> dict[str, Value]:
    laid: dict[str, Value] = {"in": _text(condition.given)}
    if not condition.operator:
        laid["p"] = patterns.to_php(condition.value, nocase=condition.nocase)
    else:
        laid["op"] = condition.operator
        if condition.value:
            laid["v"] = condition.value
        if condition.nocase:
            laid["nc"] = True
    if condition.negated:
        laid["not"] = True
    if condition.ornext:
        laid["or"] = True
    return laid


def _text(text: Text) -> Value:
    """Return a text of constant pieces as one, else its pieces."""
    if not text:
        return ""
    if len(text) == 1 and isinstance(text[0], str):
        return text[0]
    return [piece if isinstance(piece, str) else list(piece) for piece in text]


def _aliases(aliases: Iterable[Alias]) -> Iterator[Value]:
    run: dict[str, Value] = {}
    for order, alias in enumerate(aliases):
        if not alias.is_pattern and not alias.is_canonical:
            value: list[Value] = [order, alias.status]
            run.setdefault(alias.source, [*value, alias.target] if alias.target is not None else value)
            continue
        if run:
            yield {"run": run}
            run = {}
        if not alias.is_pattern:
            yield {"canonical": True, "run": {alias.source: [order, alias.status, alias.target]}}
            continue
        laid: dict[str, Value] = {"p": patterns.to_php(alias.source, nocase=False), "status": alias.status}
        if alias.target is not None:
            laid["to"] = alias.target
        if alias.is_canonical:
            laid["canonical"] = True
        yield laid
    if run:
        yield {"run": run}


def _setter(setter: Setter) -> Value:
    laid: dict[str, Value] = {"of" if is_special(setter.subject) else "header": setter.subject}
    pattern = setter.pattern
    laid["p"] = patterns.to_php(pattern, nocase=setter.nocase)
    laid["vars"] = dict(setter.values)
    if setter.plain:
        laid["plain"] = True
    return laid
