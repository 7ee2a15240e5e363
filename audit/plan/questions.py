"""Which questions a kick-off has to ask about a site, what the scan saw of them, and what answers settle."""

from collections.abc import Iterable, Mapping, Sequence

from audit.model.facts import Database, Install
from audit.model.inventory import Inventory
from audit.model.plan import Question
from audit.model.questions import Answer, KnownQuestion, KnownQuestions
from audit.model.report import Finding
from audit.model.rules import Platform
from audit.parsers.privacy import without_secrets
from audit.plan.questions_seen import seen, told

_PLACES = 3  # of a finding, that are told with a question
_LONGEST = 160  # characters of such a place


def ask(
    known: KnownQuestions,
    inventory: Inventory,
    platform: Platform,
    findings: Sequence[Finding],
    answers: Iterable[Answer] = (),
) -> tuple[Question, ...]:
    """Return the questions that concern the site and the platform, and whatever was answered, in order."""
    given = {one.id: one for one in answers}
    titles = {topic.id: topic.title for topic in known.topics}
    order = list(titles)
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.rule.id, []).append(finding)
    asked = [
        _question(one, titles[one.topic], inventory, found, given.get(one.id))
        for one in sorted(known.questions, key=lambda one: order.index(one.topic))
        if one.id in given or _applies(one, inventory, platform, found)
    ]
    return tuple(asked)


def _applies(
    question: KnownQuestion, inventory: Inventory, platform: Platform, found: Mapping[str, Sequence[Finding]]
) -> bool:
    if question.concerns and platform.traits.keys().isdisjoint(question.concerns):
        return False
    there = {one.cms for one in inventory.of(Install)} | {one.cms for one in inventory.of(Database)}
    if question.cms and there.isdisjoint(question.cms):
        return False
    if question.found and found.keys().isdisjoint(question.found):
        return False
    return question.when is None or seen(question.when, inventory) != ()


def _question(
    question: KnownQuestion,
    topic: str,
    inventory: Inventory,
    found: Mapping[str, Sequence[Finding]],
    answer: Answer | None,
) -> Question:
    when = (question.when,) if question.when else ()
    settled = question.settles.get(answer.answer, ()) if answer and answer.answer else ()
    return Question(
        id=question.id,
        topic=topic,
        text=question.text,
        why=question.why,
        kind=question.kind,
        seen=(*told((*when, *question.seen), inventory), *_places(question.found, found)),
        choices=question.options,
        answer=without_secrets(answer.answer) if answer and answer.answer else None,
        note=without_secrets(answer.note) if answer and answer.note else None,
        settles=tuple(rule for rule in settled if rule in found),
    )


def _places(rules: Iterable[str], found: Mapping[str, Sequence[Finding]]) -> tuple[str, ...]:
    """Return what rules have found, the first few places of each."""
    texts: dict[str, None] = {}
    for rule in rules:
        for finding in found.get(rule, ()):
            places = finding.places
            texts |= {f"{finding.rule.title}: {_cut(place.text)}": None for place in places[:_PLACES]}
            if len(places) > _PLACES:
                texts[f"{finding.rule.title}: and {len(places) - _PLACES:,} more"] = None
    return tuple(texts)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
