"""The door to archives: what a file holds tells which kind it is, never its name."""

import io
from contextlib import closing, suppress
from functools import partial

from audit.errors import AuditError
from audit.sources.archive_daf import Daf, is_daf
from audit.sources.archive_tar_headers import is_header
from audit.sources.archive_tree import ArchiveTree, Format, take
from audit.sources.blobs import Blob, Raw, disk_blob
from audit.sources.compression import Stream
from audit.sources.mounted import Below, Mounted
from audit.sources.tar_archive import PackedTar, PlainTar
from audit.sources.tree import Tree
from audit.sources.wpress_archive import Wpress, is_wpress
from audit.sources.zip_archive import Zip

HEAD = 1024 * 1024  # bytes that tell for sure what a file is; the first block of a bzip2 file is as long
_BLOCK = 512  # bytes of a tar that tell that it is one
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_FIRST_PART = b"PK\x07\x08"  # or what was to be split, and was not
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"(\xb5/\xfd", b"\x5d\0\0")
_SKIPPED = b"\x2a\x4d\x18"  # of a zstd file that begins with what is to be passed over
_SPLIT = "is one part of a zip archive that was split into several. Name the whole (zip -s 0 makes it)."
_OTHERS = {
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"JPA": "an archive of Akeeba Backup (.jpa)",
    b"JPS": "an encrypted archive of Akeeba Backup (.jps)",
    b"070707": "a cpio archive",
    b"070701": "a cpio archive",
    b"!<arch>\n": "an ar archive",
    b"MSCF": "a cabinet file",
}


def is_archive(head: bytes) -> bool:
    r"""
    Tell whether a file is an archive that can be read, by its first bytes: HEAD of them, or all.

    >>> is_archive(b"PK\x03\x04"), is_archive(b"-- MySQL dump")
    (True, False)
    """
    return _kind(head) is not None


def open_archive(blob: Blob) -> Tree:
    """Return an archive as a tree. Raises AuditError, with what to do, where it is none or cannot be read."""
    try:
        with closing(blob.open()) as file:
            head = take(file, HEAD)
            can_seek = _can_seek(file)
        kind = _kind(head)
        if kind is None and can_seek and Zip(blob).directory():
            kind = "zip"  # behind other bytes, as those that unpack themselves
        if kind is None:
            raise AuditError(f"{blob.name} {_why_not(head)}")
        form = _form(kind, blob, can_seek=can_seek)
        if isinstance(form, Zip) and form.directory() is None and head.startswith(_FIRST_PART):
            raise AuditError(f"{blob.name} {_SPLIT}")
    except OSError as error:
        raise AuditError(f"{blob.name} could not be read ({error.strerror}).") from error
    return ArchiveTree(blob, form)


def member_blob(tree: Tree, path: str) -> Blob:
    """Return a file of a tree, to be opened by any process. Raises AuditError where it is no file."""
    if isinstance(tree, ArchiveTree):
        return tree.member(path)
    if isinstance(tree, (Below, Mounted)):
        inner, place = tree.behind(path)
        return member_blob(inner, place)._replace(name=path)
    if tree.place is not None:
        return disk_blob(f"{tree.place}/{path}", path)
    return Blob(path, partial(tree.open, path))


def _kind(head: bytes) -> str | None:
    """Return what kind of archive begins so; None: none that can be read."""
    if head.startswith(_ZIPS):
        return "zip"
    if is_header(head[:_BLOCK]):
        return "tar"
    if is_daf(head):
        return "daf"
    if head.startswith(_PACKED) or head[1:4] == _SKIPPED:
        return "packed tar" if is_header(_unpacked(head)) else None
    return "wpress" if is_wpress(head) else None


def _unpacked(head: bytes) -> bytes:
    """Return the first block of what is packed."""
    with suppress(AuditError, OSError):
        return take(Stream(io.BytesIO(head)), _BLOCK)
    return b""


def _form(kind: str, blob: Blob, *, can_seek: bool) -> Format:
    if kind == "packed tar" or (kind == "tar" and not can_seek):
        return PackedTar(blob)
    if not can_seek:
        raise AuditError(
            f"{blob.name} is an archive inside a packed archive, where its parts cannot be found."
            " Unpack the outer one, and name the inner one."
        )
    return _FORMS[kind](blob)


def _can_seek(file: Raw) -> bool:
    try:
        file.seek(0)
    except OSError:
        return False
    return True


def _why_not(head: bytes) -> str:
    known = next((name for magic, name in _OTHERS.items() if head.startswith(magic)), None)
    if known:
        return (
            f"is {known}, which cannot be read. Unpack it, and name the folder, or pack it as zip or tar.gz."
        )
    if head.startswith(_PACKED):
        return "is packed, but there is no tar in it. A dump goes behind --dump."
    if not head.strip(b"\0"):
        return "is empty, or holds nothing but zeros."
    return "is no archive that can be read: zip, tar (plain, gz, bz2, xz, zst), .wpress and .daf are."


_FORMS: dict[str, type[PlainTar | Zip | Wpress | Daf]] = {
    "tar": PlainTar,
    "zip": Zip,
    "wpress": Wpress,
    "daf": Daf,
}
