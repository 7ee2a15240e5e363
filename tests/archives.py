"""Archives for tests, made in memory of a dict of files, and what a tree holds."""

import bz2
import io
import json
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from functools import partial

from audit.model.facts import Problem
from audit.sources.archive import open_archive
from audit.sources.blobs import Blob
from audit.sources.tree import FILE_LIMIT, Entry, File, Listing, Tree

Files = Mapping[str, bytes]


class Pipe(io.BytesIO):
    """Bytes that cannot be sought in, as those of a member of a packed archive."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        raise io.UnsupportedOperation(f"no way to {offset} ({whence})")


def blob(data: bytes, name: str = "x") -> Blob:
    """Return a file in memory."""
    return Blob(name, partial(io.BytesIO, data), len(data))


def piped(data: bytes, name: str = "x") -> Blob:
    """Return a file in memory that cannot be sought in."""
    return Blob(name, partial(Pipe, data), len(data))


def opened(data: bytes) -> Tree:
    """Return an archive in memory as a tree."""
    return open_archive(blob(data))


def listing(tree: Tree) -> Listing:
    """Return what lies where."""
    return Listing(item for item in tree.walk() if not isinstance(item, Problem))


def entries(tree: Tree) -> dict[str, Entry]:
    """Return all that was found."""
    return dict(listing(tree).entries())


def contents(tree: Tree) -> dict[str, bytes]:
    """Return the bytes of all files that can be read."""
    files = [path for path, entry in entries(tree).items() if entry.kind == "file"]
    read = [tree.read(path) for path in files]
    return {file.path: file.data for file in read if isinstance(file, File)}


def got(tree: Tree, path: str, limit: int = FILE_LIMIT) -> File:
    """Return a file that can be read."""
    file = tree.read(path, limit)
    assert isinstance(file, File), file.text
    return file


def refused(tree: Tree, path: str) -> Problem:
    """Return why a file cannot be read."""
    problem = tree.read(path)
    assert isinstance(problem, Problem)
    return problem


def problems(tree: Tree) -> list[tuple[str, str]]:
    """Return the place and kind of what went wrong in the walk."""
    return [(item.location.path, item.kind) for item in tree.walk() if isinstance(item, Problem)]


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred(
    *members: tuple[str, bytes] | tarfile.TarInfo, mode: str = "w", form: int = tarfile.PAX_FORMAT
) -> bytes:
    """Return a tar; mode says how it is packed."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
                continue
            info = tarfile.TarInfo(member[0])
            info.size = len(member[1])
            archive.addfile(info, io.BytesIO(member[1]))
    return file.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    """Return a member of a tar that is no file."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def wpress(files: Files, packing: str | None = None, *, encrypted: bool = False, newer: bool = True) -> bytes:
    """Return an export of All-in-One WP Migration."""
    about: dict[str, object] = {
        "SiteURL": "https://example.org",
        "Compression": {"Enabled": bool(packing), "Type": packing},
    }
    if encrypted:
        about |= {"Encrypted": True, "EncryptedSignature": "c2lnbmF0dXJl"}
    archive = b""
    for name, data in {"package.json": json.dumps(about).encode(), **files}.items():
        stored = data if packing is None or name == "package.json" else _pieces(data, packing)
        folder, _, base = name.rpartition("/")
        checksum = b"%08x" % zlib.crc32(data) if newer else bytes(8)
        archive += struct.pack(
            "255s14s12s4088s8s",
            base.encode(),
            str(len(stored)).encode(),
            b"1700000000",
            (folder or ".").encode(),
            checksum,
        )
        archive += stored
    end = struct.pack("255s14s4100s8s", b"", str(len(archive)).encode(), b"", b"%08x" % zlib.crc32(archive))
    return archive + (end if newer else bytes(4377))


def daf(files: Files, flags: int | None = None) -> bytes:
    """Return an archive of Duplicator; flags make it one of format 5."""
    mark = b"" if flags is None else b"<X>" + struct.pack("<H", flags) + b"</X>"
    archive = b"<A><V>1.0.0</V><C>true</C></A>"
    if flags is not None:
        archive = b"<A><V>5.0.0</V>" + mark + b"<P></P></A>"
    archive += b"<D><MT>1700000000</MT><P>0755</P><RPL>1</RPL><RP>d</RP></D>"
    for name, data in files.items():
        path = name.encode()
        archive += b"<F><FS>%d</FS><MT>1700000000</MT><P>0644</P>%s" % (len(data), mark)
        archive += b"<HA>%08x</HA><RPL>%d</RPL><RP>%s</RP></F>" % (zlib.crc32(data), len(path), path)
        for start in range(0, len(data), 1000):
            piece = data[start : start + 1000]
            stored = piece if flags is not None and not flags & 1 else zlib.compress(piece)[2:-4]
            archive += b"<G><OS>%d</OS><SS>%d</SS>" % (len(piece), len(stored))
            archive += b"<HA>%08x</HA></G>%s" % (zlib.crc32(piece), stored)
    return archive


def _pieces(data: bytes, packing: str) -> bytes:
    pack = bz2.compress if packing == "bzip2" else zlib.compress
    packed = [pack(data[start : start + 512_000]) for start in range(0, len(data), 512_000)]
    return b"".join(struct.pack(">L", len(piece)) + piece for piece in packed)
