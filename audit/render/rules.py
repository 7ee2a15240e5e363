"""Rules in words: the catalogue, and the page of one."""

import shlex
import textwrap
from collections.abc import Iterable, Iterator

from audit.model.rules import MEANS, SCOPES, Rule, Status, WritePath
from audit.render.wording import hours

STANDINGS: dict[Status, str] = {
    "incompatible": "Does not work",
    "manual fix": "Works after a fix by hand",
    "partial": "Works in part",
    "fixed by the platform": "Made to work by the platform",
}
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
    if rule.status:
        rows["Platform"] = f"{STANDINGS[rule.status]} ({rule.status})"
    if rule.docs:
        rows["Read on"] = rule.docs
    table = "\n".join(f"  {name:11} {value}" for name, value in rows.items())
    steps = [_fill(step, f"  {number}. ") for number, step in enumerate(rule.steps, 1)]
    remedy = "\n".join([_fill(rule.remedy), *steps, *_ways(rule)])
    texts = (rule.title, rule.id, "", _fill(rule.why), "", "What to do", remedy, "", table)
    return "\n".join(texts) + "\n"


def to_type(write: WritePath) -> str | None:
    """
    Return the command that links a place, or the line that sets another; None where neither is known.

    >>> to_type(WritePath(path="wp-content/et-cache", link="./uploads/et-cache"))
    'ln -s ./uploads/et-cache wp-content/et-cache'
    """
    if write.link is None:
        return write.constant
    return shlex.join(["ln", "-s", write.link, write.path])


def choice(names: Iterable[str]) -> str:
    """
    Return a sentence that says what to take instead.

    >>> choice(["New Relic", "Pingdom", "a log"]), choice(["Autoptimize"])
    ('Instead: New Relic, Pingdom or a log.', 'Instead: Autoptimize.')
    """
    *most, last = names
    return f"Instead: {', '.join(most)} or {last}." if most else f"Instead: {last}."


def _ways(rule: Rule) -> Iterator[str]:
    """Yield what else helps: where it writes and what to type for that, and what serves instead."""
    if rule.alternatives:
        yield _fill(choice(rule.alternatives))
    if rule.write_paths:
        yield "\nWhere it writes, seen from the folder of the site"
    for write in rule.write_paths:
        yield f"  {write.path}"
        if line := to_type(write):
            yield f"      {line}"


def _fill(text: str, lead: str = "  ") -> str:
    rest = " " * len(lead)
    return textwrap.fill(text, _WIDTH, initial_indent=lead, subsequent_indent=rest, break_on_hyphens=False)
