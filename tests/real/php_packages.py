"""The PHP files of Debian's packages, for the tests that read them all."""

import os
from pathlib import Path

SUFFIXES = (".php", ".inc", ".phtml", ".module", ".install")
_INSTALLED = ("wordpress", "php*")


def php_files() -> list[Path]:
    """Return the PHP files of this machine's packages, and of those unpacked in MOVEREADY_PHP_CODE."""
    folders = [folder for name in _INSTALLED for folder in Path("/usr/share").glob(name)]
    unpacked = os.environ.get("MOVEREADY_PHP_CODE")
    if unpacked:
        folders.append(Path(unpacked))
    files = (path for folder in folders for path in folder.rglob("*") if path.suffix in SUFFIXES)
    return sorted(path for path in files if path.is_file() and not path.is_symlink())
