"""`moveready init`: what a repository needs to be audited on every push."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.exit_codes import DONE
from audit.cli.output import write

if TYPE_CHECKING:
    from audit.model.report import Report

_WORKFLOWS = {
    "github": ".github/workflows/moveready.yml",
    "gitlab": "moveready.gitlab-ci.yml",
    "bitbucket": "moveready.bitbucket-pipelines.yml",
}
_SIGNS = {".github": "github", ".gitlab-ci.yml": "gitlab", "bitbucket-pipelines.yml": "bitbucket"}
_THEN = {
    "github": "Commit these files.",
    "gitlab": "Commit these files, and put into .gitlab-ci.yml:  include: [{local: moveready.gitlab-ci.yml}]",
    "bitbucket": "Commit these files, and copy the step into bitbucket-pipelines.yml.",
}
_REMOTE = re.compile(r"^\s*url\s*=\s*(\S+)", re.MULTILINE)
_SMALL = 1 << 20  # bytes of git's configuration that are looked at
_BASELINE = "moveready-baseline.json"
_TEXT = """\
# What moveready is to know of this repository. The command line counts over it; `moveready config` shows
# what counts, and `moveready rules` all that is looked for.

platform = {platform}
{hosts}
# Of what {baseline} holds, nothing fails; `moveready baseline . -o {baseline}` writes it anew.
baseline = "{baseline}"
fail-on-new = "major"

# exclude = ["docs", "**/fixtures"]

# [[suppress]]
# rule = "php-session"
# path = "wp-content/plugins/shop/**"
# reason = "Goes with the next release."
# owner = "web team"
# until = 2027-03-31
"""


@click.command()
@click.argument("path", default=".", type=click.Path(exists=True, file_okay=False))
@click.option(
    "--forge", type=click.Choice(list(_WORKFLOWS)), help="Whose workflow.  [default: as the repository tells]"
)
@click.option("--platform", default="pantheon", show_default=True, help="Where the site moves to.")
def init(path: str, forge: str | None, platform: str) -> int:
    """
    Write configuration, baseline and workflow into the repository at PATH, so that every push is audited.

    What is found today goes into the baseline: only what is new fails. A file that is there is left as
    it is, and nothing is written then.
    """
    from audit.acceptance.baseline import written
    from audit.resources import TEMPLATES
    from audit.scan import scan

    forge = forge or _forge(path) or "github"
    workflow = (TEMPLATES / "ci" / f"{forge}.yml").read_text("utf-8")
    places = {
        name: os.path.join(path, *name.split("/"))
        for name in ("moveready.toml", _BASELINE, _WORKFLOWS[forge])
    }
    there = [place for place in places.values() if os.path.lexists(place)]
    if there:
        raise click.UsageError(f"{' and '.join(there)} {'are' if there[1:] else 'is'} there already.")
    report = scan(path, platform=platform, jobs=os.cpu_count() or 1)
    texts = _config(report, platform), written(report), workflow
    for (name, place), text in zip(places.items(), texts, strict=True):
        _make_folder(path, name)
        write(place, text)
    click.echo(f"{_THEN[forge]} Then `moveready scan {path}` is what every push runs.", err=True)
    return DONE


def _config(report: "Report", platform: str) -> str:
    import json

    hosts = sorted({host for site in report.sites for host in site.hosts})
    told = f"site-hosts = {json.dumps(hosts)}  # names of the old site\n" if hosts else ""
    return _TEXT.format(platform=json.dumps(platform), hosts=told, baseline=_BASELINE)


def _forge(path: str) -> str | None:
    """Return whose repository it is, by the files in it or by its remote; git is not asked."""
    for name, forge in _SIGNS.items():
        if os.path.exists(os.path.join(path, name)):
            return forge
    try:
        with open(os.path.join(path, ".git", "config"), encoding="utf-8", errors="replace") as file:
            remotes = " ".join(_REMOTE.findall(file.read(_SMALL)))
    except OSError:
        return None
    return next((forge for forge in _WORKFLOWS if forge in remotes), None)


def _make_folder(path: str, name: str) -> None:
    """Make the folders of a file in the repository; none of them may be a link that leads elsewhere."""
    folder = Path(path, name).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"{folder} could not be made: {error.strerror}.") from error
    if not folder.resolve().is_relative_to(Path(path).resolve()):
        raise click.UsageError(f"{folder} leads out of the repository.")
