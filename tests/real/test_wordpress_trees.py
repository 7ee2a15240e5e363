"""WordPress' own functions find the same extensions in generated trees, every one."""

import json
import subprocess
from pathlib import Path

import pytest

from audit.collectors.asks import Ask, read_all
from audit.collectors.wordpress.activation import Disk, activate
from audit.collectors.wordpress.clues import Inner
from audit.collectors.wordpress.extensions import find_extensions
from audit.model.facts import Extension, Folders, Install, Location, Problem
from audit.parsers.privacy import without_secrets
from audit.sources.directory import Directory
from audit.sources.tree import Listing, shown
from tests.real.conftest import program
from tests.real.trees import make_tree

pytestmark = pytest.mark.real

TREES = 240
KINDS = ("plugin", "mu-plugin", "drop-in", "theme")
REASONS = {
    "": None,
    "theme_no_stylesheet": "Its style.css is missing.",
    "theme_child_invalid": "It names itself as its parent.",
    "theme_no_index": "It has neither",
    "theme_no_parent": "Its parent theme",
    "theme_parent_invalid": "is a child theme itself.",
}


@pytest.fixture(scope="module")
def trees(tmp_path_factory) -> Path:
    top: Path = tmp_path_factory.mktemp("trees")
    for seed in range(TREES):
        make_tree(top / f"{seed:03}", seed)
    return top


@pytest.fixture(scope="module")
def says(trees, php, wordpress_source) -> dict[str, dict[str, list[list[str]]]]:
    script = Path(__file__).with_name("ask_trees.php")
    command = [php, "-d", "memory_limit=512M", str(script), str(wordpress_source), str(trees)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    answers: dict[str, dict[str, list[list[str]]]] = json.loads(done.stdout)
    return answers


@pytest.mark.parametrize("seed", range(TREES))
def test_extensions_are_those_that_wordpress_finds(trees, says, seed):
    name = f"{seed:03}"
    ours = found_in(trees / name)
    for kind in KINDS:
        theirs = sorted(told(kind, values) for values in says[name][kind])
        assert sorted(seen(one) for one in ours if one.kind == kind) == theirs


def test_the_trees_hold_all_that_is_compared(says):
    counts = {kind: sum(len(answer[kind]) for answer in says.values()) for kind in KINDS}
    assert min(counts.values()) > TREES
    codes = {bytes.fromhex(theme[4]).decode() for answer in says.values() for theme in answer["theme"]}
    assert codes == set(REASONS)


def found_in(tree: Path) -> list[Extension]:
    directory = Directory(tree)
    listing = Listing(item for item in directory.walk() if not isinstance(item, Problem))
    install = Install(
        location=Location("."),
        root=".",
        cms="wordpress",
        version="6.1",
        content="wp-content",
        plugins="wp-content/plugins",
        mu_plugins="wp-content/mu-plugins",
        network=(tree / "network").exists(),
    )
    folders = Folders("wp-content", "wp-content/plugins", "wp-content/mu-plugins")
    stated = list(find_extensions(listing, install, folders))
    asks = [item for item in stated if isinstance(item, Ask)]
    facts = [item for item in stated if not isinstance(item, Ask)]
    facts += read_all(directory, asks, 1, lambda _: None)
    extensions = [fact for fact in facts if isinstance(fact, Extension)]
    hidden = [fact.extension for fact in facts if isinstance(fact, Inner) and fact.extension.kind == "theme"]
    return list(activate(extensions, {}, None, Disk(listing, install, folders, is_whole=True), hidden))


def seen(one: Extension) -> tuple[str | None, ...]:
    """Return what is compared of an extension: its file or slug, name, version, and what its kind has."""
    if one.kind != "theme":
        return one.file, one.name, one.version or "", one.requires_php or "", one.uri or ""
    reason = next((text for text in REASONS.values() if text and text in str(one.broken)), None)
    if one.broken and "child theme itself" in one.broken:
        reason = REASONS["theme_parent_invalid"]
    return one.slug, one.name, one.version or "", one.parent or "", reason or ""


def told(kind: str, values: list[str]) -> tuple[str, ...]:
    """Return the same of WordPress' answer."""
    raw = [bytes.fromhex(value) for value in values]
    name = shown(raw[0].decode("utf-8", "surrogateescape"))
    title, *texts = [without_secrets(text.decode("utf-8", "replace")) for text in raw[1:]]
    title = title if raw[1] not in {b"", raw[0]} else name  # we show the name of the file, or of the folder
    if kind != "theme":
        return (name, title, *texts)
    return name, title, texts[0], texts[1], REASONS[texts[2]] or ""


def test_php_has_what_the_questions_need():
    listed = subprocess.run([program("php", "php-cli"), "-m"], capture_output=True, text=True, check=True)
    assert "pcntl" in listed.stdout
