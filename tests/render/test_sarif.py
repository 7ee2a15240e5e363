"""SARIF: valid by its schema, within the limits of code scanning, and silent about nothing."""

import gzip
import json
import random
import string
from pathlib import Path

import pytest
from jsonschema import Draft4Validator, FormatChecker  # type: ignore[import-untyped]  # it has no types
from msgspec.structs import replace

from audit.model.facts import Location
from audit.model.rules import Evidence
from audit.render.sarif import render
from tests.render.forge_reports import EVERY, judged, scanned, spot, unread
from tests.render.hostile import hostile
from tests.render.samples import advice, dump_only, finding, place, rich

SCHEMA = json.loads((Path(__file__).parents[1] / "cases/schemas/sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = Draft4Validator(SCHEMA, format_checker=FormatChecker())


def run(report):
    [only] = json.loads(render(report))["runs"]
    return only


def results(report):
    return run(report)["results"]


def notifications(report):
    [invocation] = run(report)["invocations"]
    return invocation["toolExecutionNotifications"] + invocation["toolConfigurationNotifications"]


def of_kind(report, kind):
    return [one for one in notifications(report) if one["descriptor"]["id"] == kind]


def where(result):
    return result["locations"][0]["physicalLocation"]


def one(rule=None, path="a.php", line: int | None = 1, text="x()", **more):
    tree = more.pop("tree", ".")
    return results(scanned(finding(rule or advice("r"), spot(path, line, text, **more)), tree=tree))[0]


@pytest.mark.parametrize("build", EVERY.values(), ids=EVERY)
def test_every_report_is_valid_by_the_schema(build):
    assert list(VALIDATOR.iter_errors(json.loads(render(build())))) == []


def test_the_schema_would_find_a_mistake():
    log = json.loads(render(rich()))
    del log["runs"][0]["results"][0]["message"]
    assert list(VALIDATOR.iter_errors(log))


def test_two_documents_of_a_report_are_alike():
    assert render(rich()) == render(rich())


def test_a_rule_is_described_once_with_help_and_link():
    report = scanned(
        *(finding(advice("php-session", docs="https://a.org/x"), spot(p, 1, "x"), install=p) for p in "ab")
    )
    [rule] = run(report)["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"], rule["helpUri"]) == ("php-session", "PhpSession", "https://a.org/x")
    assert rule["shortDescription"]["text"] == "Title of php-session"
    assert "Remedy of php-session." in rule["help"]["text"]
    assert "**Remedy of php\\-session\\.**" in rule["help"]["markdown"]
    assert [result["ruleIndex"] for result in results(report)] == [0, 0]


@pytest.mark.parametrize("kind", ["rules", "notifications"])
def test_every_descriptor_has_what_code_scanning_asks_for(kind):
    driver = run(scanned(finding(advice("htaccess"), spot("a", 1, "x"))))["tool"]["driver"]
    for told in driver[kind]:
        assert told["shortDescription"]["text"]
        assert told["fullDescription"]["text"]
        assert told["help"]["text"]
        assert told["name"].lower() != told["id"]


def test_steps_and_alternatives_are_in_the_help():
    [rule] = run(
        scanned(finding(advice("r", steps=("Do this.",), alternatives=("Redis",)), spot("a", 1, "x")))
    )["tool"]["driver"]["rules"]
    assert "1. Do this." in rule["help"]["text"]
    assert "Instead: Redis." in rule["help"]["text"]


@pytest.mark.parametrize(
    ("severity", "level"), [("blocker", "error"), ("major", "error"), ("minor", "warning"), ("note", "note")]
)
def test_severities_become_levels(severity, level):
    assert one(advice("r", severity))["level"] == level


def test_only_rules_of_security_have_its_score():
    rules = run(judged())["tool"]["driver"]["rules"]
    scored = {rule["id"]: rule["properties"].get("security-severity") for rule in rules}
    assert scored == {"php-session": None, "php-mail": None, "eval": "4.0"}
    assert all(len(rule["properties"]["tags"]) <= 20 for rule in rules)
    assert "security" in next(rule for rule in rules if rule["id"] == "eval")["properties"]["tags"]


def test_a_path_is_a_relative_uri():
    assert where(one(path="wp content/caf\u00e9 100%#1.php"))["artifactLocation"] == {
        "uri": "wp%20content/caf%C3%A9%20100%25%231.php",
        "uriBaseId": "SRCROOT",
    }
    assert where(one(path="http:x/a.php"))["artifactLocation"]["uri"] == "http%3Ax/a.php"


def test_paths_start_where_the_scan_was_started():
    assert where(one(tree="web"))["artifactLocation"]["uri"] == "web/a.php"
    assert where(one(tree="./web/"))["artifactLocation"]["uri"] == "web/a.php"
    assert where(one(tree="/srv/site"))["artifactLocation"]["uri"] == "a.php"
    assert where(one(tree="../site"))["artifactLocation"]["uri"] == "a.php"
    assert where(one(tree="web", path="."))["artifactLocation"]["uri"] == "web"


def test_a_region_is_there_only_where_a_line_is_known():
    assert where(one(line=7))["region"] == {"startLine": 7}
    assert "region" not in where(one(line=None))


def test_a_table_is_a_logical_location_in_the_artifact_of_its_dump():
    report = dump_only()
    [dump] = report.coverage.dumps
    found = next(result for result in results(report) if "logicalLocations" in result["locations"][0])[
        "locations"
    ][0]
    assert found["logicalLocations"][0]["name"] == "wp_links"
    assert found["physicalLocation"]["artifactLocation"] == run(report)["artifacts"][0]["location"]
    assert dump.path.endswith(found["physicalLocation"]["artifactLocation"]["uri"])


def test_the_folders_of_a_machine_are_not_told():
    report = dump_only()
    dumps = (replace(report.coverage.dumps[0], path="/home/kim/site.sql"),)
    report = replace(
        report,
        coverage=replace(report.coverage, dumps=dumps),
        findings=(finding(advice("r"), Evidence(Location("/home/kim/site.sql", table="t"), "x")),),
    )
    [result] = results(report)
    assert where(result)["artifactLocation"] == {"uri": "site.sql", "uriBaseId": "HANDED_IN"}


def test_fingerprints_are_those_of_the_places():
    place = spot("a.php", 1, "x")
    [result] = results(scanned(finding(advice("r"), place)))
    assert result["partialFingerprints"] == {
        "moveready/v1": place.fingerprint,
        "primaryLocationLineHash": f"{place.fingerprint}:1",
    }


def test_what_is_accepted_is_marked_and_comes_last():
    told = [
        (result["ruleId"], result["baselineState"], bool(result.get("suppressions")))
        for result in results(judged())
    ]
    assert told == [
        ("php-session", "new", False),
        ("eval", "new", False),
        ("php-mail", "new", True),
        ("php-session", "unchanged", False),
    ]


def test_a_suppression_says_why_who_and_until_when():
    [suppression] = next(result["suppressions"] for result in results(judged()) if "suppressions" in result)
    assert suppression == {
        "kind": "external",
        "status": "accepted",
        "justification": "It goes in May. (Kim, until 2027-05-31)",
        "properties": {"owner": "Kim", "until": "2027-05-31"},
    }


def test_without_a_baseline_nothing_is_new():
    assert all("baselineState" not in result for result in results(rich()))


def test_settled_places_and_idle_suppressions_are_told():
    assert [told["message"]["text"] for told in of_kind(judged(), "settled")] == [
        "Settled: memcached: Memcache"
    ]
    [expired] = of_kind(judged(), "suppression-expired")
    assert "ended on 2026-01-31" in expired["message"]["text"]
    [unused] = of_kind(judged(), "suppression-unused")
    assert unused["level"] == "note"


def test_what_was_not_read_or_assessed_is_told():
    report = unread()
    assert results(report) == []
    [first, *_] = of_kind(report, "not-read")
    assert (first["level"], first["message"]["text"]) == ("warning", "It could not be opened.")
    assert where(first)["artifactLocation"]["uri"] == "a.php"
    rules = [told["associatedRule"]["id"] for told in of_kind(report, "not-assessed")]
    assert rules == [item.rule for item in report.unassessed]


def test_a_text_is_no_link_and_no_placeholder():
    assert one(text="$a[0](x) {0} {$y}")["message"]["text"] == "Title of r: $a\\[0\\](x) {{0}} {$y}"
    assert one(text="$a[0]")["message"]["text"] == "Title of r: $a[0]"


def test_hostile_names_stay_names():
    log = render(hostile())
    log.encode()
    driver = json.loads(log)["runs"][0]["tool"]["driver"]
    assert all("helpUri" not in rule for rule in driver["rules"])
    assert not any(char in log for char in "\u202e\u2067\x00\x1b\x85")


def test_a_long_text_is_cut_visibly():
    text = one(text="n" * 10_000)["message"]["text"]
    assert len(text) <= 1020
    assert text.endswith("…")


def test_more_places_than_code_scanning_takes_are_cut_with_a_word():
    worst = finding(advice("worst", "blocker"), place("last.php", 1, "x"))
    many = finding(advice("many", "note"), *(place("a.php", n, "x") for n in range(1, 26_001)))
    report = scanned(many, worst)
    found = results(report)
    assert len(found) == 25_000
    assert found[0]["ruleId"] == "worst"
    [told] = of_kind(report, "left-out")
    assert told["message"]["text"].startswith("1,001 places")


def test_a_document_that_is_too_large_when_packed_is_cut_with_a_word(monkeypatch):
    monkeypatch.setattr("audit.render.sarif._PACKED", 100_000)
    chance = random.Random(7)
    texts = ["".join(chance.choices(string.printable, k=900)) for _ in range(400)]
    report = scanned(finding(advice("r"), *(place("a.php", n, text) for n, text in enumerate(texts, 1))))
    assert len(gzip.compress(render(report).encode(), 1)) < 100_000
    assert 0 < len(results(report)) < 400
    assert of_kind(report, "left-out")


def test_runs_of_other_folders_and_platforms_are_other_analyses():
    assert run(scanned())["automationDetails"]["id"] == "moveready/pantheon/"
    assert run(scanned(tree="sites/a b"))["automationDetails"]["id"] == "moveready/pantheon/sites/a%20b/"
