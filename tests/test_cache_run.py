"""--cache: a run that knows files from before tells the same, and reads only what changed."""

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from audit.sources.directory import Directory
from tests.command import run

SITE = Path(__file__).parent / "sample" / "site"
EARLIER = time.time() - 3600


@pytest.fixture
def aged(tmp_path):
    """Return a copy of the sample site whose files nobody touched for an hour."""
    folder = tmp_path / "site"
    shutil.copytree(SITE, folder)
    for path in filter(Path.is_file, folder.rglob("*")):
        os.utime(path, (EARLIER, EARLIER))
    time.sleep(2.1)  # the time of the last change of an inode cannot be set
    return folder


@pytest.fixture
def reads(monkeypatch):
    """Return the paths that are read from disk, as they come."""
    seen = []
    read = Directory.read

    def noted(self, path, *limit):
        seen.append(path)
        return read(self, path, *limit)

    monkeypatch.setattr(Directory, "read", noted)
    return seen


def report(*words):
    done = run("scan", *words, "--jobs", "1", "--format", "json")
    assert done.exit_code == 0
    told = json.loads(done.output)
    del told["made"]
    return told


def test_the_second_run_tells_the_same_and_reads_hardly_anything(aged, tmp_path, reads):
    plain = report(aged)
    reads.clear()
    first = report(aged, "--cache", tmp_path / "cache")
    cold = len(reads)
    reads.clear()
    second = report(aged, "--cache", tmp_path / "cache")
    assert plain == first == second
    assert len(reads) < cold / 2


def test_a_file_that_changed_is_read_again(aged, tmp_path):
    cache = tmp_path / "cache"
    before = report(aged, "--cache", cache)
    plugin = next((aged / "public/wp-content/plugins").glob("*/*.php"))
    plugin.write_text(plugin.read_text() + "\n<?php exec('ffmpeg -version');\n")
    after = report(aged, "--cache", cache)
    assert after == report(aged)
    assert after != before


def test_a_file_that_changed_within_its_times_and_size_is_read_again(aged, tmp_path):
    cache = tmp_path / "cache"
    plugin = next((aged / "public/wp-content/plugins").glob("*/*.php"))
    before = report(aged, "--cache", cache)
    text = plugin.read_text()
    plugin.write_text(text.replace("<?php", "<?pHp", 1))
    os.utime(plugin, (EARLIER, EARLIER))
    assert report(aged, "--cache", cache) == report(aged)
    assert before["tool"]


@pytest.mark.parametrize("harm", ["cut", "turned", "emptied"])
def test_a_damaged_cache_costs_time_alone(aged, tmp_path, harm):
    cache = tmp_path / "cache"
    before = report(aged, "--cache", cache)
    for pack in cache.glob("*.pack"):
        data = bytearray(pack.read_bytes())
        if harm == "turned":
            data[::7] = bytes(255 - byte for byte in data[::7])
        pack.write_bytes({"cut": data[: len(data) // 2], "emptied": b""}.get(harm, data))
    assert report(aged, "--cache", cache) == before


def test_a_cache_in_the_site_is_no_part_of_it(aged):
    before = report(aged)
    cache = aged / "public/wp-content/cache-of-ours"
    assert report(aged, "--cache", cache) == before == report(aged, "--cache", cache)


def test_a_folder_with_other_things_is_left_alone_and_the_scan_goes_on(aged, tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own/letter.txt").write_text("Dear")
    assert report(aged, "--cache", tmp_path / "own") == report(aged)
    assert [path.name for path in (tmp_path / "own").iterdir()] == ["letter.txt"]


def test_another_program_or_other_knowledge_begins_anew(aged, tmp_path, reads, monkeypatch):
    cache = tmp_path / "cache"
    report(aged, "--cache", cache)
    reads.clear()
    report(aged)
    cold = len(reads)
    reads.clear()
    monkeypatch.setattr("audit.sources.cache_proof.program", lambda: b"another program!")
    report(aged, "--cache", cache)
    assert len(reads) >= cold


def test_the_cache_is_for_its_owner_alone_and_within_its_limit(aged, tmp_path):
    cache = tmp_path / "cache"
    report(aged, "--cache", cache)
    assert (
        cache.stat().st_mode & 0o777,
        sum(path.stat().st_size for path in cache.iterdir()) < 256 << 20,
    ) == (0o700, True)
