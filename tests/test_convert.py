"""The command that writes redirects as PHP."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from audit.convert import convert
from audit.errors import AuditError
from tests.conftest import CORE, lay

SAMPLE = Path(__file__).parent / "sample" / "site"
BLOCK = "RewriteEngine On\nRewriteRule ^old$ /new [R=301,L]\n"


def run(*words):
    command = [sys.executable, "-m", "audit", "redirects", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_all_that_the_engineer_needs_is_written(tmp_path):
    done = run(SAMPLE, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "check-redirects.sh",
        "paste-into-wp-config.php",
        "redirects-runtime.php",
        "redirects.csv",
        "redirects.php",
    ]
    with (tmp_path / "out" / "redirects.csv").open(newline="") as file:
        assert [row["source"] for row in csv.DictReader(file)] == [r"^menu\.html$", "^christmas$"]
    assert "translated" in done.stderr


@pytest.mark.skipif(shutil.which("php") is None, reason="needs php")
def test_what_is_written_is_php(tmp_path):
    run(SAMPLE, "-o", tmp_path)
    for file in tmp_path.glob("*.php"):
        source = file.read_text("utf-8")
        text = source if source.startswith("<?php") else f"<?php\n{source}"
        assert (
            subprocess.run(["php", "-l"], input=text, text=True, capture_output=True, check=False).returncode
            == 0
        )


def test_each_install_has_a_folder_of_its_own(tmp_path):
    for name in ("one", "two"):
        lay(tmp_path / "site" / name, {**CORE, ".htaccess": BLOCK})
    done = run(tmp_path / "site", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "one" / "redirects.php").is_file()
    assert (tmp_path / "out" / "two" / "redirects.php").is_file()


def test_a_site_below_another_has_its_own_rules_and_not_those_twice(tmp_path):
    lay(tmp_path, {**CORE, ".htaccess": BLOCK})
    lay(tmp_path / "blog", {**CORE, ".htaccess": BLOCK.replace("old", "older")})
    found = {one.root: [folder.path for folder in one.translation.folders] for one in convert(str(tmp_path))}
    assert found == {".": [""], "blog": [""]}


def test_a_refused_line_is_named_with_its_reason(tmp_path):
    lay(tmp_path / "site", {**CORE, ".htaccess": f"{BLOCK}RewriteRule ^x http://inside/ [P]\n"})
    done = run(tmp_path / "site", "-o", tmp_path / "out")
    assert ".htaccess:3 refused: " in done.stderr


def test_what_apache_does_and_nobody_wants_is_told_with_a_better_rule(tmp_path):
    lay(tmp_path / "site", {**CORE, ".htaccess": "Redirect 301 /about/ /who-we-are\n"})
    done = run(tmp_path / "site", "-o", tmp_path / "out")
    assert ".htaccess:1 quirk: " in done.stderr
    assert "; instead: " in done.stderr


def test_what_a_file_holds_cannot_steer_the_terminal(tmp_path):
    lay(tmp_path / "site", {**CORE, ".htaccess": "RewriteEngine On\nRewriteRule ^a /b [X\x1bY]\n"})
    done = run(tmp_path / "site", "-o", tmp_path / "out")
    assert ".htaccess:2 " in done.stderr
    assert "\x1b" not in done.stderr


def test_a_virtual_host_is_translated_beside_the_htaccess(tmp_path):
    lay(tmp_path / "site", {**CORE, ".htaccess": BLOCK})
    conf = tmp_path / "vhost.conf"
    conf.write_text(
        "<VirtualHost *:443>\nServerName a.example\nRedirect /x /y\nRedirect 305 /z /\n</VirtualHost>\n"
    )
    done = run(tmp_path / "site", "--apache-conf", conf, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "vhost.conf:4 refused: " in done.stderr
    with (tmp_path / "out" / "redirects.csv").open(newline="") as file:
        assert [row["source"] for row in csv.DictReader(file)] == ["/x", "", "^old$"]


def test_a_virtual_host_alone_is_enough_to_translate(tmp_path):
    lay(tmp_path / "site", CORE)
    (tmp_path / "vhost.conf").write_text("Redirect /x /y\n")
    [found] = convert(str(tmp_path / "site"), apache=[str(tmp_path / "vhost.conf")])
    assert [one.status for one in found.translation.outcomes.values()] == ["translated"]


def test_a_configuration_that_cannot_be_read_is_the_users_to_put_right(tmp_path):
    lay(tmp_path / "site", CORE)
    done = run(tmp_path / "site", "--apache-conf", tmp_path / "lacking.conf", "-o", tmp_path / "out")
    assert done.returncode == 2
    assert "lacking.conf could not be read" in done.stderr


def test_of_several_sites_nobody_knows_whose_a_configuration_is(tmp_path):
    for name in ("one", "two"):
        lay(tmp_path / "site" / name, CORE)
    (tmp_path / "vhost.conf").write_text("Redirect /x /y\n")
    with pytest.raises(AuditError, match="Several sites"):
        convert(str(tmp_path / "site"), apache=[str(tmp_path / "vhost.conf")])


def test_hosts_of_the_old_site_decide_what_is_internal(tmp_path):
    lay(tmp_path, {**CORE, ".htaccess": "RewriteEngine On\nRewriteRule ^old$ http://www.example.org/new\n"})
    [without] = convert(str(tmp_path))
    [with_host] = convert(str(tmp_path), ["www.example.org"])
    assert without.translation.outcomes["", 2].status != with_host.translation.outcomes["", 2].status


@pytest.mark.parametrize(
    ("files", "said"),
    [({"a.txt": "x"}, "No WordPress and no Drupal"), (CORE, "There is no .htaccess")],
)
def test_where_nothing_can_be_translated_that_is_said(files, said, tmp_path):
    lay(tmp_path, files)
    with pytest.raises(AuditError, match=said):
        convert(str(tmp_path))
