"""--exclude and exclude of moveready.toml: what is left out is told, and never taken for clean."""

import json
import tarfile

import pytest

from tests.command import run

SHOP = {
    "wp-content/plugins/shop/shop.php": "<?php\n/* Plugin Name: Shop */\nsession_start();\n",
    "wp-content/plugins/shop/more/cart.php": "<?php session_start();",
    "wp-content/plugins/other/other.php": "<?php\n/* Plugin Name: Other */\n",
}


def report(*words):
    done = run("scan", *words, "--format", "json")
    assert done.exit_code == 0
    return json.loads(done.output)


def places(told):
    return {
        place["location"]["path"]
        for one in told["findings"]
        for place in one["places"]
        if one["rule"]["id"] == "php-session"
    }


def problems(told):
    return {one["kind"]: one for one in told["coverage"]["problems"]}


def test_what_is_excluded_is_not_looked_at_and_its_files_are_counted(site):
    folder = site(SHOP)
    whole, told = report(folder), report(folder, "--exclude", "**/more")
    assert places(whole) - places(told) == {"wp-content/plugins/shop/more/cart.php"}
    assert told["coverage"]["tree"]["skipped"] == {"excluded by name": 1}
    assert told["coverage"]["tree"]["files"] == whole["coverage"]["tree"]["files"] - 1


def test_an_archive_is_left_out_of_as_well(site, tmp_path):
    folder = site(SHOP)
    archive = tmp_path / "site.tar"
    with tarfile.open(archive, "w") as file:
        file.add(folder, "site")
    told = report(archive, "--exclude", "**/plugins/shop")
    assert {one["slug"] for one in told["extensions"] if one["kind"] == "plugin"} == {"other"}
    assert told["coverage"]["tree"]["skipped"] == {"excluded by name": 2}


def test_the_configuration_excludes_too_and_the_command_line_counts_over_it(site):
    folder = site({**SHOP, "moveready.toml": 'exclude = ["wp-content/plugins/shop"]\n'})
    assert not places(report(folder))
    assert places(report(folder, "--exclude", "wp-content/plugins/other"))


def test_a_pattern_that_fits_nothing_is_told(site):
    told = problems(report(site(SHOP), "--exclude", "wp-content/plugin/shop"))
    assert told["exclude-unused"]["text"].startswith("wp-content/plugin/shop ")


def test_a_core_that_is_left_out_is_no_clean_core(site):
    done = run("scan", site(SHOP), "--exclude", "wp-includes", "--format", "json")
    assert done.exit_code == 2 or problems(json.loads(done.output))["core-excluded"]["hides"]


@pytest.mark.parametrize("pattern", ["", "/", "./"])
def test_a_pattern_that_no_path_fits_is_refused(site, pattern):
    done = run("scan", site(SHOP), "--exclude", pattern)
    assert (done.exit_code, "cannot be excluded" in done.error) == (2, True)
