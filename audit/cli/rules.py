"""`moveready rules`, `explain` and `platforms`: what is known, in words."""

from typing import TYPE_CHECKING

import click

from audit.cli.output import put

if TYPE_CHECKING:
    from audit.model.rules import Platform, Rule


@click.command()
@click.argument("rule")
def explain(rule: str) -> None:
    """Explain a RULE: its meaning, remedy and source."""
    from audit.render.rules import page

    rules = {known.id: known for known in _rules()}
    if rule not in rules:
        import difflib

        near = ", ".join(difflib.get_close_matches(rule, rules, 3))
        hint = f" Did you mean {near}?" if near else " `moveready rules` lists them all."
        raise click.UsageError(f'There is no rule "{rule}".{hint}')
    put(page(rules[rule]), is_data=False)


@click.command("rules")
def list_rules() -> None:
    """List all rules, worst first."""
    from audit.render.rules import catalogue

    put(catalogue(_rules()), is_data=False)


@click.command("platforms")
def list_platforms() -> None:
    """List the platforms that sites can be audited for."""
    for platform in _platforms():
        click.echo(f"{platform.id:12} {platform.name}: {platform.about}")


def _rules() -> "list[Rule]":
    from audit.detectors import KINDS
    from audit.knowledge import load_rules

    return load_rules(KINDS)


def _platforms() -> "list[Platform]":
    from audit.knowledge import load_platforms

    return load_platforms()
