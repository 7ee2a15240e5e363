"""Packed streams as gzip, bzip2, xz, zstd and zip write them, whole and damaged, beside what these read."""

import io
import random
import subprocess

import pytest

from audit.sources.compression import Stream
from tests.real.conftest import program

pytestmark = pytest.mark.real

_CHANCE = random.Random(11)
TEXT = b"".join(b"INSERT INTO t VALUES (%d,'%x');\n" % (n, _CHANCE.getrandbits(60)) for n in range(50_000))
PROGRAMS = {
    "gzip -1": "gzip",
    "gzip -9n": "gzip",
    "bzip2 -2": "bzip2",
    "xz -2": "xz",
    "xz -0 -T2 --block-size=200000": "xz",
    "xz --check=none": "xz",
    "xz --check=sha256": "xz",
    "xz --format=lzma": "lzma",
    "zstd -3 -q": "zstd",
    "zstd -19 --no-check -q": "zstd",
    "zstd -1 -T2 -B65536 --long=27 -q": "zstd",
}


def _run(command: list[str], data: bytes) -> bytes:
    return subprocess.run(command, input=data, capture_output=True, check=False).stdout


def _read(data: bytes) -> tuple[bytes, str | None, str]:
    stream = Stream(io.BytesIO(data))
    return b"".join(iter(lambda: stream.read(65_536), b"")), stream.damage, stream.container


@pytest.fixture(params=PROGRAMS)
def words(request):
    """Return a command that packs."""
    command = request.param.split()
    return [program(command[0], command[0].replace("xz", "xz-utils")), *command[1:], "-c"]


@pytest.fixture
def unpack(words):
    """Return what unpacks the same."""
    options = [word for word in words if word.startswith("--format")]
    return lambda data: _run([words[0], "-dcq", *options], data)


def test_what_a_program_packed_is_read(words, request):
    container = PROGRAMS[request.node.callspec.params["words"]]
    assert _read(_run(words, TEXT)) == (TEXT, None, container)


def test_of_a_cut_file_no_less_is_read_than_the_program_reads(words, unpack):
    packed = _run(words, TEXT)
    for cut in (1, 9, 100, len(packed) // 3, len(packed) // 2):
        text, damage, _ = _read(packed[:-cut])
        assert TEXT.startswith(text)
        assert len(text) >= len(unpack(packed[:-cut]))
        assert damage


def test_of_a_damaged_file_no_less_is_read_than_the_program_reads_but_for_a_byte(words, unpack):
    packed = _run(words, TEXT)
    for _ in range(10):
        damaged = bytearray(packed)
        damaged[_CHANCE.randrange(30, len(damaged))] ^= 1 << _CHANCE.randrange(8)
        text, _, _ = _read(bytes(damaged))
        theirs = unpack(bytes(damaged))
        assert text.startswith(theirs[: len(text)])
        assert len(text) >= len(theirs) - 1


def test_what_zip_packed_is_read_from_a_file_and_from_a_pipe(tmp_path):
    (tmp_path / "site.sql").write_bytes(TEXT)
    (tmp_path / "readme.txt").write_text("hello")
    zip_ = program("zip", "zip")
    for options in ([], ["-0"], ["-9"], ["-Z", "bzip2"], ["-fz"]):
        (tmp_path / "a.zip").unlink(missing_ok=True)
        subprocess.run([zip_, "-q", *options, "a.zip", "readme.txt", "site.sql"], cwd=tmp_path, check=True)
        assert _read((tmp_path / "a.zip").read_bytes()) == (TEXT, None, "zip")
    piped = subprocess.run(
        [zip_, "-q", "-", "site.sql"], cwd=tmp_path, capture_output=True, check=True
    ).stdout
    assert _read(piped) == (TEXT, None, "zip")
