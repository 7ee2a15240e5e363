"""`moveready rules`, `explain` and rules of others, as somebody at a terminal meets them."""

import csv
import io
import json
from pathlib import Path
from typing import get_args

import pytest

from audit.cli.choices import CMS, SCOPES, SEVERITIES
from audit.model import rules
from audit.model.facts import Cms
from tests.command import run
from tests.conftest import lay

OWN = """
[[rule]]
id = "{id}"
title = "The agency forbids this"
why = "It does not work here."
remedy = "Remove it as the handbook says."
severity = "blocker"
confidence = "high"
category = "files"
concerns = ["{trait}"]
next_step = "remove"
scope = "customer"
source = {{ url = "https://example.org", reviewed = 2026-01-01 }}
when.file = {{ path = ["agency.txt"] }}
[[rule.example]]
matches = true
files."agency.txt" = "x"
[[rule.example]]
matches = false
files."other.txt" = "x"
"""


@pytest.fixture
def agency(tmp_path):
    def make(name="agency-file", trait="git-deploys"):
        return str(lay(tmp_path / "own", {"rules/files.toml": OWN.format(id=name, trait=trait)}))

    return make


def test_the_choices_of_options_are_those_of_the_model():
    assert (rules.SEVERITIES, tuple(rules.SCOPES), get_args(Cms)) == (SEVERITIES, SCOPES, CMS)


@pytest.mark.parametrize("form", ["json", "csv", "markdown", "text"])
def test_every_list_has_every_rule(form):
    ids = {rule["id"] for rule in json.loads(run("rules", "--format", "json").output)}
    told = run("rules", "--format", form).output
    assert all(name in told for name in ids)
    assert len(ids) > 300


def test_the_csv_is_one_line_a_rule():
    rows = list(csv.DictReader(io.StringIO(run("rules", "--format", "csv").output)))
    assert len(rows) == len(json.loads(run("rules", "--format", "json").output))
    assert {row["severity"] for row in rows} == set(SEVERITIES)


@pytest.mark.parametrize(
    ("option", "value", "key", "kept"),
    [
        ("--severity", "major", "severity", {"blocker", "major"}),
        ("--scope", "known-fix", "scope", {"known-fix"}),
        ("--category", "mail", "category", {"mail"}),
    ],
)
def test_a_filter_leaves_what_it_names(option, value, key, kept):
    told = json.loads(run("rules", "--format", "json", option, value).output)
    assert {rule[key] for rule in told} == kept


def test_a_filter_by_cms_leaves_what_speaks_of_both():
    told = json.loads(run("rules", "--format", "json", "--cms", "drupal").output)
    assert {"drupal" in rule["cms"] for rule in told} == {True}
    assert {len(rule["cms"]) for rule in told} == {1, 2}


def test_stale_rules_are_those_that_nobody_reviewed_for_so_long():
    every = json.loads(run("rules", "--format", "json").output)
    old = json.loads(run("rules", "--format", "json", "--stale", "730").output)
    assert {rule["source"]["reviewed"] < "2024-11-19" for rule in old} == {True}
    assert len(old) == sum(rule["source"]["reviewed"] < "2024-11-19" for rule in every)


def test_a_category_that_is_none_is_refused_with_those_that_are():
    result = run("rules", "--category", "voodoo")
    assert result.exit_code == 2
    assert "there are backups, caching" in result.error


def test_rules_of_others_join_and_are_explained(agency):
    folder = agency()
    assert "agency-file" in run("rules", "--knowledge", folder).output
    assert "as the handbook says" in run("explain", "agency-file", "--knowledge", folder).output


def test_a_rule_of_others_takes_the_place_of_ours(agency):
    assert "The agency forbids this" in run("explain", "htaccess", "--knowledge", agency("htaccess")).output


def test_a_mistake_in_rules_of_others_is_named_with_their_folder(agency):
    folder = agency(trait="handbook")
    told = run("rules", "--knowledge", folder).error
    assert f'{folder}/rules/files.toml: rule "agency-file": concerns: no platform has' in told


def test_rules_that_prove_themselves_pass_the_check(agency):
    assert run("check", agency()).exit_code == 0


def test_a_rule_that_its_example_disproves_fails_the_check(agency):
    folder = agency()
    path = Path(folder) / "rules/files.toml"
    path.write_text(path.read_text("utf-8").replace('files."other.txt"', 'files."agency.txt"'), "utf-8")
    assert run("check", folder).exit_code == 2
    text = OWN.format(id="on-extension", trait="git-deploys").partition("when.file")[0]
    path.write_text(f'{text}when.extension = {{ slug = ["agency"] }}\n', "utf-8")
    assert run("check", folder).exit_code == 0  # its examples are made


def test_a_folder_without_rules_is_no_rules(tmp_path):
    assert "There are no rules in" in run("check", tmp_path).error


def test_an_example_stays_in_its_folder(agency):
    folder = agency()
    path = Path(folder) / "rules/files.toml"
    path.write_text(path.read_text("utf-8").replace('files."agency.txt"', 'files."../agency.txt"'), "utf-8")
    assert run("check", folder).exit_code == 2


def test_a_scan_uses_rules_of_others(agency, site):
    result = run("scan", str(site({"agency.txt": "x"})), "--knowledge", agency(), "--format", "json")
    assert "agency-file" in {finding["rule"]["id"] for finding in json.loads(result.output)["findings"]}


def test_the_catalogue_is_current():
    path = Path(__file__).parent.parent / "knowledge/README.md"
    assert path.read_text("utf-8") == run("rules", "--format", "markdown").output, "run: make knowledge"
