"""The same tables in SQLite and PostgreSQL as in a dump of MySQL."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from io import BytesIO
from pathlib import Path

from audit.parsers.sql import RowRead, TableDefined, read_dump

# Columns that Drupal keeps as blobs.
BLOBS = frozenset({"data", "value", "info", "meta_value"})
Value = int | str | bytes | None


class Tables:
    """Tables with their rows."""

    def __init__(self, sql: bytes) -> None:
        self.columns: dict[str, tuple[str, ...]] = {}
        self.rows: dict[str, list[tuple[Value, ...]]] = {}
        for event in read_dump(BytesIO(sql).read, lambda _: True):
            if isinstance(event, TableDefined):
                self.columns[event.table] = event.columns
                self.rows[event.table] = []
            elif isinstance(event, RowRead):
                row = (_value(event, place, name) for place, name in enumerate(event.columns))
                self.rows[event.table].append(tuple(row))

    def kinds(self, table: str) -> dict[str, str]:
        """Return a type of PostgreSQL for each column."""
        found = {}
        for place, name in enumerate(self.columns[table]):
            values = {type(row[place]) for row in self.rows[table] if row[place] is not None}
            found[name] = "bytea" if bytes in values else "bigint" if values == {int} else "text"
        return found


def sqlite_file(tables: Tables, path: Path) -> Path:
    """Write an SQLite database."""
    with closing(sqlite3.connect(path)) as database:
        for name, columns in tables.columns.items():
            database.execute(f'CREATE TABLE "{name}" ({", ".join(map(_name, columns))})')
            places = ", ".join("?" * len(columns))
            database.executemany(f'INSERT INTO "{name}" VALUES ({places})', tables.rows[name])
        database.commit()
    return path


def sqlite_dump(tables: Tables, path: Path) -> Path:
    """Write what Python's own SQLite dumps."""
    with closing(sqlite3.connect(sqlite_file(tables, path.with_suffix(".db")))) as database:
        path.write_text("\n".join(database.iterdump()), "utf-8")
    return path


def postgres_schema(tables: Tables) -> str:
    """Return the statements that make the tables."""
    return "".join(
        f"CREATE TABLE public.{_name(table)} ("
        + ",\n    ".join(f"{_name(column)} {kind}" for column, kind in tables.kinds(table).items())
        + "\n);\n"
        for table in tables.columns
    )


def postgres_rows(tables: Tables) -> Iterator[str]:
    """Yield the rows as COPY takes them."""
    for table, rows in tables.rows.items():
        columns = ", ".join(map(_name, tables.columns[table]))
        yield f"COPY public.{_name(table)} ({columns}) FROM stdin;\n"
        yield from ("\t".join(map(_copied, row)) + "\n" for row in rows)
        yield "\\.\n\n"


def postgres_dump(tables: Tables, path: Path) -> Path:
    """Write a dump with COPY."""
    begun = "--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'UTF8';\n"
    ended = "--\n-- PostgreSQL database dump complete\n--\n"
    path.write_text(begun + postgres_schema(tables) + "".join(postgres_rows(tables)) + ended, "utf-8")
    return path


def postgres_inserts(tables: Tables, path: Path) -> Path:
    """Write a dump with INSERT."""
    begun = "--\n-- PostgreSQL database dump\n--\n\nSET standard_conforming_strings = on;\n"
    rows = "".join(
        f"INSERT INTO public.{_name(table)} VALUES ({', '.join(map(_inserted, row))});\n"
        for table, found in tables.rows.items()
        for row in found
    )
    ended = "--\n-- PostgreSQL database dump complete\n--\n"
    path.write_text(begun + postgres_schema(tables) + rows + ended, "utf-8")
    return path


WRITERS: Mapping[str, Callable[[Tables, Path], Path]] = {
    "sqlite-file": sqlite_file,
    "sqlite-dump": sqlite_dump,
    "postgres-copy": postgres_dump,
    "postgres-inserts": postgres_inserts,
}


def _value(row: RowRead, place: int, name: str) -> Value:
    value = row.at(place)
    if value is None or name in BLOBS:
        return value
    if row.fields[place][:1] != b"'":
        return int(value)
    return value.decode("utf-8", "replace").replace("\0", "")


def _name(name: str) -> str:
    return f'"{name}"'


def _copied(value: Value) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    text = str(value).replace("\\", "\\\\")
    return text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def _inserted(value: Value) -> str:
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(value)
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    return "'" + value.replace("'", "''") + "'"
