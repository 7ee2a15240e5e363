"""TOML in, typed rules and platforms out; every mistake is named by file, rule and key."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from audit.errors import AuditError, KnowledgeError
from audit.knowledge.apache import load_server
from audit.knowledge.languages import load_languages
from audit.knowledge.manifests import load_cores
from audit.knowledge.php import load_php
from audit.knowledge.tables import load_tables
from audit.model.catalogue import Catalogue, KnownExtension, KnownService
from audit.model.facts import Cms
from audit.model.rules import SEVERITIES, Detector, Platform, Rule, Watch
from audit.parsers.apache.classes import ServerKnowledge
from audit.resources import KNOWLEDGE

T = TypeVar("T")

Kinds = Mapping[str, type[Detector]]

_CATALOGUES: dict[Cms, str] = {
    "wordpress": "data/wordpress-plugins.jsonl",
    "drupal": "data/drupal-projects.jsonl",
}
_SERVICES = "data/services.toml"


class Knowledge(NamedTuple):
    """A platform, and the rules that concern it, worst first."""

    platform: Platform
    rules: tuple[Rule, ...]
    watch: Watch
    catalogue: Catalogue
    server: Callable[[], ServerKnowledge]  # what is known of directives; only sites with a .htaccess need it


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
    return Knowledge(target, rules, watch, load_catalogue(folder), load_server)


def load_rules(kinds: Kinds, folder: Path = KNOWLEDGE) -> list[Rule]:
    """Return all rules, by severity, then by id. Raises KnowledgeError with all mistakes at once."""
    rules: dict[str, tuple[str, Rule]] = {}
    mistakes: list[str] = []
    traits = {trait for platform in load_platforms(folder) for trait in platform.traits}
    for path in sorted((folder / "rules").rglob("*.toml")):
        file = path.relative_to(folder).as_posix()
        for index, raw in enumerate(_tables(path, file, "rule", mistakes), 1):
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


def load_catalogue(folder: Path = KNOWLEDGE) -> Catalogue:
    """Return what is known of common extensions and services. Raises KnowledgeError with all mistakes."""
    mistakes: list[str] = []
    extensions = {cms: tuple(_extensions(folder, file, mistakes)) for cms, file in _CATALOGUES.items()}
    services = []
    path = folder / _SERVICES
    for index, raw in enumerate(_tables(path, _SERVICES, "service", mistakes) if path.is_file() else (), 1):
        try:
            services.append(_convert(raw, KnownService, f"{_SERVICES}: service {index}"))
        except KnowledgeError as mistake:
            mistakes.append(str(mistake))
    if mistakes:
        raise KnowledgeError("\n".join(mistakes))
    return Catalogue(
        extensions,
        tuple(services),
        php=load_php(folder),
        languages=load_languages(folder),
        cores=load_cores(),
        tables=load_tables(folder),
    )


def _extensions(folder: Path, file: str, mistakes: list[str]) -> Iterator[KnownExtension]:
    """Yield the extensions of a file with one in each line, sorted, so that a change is one line's."""
    path = folder / file
    decode = msgspec.json.Decoder(KnownExtension).decode
    last = ""
    for number, line in enumerate(path.read_bytes().splitlines() if path.is_file() else (), 1):
        try:
            known = decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            mistakes.append(f"{file}: line {number}: {_said(error)}")
            continue
        if known.slug <= last:
            mistakes.append(f'{file}: line {number}: slug: "{known.slug}" must stand before "{last}", once')
        last = known.slug
        yield known


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


def _tables(path: Path, file: str, kind: str, mistakes: list[str]) -> Iterator[dict[str, Any]]:
    try:
        content = _parse(path, file)
    except KnowledgeError as mistake:
        mistakes.append(str(mistake))
        return
    mistakes += [f"{file}: {key}: a file of {kind}s has [[{kind}]] only" for key in content if key != kind]
    tables = content.get(kind, [])
    if not isinstance(tables, list):
        mistakes.append(f"{file}: {kind}: write [[{kind}]], not [{kind}]")
        return
    yield from tables


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
        raise KnowledgeError(f"{where}: {_said(error)}") from error


def _said(error: Exception) -> str:
    """Return what is wrong, behind the key that it is wrong in."""
    message, _, key = str(error).partition(" - at `$")
    return f"{key.rstrip('`').lstrip('.') or 'keys'}: {message}"


def _worst_first(rule: Rule) -> tuple[int, str]:
    return SEVERITIES.index(rule.severity), rule.id
