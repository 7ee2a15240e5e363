"""A report that was written as JSON, read again."""

import msgspec
from msgspec import json

from audit.errors import AuditError
from audit.model.report import SCHEMA, Report

_NAME = "moveready/"
_MOST = 512 * 1024 * 1024  # bytes


def read_report(data: bytes, path: str) -> Report:
    """
    Return the report of a file.

    Raises AuditError where it is none, is not whole, or is of another schema.
    """
    if len(data) > _MOST:
        raise AuditError(f"{path}: it is too large for a report (more than {_MOST:,} bytes).")
    try:
        named = json.decode(data, type=dict[str, msgspec.Raw])
        found = json.decode(named.get("schema", b'""'))
        if not isinstance(found, str) or not found.startswith(_NAME):
            raise AuditError(f"{path}: no report of moveready; `moveready scan -o report.json` writes one.")
        if found != SCHEMA:
            raise AuditError(
                f"{path}: a report of the schema {found}; this moveready reads {SCHEMA}. Scan the site again."
            )
        return json.decode(data, type=Report)
    except msgspec.ValidationError as error:
        raise AuditError(
            f"{path}: no report, or one of another version of moveready: {error}. Scan the site again."
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AuditError(f"{path}: the report is damaged, or not whole: {error}.") from error
