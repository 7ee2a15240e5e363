"""PHP among the files that people upload, and what makes a web server run more than PHP there."""

import re
from collections.abc import Iterator

from audit.collectors.files.areas import Spot
from audit.model.facts import Fact, Location
from audit.model.files import CodeInFiles
from audit.parsers.php.file import PhpFile
from audit.sources.tree import File

HANDLER = ".htaccess"
UNEXPECTED = frozenset(
    {
        f"**/{HANDLER}",
        *(f"**/*.{suffix}" for suffix in "php php3 php4 php5 php7 php8 phtml pht phar inc module".split()),
    }
)
LIMIT = 64 * 1024  # bytes; what does nothing is short, and says so at its head

# What a file is made of that only keeps a folder from being listed.
_IDLE = frozenset(
    b"php exit die return if not defined or abspath http_response_code header _server $_server true false"
    b" null 0 1 200 301 302 403 404 500".split()
)
_WORD = re.compile(rb"[A-Za-z_$\x80-\xff0-9]++")
_ENDS_AT_ONCE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+<\?(?:php\b)?+(?:\s++|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/|(?://|#)[^\n?]*+\n)*+"
    rb"(?:exit|die|return|__halt_compiler)\b\s*+[(;]",
    re.IGNORECASE,
)
_HANDLER = re.compile(
    rb"^[ \t]*+(?:(?:AddHandler|SetHandler|AddType|ForceType)[ \t]++[\"']?[^\s\"'#]{0,60}php"
    rb"|php\d?_(?:admin_)?flag[ \t]++engine[ \t]++[\"']?(?:on|1)\b)",
    re.IGNORECASE | re.MULTILINE,
)


def code_in_files(file: File, *, spot: Spot) -> Iterator[Fact]:
    """Yield a PHP file that does something; one that only says that silence is golden does not."""
    if not _is_idle(file):
        yield CodeInFiles(location=Location(file.path), install=spot.root, kind="code", seen_as=spot.seen_as)


def handler_in_files(file: File, *, spot: Spot) -> Iterator[Fact]:
    """Yield the line of a .htaccess that lets files run as PHP."""
    if found := _HANDLER.search(file.data):
        line = file.data.count(b"\n", 0, found.start()) + 1
        place = Location(file.path, line)
        yield CodeInFiles(location=place, install=spot.root, kind="handler", seen_as=spot.seen_as)


def _is_idle(file: File) -> bool:
    data = file.data
    if b"<?" not in data or _ENDS_AT_ONCE.match(data):
        return True
    if file.cut or data.startswith(b"#!"):
        return False
    spans = PhpFile(data).spans
    ends = [end for _, end in spans]
    starts = [*(start for start, _ in spans[1:]), len(data)]
    code = b" ".join(data[end:start] for end, start in zip(ends, starts, strict=True))
    return _IDLE.issuperset(_WORD.findall(code.lower()))
