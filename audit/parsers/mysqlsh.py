"""
What the names and JSON files of a MySQL Shell dump say.

Read about: MySQL Shell 8.0.21 to 9.x, dumpInstance(), dumpSchemas() and dumpTables().
"""

import json
import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

from audit.parsers.tabbed_format import Format

UNFINISHED = ".dumping"  # ends the name of a file that is being written
_CHUNK = re.compile(r"@(?P<last>@?)(?P<number>\d{1,9})\Z")
_ROWS = re.compile(r"(?P<stem>.+)\.(?:tsv|csv|txt)(?:\.(?:zst|gz))?\Z")
_SERVER = re.compile(r"\d[\w.+-]{0,60}")
_SHELL = re.compile(r"mysqlsh Ver ([\d.]+)|mysqlsh ([\d.]+)", re.IGNORECASE)
_ENCODINGS = {"UNHEX": "hex", "FROM_BASE64": "base64"}


class Instance(NamedTuple):
    """What "@.json" says."""

    shell: str | None  # the version of MySQL Shell
    server: str | None  # that of the server
    charset: str | None
    started: str | None


class Sheet(NamedTuple):
    """What the JSON file of a table says."""

    database: str
    table: str
    columns: tuple[str, ...]
    form: Format
    encoded: tuple[tuple[str, str], ...]  # columns, and what their values were made: base64 or hex
    stems: tuple[str, ...]  # names of partitions' files begin so; none: as the JSON file's name does
    has_rows: bool
    is_chunked: bool


class Chunk(NamedTuple):
    """What the name of a file of rows says."""

    name: str
    stem: str  # of the table, or of its partition
    number: int | None  # None: it is the only file
    is_last: bool


def parse_instance(data: bytes) -> Instance:
    """
    Return what "@.json" says, as far as it can be read.

    >>> parse_instance(b'{"dumper": "mysqlsh Ver 8.0.36 for Linux", "serverVersion": "8.0.36"}')[:2]
    ('8.0.36', '8.0.36')
    """
    said = _object(data)
    shell = _SHELL.search(_text(said.get("dumper")) or "")
    server = _SERVER.match(_text(said.get("serverVersion")) or "")
    return Instance(
        shell=shell and (shell[1] or shell[2]),
        server=server and server[0],
        charset=_text(said.get("defaultCharacterSet")),
        started=_text(said.get("begin")),
    )


def parse_sheet(data: bytes) -> Sheet | None:
    """
    Return what the JSON file of a table says; None where it is none.

    >>> parse_sheet(b'{"options": {"schema": "wp", "table": "t", "columns": ["a"]}}').columns
    ('a',)
    """
    said = _object(data)
    options = said.get("options")
    if not isinstance(options, dict):
        return None
    database, table = _text(options.get("schema")), _text(options.get("table"))
    if not database or not table:
        return None
    usual = Format()
    form = Format(
        separator=_bytes(options.get("fieldsTerminatedBy"), usual.separator),
        quote=_bytes(options.get("fieldsEnclosedBy"), usual.quote),
        escape=_bytes(options.get("fieldsEscapedBy"), usual.escape),
        end=_bytes(options.get("linesTerminatedBy"), usual.end),
    )
    decode = options.get("decodeColumns")
    encoded = decode.items() if isinstance(decode, dict) else ()
    stems = said.get("basenames")
    return Sheet(
        database=database,
        table=table,
        columns=_texts(options.get("columns")),
        form=form,
        encoded=tuple((name, _ENCODINGS[how]) for name, how in encoded if _text(how) in _ENCODINGS),
        stems=_texts(list(stems.values()) if isinstance(stems, dict) else None),
        has_rows=said.get("includesData") is not False,
        is_chunked=said.get("chunking") is not False,
    )


def parse_database(data: bytes) -> str | None:
    """
    Return the database that the JSON file of one is about; None where it is none.

    >>> parse_database(b'{"schema": "wp", "tables": ["t"]}')
    'wp'
    """
    return _text(_object(data).get("schema"))


def parse_sizes(data: bytes) -> dict[str, int] | None:
    """
    Return the size, unpacked, of each file of rows that "@.done.json" lists; None: it lists none.

    >>> parse_sizes(b'{"end": "", "chunkFileBytes": {"wp@t@@0.tsv.zst": 12}}')
    {'wp@t@@0.tsv.zst': 12}
    """
    sizes = _object(data).get("chunkFileBytes")
    if not isinstance(sizes, dict):
        return None
    return {name: size for name, size in sizes.items() if isinstance(size, int)}


def parse_chunks(names: Iterable[str]) -> list[Chunk]:
    """
    Return what the names of files of rows say; other names are passed over.

    >>> parse_chunks(["wp@t@@3.tsv.zst", "wp@t.json"])
    [Chunk(name='wp@t@@3.tsv.zst', stem='wp@t', number=3, is_last=True)]
    """
    chunks = []
    for name in names:
        rows = _ROWS.match(name.removesuffix(UNFINISHED))
        if not rows or "@" not in rows["stem"]:
            continue
        stem = rows["stem"]
        chunk = _CHUNK.search(stem)
        if chunk and "@" in stem[: chunk.start()]:
            number = int(chunk["number"])
            chunks.append(Chunk(name, stem[: chunk.start()], number, bool(chunk["last"])))
        else:
            chunks.append(Chunk(name, stem, None, is_last=False))
    return chunks


def parse_stem(stem: str) -> tuple[str, str | None]:
    """
    Return the database and the table that a file name begins with.

    >>> parse_stem("wp%20old@a%40b@p0"), parse_stem("wp")
    (('wp old', 'a@b'), ('wp', None))
    """
    database, *rest = stem.split("@")
    return unquote(database), unquote(rest[0]) if rest else None


def _object(data: bytes) -> dict[str, object]:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _texts(values: object) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str)) if isinstance(values, list) else ()


def _bytes(value: object, usual: bytes) -> bytes:
    return value.encode("utf-8", "replace") if isinstance(value, str) else usual
