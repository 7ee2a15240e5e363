"""`moveready scan`: the whole audit."""

import os
from typing import TYPE_CHECKING

import click

from audit.cli.choices import SEVERITIES
from audit.cli.exit_codes import DONE, FOUND
from audit.cli.knowledge import knowledge_option
from audit.cli.output import format_of, put, refuse, rendered, write
from audit.cli.progress import progress

if TYPE_CHECKING:
    from audit.model.report import Report


@click.command()
@click.argument("path", required=False)
@click.option(
    "--dump",
    "dumps",
    multiple=True,
    metavar="FILE",
    help="Database dump: a file, packed or not, a folder, or - for stdin; repeatable. ROOT=FILE tells whose.",
)
@click.option("--files", metavar="PATH", help="Uploads that are apart from the code: a folder or an archive.")
@click.option("--revision", metavar="REV", help="Read this commit, branch or tag of the repository at PATH.")
@click.option("--platform", default="pantheon", show_default=True, help="Where the site moves to.")
@knowledge_option
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help="Write a report: .html or .json; repeatable.",
)
@click.option(
    "--format", "form", type=click.Choice(["html", "json"]), help="Format, where FILE has another suffix."
)
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Exit with 1 for a finding this bad or worse.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Processes that read code.  [default: one a processor]"
)
def scan(  # noqa: PLR0913, PLR0917 - one parameter for each option
    path: str | None,
    dumps: tuple[str, ...],
    files: str | None,
    revision: str | None,
    platform: str,
    more: tuple[str, ...],
    outputs: tuple[str, ...],
    form: str | None,
    fail_on: str | None,
    jobs: int | None,
) -> int:
    """
    Audit the site in a folder, an archive or a backup, in dumps, or in both.

    PATH is the folder of the site's code or any folder above it, an archive of it, a backup or
    bundle as a host or plugin makes it, or a git repository. Without -o a summary is printed;
    with --format alone, the whole report. For example:
    moveready scan site --dump site.sql.gz -o inventory.html
    """
    from pathlib import Path

    from audit.collectors.handed_in import dump_of
    from audit.scan import scan as run

    if path is None and not dumps:
        raise click.UsageError("Name the folder of the site's code, a database dump with --dump, or both.")
    if path is None and (files or revision):
        raise click.UsageError("Name the folder of the site's code beside --files or --revision.")
    read = [file for _, file in map(dump_of, dumps)]
    formats = [format_of(output, form) for output in outputs]
    if len(set(map(os.path.realpath, outputs))) < len(outputs):
        raise click.UsageError("One file is named twice behind -o.")
    if len(set(map(os.path.realpath, read))) < len(read):
        raise click.UsageError("One dump is named twice.")
    for output in outputs:
        refuse(output, [*read, *filter(os.path.isfile, filter(None, [path, files]))])
    with progress() as show:
        report = run(
            path,
            dumps,
            platform=platform,
            more=tuple(map(Path, more)),
            revision=revision,
            files=files,
            jobs=jobs or os.cpu_count() or 1,
            progress=show,
        )
    for output, chosen in zip(outputs, formats, strict=True):
        write(output, rendered(report, chosen))
    if not outputs:
        put(rendered(report, form or "text"), is_data=form is not None)
    return FOUND if fail_on and _is_bad(report, fail_on) else DONE


def _is_bad(report: "Report", fail_on: str) -> bool:
    bad = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return any(finding.rule.severity in bad for finding in report.findings)
