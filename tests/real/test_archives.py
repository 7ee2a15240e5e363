"""Archives that real programs make of random trees: they hold what the folder holds."""

import os
import pickle
import random
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from audit.errors import AuditError
from audit.model.facts import Problem
from audit.sources.archive import member_blob, open_archive
from audit.sources.blobs import disk_blob
from audit.sources.directory import Directory
from audit.sources.tree import Entry, Tree
from tests.archives import entries, got, listing
from tests.real.conftest import program

pytestmark = pytest.mark.real

NAMES = [
    *(
        "a",
        "b.php",
        "B.php",
        "wp-config.php",
        "Drupal.php",
        "style.css",
        ".env",
        "c.info.yml",
        "x y",
        "-dash",
    ),
    *("'quote'", "Ünïcode", "caf\udce9", "line\nbreak", "back\\slash", "long" * 30),
]
TARGETS = ["a1", "../b.php2", "/etc/passwd", "x" * 120]
FORMATS = {
    "gnu": ["--format=gnu"],
    "gnu, sparse": ["--format=gnu", "--sparse"],
    "ustar": ["--format=ustar"],
    "posix": ["--format=posix"],
    "posix, sparse 0.0": ["--format=posix", "--sparse", "--sparse-version=0.0"],
    "posix, sparse 0.1": ["--format=posix", "--sparse", "--sparse-version=0.1"],
    "posix, sparse 1.0": ["--format=posix", "--sparse", "--sparse-version=1.0"],
    "v7": ["--format=v7"],
}
PACKERS = {
    "gz": (["gzip", "-c"], "gzip"),
    "bz2": (["bzip2", "-c"], "bzip2"),
    "xz": (["xz", "-c"], "xz-utils"),
    "zst": (["zstd", "-q", "-c"], "zstd"),
    "lzma": (["xz", "--format=lzma", "-c"], "xz-utils"),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_a_tar_holds_what_the_folder_holds(tmp_path, form, seed):
    top = planted(tmp_path / "top", seed, short=form in (FORMATS["v7"], FORMATS["ustar"]))
    if form == FORMATS["v7"]:
        without_pipes(top)
    archive = tarred(top, form)
    check_alike(open_archive(disk_blob(str(archive))), Directory(tmp_path / "top"))


@pytest.mark.parametrize("packer", PACKERS)
def test_a_packed_tar_holds_what_the_folder_holds(tmp_path, packer):
    archive = tarred(planted(tmp_path / "top", 7), FORMATS["posix, sparse 1.0"])
    packed = archive.with_suffix(f".tar.{packer}")
    command, package = PACKERS[packer]
    with archive.open("rb") as source, packed.open("wb") as target:
        subprocess.run([program(command[0], package), *command[1:]], stdin=source, stdout=target, check=True)
    tree = open_archive(disk_blob(str(packed)))
    assert tree.is_sequential
    check_alike(tree, Directory(tmp_path / "top"))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("options", [["-y"], ["-y", "-0"], ["-y", "-Z", "bzip2"], ["-y", "-fz"]], ids=str)
def test_a_zip_holds_what_the_folder_holds_but_for_pipes(tmp_path, options, seed):
    top = planted(tmp_path / "top", seed)
    without_pipes(top)
    archive = tmp_path / "x.zip"
    subprocess.run([program("zip", "zip"), "-q", "-r", *options, archive, "."], cwd=top, check=True)
    check_alike(open_archive(disk_blob(str(archive))), Directory(top))


def test_a_zip_that_was_written_to_a_pipe_holds_what_the_folder_holds(tmp_path):
    top = tmp_path / "top"
    (top / "a").mkdir(parents=True)
    (top / "a" / "b.php").write_bytes(b"<?php echo 1;" * 1000)
    (top / "c.php").write_bytes(b"<?php echo 2;" * 5000)
    made = subprocess.run(
        [program("zip", "zip"), "-q", "-r", "-", "."], cwd=top, capture_output=True, check=True
    )
    whole, cut = tmp_path / "x.zip", tmp_path / "cut.zip"
    whole.write_bytes(made.stdout)
    check_alike(open_archive(disk_blob(str(whole))), Directory(top))
    cut.write_bytes(made.stdout[: made.stdout.index(b"PK\x01\x02")])
    tree = open_archive(disk_blob(str(cut)))
    assert tree.read("a/b.php") == Directory(top).read("a/b.php")
    assert tree.read("c.php") == Directory(top).read("c.php")


def test_an_encrypted_zip_and_a_split_one_are_told(tmp_path):
    (tmp_path / "a.php").write_bytes(random.Random(1).randbytes(200_000))
    zipper = program("zip", "zip")
    subprocess.run([zipper, "-q", "-P", "secret", "e.zip", "a.php"], cwd=tmp_path, check=True)
    tree = open_archive(disk_blob(str(tmp_path / "e.zip")))
    assert [item.kind for item in tree.walk() if isinstance(item, Problem)] == ["encrypted"]
    subprocess.run([zipper, "-q", "-s", "64k", "s.zip", "a.php"], cwd=tmp_path, check=True)
    for name in ("s.zip", "s.z01"):
        with pytest.raises(AuditError, match="split into several"):
            open_archive(disk_blob(str(tmp_path / name)))


def test_a_file_that_tar_added_again_is_read_as_tar_would_leave_it(tmp_path):
    top = tmp_path / "top"
    top.mkdir()
    (top / "a.php").write_text("old")
    archive = tarred(top, FORMATS["gnu"])
    (top / "a.php").write_text("newer")
    subprocess.run([program("tar", "tar"), "-C", top, "-rf", archive, "./a.php"], check=True)
    assert got(open_archive(disk_blob(str(archive))), "a.php").data == b"newer"


def test_volumes_of_a_tar_are_told(tmp_path):
    (tmp_path / "a.bin").write_bytes(random.Random(1).randbytes(100_000))
    command = [
        program("tar", "tar"),
        "-M",
        "-L",
        "60",
        "-C",
        tmp_path,
        "-f",
        tmp_path / "1",
        "-f",
        tmp_path / "2",
    ]
    subprocess.run([*command, "-c", "a.bin"], check=True)
    for name, kind in (("1", "truncated"), ("2", "volume-missing")):
        tree = open_archive(disk_blob(str(tmp_path / name)))
        assert kind in {item.kind for item in tree.walk() if isinstance(item, Problem)}


def planted(top: Path, seed: int, *, short: bool = False) -> Path:
    """Return a folder with files, folders, links, second names, holes and pipes."""
    chance = random.Random(seed)
    names = [name for name in NAMES if len(name) < 50] if short else NAMES
    top.mkdir()
    folders = [top]
    files: list[Path] = []
    for _ in range(60):
        path = (
            chance.choice(folders[:3] if short else folders) / f"{chance.choice(names)}{chance.randrange(9)}"
        )
        if os.path.lexists(path):
            continue
        kind = chance.choices(["folder", "link", "pipe", "second", "holes", "file"], [25, 5, 3, 5, 3, 59])[0]
        if kind == "folder":
            path.mkdir()
            folders.append(path)
        elif kind == "link":
            path.symlink_to(chance.choice(TARGETS[:3] if short else TARGETS))
        elif kind == "pipe":
            os.mkfifo(path)
        elif kind == "second" and files:
            os.link(chance.choice(files), path)
        else:
            plant(path, chance, has_holes=kind == "holes")
            files.append(path)
    return top


def plant(path: Path, chance: random.Random, *, has_holes: bool) -> None:
    """Write a file of some length."""
    if not has_holes:
        path.write_bytes(chance.randbytes(chance.choice([0, 1, 100, 511, 512, 513, 5000, 70_000])))
        return
    with path.open("wb") as file:
        for _ in range(chance.randrange(1, 30)):
            file.seek(chance.randrange(50_000), os.SEEK_CUR)
            file.write(b"x" * chance.randrange(9000))
        file.truncate(2_000_000)


def without_pipes(top: Path) -> None:
    """Remove what zip would wait for."""
    for path in top.rglob("*"):
        if path.is_fifo():
            path.unlink()


def tarred(top: Path, form: list[str]) -> Path:
    """Return a tar of a folder."""
    archive = top.with_name("x.tar")
    subprocess.run([program("tar", "tar"), *form, "-C", top, "-cf", archive, "."], check=True)
    return archive


def check_alike(tree: Tree, folder: Directory) -> None:
    """Compare all that can be asked of two trees."""
    assert [item for item in tree.walk() if isinstance(item, Problem)] == []
    there = entries(folder)
    assert list(listing(tree).folders()) == list(listing(folder).folders())
    assert list(entries(tree).items()) == list(there.items())
    elsewhere = pickle.loads(pickle.dumps(tree))  # noqa: S301 - what this test pickled itself
    for path, entry in there.items():
        if entry.kind != "file":
            assert isinstance(tree.read(path), Problem)
            continue
        assert tree.read(path) == elsewhere.read(path) == folder.read(path)
        assert tree.read(path, 100) == folder.read(path, 100)
        with closing(member_blob(tree, path).open()) as file:
            assert b"".join(iter(lambda: file.read(8000), b"")) == got(folder, path).data
        assert Entry("file", member_blob(tree, path).size) == entry
