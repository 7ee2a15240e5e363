"""Small sites for tests: a dict of files becomes a folder."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

CORE = {
    "index.php": "<?php require __DIR__ . '/wp-blog-header.php';",
    "wp-settings.php": "<?php",
    "wp-includes/version.php": "<?php\n$wp_version = '6.8.1';\n",
    "wp-config.php": "<?php\n$table_prefix = 'wp_';\n",
}

Lay = Callable[[Mapping[str, str | bytes]], Path]


def lay(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder and return it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Lay:
    """Return what lays a small WordPress with these files over it, and gives its folder."""
    return lambda files: lay(tmp_path / "site", {**CORE, **files})


@pytest.fixture
def folder(tmp_path: Path) -> Lay:
    """Return what lays just these files, and gives their folder."""
    return lambda files: lay(tmp_path / "folder", files)
