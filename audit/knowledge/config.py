"""moveready.toml of a repository, or its [tool.moveready] in pyproject.toml."""

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from audit.errors import ConfigError, KnowledgeError
from audit.knowledge.rules import worst_first
from audit.knowledge.toml import convert, parse
from audit.model.config import Config
from audit.model.rules import Rule

NAMES = ("moveready.toml", "pyproject.toml")  # the first that says something counts


def find_config(folder: Path) -> Path | None:
    """Return the configuration in a folder; None: there is none."""
    for name in NAMES:
        path = folder / name
        if path.is_file() and (name == NAMES[0] or _section(path) is not None):
            return path
    return None


def load_config(path: Path) -> Config:
    """Return what a configuration says. Raises ConfigError with all mistakes, a line each."""
    try:
        section = _section(path)
        if section is None:
            raise ConfigError(f"{path}: it has no [tool.moveready]")
        return convert(section, Config, path.name)
    except KnowledgeError as mistake:
        raise ConfigError(str(mistake)) from mistake


def configured(rules: Iterable[Rule], config: Config, known: Iterable[str]) -> tuple[Rule, ...]:
    """
    Return the rules that are switched on, as severe and as much work as they are here.

    Known are the ids of all rules, whatever platform they concern. Raises ConfigError for others.
    """
    ids = set(known)
    named = {
        "rules.off": config.rules.off,
        "rules.severity": tuple(config.rules.severity),
        "suppress": tuple(one.rule for one in config.suppress),
        "estimates.hours": tuple(config.estimates.hours),
    }
    if wrong := [
        _no_rule(key, name, ids) for key, names in named.items() for name in names if name not in ids
    ]:
        raise ConfigError("\n".join(wrong))
    severity, efforts = config.rules.severity, config.estimates.hours
    here = (rule for rule in rules if rule.id not in config.rules.off)
    changed = (
        replace(
            rule,
            severity=severity.get(rule.id, rule.severity),
            effort=efforts.get(rule.id, rule.effort),
        )
        for rule in here
    )
    return tuple(sorted(changed, key=worst_first))


def _section(path: Path) -> dict[str, Any] | None:
    """Return the part of a file that is ours; None: a pyproject.toml without one."""
    content = parse(path, path.name)
    if path.name != NAMES[1]:
        return content
    tool = content.get("tool", {})
    section = tool.get("moveready") if isinstance(tool, dict) else None
    return section if isinstance(section, dict) else None


def _no_rule(key: str, name: str, ids: set[str]) -> str:
    near = ", ".join(difflib.get_close_matches(name, ids, 3))
    return f'{key}: there is no rule "{name}".' + (f" Did you mean {near}?" if near else "")
