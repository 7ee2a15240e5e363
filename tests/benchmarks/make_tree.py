"""Writes sites to be walked and scanned: the code of Debian's PHP packages as plugins, and uploads."""

import os
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

_PACKAGES = (
    "php",  # getID3, Symfony and many more, as far as they are installed
    "wordpress",
    "phpmyadmin",
    "drupal7",
    "dokuwiki",
    "mediawiki",
    "roundcube",
    "phpldapadmin",
)
_SHARED = Path("/usr/share")
_ENOUGH = 500  # files of code; with fewer installed, the code is made up
_CORE = {
    "index.php": "<?php require __DIR__ . '/wp-blog-header.php';",
    "wp-settings.php": "<?php",
    "wp-config.php": "<?php\n$table_prefix = 'wp_';\n",
    "wp-includes/version.php": "<?php\n$wp_version = '6.8.1';\n",
}
# What a core is known by: inside a plugin it is a folder of code as any other.
_RENAMED = {"wp-admin": "admin", "wp-includes": "includes", "wp-content": "content"}
_CORE_FILE = "wp-"
_IN_A_FOLDER = 8
_PLUGIN = "<?php\n/*\nPlugin Name: {}\nVersion: 1.0\n*/\n"


def write_code(site: Path, files: int) -> None:
    """Write a WordPress whose plugins hold about this many files; copies are links to the first of them."""
    _write(site, _CORE)
    packages = _installed() or {"made": _made(site.parent / "made")}
    plugins = site / "wp-content/plugins"
    firsts: dict[Path, Path] = {}
    written = 0
    for number, (package, paths) in enumerate(cycle(packages.items())):
        if written >= files:
            return
        plugin = plugins / f"{package}-{number:03}"
        _write(plugin, {f"{plugin.name}.php": _PLUGIN.format(plugin.name)})
        for path, inside in paths:
            target = plugin / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            if path in firsts:
                os.link(firsts[path], target)
            else:
                firsts[path] = Path(shutil.copyfile(path, target))
        written += len(paths) + 1


def write_uploads(folder: Path, files: int, per_folder: int | None = None) -> None:
    """Write uploads, empty inside but each of its own size, all in one folder or some in each month's."""
    chance = random.Random(7)
    for number in range(files):
        month = number // per_folder if per_folder else 0
        place = folder / f"{2000 + month // 12}/{month % 12 + 1:02}" if per_folder else folder
        if not number % (per_folder or files):
            place.mkdir(parents=True)
        path = place / f"img_{number:06}-{chance.choice(('150x150', '300x200', '1024x683', 'scaled'))}.jpg"
        with path.open("wb") as file:
            file.truncate(chance.randint(2_000, 4_000_000))


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _installed() -> dict[str, list[tuple[Path, Path]]]:
    """Return the files of each installed package, each with its place in a plugin."""
    found = {name: list(_files(_SHARED / name)) for name in _PACKAGES if (_SHARED / name).is_dir()}
    code = sum(path.suffix == ".php" for paths in found.values() for path, _ in paths)
    return found if code >= _ENOUGH else {}


def _files(package: Path) -> Iterator[tuple[Path, Path]]:
    """Yield files and their places; large folders are split, as a folder of a site holds five, not ten."""
    seen: Counter[Path] = Counter()
    for path in sorted(package.rglob("*")):
        if path.is_file() and os.access(path, os.R_OK):
            *above, name = (_RENAMED.get(part, part) for part in path.relative_to(package).parts)
            folder = Path(*above)
            part = seen[folder] // _IN_A_FOLDER
            seen[folder] += 1
            inside = folder / f"part-{part}" if part else folder
            yield path, inside / (name if above else name.removeprefix(_CORE_FILE))


def _made(folder: Path) -> list[tuple[Path, Path]]:
    """Write code as it might be, where none is installed: six files in a folder, as real sites have."""
    chance = random.Random(7)
    names = (Path(__file__).parent / "names.txt").read_text("utf-8").split()
    paths = []
    for number in range(3000):
        inside = Path(f"part{number // 60}/inner{number // 6}/class-{number}.php")
        calls = "\n".join(
            f"    $found[{line}] = $this->get_{chance.choice(names)}( 'text {line}', array( $a ) ); // {line}"
            if chance.random() < 0.98
            else f'    {chance.choice(names)}( $a, "it\'s $line" );'
            for line in range(chance.randint(5, 300))
        )
        _write(
            folder,
            {str(inside): f"<?php\nclass Made_{number} {{\n  function run( $a ) {{\n{calls}\n  }}\n}}\n"},
        )
        paths.append((folder / inside, inside))
    return paths
