"""Prints how fast and how small the dump reader is, beside `wc -l` and `gzip -dc`: medians of paired runs."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks.make_dump import write

_HERE = Path(__file__).parent
_PAIRS = 7
_READ = [sys.executable, str(_HERE / "read_dump.py")]
_ENVIRONMENT = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_SCAN = [sys.executable, "-m", "audit", "scan", "--jobs", "1", "--dump"]


def main() -> None:
    """Make the dumps in a temporary folder, measure, and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain, lines, large = folder / "plain.sql", folder / "lines.sql", folder / "large.sql"
        write(plain, 300_000_000)
        write(lines, 300_000_000, row_per_line=True)
        write(large, 1_000_000_000)
        subprocess.run(["gzip", "-1", "-k", str(plain)], check=True)
        packed = folder / "plain.sql.gz"
        out = ["-o", str(folder / "report.html"), "-o", str(folder / "report.json")]
        print(f"{'what':58} {'ratio':>7} {'spread':>15}")
        _ratio("read 300 MB, mysqldump's layout / wc -l", [*_READ, plain], ["wc", "-l", plain])
        _ratio("read 300 MB, a row a line / wc -l", [*_READ, lines], ["wc", "-l", lines])
        _ratio("moveready scan, 300 MB / wc -l", [*_SCAN, plain, *out], ["wc", "-l", plain])
        _ratio("read 300 MB in .gz / gzip -dc", [*_READ, packed], ["gzip", "-dc", packed])
        print(f"\n{'what':58} {'peak':>11}")
        _peak("moveready scan, 1 GB dump, HTML and JSON written", [*_SCAN, large, *out])
        _peak("moveready scan, 300 MB in .gz, HTML and JSON written", [*_SCAN, packed, *out])


def _ratio(what: str, ours: list[object], yardstick: list[object]) -> None:
    """Run both in turn, several times, and print the median of the ratios."""
    ratios = []
    for number in range(_PAIRS + 1):
        first, second = _seconds(ours, yardstick)
        if number:  # the first pair warms the page cache
            ratios.append(first / second)
    print(f"{what:58} {median(ratios):7.2f} {f'[{min(ratios):.2f}..{max(ratios):.2f}]':>15}")


def _seconds(*commands: list[object]) -> list[float]:
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        words = [" ".join(map(str, command)) for command in commands]
        hyperfine = ["hyperfine", "--shell=none", "--runs=1", "--style=none", f"--export-json={file.name}"]
        subprocess.run([*hyperfine, *words], check=True, capture_output=True, env=_ENVIRONMENT)
        return [result["mean"] for result in json.load(file)["results"]]


def _peak(what: str, command: list[object]) -> None:
    """Print the most memory that a command holds, as GNU time measures it."""
    timed = ["/usr/bin/time", "-f", "%M", *map(str, command)]
    done = subprocess.run(timed, check=True, capture_output=True, text=True)
    print(f"{what:58} {int(done.stderr.splitlines()[-1]) / 1024:7.1f} MiB")


if __name__ == "__main__":
    main()
