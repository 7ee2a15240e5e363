"""Packed streams: whole, in members, padded, cut and damaged."""

import gzip
import io
import random

import pytest

from audit.sources.compression import Stream

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
    assert "damaged" in str(damage)


def test_what_comes_before_a_damaged_byte_is_kept():
    where = len(PACKED) // 2
    text, damage = read(PACKED[:where] + b"\xff" * 50 + PACKED[where + 50 :])
    assert len(text) > len(TEXT) // 3
    assert damage


def test_only_a_header_is_a_cut_file():
    assert read(PACKED[:10]) == (b"", "The compressed file ends in the middle; its last part is missing.")


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
