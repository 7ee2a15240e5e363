"""Rules as SARIF describes them, with the words that GitHub's code scanning reads."""

from collections.abc import Iterator
from typing import Any

from audit.model.rules import SCOPES, Advice, Confidence, Severity
from audit.render.gaps import KINDS
from audit.render.markdown_text import literal, web_address
from audit.render.places import LEVELS, printable
from audit.render.rules import choice, to_type
from audit.render.wording import hours

_SECURITY = "security"
_SCORES: dict[Severity, str] = {"blocker": "9.0", "major": "7.0", "minor": "4.0", "note": "1.0"}
_PRECISIONS: dict[Confidence, str] = {"high": "high", "medium": "medium", "low": "low"}
_PROBLEMS: dict[Severity, str] = {
    "blocker": "error",
    "major": "error",
    "minor": "warning",
    "note": "recommendation",
}
_TEXT = 4000  # characters
_NAME = 255  # characters; code scanning takes no more


def described(rule: Advice) -> dict[str, Any]:
    """Return the descriptor of a rule: what was found, what it means, and how to mend it."""
    page = web_address(rule.docs) or web_address(rule.source.url)
    return {
        "id": printable(rule.id),
        "name": _name(rule.id),
        "shortDescription": {"text": printable(rule.title)},
        "fullDescription": {"text": printable(rule.why)},
        "help": {"text": "\n".join(_help(rule)), "markdown": "\n".join(_help_in_markdown(rule))},
        **({"helpUri": page} if page else {}),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": _properties(rule),
    }


def described_gap(kind: str) -> dict[str, Any]:
    """Return the descriptor of a notification: what it is, and what to do about it."""
    what, cure = KINDS[kind]
    return {
        "id": kind,
        "name": _name(kind),
        "shortDescription": {"text": what},
        "fullDescription": {"text": f"{what}. {cure}"},
        "help": {"text": cure},
    }


def _name(rule: str) -> str:
    """
    Return the id of a rule as one word, which is never the id itself.

    >>> _name("php-session"), _name("htaccess")
    ('PhpSession', 'HtaccessFound')
    """
    if "-" not in rule:
        rule = f"{rule}-found"
    return printable("".join(part[:1].upper() + part[1:] for part in rule.split("-")), _NAME)


def _properties(rule: Advice) -> dict[str, Any]:
    score = {"security-severity": _SCORES[rule.severity]} if rule.category == _SECURITY else {}
    return {
        "precision": _PRECISIONS[rule.confidence],
        "problem.severity": _PROBLEMS[rule.severity],
        **score,
        "tags": [printable(tag) for tag in (rule.category, rule.scope)],
        "severity": rule.severity,
        "effort": {"once": rule.effort.once, "each": rule.effort.each},
    }


def _help(rule: Advice) -> Iterator[str]:
    yield printable(f"{rule.why} {rule.remedy}", _TEXT)
    for number, step in enumerate(rule.steps, 1):
        yield printable(f"{number}. {step}", _TEXT)
    for line in _ways(rule):
        yield printable(line, _TEXT)
    yield printable(_who(rule), _TEXT)
    yield printable(f"Source: {_source(rule)}", _TEXT)


def _help_in_markdown(rule: Advice) -> Iterator[str]:
    yield f"{_marked(rule.why)}\n\n**{_marked(rule.remedy)}**\n"
    for number, step in enumerate(rule.steps, 1):
        yield f"{number}. {_marked(step)}"
    for line in _ways(rule):
        yield f"* {_marked(line)}"
    yield f"\n{_marked(_who(rule))}\n"
    url = web_address(rule.source.url)
    told = f"[{_marked(rule.source.url)}]({url})" if url else _marked(rule.source.url)
    yield f"Source: {told}, reviewed {rule.source.reviewed}"


def _ways(rule: Advice) -> Iterator[str]:
    """Yield what else helps: what serves instead, and what to type where it writes."""
    if rule.alternatives:
        yield choice(rule.alternatives)
    for write in rule.write_paths:
        line = to_type(write)
        yield f"It writes to {write.path}{f': {line}' if line else ''}"


def _who(rule: Advice) -> str:
    each = f", and {hours(rule.effort.each)} for each place" if rule.effort.each else ""
    return f"Who: {SCOPES[rule.scope]}. Our estimate: {hours(rule.effort.once)}{each}."


def _source(rule: Advice) -> str:
    return f"{rule.source.url} (reviewed {rule.source.reviewed})"


def _marked(text: str) -> str:
    return literal(printable(text, _TEXT))
