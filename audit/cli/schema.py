"""`moveready schema`: what the JSON report looks like."""

import click

from audit.cli.output import put


@click.command()
def schema() -> None:
    """Print the JSON Schema of the JSON report."""
    import json

    from audit.render.json import schema as describe

    put(json.dumps(describe(), indent=2) + "\n", is_data=True)
