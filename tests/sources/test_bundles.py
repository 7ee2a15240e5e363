"""Bundles are taken apart: the same site in each of them gives the same facts as its folder and its dump."""

import io
import pickle
import re
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec import json
from msgspec.structs import replace

from audit.collectors.handed_in import HandedIn
from audit.collectors.survey import Survey, survey
from audit.detectors import KINDS
from audit.knowledge import load
from audit.model.database import DumpFile
from audit.model.facts import Extension, Install, Problem, Table
from audit.sources.blobs import DumpInput, disk_blob
from audit.sources.bundles.known import KNOWN, table
from audit.sources.directory import Directory
from audit.sources.inputs import Input, open_input
from audit.sources.tree import Entry
from tests import bundles
from tests.bundles import BUNDLES, Files, Made, below, tarred
from tests.conftest import lay

README = Path(__file__).parent.parent.parent / "README.md"
CASES = [(kind, make) for kind, makes in BUNDLES.items() for make in makes]
SETS = {
    "updraftplus",
    "updraftplus_part",
    "updraftplus_core",
    "wpvivid_split",
    *("pantheon", "pantheon_part"),
}
SETS |= {"pantheon_drupal"}  # folders already: their archives are what is packed


class Layout(NamedTuple):
    """Another way to hand in what an archive holds."""

    lay: Callable[[Path, Files], Path]
    unread: dict[str, str]  # why a bundle is not read so


def _as_folder(folder: Path, files: Files) -> Path:
    return lay(folder / "unpacked", files)


def _in_one_folder(folder: Path, files: Files) -> Path:
    return tarred(folder / "again.tar.gz", below("around", files))


def _in_two_folders_unpacked(folder: Path, files: Files) -> Path:
    return lay(folder / "unpacked", below("a/b", files)) / "a"


_WORKED_IN = {
    **dict.fromkeys(("acquia", "kinsta"), "a folder in which somebody works may hold any dump"),
    **dict.fromkeys(
        (
            "wp_engine",
            "duplicator_old",
            "backupbuddy",
            "backupbuddy_old",
            "softaculous",
            "manage_wp",
            "akeeba",
            "xcloner",
        ),
        "a site at work may hold what the tool left behind, which is old",
    ),
}
LAYOUTS = {
    "unpacked to a folder": Layout(_as_folder, _WORKED_IN),
    "packed again with a folder around": Layout(
        _in_one_folder, dict.fromkeys(("wpvivid", "plesk_client"), "zips in a packed tar cannot be sought in")
    ),
    "unpacked below a folder": Layout(_in_two_folders_unpacked, _WORKED_IN),
}
CELLS = [
    (kind, make, layout)
    for kind, make in CASES
    for layout in LAYOUTS.values()
    if make.__name__ not in SETS and make.__name__ not in layout.unread
]


@pytest.fixture(scope="module")
def looked():
    known = load("pantheon", KINDS)

    def look(found: Input) -> Survey:
        given = HandedIn(found.tree, found.dumps, {}, problems=found.problems)
        return survey(given, known.watch, known.catalogue, known.server, 1, lambda *_: None)

    return look


@pytest.mark.parametrize(("kind", "make"), CASES, ids=[make.__name__ for _, make in CASES])
def test_a_bundle_gives_the_facts_of_its_folder_and_its_dump(kind, make, tmp_path, looked):
    made = make(tmp_path / "bundle")
    found = open_input(str(made.path))
    assert (found.kind, found.problems) == (kind, ())
    assert found.tree is not None
    assert found.tree.label == str(made.path)
    assert tuple(dump.name for dump in found.dumps) == made.dumps
    assert _facts(looked(found)) == _facts(looked(_reference(made, tmp_path)))


@pytest.mark.parametrize(
    ("kind", "make", "layout"),
    CELLS,
    ids=[
        f"{make.__name__}-{name}"
        for _, make in CASES
        for name, layout in LAYOUTS.items()
        if make.__name__ not in SETS and make.__name__ not in layout.unread
    ],
)
def test_a_bundle_may_be_unpacked_or_packed_otherwise(kind, make, layout, tmp_path, looked):
    made = make(tmp_path / "bundle")
    found = open_input(str(layout.lay(tmp_path, _contents(made.path))))
    assert (found.kind, found.problems) == (kind, ())
    names = tuple(dump.name for dump in found.dumps)
    assert _facts(looked(found)) == _facts(looked(_reference(made._replace(dumps=names), tmp_path)))


@pytest.mark.parametrize("name", _WORKED_IN)
def test_a_dump_that_may_have_been_left_behind_is_told_and_not_read(name, tmp_path):
    made = getattr(bundles, name)(tmp_path / "bundle")
    found = open_input(str(_as_folder(tmp_path, _contents(made.path))))
    assert (found.kind, found.dumps) == (None, ())
    assert found.candidates != ()


def test_the_facts_that_are_compared_are_those_of_a_site(tmp_path, looked):
    for make, slugs in ((bundles.cpanel, {"hello", "other", "must", "plain"}), (bundles.drush_8, {"own"})):
        facts = looked(open_input(str(make(tmp_path / make.__name__).path))).inventory
        assert len(facts.of(Install)) == 1
        assert slugs <= {one.slug for one in facts.of(Extension)}
        assert len(facts.of(Table)) > 2


@pytest.mark.parametrize("make", [make for _, make in CASES], ids=lambda make: make.__name__)
def test_another_process_reads_a_bundle_too(make, tmp_path):
    found = open_input(str(make(tmp_path / "bundle").path))
    tree, dumps = pickle.loads(pickle.dumps((found.tree, found.dumps)))  # noqa: S301 - made here
    path = next(
        f"{folder}/index.php".lstrip("/") for folder, entries in _walked(found) if "index.php" in entries
    )
    assert not isinstance(tree.read(path), Problem)
    for blob in (blob for dump in dumps for blob in dump.blobs):
        with closing(blob.open()) as file:
            assert file.read(10)


def test_a_walk_does_not_show_what_belongs_to_the_backup(tmp_path):
    for _, make in CASES:
        made = make(tmp_path / make.__name__)
        walked = _walked(open_input(str(made.path)))
        names = [f"{folder}/{name}" for folder, entries in walked for name in entries]
        added = re.compile(r"\.sql|installer|MANIFEST|manifest|backupbuddy|mail/|package_info|meta\.json")
        assert [name for name in names if added.search(name)] == []


def test_every_kind_has_a_bundle_that_is_tested():
    assert [kind.name for kind in KNOWN] == list(BUNDLES)


def test_the_readme_tells_what_is_recognised():
    text = README.read_text("utf-8")
    assert [row for row in table() if f"| {' | '.join(row)} |" not in text] == []


def _reference(made: Made, folder: Path) -> Input:
    """Return the site as a folder, and its database as one file that is called as in the bundle."""
    files = {name: data for name, data in made.files.items() if not re.fullmatch(made.lacks, name)}
    start = f"{made.start}/" if made.start else ""
    site = lay(folder / "site", {start + name: data for name, data in files.items()})
    dump = lay(folder, {"dump.sql": made.sql}) / "dump.sql"
    (name,) = made.dumps
    return Input(Directory(site), (DumpInput(name, "stream", (disk_blob(str(dump), name),)),), None)


def _walked(found: Input) -> list[tuple[str, dict[str, Entry]]]:
    assert found.tree is not None
    return [item for item in found.tree.walk() if isinstance(item, tuple)]


def _facts(found: Survey) -> list[bytes]:
    """Return what is stated, apart from how the dump was packed."""
    facts = (fact for kind in found.inventory._facts.values() for fact in kind)
    alike = (replace(fact, stored=None) if isinstance(fact, DumpFile) else fact for fact in facts)
    return sorted(type(fact).__name__.encode() + json.encode(fact) for fact in alike)


def _contents(path: Path) -> Files:
    """Return the files of an archive."""
    data = path.read_bytes()
    if path.suffix == ".wpress":
        return dict(_wpress(data))
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {one.name: file.read() for one in archive if (file := archive.extractfile(one))}


def _wpress(data: bytes):
    while name := data[:255].rstrip(b"\0").decode():
        size = int(data[255:269].rstrip(b"\0"))
        folder = data[281:4377].rstrip(b"\0").decode()
        yield (name if folder == "." else f"{folder}/{name}"), data[4377 : 4377 + size]
        data = data[4377 + size :]
