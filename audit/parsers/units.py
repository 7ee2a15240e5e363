"""What supervisor and systemd are told to keep running: files of [sections] with keys."""

import re
from typing import NamedTuple

_LONGEST = 4096  # characters of a line
_MOST = 1000  # sections
_SECTION = re.compile(r"\[(?P<name>[^\]\r\n]{1,200})\]\s*(?:[;#].*)?")
_KEY = re.compile(r"(?P<key>[A-Za-z_][\w-]{0,60})\s*=\s*(?P<value>.*)")


class Section(NamedTuple):
    """A section, and the first value of each of its keys."""

    name: str
    line: int
    keys: dict[str, str]  # in lower case


def parse_sections(text: str) -> list[Section]:
    r"""
    Return the sections of a unit or a supervisor file; what stands before the first is passed over.

    >>> [found] = parse_sections("; x\n[program:queue]\ncommand = php artisan \\\n  work\nautostart=true\n")
    >>> found.name, found.line, found.keys["command"]
    ('program:queue', 2, 'php artisan work')
    """
    sections: list[Section] = []
    last: str | None = None
    for number, line in enumerate(text.split("\n"), 1):
        bare = line[:_LONGEST].strip()
        if last is not None and sections[-1].keys[last].endswith("\\"):
            joined = sections[-1].keys[last][:-1].rstrip()
            sections[-1].keys[last] = f"{joined} {bare}"[:_LONGEST]
        elif found := _SECTION.fullmatch(bare):
            last = None
            if len(sections) == _MOST:
                break
            sections.append(Section(found["name"], number, {}))
        elif sections and (pair := _KEY.fullmatch(bare)):
            last = pair["key"].lower()
            sections[-1].keys.setdefault(last, pair["value"])
        else:
            last = None
    return sections
