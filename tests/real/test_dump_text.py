"""What stands in the columns of a WordPress, as MariaDB gives them, is what is counted in its dumps."""

import subprocess
from pathlib import Path

import pytest

from audit.collectors.dump_text import DumpText
from audit.model.database import HostMentions, PathMentions

pytestmark = pytest.mark.real

_HOSTS = (
    "example.org",
    "shop.example.org",
    "api.wordpress.org",
    "wordpress.org",
    "127.0.0.1",
    "cdn.example.net",
)
_WAYS = ("http://%s", "https://%s", "https:\\/\\/%s", "https%%3A%%2F%%2F%s", '"//%s')
_BEHIND = "abcdefghijklmnopqrstuvwxyz0123456789.-_@"
_TEXTS = "'char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext'"
_OWN = r"""
INSERT INTO wp_options (option_name, option_value) VALUES
('serialised', 's:24:"http://shop.example.org/";'),
('array', 'a:2:{s:1:"a";s:25:"https://shop.example.org/";i:0;s:20:"//cdn.example.net/x/";}'),
('json', '{"url":"https:\\/\\/shop.example.org\\/x","path":"\\/home\\/joe\\/www\\/a"}'),
('quotes', 'it''s "http://cdn.example.net/" and \\ \n<a href=\'http://cdn.example.net\'>'),
('twice', 'https://cdn.example.net/?u=https%3A%2F%2Fshop.example.org%2F'),
('path', '/home/joe/www/wp-content/uploads');
"""


class Shop:
    """A WordPress in a database of its own, with some options of ours."""

    def __init__(self, socket: Path, dump: Path) -> None:
        self._options = ("--no-defaults", f"--socket={socket}", "-uroot", "--default-character-set=utf8mb4")
        self.ask("CREATE DATABASE shop_text DEFAULT CHARSET utf8mb4", "")
        self.ask(dump.read_text("utf-8"))
        self.ask(_OWN)
        self.tables = [row[0] for row in self.ask("SHOW TABLES")]

    def ask(self, text: str, database: str = "shop_text") -> list[list[str]]:
        command = ["mariadb", *self._options, "-N", *([database] if database else [])]
        done = subprocess.run(command, input=text, check=True, capture_output=True, encoding="utf-8")
        return [line.split("\t") for line in done.stdout.splitlines()]

    def dump(self, *tables: str) -> bytes:
        command = ["mariadb-dump", *self._options, "shop_text", *tables]
        return subprocess.run(command, check=True, capture_output=True).stdout

    def texts(self, table: str) -> list[str]:
        columns = self.ask(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'shop_text'"
            f" AND table_name = '{table}' AND data_type IN ({_TEXTS})"
        )
        rows = [row for (name,) in columns for row in self.ask(f"SELECT HEX({name}) FROM {table}")]
        return [bytes.fromhex(row[0]).decode() for row in rows if row[0] != "NULL"]


def mentions(text: str, host: str) -> int:
    written = [way % host for way in _WAYS]
    ends = [at + len(one) for one in written for at in range(len(text)) if text.startswith(one, at)]
    behind = [text[at:].removeprefix(".")[:1] for at in ends]  # a full stop may end the sentence
    return sum(not one or one not in _BEHIND for one in behind)


@pytest.fixture(scope="module")
def shop(socket, single) -> Shop:
    return Shop(socket, single.dump)


def test_the_addresses_in_each_table_are_as_many_as_in_its_columns(shop):
    text = DumpText("shop.sql")
    for table in shop.tables:
        text.feed(shop.dump(table))
        text.passed(None, table)
        text.close()
    told = {fact.host: fact for fact in text.facts() if isinstance(fact, HostMentions)}
    assert told["shop.example.org"].serialized >= 2
    assert told["shop.example.org"].escaped == 1
    for host in _HOSTS:
        counted = {table: sum(mentions(one, host) for one in shop.texts(table)) for table in shop.tables}
        tables = told[host].tables if host in told else ()
        assert {one.table: one.mentions for one in tables} == {table: n for table, n in counted.items() if n}


def test_the_whole_dump_has_the_same_sums_as_its_tables(shop):
    apart, whole = DumpText("shop.sql"), DumpText("shop.sql")
    for table in shop.tables:
        apart.feed(shop.dump(table))
        apart.close()
    whole.feed(shop.dump())
    whole.close()
    assert list(apart.facts()) == list(whole.facts())


def test_the_path_of_the_server_is_found_however_it_is_written(shop):
    text = DumpText("shop.sql")
    text.feed(shop.dump("wp_options"))
    text.close()
    told = {fact.path: fact.mentions for fact in text.facts() if isinstance(fact, PathMentions)}
    assert told["/home/joe/www"] == 2
