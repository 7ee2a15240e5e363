"""The option for rules of others."""

import click

knowledge_option = click.option(
    "--knowledge",
    "more",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="Rules of your own, in DIR/rules/*.toml; one with an id of ours takes its place. Repeatable.",
)
