"""The same site is the same whatever it is handed in as."""

import bz2
import gzip
import io
import lzma
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from msgspec import json

from audit.scan import scan

SAMPLE = Path(__file__).parent / "sample"
DUMP = SAMPLE / "site.sql"


def told(path, dumps=(DUMP,), **more):
    """Return all that a report says, but for what names the container itself."""
    report = scan(str(path), list(map(str, dumps)), **more)
    found = json.decode(json.encode(report))
    del found["coverage"]["tree"]["path"]
    for dump in found["coverage"]["dumps"]:
        del dump["path"], dump["container"]
    return found


@pytest.fixture(scope="module")
def folder():
    return told(SAMPLE / "site")


def zipped(target):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(SAMPLE.joinpath("site").rglob("*")):
            archive.write(file, file.relative_to(SAMPLE / "site"))


def tarred(target, pack=lambda data: data):
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        archive.add(SAMPLE / "site", ".")
    target.write_bytes(pack(whole.getvalue()))


PACKS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
}


def test_a_zip_holds_the_same_site(folder, tmp_path):
    zipped(tmp_path / "site.zip")
    assert told(tmp_path / "site.zip") == folder


@pytest.mark.parametrize("ending", ["", *PACKS])
def test_a_tar_holds_the_same_site_however_it_is_packed(ending, folder, tmp_path):
    target = tmp_path / f"site.tar.{ending}".rstrip(".")
    tarred(target, PACKS.get(ending, bytes))
    assert told(target) == folder


@pytest.mark.parametrize("bare", [False, True])
def test_a_commit_holds_the_same_site(bare, folder, tmp_path):
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "core.autocrlf=false"]
    work = tmp_path / "work"
    subprocess.run(["cp", "-r", SAMPLE / "site", work], check=True)
    for task in ("init -q", "add -A -f", "commit -qm one"):
        subprocess.run([*git, "-C", work, *task.split()], check=True)
    place = work
    if bare:
        place = tmp_path / "bare.git"
        subprocess.run(["git", "clone", "-q", "--bare", work, place], check=True)
    assert told(place, revision="HEAD") == folder


@pytest.mark.parametrize("ending", PACKS)
def test_a_dump_is_the_same_however_it_is_packed(ending, folder, tmp_path):
    packed = tmp_path / DUMP.name  # facts name it; what it is tells its content
    packed.write_bytes(PACKS[ending](DUMP.read_bytes()))
    assert told(SAMPLE / "site", [packed]) == folder


def test_a_dump_in_a_zip_is_the_same(folder, tmp_path):
    with zipfile.ZipFile(tmp_path / DUMP.name, "w") as archive:
        archive.write(DUMP, "any.sql")
    assert told(SAMPLE / "site", [tmp_path / DUMP.name]) == folder
