"""What a site's code needs, how its core compares and what its repository says, to render."""

import datetime as dt
from typing import Any, get_args

from audit.model.code import (
    Binary,
    CoreCheck,
    CoreFile,
    CoreFileState,
    Incompatibility,
    Language,
    Process,
    ProcessKind,
    Program,
    Repository,
    Versioned,
    VersionedState,
)
from audit.model.facts import Location
from audit.model.files import (
    CodeInFiles,
    Extreme,
    ExtremeKind,
    FileKind,
    KindTally,
    Leads,
    Link,
    NameTrouble,
    OddName,
    SecondInstall,
    Secret,
    SecretKind,
)
from audit.model.php import (
    PhpChoice,
    PhpExtensionNeed,
    PhpObstacle,
    PhpPart,
    PhpVerdict,
    ProgramNeed,
)

SHOP = "wp-content/plugins/legacy-shop"
PART = PhpPart(kind="extension", name="legacy-shop", path=SHOP, what="plugin", active=True)
OFF = PhpPart(kind="extension", name="smush", path="wp-content/plugins/smush", what="plugin", active=False)
OWN = PhpPart(kind="own", name="own code")
CORE = PhpPart(kind="core", name="wordpress 6.6.2", path=".")


def breaks(symbol: str = "create_function", *spots: Location, times: int = 1, **more: Any) -> Incompatibility:
    """Return something that works on some versions of PHP only."""
    places = spots or (Location(f"{SHOP}/shop.php", 12),)
    told: dict[str, Any] = {"effect": "removed", "version": "8.0", "places": places, "times": times}
    return Incompatibility(location=places[0], install=".", symbol=symbol, **(told | more))


def choice() -> PhpChoice:
    """Return which version of PHP suits a site that a plugin keeps from the newest ones."""
    shop = PhpObstacle(
        part=PART, versions=("8.4",), breaks=(breaks(times=7), breaks("each", alternative="foreach"))
    )
    core = PhpObstacle(part=CORE, versions=("8.4",), asks=("7.2 - 8.3",))
    feed = PhpPart(kind="package", name="acme/feed")
    package = PhpObstacle(part=feed, versions=("8.4",), asks=("^7.4",))
    new = breaks("new_one", effect="added", version="8.1")
    off = PhpObstacle(part=OFF, versions=("7.4",), breaks=(new,))
    own = PhpObstacle(part=OWN, versions=("8.4",), breaks=(breaks("utf8_encode"),))
    return PhpChoice(
        best="8.2",
        verdicts=(
            PhpVerdict(
                version="8.4",
                obstacles=(CORE, PART, feed),
                doubts=1,
                deprecated=12,
                broken={"plugin": (1, 41)},
                core="too-new",
            ),
            PhpVerdict(version="8.2", deprecated=3, broken={"plugin": (0, 41)}, core="runs"),
            PhpVerdict(
                version="7.4",
                ends=dt.date(2026, 12, 31),
                obstacles=(OFF,),
                broken_inactive={"plugin": (1, 4)},
                core="runs",
            ),
        ),
        obstacles=(core, shop, package, off),
        doubts=(own,),
        extensions=(
            need("ioncube", "lacks", why="The loader is not there."),
            need("intl", "undocumented", parts=(OWN, PART), times=9),
            need("shmop", "undocumented", sure="guarded"),
            need("gd", "has"),
        ),
        programs=(
            ProgramNeed(name="ffmpeg", standing="lacks", own=True, by=("exec",), parts=(OWN,), places=SPOT),
            ProgramNeed(name=None, standing=None, by=("`",), parts=(PART,), places=SPOT, times=4),
            ProgramNeed(name="convert", standing="has", there="/usr/bin/convert", guarded=True, places=SPOT),
        ),
    )


SPOT = (Location(f"{SHOP}/run.php", 88),)


def need(name: str, standing: Any, **more: Any) -> PhpExtensionNeed:
    """Return an extension of PHP that a plugin uses."""
    told: dict[str, Any] = {"parts": (PART,), "uses": (f"{name}_open",), "places": SPOT}
    return PhpExtensionNeed(name=name, standing=standing, **(told | more))


def core() -> CoreCheck:
    """Return how a core compares that somebody changed."""
    return CoreCheck(
        location=Location("wp-includes/version.php"),
        install=".",
        state="changed",
        stated="6.6.2",
        matched=("6.6.2",),
        files=3_112,
        modified=1,
        missing=1,
        unknown=1,
        left_over=1,
        line_ends=4,
        unproven=2,
    )


def repository(**more: Any) -> Repository:
    """Return a repository with work that is not committed."""
    told: dict[str, Any] = {
        "head": "0123456789abcdef0123456789abcdef01234567",
        "branch": "main",
        "branches": 3,
        "tags": 2,
        "unmerged": ("redesign",),
        "commits": 1_204,
        "last_commit": "2026-09-30",
        "bytes": 88_100_200,
        "tracked": 4_001,
        "changed": 2,
        "untracked": 19,
        "remotes": ("git.example.org/site.git",),
        "lfs": ("*.psd",),
    }
    return Repository(location=Location("."), install=".", **(told | more))


def code(*names: str) -> dict[str, Any]:
    """Return all facts of the code, at least one for each name and for each word that has one of its own."""
    install = "."
    states, made = get_args(CoreFileState), get_args(VersionedState)
    return {
        "php": choice(),
        "programs": tuple(
            Program(location=at(name), install=install, name=name, by="exec", seen_as=name) for name in names
        ),
        "binaries": tuple(
            Binary(location=at(name), install=install, format=form, seen_as=name, size=2_048)
            for name, form in zip(names, ("ioncube", "ELF", *names[2:]), strict=True)
        ),
        "processes": tuple(
            Process(location=at(name), install=install, kind=kind, name=name, text=name, own=kind != "ssi")
            for name, kind in spread(names, get_args(ProcessKind))
        ),
        "languages": tuple(
            Language(location=Location("."), install=install, name=name, files=12, bytes=3_000, core_files=7)
            for name in ("PHP", "Python", *names)
        ),
        "core": (core(),),
        "core_files": tuple(
            CoreFile(location=at(name), install=install, state=state, seen_as=name, of=names[:4])
            for name, state in spread(names, states)
        ),
        "repository": (repository(),),
        "versioned": tuple(
            Versioned(location=at(name), install=install, state=state, seen_as=name, detail=name, bytes=9)
            for name, state in spread(names, made)
        ),
        "file_kinds": tuple(
            KindTally(location=Location("."), install=install, kind=kind, area=area, files=5, bytes=9_000)
            for kind in get_args(FileKind)
            for area in ("code", "files")
        ),
        "extremes": tuple(
            Extreme(location=at(name), install=install, kind=kind, area="code", number=321, seen_as=name)
            for kind in get_args(ExtremeKind)
            for name in names
        ),
        "odd_names": tuple(
            OddName(location=at(name), install=install, trouble=kind, area="code", seen_as=name, other=name)
            for name, kind in spread(names, get_args(NameTrouble))
        ),
        "links": tuple(
            Link(
                location=at(name), install=install, target=name, leads=leads, absolute=True, to=None,
                area="code", seen_as=name,
            )
            for name, leads in spread(names, get_args(Leads))
        ),
        "code_in_files": tuple(
            CodeInFiles(location=at(name), install=install, kind="code", seen_as=name) for name in names
        ),
        "secrets": tuple(
            Secret(location=at(name), install=install, kind=kind, seen_as=name)
            for name, kind in spread(names, get_args(SecretKind))
        ),
        "second_installs": tuple(
            SecondInstall(location=at(name), install=install, cms="wordpress", version=name, seen_as=name)
            for name in names
        ),
    }  # fmt: skip


def nothing() -> dict[str, Any]:
    """Return the same where there is no code."""
    return {key: None if key == "php" else () for key in code("a", "b")}


def at(path: str) -> Location:
    """Return the place of a file."""
    return Location(path)


def spread(names: tuple[str, ...], kinds: tuple[Any, ...]) -> list[tuple[str, Any]]:
    """Return each name and each kind at least once."""
    count = max(len(names), len(kinds))
    return [(names[n % len(names)], kinds[n % len(kinds)]) for n in range(count)]


def named(name: str) -> PhpChoice:
    """Return a choice of PHP in which everything is called so."""
    part = PhpPart(kind="package", name=name)
    bad = breaks(name, Location(name, 3), Location(name, 4), alternative=name)
    obstacle = PhpObstacle(part=part, versions=("8.4",), asks=(name, f"{name} "), breaks=(bad, bad))
    spots = (Location(name, 3),)
    return PhpChoice(
        best=None,
        verdicts=(PhpVerdict(version="8.4", obstacles=(part,), doubts=1),),
        obstacles=(obstacle,),
        doubts=(obstacle,),
        extensions=(
            need(name, "lacks", why=name, parts=(part,), uses=(name,), places=spots),
            need(name, "has", parts=(part,), uses=(name,), places=spots),
        ),
        programs=(
            ProgramNeed(name=name, standing="has", there=name, by=(name,), parts=(part,), places=spots),
        ),
    )
