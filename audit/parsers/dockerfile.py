"""A Dockerfile: what an image is made from, and what it starts."""

import re
from typing import NamedTuple

from msgspec import DecodeError
from msgspec.json import decode

_LONGEST = 4096  # characters of an instruction
_LINES = 5000
_INSTRUCTION = re.compile(r"\s*(?P<word>FROM|CMD|ENTRYPOINT)\s+(?P<rest>\S.*)", re.IGNORECASE | re.DOTALL)
_FLAG = re.compile(r"--[\w-]+=\S+\s+")
_STAGE = re.compile(r"\s+AS\s+(?P<name>\S+)\s*$", re.IGNORECASE)


class Image(NamedTuple):
    """What a Dockerfile says."""

    bases: tuple[str, ...]  # images that it starts from, the last is the one that runs
    command: str | None  # that it starts; None: what its base starts
    line: int  # of the last FROM


def parse_dockerfile(text: str) -> Image | None:
    r"""
    Return what a Dockerfile starts from and what it runs; None for a text that is none.

    >>> parse_dockerfile("FROM node:18 AS build\nRUN x\nFROM php:8.2-fpm\nCMD [\"php-fpm\", \"-F\"]\n")
    Image(bases=('node:18', 'php:8.2-fpm'), command='php-fpm -F', line=3)
    """
    bases: list[str] = []
    stages: set[str] = set()
    begun: dict[str, str] = {}
    last, before = 0, ""
    for number, line in enumerate(text.split("\n")[:_LINES], 1):
        bare = line.rstrip()
        if bare.endswith("\\"):
            before = f"{before}{bare[:-1]} "[:_LONGEST]
            continue
        found = _INSTRUCTION.fullmatch(f"{before}{bare}"[:_LONGEST])
        before = ""
        if found is None:
            continue
        if found["word"].upper() == "FROM":
            last, begun = number, {}
            base = _FLAG.sub("", found["rest"])
            if stage := _STAGE.search(base):
                stages.add(stage["name"])
            name = base.split()[0] if base.split() else ""
            if name and name not in stages:
                bases.append(name)
        else:
            begun[found["word"].upper()] = _plain(found["rest"])
    if not last:
        return None
    command = " ".join(begun[word] for word in ("ENTRYPOINT", "CMD") if word in begun)
    return Image(tuple(bases), command or None, last)


def _plain(rest: str) -> str:
    """Return a command that is written as a list or as a line."""
    try:
        return " ".join(decode(rest.strip(), type=list[str]))
    except (DecodeError, UnicodeError, RecursionError):
        return rest.strip()
