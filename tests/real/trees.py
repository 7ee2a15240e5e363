"""Generated trees of awkward plugins, themes, must-use plugins and drop-ins; a seed gives always the same."""

import os
from pathlib import Path
from random import Random

_ODD = [
    "with space",
    "quote'd",
    'double"d',
    "new\nline",
    "ünï",
    "UPPER",
    "dot.ted",
    "a&b",
    "0",
    "dir.php",
    "x-y_z",
    "1e1",
]
_FOLDERS = [*_ODD, "akismet", "hello-dolly", ".hidden", "CVS", "tw"]
_FILES = [
    "main.php", "other.php", "index.php", "a b.php", "quote'd.php", "ünï.php", "new\nline.php", "0.php",
    "Main.PHP", "main.php5", ".dot.php", "main.inc", "main.php.bak", "readme.txt", "php", ".php",
]  # fmt: skip
_NAMES = [
    "Plain", "With: colon", "<b>Bold</b> &amp; more", "0", "", "   ", "Ends */ here", "Ends ?> here",
    "Café ☕", "a\tb", "nul\0byte", "x" * 9000, "'quotes' \"too\"", "Plugin Name: twice",
    "by joe@example.org", "back\\slash",
]  # fmt: skip
_VERSIONS = ["1.0", "2.0-beta", "0", "", "v3 */", "1,5", "$Rev: 12 $", "1.0\\n"]
_BEFORE = ["", " * ", "\t", "# ", "// ", "@", " *\t@ ", "<?php ", "x ", "- "]
_ENDS = ["\n", "\r\n", "\r"]
_CODES = ["utf-8", "utf-8-sig", "latin-1", "utf-16", "cp1251"]
_DROP_INS = [
    "advanced-cache.php", "db.php", "db-error.php", "install.php", "maintenance.php", "object-cache.php",
    "php-error.php", "fatal-error-handler.php", "sunrise.php", "blog-deleted.php", "blog-inactive.php",
    "blog-suspended.php", "index.php", "dropin.php", "DB.php",
]  # fmt: skip
_THEMES = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "group",
    "twentyten",
    "a-b",
    "a",
    "Upper",
    "with space",
    ".dot",
    "CVS",
]
_THEME_NAMES = [*_NAMES, "Twenty Ten", "Twenty Twenty-Two"]


def make_tree(top: Path, seed: int) -> None:
    """Fill a folder with the tree of this seed."""
    chance = Random(seed)
    content = top / "wp-content"
    content.mkdir(parents=True)
    if chance.random() < 0.5:
        (top / "network").touch()
    _plugins(chance, content / "plugins")
    _must_use(chance, content / "mu-plugins")
    for name in chance.sample(_DROP_INS, chance.randrange(7)):
        _file_or_worse(chance, content / name, "Plugin")
    _themes(chance, content / "themes")


def _plugins(chance: Random, folder: Path) -> None:
    folder.mkdir()
    for name in chance.sample(_FILES, 4):
        _file_or_worse(chance, folder / name, "Plugin")
    for name in chance.sample(_FOLDERS, 5):
        (folder / name).mkdir()
        for inner in chance.sample(_FILES, 4):
            _file_or_worse(chance, folder / name / inner, "Plugin")
        if chance.random() < 0.3:
            (folder / name / "inc").mkdir()
            (folder / name / "inc" / "deep.php").write_bytes(_header(chance, "Plugin"))
    _links(chance, folder)


def _must_use(chance: Random, folder: Path) -> None:
    if chance.random() < 0.1:
        return
    folder.mkdir()
    for name in chance.sample(_FILES, 6):
        _file_or_worse(chance, folder / name, "Plugin")
    index = folder / "index.php"
    if index.is_file() and not index.is_symlink():
        index.write_bytes(
            (b"<?php // Silence is golden." + b"x" * 40)[: chance.choice([0, 5, 29, 30, 31, 60])]
        )
    (folder / "loaded").mkdir()
    (folder / "loaded" / "plugin.php").write_bytes(_header(chance, "Plugin"))
    _links(chance, folder)


def _file_or_worse(chance: Random, path: Path, kind: str) -> None:
    """Write a file with a header, mostly; else a folder, or a link to one, to nowhere or to itself."""
    dice = chance.random()
    if path.exists() or path.is_symlink():
        return
    if dice < 0.05:
        path.mkdir()
    elif dice < 0.08:
        path.symlink_to("nowhere.php")
    elif dice < 0.1:
        path.symlink_to(path.name)
    elif dice < 0.15:
        target = path.with_name(f"{path.name}.real")
        target.write_bytes(_header(chance, kind))
        path.symlink_to(target.name)
    else:
        path.write_bytes(_header(chance, kind))


def _links(chance: Random, folder: Path) -> None:
    """Link a folder that lies elsewhere in the tree, from far and near, and through another link."""
    if chance.random() < 0.5:
        return
    packages = folder.parent.parent / "packages" / folder.name
    packages.mkdir(parents=True)
    (packages / "main.php").write_bytes(_header(chance, "Plugin"))
    (packages / "style.css").write_bytes(_header(chance, "Theme"))
    (packages / "index.php").touch()
    (folder / "linked").symlink_to(os.path.relpath(packages, folder))
    (folder / "again").symlink_to("linked")
    (folder / "absolute").symlink_to(packages)
    (folder / "round").symlink_to("round")
    (folder / "up").symlink_to("..")


def _themes(chance: Random, folder: Path) -> None:
    folder.mkdir()
    slugs = chance.sample(_THEMES, 9)
    for slug in slugs:
        if chance.random() < 0.2:
            for inner in chance.sample(_THEMES, 3):
                _theme(chance, folder / slug / inner, [*slugs, f"{slug}/{inner}", "../themes/one", "one/"])
        else:
            _theme(chance, folder / slug, [*slugs, slug, slug, f"group/{slug}"])
    (folder / "file.txt").touch()
    _links(chance, folder)


def _theme(chance: Random, folder: Path, near: list[str]) -> None:
    folder.mkdir(parents=True)
    parent = chance.choice(near) if chance.random() < 0.6 else ""
    if chance.random() < 0.9:
        style = folder / "style.css"
        if chance.random() < 0.05:
            style.mkdir()
        else:
            style.write_bytes(_header(chance, "Theme", {"Template": parent} if parent else {}))
    index = chance.choice(
        ["index.php", "index.php", "index.php", "templates/index.html", "block-templates/index.html", "x"]
    )
    (folder / index).parent.mkdir(exist_ok=True)
    (folder / index).touch()


def _header(chance: Random, kind: str, more: dict[str, str] | None = None) -> bytes:
    """Return a file with a header that is well made, or is not."""
    name = chance.choice(_THEME_NAMES if kind == "Theme" else _NAMES)
    fields = {f"{kind} Name": name, "Version": chance.choice(_VERSIONS), **(more or {})}
    if chance.random() < 0.3:
        fields["Requires PHP"] = "7.4"
        fields[f"{kind} URI"] = "https://joe:secret@example.org/plugin"
    if chance.random() < 0.08:
        del fields[f"{kind} Name"]
    end, before = chance.choice(_ENDS), chance.choice(_BEFORE[:7] if chance.random() < 0.8 else _BEFORE)
    colon = chance.choice([":", ":", ":", ": ", ":\t", " :"])
    lines = []
    for field, value in fields.items():
        shown = chance.choice([field, field, field.upper(), field.lower()])
        lines.append(f"{before}{shown}{colon}{value}")
    if chance.random() < 0.2:
        lines.append(f"{before}{kind} Name: A second one")
    chance.shuffle(lines)
    opening = chance.choice(
        ["<?php" + end + "/*" + end, "/*" + end, "", "<?php $text = <<<X" + end, "<?php /* "]
    )
    padding = chance.choice(
        [0, 0, 0, 0, 0, 0, 8000, 8100, 8170, 8192, 9000, 1_000_000 if chance.random() < 0.3 else 1]
    )
    text = (
        opening
        + "x" * padding
        + (end if padding else "")
        + end.join(lines)
        + end
        + chance.choice(["*/", "", "X;"])
    )
    code = chance.choice(_CODES) if chance.random() < 0.35 else "utf-8"
    return text.encode(code, "replace") if chance.random() < 0.97 else chance.randbytes(300)
