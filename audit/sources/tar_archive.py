"""A tar as a tree, plain or packed."""

import re
from collections.abc import Iterator
from contextlib import closing

from audit.sources.archive_cursor import Flowing, Jumping
from audit.sources.archive_index import Index
from audit.sources.archive_marks import Marks, Streamed
from audit.sources.archive_members import Budget, Handle, Member, UnreadableError, Window, held
from audit.sources.archive_sparse import Sparse
from audit.sources.archive_tar_headers import Gap, TarMember, read_members
from audit.sources.blobs import Blob
from audit.sources.tree import Entry, shown

_FOLDERS = frozenset(b"5D")
_OTHERS = frozenset(b"346")
_OTHER, _FOLDER = Entry("other"), Entry("folder")
_GONE = "The archive has changed, or is damaged here."

# What installs are known by is read before all else, out of order: it is kept when it passes by.
_KEPT = re.compile(
    r"(?:\A|/)(?:wp-config[^/]*\.php|version\.php|sites[^/]*\.php|[^/]*settings[^/]*\.(?:php|inc)"
    r"|composer\.\w+|[^/]*\.info|[^/]*\.info\.yml|bootstrap\.inc|Drupal\.php|\.env[^/]*"
    r"|style\.css|wp-content/[^/]*\.php|config/(?:[^/]+/)*[^/]*\.(?:yml|php)|package\.json|VERSION(?:\.txt)?)\Z"
    r"|\A(?:[^/]+/){0,2}index\.php\Z"
)
_KEPT_SIZE = 64 * 1024  # bytes of a file that is kept
_HEAD = 8 * 1024 + 1  # bytes kept of a longer style.css: no CMS reads more
_ROOM = 16 * 1024 * 1024  # bytes kept of all files
_EACH = 150  # bytes that keeping a file takes beside its own


class PlainTar:
    """A tar that can be sought in."""

    is_sequential = False

    def __init__(self, blob: Blob) -> None:
        self._handle = Handle(blob)
        self._budget = Budget(blob.size)

    def fill(self, index: Index) -> None:
        """Note all members. Raises OSError, or AuditError."""
        for item in read_members(Jumping(self._handle.file())):
            _note(index, item)
            if index.is_full:
                break

    def open(self, place: int, wanted: int | None = None) -> Member:
        """Return the member that begins at a place. Raises OSError, or AuditError."""
        with self._handle.lent(shared=bool(wanted)) as file:
            member = _first(read_members(Jumping(file, place)))
            window = Window(file, member.start, member.stored, owned=not wanted)
            return window if member.parts is None else Sparse(window, member.parts, member.size, self._budget)


class PackedTar:
    """A tar that is read from its start on: packed, or itself in something packed."""

    is_sequential = True

    def __init__(self, blob: Blob) -> None:
        self._blob = blob
        self._marks = Marks(blob)
        self._budget = Budget(blob.size)
        self._kept: dict[int, bytes] = {}  # by place
        self._heads: dict[int, bytes] = {}

    def __reduce__(self) -> tuple[object, ...]:
        return PackedTar, (self._blob,)

    def fill(self, index: Index) -> None:
        """Note all members. Raises OSError, or AuditError."""
        room = _ROOM
        with closing(self._marks.start()) as file:
            cursor = Flowing(file)
            for item in read_members(cursor):
                path = _note(index, item)
                if path and not isinstance(item, Gap) and _is_kept(item, path, room):
                    room -= self._keep(item, cursor)
                if index.is_full:
                    break
            if file.stream.damage:
                index.tell("", "damaged-archive", file.stream.damage)

    def open(self, place: int, wanted: int | None = None) -> Member:
        """Return the member that begins at a place. Raises OSError, or AuditError."""
        if place in self._kept:
            return held(self._kept[place])
        if wanted and place in self._heads and wanted <= len(self._heads[place]):
            return held(self._heads[place])
        file, cursor = (None, self._marks.shared(place)) if wanted else self._marks.own(place)
        member = _first(read_members(cursor))
        stream = Streamed(cursor, member.stored, file)
        return stream if member.parts is None else Sparse(stream, member.parts, member.size, self._budget)

    def _keep(self, item: TarMember, cursor: Flowing) -> int:
        is_whole = item.stored <= _KEPT_SIZE
        data = cursor.take(item.stored if is_whole else _HEAD)
        if not is_whole:
            self._heads[item.place] = data
        elif len(data) == item.stored:
            self._kept[item.place] = data
        return len(data) + _EACH


def _note(index: Index, item: TarMember | Gap) -> str | None:
    """Put a member into the index; return the path of what has bytes of its own."""
    if isinstance(item, Gap):
        index.tell("", item.kind, item.text)
        return None
    name = item.name.decode("utf-8", "surrogateescape")
    if item.type in _FOLDERS:
        index.add(name, _FOLDER)
    elif item.type == ord("1"):
        index.link(name, item.link.decode("utf-8", "surrogateescape"))
    elif item.type == ord("2"):
        index.add(name, Entry("link", target=shown(item.link.decode("utf-8", "surrogateescape"))))
    elif item.type in _OTHERS:
        index.add(name, _OTHER)
    else:
        return index.add(name, index.sized(item.size), item.place)
    return None


def _is_kept(item: TarMember, path: str, room: int) -> bool:
    is_short = item.stored <= _KEPT_SIZE or path.endswith("style.css")
    return is_short and item.parts is None and room > _KEPT_SIZE and _KEPT.search(path) is not None


def _first(items: Iterator[TarMember | Gap]) -> TarMember:
    item = next(items, None)
    if isinstance(item, TarMember):
        return item
    raise UnreadableError("damaged", item.text if item else _GONE)
