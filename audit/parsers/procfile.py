"""A Procfile: the processes that a platform such as Heroku starts."""

import re
from typing import NamedTuple

_LINE = re.compile(r"(?P<name>[A-Za-z0-9_-]{1,60}):(?!//)\s*(?P<command>\S.*)")
_LONGEST = 4096  # characters of a line
_MOST = 100  # processes


class Started(NamedTuple):
    """A process that is started."""

    name: str
    command: str
    line: int


def parse_procfile(text: str) -> list[Started]:
    r"""
    Return the processes of a Procfile; lines that name none are passed over.

    >>> parse_procfile("# web\nweb: vendor/bin/heroku-php-nginx web/\nworker: node q.js\n")[1]
    Started(name='worker', command='node q.js', line=3)
    """
    found = (
        (number, _LINE.fullmatch(line[:_LONGEST].strip())) for number, line in enumerate(text.split("\n"), 1)
    )
    started = [Started(one["name"], one["command"], number) for number, one in found if one is not None]
    return started[:_MOST]
