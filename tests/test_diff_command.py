"""`moveready diff`: what changed since the inventory, for people and for scripts."""

import json

import pytest

from tests.command import run
from tests.conftest import CORE, lay

PLUGIN = {"wp-content/plugins/shop/shop.php": "<?php\n/* Plugin Name: Shop\nVersion: 1.0 */\n"}
NEWER = {
    "wp-content/plugins/shop/shop.php": "<?php\n/* Plugin Name: Shop\nVersion: 1.1 */\nsession_start();\n"
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Return the reports of a site, of the same site on another day, and of one that was changed."""
    folder = tmp_path_factory.mktemp("reports")
    names = [folder / f"{name}.json" for name in ("old", "same", "new")]
    for name, files in zip(names, (PLUGIN, PLUGIN, NEWER), strict=True):
        assert run("scan", lay(folder / "site", {**CORE, **files}), "-o", name).exit_code == 0
    return names


def test_no_change_is_no_news(reports):
    result = run("diff", reports[0], reports[1], "--exit-code")
    assert result.exit_code == 0
    assert result.output.startswith("No change since the first report.")


def test_a_change_is_told_and_fails_only_if_asked_to(reports):
    result = run("diff", reports[0], reports[2])
    assert result.exit_code == 0
    assert "plugin shop" in result.output
    assert "version: 1.0 → 1.1" in result.output
    assert "php-session" in result.output
    assert run("diff", reports[0], reports[2], "--exit-code").exit_code == 1


@pytest.mark.parametrize(("name", "start"), [("d.html", "<!DOCTYPE html>"), ("d.json", "{"), ("d.txt", "")])
def test_the_suffix_says_the_format(reports, tmp_path, name, start):
    assert run("diff", reports[0], reports[2], "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / name).read_text("utf-8").lstrip().startswith(start)


def test_json_goes_to_stdout_too(reports):
    told = json.loads(run("diff", reports[0], reports[2], "--format", "json").output)
    assert told["changed"] is True


def test_what_could_not_be_compared_is_no_all_clear(site, reports, tmp_path):
    dump = tmp_path / "a.sql"
    dump.write_text("CREATE TABLE `wp_x` (`id` int);\n", "utf-8")
    run("scan", site(PLUGIN), "--dump", dump, "-o", tmp_path / "with.json")
    assert run("diff", tmp_path / "with.json", reports[0], "--exit-code").exit_code == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "not whole"), ('{"schema": "moveready/9"}', "moveready/9"), ("{}", "no report of moveready")],
)
def test_a_file_that_is_no_report_is_named(reports, tmp_path, text, said):
    (tmp_path / "bad.json").write_text(text, "utf-8")
    result = run("diff", reports[0], tmp_path / "bad.json", "--exit-code")
    assert result.exit_code == 2
    assert said in result.error
    assert "bad.json" in result.error


def test_a_report_is_never_written_over(reports):
    before = reports[0].read_bytes()
    assert run("diff", reports[0], reports[1], "-o", reports[0]).exit_code == 2
    assert reports[0].read_bytes() == before


def test_a_file_that_is_not_there_is_named(reports, tmp_path):
    assert run("diff", reports[0], tmp_path / "gone.json").exit_code == 2
