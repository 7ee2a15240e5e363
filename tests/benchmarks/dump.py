"""Prints how fast and how small the dump reader is, beside `wc -l` and what unpacks: medians of pairs."""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.make_addresses import add_addresses
from tests.benchmarks.make_dump import write
from tests.benchmarks.make_extremes import write_archive, write_row, write_statement
from tests.benchmarks.measure import peak, processor, ratio

_READ = [sys.executable, str(Path(__file__).parent / "read_dump.py")]
_READ_TEXT = [sys.executable, str(Path(__file__).parent / "read_text.py")]
_SCAN = [sys.executable, "-m", "audit", "scan", "--jobs", "1", "--dump"]
_PACK = {"gz": ["gzip", "-1"], "zst": ["zstd", "-3", "-q"], "xz": ["xz", "-1"], "bz2": ["bzip2"]}


def main() -> None:
    """Make the dumps in a temporary folder, measure, and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain, lines, large = folder / "plain.sql", folder / "lines.sql", folder / "large.sql"
        write(plain, 600_000_000)
        write(lines, 600_000_000, row_per_line=True)
        write(large, 1_000_000_000)
        addresses = folder / "addresses.sql"
        add_addresses(plain, addresses)
        for words in _PACK.values():
            subprocess.run([*words, "-k", str(plain)], check=True)
        packed = folder / "plain.sql.gz"
        out = ["-o", str(folder / "report.html"), "-o", str(folder / "report.json")]
        print(f"{'what':58} {'ratio':>7} {'spread':>15}")
        ratio("read 600 MB, mysqldump's layout / wc -l", [*_READ, plain], ["wc", "-l", plain], processor)
        ratio("read 600 MB, a row a line / wc -l", [*_READ, lines], ["wc", "-l", lines], processor)
        text = "read 600 MB, hosts and paths counted / wc -l, processor"
        ratio(text, [*_READ_TEXT, addresses], ["wc", "-l", addresses], processor)
        ratio("moveready scan, 600 MB / wc -l", [*_SCAN, plain, *out], ["wc", "-l", plain])
        for ending, words in _PACK.items():
            file, unpack = folder / f"plain.sql.{ending}", [words[0], "-dcq"]
            what = f"read 600 MB in .{ending} / {words[0]} -dc, processor"
            ratio(what, [*_READ, file], [*unpack, file], processor, pairs=5)
        print(f"\n{'what':58} {'peak':>11}")
        peak("moveready scan, 1 GB dump, HTML and JSON written", [*_SCAN, large, *out])
        peak("moveready scan, 600 MB in .gz, HTML and JSON written", [*_SCAN, packed, *out])
        write_row(large, 1_000_000_000)
        peak("moveready scan, a dump with a row of 1 GB", [*_SCAN, large, *out])
        write_statement(large, 100_000_000)
        peak("moveready scan, a dump with a statement of 100 MB", [*_SCAN, large, *out])
        write_archive(folder / "site.tar.gz", 200_000)
        peak("moveready scan, 200,000 files in .tar.gz", [*_SCAN[:-1], folder / "site.tar.gz", *out])


if __name__ == "__main__":
    main()
