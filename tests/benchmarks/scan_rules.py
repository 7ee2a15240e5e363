"""Scans a site with the knowledge in a folder: scan_rules.py SITE KNOWLEDGE."""

import sys
from pathlib import Path

from audit.detectors import KINDS
from audit.knowledge import load
from audit.scan import scan


def main() -> None:
    """Print how many findings there are."""
    site, folder = sys.argv[1:]
    known = load("pantheon", KINDS, Path(folder))
    print(len(scan(site, known=known).findings))


if __name__ == "__main__":
    main()
