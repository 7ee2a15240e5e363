"""Folders that are dumps, made for tests from one small database."""

import base64
import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from audit.collectors.dump_events import DumpReading
from audit.parsers.sql import Damage, Event, RowRead, RowsCounted, RowsPicked, TableDefined, Wish
from audit.sources.blobs import DumpInput
from audit.sources.dump_folders import open_dump_folder

Rows = Sequence[tuple[bytes | None, ...]]

DATABASE = "wp db"
COLUMNS = ("id", "name", "data")
TABLES: Mapping[str, Rows] = {
    "wp_options": [
        (b"1", b"siteurl", b"http://a.example"),
        (b"2", b"odd", b"tab\there\nline\\ 'q' \"d\" \0\x1a\r\b"),
        (b"3", None, b""),
        (b"4", b"N", b"\\N"),
        (b"5", b"NULL", b"x\\"),
    ],
    "wp_posts": [(b"%d" % number, b"post %d" % number, b"x" * (number % 40)) for number in range(300)],
    "odd@na.me t": [(b"1", b"y", b"\xff\0\xfe")],
    "empty": [],
}
MADE = "CREATE TABLE `{}` (\n  `id` int NOT NULL,\n  `name` text,\n  `data` blob\n) ENGINE=InnoDB;\n"

Folder = dict[str, bytes]


def mydumper(*, chunks: int = 100, old: bool = False) -> Folder:
    """Return a folder as mydumper writes it, 0.10 or 0.19."""
    files = {"metadata": b""}
    names = {DATABASE: DATABASE if old else "mydumper_0"}
    names |= {name: "mydumper_1" if not old and "." in name else name for name in TABLES}
    base = names[DATABASE]
    sections = []
    files[f"{base}-schema-create.sql"] = f"CREATE DATABASE `{DATABASE}` /*!40100 DEFAULT */;\n".encode()
    for table, rows in TABLES.items():
        stem = f"{base}.{names[table]}"
        files[f"{stem}-schema.sql"] = f"/*!40101 SET NAMES binary*/;\n{MADE.format(table)}".encode()
        sections.append(f"\n[`{base}`.`{names[table]}`]\nreal_table_name={table}\nrows = {len(rows)}\n")
        for part in range(0, len(rows), chunks):
            lines = ",\n".join(f"({','.join(map(_double, row))})" for row in rows[part : part + chunks])
            text = f"/*!40101 SET NAMES binary*/;\nINSERT INTO `{table}` VALUES\n{lines};\n"
            number = "" if old and len(rows) <= chunks else f".{part // chunks:05d}"
            files[f"{stem}{number}.sql"] = text.encode("latin-1")
    if old:
        files["metadata"] = b"Started dump at: 2026-01-02 03:04:05\nFinished dump at: 2026-01-02 03:04:06\n"
    else:
        said = "".join(sections)
        text = f"# Started dump at: 2026-01-02 03:04:05\n[config]\nquote-character = BACKTICK\n{said}"
        files["metadata"] = f"{text}# Finished dump at: 2026-01-02 03:04:06\n".encode()
    return files


def mydumper_load(*, csv: bool = False) -> Folder:
    """Return a folder as mydumper writes it with --load-data or --csv, and binary columns in hexadecimal."""
    files = mydumper(chunks=10_000)
    separator, quote = (",", '"') if csv else ("\\t", "")
    for name in [name for name in files if name.endswith(".00000.sql")]:
        table = next(table for table in TABLES if f"INTO `{table}`".encode() in files[name])
        data = name.replace(".sql", ".dat")
        files[name] = (
            f"/*!40101 SET NAMES binary*/;\nLOAD DATA LOCAL INFILE '{data}' INTO TABLE `{table}` "
            f"FIELDS TERMINATED BY '{separator}' ENCLOSED BY '{quote}' ESCAPED BY '\\\\' "
            f"LINES STARTING BY '' TERMINATED BY '\\n' (`id`,`name`,@data)SET `data`=UNHEX(@data);\n"
        ).encode()
        sign = b"," if csv else b"\t"
        files[data] = b"".join(
            sign.join(
                [
                    row[0] or b"",
                    _escaped(row[1], quote.encode(), sign),
                    row[2].hex().upper().encode() if row[2] is not None else b"\\N",
                ]
            )
            + b"\n"
            for row in TABLES[table]
        )
    return files


def mysqlsh(*, chunks: int = 100, base64_data: bool = True, single: bool = False) -> Folder:
    """Return a folder as MySQL Shell's dumpSchemas() writes it, without compression."""
    base = "wp%20db"
    about = {
        "dumper": "mysqlsh Ver 8.0.36 for Linux on x86_64 - for MySQL 8.0.36",
        "version": "2.0.1",
        "origin": "dumpSchemas",
        "schemas": [DATABASE],
        "basenames": {DATABASE: base},
        "defaultCharacterSet": "utf8mb4",
        "serverVersion": "8.0.36",
        "begin": "2026-01-02 03:04:05",
    }
    files = {
        "@.json": _json(about),
        "@.sql": b"-- MySQLShell dump 2.0.1  Distrib Ver 8.0.36\n",
        "@.post.sql": b"-- MySQLShell dump 2.0.1\n",
        f"{base}.json": _json({"schema": DATABASE, "tables": list(TABLES), "includesData": True}),
        f"{base}.sql": f"CREATE DATABASE /*!32312 IF NOT EXISTS*/ `{DATABASE}`;\n".encode(),
    }
    sizes = {}
    for table, rows in TABLES.items():
        stem = f"{base}@{table.replace('@', '%40').replace(' ', '%20')}"
        options = {
            "schema": DATABASE,
            "table": table,
            "columns": list(COLUMNS),
            "decodeColumns": {"data": "FROM_BASE64" if base64_data else "UNHEX"},
            "defaultCharacterSet": "utf8mb4",
            "fieldsTerminatedBy": "\t",
            "fieldsEnclosedBy": "",
            "fieldsOptionallyEnclosed": False,
            "fieldsEscapedBy": "\\",
            "linesTerminatedBy": "\n",
        }
        files[f"{stem}.json"] = _json({"options": options, "includesData": True, "chunking": not single})
        files[f"{stem}.sql"] = MADE.format(table).encode()
        encode = base64.b64encode if base64_data else lambda data: data.hex().encode()
        lines = [
            b"\t".join(
                _shell(value if index < 2 or value is None else encode(value))
                for index, value in enumerate(row)
            )
            + b"\n"
            for row in rows
        ]
        pieces = [lines[at : at + chunks] for at in range(0, len(lines), chunks)] or [[]]
        for number, piece in enumerate([lines] if single else pieces):
            last = number == len(pieces) - 1
            name = f"{stem}.tsv" if single else f"{stem}@{'@' * last}{number}.tsv"
            files[name] = b"".join(piece)
            files[f"{name}.idx"] = bytes(8)
            sizes[name] = len(files[name])
    files["@.done.json"] = _json({"end": "2026-01-02 03:04:07", "dataBytes": 1, "chunkFileBytes": sizes})
    return files


def tab(*, csv: bool = False) -> Folder:
    """Return a folder as mysqldump --tab writes it."""
    files = {}
    sign, quote = (b",", b'"') if csv else (b"\t", b"")
    for table, rows in TABLES.items():
        files[f"{table}.sql"] = (
            f"-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n"
            f"-- Host: localhost    Database: wp\n"
            f"{MADE.format(table)}\n-- Dump completed on 2026-01-02  3:04:05\n"
        ).encode()
        files[f"{table}.txt"] = b"".join(
            sign.join(_escaped(value, quote, sign) for value in row) + b"\n" for row in rows
        )
    return files


def table_each(prefix: str = "") -> Folder:
    """Return a folder with a file of SQL for each table."""
    files = {}
    for table, rows in TABLES.items():
        lines = ",".join(f"({','.join(map(_single, row))})" for row in rows)
        text = f"-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n{MADE.format(table)}"
        text += f"INSERT INTO `{table}` VALUES {lines};\n" if rows else ""
        files[f"{prefix}{table}.sql"] = f"{text}-- Dump completed on 2026-01-02  3:04:05\n".encode("latin-1")
    return files


def packed(files: Folder) -> Folder:
    """Return the same folder with what can be packed in .gz files."""
    return {
        name if name.startswith("metadata") or name.endswith("json") else f"{name}.gz": (
            data if name.startswith("metadata") or name.endswith("json") else gzip.compress(data)
        )
        for name, data in files.items()
    }


def lay(folder: Path, files: Folder) -> DumpInput:
    """Write a folder and open it."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    [dump] = open_dump_folder(str(folder))
    return dump


def everything(_: str) -> Wish:
    """Want all rows of all tables."""
    return True


def events_of(dump: DumpInput, wants: Callable[[str], Wish] = everything, jobs: int = 1) -> list[Event]:
    """Return what a dump says."""
    return list(DumpReading(dump, wants, lambda *_: None, jobs).events())


def rows_of(events: list[Event]) -> dict[str, list[tuple[bytes | None, ...]]]:
    """Return the rows that were read, decoded, by table; tables without rows too."""
    rows: dict[str, list[tuple[bytes | None, ...]]] = {
        event.table: [] for event in events if isinstance(event, TableDefined)
    }
    for event in events:
        if isinstance(event, RowRead):
            rows.setdefault(event.table, []).append(tuple(map(event.get, event.columns)))
        elif isinstance(event, RowsPicked):
            picked = (tuple(map(event.value, row)) for row in event.rows)
            rows.setdefault(event.table, []).extend(picked)
    return rows


def counts_of(events: list[Event]) -> dict[tuple[str | None, str], int]:
    """Return how many rows each table has."""
    counts: dict[tuple[str | None, str], int] = {}
    for event in events:
        if isinstance(event, RowsCounted):
            key = event.database, event.table
            counts[key] = counts.get(key, 0) + event.rows
    return counts


def damages_of(events: list[Event]) -> Iterator[tuple[str, str]]:
    """Yield what is amiss: its kind, and the sentence."""
    for event in events:
        if isinstance(event, Damage):
            yield event.kind, event.text


def _json(value: object) -> bytes:
    return json.dumps(value, indent=4).encode()


def _double(value: bytes | None) -> str:
    return "NULL" if value is None else f'"{_sql(value)}"'


def _single(value: bytes | None) -> str:
    return "NULL" if value is None else f"'{_sql(value)}'"


def _sql(value: bytes) -> str:
    text = value.decode("latin-1").replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"')
    return text.replace("\0", "\\0").replace("\n", "\\n").replace("\r", "\\r").replace("\x1a", "\\Z")


def _escaped(value: bytes | None, quote: bytes, separator: bytes) -> bytes:
    if value is None:
        return b"\\N"
    special = {b"\\", separator, b"\n", b"\0", quote}
    signs = (bytes([number]) for number in value)
    return (
        quote
        + b"".join((b"\\" + (b"0" if sign == b"\0" else sign)) if sign in special else sign for sign in signs)
        + quote
    )


def _shell(value: bytes | None) -> bytes:
    if value is None:
        return b"\\N"
    named = {0: b"0", 8: b"b", 10: b"n", 13: b"r", 9: b"t", 26: b"Z", 92: b"\\"}
    return b"".join(b"\\" + named[sign] if sign in named else bytes([sign]) for sign in value)
