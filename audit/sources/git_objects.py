"""The objects of a repository, from its packs and loose files: bounded in memory, and nothing is followed."""

import errno
import os
import re
import stat
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from audit.sources.git_files import is_folder, listed, open_plain, plain
from audit.sources.git_packs import KINDS, Pack, changed
from audit.sources.git_streams import Changed, Inflated, Layer, Opened

_OBJECT = 16 << 20  # bytes of a commit or tree; what is larger is not read
_KEPT = 20 << 20  # bytes of trees and commits that others are told as changes of
_WORK = 2 << 30  # bytes that are unpacked of all objects together; more than a large history needs
_PACKS = 1_000
_TREES = {
    width: (
        re.compile(rb"(?:[0-7]{5,6} [^\0/]++\0.{%d})*+" % width, re.DOTALL),
        re.compile(rb"([0-7]{5,6}) ([^\0/]+)\0(.{%d})" % width, re.DOTALL),
    )
    for width in (20, 32)
}  # a whole tree, and an entry of one, by the bytes of a name
_LOOSE = 50_000
_CHAIN = 4_096  # changes upon changes; git makes 50, and allows 4,095
_LAYERS = 250  # changes upon changes of what is read in pieces
_PIECES = 1_000_000  # of all these changes; each costs 16 bytes
_STEPS = 5_000_000  # from changes to what they change, to learn what objects are
_HEAD = 64  # bytes that hold what stands before the content of a loose object


class Sized(NamedTuple):
    """An object and how large it is when it is unpacked."""

    sha: bytes
    kind: bytes
    size: int


class Objects:
    """What lies in .git/objects."""

    def __init__(
        self, place: str, inside: Callable[[str], bool], width: int = 20, work: int | None = None
    ) -> None:
        """Open them; a name has width bytes, and work bytes are unpacked at most (None: as of a history)."""
        self._place = place
        self._inside = inside
        self.unread: list[str] = []  # what was left out, as sentences
        self.bytes = 0  # on disk
        self._loose: dict[str, list[str]] = {}
        self._packs: list[Pack] = []
        self._kept: OrderedDict[tuple[int, int], tuple[bytes, bytes]] = OrderedDict()
        self._room = _KEPT
        self._width = width
        self._work = self._left = _WORK if work is None else work
        self.is_spent = False
        self._steps = _STEPS
        if is_folder(place) and inside(place):
            try:
                self._look()
            except OSError:
                self.close()
                raise

    def __len__(self) -> int:
        return sum(pack.count for pack in self._packs) + sum(map(len, self._loose.values()))

    def read(self, sha: bytes, limit: int = _OBJECT) -> tuple[bytes, bytes] | None:
        """Return an object's kind and content; None where it is not there, damaged, or larger than limit."""
        try:
            for number, pack in enumerate(self._packs):
                if (offset := pack.find(sha)) is not None:
                    return self._packed(number, offset, limit)
            return self._read_loose(sha, limit)
        except (OSError, ValueError, IndexError, zlib.error):
            return None

    def size(self, sha: bytes) -> int | None:
        """Return how large an object is when it is unpacked; None where it is not there or damaged."""
        try:
            for pack in self._packs:
                if (offset := pack.find(sha)) is not None:
                    return pack.size(offset)
        except (OSError, ValueError, IndexError, zlib.error):
            return None
        head = self._loose_head(_loose(sha)) if self._may_be_loose(sha) else None
        return None if head is None else head[1]

    def place(self, sha: bytes) -> tuple[int, int] | None:
        """Return the number of its pack and its place there, to read in this order; None: in no pack."""
        for number, pack in enumerate(self._packs):
            if (offset := pack.find(sha)) is not None:
                return number, offset
        return None

    def start(self, sha: bytes, limit: int) -> bytes | None:
        """Return an object's first bytes; None where it is not there or damaged."""
        try:
            for pack in self._packs:
                if (offset := pack.find(sha)) is not None:
                    head = pack.head(offset)
                    if head.kind in KINDS and head.size > limit:
                        return pack.start(head, limit) if self._may_unpack(limit) else None
                    break
        except (OSError, ValueError, IndexError, zlib.error):
            return None
        if (size := self.size(sha)) is not None and size <= _OBJECT and (found := self.read(sha)) is not None:
            return found[1][:limit]
        try:
            with self.open(sha) as file:
                return b"".join(iter(lambda: file.read(limit - file.tell()), b""))
        except OSError:
            return None

    def open(self, sha: bytes) -> Opened:
        """Return an object of any size, to be read in pieces. Raises OSError where it cannot be."""
        try:
            for number, pack in enumerate(self._packs):
                if (offset := pack.find(sha)) is not None:
                    return Opened(self._layers(number, offset))
            return Opened(self._loose_layer(sha))
        except (ValueError, IndexError, zlib.error) as error:
            raise OSError(0, f"it is damaged: {error}") from error

    def starting(self, name: str) -> list[bytes]:
        """Return the names of all objects whose hex name starts like this: at least two digits."""
        first, last = (bytes.fromhex(name.ljust(2 * self._width, digit)) for digit in "0f")
        found = {sha for pack in self._packs for sha in pack.starting(first, last)}
        rests = self._loose.get(name[:2], [])
        return sorted(found | {bytes.fromhex(name[:2] + one) for one in rests if one.startswith(name[2:])})

    def above(self, size: int) -> Iterator[Sized]:
        """Yield each object that is larger than this, when it is unpacked."""
        for number, pack in enumerate(self._packs):
            for name, place, told in pack.sizes(size):
                if (kind := self._kind(number, place)) is not None:
                    yield Sized(name, kind, told)
        for folder, rests in self._loose.items():
            for rest in rests:
                found = self._loose_head(f"{folder}/{rest}")
                if found is not None and found[1] > size:
                    yield Sized(bytes.fromhex(folder + rest), found[0], found[1])

    def tree(self, sha: bytes) -> list[tuple[bytes, bytes, bytes]] | None:
        """Return mode, name and object of each entry of a tree; None where it is not there or damaged."""
        found = self.read(sha)
        if found is None or found[0] != b"tree":
            return None
        whole, entry = _TREES[self._width]
        return entry.findall(found[1]) if whole.fullmatch(found[1]) else None

    @staticmethod
    def entries(tree: bytes) -> list[tuple[bytes, bytes, bytes]]:
        """Return mode, name and object (SHA-1) of each entry of a tree; none where it is damaged."""
        whole, entry = _TREES[20]
        return entry.findall(tree) if whole.fullmatch(tree) else []

    def close(self) -> None:
        """Let go of the files."""
        for pack in self._packs:
            pack.close()

    def _look(self) -> None:
        loose = 0
        for folder in [item.name for item in listed(self._place)]:
            place = f"{self._place}/{folder}"
            if len(folder) != 2 or folder.strip("0123456789abcdef") or not is_folder(place):
                continue
            names = self._loose.setdefault(folder, [])
            for item in listed(place):
                if len(item.name) == 2 * self._width - 2 and item.is_file(follow_symlinks=False):
                    loose += 1
                    self.bytes += item.stat(follow_symlinks=False).st_size
                    if loose <= _LOOSE and not item.name.strip("0123456789abcdef"):
                        names.append(item.name)
            names.sort()
        if loose > _LOOSE:
            self.unread.append(f"Of {loose:,} loose objects the first {_LOOSE:,} were looked at.")
        if is_folder(f"{self._place}/pack"):
            self._look_at_packs(f"{self._place}/pack")

    def _look_at_packs(self, folder: str) -> None:
        names = [item.name for item in listed(folder)]
        for name in names:
            found = os.lstat(f"{folder}/{name}")
            if stat.S_ISREG(found.st_mode) and name.startswith("pack-"):
                self.bytes += found.st_size
        packs = [name for name in names if name.startswith("pack-") and name.endswith(".idx")]
        if len(packs) > _PACKS:
            self.unread.append(f"Of {len(packs):,} packs the first {_PACKS:,} were looked at.")
        for name in packs[:_PACKS]:
            try:
                self._packs.append(Pack(f"{folder}/{name.removesuffix('.idx')}", self._width))
            except (OSError, ValueError) as error:
                why = error.strerror if isinstance(error, OSError) else str(error)
                self.unread.append(f"{name} could not be read ({why}).")

    def _packed(self, number: int, offset: int, limit: int) -> tuple[bytes, bytes] | None:
        """Return an object of a pack; it may be told as changes of another, and that of another, ..."""
        pack = self._packs[number]
        changes: list[tuple[int, bytes]] = []
        unpacked = 0
        while True:
            if (kept := self._kept.get((number, offset))) is not None:
                self._kept.move_to_end((number, offset))
                kind, data = kept
                break
            head = pack.head(offset)
            if head.size > limit or len(changes) > _CHAIN or not self._may_unpack(head.size):
                return None
            data = pack.inflate(head, limit)
            if head.kind in KINDS:
                kind = KINDS[head.kind]
                self._keep((number, offset), kind, data)
                break
            changes.append((offset, data))
            base = head.base if head.base is not None else pack.find(head.base_name)
            if base is None or (head.base is not None and base >= offset):
                return None
            unpacked += len(data)
            if unpacked > 4 * limit:
                return None
            offset = base
        for at, change in reversed(changes):
            data = changed(data, change, limit)
            if not self._may_unpack(len(data)):
                return None
            self._keep((number, at), kind, data)
        return kind, data

    def _may_unpack(self, size: int) -> bool:
        """Count what is unpacked; a small file can be made that would unpack to any size."""
        self._left -= size
        if self._left < 0 and not self.is_spent:
            self.is_spent = True
            self.unread.append(f"Of its objects only the first {self._work >> 30} GiB were looked at.")
        return self._left >= 0

    def _keep(self, key: tuple[int, int], kind: bytes, data: bytes) -> None:
        if len(data) > _KEPT // 8 or key in self._kept:
            return
        self._kept[key] = kind, data
        self._room -= len(data) + 200
        while self._room < 0:
            _, (_, old) = self._kept.popitem(last=False)
            self._room += len(old) + 200

    def _kind(self, number: int, offset: int) -> bytes | None:
        """Return what an object of a pack is: what the one is that it is told as changes of."""
        pack = self._packs[number]
        try:
            for _ in range(_CHAIN):
                self._steps -= 1
                if self._steps < 0:
                    return None
                head = pack.head(offset)
                if head.kind in KINDS:
                    return KINDS[head.kind]
                base = head.base if head.base is not None else pack.find(head.base_name)
                if base is None:
                    return None
                offset = base
        except (OSError, ValueError, IndexError):
            pass
        return None

    def _layers(self, number: int, offset: int) -> Layer:
        """Return an object of a pack as the one that it is told as changes of, and these changes."""
        pack, changes, size = self._packs[number], [], 0
        while (head := pack.head(offset)).kind not in KINDS:
            size += head.size
            if size > _OBJECT or not self._may_unpack(head.size):
                raise ValueError("what changes it is larger than any real one")
            changes.append(pack.inflate(head, _OBJECT))
            base = head.base if head.base is not None else pack.find(head.base_name)
            if base is None or (head.base is not None and base >= offset):
                raise ValueError("a change of nothing")
            if len(changes) > _LAYERS:
                raise ValueError("changes of changes without end")
            offset = base
        layer: Layer = pack.stream(head, self._may_unpack)
        try:
            room = _PIECES
            for change in reversed(changes):
                layer = Changed(layer, change, room)
                room = layer.left
        except (ValueError, IndexError):
            layer.close()
            raise
        return layer

    def _loose_layer(self, sha: bytes) -> Layer:
        name = _loose(sha)
        head = self._loose_head(name)
        if head is None:
            raise OSError(errno.ENOENT, "it is not in the repository")
        with open_plain(f"{self._place}/{name}") as file:
            end = os.fstat(file.fileno()).st_size
            skip = len(head[0]) + len(str(head[1])) + 2
            return Inflated(os.dup(file.fileno()), 0, end, head[1], self._may_unpack, skip)

    def _may_be_loose(self, sha: bytes) -> bool:
        return sha[:1].hex() in self._loose

    def _read_loose(self, sha: bytes, limit: int) -> tuple[bytes, bytes] | None:
        if not self._may_be_loose(sha):
            return None
        data = plain(f"{self._place}/{_loose(sha)}", limit + limit // 8 + 1024)
        if data is None:
            return None
        if not self._may_unpack(len(data)):
            return None
        whole = zlib.decompressobj().decompress(data, limit + _HEAD)
        head, _, content = whole.partition(b"\0")
        kind, _, size = head.partition(b" ")
        self._left -= len(content)
        return (kind, content) if len(content) == int(size) <= limit else None

    def _loose_head(self, name: str) -> tuple[bytes, int] | None:
        try:
            data = plain(f"{self._place}/{name}", None)
            head = zlib.decompressobj().decompress(data or b"", _HEAD).partition(b"\0")[0]
            kind, _, size = head.partition(b" ")
            return (kind, int(size)) if size.isdigit() else None
        except (OSError, ValueError, zlib.error):
            return None


def _loose(sha: bytes) -> str:
    name = sha.hex()
    return f"{name[:2]}/{name[2:]}"
