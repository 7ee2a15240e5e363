"""Files of releases, and those that come with the program."""

import gzip
import time

import pytest

from audit.errors import AuditError, KnowledgeError
from audit.knowledge.manifests import core_shapes, load_cores, load_manifest, read_manifest, write_manifest
from audit.model.manifests import Content, Manifest
from audit.resources import KNOWLEDGE
from audit.sources.globs import Globs

SHAPES = [*core_shapes("wordpress", None), *core_shapes("drupal", None)]
ONE, TWO = "1d3e52db4a68f2a9", "77f0d1a4bb0ae4c4"


def test_1399_releases_are_known():
    assert sum(len(load_manifest(shape).releases) for shape in SHAPES) == 1399


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.manifest)
def test_a_file_of_releases_is_sound(shape):
    manifest = load_manifest(shape)
    last = len(manifest.releases) - 1
    assert len(set(manifest.releases)) == last + 1
    for path in manifest.paths:
        assert path.isprintable()
        assert not path.startswith("/")
        for content in manifest.contents(path):
            assert len(content.hash) == 16
            assert not content.hash.strip("0123456789abcdef")
            assert all(0 <= first <= end <= last for first, end in content.spans)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.manifest)
def test_most_files_of_each_release_prove_something(shape):
    manifest = load_manifest(shape)
    own = Globs(shape.own)
    for number in (0, len(manifest.releases) - 1):
        files = manifest.at(number)
        assert sum(map(own.match, files)) < len(files) / 10


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.manifest)
def test_releases_are_loaded_fast(shape):
    start = time.process_time()
    manifest = read_manifest(KNOWLEDGE / "data" / "cores" / f"{shape.manifest}.tsv.gz")
    manifest.at(len(manifest.releases) - 1)
    assert time.process_time() - start < 0.5


def test_a_version_chooses_its_releases():
    cores = load_cores()
    assert [shape.manifest for shape in cores.shapes("drupal", "10.1.5")] == ["drupal-10"]
    assert [shape.manifest for shape in cores.shapes("wordpress", "6.8")] == ["wordpress"]
    assert cores.shapes("drupal", "5.23") == ()


def test_what_is_written_is_read_again(tmp_path):
    lines = {"b.php": f"{ONE} 0-1,3\t{TWO} 2", "a.php": f"{TWO} 3"}
    write_manifest(Manifest(("1", "2", "3", "4"), lines), tmp_path / "x.tsv.gz", ("why",))
    manifest = read_manifest(tmp_path / "x.tsv.gz")
    assert list(manifest.paths) == ["a.php", "b.php"]
    assert manifest.contents("b.php") == (Content(ONE, ((0, 1), (3, 3))), Content(TWO, ((2, 2),)))
    assert manifest.at(3) == {"a.php": (TWO,), "b.php": (ONE,)}
    assert gzip.decompress((tmp_path / "x.tsv.gz").read_bytes()).startswith(
        b"# why\nreleases\t1 2 3 4\na.php\t"
    )


def test_a_release_that_was_built_twice_has_two_contents():
    assert Manifest(("1",), {"a": f"{ONE} 0\t{TWO} 0"}).at(0) == {"a": (ONE, TWO)}


@pytest.mark.parametrize("data", [b"", b"no gzip", gzip.compress(b"no releases\n"), gzip.compress(b"x")[:-4]])
def test_a_damaged_file_is_named(tmp_path, data):
    (tmp_path / "x.tsv.gz").write_bytes(data)
    with pytest.raises(KnowledgeError, match=r"x\.tsv\.gz"):
        read_manifest(tmp_path / "x.tsv.gz")


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "x.tsv.gz").mkdir()
    with pytest.raises(AuditError, match="could not be written"):
        write_manifest(Manifest(("1",), {}), tmp_path / "x.tsv.gz")
    assert [path.name for path in tmp_path.iterdir()] == ["x.tsv.gz"]
