"""SQL in a zip archive."""

import gzip
import io
import random
import struct
import zipfile
import zlib

import pytest
import zstandard

from audit.errors import AuditError
from audit.sources.compression import Stream, members

_CHANCE = random.Random(3)
TEXT = b"".join(b"INSERT INTO t VALUES (%d,'%x');\n" % (n, _CHANCE.getrandbits(60)) for n in range(12_000))
METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
SIZES = [1, 7, 1000, 65_536, 100_000]


class Pipe:
    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)

    def read(self, size: int, /) -> bytes:
        return self._file.read(size)

    def seek(self, offset: int, /) -> int:
        raise io.UnsupportedOperation(f"seek to {offset}")

    def close(self) -> None:
        pass


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def read(data: bytes, size: int = 65_536, member: str | None = None, raw=io.BytesIO):
    stream = Stream(raw(data), member=member)
    return b"".join(iter(lambda: stream.read(size), b"")), stream.damage


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("method", METHODS)
def test_the_only_sql_is_read_whatever_else_is_there(method, size):
    files = {"readme.txt": b"hello", "dump/": b"", "dump/site.sql": TEXT, "__MACOSX/dump/._site.sql": b"x"}
    assert read(zipped(files, method), size) == (TEXT, None)


def test_the_only_file_is_read_whatever_it_is_called():
    assert read(zipped({"backup": TEXT})) == (TEXT, None)


def test_the_container_is_told():
    assert Stream(io.BytesIO(zipped({"a.sql": TEXT}))).container == "zip"
    assert Stream(io.BytesIO(zipped({"a.sql.gz": gzip.compress(TEXT)}))).container == "gzip in zip"


def test_what_is_packed_in_it_is_unpacked_too():
    assert read(zipped({"a.sql.gz": gzip.compress(TEXT)})) == (TEXT, None)
    assert read(zipped({"a.sql.zip": zipped({"a.sql": TEXT})}))[0] == TEXT


def test_several_are_named_and_one_can_be_chosen():
    archive = zipped({"a.sql": TEXT, "b.sql": b"second", "c.txt": b"third"})
    assert members(io.BytesIO(archive)) == ["a.sql", "b.sql"]
    with pytest.raises(AuditError, match=r"2 files of SQL .*a\.sql, b\.sql"):
        Stream(io.BytesIO(archive))
    assert read(archive, member="b.sql") == (b"second", None)
    assert read(archive, member="c.txt") == (b"third", None)


def test_what_is_no_zip_has_no_members():
    assert members(io.BytesIO(TEXT)) == []


@pytest.mark.parametrize("files", [{}, {"a.txt": b"", "b.txt": b""}])
def test_an_archive_without_sql_is_told(files):
    with pytest.raises(AuditError, match=r"No SQL|empty"):
        read(zipped(files))


def test_an_encrypted_file_is_told():
    archive = bytearray(zipped({"a.sql": TEXT}))
    archive[6] |= 1
    archive[archive.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(AuditError, match=r"a\.sql .* encrypted"):
        read(bytes(archive))


def test_a_way_of_packing_that_is_not_known_is_told():
    archive = bytearray(zipped({"a.sql": TEXT}))
    archive[archive.index(b"PK\x01\x02") + 10] = 9
    with pytest.raises(AuditError, match="method 9"):
        read(bytes(archive))


def test_zstd_in_zip_is_read():
    packed = zstandard.compress(TEXT)
    archive = bytearray(zipped({"a.sql": packed}, zipfile.ZIP_STORED))
    at = archive.index(b"PK\x01\x02")
    struct.pack_into("<H", archive, at + 10, 93)
    struct.pack_into("<3I", archive, at + 16, zlib.crc32(TEXT), len(packed), len(TEXT))
    assert read(bytes(archive)) == (TEXT, None)


@pytest.mark.parametrize("method", METHODS)
def test_a_cut_archive_is_read_as_far_as_it_goes(method):
    archive = zipped({"readme.txt": b"hello", "a.sql": TEXT}, method)
    text, damage = read(archive[: len(archive) // 2])
    assert TEXT.startswith(text)
    assert len(text) > len(TEXT) // 4 or method == zipfile.ZIP_BZIP2
    assert "list at the end of the zip archive is missing" in str(damage)
    assert "a.sql" in str(damage)
    assert "ends " in str(damage)


def test_an_archive_that_lost_only_its_list_is_read_whole():
    archive = zipped({"a.sql": TEXT})
    text, damage = read(archive[: archive.index(b"PK\x01\x02")])
    assert text == TEXT
    assert "ends in the middle" not in str(damage)


@pytest.mark.parametrize("method", METHODS)
def test_an_archive_in_a_pipe_is_read_and_told(method):
    text, damage = read(zipped({"a.sql": TEXT}, method), raw=Pipe)
    assert text == TEXT
    assert "out of reach" in str(damage)


@pytest.mark.parametrize("method", METHODS)
def test_a_wrong_checksum_is_told_and_costs_nothing(method):
    archive = bytearray(zipped({"a.sql": TEXT}, method))
    archive[archive.index(b"PK\x01\x02") + 16] ^= 255
    text, damage = read(bytes(archive))
    assert text == TEXT
    assert str(damage).startswith("A checksum")


def test_damaged_data_are_told():
    archive = bytearray(zipped({"a.sql": TEXT}))
    archive[len(archive) // 2 : len(archive) // 2 + 100] = bytes(100)
    text, damage = read(bytes(archive))
    assert text[: len(TEXT) // 3] == TEXT[: len(TEXT) // 3]
    assert damage


def test_a_list_of_very_many_files_is_not_read(monkeypatch):
    monkeypatch.setattr("audit.sources.zip_stream._LONGEST_LIST", 100_000)
    archive = zipped({f"{number}.txt": b"" for number in range(2000)} | {"a.sql": TEXT}, zipfile.ZIP_STORED)
    with pytest.raises(AuditError, match="too many files"):
        read(archive)


def test_no_bytes_whatsoever_raise_what_is_not_told():
    start = zipped({"a.txt": b"hello" * 20, "a.sql": TEXT[:2000]})
    for _ in range(400):
        data = bytearray(start)
        for _ in range(_CHANCE.randrange(1, 6)):
            data[_CHANCE.randrange(len(data))] = _CHANCE.randrange(256)
        try:
            read(bytes(data))
        except AuditError:
            continue
