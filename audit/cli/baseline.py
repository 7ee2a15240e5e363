"""`moveready baseline`: what is known today, so that only what is new counts from now on."""

import os
from typing import TYPE_CHECKING

import click

from audit.cli.exit_codes import DONE
from audit.cli.inputs import Inputs, audited, named_files, run
from audit.cli.output import refuse, write

if TYPE_CHECKING:
    from audit.acceptance.baseline import Baseline

baseline_option = click.option(
    "--baseline", metavar="FILE", help="What is known: of its findings none counts as new."
)


@click.command()
@audited
@click.option("-o", "--output", required=True, metavar="FILE", help="File to write, for --baseline.")
def baseline(inputs: Inputs, output: str) -> int:
    """Note what is found today, so that a later scan fails on what is new only."""
    from audit.acceptance.baseline import written

    refuse(output, named_files(inputs))
    write(output, written(run(inputs)))
    return DONE


def read_baseline(inputs: Inputs) -> "Baseline | None":
    """Return the baseline that counts; None: none is named. Raises AuditError for one that cannot be used."""
    from audit.acceptance.baseline import read

    path = inputs.value("baseline")
    if path is None:
        return None
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        hint = f" `moveready baseline {inputs.path or ''} -o {path}` makes it." * (not os.path.exists(path))
        raise click.UsageError(f"{path} could not be read: {error.strerror}.{hint}") from error
    return read(data, path, inputs.value("platform"))
