"""`moveready rules`, `explain` and `platforms`: what is known, in words."""

from typing import TYPE_CHECKING

import click

from audit.cli.choices import CMS, SCOPES, SEVERITIES
from audit.cli.exit_codes import ASKED_WRONGLY, DONE
from audit.cli.knowledge import knowledge_option
from audit.cli.output import put

if TYPE_CHECKING:
    from audit.model.rules import Platform, Rule


@click.command()
@click.argument("rule")
@knowledge_option
def explain(rule: str, more: tuple[str, ...]) -> None:
    """Explain a RULE: its meaning, remedy and source."""
    from audit.render.rules import page

    rules = {known.id: known for known in _rules(more)}
    if rule not in rules:
        import difflib

        near = ", ".join(difflib.get_close_matches(rule, rules, 3))
        hint = f" Did you mean {near}?" if near else " `moveready rules` lists them all."
        raise click.UsageError(f'There is no rule "{rule}".{hint}')
    put(page(rules[rule]), is_data=False)


@click.command("rules")
@click.option("--format", "form", type=click.Choice(["text", "json", "csv", "markdown"]), default="text")
@click.option("--cms", type=click.Choice(CMS), help="Only rules that speak of this one.")
@click.option("--severity", type=click.Choice(SEVERITIES), help="Only rules of this severity or a worse one.")
@click.option("--scope", type=click.Choice(SCOPES), help="Only work of this scope.")
@click.option("--category", help="Only rules of this category.")
@click.option(
    "--stale",
    type=click.IntRange(min=0),
    metavar="DAYS",
    help="Only rules whose source nobody reviewed for so many days.",
)
@knowledge_option
def list_rules(  # noqa: PLR0913, PLR0917 - one parameter for each option
    form: str,
    cms: str | None,
    severity: str | None,
    scope: str | None,
    category: str | None,
    stale: int | None,
    more: tuple[str, ...],
) -> None:
    """List all rules, worst first."""
    from audit import clock
    from audit.render.rule_lists import FORMATS
    from audit.render.rules import catalogue

    rules = _rules(more)
    if category is not None and category not in (known := sorted({rule.category for rule in rules})):
        raise click.UsageError(f'There is no category "{category}"; there are {", ".join(known)}.')
    bad = SEVERITIES[: SEVERITIES.index(severity) + 1] if severity else SEVERITIES
    chosen = [
        rule
        for rule in rules
        if rule.severity in bad
        and (cms is None or cms in rule.cms)
        and scope in {None, rule.scope}
        and category in {None, rule.category}
        and (stale is None or (clock.today() - rule.source.reviewed).days >= stale)
    ]
    put(catalogue(chosen) if form == "text" else FORMATS[form](chosen), is_data=form != "text")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False))
@click.option("--platform", default="pantheon", show_default=True, help="Where the site moves to.")
def check(folder: str, platform: str) -> int:
    """
    Check the rules in DIR, and prove them by their examples.

    DIR is as for --knowledge. Each example is laid out as a little site in a temporary folder and scanned.
    """
    from pathlib import Path

    from audit.detectors import KINDS
    from audit.knowledge import load, load_rules
    from audit.knowledge.compiled import written_rules
    from audit.proof import prove

    place = Path(folder)
    ours = {rule.id for rule in load_rules(KINDS)}
    every = load_rules(KINDS, more=[place], proven=True)
    named = {raw.table["id"] for raw in written_rules(place, "", [])}
    rules = [rule for rule in every if rule.id in named]
    if not rules:
        raise click.UsageError(f"There are no rules in {folder}: they are expected in rules/*.toml.")
    failures = list(prove(load(platform, KINDS, more=[place]), rules))
    for failure in failures:
        click.echo(f"{failure.rule}: example {failure.number}: {failure.text}", err=True)
    replaced = sorted(rule.id for rule in rules if rule.id in ours)
    click.echo(f"Rules: {len(rules)}, examples that fail: {len(failures)}.", err=True)
    if replaced:
        click.echo(f"In place of ours: {', '.join(replaced)}.", err=True)
    return ASKED_WRONGLY if failures else DONE


@click.command("platforms")
def list_platforms() -> None:
    """List the platforms that sites can be audited for."""
    for platform in _platforms():
        click.echo(f"{platform.id:14} {platform.name}: {platform.about}")


def _rules(more: tuple[str, ...]) -> "list[Rule]":
    from pathlib import Path

    from audit.detectors import KINDS
    from audit.knowledge import load_rules

    return load_rules(KINDS, more=tuple(map(Path, more)))


def _platforms() -> "list[Platform]":
    from audit.knowledge import load_platforms

    return load_platforms()
