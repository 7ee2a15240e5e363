"""What day it is: today, or what SOURCE_DATE_EPOCH says, so that a document can be made again."""

import datetime as dt
import os

from audit.errors import AuditError


def now() -> dt.datetime:
    """
    Return the time in UTC, to the second.

    SOURCE_DATE_EPOCH is that of reproducible-builds.org: seconds since 1970. Raises AuditError where it
    is no such number.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if not fixed:
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    try:
        return dt.datetime.fromtimestamp(int(fixed), dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise AuditError(f"SOURCE_DATE_EPOCH={fixed}: expected seconds since 1970.") from error


def today() -> dt.date:
    """Return the day in UTC."""
    return now().date()
