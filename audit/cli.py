"""The commands: the only module that prints or exits."""

import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Literal

import click

import audit

if TYPE_CHECKING:
    from audit.convert import Converted
    from audit.model.report import Report
    from audit.model.rules import Platform, Rule

# Everything but click is imported where it is used: `moveready --help` must not wait for it.

_DONE, _FOUND, _ASKED_WRONGLY, _OUR_BUG, _INTERRUPTED = 0, 1, 2, 3, 130
_SUFFIXES = {".html": "html", ".htm": "html", ".json": "json"}
_REMARKS = 20  # on redirects, that are told on stderr
_SEVERITIES = ("blocker", "major", "minor", "note")


def main() -> None:
    """Run a command and exit: 0 done, 1 found, 2 asked wrongly, 3 our bug."""
    from audit.errors import AuditError

    try:
        code = commands.main(prog_name="moveready", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = _ASKED_WRONGLY
    except AuditError as error:
        click.echo(f"Error: {error}", err=True)
        code = _ASKED_WRONGLY
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        code = _INTERRUPTED
    except Exception:  # noqa: BLE001 - the last resort: the traceback is kept, the exit code says whose bug it is
        traceback.print_exc()
        click.echo("This is a bug in moveready. Please report it with the lines above.", err=True)
        code = _OUR_BUG
    sys.exit(code or _DONE)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(audit.__version__, prog_name="moveready")
def commands() -> None:
    """
    Audit a WordPress site before it moves to a managed platform.

    moveready reads the site's code and a database dump, and writes the site inventory: what is there,
    what will not work on the platform, and what has to be done by whom. It runs nothing of the site,
    needs no network, and copies no passwords or keys.
    """


@commands.command()
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
@click.option(
    "--fail-on", type=click.Choice(_SEVERITIES), help="Exit with 1 for a finding this bad or worse."
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Processes that read code.  [default: one a processor]"
)
def scan(  # noqa: PLR0913, PLR0917 - one parameter for each option
    path: str | None,
    dumps: tuple[str, ...],
    files: str | None,
    revision: str | None,
    platform: str,
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
    from audit.collectors.handed_in import dump_of
    from audit.scan import scan as run

    if path is None and not dumps:
        raise click.UsageError("Name the folder of the site's code, a database dump with --dump, or both.")
    if path is None and (files or revision):
        raise click.UsageError("Name the folder of the site's code beside --files or --revision.")
    read = [file for _, file in map(dump_of, dumps)]
    formats = [_format_of(output, form) for output in outputs]
    if len(set(map(os.path.realpath, outputs))) < len(outputs):
        raise click.UsageError("One file is named twice behind -o.")
    if len(set(map(os.path.realpath, read))) < len(read):
        raise click.UsageError("One dump is named twice.")
    for output in outputs:
        _check(output, [*read, *filter(os.path.isfile, filter(None, [path, files]))])
    with _progress() as progress:
        report = run(
            path,
            dumps,
            platform=platform,
            revision=revision,
            files=files,
            jobs=jobs or os.cpu_count() or 1,
            progress=progress,
        )
    for output, chosen in zip(outputs, formats, strict=True):
        _write(output, _rendered(report, chosen))
    if not outputs:
        _print(_rendered(report, form or "text"), is_data=form is not None)
    return _FOUND if fail_on and _is_bad(report, fail_on) else _DONE


@commands.command()
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
    _print(page(rules[rule]), is_data=False)


@commands.command("rules")
def list_rules() -> None:
    """List all rules, worst first."""
    from audit.render.rules import catalogue

    _print(catalogue(_rules()), is_data=False)


@commands.command("platforms")
def list_platforms() -> None:
    """List the platforms that sites can be audited for."""
    for platform in _platforms():
        click.echo(f"{platform.id:12} {platform.name}: {platform.about}")


@commands.command()
def schema() -> None:
    """Print the JSON Schema of the JSON report."""
    import json

    from audit.render.json import schema as describe

    _print(json.dumps(describe(), indent=2) + "\n", is_data=True)


@commands.command()
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

    _check(output, ())
    new, total = extend_manifest(repository, Path(output), product, pattern)
    click.echo(f"Wrote {output} (releases: {total:,}, new: {new:,})", err=True)


@commands.command()
@click.argument("path")
@click.option("-o", "--output", "folder", required=True, metavar="DIR", help="Folder to write to.")
@click.option(
    "--site-host", "hosts", multiple=True, metavar="HOST", help="A name of the old site; repeatable."
)
@click.option("--revision", metavar="REV", help="Read this commit, branch or tag of the repository at PATH.")
def redirects(path: str, folder: str, hosts: tuple[str, ...], revision: str | None) -> None:
    """
    Write the redirects of .htaccess files as PHP that does the same.

    PATH is as for scan. DIR gets redirects.php with its runtime, the lines to paste into wp-config.php or
    settings.php, a list as CSV, and a script that checks the answers after the move.
    """
    from audit.convert import convert

    found = convert(path, hosts, revision)
    for one in found:
        place = folder if len(found) == 1 else os.path.join(folder, *one.root.split("/"))
        try:
            os.makedirs(place, exist_ok=True)
        except OSError as error:
            raise click.UsageError(f"{place} could not be made: {error.strerror}.") from error
        for name, text in one.files.items():
            _write(os.path.join(place, name), text)
        _tell_converted(one)


def _tell_converted(one: "Converted") -> None:
    """Say on stderr what became of the lines, and which of them need somebody."""
    from collections import Counter

    from audit.sources.tree import shown

    counts = Counter(outcome.status for outcome in one.translation.outcomes.values())
    told = (
        ", ".join(f"{count:,} {status}" for status, count in counts.most_common()) or "nothing to translate"
    )
    click.echo(f"{one.root}: lines of .htaccess: {told}.", err=True)
    for (place, line), outcome in one.translation.outcomes.items():
        if outcome.status in {"refused", "broken"}:
            where = f"{place}/.htaccess".lstrip("/")
            click.echo(f"  {where}:{line} {outcome.status}: {shown(outcome.reason)}", err=True)
    for remark in one.translation.remarks[:_REMARKS]:
        where = f"{remark.folder}/.htaccess".lstrip("/")
        instead = f"; instead: {remark.proposal}" if remark.proposal else ""
        click.echo(f"  {where}:{remark.line} {remark.kind}: {shown(remark.text + instead)}", err=True)
    if (more := len(one.translation.remarks) - _REMARKS) > 0:
        click.echo(f"  and {more:,} more remarks in redirects.csv", err=True)
    for problem in one.unread:
        click.echo(f"  {problem.location.path}: {problem.text}", err=True)


def _format_of(output: str, form: str | None) -> str:
    suffix = os.path.splitext(output)[1].lower()
    chosen = form or _SUFFIXES.get(suffix)
    if chosen is None:
        raise click.UsageError(f"{output}: which format? Name it .html or .json, or add --format.")
    return chosen


def _rendered(report: "Report", form: str) -> str:
    from audit.render import FORMATS

    return FORMATS[form](report)


def _check(output: str, inputs: Sequence[str]) -> None:
    """Refuse a file that cannot be written, or that is read, before the work is done in vain."""
    folder = os.path.dirname(os.path.realpath(output))
    if os.path.isdir(output):
        raise click.UsageError(f"{output} is a folder. Name a file in it.")
    if not os.path.isdir(folder):
        raise click.UsageError(f"{output} could not be written: there is no folder {folder}.")
    is_special = os.path.exists(output) and not os.path.isfile(output)
    if not all(
        os.access(place, os.W_OK) for place in (output, folder) if os.path.exists(place) and not is_special
    ):
        raise click.UsageError(f"{output} could not be written: permission denied.")
    if os.path.realpath(output) in map(os.path.realpath, inputs):
        raise click.UsageError(f"{output} is what is to be read.")


def _print(text: str, *, is_data: bool) -> None:
    """Print to stdout: data as UTF-8 whatever the terminal speaks, words as well as it can show them."""
    from audit.errors import AuditError

    with suppress(AttributeError):  # stdout may be replaced by something simpler
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        click.echo(text.encode() if is_data else text, nl=False)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader went away, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise AuditError(f"The report could not be printed: {error.strerror}.") from error


def _write(output: str, text: str) -> None:
    """Write a file whole or not at all; a device or pipe has no whole."""
    from audit.errors import AuditError

    is_special = os.path.exists(output) and not os.path.isfile(output)
    target = output if is_special else os.path.realpath(output)
    partial = output if is_special else f"{target}.{os.getpid()}.part"
    try:
        with open(partial, "wb" if is_special else "xb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        if not is_special:
            if os.path.exists(target):  # a report is confidential: who may read it stays as it was
                os.chmod(partial, os.stat(target).st_mode & 0o777)
            os.replace(partial, target)
    except OSError as error:
        raise AuditError(f"{output} could not be written: {error.strerror}.") from error
    finally:
        if not is_special and os.path.exists(partial):
            os.unlink(partial)
    click.echo(f"Wrote {output}", err=True)


def _is_bad(report: "Report", fail_on: str) -> bool:
    bad = _SEVERITIES[: _SEVERITIES.index(fail_on) + 1]
    return any(finding.rule.severity in bad for finding in report.findings)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int | None], None]]:
    """Yield what shows progress on stderr, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[amount]}"),
    )
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as display:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                for earlier in display.tasks:  # what had no known end has one now
                    display.update(earlier.id, total=earlier.completed)
                tasks[what] = display.add_task(what, total=total, amount="")
            display.update(tasks[what], completed=done, total=total, amount=f"{done:,}")

        yield show


def _rules() -> "list[Rule]":
    from audit.detectors import KINDS
    from audit.knowledge import load_rules

    return load_rules(KINDS)


def _platforms() -> "list[Platform]":
    from audit.knowledge import load_platforms

    return load_platforms()
