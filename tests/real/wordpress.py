"""A real WordPress on a private MariaDB: made by its own installer, for tests to compare with."""

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

_HERE = Path(__file__).parent

# Plugins, must-use plugins, drop-ins and themes that try the rules of what is one.
AWKWARD = {
    "plugins/two/one.php": "<?php\n/*\nPlugin Name: One of two\nVersion: 1.0\n*/",
    "plugins/two/other.php": "<?php /* \n * Plugin Name:   Other of two  */ ?> tail",
    "plugins/two/inc/deep.php": "<?php /*\nPlugin Name: Too deep\n*/",
    "plugins/single.php": "<?php\r/*\rPlugin Name: Mac line ends\rVersion: 2.0-beta\r*/",
    "plugins/late/late.php": "<?php\n/*" + "x" * 8170 + "\nPlugin Name: Behind the first 8 KiB\n*/",
    "plugins/edge/edge.php": "<?php\n//" + "x" * 8153 + "\n#Plugin Name: Cut by the edge of 8 KiB\n",
    "plugins/none/none.php": "<?php // no header",
    "plugins/zero/zero.php": "<?php\n/*\nPlugin Name: 0\n*/",
    "plugins/.hidden/hidden.php": "<?php\n/*\nPlugin Name: Hidden\n*/",
    "plugins/.dot.php": "<?php\n/*\nPlugin Name: Dot\n*/",
    "plugins/upper/UPPER.PHP": "<?php\n/*\nPlugin Name: Upper case suffix\n*/",
    "plugins/odd name/ödd.php": "<?php\n/* plugin name: Small letters ☕\n version: 3 */",
    "plugins/marks/marks.php": "<?php\n## @*/Plugin Name: Marks before it\n",
    "plugins/inline/inline.php": "<?php // Plugin Name: not at the start of the line\n",
    "plugins/same-line/same-line.php": "<?php /* Plugin Name: On the line of the tag */\n",
    "plugins/dir.php/plugin.php": "<?php\n/*\nPlugin Name: In a folder called .php\n*/",
    "plugins/latin/latin.php": b"<?php\n/*\nPlugin Name: Caf\xe9\n*/".decode("latin-1"),
    "mu-plugins/loader.php": "<?php\n/*\nPlugin Name: Loader\nVersion: 0.1\n*/",
    "mu-plugins/nameless.php": "<?php // none",
    "mu-plugins/index.php": "<?php // Silence is golden.",
    "mu-plugins/folder/not-loaded.php": "<?php\n/*\nPlugin Name: Not loaded\n*/",
    "mu-plugins/.dotted.php": "<?php // must-use plugins may start with a dot",
    "object-cache.php": "<?php\n/*\nPlugin Name: Some cache\nVersion: 9\n*/ return;",
    "maintenance.php": "<?php // custom",
    "sunrise.php": "<?php // a drop-in only in a network",
    "themes/parent/style.css": "/*\nTheme Name: The parent\nVersion: 1.1\n*/",
    "themes/parent/index.php": "<?php",
    "themes/child/style.css": "/*\r\nTheme Name: The child\r\nTemplate: parent\r\nVersion: 0.5\r\n*/",
    "themes/orphan/style.css": "/*\nTheme Name: Orphan\nTemplate: gone\n*/",
    "themes/no-style/readme.txt": "nothing",
    "themes/group/inner/style.css": "/*\nTheme Name: Inner\n*/",
    "themes/group/inner/index.php": "<?php",
    "themes/CVS/style.css": "/*\nTheme Name: CVS\n*/",
    "themes/nameless/style.css": "body {}",
}


# What a site and a network of two networks are filled with, see fill.php.
SITE: dict[str, Any] = {
    "activate": {"1": ["two/one.php", "single.php", "odd name/ödd.php"]},
    "theme": "child",
    "posts": 30,
    "fill": [1],
}
NETWORK: dict[str, Any] = {
    "sites": {
        "/two/": "It's the second",
        "/three/": "Three",
        "/four/": "Four",
        "/five/": "Five",
        "/six/": "Six",
        "/seven/": "",
    },
    "second network": {"other.example.org": "Another <network>"},  # its first site is number 2
    "activate": {"3": ["two/one.php"], "1": ["single.php"]},
    "network": ["marks/marks.php"],
    "posts": 3,
    "fill": [1, 2, 3, 5],
    "states": {"4": "archived", "5": "spam", "6": "deleted", "7": "mature", "8": "public"},
    "mapped": {"3": "mapped.example.net"},
    "mapping table": [[3, "old.example.net", 0], [4, "four.example.net", 1], [4, "www.four.example.net", 0]],
}


class Installed(NamedTuple):
    """A WordPress on disk and in a database, and what it says of itself."""

    path: Path
    dump: Path
    says: dict[str, Any]


@contextmanager
def database_server(server: str, installer: str) -> Iterator[Path]:
    """Run a private MariaDB and yield its socket; ended by its process id."""
    home = Path(tempfile.mkdtemp(prefix="mr-db-", dir="/tmp"))  # a socket's path must be short
    data, socket = home / "data", home / "s"
    options = ("--no-defaults", f"--datadir={data}", "--user=root")
    setup = ("--auth-root-authentication-method=normal", "--skip-test-db")
    subprocess.run([installer, *options, *setup], check=True, capture_output=True)
    process = subprocess.Popen(
        [server, *options, f"--socket={socket}", "--skip-networking", f"--pid-file={home}/pid"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            if socket.exists():
                break
            time.sleep(0.05)
        yield socket
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(home)


def install(
    php: str, source: Path, target: Path, socket: Path, name: str, *, network: bool, wish: dict[str, Any]
) -> Installed:
    """Copy WordPress, let it install itself, fill it, dump it with mariadb-dump, and ask it."""
    shutil.copytree(source, target, symlinks=False, ignore_dangling_symlinks=True)
    for extra, content in AWKWARD.items():
        path = target / "wp-content" / extra
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("latin-1" if "latin" in extra else "utf-8"))
    client = ["mariadb", "--no-defaults", f"--socket={socket}", "-uroot"]
    subprocess.run([*client, "-e", f"CREATE DATABASE {name} DEFAULT CHARSET utf8mb4"], check=True)
    _configure(target, socket, name, "")
    _run(php, "install.php", target, "network" if network else "single")
    if network:
        _configure(target, socket, name, _NETWORK)
    _run(php, "fill.php", target, json.dumps(wish))
    says = json.loads(_run(php, "ask.php", target))
    dump = target.parent / f"{name}.sql"
    with dump.open("wb") as file:
        command = ["mariadb-dump", "--no-defaults", f"--socket={socket}", "-uroot", name]
        subprocess.run(command, check=True, stdout=file)
    return Installed(target, dump, says)


_NETWORK = """
define('MULTISITE', true);
define('SUBDOMAIN_INSTALL', false);
define('DOMAIN_CURRENT_SITE', 'shop.example.org');
define('PATH_CURRENT_SITE', '/');
define('SITE_ID_CURRENT_SITE', 1);
define('BLOG_ID_CURRENT_SITE', 1);
"""


def _configure(target: Path, socket: Path, name: str, more: str) -> None:
    config = target / "wp-config.php"
    config.unlink(missing_ok=True)
    config.write_text(f"""<?php
define('DB_NAME', '{name}');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4');
define('AUTH_KEY', 'a-real-secret');
define('WP_HTTP_BLOCK_EXTERNAL', true);
{more}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) {{
    define('ABSPATH', __DIR__ . '/');
}}
require_once ABSPATH . 'wp-settings.php';
""")


def _run(php: str, script: str, *arguments: object) -> str:
    command = [php, "-d", "display_errors=stderr", "-d", "error_reporting=0", str(_HERE / script)]
    done = subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{script}: {done.stderr[-2000:]}{done.stdout[-2000:]}"
    return done.stdout
