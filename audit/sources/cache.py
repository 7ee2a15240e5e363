"""A folder of what was made of files before: bytes by key, checked, bounded, and never needed."""

import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from audit.sources.cache_pack import MOST_ROWS, Pack, PackWriter, Row, damaged

LIMIT = 256 << 20  # bytes on disk
_PACKS = 8  # of a version; more are made one
_SPENT = 3600  # seconds, after which what a run left half-written is thrown away
_OPEN = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW
_OURS = re.compile(r"[0-9a-f]{16}-[0-9a-f]{16}\.(pack|half)")
_TAG = "CACHEDIR.TAG"
_SIGNATURE = b"Signature: 8a477f597d28d172789f06886806bc55\n# The cache of moveready; it may be removed.\n"
_FAILED = (OSError, ValueError)


class Cache:
    """
    What earlier runs of the same version made of files.

    Whatever goes wrong with it costs time alone: it is told in notes, and nothing is raised.
    """

    def __init__(self, folder: str, version: bytes, limit: int = LIMIT) -> None:
        self.notes: list[str] = []  # for whoever started the run: at most one sentence
        self.place: str | None = None  # on disk; None: it cannot be used
        self._version = version.hex()[:16]
        self._limit = limit
        self._packs: list[Pack] = []  # oldest first
        self._used: set[Pack] = set()
        self._names: dict[bytes, tuple[Pack, int]] = {}
        self._keys: dict[bytes, tuple[Pack, int]] = {}
        self._new: PackWriter | None = None
        self._is_written = True
        self._folder: int | None = None
        try:
            self._folder = _opened(folder)
            self.place = os.path.realpath(folder)
            self._load(self._folder)
        except _FAILED as error:
            self._note(f"The cache {folder} cannot be used ({_why(error)}).")

    def is_named(self, name: bytes) -> bool:
        """Tell whether a file of this name, asked for the same, was read before."""
        return name in self._names

    def by_stamp(self, name: bytes, stamp: bytes) -> bytes | None:
        """Return what was made of a file that the disk says the same of; None: it may have changed."""
        found = self._names.get(name)
        if found is None or found[0].row(found[1]).stamp != stamp:
            return None
        return self._data(*found)

    def by_content(self, key: bytes) -> bytes | None:
        """Return what was made of a content; None: nothing is known of it."""
        found = self._keys.get(key)
        return None if found is None else self._data(*found)

    def put(self, row: Row, data: bytes) -> None:
        """Keep what was made of a file, for later runs."""
        if self._folder is None or not self._is_written:
            return
        try:
            if self._new is None:
                self._new = PackWriter(self._folder, self._stem())
            if self._new.size + len(data) < self._limit // 2:
                self._new.add(row, data)
        except OSError as error:
            self._stop_writing(error)

    def close(self) -> None:
        """Write what is new, and throw away what was not used for longest."""
        if self._folder is None:
            return
        try:
            self._keep(self._folder)
        except _FAILED as error:
            self._stop_writing(error)
        for pack in self._packs:
            pack.close()
        os.close(self._folder)
        self._packs, self._names, self._keys, self._folder = [], {}, {}, None

    def _load(self, folder: int) -> None:
        """Look through the packs, the newest first, as many as memory allows."""
        packs = []
        for item in reversed(_packs(folder)):
            if not item.name.startswith(self._version) or len(self._keys) > MOST_ROWS:
                continue
            try:
                pack = Pack(folder, item.name)
            except _FAILED:
                continue  # damaged, or gone by now: a miss
            packs.append(pack)
            for number, row in pack.rows():
                place = pack, number
                self._names.setdefault(row.name, place)
                self._keys.setdefault(row.key, place)
        self._packs = packs[::-1]

    def _data(self, pack: Pack, number: int) -> bytes | None:
        row = pack.row(number)
        try:
            data = pack.data(row) if row.length else b""
        except OSError:
            return None
        if damaged(row, data):
            return None
        self._used.add(pack)
        return data

    def _keep(self, folder: int) -> None:
        for pack in self._used:
            pack.touch()
        new, self._new = self._new, None
        if new is None:
            return
        new.finish()
        if len(self._packs) + 1 >= _PACKS:
            self._join(folder, new.name)
        _drop_oldest(folder, self._limit)

    def _join(self, folder: int, newest: str) -> None:
        """Make one pack of all, the newest entries first, as far as there is room."""
        packs = [*self._packs, Pack(folder, newest)]
        self._packs = packs
        self._new = joined = PackWriter(folder, self._stem())
        seen: set[bytes] = set()
        for pack in reversed(packs):
            for _, row in pack.rows():
                if row.key in seen or joined.size + row.length > self._limit * 3 // 4:
                    continue
                data = pack.data(row)
                if not damaged(row, data):
                    seen.add(row.key)
                    joined.add(row, data)
        joined.finish()
        self._new = None
        for pack in packs:
            _remove(folder, pack.name)

    def _stem(self) -> str:
        return f"{self._version}-{os.urandom(8).hex()}"

    def _stop_writing(self, error: Exception) -> None:
        if self._new is not None:
            self._new.drop()
        self._new, self._is_written = None, False
        self._note(f"The cache could not be written ({_why(error)}).")

    def _note(self, text: str) -> None:
        if not self.notes:
            self.notes.append(f"{text} The scan goes on without it.")


class _Item(NamedTuple):
    """A file of the cache."""

    name: str
    size: int
    written: float


def _opened(folder: str) -> int:
    """Open the folder, made where there is none; nobody else may look into it. Raises OSError."""
    Path(folder).parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        Path(folder).mkdir(0o700)
    descriptor = os.open(folder, _OPEN | os.O_DIRECTORY)
    try:
        _take(descriptor)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _take(folder: int) -> None:
    """Make sure that a folder is ours alone. Raises OSError."""
    found = os.fstat(folder)
    if found.st_uid != os.geteuid():
        raise OSError(0, "it belongs to another user")
    names = _names(folder)
    if names and _signature(folder) != _SIGNATURE:
        raise OSError(0, "it holds other things; name a folder that is new or empty")
    if stat.S_IMODE(found.st_mode) & 0o077:
        os.fchmod(folder, 0o700)
    if not names:
        _write(folder, _TAG, _SIGNATURE)
        _write(folder, ".gitignore", b"*\n")


def _names(folder: int) -> list[str]:
    return os.listdir(folder)


def _signature(folder: int) -> bytes:
    try:
        descriptor = os.open(_TAG, _OPEN | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return b""
    with os.fdopen(descriptor, "rb") as file:
        return file.read(len(_SIGNATURE) + 1) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""


def _write(folder: int, name: str, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        descriptor = os.open(name, flags, 0o600, dir_fd=folder)
    except FileExistsError:  # another run was quicker
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def _packs(folder: int) -> list[_Item]:
    """Return the packs, the oldest first."""
    return [item for item in _items(folder) if item.name.endswith(".pack")]


def _items(folder: int) -> list[_Item]:
    found = (
        _Item(name, status.st_size, status.st_mtime)
        for name in _names(folder)
        if _OURS.fullmatch(name) and (status := _status(folder, name)) is not None
    )
    return sorted(found, key=lambda item: (item.written, item.name))


def _status(folder: int, name: str) -> os.stat_result | None:
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError:  # another run threw it away
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def _drop_oldest(folder: int, limit: int) -> None:
    """Throw away what half-finished runs left, and the packs that were not used for longest."""
    old = time.time() - _SPENT
    for item in _items(folder):
        if item.name.endswith(".half") and item.written < old:
            _remove(folder, item.name)
    for name in _beyond(_packs(folder), limit):
        _remove(folder, name)


def _beyond(packs: list[_Item], limit: int) -> Iterator[str]:
    total = sum(item.size for item in packs)
    for item in packs:
        if total <= limit:
            return
        total -= item.size
        yield item.name


def _remove(folder: int, name: str) -> None:
    with suppress(FileNotFoundError):  # another run did
        os.unlink(name, dir_fd=folder)


def _why(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) else str(error)
    return (text or type(error).__name__).rstrip(".")
