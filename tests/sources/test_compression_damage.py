"""Every way of packing, with every damage, whole or through a pipe, in pieces of any size."""

import bz2
import gzip
import io
import lzma
import random
import sys
from collections.abc import Callable
from contextlib import suppress

import pytest
import zstandard

from audit.errors import AuditError
from audit.sources.compression import Stream

_CHANCE = random.Random(5)
TEXT = b"".join(b"INSERT INTO t VALUES (%d,'%x');\n" % (n, _CHANCE.getrandbits(60)) for n in range(12_000))
MORE = b"-- and a second part\n" * 50


def _zstd(text: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(text)


def _lzma(text: bytes) -> bytes:
    return lzma.compress(text, lzma.FORMAT_ALONE)


def _bzip2(text: bytes) -> bytes:
    return bz2.compress(text, 1)  # in small blocks


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": _bzip2,
    "xz": lzma.compress,
    "zstd": _zstd,
}
PACKED = {name: pack(TEXT) for name, pack in PACK.items()}
SECOND = {name: pack(MORE) for name, pack in PACK.items()}
SIZES = [1, 7, 1000, 65_536, 100_000]


class Pipe:
    """Bytes that cannot be gone back in, and that come in pieces."""

    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)

    def read(self, size: int, /) -> bytes:
        return self._file.read(min(size, 777))

    def seek(self, offset: int, /) -> int:
        raise io.UnsupportedOperation(f"seek to {offset}")

    def close(self) -> None:
        pass


def read(data: bytes, size: int = 65_536, raw: type[io.BytesIO] | type[Pipe] = io.BytesIO):
    stream = Stream(raw(data))
    pieces = []
    while piece := stream.read(size):
        assert len(piece) <= size
        pieces.append(piece)
    text = b"".join(pieces)
    assert stream.offset == len(text)
    return text, stream.damage or ""


@pytest.fixture(params=PACK)
def form(request):
    return request.param


@pytest.fixture(params=[io.BytesIO, Pipe], ids=["file", "pipe"])
def raw(request):
    return request.param


@pytest.mark.parametrize("size", SIZES)
def test_parts_behind_one_another_are_one_text_in_pieces_of_any_size(form, raw, size):
    assert read(PACKED[form] + SECOND[form], size, raw) == (TEXT + MORE, "")


def test_zeros_between_and_behind_parts_are_no_damage(form, raw):
    packed = PACKED[form] + bytes(70_000) + SECOND[form] + bytes(512)
    assert read(packed, raw=raw) == (TEXT + MORE, "")


def test_garbage_behind_the_end_is_told_and_costs_nothing(form, raw):
    text, damage = read(PACKED[form] + b"garbage" * 30_000, raw=raw)
    assert text == TEXT
    assert damage.endswith("follows the end of the compressed file; it was not read.")


def test_a_part_behind_garbage_is_found(form, raw):
    text, damage = read(PACKED[form] + b"garbage" * 30_000 + SECOND[form], raw=raw)
    assert text == TEXT + MORE
    assert "stands between" in damage


def test_garbage_that_begins_as_a_part_does_is_no_part(form):
    garbage = (SECOND[form][:12] + b"\xff" * 50) * 30
    text, damage = read(PACKED[form] + garbage + SECOND[form])
    assert text.startswith(TEXT)
    assert text.endswith(MORE)
    assert damage


@pytest.mark.parametrize("cut", [1, 5, 20, 1000])
def test_a_cut_file_is_told(form, raw, cut):
    text, damage = read(PACKED[form][:-cut], raw=raw)
    assert TEXT.startswith(text)
    assert len(text) > len(TEXT) * 0.5
    assert damage == "The compressed file ends in the middle; its last part is missing."


@pytest.mark.parametrize("size", SIZES)
def test_a_cut_file_holds_the_same_in_pieces_of_any_size(form, raw, size):
    packed = PACKED[form][: len(PACKED[form]) * 2 // 3]
    assert read(packed, size, raw) == read(packed)


def test_a_file_that_is_only_a_head_is_told(form, raw):
    assert read(PACKED[form][:6], raw=raw) == (
        b"",
        "The compressed file ends before any of its data; all of it is missing.",
    )


def test_a_part_behind_a_damaged_one_is_read(form, raw):
    damaged = bytearray(PACKED[form])
    damaged[len(damaged) * 9 // 10] ^= 255
    text, damage = read(bytes(damaged) + SECOND[form], raw=raw)
    assert text.endswith(MORE)
    assert damage


def test_what_lies_before_the_damage_is_kept_whatever_size_is_asked_for(form):
    damaged = bytearray(PACKED[form])
    damaged[len(damaged) // 2 : len(damaged) // 2 + 40] = bytes(40)
    texts = {read(bytes(damaged) + SECOND[form], size)[0] for size in SIZES}
    assert len(texts) == 1


@pytest.mark.parametrize(("form", "place"), [("gzip", -8), ("zstd", -1)])
def test_a_wrong_checksum_is_told_and_costs_nothing(form, place, raw):
    damaged = bytearray(PACKED[form])
    damaged[place] ^= 255
    text, damage = read(bytes(damaged) + SECOND[form], raw=raw)
    assert text == TEXT + MORE
    assert damage.startswith("A checksum in the compressed file is wrong")


@pytest.mark.parametrize("form", ["bzip2", "xz"])
def test_a_wrong_checksum_of_blocks_costs_a_byte_at_most(form):
    damaged = bytearray(PACKED[form])
    damaged[-1] ^= 255
    text, damage = read(bytes(damaged))
    assert TEXT[:-1] in (text, text[:-1])
    assert "damaged" in damage


def test_a_pipe_loses_a_little_more_of_damaged_blocks_and_no_more():
    damaged = bytearray(PACKED["xz"])
    damaged[len(damaged) // 2] ^= 255
    whole, piped = read(bytes(damaged))[0], read(bytes(damaged), raw=Pipe)[0]
    assert whole.startswith(piped)
    assert len(whole) - len(piped) <= 512


def test_a_wrong_length_is_told_and_costs_nothing(raw):
    damaged = PACKED["gzip"][:-1] + b"\x7f"
    text, damage = read(damaged + SECOND["gzip"], raw=raw)
    assert text == TEXT + MORE
    assert damage.startswith("A length in the compressed file is wrong")


def test_a_window_that_is_too_large_is_told_and_the_next_frame_read():
    wide = zstandard.ZstdCompressionParameters(window_log=28, write_content_size=False)
    frame = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    packed = frame.compress(TEXT) + frame.flush()
    text, damage = read(packed + SECOND["zstd"])
    assert text == MORE
    assert "a window of 256 MiB" in damage


def test_a_dictionary_that_is_too_large_is_told():
    header = bytearray(_lzma(TEXT))
    header[1:5] = (1 << 29).to_bytes(4, "little")
    text, damage = read(bytes(header))
    assert text == b""
    assert "more than 128 MiB of memory" in damage


def test_frames_to_be_skipped_are_skipped(raw):
    skipped = b"\x50\x2a\x4d\x18" + (100_000).to_bytes(4, "little") + bytes(range(200)) * 500
    packed = skipped + PACKED["zstd"] + skipped + SECOND["zstd"]
    assert read(packed, raw=raw) == (TEXT + MORE, "")


def test_a_frame_that_needs_a_dictionary_is_told():
    samples: list[bytes | bytearray | memoryview] = [TEXT[at : at + 300] for at in range(0, 300_000, 300)]
    trained = zstandard.train_dictionary(4096, samples)
    packed = zstandard.ZstdCompressor(dict_data=trained).compress(TEXT)
    assert read(packed) == (
        b"",
        "The compressed file needs a dictionary to be unpacked; pack it without one.",
    )


@pytest.mark.parametrize("size", SIZES)
def test_the_format_before_xz_is_read(size, raw):
    stream = Stream(raw(_lzma(MORE)))
    assert stream.container == "lzma"
    assert b"".join(iter(lambda: stream.read(size), b"")) == MORE


def test_gzip_is_read_the_same_without_isal(monkeypatch):
    monkeypatch.setitem(sys.modules, "isal", None)
    assert read(PACKED["gzip"] + SECOND["gzip"]) == (TEXT + MORE, "")


def test_no_bytes_whatsoever_raise(form, raw):
    chance = random.Random(7)
    start = PACK[form](TEXT[:3000]) + SECOND[form]
    for _ in range(150):
        data = bytearray(start)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with suppress(AuditError):  # a first byte that is another format's
            read(bytes(data), chance.choice(SIZES[2:]), raw)
