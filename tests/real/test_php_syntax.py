"""PHP's own compiler judges which files hold syntax that it does not take."""

import json
import random
import re
import subprocess
from pathlib import Path

import pytest

from audit.parsers.php.file import PhpFile
from audit.parsers.php.syntax import syntax
from audit.parsers.php.syntax_added import ADDED
from audit.parsers.php.syntax_removed import REMOVED
from tests.parsers.php.test_syntax import ADDED as NEW
from tests.parsers.php.test_syntax import HARMLESS
from tests.parsers.php.test_syntax import REMOVED as OLD
from tests.real.php_packages import php_files

pytestmark = pytest.mark.real

COMPILER = Path(__file__).parent / "php_compile.php"
# These change what code does, and compile.
QUIET = {"PHP 4 style constructor", "unquoted array key or bare word", '<script language="php">'}
# What PHP says of them, whatever else is wrong.
SAID = re.compile(
    r'curly braces|unexpected token "(?:\{|new|&)"|Unparenthesized|__autoload\(\)|as class name|cast is no'
)
AFTER_8_2 = {
    "typed class constants",
    "dynamic class constant fetch C::{$x}",
    "property hooks",
    "asymmetric visibility",
    "new X()->m() without parentheses",
    "pipe operator |>",
    "(void) cast",
}


@pytest.fixture(scope="session")
def compiled(php):
    """Return what compiles files and returns PHP's error for each, or None."""
    settings = {
        "opcache.enable": 1,
        "opcache.enable_cli": 1,
        "opcache.file_update_protection": 0,
        "short_open_tag": 0,
        "display_errors": 1,
        "html_errors": 0,
        "log_errors": 0,
    }
    command = [php, *(f"-d{name}={value}" for name, value in settings.items()), str(COMPILER)]

    def errors(files):
        names = "".join(f"{file}\n" for file in files)
        done = subprocess.run(command, input=names, capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    return errors


def stopping(source: bytes) -> set[str]:
    """Return the syntax in a file with which PHP 8.2 does not compile it."""
    found = syntax(PhpFile(source))
    gone = {check.symbol for check in REMOVED} - QUIET
    return {
        use.symbol
        for use in found
        if use.kind == "reserved-name" or use.symbol in gone or use.symbol in AFTER_8_2
    }


def test_every_piece_that_is_looked_for_is_tried_here():
    tried = OLD.keys() | NEW.keys()
    assert {check.symbol for check in (*REMOVED, *ADDED)} <= tried


def test_what_is_said_of_single_pieces_holds(compiled, tmp_path):
    pieces = [code for table in (OLD, NEW) for codes in table.values() for code in codes]
    pieces += HARMLESS
    files = []
    for number, code in enumerate(pieces):
        files.append(tmp_path / f"{number}.php")
        files[-1].write_text(f"<?php {code}", "utf-8")
    wrong = {
        code: (error, said)
        for code, file, error in zip(pieces, files, compiled(files), strict=True)
        if bool(said := stopping(file.read_bytes())) != (error is not None) and (said or SAID.search(error))
    }
    assert not wrong


def test_files_that_compile_hold_nothing_that_stops_php(compiled):
    files = php_files()
    chosen = random.Random(4).sample(files, min(3000, len(files)))
    errors = compiled(chosen)
    assert len(errors) == len(chosen) > 500
    for file, error in zip(chosen, errors, strict=True):
        said = stopping(file.read_bytes())
        assert not said or error is not None, (file, said)
        assert said or error is None or not re.search("curly braces|Unparenthesized|__autoload", error), file
