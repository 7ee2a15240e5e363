"""Prints how fast and how small the dump reader is, beside `wc -l` and `gzip -dc`: medians of paired runs."""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.make_dump import write
from tests.benchmarks.measure import peak, ratio

_READ = [sys.executable, str(Path(__file__).parent / "read_dump.py")]
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
        ratio("read 300 MB, mysqldump's layout / wc -l", [*_READ, plain], ["wc", "-l", plain])
        ratio("read 300 MB, a row a line / wc -l", [*_READ, lines], ["wc", "-l", lines])
        ratio("moveready scan, 300 MB / wc -l", [*_SCAN, plain, *out], ["wc", "-l", plain])
        ratio("read 300 MB in .gz / gzip -dc", [*_READ, packed], ["gzip", "-dc", packed])
        print(f"\n{'what':58} {'peak':>11}")
        peak("moveready scan, 1 GB dump, HTML and JSON written", [*_SCAN, large, *out])
        peak("moveready scan, 300 MB in .gz, HTML and JSON written", [*_SCAN, packed, *out])


if __name__ == "__main__":
    main()
