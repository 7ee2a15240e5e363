"""What counts for a run: the command line over moveready.toml over the defaults."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from audit.model.config import Config

config_option = click.option(
    "--config",
    "config_file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Configuration.  [default: moveready.toml, or pyproject.toml, at PATH or here]",
)
_TOLD = {ParameterSource.COMMANDLINE: "command line", ParameterSource.ENVIRONMENT: "environment"}
_FOLDERS = {"knowledge": "more", "dump": "dumps", "baseline": "baseline"}  # keys that name files, and options


class Effective(NamedTuple):
    """A value, and who said it."""

    value: Any
    origin: str


def read_config(file: str | None, path: str | None) -> "tuple[Config, Path | None]":
    """Return the configuration that counts, and its file. Raises ConfigError with all its mistakes."""
    from audit.knowledge.config import find_config, load_config
    from audit.model.config import Config

    if file is not None:
        return load_config(Path(file)), Path(file)
    for place in dict.fromkeys((path or ".", ".")):
        if os.path.isdir(place) and (found := find_config(Path(place))):
            return load_config(found), found
    return Config(), None


def effective(context: click.Context, config: "Config", file: Path | None) -> dict[str, Effective]:
    """Return what counts of each option that a configuration may set, by the name of the option."""
    from audit.model.config import Config

    found = {}
    for key in Config.__struct_fields__:
        name = _FOLDERS.get(key, key)
        if name not in context.params:
            continue
        said = getattr(config, key)
        source = context.get_parameter_source(name)
        if source in _TOLD:
            found[name] = Effective(context.params[name], _TOLD[source])
        elif said not in {None, ()} and file is not None:
            found[name] = Effective(_from(file, said) if key in _FOLDERS else said, file.name)
        else:
            found[name] = Effective(context.params[name], "default")
    return found


def _from(file: Path, said: "str | tuple[str, ...]") -> "str | tuple[str, ...]":
    """Return files as seen from here, which a configuration names as seen from its folder."""
    if isinstance(said, str):
        return str(file.parent / said)
    return tuple(str(file.parent / one) for one in said)
