"""Prints what translated redirects cost PHP with opcache, and what it costs to read .htaccess files."""

import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random

from audit.knowledge.apache import load_directives
from audit.parsers.apache import lines as apache_lines
from audit.parsers.apache.lines import parse
from audit.redirects.php import to_php
from audit.redirects.translate import translate
from audit.resources import TEMPLATES

_ASK = Path(__file__).parent / "redirects.php"
_RUNTIME = TEMPLATES / "redirects" / "runtime.php"
_OPCACHE = ["-d", "opcache.enable_cli=1", "-d", "opcache.file_update_protection=0"]
_BLOCK = (
    "RewriteEngine On",
    "RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]",
    "RewriteBase /",
    "RewriteRule ^index\\.php$ - [L]",
    "RewriteCond %{REQUEST_FILENAME} !-f",
    "RewriteCond %{REQUEST_FILENAME} !-d",
    "RewriteRule . /index.php [L]",
)
_MISS = "/some/page/that/is-not-there/?x=1"


_FILES = 1000
_NAME = re.compile(r"[a-z]{4,}(?=[/.\"$)])")


def main() -> None:
    """Make the data in a temporary folder, measure, and print the tables."""
    _requests()
    _reading()


def _reading() -> None:
    """Print what 1,000 files cost to parse, and how often as long that is as to read and split them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"\n{'1,000 .htaccess files':58} {'ms':>8} {'lines':>8} {'ratio':>6}")
        for what, texts in (
            ("that repeat ten files", [text for _ in range(_FILES // 10) for text in _texts(10)]),
            ("that repeat but for names in half of their lines", list(_texts(_FILES, share=0.5))),
            ("of which each has other names in all lines", list(_texts(_FILES, share=1))),
        ):
            paths = [folder / f"{number}" for number in range(_FILES)]
            for path, text in zip(paths, texts, strict=True):
                path.write_bytes(text)
            split = _least(paths, lambda data: data.decode().split("\n"))
            read = _least(paths, partial(parse, directives=load_directives()))
            count = sum(text.count(b"\n") for text in texts)
            print(f"{what:58} {read:8.1f} {count:8,} {read / split:6.1f}")


def _texts(count: int, share: float = 0) -> Iterator[bytes]:
    """Yield files with WordPress' block, a plugin's and some redirects; names differ by chance."""
    chance = Random(1)
    usual = [*_BLOCK, "Options -Indexes", "<IfModule mod_expires.c>", "ExpiresActive On"]
    usual += [
        f'ExpiresByType {kind} "access plus 1 month"' for kind in ("image/png", "text/css", "font/woff2")
    ]
    usual += [
        "</IfModule>",
        "# old addresses",
        *(f"Redirect 301 /old/page{n}/ /new/page/" for n in range(12)),
    ]
    usual += [f"RewriteRule ^shop/item{n}/(.*)$ /store/thing/$1 [R=301,L]" for n in range(6)]
    for number in range(count):
        own = rf"\g<0>{number}"
        lines = (_NAME.sub(own, line) if chance.random() < share else line for line in usual)
        yield "".join(f"{line}\n" for line in lines).encode()


def _least(paths: Sequence[Path], work: Callable[[bytes], object]) -> float:
    """Return the milliseconds that it takes to read files and work on them, the least of five runs."""
    spent = []
    for _ in range(5):
        apache_lines.forget()
        start = time.perf_counter()
        for path in paths:
            with path.open("rb") as file:
                work(file.read())
        spent.append(time.perf_counter() - start)
    return min(spent) * 1000


def _requests() -> None:
    literal = [f"RewriteRule ^old/page-{n}/?$ /new/page-{n}/ [R=301,L]" for n in range(5000)]
    prefixes = [f"Redirect 301 /old/page-{n} /new/page-{n}" for n in range(5000)]
    patterns = [f"RewriteRule ^old-{n}/(.*)\\.html$ /new-{n}/$1/ [R=301,L]" for n in range(3000)]
    on = "RewriteEngine On"
    rows: tuple[tuple[str, Iterable[str], str, float | None], ...] = (
        ("no rules at all", [], _MISS, None),
        ("WordPress' own block, a miss", _BLOCK, _MISS, None),
        ("5,000 Redirect lines, a miss", prefixes, _MISS, 0.02),
        ("5,000 Redirect lines, the last", prefixes, "/old/page-4999/a", None),
        ("5,000 literal RewriteRules, a miss", [on, *literal], _MISS, 0.02),
        ("5,000 literal ones above WordPress' block, a miss", [on, *literal, *_BLOCK], _MISS, None),
        ("500 patterns, a miss", [on, *patterns[:500]], _MISS, 0.5),
        ("500 patterns above WordPress' block, a miss", [on, *patterns[:500], *_BLOCK], _MISS, 0.5),
        ("3,000 patterns, a miss", [on, *patterns], _MISS, None),
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"{'what':58} {'ms':>8} {'answer':>8} {'goal':>6}")
        for what, lines, uri, goal in rows:
            _row(folder, what, lines, uri, goal)
        _row(folder, "5,000 Redirect lines, a miss, without opcache", prefixes, _MISS, None, opcache=False)


def _row(
    folder: Path, what: str, lines: Iterable[str], uri: str, goal: float | None, *, opcache: bool = True
) -> None:
    file = parse("\n".join(lines).encode(), directives=load_directives())
    data = folder / f"{abs(hash(what))}.php"
    data.write_text(to_php(translate({"": file}, frozenset({"www.example.com"}))))
    times = 200 if opcache else 10
    command = ["php", *(_OPCACHE if opcache else ()), str(_ASK), str(_RUNTIME), str(data), uri, str(times)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    cost, answer = done.stdout.split()
    print(f"{what:58} {float(cost):8.4f} {answer:>8} {'' if goal is None else goal:>6}")


if __name__ == "__main__":
    main()
