"""Trees made to stop a scan: each is scanned to its end, and what was not read is told."""

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from audit import knowledge
from audit.detectors import KINDS
from audit.model.facts import Problem
from audit.scan import scan
from audit.sources.directory import Directory
from audit.sources.tree import FILE_LIMIT, File, Listing
from tests.conftest import ANY_BYTES, CORE, lay

_SECONDS = 120  # within which no scan here may still be at work; each takes a few
_PLUGINS = "wp-content/plugins"
_CALL = "<?php chmod($a, 1);"


class Told(NamedTuple):
    """What the program wrote."""

    report: dict[str, Any]
    problems: dict[str, str]  # path -> kind

    def calls(self) -> set[str]:
        """Return the files in which a call was found."""
        return {one["location"]["path"] for one in self.report["occurrences"]}


@pytest.fixture
def top() -> Iterator[Path]:
    """Return the folder of a small WordPress that is removed however deep it is by then."""
    place = Path(tempfile.mkdtemp())
    try:
        yield lay(place / "site", {**CORE, f"{_PLUGINS}/seen.php": _CALL})
    finally:
        subprocess.run(["rm", "-rf", place], check=True)  # shutil gives up where paths are too long


@pytest.fixture
def told(top: Path) -> Callable[..., Told]:
    """Return what scans that WordPress, and shows that the rest of it was read all the same."""

    def run(enter: Callable[[], None] | None = None) -> Told:
        output = top.parent / "report.json"
        words = ["-m", "audit", "scan", str(top), "-o", str(output), "--jobs", "1"]
        done = subprocess.run(
            [sys.executable, *words],
            check=False,
            timeout=_SECONDS,
            capture_output=True,
            text=True,
            preexec_fn=enter,
        )
        assert done.returncode == 0, done.stderr
        text = output.read_text("utf-8")
        report = json.loads(text)
        problems = {one["location"]["path"]: one["kind"] for one in report["coverage"]["problems"]}
        assert all(path.isprintable() for path in problems)
        found = Told(report, problems)
        assert f"{_PLUGINS}/seen.php" in found.calls()
        return found

    return run


def dig(top: Path, name: str, depth: int, files: Mapping[str, str]) -> None:
    """Make folders one in the other, deeper than a path can tell, with files in the last."""
    here = os.open(top, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=here)
        inner = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    for file, text in files.items():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, dir_fd=here), "w") as opened:
            opened.write(text)
    os.close(here)


def test_folders_3000_deep_are_read_to_the_bottom(top, told):
    dig(top / _PLUGINS, "d", 3000, {"a.php": _CALL})
    path = f"{_PLUGINS}/{'d/' * 3000}a.php"
    assert path in told().calls()


def test_paths_longer_than_the_system_takes_are_read(top, told):
    dig(top / _PLUGINS, "d" * 250, 40, {"a.php": _CALL})
    path = f"{_PLUGINS}/{('d' * 250 + '/') * 40}a.php"
    assert path in told().calls()


def test_folders_deeper_than_any_site_are_told_and_not_entered(top, told):
    dig(top / _PLUGINS, "d" * 250, 300, {"a.php": _CALL})
    [(path, kind)] = told().problems.items()
    assert (kind, len(path) < 34_000) == ("unreadable", True)


def test_few_files_are_open_at_once_however_deep_it_goes(top, told):
    dig(top / _PLUGINS, "deep", 1500, {"a.php": _CALL})
    told(enter=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32)))


def test_a_million_files_in_a_folder_are_listed():
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there; on disk it takes a minute
    folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    try:
        _fill(folder, 1_000_000)
        [found] = Directory(folder, sizes=False).walk()
        assert isinstance(found, tuple)
        assert len(found[1]) == 1_000_000
    finally:
        subprocess.run(["rm", "-rf", folder], check=True)


def _fill(folder: Path, count: int) -> None:
    here = os.open(folder, os.O_RDONLY)
    (folder / "0").touch()
    for number in range(1, count):  # links are made faster than files; 60,000 of one file is what ext4 takes
        if number % 60_000 == 0:
            (folder / str(number)).touch()
        else:
            os.link(str(number // 60_000 * 60_000), str(number), src_dir_fd=here, dst_dir_fd=here)
    os.close(here)


def test_pipes_sockets_and_devices_are_told_and_never_opened(top, told):
    plugins = top / _PLUGINS
    os.mkfifo(plugins / "pipe.php")
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(str(plugins / "socket.php"))
        names = {"pipe.php", "socket.php"}
        if os.getuid() == 0:
            try:
                os.mknod(plugins / "zero.php", 0o20666, os.makedev(1, 5))
                names.add("zero.php")
            except PermissionError:
                pass  # root of a container may make none
        found = told().problems
    assert {found[f"{_PLUGINS}/{name}"] for name in names} == {"no-file"}


def test_links_in_circles_and_to_folders_above_end(top, told):
    plugins = top / _PLUGINS
    (plugins / "a").symlink_to("b")
    (plugins / "b").symlink_to("a")
    (plugins / "self.php").symlink_to("self.php")
    (plugins / "up").symlink_to("..")
    (plugins / "root").symlink_to("/")
    (plugins / "top").symlink_to(top)
    assert told().calls() == {f"{_PLUGINS}/seen.php"}


@ANY_BYTES
def test_names_that_cannot_be_printed_are_read_and_safely_shown(top, told):
    names = [b"new\nline.php", b"\xff\xfe.php", b"\x1b[2J.php", "\u202egnp.php".encode(), b"a\xe9/b.php"]
    lay(top / _PLUGINS, {os.fsdecode(name): _CALL for name in names})
    shown = ["new\\nline.php", "\\xff\\xfe.php", "\\x1b[2J.php", "\\u202egnp.php", "a\\xe9/b.php"]
    assert {f"{_PLUGINS}/{name}" for name in shown} <= told().calls()


@ANY_BYTES
def test_names_of_spaces_dots_and_wild_cards_are_names(top, told):
    names = [" .php", "...php", "*.php", "[a].php", "-rf.php", "a;b.php", "$(x).php", "'\".php", "\\.php"]
    lay(top / _PLUGINS, dict.fromkeys(names, _CALL))
    assert {f"{_PLUGINS}/{name}" for name in names} <= told().calls()


def test_of_a_file_of_100_MB_in_one_line_the_head_is_read(top, told):  # noqa: N802 - a unit
    with (top / _PLUGINS / "long.php").open("wb") as file:
        file.write(b"<?php chmod('a', 1);")
        file.writelines(b"$a='x';" * 1_000_000 for _ in range(15))
    found = told()
    assert found.problems[f"{_PLUGINS}/long.php"] in {"too-large", "cut-short"}  # it is both
    assert f"{_PLUGINS}/long.php" in found.calls()


def test_of_a_hole_of_8_GB_no_more_is_read_than_of_any_file(top, told):  # noqa: N802 - a unit
    path = top / _PLUGINS / "hole.php"
    path.touch()
    try:
        os.truncate(path, 8 << 30)
    except OSError:
        pytest.skip("this file system has no files with holes")
    assert told().problems[f"{_PLUGINS}/hole.php"] == "too-large"


def test_what_has_no_permission_is_told(top, closed, monkeypatch):
    scan(str(top))  # nobody may read the program either, so all of it is loaded before
    known = knowledge.load("pantheon", KINDS)
    monkeypatch.setattr(knowledge, "load", lambda *_, **__: known)
    names = ("closed/a.php", "closed.php", "open/a.php", "seen.php")
    files = {f"{_PLUGINS}/{name}": _CALL for name in names}
    place = closed({**CORE, **files}, (f"{_PLUGINS}/closed", f"{_PLUGINS}/closed.php"))
    report = scan(str(place))
    problems = {one.location.path: one.kind for one in report.coverage.problems}
    assert problems[f"{_PLUGINS}/closed"] == "unreadable"
    assert problems[f"{_PLUGINS}/closed.php"] == "unreadable"
    seen = {one.location.path for one in report.occurrences}
    assert seen == {f"{_PLUGINS}/seen.php", f"{_PLUGINS}/open/a.php"}


def test_files_that_come_and_go_while_they_are_read_end_no_scan(top, told):
    folder = top / _PLUGINS / "changing"
    folder.mkdir()
    stop = threading.Event()

    def change() -> None:
        number = 0
        while not stop.wait(0.0005):
            number += 1
            path = folder / f"{number % 50}.php"
            path.write_bytes(_CALL.encode() * (number % 7 * 1000))
            (folder / f"{(number + 25) % 50}.php").unlink(missing_ok=True)
            shutil.rmtree(folder / "sub", ignore_errors=True)
            lay(folder / "sub", {"a.php": _CALL})

    worker = threading.Thread(target=change)
    worker.start()
    try:
        for _ in range(3):
            told()
    finally:
        stop.set()
        worker.join()


class _Changing(Directory):
    """A folder in which something happens between the look at a file and the first byte of it."""

    happens: Callable[[], None]

    def _open(self, place: str, flags: int) -> int:
        descriptor = super()._open(place, flags)
        if place.endswith(".php"):
            self.happens()
        return descriptor


@pytest.mark.parametrize("after", [b"", b"x", b"x" * 300_000])
def test_a_file_that_shrinks_or_grows_is_read_as_it_is_by_then(folder, after):
    top = folder({"a.php": b"y" * 100_000})
    tree = _Changing(top)
    tree.happens = lambda: (top / "a.php").write_bytes(after) and None
    found = tree.read("a.php")
    assert isinstance(found, File)
    assert found.data == after


def test_a_file_that_grows_for_ever_is_read_to_the_limit(folder):
    top = folder({"a.php": b""})
    tree = _Changing(top)
    tree.happens = lambda: os.truncate(top / "a.php", FILE_LIMIT * 100)
    found = tree.read("a.php")
    assert isinstance(found, File)
    assert (len(found.data), found.cut) == (FILE_LIMIT, True)


def test_what_vanishes_while_a_folder_is_looked_at_is_told(folder, monkeypatch):
    top = folder({"a.php": "", "b.php": ""})
    (top / "link").symlink_to("b.php")
    plain = os.scandir

    def late(descriptor: int) -> list[os.DirEntry[str]]:
        found = list(plain(descriptor))
        for name in ("a.php", "link"):
            (top / name).unlink()
        return found

    monkeypatch.setattr(os, "scandir", late)
    found = list(Directory(top).walk())
    assert [item.location.path for item in found if isinstance(item, Problem)] == ["a.php", "link"]
    assert [list(item[1]) for item in found if isinstance(item, tuple)] == [["b.php"]]


@pytest.mark.parametrize("path", ["a\0.php", "\ud800.php", "no/such.php", "x" * 5000, "a.php/b"])
def test_a_name_that_no_file_can_have_is_a_problem(folder, path):
    assert isinstance(Directory(folder({"a.php": ""})).read(path), Problem)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows its processes as files")
def test_a_file_system_of_what_changes_all_the_time_is_walked_and_read():
    tree = Directory("/proc/self")
    listing = Listing(item for item in tree.walk() if not isinstance(item, Problem))
    names = [path for path, entry in listing.entries() if entry.kind == "file" and "/" not in path]
    assert "status" in names
    readable = [name for name in names if name not in {"mem", "pagemap", "clear_refs"}]
    assert all(isinstance(tree.read(name, 4096), File | Problem) for name in readable)


def test_a_folder_mounted_into_itself_ends(top):
    inner = top / "wp-content/mounted"
    inner.mkdir()
    script = 'mount --bind "$1" "$2" && exec "$3" -m audit scan "$1" -o "$4" --jobs 1'
    words = ["unshare", "-m", "sh", "-c", script, "sh", top, inner, sys.executable, top.parent / "r.json"]
    try:
        done = subprocess.run(words, check=False, timeout=_SECONDS, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("there is no unshare(1) here")
    if "unshare:" in done.stderr or "mount:" in done.stderr:
        pytest.skip("this user may mount nothing")
    assert done.returncode == 0, done.stderr
    report = json.loads((top.parent / "r.json").read_text("utf-8"))
    assert "wp-content/mounted" in {one["root"] for one in report["installs"]}
