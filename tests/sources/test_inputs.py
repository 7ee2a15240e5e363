"""Whatever is handed in becomes a tree, dumps, or both; what nobody says is the site's is only told."""

import gzip
import os
import sqlite3
import subprocess
import threading
from contextlib import closing

import pytest

from audit.errors import AuditError
from audit.sources.inputs import open_dumps, open_input
from tests.bundles import DRUPAL, SQL, WORDPRESS, below, inside, tarred, zipped
from tests.conftest import lay

_CODE = {name: data for name, data in WORDPRESS.items() if "/uploads/" not in name}
_UPLOADS = inside("wp-content/uploads", WORDPRESS)


@pytest.mark.parametrize(
    ("name", "data"), [("a.sql", SQL.encode()), ("a.sql.gz", gzip.compress(SQL.encode())), ("a", b"")]
)
def test_a_file_of_sql_is_a_dump(name, data, tmp_path):
    found = open_input(str(lay(tmp_path, {name: data}) / name))
    assert (found.tree, found.kind) == (None, None)
    assert [(dump.name, dump.layout) for dump in found.dumps] == [(name, "stream")]


def test_a_file_of_sqlite_is_a_dump_whatever_it_is_called(tmp_path):
    database = sqlite3.connect(tmp_path / "a.sql")
    database.execute("CREATE TABLE x (y)")
    database.close()
    assert open_input(str(tmp_path / "a.sql")).dumps[0].layout == "sqlite"


def test_a_dash_is_what_is_piped_in():
    assert [dump.name for dump in open_input("-").dumps] == ["stdin"]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_an_archive_of_nothing_but_a_dump_is_a_dump(pack, tmp_path):
    path = pack(tmp_path / "a.tar.gz", {"a.sql": SQL.encode()})
    for dumps in (open_input(str(path)).dumps, open_dumps([str(path)])):
        assert [dump.layout for dump in dumps] == ["stream"]


def test_a_folder_of_a_file_for_each_table_is_one_dump(tmp_path):
    files = {f"{name}.sql": f"CREATE TABLE `{name}` (`a` int);" for name in ("wp_options", "wp_posts")}
    found = open_input(str(lay(tmp_path, files)))
    assert (found.tree, [dump.layout for dump in found.dumps]) == (None, ["tables"])
    assert [dump.layout for dump in open_dumps([str(tmp_path)])] == ["tables"]


def test_a_dump_behind_dump_may_be_in_a_bundle(tmp_path):
    path = tarred(tmp_path / "site.tar", {**WORDPRESS, "wp-content/mysql.sql": SQL.encode()})
    assert [dump.name for dump in open_dumps([str(path)])] == ["wp-content/mysql.sql"]


@pytest.mark.parametrize("names", [["b.sql"], ["site/db/a.sql", "site/db/b.sql"]])
def test_a_dump_behind_dump_may_lie_in_an_archive_of_a_site(names, tmp_path):
    files = {f"site/{name}" if "site/" in names[0] else name: data for name, data in WORDPRESS.items()}
    path = tarred(tmp_path / "site.tar.gz", {**files, **dict.fromkeys(names, b"-- x")})
    assert [dump.name for dump in open_dumps([str(path)])] == names


@pytest.mark.parametrize("opened", [lambda path: open_input(path).dumps, lambda path: open_dumps([path])])
def test_of_a_dump_that_comes_through_a_pipe_nothing_is_lost(opened, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"-- SQL",), daemon=True)
    writer.start()
    (dump,) = opened(str(pipe))
    with closing(dump.blobs[0].open()) as file:
        assert (dump.name, file.read(9)) == ("pipe", b"-- SQL")


def test_uploads_cannot_come_through_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(AuditError, match="is a pipe"):
        open_input(str(lay(tmp_path / "code", _CODE)), files=str(tmp_path / "pipe"))


def test_an_archive_without_a_dump_is_no_dump(tmp_path):
    with pytest.raises(AuditError, match="holds no dump"):
        open_dumps([str(tarred(tmp_path / "a.tar.gz", WORDPRESS))])


@pytest.mark.parametrize("magic", ["JPA", "JPS"])
def test_archives_of_akeeba_in_its_own_format_are_refused_with_the_way_out(magic, tmp_path):
    with pytest.raises(AuditError, match="eXtract Wizard"):
        open_input(str(lay(tmp_path, {"a.jpa": f"{magic}\x13\0"}) / "a.jpa"))


@pytest.mark.parametrize("more", [{}, {"files": "x"}, {"revision": "main"}])
def test_what_is_not_there_is_said(more, tmp_path):
    with pytest.raises(AuditError, match="does not exist"):
        open_input(str(tmp_path / "none"), **more)


@pytest.mark.parametrize("where", ["backup.sql", "private/backup.sql.gz", "wp-content/database/.ht.sqlite"])
def test_a_dump_that_lies_in_a_folder_is_told_and_not_read(where, tmp_path):
    found = open_input(str(lay(tmp_path, {**WORDPRESS, where: "x"})))
    assert (found.dumps, found.candidates) == ((), (f"{tmp_path}/{where}",))


def test_a_dump_that_lies_in_an_archive_is_told_and_not_read(tmp_path):
    path = zipped(tmp_path / "site.zip", {**WORDPRESS, "backup.sql": b"x"})
    found = open_input(str(path))
    assert (found.kind, found.dumps, found.candidates) == (None, (), (f"{path}: backup.sql",))


def test_dumps_below_a_folder_around_all_are_told_one_by_one(tmp_path):
    dumps = {"site/a.sql": "x", "site/b.sql": "x", "site/db/c.sql": "x"}
    found = open_input(str(lay(tmp_path, {**below("site", WORDPRESS), **dumps})))
    assert found.candidates == tuple(f"{tmp_path}/{name}" for name in dumps)


def test_a_backup_in_a_folder_of_the_site_is_no_bundle_and_stays_a_file_of_it(tmp_path):
    part = "wp-content/updraft/backup_2024-05-01-1200_X_0123456789ab-plugins.zip"
    found = open_input(str(lay(tmp_path, {**WORDPRESS, part: "x"})))
    assert found.kind is None
    assert part in _files(found)


@pytest.mark.parametrize("bare", [[], ["--bare"]])
def test_a_revision_is_the_tree_of_a_commit(bare, tmp_path):
    site = lay(tmp_path / "site", {"a.php": "<?php", "backup.sql": "x"})
    _git(site, "init", "-q")
    _git(site, "add", "a.php")
    _git(site, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "one")
    _git(tmp_path, "clone", "-q", *bare, site, "copy")
    assert _files(open_input(str(tmp_path / "copy"), revision="HEAD")) == {"a.php"}


def test_a_dump_that_lies_in_a_commit_is_told_and_not_read(tmp_path):
    site = lay(tmp_path, {"a.php": "<?php", "db/backup.sql": "x"})
    _git(site, "init", "-q")
    _git(site, "add", ".")
    _git(site, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "one")
    found = open_input(str(site), revision="HEAD")
    assert (found.dumps, found.candidates) == ((), (f"{site}@HEAD: db/backup.sql",))


def test_a_bare_repository_is_read_at_its_head(tmp_path):
    site = lay(tmp_path / "site", {"a.php": "<?php"})
    _git(site, "init", "-q")
    _git(site, "add", ".")
    _git(site, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "one")
    _git(tmp_path, "clone", "-q", "--bare", site, "bare")
    assert _files(open_input(str(tmp_path / "bare"))) == {"a.php"}


_LAYOUTS = {
    "the folder itself": _UPLOADS,
    "in files": below("files", _UPLOADS),
    "in files of an environment": below("files_live", _UPLOADS),
    "in uploads": below("uploads", _UPLOADS),
    "from the docroot on": below("wp-content/uploads", _UPLOADS),
    "from above the docroot on": below("site/wp-content/uploads", _UPLOADS),
    "in a folder of any name": below("bilder", _UPLOADS),
    "in wp-content": below("wp-content", below("uploads", _UPLOADS)),
}


@pytest.mark.parametrize("packed", [True, False], ids=["archive", "folder"])
@pytest.mark.parametrize("files", _LAYOUTS.values(), ids=_LAYOUTS)
def test_uploads_apart_from_the_code_are_put_where_they_belong(files, packed, tmp_path):
    code = lay(tmp_path / "code", _CODE)
    path = tarred(tmp_path / "files.tar.gz", files) if packed else lay(tmp_path / "files", files)
    assert _files(open_input(str(code), files=str(path))) == WORDPRESS.keys()


@pytest.mark.parametrize("start", ["", "web", "docroot"])
def test_files_of_a_drupal_are_put_where_its_sites_are(start, tmp_path):
    site = {f"{start}/{name}".lstrip("/"): data for name, data in DRUPAL.items()}
    code = {name: data for name, data in site.items() if "/files/" not in name}
    files = tarred(tmp_path / "files.tar.gz", below("files", inside("sites/default/files", DRUPAL)))
    assert _files(open_input(str(lay(tmp_path / "code", code)), files=str(files))) == site.keys()


def test_files_of_several_sites_keep_their_folders(tmp_path):
    code = lay(tmp_path / "code", {f"sites/{one}/settings.php": "<?php" for one in ("a", "b")})
    files = lay(tmp_path / "files", {f"sites/{one}/files/x": "" for one in ("a", "b")})
    found = _files(open_input(str(code), files=str(files)))
    assert {"sites/a/files/x", "sites/b/files/x", "sites/a/settings.php"} <= found


def test_files_may_be_the_folder_of_several_sites_itself(tmp_path):
    code = lay(tmp_path / "code", {f"sites/{one}/settings.php": "<?php" for one in ("a", "b")})
    files = lay(tmp_path / "sites", {f"{one}/files/x": "" for one in ("a", "b")})
    assert {"sites/a/files/x", "sites/b/files/x"} <= _files(open_input(str(code), files=str(files)))


def test_files_of_nobody_knows_which_site_are_asked_for(tmp_path):
    code = lay(tmp_path / "code", {f"sites/{one}/settings.php": "<?php" for one in ("a", "b")})
    files = lay(tmp_path / "files", {"x": "", "y": ""})
    with pytest.raises(AuditError, match=r"not clear of which site .* sites/a/files"):
        open_input(str(code), files=str(files))


def test_files_of_the_only_site_are_put_into_its_folder(tmp_path):
    code = lay(tmp_path / "code", {"sites/example.org/settings.php": "<?php"})
    files = lay(tmp_path / "files", {"x": "", "y": ""})
    assert "sites/example.org/files/x" in _files(open_input(str(code), files=str(files)))


def test_uploads_of_another_layout_are_moved_to_the_place_of_this_one(tmp_path):
    code = lay(tmp_path / "code", {"web/app/x": "", "web/wp/y": ""})
    files = lay(tmp_path / "files", {"wp-content/uploads/2024/a.jpg": ""})
    assert "web/app/uploads/2024/a.jpg" in _files(open_input(str(code), files=str(files)))


def test_code_may_lie_in_a_folder_of_its_own(tmp_path):
    code = lay(tmp_path / "code", {"site/wp-content/index.php": ""})
    files = lay(tmp_path / "files", {"2024/a.jpg": ""})
    assert "site/wp-content/uploads/2024/a.jpg" in _files(open_input(str(code), files=str(files)))


@pytest.mark.parametrize("code", [{"web/app/x": "", "web/wp/y": ""}, {"plugins/a": "", "themes/b": ""}])
def test_uploads_of_other_layouts_have_their_places_too(code, tmp_path):
    files = lay(tmp_path / "files", {"2024/05/one.jpg": "", "2024/06/two.jpg": ""})
    found = _files(open_input(str(lay(tmp_path / "code", code)), files=str(files)))
    assert {"web/app/uploads/2024/05/one.jpg", "uploads/2024/05/one.jpg"} & found


def test_files_without_a_place_are_refused_with_the_reason(tmp_path):
    code, files = lay(tmp_path / "code", {"a.php": ""}), lay(tmp_path / "files", {"x": ""})
    with pytest.raises(AuditError, match="not clear where these files belong"):
        open_input(str(code), files=str(files))


def test_files_belong_to_code(tmp_path):
    files = lay(tmp_path / "files", {"x": ""})
    with pytest.raises(AuditError, match="no code"):
        open_input(str(lay(tmp_path, {"a.sql": SQL}) / "a.sql"), files=str(files))


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": "[" * 100_000},
        {"package.json": b"\xff\xfe", "database.sql": ""},
        {"MANIFEST.yml": ""},
        {"MANIFEST.ini": "", "x.sql": ""},
        {"backup_2024-05-01-1200_X_0123456789ab-uploads" + "9" * 100 + ".zip": "PK"},
        {"a_wpvivid-1_backup_all.part" + "9" * 100 + ".zip": "PK"},
        {"backup_info_1.xml": "", "/".join(["clients", "x"] * 40) + "/a": ""},
        {"dup-installer/a": ""},
        {"homedir/a": "", "cp": ""},
    ],
    ids=str,
)
def test_what_only_looks_like_a_bundle_is_a_folder(files, tmp_path):
    found = open_input(str(lay(tmp_path, {**WORDPRESS, **files})))
    assert (found.kind, found.dumps) == (None, ())
    assert _files(found) > WORDPRESS.keys()


def _git(folder, *words) -> None:
    subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True)


def _files(found) -> set[str]:
    walked = (item for item in found.tree.walk() if isinstance(item, tuple))
    names = ((folder, name, entry) for folder, entries in walked for name, entry in entries.items())
    return {f"{folder}/{name}".lstrip("/") for folder, name, entry in names if entry.kind == "file"}
