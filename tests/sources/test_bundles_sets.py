"""Of a set of archives what lacks, what is locked and what is older is said, and the rest is read."""

import gzip

import pytest

from audit.sources.inputs import open_input
from tests import bundles
from tests.bundles import SQL, tarred, zip_bytes
from tests.conftest import lay

_SET = "backup_2024-05-01-1200_Example_0123456789ab"
_PLUGIN = {"plugins/a/a.php": b"<?php\n/* Plugin Name: A */"}


def test_a_set_says_which_archive_lacks_between_the_others(tmp_path):
    made = bundles.updraftplus(tmp_path)
    (made.path / f"{_SET}-uploads.zip").unlink()
    found = open_input(str(made.path))
    assert _texts(found) == [("incomplete-set", "uploads 1")]
    assert "uploads" in dict(_folders(found))["wp-content"]


def test_a_set_with_large_numbers_says_its_gap_in_a_word(tmp_path):
    parts = {f"{_SET}-uploads{number}.zip": zip_bytes({"uploads/a": b""}) for number in ("", 9000)}
    found = open_input(str(lay(tmp_path, {**parts, **_plugins_and_themes()})))
    assert _texts(found) == [("incomplete-set", "uploads 2 to 8999")]


def test_a_set_without_plugins_says_so(tmp_path):
    made = bundles.updraftplus(tmp_path)
    (made.path / f"{_SET}-plugins.zip").unlink()
    assert _texts(open_input(str(made.path))) == [("incomplete-set", "no plugins")]


def test_an_encrypted_database_is_named_and_the_files_are_read(tmp_path):
    made = bundles.updraftplus(tmp_path)
    (made.path / f"{_SET}-db.gz").rename(made.path / f"{_SET}-db.gz.crypt")
    found = open_input(str(made.path))
    assert _texts(found) == [("encrypted", "is encrypted")]
    assert found.problems[0].source == "database"
    assert (found.dumps, found.tree is None) == ((), False)


def test_an_archive_that_cannot_be_opened_is_named_and_the_others_are_read(tmp_path):
    made = bundles.updraftplus(tmp_path)
    (made.path / f"{_SET}-themes.zip").write_bytes(b"PK\x03\x04 and then nothing of the kind")
    found = open_input(str(made.path))
    assert "wp-content/plugins/hello" in dict(_folders(found))
    assert found.problems or _unlisted(found)


def test_of_several_sets_the_newest_is_read_and_that_is_said(tmp_path):
    made = bundles.updraftplus(tmp_path)
    older = "backup_2024-04-01-1200_Example_ba9876543210-plugins.zip"
    (made.path / older).write_bytes(zip_bytes({"plugins/old/old.php": b""}))
    found = open_input(str(made.path))
    assert _texts(found) == [("older-backup", "2024-05-01 12:00")]
    assert "old" not in dict(_folders(found))["wp-content/plugins"]


def test_a_part_that_is_named_brings_its_own_set(tmp_path):
    made = bundles.updraftplus(tmp_path)
    older = made.path / "backup_2024-04-01-1200_Example_ba9876543210-plugins.zip"
    older.write_bytes(zip_bytes({"plugins/old/old.php": b""}))
    found = open_input(str(older))
    assert dict(_folders(found))["wp-content/plugins"].keys() == {"old"}
    assert found.dumps == ()


def test_an_increment_stands_over_what_it_renews(tmp_path):
    made = bundles.updraftplus(tmp_path)
    later = _SET.replace("05-01", "05-02")
    new = {"plugins/hello/hello.php": b"<?php\n/* Plugin Name: Hello\nVersion: 2 */"}
    (made.path / f"{later}-plugins2.zip").write_bytes(zip_bytes(new))
    found = open_input(str(made.path))
    list(_folders(found))
    assert b"Version: 2" in _read(found, "wp-content/plugins/hello/hello.php")


def test_a_file_that_is_only_called_like_a_part_is_none(tmp_path):
    lay(tmp_path, {f"{_SET}-plugins.zip": "no zip", f"{_SET}-db.gz": "no gzip", "index.php": "<?php"})
    assert open_input(str(tmp_path)).kind is None


def test_a_set_without_files_is_only_a_database(tmp_path):
    lay(tmp_path, {f"{_SET}-db.gz": gzip.compress(SQL.encode())})
    found = open_input(str(tmp_path))
    assert (found.tree, len(found.dumps), found.problems) == (None, 1, ())


def test_a_further_database_of_a_set_is_a_dump_of_its_own(tmp_path):
    made = bundles.updraftplus(tmp_path)
    (made.path / f"{_SET}-db1.gz").write_bytes(gzip.compress(b"CREATE TABLE `x` (`a` int);"))
    assert len(open_input(str(made.path)).dumps) == 2


def test_other_folders_of_a_set_are_said_to_be_left_out(tmp_path):
    made = bundles.updraftplus(tmp_path)
    (made.path / f"{_SET}-more.zip").write_bytes(zip_bytes({"x/y": b""}))
    assert _texts(open_input(str(made.path))) == [("unplaced", "Nobody can tell")]


def test_a_part_of_wpvivid_that_lacks_is_said(tmp_path):
    name = "example.org_wpvivid-1_2024-05-01-12-00_backup"
    parts = {f"{name}_uploads.part{number:03}.zip": zip_bytes({"uploads/a": b""}) for number in (1, 3)}
    assert _texts(open_input(str(lay(tmp_path, parts)))) == [("incomplete-set", "uploads 2")]


def test_parts_of_pantheon_that_are_of_different_days_are_said(tmp_path):
    made = bundles.pantheon(tmp_path)
    dump = next(made.path.glob("*.sql.gz"))
    dump.rename(made.path / dump.name.replace("05-01", "04-11"))
    assert _texts(open_input(str(made.path))) == [("different-days", "2024-04-11, 2024-05-01")]


def test_of_several_backups_of_pantheon_the_newest_parts_are_read(tmp_path):
    made = bundles.pantheon(tmp_path)
    tarred(made.path / "example_live_2024-04-30T12-00-00_UTC_code.tar.gz", {"old/old.php": b""})
    tarred(made.path / "example_dev_2024-04-30T12-00-00_UTC_code.tar.gz", {"old/old.php": b""})
    found = open_input(str(made.path))
    assert _texts(found) == [("older-backup", "only that of example_live"), ("older-backup", "the newest")]
    assert "old" not in dict(_folders(found))[""]


@pytest.mark.parametrize("part", ["files", "database"])
def test_a_set_of_pantheon_may_lack_a_part(part, tmp_path):
    made = bundles.pantheon(tmp_path)
    next(made.path.glob(f"*_{part}.*")).unlink()
    found = open_input(str(made.path))
    assert (found.kind, found.problems) == ("Pantheon", ())
    assert ("uploads" in dict(_folders(found))["wp-content"], len(found.dumps)) == (
        part != "files",
        part != "database",
    )


def _plugins_and_themes() -> dict[str, str | bytes]:
    return {
        f"{_SET}-plugins.zip": zip_bytes(_PLUGIN),
        f"{_SET}-themes.zip": zip_bytes({"themes/t/style.css": b""}),
    }


def _read(found, path):
    return found.tree.read(path).data


def _unlisted(found):
    return [item for item in found.tree.walk() if not isinstance(item, tuple)]


def _folders(found):
    return (item for item in found.tree.walk() if isinstance(item, tuple))


def _texts(found) -> list[tuple[str, str]]:
    """Return the kinds of the problems, with the words of each that a test looks for."""
    words = [
        *("uploads 1", "uploads 2 to 8999", "uploads 2", "no plugins", "is encrypted", "2024-05-01 12:00"),
        *("Nobody can tell", "2024-04-11, 2024-05-01", "only that of example_live", "the newest"),
    ]
    return [
        (one.kind, next((word for word in words if word in one.text), one.text)) for one in found.problems
    ]
