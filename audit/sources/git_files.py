"""Plain files of a repository, opened so that no link, pipe or device can stop or mislead a scan."""

import os
import stat
from io import BufferedReader

_OPEN = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


class NoFileError(OSError):
    """There is something, and it is no plain file."""


def open_plain(place: str | bytes) -> BufferedReader:
    """Return an open file. Raises OSError where there is none, and NoFileError for anything else."""
    descriptor = os.open(place, _OPEN)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NoFileError(0, "it is no plain file")
    return os.fdopen(descriptor, "rb")


def is_longer(file: BufferedReader, limit: int) -> bool:
    """Tell whether a file has more bytes than this."""
    return os.fstat(file.fileno()).st_size > limit


def plain(place: str, limit: int | None) -> bytes | None:
    """Return a plain file, all of it or (None) its first bytes; None where it is none or longer."""
    try:
        with open_plain(place) as file:
            if limit is None:
                return file.read(256)
            return None if is_longer(file, limit) else file.read(limit)
    except OSError:
        return None


def is_folder(place: str) -> bool:
    """Tell whether a folder lies there, and no link to one."""
    try:
        return stat.S_ISDIR(os.lstat(place).st_mode)
    except (OSError, ValueError):
        return False


def listed(folder: str) -> "list[os.DirEntry[str]]":
    """Return what a folder holds, by name."""
    with os.scandir(folder) as found:
        return sorted(found, key=lambda item: item.name)
