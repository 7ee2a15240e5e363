"""Prints what a CI step costs: all its formats, a run in which nothing changed, and the help."""

import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.make_tree import write_code
from tests.benchmarks.measure import milliseconds, processor, ratio

_SCAN = [sys.executable, "-m", "audit", "scan"]
_FORMATS = ("sarif", "junit", "checkstyle", "gitlab", "github", "github-summary", "cyclonedx", "json")
_PAIRS = 3
_SETTLED = 2.5  # seconds, after which the times of files prove that they did not change


def main() -> None:
    """Make a repository in a temporary folder, measure, and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site, cache = folder / "site", folder / "cache"
        write_code(site, 20_000)
        time.sleep(_SETTLED)
        plain = [*_SCAN, site, "--jobs", 1, "-o", f"text={folder}/text"]
        formats = [word for form in _FORMATS for word in ("-o", f"{form}={folder}/{form}")]
        print(f"{'what':58} {'ratio':>7} {'spread':>15}")
        ratio(
            "scan of 20,000 files, 8 formats / none of them",
            [*plain, *formats],
            plain,
            processor,
            pairs=_PAIRS,
        )
        ratio(
            "nothing changed, with --cache / without",
            [*plain, "--cache", cache],
            plain,
            processor,
            pairs=_PAIRS,
        )
        print(f"\n{'what':58} {'ms':>7}")
        milliseconds("moveready --help", [sys.executable, "-m", "audit", "--help"])


if __name__ == "__main__":
    main()
