"""`moveready questions`: what no scan can answer, as a file to be filled in; and such files read again."""

import os
from typing import TYPE_CHECKING

import click

from audit.cli.exit_codes import DONE
from audit.cli.inputs import Inputs, audited, named_files, run
from audit.cli.output import put, refuse, write

if TYPE_CHECKING:
    from audit.model.questions import Answer

answers_option = click.option(
    "--answers",
    metavar="FILE",
    help="Answers to our questions, as `moveready questions` writes the file.",
)


@click.command()
@audited
@click.option("-o", "--output", metavar="FILE", help="File to write, or to add to: what is there stays.")
def questions(inputs: Inputs, output: str | None) -> int:
    """
    Write the questions of the kick-off that no scan can answer, as TOML to be filled in.

    Each says why it is asked, what was seen, and what may be answered. An existing file keeps all that
    stands in it, and gets what is asked anew. For example: moveready questions site -o answers.toml
    """
    from audit.render.answers import additions, render

    if output is None:
        put(render(run(inputs)), is_data=True)
        return DONE
    refuse(output, named_files(inputs))
    if not os.path.isfile(output) or not os.path.getsize(output):
        write(output, render(run(inputs)))
        return DONE
    _checked(_read(output), output)
    report = run(inputs)
    data = _read(output)  # again: somebody may have gone on writing answers
    present = _checked(data, output)
    added = additions(report, present)
    if not added:
        click.echo(f"{output} has all questions already; nothing was changed.", err=True)
        return DONE
    text = data.decode("utf-8-sig")
    whole = text + "\n" * (not text.endswith("\n")) + added
    _checked(whole.encode(), output)
    write(output, whole)
    return DONE


def read_answers(file: str | None) -> "tuple[Answer, ...]":
    """Return the answers of a file; none where none is named. Raises AuditError with all mistakes."""
    from audit.knowledge import answers
    from audit.knowledge.questions import load_questions

    return answers.read_answers(_read(file), file, load_questions().questions) if file is not None else ()


def _checked(data: bytes, file: str) -> frozenset[str]:
    """Return the ids of the questions in a file. Raises AuditError with all mistakes."""
    from audit.knowledge import answers
    from audit.knowledge.questions import load_questions

    answers.read_answers(data, file, load_questions().questions)
    return answers.answered_ids(data)


def _read(file: str) -> bytes:
    from audit.knowledge.answers import MOST

    try:
        with open(file, "rb") as opened:
            return opened.read(MOST + 1)
    except OSError as error:
        raise click.UsageError(f"{file} could not be read: {error.strerror}.") from error
