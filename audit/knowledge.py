"""TOML in, typed rules and platforms out; every mistake is named by file, rule and key."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from audit.errors import AuditError, KnowledgeError
from audit.model.rules import SEVERITIES, Detector, Platform, Rule, Watch
from audit.resources import KNOWLEDGE

T = TypeVar("T")

Kinds = Mapping[str, type[Detector]]


class Knowledge(NamedTuple):
    """A platform, and the rules that concern it, worst first."""

    platform: Platform
    rules: tuple[Rule, ...]
    watch: Watch


def load(platform: str, kinds: Kinds, folder: Path = KNOWLEDGE) -> Knowledge:
    """Return what is known about moving to a platform. Raises AuditError for one that is not known."""
    target = _platform(platform, folder)
    rules = tuple(
        rule for rule in load_rules(kinds, folder) if not target.traits.keys().isdisjoint(rule.concerns)
    )
    watch = Watch()
    for rule in rules:
        try:
            watch |= rule.when.watch(target)
        except KeyError as error:
            raise KnowledgeError(
                f'{platform}.toml: no limit is called {error}; rule "{rule.id}" names it'
            ) from error
    return Knowledge(target, rules, watch)


def load_rules(kinds: Kinds, folder: Path = KNOWLEDGE) -> list[Rule]:
    """Return all rules, by severity, then by id. Raises KnowledgeError with all mistakes at once."""
    rules: dict[str, tuple[str, Rule]] = {}
    mistakes: list[str] = []
    traits = {trait for platform in load_platforms(folder) for trait in platform.traits}
    for path in sorted((folder / "rules").rglob("*.toml")):
        file = path.relative_to(folder).as_posix()
        for index, raw in enumerate(_tables(path, file, mistakes), 1):
            where = (
                f'{file}: rule "{raw["id"]}"' if isinstance(raw.get("id"), str) else f"{file}: rule {index}"
            )
            try:
                rule = _rule(raw, where, kinds)
            except KnowledgeError as mistake:
                mistakes.append(str(mistake))
                continue
            if unknown := set(rule.concerns) - traits:
                mistakes.append(f"{where}: concerns: no platform has the trait {', '.join(sorted(unknown))}")
            if rule.id in rules:
                mistakes.append(f"{where}: id: {rules[rule.id][0]} has a rule of this id already")
            rules[rule.id] = file, rule
    if mistakes:
        raise KnowledgeError("\n".join(mistakes))
    return sorted((rule for _, rule in rules.values()), key=_worst_first)


def load_platforms(folder: Path = KNOWLEDGE) -> list[Platform]:
    """Return all platforms, by id."""
    return [_platform(path.stem, folder) for path in sorted((folder / "platforms").glob("*.toml"))]


def _platform(name: str, folder: Path) -> Platform:
    path = folder / "platforms" / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in path.parent.glob("*.toml")))
        raise AuditError(f'"{name}" is no platform that is known here; these are: {known}.')
    platform = _convert(
        {"id": name, **_parse(path, f"platforms/{path.name}")}, Platform, f"platforms/{path.name}"
    )
    if platform.id != name:
        raise KnowledgeError(f"platforms/{path.name}: id: expected {name}, as the file is called")
    return platform


def _parse(path: Path, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{where}: not TOML: {error}") from error


def _tables(path: Path, file: str, mistakes: list[str]) -> Iterator[dict[str, Any]]:
    try:
        content = _parse(path, file)
    except KnowledgeError as mistake:
        mistakes.append(str(mistake))
        return
    mistakes += [f"{file}: {key}: a file of rules has [[rule]] only" for key in content if key != "rule"]
    rules = content.get("rule", [])
    if not isinstance(rules, list):
        mistakes.append(f"{file}: rule: write [[rule]], not [rule]")
        return
    yield from rules


def _rule(raw: dict[str, Any], where: str, kinds: Kinds) -> Rule:
    rule = _convert(raw, Rule, where)
    when = raw["when"]
    if not isinstance(when, dict) or len(when) != 1 or next(iter(when)) not in kinds:
        raise KnowledgeError(f"{where}: when: takes exactly one of {', '.join(sorted(kinds))}")
    kind, fields = next(iter(when.items()))
    rule = msgspec.structs.replace(rule, when=_convert(fields, kinds[kind], f"{where}: when.{kind}"))
    for needed in (True, False):
        if not any(example.matches is needed for example in rule.examples):
            raise KnowledgeError(f"{where}: example: one with matches = {str(needed).lower()} is missing")
    return rule


def _convert(raw: object, kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        message, _, key = str(error).partition(" - at `$")
        raise KnowledgeError(f"{where}: {key.rstrip('`').lstrip('.') or 'keys'}: {message}") from error


def _worst_first(rule: Rule) -> tuple[int, str]:
    return SEVERITIES.index(rule.severity), rule.id
