"""Real software: found, started and stopped for the tests that compare with it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real.wordpress import Installed, database_server, install

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


@pytest.fixture(scope="session")
def socket() -> Iterator[Path]:
    """Run a private MariaDB for the session and return its socket."""
    server, installer = program("mariadbd", "mariadb-server"), program("mariadb-install-db", "mariadb-server")
    program("mariadb-dump", "mariadb-client")
    with database_server(server, installer) as path:
        yield path


@pytest.fixture(scope="session")
def single(php, wordpress_source, socket, tmp_path_factory) -> Installed:
    """Return a single site that WordPress installed itself."""
    wish = {
        "activate": {"1": ["two/one.php", "single.php", "odd name/ödd.php"]},
        "theme": "child",
        "posts": 30,
    }
    target = tmp_path_factory.mktemp("single") / "html"
    return install(php, wordpress_source, target, socket, "single", network=False, wish=wish)


@pytest.fixture(scope="session")
def network(php, wordpress_source, socket, tmp_path_factory) -> Installed:
    """Return a network of three sites that WordPress installed itself."""
    wish = {
        "sites": {"/two/": "It's the second", "/three/": "Three"},
        "activate": {"2": ["two/one.php"], "1": ["single.php"]},
        "network": ["marks/marks.php"],
        "archive": [3],
        "posts": 3,
    }
    target = tmp_path_factory.mktemp("network") / "html"
    return install(php, wordpress_source, target, socket, "network", network=True, wish=wish)
