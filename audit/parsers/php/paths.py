"""The absolute paths of a server that the strings of a PHP file hold."""

import re
from collections.abc import Iterator

from audit.parsers.php.file import PhpFile

Found = tuple[int, str]

# Each branch of what is looked for in whole files starts with a literal, which makes it fast.
_UNIX = re.compile(
    rb"/(?:home[0-9]?/|var/|usr/|srv/|opt/|tmp|etc/|mnt/|root/|nfs/|nas/|kunden/|hermes/|Users/"
    rb"|Applications/)"
)
_WINDOWS = re.compile(rb":(?:\\\\|\\|/)[A-Za-z]{2}")
_QUOTES = b"'\""

_PREFIX = re.compile(r"(?:file://|unix:(?://)?|sqlite[23]?:(?://)?|[a-z]+:unix_socket=)?", re.IGNORECASE)
_LONGEST_PREFIX = len(b"'mysql:unix_socket=")
_NO_START = re.compile(rb"[^'\"]*+")
_PATH = re.compile(r"(?:[^\s'\"<>|;,:*?()\[\]{}$`!\\^#=&@]|\\ )+")
_BEHIND = re.compile(r"\Z|[:;,*$]|\{\$?|[ \t]+(?:-|/|%|\$|[<>|&;]|\d>|\{|\"|'|\\)|\\[nr'\"]|\n\Z")
_WINDOWS_PATH = re.compile(r"[A-Za-z]:(?:\\\\?|/)[A-Za-z][\w .()~-]+(?:(?:\\\\?|/)[\w .()~%$-]*)*")
_ESCAPE = re.compile(r"[A-Za-z]:\\[nrtvef]")
_REGEX = re.compile(r"/\w+/[imsuxe]{1,2}")
# How many names a path must have for being one of a server, and not of a web address, by its first.
_NAMES = {"home": 3, "Users": 3, "tmp": 1}
_SECOND = {
    "usr": "bin|sbin|local|lib|lib64|libexec|share|include|src|home|www|X11R6",
    "var": "www|lib|log|run|tmp|cache|spool|mail|opt|local|backups|db|adm|lock|virtual|vhosts|clients|home"
    "|web|sites",
    "Applications": "MAMP|XAMPP",
}
_INVENTED = frozenset("username yourusername youruser yourname yoursite example path-to".split())
_JOINED = re.compile(rb"\.\s*+\Z")
_PATTERN = re.compile(rb"\bpreg_\w++\s*+\(\s*+(?:array\s*+\(\s*+|\[\s*+)?+\Z", re.IGNORECASE)
_SAID = re.compile(
    rb"(?<![\w$>:])(?:t|st|dt|__|_e|_x|esc_(?:html|attr)_(?:_|e|x))\s*+\(\s*+\Z"
    rb"|['\"]#?(?:description|placeholder|example|help|title|label|desc|docs?)['\"]\s*+=>\s*+\Z",
    re.IGNORECASE,
)
_REACH = 80  # bytes before a string that tell what it is for


def paths(file: PhpFile) -> Iterator[Found]:
    """
    Yield the absolute paths that whole strings are, or begin with before the options of a command.

    >>> file = PhpFile(b"<?php '/usr/bin/convert -v'; $b . '/tmp/x'; '/var/www is it'; 'C:/xampp/htdocs';")
    >>> list(paths(file))
    [(7, '/usr/bin/convert'), (63, 'C:/xampp/htdocs')]
    """
    seen = -1
    for match in _UNIX.finditer(file.source):
        found = _unix(file, match.start()) if match.start() > seen else None
        if found is not None:
            seen = match.start() + len(found[1])
            yield found
    for match in _WINDOWS.finditer(file.source):
        found = _windows(file, match.start() - 1)
        if found is not None:
            yield found


def _unix(file: PhpFile, offset: int) -> Found | None:
    if _NO_START.fullmatch(file.source, max(0, offset - _LONGEST_PREFIX), offset):
        return None  # It begins no string, which saves looking where strings are.
    content = _string(file, offset)
    if content is None:
        return None
    begin, text = content
    prefix = _PREFIX.match(text)
    path = _PATH.match(text, prefix.end() if prefix else 0)
    if prefix is None or path is None or begin + prefix.end() != offset:
        return None
    if not _BEHIND.match(text, path.end()) or _REGEX.fullmatch(path[0]):
        return None
    return (offset, path[0]) if _is_of_server(path[0]) else None


def _windows(file: PhpFile, offset: int) -> Found | None:
    if file.source[offset - 1 : offset] not in (b"'", b'"'):
        return None
    content = _string(file, offset)
    path = _WINDOWS_PATH.match(content[1]) if content and content[0] == offset else None
    if content is None or path is None or path.end() < len(content[1].rstrip("\\/ ")):
        return None
    if file.source[offset - 1] == ord('"') and _ESCAPE.match(content[1]):
        return None
    return offset, path[0].replace("\\\\", "\\")


def _string(file: PhpFile, offset: int) -> tuple[int, str] | None:
    """Return where the text starts of the string there, and the text; None if nothing follows from it."""
    span = file.span_at(offset)
    if span is None or file.source[span[0]] not in _QUOTES:
        return None
    before = file.source[max(0, span[0] - _REACH) : span[0]]
    if _JOINED.search(before) or _PATTERN.search(before) or _SAID.search(before):
        return None
    text = file.source[span[0] + 1 : span[1]]
    if text.endswith(file.source[span[0] : span[0] + 1]):
        text = text[:-1]
    return span[0] + 1, text.decode(errors="replace")


def _is_of_server(path: str) -> bool:
    names = [name for name in path.split("/") if name]
    if len(names) < _NAMES.get(names[0].rstrip("0123456789"), 2):
        return False
    if _INVENTED.intersection(names):
        return False
    if names[0] == "tmp":
        return True
    return names[0] not in _SECOND or re.fullmatch(_SECOND[names[0]], names[1]) is not None
