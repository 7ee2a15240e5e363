"""Rules in words: the catalogue, and the page of one."""

import textwrap
from collections.abc import Iterable

from audit.model.rules import MEANS, SCOPES, Rule
from audit.render.wording import hours

_WIDTH = 88


def catalogue(rules: Iterable[Rule]) -> str:
    """Return a line for each rule."""
    return "".join(f"{rule.severity:8} {rule.id:40} {rule.title}\n" for rule in rules)


def page(rule: Rule) -> str:
    """Return all that is known of a rule, for a reader who never saw it."""
    effort = hours(rule.effort.once)
    if rule.effort.each:
        effort = f"{effort}, and {hours(rule.effort.each)} for each place"
    rows = {
        "Severity": f"{rule.severity} ({MEANS[rule.severity]})",
        "Confidence": rule.confidence,
        "Who": SCOPES[rule.scope],
        "Effort": f"{effort} (our estimate)",
        "Next step": rule.next_step,
        "Category": rule.category,
        "Concerns": ", ".join(rule.concerns),
        "Source": f"{rule.source.url} (reviewed {rule.source.reviewed})",
    }
    if rule.docs:
        rows["Read on"] = rule.docs
    table = "\n".join(f"  {name:11} {value}" for name, value in rows.items())
    steps = [_fill(step, f"  {number}. ") for number, step in enumerate(rule.steps, 1)]
    remedy = "\n".join([_fill(rule.remedy), *steps])
    texts = (rule.title, rule.id, "", _fill(rule.why), "", "What to do", remedy, "", table)
    return "\n".join(texts) + "\n"


def _fill(text: str, lead: str = "  ") -> str:
    rest = " " * len(lead)
    return textwrap.fill(text, _WIDTH, initial_indent=lead, subsequent_indent=rest, break_on_hyphens=False)
