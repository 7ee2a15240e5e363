"""Prints what translated redirects cost PHP with opcache: milliseconds of one request, medians of runs."""

import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from audit.knowledge.apache import load_directives
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


def main() -> None:
    """Make the data in a temporary folder, measure, and print the table."""
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
