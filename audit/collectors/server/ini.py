"""What the php.ini and .user.ini files of a site set."""

import re
from collections.abc import Iterator

from audit.model.facts import Fact, Location
from audit.model.server import IniValue
from audit.parsers.php_ini import parse_php_ini
from audit.parsers.privacy import is_private
from audit.sources.tree import File, unread

LIMIT = 256 * 1024  # bytes of a file; PHP's own, with all its comments, has 73 KiB
_LONGEST = 200  # characters of a value
_SECRET = re.compile(r"licen|(?:\A|[._])(?:pw|passw\w*|secret|token|auth|user)(?:[._]|\Z)", re.IGNORECASE)


def read_ini(file: File, *, root: str | None, seen_as: str, own: bool) -> Iterator[Fact]:
    """Yield each value that it sets."""
    for one in parse_php_ini(file.data.decode("utf-8", "replace").removeprefix("\ufeff")):
        yield IniValue(
            location=Location(file.path, one.line),
            install=root,
            name=one.name,
            value=None if _is_secret(one.name, one.value) else one.value[:_LONGEST],
            seen_as=seen_as,
            own=own,
        )
    if file.cut:
        yield unread(file.path, "too-large", "Only the first part of this file was read.")


def _is_secret(name: str, value: str) -> bool:
    return is_private(name, value) or _SECRET.search(name) is not None
