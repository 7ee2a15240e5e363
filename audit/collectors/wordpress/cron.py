"""The scheduled jobs of a WordPress site: its option `cron`, read without building all that is in it."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

_HOOKS = 1000  # so many different jobs of a site are told apart
_LONGEST_NAME = 200
_LEVELS = 4  # time, hook, arguments' hash, and what is noted of the job

_TOKEN = re.compile(
    rb"""i:(?P<number>-?[0-9]{1,19});
    | s:(?P<string>[0-9]{1,9}):"
    | (?P<open>a:[0-9]{1,9}:\{ | [OC]:[0-9]{1,4}:"[^"]{1,255}":[0-9]{1,9}:\{)
    | (?P<close>\})
    | (?: b:[01] | d:[-+.0-9A-Za-z]{1,40} | N | [rR]:[0-9]{1,9} | E:[0-9]{1,4}:"[^"]{1,255}" );""",
    re.VERBOSE,
)
# A hook that is scheduled once at its time, without arguments: nearly all are.
_PLAIN = re.compile(
    rb's:[0-9]{1,3}:"([^"]{1,200})";a:1:\{s:32:"[0-9a-f]{32}";a:[23]:\{s:8:"schedule";'
    rb'(?:b:0|s:[0-9]{1,3}:"([^"]{1,200})");s:4:"args";a:0:\{\}(?:s:8:"interval";i:([0-9]{1,10});)?\}\}'
)


class Job(NamedTuple):
    """A hook with its schedule."""

    hook: str
    schedule: str | None  # None: once
    interval: int | None  # seconds; None: once, or not noted


class Scheduled(NamedTuple):
    """How often a job is scheduled, and when next."""

    entries: int
    next_run: int | None  # seconds since 1970; None: no time is noted


class Cron(NamedTuple):
    """The jobs of a site."""

    jobs: dict[Job, Scheduled]
    whole: bool  # False: it could not be read to its end, or holds too many different jobs


def read_cron(data: bytes) -> Cron:
    r"""
    Return the jobs that the option `cron` holds, as far as it can be read.

    >>> once = b'a:1:{i:60;a:1:{s:3:"tidy";a:1:{s:1:"x";a:2:{s:8:"schedule";b:0;s:4:"args";a:0:{}}}}}'
    >>> read_cron(once).jobs
    {Job(hook='tidy', schedule=None, interval=None): Scheduled(entries=1, next_run=60)}
    """
    reader = _Reader(data)
    return Cron(reader.jobs, reader.read())


def joined(crons: Iterable[Cron]) -> Cron:
    """Return the jobs of several sites as if they were one's."""
    jobs: dict[Job, Scheduled] = {}
    whole = True
    for cron in crons:
        whole &= cron.whole
        for job, more in cron.jobs.items():
            whole &= _add(jobs, job, more)
    return Cron(jobs, whole)


def shown_time(seconds: int | None) -> str | None:
    """
    Return a time as facts write it; None for one that no calendar has.

    >>> shown_time(1717146000), shown_time(10**18)
    ('2024-05-31 09:00:00', None)
    """
    if seconds is None or not 0 <= seconds < 253402300800:
        return None
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}"


class _Reader:
    """Walks through the text once; what lies deeper than a job's notes is passed over."""

    def __init__(self, data: bytes) -> None:
        self.jobs: dict[Job, Scheduled] = {}
        self._data = data
        self._at = 0
        self._depth = 0
        self._keys: list[bytes | int | None] = [None] * (_LEVELS + 1)
        self._is_key = [False] * (_LEVELS + 1)  # what comes next on a level is a key
        self._noted: dict[bytes, bytes | int | None] = {}
        self._all = True

    def read(self) -> bool:
        """Read all; tell whether that came to its end."""
        while True:
            if self._depth == 2 and self._is_key[2] and (plain := _PLAIN.match(self._data, self._at)):
                self._at = plain.end()
                self._note(plain[1], plain[2], int(plain[3]) if plain[3] else None)
                continue
            token = _TOKEN.match(self._data, self._at)
            if token is None:
                return False
            self._at = token.end()
            match token.lastgroup:
                case "open":
                    self._open()
                case "close":
                    self._close()
                case "string":
                    text = self._string(int(token["string"]))
                    if text is None:
                        return False
                    self._take(text)
                case "number":
                    self._take(int(token["number"]))
                case _:
                    self._take(None)
            if self._depth <= 0:
                return self._all

    def _open(self) -> None:
        self._depth += 1
        if self._depth <= _LEVELS:
            self._is_key[self._depth] = True

    def _close(self) -> None:
        if self._depth == _LEVELS:
            hook, schedule, interval = (
                self._keys[2],
                self._noted.get(b"schedule"),
                self._noted.get(b"interval"),
            )
            if isinstance(hook, bytes):
                self._note(
                    hook,
                    schedule if isinstance(schedule, bytes) else None,
                    interval if isinstance(interval, int) else None,
                )
            self._noted = {}
        self._depth -= 1
        if self._depth <= _LEVELS:
            self._is_key[self._depth] = True

    def _take(self, value: bytes | int | None) -> None:
        """Take a key, or a value that is no array."""
        if not 0 < self._depth <= _LEVELS:
            return
        if self._is_key[self._depth]:
            self._keys[self._depth] = value
        elif self._depth == _LEVELS and isinstance(key := self._keys[_LEVELS], bytes):
            self._noted[key] = value
        self._is_key[self._depth] = not self._is_key[self._depth]

    def _string(self, length: int) -> bytes | None:
        """Return a text and move behind it; where its length is wrong, to the next thing that may end it."""
        start = self._at
        end = start + length
        if not self._data.startswith(b'";', end):
            end = self._data.find(b'";', start)
            if end < 0:
                return None
        self._at = end + 2
        return self._data[start : min(end, start + _LONGEST_NAME)]

    def _note(self, hook: bytes, schedule: bytes | None, interval: int | None) -> None:
        time = self._keys[1]
        job = _job(hook, schedule, interval)
        self._all &= _add(self.jobs, job, Scheduled(1, time if isinstance(time, int) else None))


def _add(jobs: dict[Job, Scheduled], job: Job, more: Scheduled) -> bool:
    """Add to a job; False if there was no room for it."""
    known = jobs.get(job)
    if known is None and len(jobs) >= _HOOKS:
        return False
    if known is not None:
        times = [time for time in (known.next_run, more.next_run) if time is not None]
        more = Scheduled(known.entries + more.entries, min(times, default=None))
    jobs[job] = more
    return True


@lru_cache(maxsize=4096)  # the sites of a network have the same
def _job(hook: bytes, schedule: bytes | None, interval: int | None) -> Job:
    return Job(
        hook.decode("utf-8", "replace"),
        schedule.decode("utf-8", "replace") if schedule else None,
        interval,
    )
