"""`moveready scan`: the whole audit."""

import os
from typing import TYPE_CHECKING

import click

from audit.cli.baseline import baseline_option, read_baseline
from audit.cli.choices import FORMATS, SEVERITIES
from audit.cli.exit_codes import DONE, FOUND
from audit.cli.inputs import Inputs, audited, named_files, run
from audit.cli.output import put, refuse, rendered, target, write
from audit.cli.questions import answers_option, read_answers

if TYPE_CHECKING:
    from audit.model.report import Report


@click.command()
@audited
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help="Write a report; its suffix or FORMAT=FILE says how; repeatable.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), help="Format, where no suffix says it.")
@baseline_option
@answers_option
@click.option(
    "--since",
    metavar="REV",
    help="Only what is found in files that changed since this commit is news; what is in dumps is not.",
)
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Exit with 1 for a finding this bad or worse.")
@click.option(
    "--fail-on-new",
    type=click.Choice(SEVERITIES),
    help="As --fail-on; a baseline or --since must say what is new.",
)
@click.option(
    "--max-findings",
    type=click.IntRange(min=0),
    metavar="N",
    help="Exit with 1 for more findings than N, beside notes.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 where something could not be read or assessed.")
def scan(  # noqa: PLR0913, PLR0917 - one parameter for each option
    inputs: Inputs,
    outputs: tuple[str, ...],
    form: str | None,
    answers: str | None,
    since: str | None,
    max_findings: int | None,
) -> int:
    """
    Audit the site in a folder, an archive or a backup, in dumps, or in both.

    PATH is the folder of the site's code or any folder above it, an archive of it, a backup or
    bundle as a host or plugin makes it, or a git repository. Without -o a summary is printed;
    with --format alone, the whole report. For example:
    moveready scan site --dump site.sql.gz -o inventory.html
    """
    read = [*named_files(inputs), *filter(None, [answers])]
    targets = [target(output, form) for output in outputs]
    if len({os.path.realpath(file) for _, file in targets}) < len(targets):
        raise click.UsageError("One file is named twice behind -o.")
    for _, file in targets:
        refuse(file, read)
    baseline = read_baseline(inputs)
    answered = read_answers(answers)
    if inputs.value("fail_on_new") and baseline is None and since is None:
        raise click.UsageError("--fail-on-new needs a baseline: name one with --baseline, or --since.")
    if since is not None and inputs.path is None:
        raise click.UsageError("Name the folder of the site's code beside --since.")
    report = run(inputs, baseline, answered, since)
    for chosen, file in targets:
        write(file, rendered(report, chosen))
    if not outputs:
        put(rendered(report, form or "text"), is_data=form is not None)
    fails = (
        any(_is_bad(report, inputs.value(name)) for name in ("fail_on", "fail_on_new")),
        inputs.value("strict") and _has_gaps(report),
        max_findings is not None and len(_news(report, SEVERITIES[:-1])) > max_findings,
    )
    return FOUND if any(fails) else DONE


def _is_bad(report: "Report", least: str | None) -> bool:
    return least is not None and bool(_news(report, SEVERITIES[: SEVERITIES.index(least) + 1]))


def _news(report: "Report", severities: tuple[str, ...]) -> list[str]:
    """Return the rules of these severities that have a place which is neither suppressed nor known."""
    return [
        finding.rule.id
        for finding in report.findings
        if finding.rule.severity in severities and any(place.accepted is None for place in finding.places)
    ]


def _has_gaps(report: "Report") -> bool:
    return bool(report.unassessed or any(problem.hides for problem in report.coverage.problems))
