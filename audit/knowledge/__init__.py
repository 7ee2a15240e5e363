"""TOML in, typed rules and platforms out; every mistake is named by file, rule and key."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import asdict, replace

from audit.errors import KnowledgeError
from audit.knowledge.apache import load_server
from audit.knowledge.catalogue import load_catalogue
from audit.knowledge.config import configured
from audit.knowledge.platforms import load_platform, load_platforms
from audit.knowledge.questions import load_questions
from audit.knowledge.rules import Kinds, examples_of, load_rules
from audit.knowledge.transfer import load_transfer
from audit.model.catalogue import Catalogue
from audit.model.config import Config
from audit.model.rules import Platform, Rule, Watch, Wording
from audit.model.transfer import KickOff
from audit.parsers.apache.classes import ServerKnowledge
from audit.resources import KNOWLEDGE

__all__ = ["Knowledge", "examples_of", "load", "load_catalogue", "load_platforms", "load_rules"]

_NO_CONFIG = Config()


class Knowledge(NamedTuple):
    """A platform, and the rules that concern it, worst first."""

    platform: Platform
    rules: tuple[Rule, ...]
    watch: Watch
    catalogue: Catalogue
    server: Callable[[], ServerKnowledge]  # what is known of directives; only sites with a .htaccess need it
    kick_off: KickOff = KickOff()


def load(
    platform: str,
    kinds: Kinds,
    folder: Path = KNOWLEDGE,
    more: Sequence[Path] = (),
    config: Config = _NO_CONFIG,
) -> Knowledge:
    """
    Return what is known about moving to a platform; further folders have rules of others, over our own.

    Raises AuditError for a platform that is not known, KnowledgeError with all mistakes, and ConfigError
    where the configuration names rules that there are not.
    """
    target = load_platform(platform, folder, more)
    every = load_rules(kinds, folder, more)
    concerning = _worded([rule for rule in every if _concern(rule, target)], target)
    rules = configured(concerning, config, (rule.id for rule in every))
    watch = Watch()
    for rule in rules:
        try:
            watch |= rule.when.watch(target)
        except KeyError as error:
            raise KnowledgeError(
                f'{platform}.toml: no limit is called {error}; rule "{rule.id}" names it'
            ) from error
    server = partial(load_server, there=target.directives)
    return Knowledge(
        platform=target,
        rules=rules,
        watch=watch,
        catalogue=load_catalogue(folder),
        server=server,
        kick_off=KickOff(load_questions(folder), load_transfer(folder)),
    )


def _concern(rule: Rule, platform: Platform) -> bool:
    return not platform.traits.keys().isdisjoint(rule.concerns)


def _worded(rules: Sequence[Rule], platform: Platform) -> Iterator[Rule]:
    """Yield the rules in the words of the platform. Raises KnowledgeError where it has no such rule."""
    if unknown := platform.wording.keys() - {rule.id for rule in rules}:
        names = ", ".join(sorted(unknown))
        raise KnowledgeError(f"{platform.id}.toml: wording: no rule of this platform is called {names}")
    for rule in rules:
        said = platform.wording.get(rule.id)
        yield replace(rule, **_given(said)) if said else rule


def _given(said: Wording) -> dict[str, Any]:
    return {key: value for key, value in asdict(said).items() if value is not None}
