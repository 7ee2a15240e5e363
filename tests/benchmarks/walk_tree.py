"""Walks a folder as a scan does, and nothing else: walk_tree.py FOLDER [sizes]."""

import sys

from audit.sources.directory import Directory

entries = 0
for item in Directory(sys.argv[1], sizes="sizes" in sys.argv[2:]).walk():
    if isinstance(item, tuple):
        entries += len(item[1])
print(entries)
