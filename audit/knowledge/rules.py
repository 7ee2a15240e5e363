"""The rules: read, checked and put in order; those of an agency over our own."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from audit.errors import KnowledgeError
from audit.knowledge.compiled import RawRule, compiled_rules, written_rules
from audit.knowledge.hostile import endless_patterns
from audit.knowledge.platforms import load_platforms
from audit.knowledge.toml import convert
from audit.model.rules import SEVERITIES, Detector, Example, Rule
from audit.parsers.patterns import compiled_patterns
from audit.resources import KNOWLEDGE

Kinds = Mapping[str, type[Detector]]


def load_rules(
    kinds: Kinds, folder: Path = KNOWLEDGE, more: Sequence[Path] = (), *, proven: bool = False
) -> list[Rule]:
    """
    Return all rules, by severity, then by id; in further folders a rule takes the place of one of its id.

    Our own come without examples, from their compiled form, unless they are asked for as proven.
    Raises KnowledgeError with all mistakes at once.
    """
    rules: dict[str, Rule] = {}
    mistakes: list[str] = []
    foreign: dict[str, str] = {}  # patterns that nobody here tested
    compiled = None if proven else compiled_rules(folder)
    if compiled is not None:
        rules |= {rule.id: rule for rule in (_rule(raw, kinds) for raw in compiled)}
    written = tuple(more) if compiled is not None else (folder, *more)
    platforms = load_platforms(folder, more) if written else []
    traits = {trait for platform in platforms for trait in platform.traits}
    for place in written:
        is_ours = place == folder
        own: dict[str, tuple[str, Rule]] = {}
        for raw in written_rules(place, "" if is_ours else f"{place}/", mistakes):
            before = compiled_patterns()
            try:
                rule = _rule(raw, kinds)
                _check(rule, raw.where, traits)
            except KnowledgeError as mistake:
                mistakes.append(str(mistake))
                continue
            if rule.id in own:
                mistakes.append(f"{raw.where}: id: {own[rule.id][0]} has a rule of this id already")
            own[rule.id] = raw.file, rule
            if not is_ours:
                foreign |= dict.fromkeys(compiled_patterns() - before, raw.where)
        rules |= {name: rule for name, (_, rule) in own.items()}
    mistakes += [
        f"{foreign[text]}: when: some texts keep this pattern busy for ever: {text}"
        for text in (endless_patterns(sorted(foreign)) if foreign else ())
    ]
    if mistakes:
        raise KnowledgeError("\n".join(mistakes))
    return sorted(rules.values(), key=worst_first)


def examples_of(rule: Rule) -> Iterator[Example]:
    """Yield the examples that prove a rule: its own, and those that its detector makes of its condition."""
    yield from rule.examples
    if make := getattr(rule.when, "examples", None):
        yield from make(rule.cms[0])


def _rule(raw: RawRule, kinds: Kinds) -> Rule:
    rule = convert(raw.table, Rule, raw.where)
    when = raw.table["when"]
    if not isinstance(when, dict) or len(when) != 1 or next(iter(when)) not in kinds:
        raise KnowledgeError(f"{raw.where}: when: takes exactly one of {', '.join(sorted(kinds))}")
    kind, fields = next(iter(when.items()))
    return replace(rule, when=convert(fields, kinds[kind], f"{raw.where}: when.{kind}"))


def _check(rule: Rule, where: str, traits: Collection[str]) -> None:
    """Raise KnowledgeError where a rule is right by itself and yet cannot be used."""
    wrong = [
        f"example: one with matches = {str(needed).lower()} is missing"
        for needed in (True, False)
        if not any(example.matches is needed for example in examples_of(rule))
    ]
    if unknown := set(rule.concerns).difference(traits):
        wrong.append(f"concerns: no platform has the trait {', '.join(sorted(unknown))}")
    if wrong:
        raise KnowledgeError("\n".join(f"{where}: {line}" for line in wrong))


def worst_first(rule: Rule) -> tuple[int, str]:
    """Return what rules are sorted by."""
    return SEVERITIES.index(rule.severity), rule.id
