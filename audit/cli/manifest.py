"""`moveready manifest`: the releases of a core, from a clone."""

from typing import Literal

import click

from audit.cli.output import refuse


@click.command()
@click.argument("repository")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="File of releases; made, or extended if it is there.",
)
@click.option("--product", type=click.Choice(["wordpress", "drupal"]), help="Take releases of this one only.")
@click.option("--tags", "pattern", default="*", show_default=True, help="Which tags to read, such as '11.*'.")
def manifest(
    repository: str, output: str, product: Literal["wordpress", "drupal"] | None, pattern: str
) -> None:
    """
    Note what the files of each release hold, from a git clone.

    REPOSITORY is a clone of WordPress or Drupal, bare or not, with a tag for each release. Only the
    lists of its files are read, nothing is checked out or run. Such files tell whether a core was changed.
    """
    from pathlib import Path

    from audit.knowledge.releases import extend_manifest

    refuse(output, ())
    new, total = extend_manifest(repository, Path(output), product, pattern)
    click.echo(f"Wrote {output} (releases: {total:,}, new: {new:,})", err=True)
