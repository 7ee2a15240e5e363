"""Places in packed bytes that can be gone back to."""

import bz2
import gzip
import io
import lzma
import random
from collections.abc import Callable

import pytest
import zstandard

from audit.sources.compression import Stream

_CHANCE = random.Random(9)
TEXT = b"".join(b"INSERT INTO t VALUES (%d,'%x');\n" % (n, _CHANCE.getrandbits(60)) for n in range(20_000))
PACK: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


def _read(stream, size):
    text = b""
    while len(text) < size and (piece := stream.read(size - len(text))):
        text += piece
    return text


def _marked(packed, step=9_999):
    stream = Stream(io.BytesIO(packed), can_mark=True)
    marks = [stream.mark()]
    while stream.read(step):
        marks.append(stream.mark())
    return stream, [mark for mark in marks if mark]


@pytest.mark.parametrize("form", ["plain", "gzip"])
def test_every_place_can_be_marked_and_gone_to_in_any_order(form):
    stream, marks = _marked(PACK[form](TEXT) + PACK[form](TEXT[:100_000]))
    assert len(marks) > 60
    for mark in _CHANCE.sample(marks * 2, len(marks) * 2):
        stream.go_to(mark)
        assert stream.offset == mark.offset
        assert _read(stream, 500) == (TEXT + TEXT[:100_000])[mark.offset :][:500]


@pytest.mark.parametrize("form", ["bzip2", "xz", "zstd"])
def test_a_place_behind_the_first_part_can_be_marked(form):
    packed = b"".join(PACK[form](TEXT[at : at + 100_000]) for at in range(0, len(TEXT), 100_000))
    stream, marks = _marked(packed)
    assert min(mark.offset for mark in marks) >= 100_000
    assert len(marks) > 30
    for mark in _CHANCE.sample(marks, len(marks)):
        stream.go_to(mark)
        assert _read(stream, 200) == TEXT[mark.offset :][:200]


@pytest.mark.parametrize("form", ["bzip2", "xz", "zstd"])
def test_a_place_in_the_only_part_is_not_marked(form):
    assert _marked(PACK[form](TEXT))[1] == []


def test_a_mark_leads_to_its_place_in_another_stream_of_the_file():
    packed = gzip.compress(TEXT)
    mark = _marked(packed)[1][20]
    stream = Stream(io.BytesIO(packed), can_mark=True)
    stream.go_to(mark)
    assert b"".join(iter(lambda: stream.read(65_536), b"")) == TEXT[mark.offset :]


def test_what_is_packed_twice_has_no_marks():
    assert _marked(gzip.compress(gzip.compress(TEXT)))[1] == []


def test_gzip_has_no_marks_where_none_were_asked_for():
    stream = Stream(io.BytesIO(gzip.compress(TEXT)))
    stream.read(1000)
    assert stream.mark() is None
