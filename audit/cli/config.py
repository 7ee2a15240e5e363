"""`moveready config`: what counts for a run, and who said it."""

import json
from typing import Any

import click

from audit.cli.choices import SEVERITIES
from audit.cli.exit_codes import DONE
from audit.cli.inputs import Inputs, audited
from audit.cli.output import put


@click.command("config")
@audited
@click.option("--baseline", metavar="FILE")
@click.option("--fail-on", type=click.Choice(SEVERITIES))
@click.option("--fail-on-new", type=click.Choice(SEVERITIES))
@click.option("--strict", is_flag=True)
def show_config(inputs: Inputs) -> int:
    """Show what counts for a scan with these options, and where each value is from."""
    lines = [
        f"{name.replace('_', '-')} = {_said(known.value)}  # {known.origin}"
        for name, known in sorted(inputs.values.items())
    ]
    rules = inputs.config.rules
    lines += [f"rules.off = {_said(rules.off)}", f"rules.severity = {_said(rules.severity)}"]
    lines += [f"suppress = {len(inputs.config.suppress)}"]
    put("".join(f"{line}\n" for line in lines), is_data=False)
    return DONE


def _said(value: Any) -> str:  # noqa: ANN401 - whatever a configuration holds
    """Return a value as TOML writes it; "not set" where it has none."""
    return "not set" if value is None else json.dumps(value, ensure_ascii=False)
