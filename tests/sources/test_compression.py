"""Packed streams: whole, in members, padded, cut and damaged."""

import bz2
import gzip
import io
import lzma
import random

import pytest

from audit.errors import AuditError
from audit.sources.compression import Stream
from audit.sources.members import BOMB_SIZE

TEXT = b"".join(b"INSERT INTO t VALUES (%d);\n" % number for number in range(40_000))
SMALL_TEXT = TEXT[:20_000]
SMALL = gzip.compress(SMALL_TEXT, mtime=0)
PACKED = gzip.compress(TEXT, mtime=0)


def read(data: bytes, size: int = 65536) -> tuple[bytes, str | None]:
    stream = Stream(io.BytesIO(data))
    pieces = []
    while piece := stream.read(size):
        assert len(piece) <= size
        pieces.append(piece)
    return b"".join(pieces), stream.damage


@pytest.mark.parametrize("size", [3, 1000, 65536, 10**7])
def test_a_whole_file_is_read_in_pieces_of_any_size(size):
    assert read(SMALL, size) == (SMALL_TEXT, None)


def test_a_large_file_is_read_whole():
    assert read(PACKED) == (TEXT, None)


def test_a_plain_file_is_read_as_it_is():
    assert read(TEXT, 777) == (TEXT, None)


@pytest.mark.parametrize("data", [b"", b"x", b"\x1f"])
def test_a_tiny_plain_file_is_read_as_it_is(data):
    assert read(data) == (data, None)


def test_members_behind_one_another_are_one_text():
    assert read(PACKED + gzip.compress(b"more", mtime=0)) == (TEXT + b"more", None)


def test_zeros_behind_the_end_are_no_damage():
    assert read(PACKED + b"\0" * 600_000) == (TEXT, None)


def test_zeros_between_members_are_no_damage():
    assert read(PACKED + b"\0" * 512 + gzip.compress(b"more", mtime=0)) == (TEXT + b"more", None)


def test_garbage_behind_the_end_is_told_and_costs_nothing():
    text, damage = read(PACKED + b"trailer")
    assert text == TEXT
    assert "not compressed" in str(damage)


@pytest.mark.parametrize("cut", [1, 4, 8, 9, 20, 1000])
def test_of_a_cut_file_all_that_is_there_is_read(cut):
    text, damage = read(PACKED[:-cut])
    assert TEXT.startswith(text)
    assert len(text) > len(TEXT) * 0.9
    assert "ends in the middle" in str(damage)


def test_a_wrong_checksum_is_told_and_costs_nothing():
    damaged = PACKED[:-8] + bytes(byte ^ 255 for byte in PACKED[-8:-4]) + PACKED[-4:]
    text, damage = read(damaged)
    assert text == TEXT
    assert "checksum" in str(damage)


def test_what_comes_before_a_damaged_byte_is_kept():
    where = len(PACKED) // 2
    text, damage = read(PACKED[:where] + b"\xff" * 50 + PACKED[where + 50 :])
    assert len(text) > len(TEXT) // 3
    assert damage


def test_a_file_that_is_only_a_header_is_told():
    text, damage = read(PACKED[:10])
    assert text == b""
    assert "ends before any of its data" in str(damage)


@pytest.mark.parametrize(
    ("start", "word"),
    [
        (b"\x04\x22\x4d\x18abcd", "lz4"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "7-Zip"),
        (b"Rar!\x1a\x07\x01\0", "RAR"),
        (b"age-encryption.org/v1\n", "age"),
        (b"Salted__12345678", "openssl"),
        (b"\x8c\x0d\x04\x09\x03\x0a", "gpg"),
        (b"\x85\x01\x0c\x03abcdefgh", "gpg"),
        (b"-----BEGIN PGP MESSAGE-----\n", "gpg"),
        (b"PGDMP\1\x0e", "pg_restore"),
        (b"PK\x05\x06" + bytes(18), "empty zip"),
        (b"SQLite format 3\0", "SQLite"),
    ],
)
def test_what_cannot_be_unpacked_is_named_with_what_to_do(start, word):
    with pytest.raises(AuditError, match=word):
        Stream(io.BytesIO(start))


def test_what_is_packed_twice_is_read_through():
    stream = Stream(io.BytesIO(bz2.compress(gzip.compress(lzma.compress(SMALL_TEXT)))))
    assert stream.container == "xz in gzip in bzip2"
    assert b"".join(iter(lambda: stream.read(9999), b"")) == SMALL_TEXT


def test_what_is_packed_four_times_is_refused():
    with pytest.raises(AuditError, match="more than 3 times"):
        Stream(io.BytesIO(gzip.compress(gzip.compress(gzip.compress(gzip.compress(b"x"))))))


def test_damage_within_and_without_is_told_of_both():
    _, damage = read(gzip.compress(PACKED[:-8]) + b"garbage")
    assert "ends in the middle" in str(damage)
    assert "not compressed" in str(damage)


def test_a_bomb_is_ended_and_told():
    block = (1 | 1 << 1 | 1 << 18).to_bytes(3, "little")  # one byte, 128 KiB times
    more = (1 << 1 | 1 << 20).to_bytes(3, "little") + b"x"
    stream = Stream(io.BytesIO(b"\x28\xb5\x2f\xfd\0\x38" + more * 20_000 + block + b"x"))
    size = sum(len(piece) for piece in iter(lambda: stream.read(1 << 20), b""))
    assert BOMB_SIZE < size < BOMB_SIZE + (1 << 21)
    assert "1,000 times" in str(stream.damage)


def test_text_of_equal_rows_is_no_bomb():
    stream = Stream(io.BytesIO(gzip.compress(b"(1,'a'),\n" * 1_000_000)))
    assert sum(len(piece) for piece in iter(lambda: stream.read(1 << 20), b"")) == 9_000_000
    assert stream.damage is None


def test_little_bytes_that_unpack_to_many_come_in_bounded_pieces():
    bomb = gzip.compress(bytes(50_000_000), mtime=0)
    stream = Stream(io.BytesIO(bomb))
    assert max(len(piece) for piece in iter(lambda: stream.read(4096), b"")) <= 4096


def test_no_bytes_whatsoever_raise():
    chance = random.Random(7)
    for _ in range(300):
        data = bytearray(PACKED[:3000])
        for _ in range(5):
            data[chance.randrange(2, len(data))] = chance.randrange(256)
        read(bytes(data))
