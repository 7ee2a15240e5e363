"""One file that the user named, read whole: what cannot be read is the user's to put right."""

from pathlib import Path

from audit.errors import AuditError

_SAMPLE = 64 * 1024  # bytes in which a file that is no text shows itself


def read_text_file(path: str, limit: int, what: str) -> bytes:
    """Return what a file holds. Raises AuditError where it cannot be read, is too large, or is no text."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(limit + 1)
    except IsADirectoryError as error:
        raise AuditError(f"{path} is a folder. Name {what} in it.") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no file can be called so"
        raise AuditError(f"{path} could not be read: {why}.") from error
    if len(data) > limit:
        raise AuditError(f"{path} is larger than {limit // 1024**2} MiB: that is not {what}.")
    if b"\0" in data[:_SAMPLE]:
        raise AuditError(f"{path} is no text, so it is not {what}.")
    return data
