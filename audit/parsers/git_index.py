"""Git's index: which files it tracks, and what it saw of each when it last looked."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

_FIXED = struct.Struct(">10I20sH")
_EXTENDED = 0x4000
_SKIP_WORKTREE = 0x4000  # of the second flags
_INTENT_TO_ADD = 0x2000
_SHA = 20
_LONGER = 8  # times as long as the index are its paths at most; version 4 folds what they share

GITLINK = 0o160000
LINK = 0o120000
FOLDER = 0o040000  # a folder that a sparse index keeps folded


class Tracked(NamedTuple):
    """An entry of the index."""

    path: bytes
    mode: int
    sha: bytes
    size: int  # on disk when git last looked, modulo 2^32
    seconds: int  # of its last change then
    nanoseconds: int
    stage: int = 0  # 1 to 3: of a merge that is not resolved
    absent: bool = False  # it is not meant to be on disk: a sparse checkout leaves it out
    intended: bool = False  # it is announced only (git add -N), its content is not there yet


def parse_index(data: bytes) -> Iterator[Tracked]:
    """
    Yield the entries of an index of version 2, 3 or 4, in their order.

    Raises ValueError where it breaks off, is of another kind or is split: at the end of what it yields.
    """
    if data[:4] != b"DIRC" or len(data) < 12:
        raise ValueError("not an index")
    version, count = struct.unpack_from(">II", data, 4)
    if version not in (2, 3, 4):
        raise ValueError(f"an index of version {version}")
    at, path, told = 12, b"", 0
    for _ in range(count):
        if at + _FIXED.size > len(data):
            raise ValueError("the index breaks off")
        _, _, seconds, nano, _, _, mode, _, _, size, sha, flags = _FIXED.unpack_from(data, at)
        start, at = at, at + _FIXED.size
        more = 0
        if flags & _EXTENDED:
            more = int.from_bytes(data[at : at + 2], "big")
            at += 2
        if version == 4:
            strip, at = _varint(data, at)
            if strip > len(path):
                raise ValueError("the index is damaged")
            path = path[: len(path) - strip]
        end = data.find(b"\0", at)
        if end < 0:
            raise ValueError("the index breaks off")
        path = path + data[at:end] if version == 4 else data[at:end]
        told += len(path)
        if told > _LONGER * len(data):
            raise ValueError("the index unfolds to more than any real one")
        at = end + 1 if version == 4 else start + ((end - start + 8) & ~7)
        yield Tracked(
            path,
            mode & 0xFFFF,
            sha,
            size,
            seconds,
            nano,
            flags >> 12 & 3,
            bool(more & _SKIP_WORKTREE),
            bool(more & _INTENT_TO_ADD),
        )
    _refuse_parts(data, at)


def _refuse_parts(data: bytes, at: int) -> None:
    """Look through the extensions for the one that says that entries lie in another file, or were folded."""
    while at + 8 <= len(data) - _SHA:
        if data[at : at + 4] in (b"link", b"sdir"):
            raise ValueError("the index holds but a part of the entries")
        at += 8 + int.from_bytes(data[at + 4 : at + 8], "big")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number as git writes offsets, and where it ends."""
    value = -1
    while True:
        if at >= len(data):
            raise ValueError("the index breaks off")
        byte = data[at]
        at += 1
        value = (value + 1) << 7 | byte & 0x7F
        if value > len(data):
            raise ValueError("the index is damaged")
        if not byte & 0x80:
            return value, at
