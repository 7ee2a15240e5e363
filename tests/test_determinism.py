"""The same input gives the same documents, byte for byte: whatever the jobs, order, locale or hash seed."""

import locale
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from audit.render import FORMATS

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "tests" / "sample"
# Folders are listed in another order than the disk has them in, seeded by the environment.
_PROGRAM = """
import os, random, sys
listed, scanned = os.listdir, os.scandir
chance = random.Random(int(os.environ["ORDER"]))
class Shuffled(list):
    def __enter__(self): return self
    def __exit__(self, *_): return None
    def close(self): pass
def shuffled(found):
    found = Shuffled(found)
    chance.shuffle(found)
    return found
os.listdir = lambda *words: shuffled(listed(*words))
def scandir(*words):
    with scanned(*words) as found:
        return shuffled(found)
os.scandir = scandir
from audit.cli import main
main()
"""
RUNS = {
    "again": {},
    "two processes": {"jobs": "2"},
    "another order": {"ORDER": "7"},
    "another hash seed": {"PYTHONHASHSEED": "12345"},
    "plain C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8"},
    "far away": {"TZ": "Pacific/Kiritimati"},
}


def documents(folder, *, jobs="1", **environment):
    """Return all documents of a scan of the sample site and its dump, by format."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    words = [word for name in FORMATS for word in ("-o", f"{name}=out/{name}")]
    fixed = {
        "SOURCE_DATE_EPOCH": "1760000000",
        "PYTHONPATH": str(ROOT),
        "PATH": os.environ["PATH"],
        "ORDER": "1",
    }
    subprocess.run(
        [sys.executable, "-c", _PROGRAM, "scan", "site", "--dump", "site.sql", "--jobs", jobs, *words],
        cwd=folder,
        env={**fixed, "PYTHONHASHSEED": "1", **environment},
        check=True,
        capture_output=True,
    )
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Return a folder with a site and its dump, and its documents."""
    folder = tmp_path_factory.mktemp("same")
    shutil.copytree(SAMPLE / "site", folder / "site")
    shutil.copyfile(SAMPLE / "site.sql", folder / "site.sql")
    return folder, documents(folder)


@pytest.mark.parametrize("run", RUNS)
def test_documents_are_the_same(first, run):
    if "LC_ALL" in RUNS[run] and not _has(RUNS[run]["LC_ALL"]):
        pytest.skip(f"this machine has no {RUNS[run]['LC_ALL']}")
    folder, before = first
    after = documents(folder, **RUNS[run])
    assert set(after) == set(FORMATS)
    assert [name for name in FORMATS if after[name] != before[name]] == []


def _has(name):
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        return False
    locale.setlocale(locale.LC_ALL, before)
    return True
