"""What a file of a core holds, told by its git blob id, and what it would hold had nobody packaged it."""

import hashlib
import re
from collections.abc import Iterator

from audit.model.facts import Fact, Location
from audit.sources.tree import File

_DIGITS = 16  # of a blob id; two files of all the cores that ever were do not share as many
_LONGEST_INFO = 64 * 1024
_TEXT_HEAD = 8000  # bytes in which git looks for a NUL

# drupal.org adds these lines to the .info files of a package; the code of a release has them not.
_PACKAGED = re.compile(
    rb"\r?\n[;#] Information added by drupal\.org packaging script on [0-9-]{8,10}\r?\n"
    rb"(?:(?:version|core|project|datestamp) ?[=:] ?[^\r\n]*\r?\n|\r?\n)*\Z",
    re.IGNORECASE,
)
_COMMENTED = re.compile(rb"(?m)^# (?=(?:version|core|project|datestamp): )")
_KEYWORD = re.compile(rb"\$Id: [\w.,:/ -]{1,200} \$")  # CVS filled it in, up to Drupal 6.22
_LOCALISED = re.compile(rb"\n\$wp_local_package = '[A-Za-z_0-9-]{2,20}';\r?\n?\Z")


class CoreContent(Fact, frozen=True, kw_only=True):
    """A file that does not hold what was expected; the judgement takes it up, no report has it."""

    path: str  # as its manifest writes it
    hashes: tuple[str, ...]  # as it is, and as it would be without what packaging adds; none: too large
    line_ends: tuple[str, ...] = ()  # the same with line ends of the other kind


def compare(install: str, path: str, expected: tuple[str, ...], file: File) -> Iterator[Fact]:
    """Yield what a file of a core holds, unless it is expected."""
    if file.cut:
        yield CoreContent(location=Location(file.path), install=install, path=path, hashes=())
        return
    first = blob_id(file.data)
    if first in expected:
        return
    forms = [file.data, *unpackaged(path, file.data)]
    hashes = (first, *map(blob_id, forms[1:]))
    if not expected or set(hashes).isdisjoint(expected):
        ends = tuple(blob_id(form) for data in forms for form in _other_line_ends(data))
        yield CoreContent(
            location=Location(file.path), install=install, path=path, hashes=hashes, line_ends=ends
        )


def blob_id(data: bytes) -> str:
    """
    Return the first digits of the name that git gives to these bytes.

    >>> blob_id(b"")
    'e69de29bb2d1d643'
    """
    digest = hashlib.sha1(b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()[:_DIGITS]


def unpackaged(path: str, data: bytes) -> Iterator[bytes]:
    r"""
    Yield what a file was before it was packaged, translated, or checked out of CVS, where that shows.

    >>> list(unpackaged("a.module", b"<?php\n// $Id: a.module,v 1.2 2009/01/01 10:00:00 joe Exp $\n"))
    [b'<?php\n// $Id$\n']
    >>> list(unpackaged("wp-includes/version.php", b"<?php\n\n$wp_local_package = 'de_DE';\n"))
    [b'<?php\n']
    """
    plain = data
    if path.endswith((".info", ".info.yml")) and len(data) <= _LONGEST_INFO:
        plain = _PACKAGED.sub(b"", plain)
        if plain != data and path.endswith(".yml"):
            plain = _COMMENTED.sub(b"", plain)
    elif path == "wp-includes/version.php":
        plain = _LOCALISED.sub(b"", plain)
    if b"$Id: " in plain:
        plain = _KEYWORD.sub(b"$Id$", plain)
    if plain != data:
        yield plain


def _other_line_ends(data: bytes) -> Iterator[bytes]:
    if b"\0" in data[:_TEXT_HEAD]:
        return
    if b"\r\n" in data:
        yield data.replace(b"\r\n", b"\n")
    elif b"\n" in data:
        yield data.replace(b"\n", b"\r\n")
