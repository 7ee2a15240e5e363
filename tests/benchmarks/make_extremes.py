"""Writes what takes memory: a dump of one row, one of a long statement, an archive of many files."""

import io
import tarfile
from pathlib import Path

_HEAD = "CREATE TABLE `wp_posts` (`ID` bigint, `post_content` longtext);\n"
_PIECE = b"a don\\'t b; " * 100_000
_VERSION = b"<?php\n$wp_version = '6.8.1';\n"
_IN_A_FOLDER = 400


def write_row(path: Path, size: int) -> None:
    """Write a dump of which one value holds about this many bytes."""
    _write(path, b"INSERT INTO `wp_posts` VALUES (1,'", size, b"');\n")


def write_statement(path: Path, size: int) -> None:
    """Write a dump with a procedure of about this many bytes, which is no INSERT."""
    _write(path, b"CREATE PROCEDURE p() SELECT '", size, b"';\n")


def write_archive(path: Path, files: int) -> None:
    """Write a WordPress with this many uploads as a .tar.gz."""
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        _add(archive, "site/wp-includes/version.php", _VERSION)
        _add(archive, "site/wp-config.php", b"<?php\n$table_prefix = 'wp_';\n")
        for number in range(files):
            folder = f"site/wp-content/uploads/{2000 + number // _IN_A_FOLDER // 12}"
            month = number // _IN_A_FOLDER % 12 + 1
            _add(
                archive, f"{folder}/{month:02}/picture-of-the-day-{number}-1024x768.jpg", b"x" * (number % 90)
            )


def _write(path: Path, before: bytes, size: int, behind: bytes) -> None:
    with path.open("wb") as file:
        file.write(_HEAD.encode() + before)
        for _ in range(size // len(_PIECE)):
            file.write(_PIECE)
        file.write(behind)


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    archive.addfile(member, io.BytesIO(data))
