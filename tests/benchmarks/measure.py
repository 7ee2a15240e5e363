"""Measures commands: medians of paired runs with hyperfine, and peak memory with GNU time."""

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from statistics import median

Command = Sequence[object]

_PAIRS = 7
_ENVIRONMENT = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def wall(run: dict[str, float]) -> float:
    """Return the seconds from start to end."""
    return run["mean"]


def processor(run: dict[str, float]) -> float:
    """Return the seconds of processor time, of the command and of what it started."""
    return run["user"] + run["system"]


def ratio(
    what: str,
    ours: Command,
    yardstick: Command,
    seconds: Callable[[dict[str, float]], float] = wall,
    *,
    pairs: int = _PAIRS,
) -> None:
    """Run both in turn, several times, and print the median of the ratios."""
    ratios = []
    for number in range(pairs + 1):
        first, second = _runs(ours, yardstick)
        if number:  # the first pair warms the page cache
            ratios.append(seconds(first) / seconds(second))
    print(f"{what:58} {median(ratios):7.2f} {f'[{min(ratios):.2f}..{max(ratios):.2f}]':>15}")


def milliseconds(what: str, command: Command) -> None:
    """Print the median time from start to end of a short command."""
    runs = sorted(_runs(command)[0]["mean"] for _ in range(2 * _PAIRS + 1))
    print(f"{what:58} {1000 * median(runs[1:]):7.0f}")


def peak(what: str, command: Command) -> None:
    """Print the most memory that a command holds."""
    timed = ["/usr/bin/time", "-f", "%M", *map(str, command)]
    done = subprocess.run(timed, check=True, capture_output=True, text=True, env=_ENVIRONMENT)
    print(f"{what:58} {int(done.stderr.splitlines()[-1]) / 1024:7.1f} MiB")


def _runs(*commands: Command) -> list[dict[str, float]]:
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        words = [" ".join(map(str, command)) for command in commands]
        hyperfine = ["hyperfine", "--shell=none", "--runs=1", "--style=none", f"--export-json={file.name}"]
        subprocess.run([*hyperfine, *words], check=True, capture_output=True, env=_ENVIRONMENT)
        found: list[dict[str, float]] = json.load(file)["results"]
        return found
