"""The commands: the only package that prints or exits."""

import sys
import traceback

import click

import audit
from audit.cli.baseline import baseline
from audit.cli.config import show_config
from audit.cli.diff import diff
from audit.cli.exit_codes import ASKED_WRONGLY, DONE, INTERRUPTED, OUR_BUG
from audit.cli.init import init
from audit.cli.manifest import manifest
from audit.cli.questions import questions
from audit.cli.redirects import redirects
from audit.cli.rules import check, explain, list_platforms, list_rules
from audit.cli.scan import scan
from audit.cli.schema import schema

# Everything but click is imported where it is used: `moveready --help` must not wait for it.


def main() -> None:
    """Run a command and exit: 0 done, 1 found, 2 asked wrongly, 3 our bug."""
    from audit.errors import AuditError

    try:
        code = commands.main(prog_name="moveready", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = ASKED_WRONGLY
    except AuditError as error:
        click.echo(f"Error: {error}", err=True)
        code = ASKED_WRONGLY
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        code = INTERRUPTED
    except Exception:  # noqa: BLE001 - the last resort: the traceback is kept, the exit code says whose bug it is
        traceback.print_exc()
        click.echo("This is a bug in moveready. Please report it with the lines above.", err=True)
        code = OUR_BUG
    sys.exit(code or DONE)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(audit.__version__, prog_name="moveready")
def commands() -> None:
    """
    Audit a WordPress or Drupal site before it moves to a managed platform.

    moveready reads the site's code and a database dump, and writes the site inventory: what is there,
    what will not work on the platform, and what has to be done by whom. It runs nothing of the site,
    needs no network, and copies no passwords or keys.
    """


_ALL = (
    scan,
    baseline,
    show_config,
    init,
    explain,
    list_rules,
    check,
    list_platforms,
    schema,
    manifest,
    redirects,
    questions,
    diff,
)
for command in _ALL:
    commands.add_command(command)
