import base64
import json
import lzma
import posixpath
import time
from pathlib import Path

import pytest

from audit.collectors.drupal.discovery import Found, discover, refusal_text
from audit.collectors.drupal.discovery_versions import satisfies
from audit.sources.tree import Entry, Listing

CASES = json.loads(
    lzma.decompress((Path(__file__).parents[2] / "cases/drupal-discovery.json.xz").read_bytes())
)
KEYS = (
    "name",
    "version",
    "core",
    "core_version_requirement",
    "core_incompatible",
    "project",
    "hidden",
    "dependencies",
    "base theme",
    "engine",
    "package",
    "lifecycle",
    "datestamp",
)
KINDS = ("module", "theme", "profile", "theme_engine")


def tree(files):
    """Return the listing of a tree that is only a dict, and what reads its files."""
    folders: dict[str, dict[str, Entry]] = {"": {}}
    for path, content in files.items():
        parent = ""
        *parts, name = path.split("/")
        for part in parts:
            here = posixpath.join(parent, part)
            folders[parent].setdefault(part, Entry("folder"))
            folders.setdefault(here, {})
            parent = here
        link = content.get("link") if isinstance(content, dict) else None
        folders[parent][name] = Entry("file") if link is None else Entry("link", target=link)
    listing = Listing(folders.items())
    return listing, lambda path: bytes_of(files.get(path))


def bytes_of(content):
    if isinstance(content, dict):
        return base64.b64decode(content["base64"]) if "base64" in content else None
    return content.encode() if isinstance(content, str) else content


def found(files, version, **options):
    """Return what is found, as kind -> name -> Found."""
    discovery = discover(*tree(files), version=version, **{"docroot": "", **options})
    by_kind: dict[str, dict[str, Found]] = {kind: {} for kind in KINDS}
    for extension in discovery.found:
        by_kind[extension.kind][extension.name] = extension
    return by_kind, discovery


def plain(value):
    """Return a value as the cases write it: what PHP holds as a list is one."""
    if isinstance(value, dict):
        if set(value) == {"base64"}:
            return base64.b64decode(value["base64"]).decode("latin-1")
        if list(value) == [str(place) for place in range(len(value))]:
            return [plain(item) for item in value.values()]
        return {key: plain(item) for key, item in value.items()}
    if hasattr(value, "tag"):
        return {"object": "Symfony\\Component\\Yaml\\Tag\\TaggedValue"}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def same(one, other):
    return json.dumps(plain(one), sort_keys=True) == json.dumps(plain(other), sort_keys=True)


def as_recorded(extension: Found, expected, keys):
    """Return what was found in the words of a case, as far as the case speaks of it."""
    info = {key: value for key, value in (extension.info or {}).items() if key in keys}
    answer = {
        "path": extension.path,
        "file": extension.file,
        "main": extension.main,
        "info": info,
        "info_error": extension.error,
        "rebuilt": extension.rebuilt,
        "base_themes": [list(pair) for pair in extension.base_themes],
    }
    return {
        key: value
        for key, value in answer.items()
        if key in expected or (value and key not in ("main", "info"))
    }


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES["cases"]])
def test_drupal_itself_answered_the_same(case):
    by_kind, discovery = found(
        case["files"],
        case["core"],
        docroot=case.get("docroot", ""),
        site_path=case["site_path"],
        profile=case["profile"],
        settings=case.get("settings") or {},
    )
    keys = (*KEYS, *case.get("keys", ()))
    expected, either = case["expect"], case.get("either", {})
    assert set(discovery.errors.values()) <= {expected.get("error"), *either.get("error", ())}
    assert bool(discovery.errors) == ("error" in expected or "error" in either)
    dropped = expected.get("module_dropped", {})
    for name in set(dropped) | set(discovery.dropped):
        assert discovery.dropped.get(name) in (
            either.get("module_dropped", {}).get(name) or [dropped.get(name)]
        )
    for kind in KINDS if not discovery.errors else ():
        names = set(expected[kind]) | set(by_kind[kind])
        for name in names:
            answers = either.get(kind, {}).get(name) or [expected[kind].get(name)]
            extension = by_kind[kind].get(name)
            recorded = [extension and as_recorded(extension, answer or {}, keys) for answer in answers]
            pairs = zip(recorded, answers, strict=True)
            assert any(same(mine, theirs) for mine, theirs in pairs), (kind, name, recorded, answers)


def test_every_case_is_compared():
    assert len(CASES["cases"]) == 906


INFO = "name: {0}\ntype: module\ncore_version_requirement: ^10\n"


def drupal(modules, lines=""):
    """Return a Drupal with so many modules."""
    files = {"core/core.services.yml": ""}
    for number in range(modules):
        folder = f"modules/contrib/m{number // 4}/modules/m{number}"
        files[f"{folder}/m{number}.info.yml"] = INFO.format(f"M{number}") + lines
        files[f"{folder}/m{number}.module"] = "<?php\n"
        files[f"{folder}/src/Controller/C.php"] = "<?php\n"
    return files


def test_two_thousand_modules_are_found_in_about_a_second():
    listing, read = tree(drupal(2_000, "dependencies:\n  - drupal:node\n  - drupal:views\n"))
    start = time.process_time()
    discovery = discover(listing, read, docroot="", version="10.6.15")
    assert len(discovery.found) == 2_000
    assert time.process_time() - start < 2.5


def test_each_file_is_read_once():
    listing, read = tree(drupal(20))
    asked = []

    def counted(path):
        asked.append(path)
        return read(path)

    for version in ("7.105", "9.5.11", "11.4.5"):
        asked.clear()
        discover(listing, counted, docroot="", version=version, profile="standard")
        assert len(asked) == len(set(asked))


@pytest.mark.parametrize("version", ["6.29", "7.105", "9.5.11", "11.4.5"])
def test_links_in_circles_end(version):
    by_kind, _ = found(
        {
            "modules/a/a.info.yml": INFO.format("A").replace("^10", "'*'"),
            "modules/a/a.info": "name = A\ncore = 7.x\n",
            "modules/a/a.module": "<?php",
            "modules/a/loop": {"link": ".."},
            "modules/self": {"link": "self"},
            "modules/up": {"link": "../.."},
            "sites/all/modules": {"link": "../../modules"},
        },
        version,
    )
    assert "a" in by_kind["module"]


@pytest.mark.parametrize("version", ["7.105", "10.6.15"])
def test_folders_with_very_many_names_end(version):
    files: dict[str, object] = {"modules/d0/a.module": "<?php", "modules/d0/a.info": "name = A"}
    for level in range(1, 40):
        files[f"modules/d{level}/one"] = {"link": f"../d{level - 1}"}
        files[f"modules/d{level}/two"] = {"link": f"../d{level - 1}"}
    start = time.process_time()
    found(files, version)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("version", ["6.29", "7.105", "8.0.6", "9.5.11", "10.2.12", "11.4.5"])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\0",
        b"name: x\ntype: [",
        b"a: &a [*a]",
        b"x" * 1_000_000,
        b"name: x\ntype:\n  - module",
        None,
    ],
    ids=range(7),
)
def test_a_broken_info_file_raises_nothing(version, data):
    files = {f"modules/a/a.{suffix}": data for suffix in ("info", "info.yml")}
    discovery = discover(*tree({**files, "modules/a/a.module": b"<?php"}), docroot="", version=version)
    assert [extension.info for extension in discovery.found] in ([], [None])
    assert bool(discovery.broken) == bool(discovery.errors)


@pytest.mark.parametrize(
    "version", ["7.x-dev", "11.x-dev", "", None, "5.23", "12.0.0", "six", "9.5.x-custom"]
)
def test_a_version_that_nobody_knows_counts_as_the_nearest(version):
    files = {
        "modules/a/a.info.yml": INFO.format("A").replace("^10", "'*'"),
        "modules/a/a.info": "name = A",
        "modules/a/a.module": "<?php",
    }
    by_kind, _ = found(files, version)
    assert by_kind["module"]["a"].info["name"] == "A"


def test_copies_that_lost_are_named_the_next_best_first():
    files = {
        f"{place}/a/a.info.yml": INFO.format("A")
        for place in ("modules", "sites/all/modules", "core/modules")
    }
    by_kind, _ = found({**files, "modules/custom/a/a.info.yml": INFO.format("A")}, "10.6.15")
    extension = by_kind["module"]["a"]
    assert extension.path == "modules/custom/a"
    assert extension.copies == ("modules/a", "sites/all/modules/a", "core/modules/a")


def test_copies_that_lost_are_named_in_drupal_7_too():
    files = {
        f"{place}/a/a.{suffix}": text
        for place in ("modules", "sites/all/modules", "sites/default/modules")
        for suffix, text in (("module", "<?php"), ("info", "name = A\ncore = 7.x"))
    }
    files["sites/default/modules/a/a.info"] = "name = A\ncore = 6.x"
    by_kind, _ = found(files, "7.105")
    assert by_kind["module"]["a"].path == "sites/all/modules/a"
    assert by_kind["module"]["a"].copies == ("modules/a", "sites/default/modules/a")


def test_a_file_that_ends_the_discovery_is_named_and_what_else_is_there_is_found():
    files = {"modules/a/a.info.yml": INFO.format("A"), "modules/b/b.info.yml": "type: module\n"}
    by_kind, discovery = found(files, "11.2.0")
    assert discovery.broken == (("modules/b/b.info.yml", "missing keys: name"),)
    assert discovery.errors["theme"] == "missing keys: name"
    assert {name: extension.error for name, extension in by_kind["module"].items()} == {
        "a": None,
        "b": "missing keys: name",
    }


@pytest.mark.parametrize(
    ("constraint", "fits"),
    [
        ("^8 || ^9", ["8.0.0", "9.5.11"]),
        (">=9.4 <10", ["9.5.11"]),
        ("~9.5", ["9.5.11"]),
        ("~9.5.2", ["9.5.11"]),
        ("^9.5.12", []),
        ("9.x", ["9.5.11"]),
        ("9.0 - 10.1", ["9.5.11", "10.1.0", "10.0.0-beta1"]),
        ("!=9.5.11", ["8.0.0", "10.1.0", "10.0.0-beta1", "11.0.0-dev"]),
        ("^10", ["10.1.0", "10.0.0-beta1"]),
        (">10.0.0-beta1,<11", ["10.1.0"]),
        ("^11@dev", ["11.0.0-dev"]),
        ("*", ["8.0.0", "9.5.11", "10.1.0", "10.0.0-beta1", "11.0.0-dev"]),
    ],
)
def test_a_constraint_lets_in_what_composer_lets_in(constraint, fits):
    versions = ["8.0.0", "9.5.11", "10.1.0", "10.0.0-beta1", "11.0.0-dev"]
    assert [version for version in versions if satisfies(version, constraint)] == fits


@pytest.mark.parametrize("constraint", ["", "any", "~>9", "^", "9..1", "^9 ||", "1" * 2_000])
def test_what_is_no_constraint_is_refused(constraint):
    with pytest.raises(ValueError, match="version"):
        satisfies("9.5.11", constraint)


def test_every_refusal_has_a_sentence():
    recorded = {
        found["info_error"]
        for case in CASES["cases"]
        for kind in KINDS
        for found in case["expect"].get(kind, {}).values()
        if "info_error" in found
    }
    assert recorded
    for error in recorded:
        assert refusal_text(error) != f"{error[:1].upper()}{error[1:]}."
