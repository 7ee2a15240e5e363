"""Which folders are dumps."""

import gzip
import io
from functools import partial

import pytest

from audit.sources.blobs import Blob
from audit.sources.dump_folders import find_dumps, first_table

MADE = b"-- a dump\nDROP TABLE IF EXISTS `%b`;\nCREATE TABLE `%b` (a int);\n"


def found(files):
    """Return what a folder with these files is: the name, the layout and the files of each dump."""
    opened: list[str] = []

    def blob(name):
        def opening():
            opened.append(name)
            return io.BytesIO(files[name])

        return Blob(name, opening)

    dumps = find_dumps("folder", files, blob)
    return [(dump.name, dump.layout, [one.name for one in dump.blobs]) for dump in dumps], opened


@pytest.mark.parametrize(
    ("names", "layout"),
    [
        (["metadata", "wp-schema-create.sql", "wp.t-schema.sql", "wp.t.sql"], "mydumper"),
        (["metadata.partial", "wp.t-schema.sql.gz", "wp.t.00000.sql.gz"], "mydumper"),
        (["wp.t.00000.sql.zst"], "mydumper"),
        (["metadata", "wp.t.sql"], "mydumper"),
        (["@.json", "@.done.json", "wp.json", "wp.sql"], "mysql-shell"),
        (["wp@t@@0.tsv.zst", "wp@t.json"], "mysql-shell"),
        (["wp@t.tsv", "wp@t.json"], "mysql-shell"),
        (["t.sql", "t.txt", "u.sql", "u.txt"], "tab"),
        (["t.sql.gz", "t.txt.gz"], "tab"),
    ],
)
def test_names_tell_what_wrote_a_folder_and_nothing_is_opened(names, layout):
    files = dict.fromkeys(names, b"")
    assert found(files) == ([("folder", layout, sorted(names))], [])


def test_files_called_like_their_tables_are_one_dump():
    for prefix in ("", "revisr_", "db_", "2026-01-01."):
        files = {f"{prefix}{name}.sql": MADE % (name.encode(), name.encode()) for name in ("wp_a", "wp_b")}
        assert [layout for _, layout, _ in found(files)[0]] == ["tables"]


def test_files_called_otherwise_than_their_tables_are_dumps_of_their_own():
    files = {f"user_{name}.sql.gz": gzip.compress(MADE % (b"wp_a", b"wp_a")) for name in ("one", "two")}
    assert [(name, layout) for name, layout, _ in found(files)[0]] == [
        ("user_one.sql.gz", "stream"),
        ("user_two.sql.gz", "stream"),
    ]


def test_few_of_many_files_are_opened():
    files = {f"t{number}.sql": MADE % (b"t%d" % number, b"t%d" % number) for number in range(5000)}
    dumps, opened = found(files)
    assert [layout for _, layout, _ in dumps] == ["tables"]
    assert len(opened) < 20


def test_a_single_file_is_a_dump_and_other_files_are_none():
    assert found({"site.sql": MADE % (b"site", b"site"), "readme.txt": b""})[0] == [
        ("site.sql", "stream", ["site.sql"])
    ]
    assert found({"index.php": b"", "style.css": b"", "notes.txt": b"", "metadata": b""}) == ([], [])


@pytest.mark.parametrize(
    ("head", "table"),
    [
        (b"INSERT INTO `wp`.`wp_posts` VALUES (1);", "wp_posts"),
        (b"/*x*/\ncreate table if not exists wp_a (", "wp_a"),
        (b'INSERT IGNORE INTO "public"."t" VALUES', "t"),
        (b"SELECT 'CREATE TABLE x'", None),
        (b"", None),
    ],
)
def test_the_first_table_of_a_file_is_found(head, table):
    assert first_table(head) == table


def test_files_that_cannot_be_opened_are_dumps_that_say_so_later():
    def opening():
        raise OSError(13, "Permission denied")

    dumps = find_dumps("folder", ["a.sql", "b.sql"], partial(Blob, open=opening))
    assert [dump.layout for dump in dumps] == ["stream", "stream"]
