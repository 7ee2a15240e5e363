"""A zip as a tree."""

import bz2
import lzma
import stat
from array import array
from collections.abc import Iterator
from contextlib import closing
from functools import partial

from audit.errors import AuditError
from audit.sources.archive_cursor import Jumping
from audit.sources.archive_index import Index
from audit.sources.archive_members import (
    DAMAGE,
    STEP,
    Budget,
    Deflate,
    Handle,
    Member,
    Unpacked,
    Unpacker,
    UnreadableError,
    Window,
)
from audit.sources.archive_tree import take
from audit.sources.archive_zip_directory import (
    Directory,
    ZipMember,
    find_directory,
    read_directory,
    read_headers,
    read_local,
    read_record,
)
from audit.sources.blobs import Blob, Raw
from audit.sources.tree import Entry, shown

_UNIX = {3, 19}  # systems that tell the kind of a file: Unix, macOS
_DEVICES = {stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK}
_TARGET = 4096  # bytes of a link's target
_SMALLEST, _DICTIONARY = 4096, 64 * 1024 * 1024  # bytes of memory that LZMA may ask for
_UNKNOWN = 1 << 62  # bytes to the end of the archive
_HEADER = 30  # bytes before the name of a member
_COUNTED = 0xFFFF  # of the number of members, which older programs tell modulo this
_STORED, _DEFLATE, _BZIP2, _LZMA = _READ = (0, 8, 12, 14)
_METHODS = {1: "Shrink", 6: "Implode", 9: "Deflate64", 93: "Zstandard", 95: "XZ", 98: "PPMd"}
_OTHER, _FOLDER = Entry("other"), Entry("folder")
_PASSWORD = "This file is encrypted with a password in the archive; it was not read."  # noqa: S105 - a sentence
_LOCKED = "Files of this archive are encrypted with a password and were not read, {:,} in all."
_OVERLAPS = "Files overlap in this archive, as in a zip bomb; they were not read."
_BOMB = "The archive unpacks to far more than one of a site does, as a zip bomb; not all of it is read."
_NO_LIST = "The archive lacks the list at its end: it is cut short or damaged, and files may be missing."
_NO_REST = "The list of the archive's files is damaged; those that it does not tell are missing."
_GONE = "This file is not where the archive's list says; the archive is damaged or cut short."
_TOO_WIDE = "Unpacking this file takes more memory than is allowed; it was not read. Make the zip anew."


class Zip:
    """A zip, which must be one that can be sought in."""

    is_sequential = False

    def __init__(self, blob: Blob) -> None:
        self._handle = Handle(blob)
        self._budget = Budget(blob.size)
        self._shift: int | None = None  # what offsets in the list do not count; None: there is no list
        self._overlapping: frozenset[int] = frozenset()  # places

    def directory(self) -> Directory | None:
        """Return where the list of all members lies; None: it lacks. Raises OSError, or AuditError."""
        file, size = self._handle.file(), self._handle.blob.size
        return find_directory(file, _measured(file) if size is None else size)

    def fill(self, index: Index) -> None:
        """Note all members. Raises OSError, or AuditError."""
        file = self._handle.file()
        filling = _Filling(index)
        directory = self.directory()
        if directory is None:
            index.tell("", "truncated", _NO_LIST)
            filling.run(read_headers(file, partial(_packed_size, file, self._budget)))
        else:
            self._shift = directory.shift
            filling.run(read_directory(file, directory))
            if filling.count & _COUNTED != directory.members & _COUNTED and not index.is_full:
                index.tell("", "damaged", _NO_REST)
        self._overlapping = filling.overlapping()
        if self._overlapping:
            index.tell("", "overlapping", _OVERLAPS)
        filling.tell(self._handle.blob.size)
        for place, name in filling.links:
            index.add(name, self._link(place))

    def open(self, place: int, wanted: int | None = None) -> Member:
        """Return the member that begins at a place. Raises OSError, or AuditError."""
        with self._handle.lent(shared=bool(wanted)) as file:
            return self._open(file, place, is_shared=bool(wanted))

    def _open(self, file: Raw, place: int, *, is_shared: bool) -> Member:
        cursor = Jumping(file, place)
        if self._shift is None:
            member = read_local(cursor)
        else:
            member = read_record(cursor, self._shift)
            cursor = Jumping(file, member.header if member else 0)
            if read_local(cursor) is None:
                member = None
        if member is None:
            raise UnreadableError("damaged", _GONE)
        if member.is_encrypted:
            raise UnreadableError("encrypted", _PASSWORD)
        if place in self._overlapping:
            raise UnreadableError("overlapping", _OVERLAPS)
        size = _UNKNOWN if member.packed is None else member.packed
        packed = Window(file, cursor.offset, size, owned=not is_shared)
        if member.method == _STORED and not is_shared and member.size == member.packed:
            return packed
        unpacker = _unpacker(member.method, member.size, packed)
        return Unpacked(packed, unpacker, self._budget, member.size, member.checksum)

    def _link(self, place: int) -> Entry:
        try:
            with closing(self.open(place, _TARGET)) as file:
                target = take(file, _TARGET)
        except (OSError, AuditError):
            return _OTHER
        if file.damage:
            return _OTHER
        return Entry("link", target=shown(target.decode("utf-8", "surrogateescape")))


class _Filling:
    """One pass over the members of a zip."""

    def __init__(self, index: Index) -> None:
        self.count = 0
        self.links: list[tuple[int, str]] = []  # places and names
        self._index = index
        self._encrypted = self._size = 0
        self._starts, self._ends, self._places = array("Q"), array("Q"), array("Q")

    def run(self, members: Iterator[ZipMember]) -> None:
        """Note all members."""
        for member in members:
            self.count += 1
            self._note(member)
            if self._index.is_full:
                break

    def overlapping(self) -> frozenset[int]:
        """Return the places of members whose bytes are those of others, too."""
        found = set()
        end, last = 0, 0
        for number in sorted(range(len(self._starts)), key=self._starts.__getitem__):
            if self._starts[number] < end:
                found |= {last, self._places[number]}
            if self._ends[number] > end:
                end, last = self._ends[number], self._places[number]
        return frozenset(found)

    def tell(self, size: int | None) -> None:
        """Tell what is so of the archive, of so many bytes."""
        if self._encrypted:
            text = _LOCKED.format(self._encrypted)
            self._index.tell("", "encrypted", text)
        if not Budget(size).spend(self._size):
            self._index.tell("", "zip-bomb", _BOMB)

    def _note(self, member: ZipMember) -> None:
        kind = stat.S_IFMT(member.attributes >> 16) if member.system in _UNIX else 0
        if member.name.endswith("/") or kind == stat.S_IFDIR:
            self._index.add(member.name, _FOLDER)
            return
        if kind == stat.S_IFLNK:
            self.links.append((member.place, member.name))
        elif kind in _DEVICES:
            self._index.add(member.name, _OTHER)
        else:
            entry = Entry("file") if member.size is None else self._index.sized(member.size)
            path = self._index.add(member.name, entry, member.place)
            if path and member.method not in _READ and not member.is_encrypted:
                self._index.tell(path, "unsupported-packing", _unsupported(member.method))
        self._encrypted += member.is_encrypted
        self._size += member.size or 0
        self._starts.append(member.header)
        self._ends.append(member.header + _HEADER + (member.packed or 0))
        self._places.append(member.place)


def _unpacker(method: int, size: int | None, packed: Window) -> Unpacker | None:
    """Return what unpacks a member; None: it is not packed."""
    if method == _STORED:
        return None
    if method == _DEFLATE:
        return Deflate()
    if method == _BZIP2:
        return bz2.BZ2Decompressor()
    if method == _LZMA:
        return _lzma(size, packed)
    raise UnreadableError("unsupported-packing", _unsupported(method))


def _lzma(size: int | None, packed: Window) -> Unpacker:
    """Return what unpacks LZMA, whose settings stand before its bytes."""
    head = packed.read(9)
    if len(head) < 9 or head[2:4] != b"\5\0" or head[4] >= 225:
        raise UnreadableError("damaged", _GONE)
    rest, context = divmod(head[4], 9)
    position, literal = divmod(rest, 5)
    told = int.from_bytes(head[5:9], "little")
    dictionary = max(_SMALLEST, min(told, told if size is None else size))
    if dictionary > _DICTIONARY:
        raise UnreadableError("unsupported-packing", _TOO_WIDE)
    settings = {
        "id": lzma.FILTER_LZMA1,
        "lc": context,
        "lp": literal,
        "pb": position,
        "dict_size": dictionary,
    }
    try:
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[settings])
    except (lzma.LZMAError, ValueError) as error:
        raise UnreadableError("damaged", _GONE) from error


def _packed_size(file: Raw, budget: Budget, member: ZipMember, offset: int) -> int | None:
    """Return how many bytes a member takes that does not say; None: they do not end, or nothing tells."""
    packed = Window(file, offset, _UNKNOWN)
    fed = 0
    try:
        unpacker = _unpacker(member.method, None, packed)
        while unpacker and not unpacker.eof:
            data = packed.read(STEP) if unpacker.needs_input else b""
            if (unpacker.needs_input and not data) or not budget.spend(len(unpacker.decompress(data, STEP))):
                return None
            fed += len(data)
    except (*DAMAGE, AuditError):
        return None
    return fed - len(unpacker.unused_data) if unpacker else None


def _unsupported(method: int) -> str:
    name = _METHODS.get(method, f"method {method}")
    return f"This file is packed in a way that is not supported ({name}); it was not read. Make the zip anew."


def _measured(file: Raw) -> int:
    """Return how long a file is that does not say so."""

    def reaches(size: int) -> bool:
        file.seek(size - 1)
        return bool(file.read(1))

    low, high = 0, 1
    while reaches(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if reaches(middle) else (low, middle)
    return low
