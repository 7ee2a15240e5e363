"""Small sites for tests: a dict of files becomes a folder."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

CORE = {
    "index.php": "<?php require __DIR__ . '/wp-blog-header.php';",
    "wp-settings.php": "<?php",
    "wp-includes/version.php": "<?php\n$wp_version = '6.8.1';\n",
    "wp-config.php": "<?php\n$table_prefix = 'wp_';\n",
    "wp-content/index.php": "<?php // Silence is golden.",
}

_NOBODY = 65534

ANY_BYTES = pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no names that are not UTF-8")

Lay = Callable[[Mapping[str, str | bytes]], Path]


def lay(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture(scope="session", autouse=True)
def _day() -> Iterator[None]:
    """Let every test run on the same day, and what modules of tests share as well."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1795000000")  # 18 November 2026
        yield


@pytest.fixture
def site(tmp_path: Path) -> Lay:
    """Return what lays a small WordPress with these files over it, and gives its folder."""
    return lambda files: lay(tmp_path / "site", {**CORE, **files})


@pytest.fixture
def folder(tmp_path: Path) -> Lay:
    """Return what lays just these files, and gives their folder."""
    return lambda files: lay(tmp_path / "folder", files)


@pytest.fixture
def closed() -> Iterator[Callable[[Mapping[str, str | bytes], tuple[str, ...]], Path]]:
    """Return what lays files, closes some of them, and gives up root's power to read them all the same."""
    top = Path(tempfile.mkdtemp())  # pytest's own folders are closed to others
    is_root = os.getuid() == 0

    def enter(files: Mapping[str, str | bytes], names: tuple[str, ...]) -> Path:
        lay(top, files)
        for path in (top, *top.rglob("*")):
            path.chmod(0o755)
        for name in names:
            (top / name).chmod(0)
        if is_root:
            os.seteuid(_NOBODY)
        return top

    yield enter
    if is_root:
        os.seteuid(0)
    for path in top.rglob("*"):
        path.chmod(0o755)
    shutil.rmtree(top)
