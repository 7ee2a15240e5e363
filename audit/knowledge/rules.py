"""The rules: read, checked and put in order; those of an agency over our own."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from audit.errors import KnowledgeError
from audit.knowledge.platforms import load_platforms
from audit.knowledge.toml import convert, tables
from audit.model.rules import SEVERITIES, Detector, Example, Rule
from audit.resources import KNOWLEDGE

Kinds = Mapping[str, type[Detector]]


def load_rules(kinds: Kinds, folder: Path = KNOWLEDGE, more: Sequence[Path] = ()) -> list[Rule]:
    """
    Return all rules, by severity, then by id; in further folders a rule takes the place of one of its id.

    Raises KnowledgeError with all mistakes at once.
    """
    rules: dict[str, Rule] = {}
    mistakes: list[str] = []
    traits = {trait for platform in load_platforms(folder, more) for trait in platform.traits}
    for place in (folder, *more):
        own: dict[str, tuple[str, Rule]] = {}
        for file, where, raw in _raw(place, "" if place == folder else f"{place}/", mistakes):
            try:
                rule = _rule(raw, where, kinds)
            except KnowledgeError as mistake:
                mistakes.append(str(mistake))
                continue
            if unknown := set(rule.concerns) - traits:
                mistakes.append(f"{where}: concerns: no platform has the trait {', '.join(sorted(unknown))}")
            if rule.id in own:
                mistakes.append(f"{where}: id: {own[rule.id][0]} has a rule of this id already")
            own[rule.id] = file, rule
        rules |= {name: rule for name, (_, rule) in own.items()}
    if mistakes:
        raise KnowledgeError("\n".join(mistakes))
    return sorted(rules.values(), key=worst_first)


def examples_of(rule: Rule) -> Iterator[Example]:
    """Yield the examples that prove a rule: its own, and those that its detector makes of its condition."""
    yield from rule.examples
    if make := getattr(rule.when, "examples", None):
        yield from make(rule.cms[0])


def _raw(folder: Path, shown: str, mistakes: list[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each table of a rule with its file, and with how mistakes in it are introduced."""
    for path in sorted((folder / "rules").rglob("*.toml")):
        file = shown + path.relative_to(folder).as_posix()
        for index, raw in enumerate(tables(path, file, "rule", mistakes), 1):
            named = f'"{raw["id"]}"' if isinstance(raw.get("id"), str) else str(index)
            yield file, f"{file}: rule {named}", raw


def _rule(raw: dict[str, Any], where: str, kinds: Kinds) -> Rule:
    rule = convert(raw, Rule, where)
    when = raw["when"]
    if not isinstance(when, dict) or len(when) != 1 or next(iter(when)) not in kinds:
        raise KnowledgeError(f"{where}: when: takes exactly one of {', '.join(sorted(kinds))}")
    kind, fields = next(iter(when.items()))
    rule = msgspec.structs.replace(rule, when=convert(fields, kinds[kind], f"{where}: when.{kind}"))
    for needed in (True, False):
        if not any(example.matches is needed for example in examples_of(rule)):
            raise KnowledgeError(f"{where}: example: one with matches = {str(needed).lower()} is missing")
    return rule


def worst_first(rule: Rule) -> tuple[int, str]:
    """Return what rules are sorted by."""
    return SEVERITIES.index(rule.severity), rule.id
