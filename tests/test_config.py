"""moveready.toml: the command line counts over it, mistakes are named, and rules follow it."""

import json

import pytest

from tests.command import run
from tests.conftest import lay

SESSION = {"wp-content/plugins/shop/shop.php": "<?php\n/* Plugin Name: Shop */\nsession_start();\n"}


def findings(result):
    return {finding["rule"]["id"]: finding for finding in json.loads(result.output)["findings"]}


def test_rules_are_switched_off_and_weighed_as_the_file_says(site):
    files = {**SESSION, "wp-content/plugins/shop/cgi-bin/run.pl": "#!/usr/bin/perl\nprint 1;\n"}
    before = findings(run("scan", site(files), "--format", "json"))
    some, other, *_ = sorted(before)
    text = f'[rules]\noff = ["{some}"]\n[rules.severity]\n"{other}" = "blocker"\n'
    after = findings(run("scan", site({**files, "moveready.toml": text}), "--format", "json"))
    assert some not in after
    assert after[other]["rule"]["severity"] == "blocker"


def test_the_command_line_counts_over_the_file(site):
    folder = site({**SESSION, "moveready.toml": 'fail-on = "note"\n'})
    assert run("scan", folder).exit_code == 1
    assert run("scan", folder, "--fail-on", "blocker").exit_code == 0


def test_a_section_of_pyproject_is_a_configuration_too(site):
    folder = site({**SESSION, "pyproject.toml": '[tool.moveready]\nfail-on = "note"\n'})
    assert run("scan", folder).exit_code == 1


def test_a_pyproject_of_somebody_else_is_none(site):
    assert run("scan", site({**SESSION, "pyproject.toml": "[project]\nname = 'x'\n"})).exit_code == 0


def test_each_value_is_told_with_its_origin(site):
    folder = site({"moveready.toml": 'platform = "pantheon"\nfail-on = "major"\n'})
    told = run("config", folder, "--fail-on", "minor").output
    assert 'fail-on = "minor"  # command line' in told
    assert 'platform = "pantheon"  # moveready.toml' in told
    assert "baseline = not set  # default" in told


def test_files_are_named_as_seen_from_the_configuration(tmp_path, site, monkeypatch):
    folder = site({"moveready.toml": 'dump = ["ops/site.sql"]\n', "ops/site.sql": ""})
    monkeypatch.chdir(tmp_path)
    assert str(folder / "ops/site.sql") in run("config", folder).output


def test_in_a_repository_with_a_configuration_no_path_is_needed(site, monkeypatch):
    folder = site({**SESSION, "moveready.toml": ""})
    monkeypatch.chdir(folder)
    assert run("scan", "--format", "json").exit_code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 1", "moveready.toml: keys: Object contains unknown field `colour`"),
        ('fail-on = "bad"', "moveready.toml: fail-on: Invalid enum value 'bad'"),
        (
            '[rules]\noff = ["htacess"]',
            'moveready.toml: rules.off: there is no rule "htacess". Did you mean htaccess',
        ),
        (
            '[rules.severity]\n"nothing" = "note"',
            'moveready.toml: rules.severity: there is no rule "nothing".',
        ),
        ('[[suppress]]\nrule = "htaccess"', "missing required field `reason`"),
        ('[[suppress]]\nrule = "no-rule"\nreason = "x"', 'suppress: there is no rule "no-rule".'),
        ("fail-on = ", "moveready.toml: not TOML"),
    ],
)
def test_a_mistake_is_named(site, text, said):
    result = run("scan", site({"moveready.toml": text}))
    assert said in result.error


def test_all_mistakes_are_named_at_once(site):
    result = run("scan", site({"moveready.toml": 'colour = 1\nfail-on = "bad"\njobs = "many"'}))
    assert len(result.error.splitlines()) == 3


def test_a_file_that_is_named_counts_and_must_have_something_to_say(tmp_path, site):
    lay(tmp_path, {"ours.toml": 'fail-on = "note"\n', "pyproject.toml": "[project]\nname = 'x'\n"})
    assert run("scan", site(SESSION), "--config", tmp_path / "ours.toml").exit_code == 1
    refused = run("scan", site(SESSION), "--config", tmp_path / "pyproject.toml")
    assert "has no [tool.moveready]" in refused.error
