"""Real software: found, started and stopped for the tests that compare with it."""

import os
import shutil
from pathlib import Path

import pytest

_WORDPRESS = Path("/usr/share/wordpress")


def missing(what: str, package: str) -> None:
    """Skip with the reason; where everything real must run, fail."""
    reason = f"{what} is not there (Debian: apt install {package})"
    if os.environ.get("MOVEREADY_REAL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def program(name: str, package: str) -> str:
    """Return the path of a program, or skip."""
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if path is None:
        missing(name, package)
    return str(path)


@pytest.fixture(scope="session")
def php() -> str:
    """Return the path of PHP's command line."""
    return program("php", "php-cli php-mysql")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium."""
    return program("chromium", "chromium")


@pytest.fixture(scope="session")
def wordpress_source() -> Path:
    """Return the folder of Debian's WordPress."""
    if not (_WORDPRESS / "wp-includes" / "version.php").is_file():
        missing("WordPress", "wordpress")
    return _WORDPRESS
