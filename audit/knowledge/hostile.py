"""Patterns of rules that some texts keep busy for ever: tried in a process that can be ended."""

import json
import subprocess
import sys
from collections.abc import Sequence

_SECONDS = 5.0  # for all of them; a harmless one takes a few milliseconds
_TRY = r"""
import json, re, sys
for number, text in enumerate(json.load(sys.stdin)):
    print(number, flush=True)
    pattern = re.compile(text, re.IGNORECASE)
    named = dict.fromkeys(re.sub(r"\\[A-Za-z]", "", text))
    plain = [char for char in named if char not in "()[]{}|*+?^$\\"][:12]
    pairs = [one + two for one in plain[:5] for two in plain[:5]]
    for unit in dict.fromkeys([*plain, *pairs, "a", "0", " ", "/", ".", "a0", "a "]):
        for times in (28, 3000):
            for end in ("!", "\n", "\x00"):
                pattern.search(unit * times + end)
"""


def endless_patterns(patterns: Sequence[str]) -> list[str]:
    """
    Return the patterns that come to no end with hostile texts: what they name, repeated, and an odd end.

    Nothing but our own few lines runs in that process.
    """
    found: list[str] = []
    left = list(patterns)
    while left and (tried := _first_endless(left)) is not None:
        found.append(left[tried])
        left = left[tried + 1 :]
    return found


def _first_endless(patterns: Sequence[str]) -> int | None:
    command = [sys.executable, "-I", "-S", "-c", _TRY]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:  # noqa: S603 - our own lines, above
        try:
            process.communicate(json.dumps(patterns).encode(), timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return int(process.communicate()[0].split()[-1])
    return None
