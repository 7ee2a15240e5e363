"""What commands that audit a site have in common: the options that name it, and the run."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from audit.cli.knowledge import knowledge_option
from audit.cli.progress import progress
from audit.cli.settings import Effective, config_option, effective, read_config

if TYPE_CHECKING:
    from audit.acceptance.baseline import Baseline
    from audit.model.config import Config
    from audit.model.questions import Answer
    from audit.model.report import Report
    from audit.sources.cache import Cache

_OPTIONS = (
    click.argument("path", required=False),
    click.option(
        "--dump",
        "dumps",
        multiple=True,
        metavar="FILE",
        help="Database dump: a file, packed or not, a folder, or - for stdin; repeatable. "
        "ROOT=FILE tells whose.",
    ),
    click.option(
        "--files", metavar="PATH", help="Uploads that are apart from the code: a folder or an archive."
    ),
    click.option(
        "--apache-conf",
        "apache",
        multiple=True,
        metavar="FILE",
        help="A virtual host or another file of the old Apache's configuration; repeatable.",
    ),
    click.option(
        "--revision", metavar="REV", help="Read this commit, branch or tag of the repository at PATH."
    ),
    click.option(
        "--exclude",
        multiple=True,
        metavar="GLOB",
        help="Paths that are not looked at, as the report shows them: docs, **/tests; repeatable.",
    ),
    click.option(
        "--cache",
        metavar="DIR",
        help="Keep what is known of files in this folder, so that the next run reads only what changed.",
    ),
    click.option("--platform", default="pantheon", show_default=True, help="Where the site moves to."),
    config_option,
    knowledge_option,
    click.option(
        "--jobs", type=click.IntRange(1, 64), help="Processes that read code.  [default: one a processor]"
    ),
)


class Inputs(NamedTuple):
    """A site to audit, as it was named, and all that was said of how."""

    path: str | None
    files: str | None
    apache: tuple[str, ...]
    revision: str | None
    cache: str | None  # a folder; no configuration names it, as it is written to
    config: "Config"
    file: Path | None  # of the configuration
    values: dict[str, Effective]  # by the name of an option

    def value(self, name: str) -> Any:  # noqa: ANN401 - whatever the option holds
        """Return what counts of an option that a configuration may set."""
        return self.values[name].value


def audited(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options that name a site; it gets them as Inputs, before its own options."""

    @wraps(command)
    def run_with_inputs(  # noqa: PLR0913 - one parameter for each option
        *,
        path: str | None,
        dumps: tuple[str, ...],
        files: str | None,
        apache: tuple[str, ...],
        revision: str | None,
        cache: str | None,
        config_file: str | None,
        **own: Any,  # noqa: ANN401 - the options of the command, and those that are in values
    ) -> int:
        config, file = read_config(config_file, path)
        if path is None and not dumps and file is not None:
            path = str(file.parent / (config.docroot or "."))
        values = effective(click.get_current_context(), config, file)
        if path is None and not values["dumps"].value:
            raise click.UsageError(
                "Name the folder of the site's code, a database dump with --dump, or both."
            )
        if path is None and (files or revision):
            raise click.UsageError("Name the folder of the site's code beside --files or --revision.")
        inputs = Inputs(path, files, apache, revision, cache, config, file, values)
        return command(inputs, **{name: value for name, value in own.items() if name not in values})

    return reduce(lambda wrapped, option: option(wrapped), reversed(_OPTIONS), run_with_inputs)


def named_files(inputs: Inputs) -> list[str]:
    """Return the files that are to be read; none may be written to. Raises UsageError for one named twice."""
    from audit.collectors.handed_in import dump_of

    dumps = [file for _, file in map(dump_of, inputs.value("dumps"))]
    if len(set(map(os.path.realpath, dumps))) < len(dumps):
        raise click.UsageError("One dump is named twice.")
    return [*dumps, *inputs.apache, *filter(os.path.isfile, filter(None, [inputs.path, inputs.files]))]


def run(
    inputs: Inputs,
    baseline: "Baseline | None" = None,
    answers: "Sequence[Answer]" = (),
    since: str | None = None,
) -> "Report":
    """Return the report of the site."""
    from audit.errors import ConfigError
    from audit.scan import scan

    with progress() as show, _named(inputs.file, ConfigError), _cache(inputs.cache) as cache:
        return scan(
            inputs.path,
            inputs.value("dumps"),
            platform=inputs.value("platform"),
            more=tuple(map(Path, inputs.value("more"))),
            config=inputs.config,
            baseline=baseline,
            revision=inputs.revision,
            files=inputs.files,
            apache=inputs.apache,
            answers=answers,
            exclude=inputs.value("exclude"),
            cache=cache,
            since=since,
            jobs=inputs.value("jobs") or os.cpu_count() or 1,
            progress=show,
        )


@contextmanager
def _cache(folder: str | None) -> "Iterator[Cache | None]":
    """Open what earlier runs knew, and write down what this one learnt; what fails of it is told alone."""
    if folder is None:
        yield None
        return
    from audit.sources.cache import Cache
    from audit.sources.cache_proof import program

    cache = Cache(folder, program())
    try:
        yield cache
    finally:
        cache.close()
        for note in cache.notes:
            click.echo(note, err=True)


@contextmanager
def _named(file: Path | None, kind: type[Exception]) -> Iterator[None]:
    """Put the name of the configuration before each mistake in it."""
    try:
        yield
    except kind as error:
        lines = str(error).splitlines()
        raise kind("\n".join(f"{file.name}: {line}" for line in lines) if file else str(error)) from error
