"""`moveready redirects`: .htaccess files and Apache's configuration as PHP."""

import os
from typing import TYPE_CHECKING

import click

from audit.cli.output import write
from audit.cli.settings import read_config

if TYPE_CHECKING:
    from audit.convert import Converted

_REMARKS = 20  # on redirects, that are told on stderr


@click.command()
@click.argument("path")
@click.option("-o", "--output", "folder", required=True, metavar="DIR", help="Folder to write to.")
@click.option(
    "--site-host",
    "hosts",
    multiple=True,
    metavar="HOST",
    help="A name of the old site; repeatable.  [default: site-hosts of moveready.toml]",
)
@click.option(
    "--apache-conf",
    "apache",
    multiple=True,
    metavar="FILE",
    help="A virtual host or another file of Apache's configuration; repeatable.",
)
@click.option("--revision", metavar="REV", help="Read this commit, branch or tag of the repository at PATH.")
def redirects(
    path: str, folder: str, hosts: tuple[str, ...], apache: tuple[str, ...], revision: str | None
) -> None:
    """
    Write the redirects of .htaccess files, and of Apache's configuration, as PHP that does the same.

    PATH is as for scan. DIR gets redirects.php with its runtime, the lines to paste into wp-config.php or
    settings.php, a list as CSV, and a script that checks the answers after the move.
    """
    from audit.convert import convert

    config, _ = read_config(None, path)
    found = convert(path, hosts or config.site_hosts, revision, apache)
    for one in found:
        place = folder if len(found) == 1 else os.path.join(folder, *one.root.split("/"))
        try:
            os.makedirs(place, exist_ok=True)
        except OSError as error:
            raise click.UsageError(f"{place} could not be made: {error.strerror}.") from error
        for name, text in one.files.items():
            write(os.path.join(place, name), text)
        _tell_converted(one)


def _tell_converted(one: "Converted") -> None:
    """Say on stderr what became of the lines, and which of them need somebody."""
    from collections import Counter

    from audit.redirects.records import file_of
    from audit.sources.tree import shown

    counts = Counter(outcome.status for outcome in one.translation.outcomes.values())
    told = (
        ", ".join(f"{count:,} {status}" for status, count in counts.most_common()) or "nothing to translate"
    )
    click.echo(f"{one.root}: lines about redirects: {told}.", err=True)
    for (place, line), outcome in one.translation.outcomes.items():
        if outcome.status in {"refused", "broken"}:
            click.echo(
                f"  {shown(file_of(place))}:{line} {outcome.status}: {shown(outcome.reason)}", err=True
            )
    for remark in one.translation.remarks[:_REMARKS]:
        instead = f"; instead: {remark.proposal}" if remark.proposal else ""
        where = f"{shown(file_of(remark.place))}:{remark.line}"
        click.echo(f"  {where} {remark.kind}: {shown(remark.text + instead)}", err=True)
    if (more := len(one.translation.remarks) - _REMARKS) > 0:
        click.echo(f"  and {more:,} more remarks in redirects.csv", err=True)
    for problem in one.unread:
        click.echo(f"  {problem.location.path}: {problem.text}", err=True)
