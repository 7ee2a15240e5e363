"""Prints how fast and how small walk and code scan are, beside `find` and `rg`: medians of paired runs."""

import sys
import tempfile
from pathlib import Path

from tests.benchmarks.make_tree import write_code, write_uploads
from tests.benchmarks.measure import peak, processor, ratio, wall

_HERE = Path(__file__).parent
_WALK = [sys.executable, str(_HERE / "walk_tree.py")]
_CALLS = [sys.executable, "-m", "tests.benchmarks.scan_names"]
_FEW = 3  # pairs of runs that take a minute each
_SCAN = [sys.executable, "-m", "audit", "scan"]
_SUFFIXES = "php,phtml,php3,php4,php5,php7,php8,inc,module,install,theme,profile,engine"


def main() -> None:
    """Make the trees in a temporary folder, measure, and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site, uploads, large = folder / "site", folder / "uploads", folder / "large"
        write_code(site, 100_000)
        write_uploads(uploads, 100_000)
        write_code(large, 50_000)
        write_uploads(large / "wp-content/uploads", 250_000, per_folder=2500)
        patterns = folder / "patterns"
        patterns.write_text(
            rf"(?-u:\b)(?i:{'|'.join((_HERE / 'names.txt').read_text().split())})\s*\(", "utf-8"
        )
        print(f"{'what':58} {'ratio':>7} {'spread':>15}")
        ratio("walk 100,000 files of code / find", [*_WALK, site], _find(site), processor)
        ratio("walk 100,000 uploads / find", [*_WALK, uploads], _find(uploads), processor)
        ratio("walk 100,000 uploads with sizes / find", [*_WALK, uploads, "sizes"], _find(uploads), processor)
        rg = _rg(site, patterns)
        ratio("the calls of 450 names, confirmed / rg -j1", _calls(site, 1), rg, processor)
        ratio("the calls of 450 names, 1 process / 2", _calls(site, 1), _calls(site, 2), wall)
        ratio("moveready scan, all it looks for / rg -j1", _scan(site, 1), rg, processor, pairs=_FEW)
        ratio("moveready scan, 1 process / 2", _scan(site, 1), _scan(site, 2), wall, pairs=_FEW)
        print(f"\n{'what':58} {'peak':>11}")
        peak("moveready scan, 300,000 entries, HTML and JSON written", _scan(large, 1))


def _find(folder: Path) -> list[object]:
    return ["find", folder, "-type", "f"]


def _calls(site: Path, jobs: int) -> list[object]:
    return [*_CALLS, site, jobs]


def _scan(site: Path, jobs: int) -> list[object]:
    report = site.parent / "report"
    return [*_SCAN, site, "--jobs", jobs, "-o", f"{report}.html", "-o", f"{report}.json"]


def _rg(site: Path, patterns: Path) -> list[object]:
    """Return what counts the lines with a call of any of the names, in comments and strings as well."""
    search = ["rg", "-uu", "-j1", "-c", "-f", patterns, "-g", f"*.{{{_SUFFIXES}}}"]
    return [*search, site / "wp-content/plugins"]


if __name__ == "__main__":
    main()
