"""What the kick-off needs beside the plan itself: the questions, and what has to be transferred."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from audit.model.inventory import Inventory
from audit.model.plan import Plan
from audit.model.questions import Answer
from audit.model.report import Finding
from audit.model.rules import Platform
from audit.model.transfer import KickOff
from audit.parsers.privacy import without_secrets
from audit.plan.questions import ask
from audit.plan.transfer import transfer


def settling(known: KickOff, answers: Iterable[Answer]) -> dict[str, str]:
    """Return the rules whose findings the answers settle, each with the reason: question and answer."""
    given = {one.id: one for one in answers}
    settled: dict[str, str] = {}
    for question in known.questions.questions:
        answer = given.get(question.id)
        if answer is None or answer.answer is None:
            continue
        note = f" ({without_secrets(answer.note)})" if answer.note else ""
        reason = f"{question.text} {answer.answer}{note}"
        for rule in question.settles.get(answer.answer, ()):
            settled.setdefault(rule, reason)
    return settled


def with_kick_off(  # noqa: PLR0913, PLR0917 - what was found, and what is known
    bare: Plan,
    inventory: Inventory,
    platform: Platform,
    findings: Sequence[Finding],
    known: KickOff,
    answers: Sequence[Answer] = (),
) -> Plan:
    """Return a plan with the questions that concern the site, answered or not, and with its transfer."""
    return replace(
        bare,
        questions=ask(known.questions, inventory, platform, findings, answers),
        transfer=transfer(inventory, platform, known.transfer),
    )
