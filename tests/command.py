"""The command line as somebody at a terminal meets it, within the tests' own process."""

from typing import NamedTuple

import click
from click.testing import CliRunner

from audit.cli import commands
from audit.errors import AuditError


class Outcome(NamedTuple):
    """What a command did: exit code, what it printed, and the error that it ends with."""

    exit_code: int
    output: str
    error: str


def run(*arguments: object) -> Outcome:
    """Run a command; an error that is not the user's is raised."""
    result = CliRunner().invoke(commands, [str(one) for one in arguments], standalone_mode=False)
    if isinstance(result.exception, click.ClickException):
        return Outcome(2, result.output, result.exception.format_message())
    if isinstance(result.exception, AuditError):
        return Outcome(2, result.output, str(result.exception))
    if result.exception:
        raise result.exception
    return Outcome(result.return_value or 0, result.stdout, "")
