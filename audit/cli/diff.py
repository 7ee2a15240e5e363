"""`moveready diff`: what changed between two reports of a site."""

import click

from audit.cli.exit_codes import DONE, FOUND
from audit.cli.output import put, refuse, write

_FORMATS = ("text", "json", "html")
_SUFFIXES = {".json": "json", ".html": "html", ".htm": "html", ".txt": "text"}


@click.command()
@click.argument("old", type=click.Path(exists=True, dir_okay=False))
@click.argument("new", type=click.Path(exists=True, dir_okay=False))
@click.option("--format", "form", type=click.Choice(_FORMATS), help="Format, where no suffix says it.")
@click.option("-o", "--output", metavar="FILE", help="File to write; its suffix says how.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything changed, or was not compared.")
def diff(old: str, new: str, form: str | None, output: str | None, exit_code: bool) -> int:
    """
    Tell what changed between two reports of the same site, as `scan -o report.json` writes them.

    OLD is the report of the inventory, NEW that of today. For example, to see that a code freeze holds:
    moveready diff inventory.json today.json --exit-code
    """
    from audit.changes import compare, read_report
    from audit.render.changes import FORMATS

    if output is not None:
        refuse(output, [old, new])
    changes = compare(read_report(_read(old), old), read_report(_read(new), new), (old, new))
    chosen = form or next(
        (kind for suffix, kind in _SUFFIXES.items() if output and output.lower().endswith(suffix)), "text"
    )
    document = FORMATS[chosen](changes)
    if output is None:
        put(document, is_data=chosen != "text")
    else:
        write(output, document)
    is_open = changes.changed or any(section.left_out for section in changes.sections)
    return FOUND if exit_code and is_open else DONE


def _read(file: str) -> bytes:
    try:
        with open(file, "rb") as opened:
            return opened.read()
    except OSError as error:
        raise click.UsageError(f"{file} could not be read: {error.strerror}.") from error
