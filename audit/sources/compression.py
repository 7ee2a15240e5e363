"""The bytes of a file, unpacked where its first bytes say that it is packed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from audit.errors import AuditError
from audit.sources.block_streams import Bzip2, Lzma, Xz
from audit.sources.gzip_stream import Gzip
from audit.sources.members import Members, Place
from audit.sources.packed import Source
from audit.sources.zip_stream import Zipped, open_zipped, sql_names
from audit.sources.zstd_stream import Zstd

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.sources.blobs import Raw
    from audit.sources.packed import Format

_HEAD = 40  # bytes that tell what a file is
_LAYERS = 3
_LEAST_DICTIONARY = 4096  # bytes, of lzma
_LARGEST_LZMA = 1 << 38  # bytes unpacked; what tells of more is no header of lzma
_FORMATS: dict[str, Callable[[], Format]] = {
    "gzip": Gzip,
    "bzip2": Bzip2,
    "xz": Xz,
    "zstd": Zstd,
    "lzma": Lzma,
}
_STARTS = {
    "gzip": re.compile(rb"\x1f\x8b"),
    "bzip2": re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90|1?A?Y?&?S?\Z)"),
    "xz": re.compile(rb"\xfd7zXZ"),
    "zstd": re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"),
    "zip": re.compile(rb"PK\x03\x04"),
}
_UNPACK = "unpack it, and give the SQL in it, plain or as .gz"
_DECRYPT = "decrypt it, and give what is in it"
_OTHERS = (
    (re.compile(rb"PK\x05\x06"), "an empty zip archive", "give the archive that holds the dump"),
    (
        re.compile(rb"PK\x07\x08"),
        "a part of a zip archive",
        "join its parts, unpack it, and give the SQL in it",
    ),
    (re.compile(rb"\x04\x22\x4d\x18|\x02\x21\x4c\x18"), "an lz4 file", _UNPACK),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "a 7-Zip archive", _UNPACK),
    (re.compile(rb"Rar!\x1a\x07"), "a RAR archive", _UNPACK),
    (re.compile(rb"LZIP[\0\1]"), "an lzip file", _UNPACK),
    (re.compile(rb"\x89LZO\0"), "an lzop file", _UNPACK),
    (re.compile(rb"\x1f\x9d"), "a file of compress (.Z)", _UNPACK),
    (re.compile(rb"age-encryption\.org/|-----BEGIN AGE "), "encrypted with age", _DECRYPT),
    (re.compile(rb"Salted__"), "encrypted with openssl", _DECRYPT),
    # Packets that hold a session key, with the versions of them that there are.
    (
        re.compile(rb"(?:\x85[\s\S]{2}|\x84[\s\S]|\xc1[\s\S]{1,2})[\3\6]|[\x8c\xc3][\s\S][\4-\6][\1-\x0d]"),
        "encrypted with gpg",
        _DECRYPT,
    ),
    (re.compile(rb"-----BEGIN PGP MESSAGE"), "encrypted with gpg", _DECRYPT),
    (re.compile(rb"PGDMP"), "a dump in pg_dump's own format", "make SQL of it with pg_restore -f FILE.sql"),
    (re.compile(rb"SQLite format 3\0"), "an SQLite database", _UNPACK),
)


class Mark(NamedTuple):
    """A place in the unpacked bytes from which reading can go on later, in the same process."""

    offset: int
    place: Place | None  # None: the file is plain


class Stream:
    """
    The bytes of a file, unpacked as often as its first bytes say that it is packed, up to three times.

    Whatever is wrong with the file, all that can be unpacked is read: where a part is damaged, reading
    goes on with the next one (a member of gzip, a stream of bzip2 or xz, a frame of zstd), and damage
    tells it. What comes through a pipe loses up to 512 bytes more where bzip2 or xz is damaged.

    >>> import gzip, io
    >>> stream = Stream(io.BytesIO(gzip.compress(gzip.compress(b"SELECT 1;"))))
    >>> stream.container, stream.read(100), stream.offset, stream.damage
    ('gzip in gzip', b'SELECT 1;', 9, None)
    """

    container: str  # plain, gzip, bzip2, xz, lzma, zstd or zip; "gzip in zip" where it is packed twice

    def __init__(self, file: Raw, *, member: str | None = None, can_mark: bool = False) -> None:
        """Open it from its start. Raises AuditError, with what to do, where it cannot be unpacked here."""
        self._top = base = Source(file)
        self._layers: list[Members | Zipped] = []
        names: list[str] = []
        while name := _container(self._top.peek(_HEAD)):
            if len(names) == _LAYERS:
                raise AuditError(f"It is packed more than {_LAYERS} times; {_UNPACK}.")
            layer: Members | Zipped
            if name == "zip":
                layer = open_zipped(self._top, member, lambda: base.position)
            else:
                form = _FORMATS[name]()
                layer = Members(self._top, form, lambda: base.position, can_mark=can_mark)
            names.insert(0, name)
            self._layers.append(layer)
            self._top = Source(layer)
        self.container = " in ".join(names) or "plain"

    @property
    def offset(self) -> int:
        """Return where the next byte lies in the unpacked ones."""
        return self._top.position

    @property
    def damage(self) -> str | None:
        """Return what was found to be wrong so far, in sentences; None: all is well up to here."""
        return " ".join(dict.fromkeys(flaw for layer in self._layers for flaw in layer.damage)) or None

    def read(self, size: int) -> bytes:
        """Return up to size bytes, and none only at the end."""
        return self._top.read(size)

    def mark(self) -> Mark | None:
        """
        Return the present place; None: only going through the file again from its start leads to it.

        There is one in a plain file; in gzip if it was asked for (it holds 40 KiB, and costs isal's
        speed); in bzip2, xz and zstd from their second stream or frame on, which go_to goes through again
        from its start. None in what is packed twice, in zip, or comes through a pipe.
        """
        if not self._layers:
            return Mark(self.offset, None) if self._top.can_seek else None
        layer = self._layers[0]
        place = layer.mark() if isinstance(layer, Members) and len(self._layers) == 1 else None
        return Mark(self.offset, place) if place and place.offset <= self.offset else None

    def go_to(self, mark: Mark) -> None:
        """Go on reading from a place that was marked in this stream."""
        layer = self._layers[0] if self._layers else None
        if mark.place and isinstance(layer, Members):
            layer.go_to(mark.place, mark.offset)
            self._top = Source(layer, mark.offset)
        else:
            self._top.seek(mark.offset)


def members(file: Raw) -> list[str]:
    """Return the names of the files in a zip archive that may be SQL; none where it is no such archive."""
    source = Source(file)
    is_zip = _container(source.peek(_HEAD)) == "zip" and source.can_seek
    return sql_names(source) if is_zip else []


def _container(head: bytes) -> str | None:
    """Return how a file is packed; None: it is not. Raises AuditError."""
    for start, what, cure in _OTHERS:
        if start.match(head):
            raise AuditError(f"This is {what}; {cure}.")
    found = (name for name, start in _STARTS.items() if start.match(head))
    return next(found, "lzma" if _is_lzma(head) else None)


def _is_lzma(head: bytes) -> bool:
    """Tell whether this is the header of .lzma, which has no magic number; as strictly as xz does."""
    properties, dictionary, size = head[:1], int.from_bytes(head[1:5], "little"), head[5:13]
    if len(size) < 8 or properties[0] >= 9 * 5 * 5 or dictionary < _LEAST_DICTIONARY:
        return False
    top = 1 << (dictionary.bit_length() - 1)
    is_known = size == b"\xff" * 8 or int.from_bytes(size, "little") < _LARGEST_LZMA
    return is_known and dictionary in (top, top + top // 2, 0xFFFFFFFF)
