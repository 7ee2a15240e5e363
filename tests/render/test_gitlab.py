"""GitLab's Code Quality: the keys that GitLab reads, and what is news."""

import json

import pytest
from msgspec.structs import replace

from audit.model.facts import Location, Problem
from audit.render.gitlab import render
from tests.render.forge_reports import EVERY, judged, scanned, spot, unread
from tests.render.samples import advice, finding, rich

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def issues(report):
    return json.loads(render(report))


@pytest.mark.parametrize("build", EVERY.values(), ids=EVERY)
def test_every_issue_has_what_gitlab_reads(build):
    for issue in issues(build()):
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in SEVERITIES
        assert issue["location"]["lines"]["begin"] >= 1
        assert issue["location"]["path"]
        assert issue["description"]
        assert "\n" not in issue["description"]


@pytest.mark.parametrize("severity", ["blocker", "major", "minor"])
def test_severities_are_those_of_gitlab(severity):
    assert issues(scanned(finding(advice("r", severity), spot("a", 1, "x"))))[0]["severity"] == severity


def test_a_note_is_info():
    assert issues(scanned(finding(advice("r", "note"), spot("a", 1, "x"))))[0]["severity"] == "info"


def test_a_place_is_told_with_its_own_path_and_fingerprint():
    place = spot("wp content/caf\u00e9:1.php", 7, "x()")
    [issue] = issues(scanned(finding(advice("r"), place), tree="web"))
    assert issue["location"] == {"path": "web/wp content/caf\u00e9:1.php", "lines": {"begin": 7}}
    assert (issue["fingerprint"], issue["check_name"]) == (place.fingerprint, "r")


def test_what_is_accepted_is_left_out_and_counted():
    told = issues(judged())
    assert [issue["location"]["path"] for issue in told if issue["severity"] != "info"] == [
        "a.php",
        "c d.php",
    ]
    [count] = [issue["description"] for issue in told if issue["check_name"] == "accepted"]
    assert count == "2 places accepted: 1 by the baseline baseline.json, 1 by suppressions."


def test_what_was_not_read_or_assessed_is_info():
    told = issues(unread())
    assert told[0]["description"] == "It could not be opened."
    assert {issue["check_name"] for issue in told} >= {"not-read", "not-assessed"}
    assert {issue["severity"] for issue in told} == {"info"}


def test_no_fingerprint_is_there_twice():
    again = Problem(location=Location("a.php"), kind="x", text="It is 1 of 2.", source="code")
    whole = rich()
    report = replace(
        whole,
        findings=(),
        coverage=replace(whole.coverage, problems=(again, replace(again, text="It is 2 of 2."))),
    )
    prints = [issue["fingerprint"] for issue in issues(report)]
    assert len(set(prints)) == len(prints) > 2


def test_gaps_keep_their_fingerprints_while_only_numbers_change():
    whole = rich()
    fewer = replace(whole, unassessed=whole.unassessed[1:])
    before, after = (
        {issue["fingerprint"] for issue in issues(report) if issue["check_name"] == "not-assessed"}
        for report in (whole, fewer)
    )
    assert after <= before
