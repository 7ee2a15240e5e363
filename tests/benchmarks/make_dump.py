"""Writes a dump as dense in quotes and escapes as a real WordPress: make_dump.py FILE MB [mariadb]."""

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

_STATEMENT = 1_000_000  # bytes: mysqldump's net_buffer_length
_WORDS = (
    "lorem ipsum dolor sit amet don\\'t can\\'t O\\'Brien \\\"quoted\\\" café 😀 日本語 $19.99 &amp;"
    " (see note)"
    " INSERT INTO values ); -- comment /* x */ C:\\\\path\\\\to consectetur adipiscing elit sed do eiusmod"
).split(" ")
_TABLES = {  # as mysqldump writes them: by name
    "comments": "`comment_ID` bigint, `comment_author` text, `comment_content` text, `comment_approved` int",
    "options": "`option_id` bigint, `option_name` varchar(191), `option_value` longtext, `autoload` text",
    "postmeta": "`meta_id` bigint, `post_id` bigint, `meta_key` varchar(255), `meta_value` longtext",
    "posts": "`ID` bigint, `post_date_gmt` datetime, `post_content` longtext, `post_title` text,"
    " `post_status` varchar(20), `post_type` varchar(20)",
    "usermeta": "`umeta_id` bigint, `user_id` bigint, `meta_key` varchar(255), `meta_value` longtext",
    "users": "`ID` bigint, `user_login` varchar(60), `user_pass` varchar(255), `user_email` varchar(100)",
}
_SHARES = {"posts": 0.4, "postmeta": 0.4, "comments": 0.15, "options": 0.02, "usermeta": 0.01, "users": 0.02}


class _Texts:
    """Pools of values, so that making a gigabyte does not take an hour."""

    def __init__(self) -> None:
        self.chance = random.Random(42)
        self.words = [self._sentence(12, 60) for _ in range(2000)]
        self.html = [f'<p class=\\"x\\">{text}</p>\\r\\n\\r\\n' for text in self.words]
        self.serialised = [self._serialise() for _ in range(500)]

    def _sentence(self, low: int, high: int) -> str:
        return " ".join(self.chance.choices(_WORDS, k=self.chance.randint(low, high)))

    def _serialise(self) -> str:
        values = self.chance.choices(self.words, k=self.chance.randint(1, 12))
        pairs = "".join(
            f's:5:\\"key_{index}\\";s:{len(text)}:\\"{text}\\";' for index, text in enumerate(values)
        )
        return f"a:{len(values)}:{{{pairs}}}"


def write(path: Path, size: int, *, row_per_line: bool = False) -> None:
    """Write a dump of about this many bytes, in the layout of mysqldump or of mariadb-dump."""
    texts = _Texts()
    pick = texts.chance.choice
    rows: dict[str, Callable[[int], str]] = {
        "posts": lambda n: (
            f"({n},'2024-05-31 09:00:00','{''.join(texts.chance.choices(texts.html, k=8))}',"
            f"'{pick(texts.words)}','publish','post')"
        ),
        "postmeta": lambda n: f"({n},{n % 90000},'_data','{pick(texts.serialised)}')",
        "comments": lambda n: f"({n},'{pick(texts.words)[:40].rstrip(chr(92))}','{pick(texts.html)}',1)",
        "options": lambda n: (
            f"({n},'opt_{n}','{pick(texts.serialised)}','yes')"
            if n > 1
            else f"({n},'active_plugins','a:0:{{}}','yes')"
        ),
        "usermeta": lambda n: (
            f"({n},{n // 9},'session_tokens','{pick(texts.serialised)}')"
            if n % 9
            else f"({n},{n // 9},'wp_capabilities','a:1:{{s:10:\\\"subscriber\\\";b:1;}}')"
        ),
        "users": lambda n: f"({n},'user{n}','$P$B{n:030x}','u{n}@example.com')",
    }
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            "-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n\n/*!50503 SET NAMES utf8mb4 */;\n"
        )
        for name, columns in _TABLES.items():
            file.write(f"CREATE TABLE `wp_{name}` (\n  {columns}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;\n")
            for statement in _statements(rows[name], int(size * _SHARES[name]), "\n" if row_per_line else ""):
                file.write(f"INSERT INTO `wp_{name}` VALUES{statement};\n")
        file.write("-- Dump completed on 2026-01-01  0:00:00\n")


def _statements(row: Callable[[int], str], size: int, line_end: str) -> Iterator[str]:
    number, written = 0, 0
    while written < size:
        rows, length = [], 0
        while length < _STATEMENT and written + length < size:
            number += 1
            rows.append(row(number))
            length += len(rows[-1])
        written += length
        yield (line_end or " ") + f",{line_end}".join(rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) * 1_000_000, row_per_line="mariadb" in sys.argv[3:])
