"""Prints what knowledge costs: the time to load it, and a scan with 1,000 rules more beside one without."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from audit.knowledge.compiled import compile_rules
from audit.resources import KNOWLEDGE
from tests.benchmarks.make_tree import write_code, write_uploads
from tests.benchmarks.measure import processor, ratio

_LOAD = [
    sys.executable,
    "-c",
    """
from time import process_time
from audit.detectors import KINDS
from audit.knowledge import load
start = process_time()
load('pantheon', KINDS)
print(process_time() - start)
""",
]
_SCAN = [sys.executable, "-m", "tests.benchmarks.scan_rules"]
_FILES, _CODE = 60_000, 5_000
_MORE = 1_000
_RULE = """
[[rule]]
id = "made-{0}"
title = "Plugin {0} is installed"
why = "It does not work on the platform."
remedy = "Replace it by another plugin."
severity = "major"
confidence = "high"
category = "updates"
cms = ["wordpress"]
concerns = ["managed-updates"]
next_step = "replace"
scope = "customer"
source = {{ url = "https://example.org", reviewed = 2026-08-22 }}
when.extension = {{ slug = ["made-plugin-{0}", "made-plugin-{0}-pro"], versions = "<{1}.5" }}
"""


def main() -> None:
    """Make a site and more rules in a temporary folder, measure, and print the table."""
    print(f"{'what':58} {'ms':>7}")
    times = [float(subprocess.run(_LOAD, check=True, capture_output=True).stdout) for _ in range(7)]
    print(f"{'load all knowledge for a platform':58} {1000 * median(times):7.0f}")
    with tempfile.TemporaryDirectory() as name:
        site, more = Path(name) / "site", Path(name) / "knowledge"
        write_code(site, _CODE)
        write_uploads(site / "wp-content/uploads", _FILES - _CODE, per_folder=1000)
        shutil.copytree(KNOWLEDGE, more)
        rules = (_RULE.format(number, number % 9 + 1) for number in range(_MORE))
        (more / "rules/wordpress/made.toml").write_text("".join(rules), "utf-8")
        compile_rules(more)
        print(f"\n{'what':58} {'ratio':>7} {'spread':>15}")
        what = f"scan of {_FILES:,} files with {_MORE:,} extension rules more / without"
        ratio(what, [*_SCAN, site, more], [*_SCAN, site, KNOWLEDGE], processor, pairs=5)


if __name__ == "__main__":
    main()
