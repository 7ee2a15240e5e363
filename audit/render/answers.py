"""The questions of a report as a TOML file to be filled in."""

import json
import textwrap
from collections.abc import Collection, Iterator

from audit.model.plan import Question
from audit.model.report import Report

_WIDE = 100
_LONGEST = 300  # characters of what was seen
_KINDS = {"text": "any text", "number": "a number, without quotation marks", "date": 'a day, as "2026-12-31"'}
_HEAD = (
    "Questions for the kick-off of the move to {platform}, which no scan can answer. Write behind `answer`;"
    " what is left empty stays open. A `note` may say more. Passwords, keys and e-mail addresses do not"
    " belong here: a report leaves them out. `moveready scan SITE --answers FILE` puts the answers into the"
    " report; `moveready questions SITE -o FILE` adds what is asked anew and keeps what is here."
)


def render(report: Report) -> str:
    """Return the whole file, with the answers that there are."""
    return _comment(_HEAD.format(platform=report.platform.name)) + additions(report)


def additions(report: Report, present: Collection[str] = ()) -> str:
    """Return the questions that a file does not have yet, to stand at its end."""
    return "".join(_questions([one for one in report.plan.questions if one.id not in present]))


def _questions(questions: list[Question]) -> Iterator[str]:
    topic = None
    for one in questions:
        if one.topic != topic:
            topic = one.topic
            rule = _comment("=" * min(len(topic), _WIDE))
            yield f"\n{rule}{_comment(topic)}{rule}"
        yield "\n"
        yield _comment(one.text)
        yield _comment(one.why, "  ")
        yield "".join(_comment(f"Seen: {text[:_LONGEST]}", "  ") for text in one.seen)
        yield _comment(f"Answer: {'one of these' if one.choices else _KINDS[one.kind]}", "  ")
        yield "".join(_comment(_quoted(choice), "    ") for choice in one.choices)
        yield f'[[answer]]\nid = "{one.id}"\nanswer = {_value(one)}\nnote = {_quoted(one.note or "")}\n'


def _value(question: Question) -> str:
    """Return an answer as TOML writes it; one that is open is an empty text."""
    if question.kind == "number" and question.answer:
        return question.answer
    return _quoted(question.answer or "")


def _quoted(text: str) -> str:
    r"""
    Return a text as TOML writes it.

    >>> _quoted('say "no"'), _quoted("a" + chr(10) + chr(127))
    ('"say \\"no\\""', '"a\\n\\u007f"')
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str, indent: str = "") -> str:
    r"""
    Return a text as lines of a comment; what would end the comment, or cannot be shown, is written down.

    >>> _comment("a" + chr(10) + "b = 1")
    '# a[U+000A]b = 1\n'
    """
    shown = "".join(sign if sign.isprintable() else f"[U+{ord(sign):04X}]" for sign in text)
    lines = textwrap.wrap(shown, _WIDE, break_on_hyphens=False) or [""]
    return "".join(f"# {indent}{'  ' * (number > 0)}{line}\n" for number, line in enumerate(lines))
