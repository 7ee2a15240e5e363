"""Where documents go: a file written whole or not at all, or stdout."""

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from audit.model.report import Report
    from audit.render import Document


def target(output: str, form: str | None) -> tuple[str, str]:
    """Return the format and the file of FORMAT=FILE or FILE; the format is by --format or by its suffix."""
    from audit.render import FORMATS

    named, equals, file = output.partition("=")
    if equals and named in FORMATS:
        return named, file
    by_suffix = {suffix: name for name, kind in FORMATS.items() for suffix in kind.suffixes}
    fitting = [suffix for suffix in by_suffix if output.lower().endswith(suffix)]
    chosen = form or (by_suffix[max(fitting, key=len)] if fitting else None)
    if chosen is None:
        known = ", ".join(sorted(by_suffix))
        raise click.UsageError(
            f"{output}: which format? End its name in one of {known}, or write FORMAT=FILE."
        )
    return chosen, output


def rendered(report: "Report", form: str) -> "Document":
    """Return the document of a report."""
    from audit.render import FORMATS

    return FORMATS[form].render(report)


def refuse(output: str, inputs: Sequence[str]) -> None:
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


def put(document: "Document", *, is_data: bool) -> None:
    """Print to stdout: data as UTF-8 whatever the terminal speaks, words as well as it can show them."""
    from audit.errors import AuditError

    with suppress(AttributeError):  # stdout may be replaced by something simpler
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        if is_data:
            with click.open_file("-", "wb") as stdout:
                stdout.writelines(_pieces(document))
        else:
            click.echo(document, nl=False)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader went away, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise AuditError(f"The report could not be printed: {error.strerror}.") from error


def write(output: str, document: "Document") -> None:
    """Write a file whole or not at all; a device or pipe has no whole."""
    from audit.errors import AuditError

    is_special = os.path.exists(output) and not os.path.isfile(output)
    target = output if is_special else os.path.realpath(output)
    partial = output if is_special else f"{target}.{os.getpid()}.part"
    try:
        with open(partial, "wb" if is_special else "xb") as file:
            file.writelines(_pieces(document))
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


def _pieces(document: "Document") -> Iterable[bytes]:
    if isinstance(document, str):
        return [document.encode("utf-8", "surrogateescape")]
    return [document] if isinstance(document, bytes) else document
