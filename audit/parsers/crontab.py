"""Crontab files: the jobs in them, and when they run."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_LONGEST = 4096  # characters of a line
_NAMES = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)"
_FIELD = rf"(?:\*|[0-9]{{1,2}}|{_NAMES}|H|[0-9]{{1,2}}-[0-9]{{1,2}}|{_NAMES}-{_NAMES})(?:/[0-9]{{1,3}})?"
_JOB = re.compile(
    rf"\s*(?P<when>@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)"
    rf"|(?:{_FIELD}(?:,{_FIELD}){{0,60}}\s+){{4}}{_FIELD}(?:,{_FIELD}){{0,60}})\s+(?P<rest>\S.*)",
    re.IGNORECASE,
)
_USER = re.compile(r"(?P<user>[a-z_][a-z0-9_-]{0,31})\s+(?P<command>(?:[/.~$A-Z\[({\"']|[\w-]+\s).*)")
_COMMON_USERS = frozenset(
    {"root", "www-data", "apache", "nginx", "httpd", "deploy", "ubuntu", "www", "wwwrun"}
)


class Job(NamedTuple):
    """A line of a crontab."""

    when: str  # five fields, or @daily and the like
    command: str  # as it is written
    line: int


def parse_crontab(text: str, *, has_users: bool = False) -> Iterator[Job]:
    r"""
    Yield the jobs of a crontab; lines that are none are passed over.

    has_users: each line names the user it runs as, as those of cron.d do; elsewhere common users are known.

    >>> list(parse_crontab("MAILTO=x\n# no\n*/5 * * * 1-5 /bin/x -v\n0 0 * * * root run\nsee 5 of it\n"))
    [Job(when='*/5 * * * 1-5', command='/bin/x -v', line=3), Job(when='0 0 * * *', command='run', line=4)]
    """
    for number, line in enumerate(text.split("\n"), 1):
        if found := _JOB.fullmatch(line[:_LONGEST].rstrip()):
            when, command = " ".join(found["when"].split()), _command(found["rest"], has_users=has_users)
            yield Job(when, command, number)


def _command(rest: str, *, has_users: bool) -> str:
    first, _, behind = rest.partition(" ")
    if behind and (first in _COMMON_USERS or (has_users and _USER.match(rest))):
        return behind.strip()
    return rest
