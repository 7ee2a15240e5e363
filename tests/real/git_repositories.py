"""Repositories that git itself makes, by seeded chance, and what git says of them."""

import os
import random
import subprocess
from pathlib import Path
from typing import NamedTuple

NEUTRAL = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Joe",
    "GIT_AUTHOR_EMAIL": "joe@example.org",
    "GIT_COMMITTER_NAME": "Joe",
    "GIT_COMMITTER_EMAIL": "joe@example.org",
    "HOME": "/nonexistent",
    "LC_ALL": "C.UTF-8",
}
_FOLDERS = [
    "",
    "a",
    "a/b",
    "a/b/c",
    "vendor",
    "vendor/psr",
    "wp-content/plugins/x",
    "build",
    "ü",
    "with space",
]
_NAMES = [
    "a.php",
    "b.log",
    "c",
    "index.php",
    "é.txt",
    "a b.css",
    "#x",
    "!y",
    "z.min.js",
    "foo.o",
    "[x]",
    "x*y",
    "\\q",
]
_PATTERNS = """
    *.log /a a/ /a/b *.o b/c **/c a/**/c a/** /build/
    build/* !build/keep vendor !vendor/psr/ *.* !*.php c x* [xyz] [!a]*
    [[:alpha:]].php \\#x \\!y a\\ b.css *b* foo.[oa] /*/ !/a/ é.*
    ü/ /ü/c ** **/ wp-content/**/*.js *.min.js [a-c].php [x\\]] [\\[]x] \\[x]
    x\\*y \\\\q ?? ?.php index.??? a/*/c /**/b/ with\\ space/ with*
    [z-a] [[:foo:]]x [ a[ /a/b/../c ./a a//b /c/ /.* .git
""".split()


class Git:
    """A repository and the git that works on it."""

    def __init__(self, place: Path, git: str = "git") -> None:
        self.place = place
        self._git = git

    def __call__(self, *words: str, text: str | None = None, ok: bool = True) -> str:
        """Run git and return what it says."""
        done = subprocess.run(
            [self._git, "-C", str(self.place), *words],
            env={"PATH": os.environ["PATH"], **NEUTRAL},
            input=text.encode() if text is not None else None,
            capture_output=True,
            check=False,
        )
        if ok and done.returncode:
            raise AssertionError(done.stderr.decode())
        return done.stdout.decode("utf-8", "surrogateescape")

    def names(self, *words: str) -> set[str]:
        """Return the names that git lists, each ended by a NUL."""
        return {name for name in self(*words).split("\0") if name}


class Told(NamedTuple):
    """What git says of a repository."""

    changed: set[str]
    untracked: set[str]
    ignored: set[str]
    tracked: set[str]
    commits: int
    branches: int
    tags: int
    unmerged: set[str]


def told(git: Git) -> Told:
    """Ask git."""
    has_commit = git("rev-parse", "-q", "--verify", "HEAD", ok=False) != ""
    status = git("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=no")
    unmerged = git("branch", "--no-merged", "HEAD", "--format=%(refname:short)") if has_commit else ""
    return Told(
        {line[3:] for line in status.split("\0") if line},
        git.names("ls-files", "-o", "--exclude-standard", "-z"),
        git.names("ls-files", "-o", "-i", "--exclude-standard", "-z"),
        {name for name in git("ls-files", "-z").split("\0") if name},
        int(git("rev-list", "--count", "HEAD")) if has_commit else 0,
        len(git("for-each-ref", "refs/heads").splitlines()),
        len(git("for-each-ref", "refs/tags").splitlines()),
        set(unmerged.split()),
    )


def make(place: Path, seed: int) -> Git:
    """Make a repository of some commits, with things left undone."""
    chance = random.Random(seed)
    place.mkdir(parents=True)
    git = Git(place)
    git("init", "-q", "-b", "main")
    git("config", "core.autocrlf", "false")
    if chance.random() < 0.2:
        git("config", "core.filemode", "false")
    if chance.random() < 0.15:
        git("config", "core.ignorecase", "true")
    if chance.random() < 0.4:
        git("config", "index.version", "4")
    for number in range(chance.randint(0, 6)):
        _work(place, chance)
        git("add", "-A", ok=False)
        git("commit", "-q", "--allow-empty", "-m", f"commit {number}")
        _branch(git, chance, number)
    _pack(git, chance)
    _undone(git, place, chance)
    return git


def _work(place: Path, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 8)):
        file = place / chance.choice(_FOLDERS) / chance.choice(_NAMES)
        if _is_in_the_way(place, file):
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        kind = chance.random()
        if file.is_symlink() or kind < 0.1:
            file.unlink(missing_ok=True)
            file.symlink_to(chance.choice(["a.php", "../c", "nowhere"]))
        else:
            line = "".join(chance.choices("abc \n", k=20))
            file.write_text(line * chance.choice([1, 3, 400]) + str(chance.random()), "utf-8")
            file.chmod(0o755 if kind > 0.9 else 0o644)


def _is_in_the_way(place: Path, file: Path) -> bool:
    folders = [file, *file.parents]
    inner = folders[1 : folders.index(place)]
    return file.is_dir() or any(folder.is_symlink() or folder.is_file() for folder in inner)


def _branch(git: Git, chance: random.Random, number: int) -> None:
    draw = chance.random()
    if draw < 0.2:
        git("branch", f"topic/{number}")
    elif draw < 0.4:
        git("checkout", "-q", "-b", f"away-{number}")
        (git.place / f"away-{number}.txt").write_text(str(number))
        git("add", "-f", f"away-{number}.txt")
        git("commit", "-q", "-m", "away")
        git("checkout", "-q", "main")
        if chance.random() < 0.5:
            git("merge", "-q", "--no-ff", "-m", "merge", f"away-{number}", ok=False)
    elif draw < 0.5:
        git("tag", f"v{number}")
    elif draw < 0.6:
        git("tag", "-a", "-m", "annotated", f"w{number}")


def _pack(git: Git, chance: random.Random) -> None:
    draw = chance.random()
    if draw < 0.4:
        git("repack", "-q", "-a", "-d", "--depth=50", "--window=50")
    elif draw < 0.6:
        git("gc", "-q")
    if draw < 0.3:
        git("pack-refs", "--all")


def _undone(git: Git, place: Path, chance: random.Random) -> None:
    """Leave changes in the index and on disk, patterns, and files that nobody added."""
    _ignore(place, chance)
    if chance.random() < 0.5:
        _work(place, chance)
        git("add", "-A", ok=False)
    _spoil(git, place, chance)
    _work(place, chance)
    if chance.random() < 0.3:
        new = place / "intended.php"
        new.write_text("<?php")
        git("add", "-N", "-f", "intended.php", ok=False)
    if chance.random() < 0.3:
        _clone(place)


def _spoil(git: Git, place: Path, chance: random.Random) -> None:
    """Change, delete, forget and hide some tracked files."""
    tracked = sorted(git.names("ls-files", "-z"))
    for name in chance.sample(tracked, min(len(tracked), chance.randint(0, 4))):
        path = place / name
        draw = chance.random()
        if path.is_symlink() or not path.is_file():
            continue
        if draw < 0.3:
            path.unlink()
        elif draw < 0.5:
            path.chmod(path.stat().st_mode ^ 0o111)
        elif draw < 0.6:
            git("rm", "-q", "--cached", "-f", "--", name)
        elif draw < 0.7:
            git("update-index", "--skip-worktree", "--", name)
            path.write_text("not looked at") if draw < 0.65 else path.unlink()
        else:
            data = path.read_bytes()
            path.write_bytes(data[:-1] + b"x")


def _clone(place: Path) -> None:
    inner = place / "wp-content/plugins/cloned"
    inner.mkdir(parents=True, exist_ok=True)
    Git(inner)("init", "-q")
    (inner / "code.php").write_text("<?php")


def _ignore(place: Path, chance: random.Random) -> None:
    """Write patterns into some folders."""
    for folder in chance.sample(_FOLDERS, chance.randint(0, 4)):
        if not _is_in_the_way(place, place / folder / ".gitignore"):
            (place / folder).mkdir(parents=True, exist_ok=True)
            patterns = chance.sample(_PATTERNS, chance.randint(1, 6))
            ends = [pattern + chance.choice(["", "", "", " ", "\\ ", "\r"]) for pattern in patterns]
            (place / folder / ".gitignore").write_bytes("\n".join(ends).encode())
    if chance.random() < 0.3:
        exclude = place / ".git/info/exclude"
        exclude.parent.mkdir(exist_ok=True)
        exclude.write_text("\n".join(chance.sample(_PATTERNS, 3)), "utf-8")
