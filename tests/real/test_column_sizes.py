"""Which rows, keys and collations MariaDB itself refuses."""

import random
import subprocess
from typing import Literal

import pytest

from audit.parsers.column_sizes import Stored, key_length, row_length

pytestmark = pytest.mark.real

TYPES = """
    int(11) bigint(20) tinyint(1) double datetime date time(3) decimal(10,2) bit(9) text longtext tinytext
    mediumblob json varchar(10) varchar(60) varchar(100) varchar(191) varchar(196) varchar(197) varchar(255)
    char(32) char(255) binary(16) varbinary(255) varbinary(400) enum('a','b') set('a','b','c')
""".split()
LONGEST = 8126


@pytest.fixture
def refused(socket):
    """Return what makes a table, and says why MariaDB does not."""

    def make(columns, options):
        sql = f"CREATE OR REPLACE TABLE sizes.t ({columns}) ENGINE=InnoDB {options}"
        command = ["mariadb", "--no-defaults", f"--socket={socket}", "-uroot", "-e"]
        subprocess.run([*command, "CREATE DATABASE IF NOT EXISTS sizes"], check=True)
        done = subprocess.run([*command, sql], capture_output=True, text=True, check=False)
        return done.stderr

    return make


@pytest.mark.parametrize("seed", range(60))
def test_a_row_is_too_long_where_mariadb_says_so(refused, seed):
    chance = random.Random(seed)
    formats: tuple[Literal["compact", "redundant"], ...] = ("compact", "redundant")
    row_format, charset = chance.choice(formats), chance.choice(("utf8mb4", "latin1", "utf8"))
    has_key = chance.random() < 0.7
    columns = [Stored("int(11)", charset, nullable=False)]
    aim = chance.randint(7700, 8500)
    while row_length(columns, row_format, has_key=has_key) < aim:
        columns.append(Stored(chance.choice(TYPES), charset, nullable=chance.random() < 0.5))
    defined = [
        f"c{number} {one.type} {'NULL' if one.nullable else 'NOT NULL'}" for number, one in enumerate(columns)
    ]
    keys = ["PRIMARY KEY (c0)"] if has_key else []
    said = refused(", ".join(defined + keys), f"ROW_FORMAT={row_format} CHARSET={charset}")
    is_long = row_length(columns, row_format, has_key=has_key) > LONGEST
    assert ("Row size too large" in said) is is_long


@pytest.mark.parametrize(
    ("type_", "part", "charset"),
    [
        ("varchar(191)", "c", "utf8mb4"),
        ("varchar(192)", "c", "utf8mb4"),
        ("varchar(255)", "c", "utf8"),
        ("varchar(256)", "c", "utf8"),
        ("varchar(767)", "c", "latin1"),
        ("varchar(768)", "c", "latin1"),
        ("text", "c(191)", "utf8mb4"),
        ("text", "c(192)", "utf8mb4"),
        ("varbinary(768)", "c", "utf8mb4"),
        ("blob", "c(767)", "utf8mb4"),
    ],
)
def test_a_key_is_too_long_where_mariadb_says_so(refused, type_, part, charset):
    said = refused(f"c {type_}, KEY k ({part})", f"ROW_FORMAT=COMPACT CHARSET={charset}")
    assert ("maximum column size is 767 bytes" in said) is ((key_length(part, type_, charset) or 0) > 767)


def test_mariadb_does_not_know_collations_of_mysql_8_nor_keys_on_expressions(refused):
    assert "Unknown collation" in refused("c varchar(9)", "CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci")
    assert "error in your SQL syntax" in refused("c varchar(9), KEY k ((lower(c)))", "")
