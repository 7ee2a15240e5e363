"""All rules in one document, for those who keep lists: JSON, CSV, Markdown."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import json

from audit.model.rules import MEANS, SCOPES, SEVERITIES, Rule

_COLUMNS = """
    id severity confidence cms category scope next_step effort_once effort_each title source reviewed
""".split()
_ABOUT = """\
This page is made from the rules by `make knowledge`, and a test keeps it current.
`moveready explain RULE` tells all about one rule."""
_HEAD = ["| Rule | What was found | Severity | For | Who | Source |", "| --- " * 6 + "|"]
_SYSTEMS = {"wordpress": "WordPress", "drupal": "Drupal"}


def as_json(rules: Sequence[Rule]) -> str:
    """Return what is known of each rule, but for when it holds and its examples."""
    told = [
        {"cms": rule.cms, "concerns": rule.concerns, "covers": rule.covers, **_plain(rule)} for rule in rules
    ]
    return json.format(json.encode(told), indent=2).decode() + "\n"


def as_csv(rules: Sequence[Rule]) -> str:
    """Return a line for each rule, under a line of names."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for rule in rules:
        effort = (rule.effort.once, rule.effort.each)
        about = (
            rule.severity,
            rule.confidence,
            " ".join(rule.cms),
            rule.category,
            rule.scope,
            rule.next_step,
        )
        writer.writerow([rule.id, *about, *effort, rule.title, rule.source.url, rule.source.reviewed])
    return text.getvalue()


def as_markdown(rules: Sequence[Rule]) -> str:
    """Return the catalogue: by category, worst first."""
    counts = [sum(rule.severity == severity for rule in rules) for severity in SEVERITIES]
    told = ", ".join(f"{count} of severity {name}" for name, count in zip(SEVERITIES, counts, strict=True))
    by_category: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        by_category[rule.category].append(rule)
    meanings = "\n".join(f"* **{severity}**: {meaning}" for severity, meaning in MEANS.items())
    contents = "\n".join(
        f"* [{_title(category)}](#{category}) ({len(those)})"
        for category, those in sorted(by_category.items())
    )
    parts = [
        "# What moveready knows",
        _ABOUT,
        f"{len(rules)} rules: {told}.",
        meanings,
        contents,
        *(_section(category, those) for category, those in sorted(by_category.items())),
    ]
    return "\n\n".join(parts) + "\n"


def _section(category: str, rules: Iterable[Rule]) -> str:
    lines = [f"## {_title(category)}", ""]
    lines += [
        "| Rule | What was found | Severity | For | Who | Source |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for rule in rules:
        cms = ", ".join(_SYSTEMS[one] for one in rule.cms) if len(rule.cms) < len(_SYSTEMS) else "both"
        source = f"[{rule.source.reviewed}]({rule.source.url})"
        cells = (f"`{rule.id}`", _cell(rule.title), rule.severity, cms, _cell(SCOPES[rule.scope]), source)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _title(category: str) -> str:
    return category.replace("-", " ").capitalize()


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _plain(rule: Rule) -> dict[str, object]:
    advice = rule.advice()
    return {name: getattr(advice, name) for name in advice.__struct_fields__}


FORMATS: Mapping[str, Callable[[Sequence[Rule]], str]] = {
    "json": as_json,
    "csv": as_csv,
    "markdown": as_markdown,
}
