"""The shape of the code base."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "audit").rglob("*.py"))

DOORS = {
    "click": {"cli"},
    "git": {"git"},
    "rich": {"cli"},
    "jinja2": {"html"},
    "markupsafe": {"html", "visible"},
    "phpserialize": {"serialized"},
    "packaging": {"versions"},
    "isal": {"gzip_stream"},
    "zstandard": {"zstd_stream"},
    "sqlite3": {"sqlite"},
    "xml": {"web_config"},
    "multiprocessing": {"asks", "dump_folder_jobs"},
}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_stays_under_400_lines(module):
    assert len(module.read_text("utf-8").splitlines()) < 400


def test_the_whole_audit_is_one_page():
    assert len((ROOT / "audit" / "scan.py").read_text("utf-8").splitlines()) <= 100


def test_broad_catches_stand_where_the_design_has_them():
    places = {_door(path) for path in MODULES if "except Exception" in path.read_text("utf-8")}
    assert places == {"cli", "asks"}


def test_no_module_is_called_what_says_nothing():
    vague = {"utils", "util", "helpers", "common", "base", "manager", "misc"}
    assert not vague & {path.stem for path in MODULES}


@pytest.mark.parametrize(("library", "doors"), DOORS.items())
def test_a_library_has_one_door(library, doors):
    assert {_door(path) for path in MODULES if library in _imported(path)} == doors


def _door(path: Path) -> str:
    return "cli" if path.parent.name == "cli" else path.stem


def _imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found
