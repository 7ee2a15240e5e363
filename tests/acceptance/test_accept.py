"""What is known or accepted is no news, and what became of it is told."""

import json

import pytest

from tests.command import run

OLD = {"wp-content/plugins/shop/shop.php": "<?php\n/* Plugin Name: Shop */\nsession_start();\n"}
MOVED = {"wp-content/plugins/shop/shop.php": "<?php\n/* Plugin Name: Shop */\n\n\n\nsession_start();\n"}
NEW = {
    **MOVED,
    "wp-content/plugins/mailer/mailer.php": "<?php\n/* Plugin Name: Mailer */\nexec('java -jar x');\n",
}
SUPPRESS = """
[[suppress]]
rule = "{rule}"
path = "{path}"
reason = "The shop is rewritten in spring"
owner = "Ann"
{until}
"""


def report(*arguments):
    result = run("scan", *arguments, "--format", "json")
    return json.loads(result.output)


def rule_at(told, path):
    return next(
        finding["rule"]["id"]
        for finding in told["findings"]
        if any(place["location"]["path"] == path for place in finding["places"])
    )


@pytest.fixture
def known(site, tmp_path):
    """Return a baseline of the old code."""
    assert run("baseline", site(OLD), "-o", tmp_path / "baseline.json").exit_code == 0
    return tmp_path / "baseline.json"


def test_with_a_baseline_only_what_is_new_fails(site, known):
    assert run("scan", site(OLD), "--fail-on", "note").exit_code == 1
    assert run("scan", site(MOVED), "--baseline", known, "--fail-on", "note").exit_code == 0
    assert run("scan", site(NEW), "--baseline", known, "--fail-on-new", "note").exit_code == 1


def test_what_is_known_keeps_its_place_in_the_report(site, known):
    told = report(site(NEW), "--baseline", known)
    by_path = {
        place["location"]["path"]: place.get("accepted")
        for finding in told["findings"]
        for place in finding["places"]
    }
    assert by_path["wp-content/plugins/shop/shop.php"]["by"] == "baseline"
    assert by_path["wp-content/plugins/mailer/mailer.php"] is None
    assert told["acceptance"]["known"] >= 1 <= told["acceptance"]["new"]


def test_what_was_settled_is_told(site, known, tmp_path):
    empty = tmp_path / "empty"
    (site(OLD) / "wp-content/plugins/shop/shop.php").write_text("<?php\n/* Plugin Name: Shop */\n")
    told = report(tmp_path / "site", "--baseline", known)
    assert {one["path"] for one in told["acceptance"]["settled"]} == {"wp-content/plugins/shop/shop.php"}
    assert not empty.exists()


def test_news_must_be_told_by_a_baseline(site):
    result = run("scan", site(OLD), "--fail-on-new", "note")
    assert (result.exit_code, "needs a baseline" in result.error) == (2, True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("shop.php", "other.php", "was changed by hand"),
        ("moveready-baseline/1", "moveready-baseline/9", "another version of moveready"),
        ('"platform": "pantheon"', '"platform": "elsewhere"', "was made for elsewhere"),
        ('"places"', '"things"', "no baseline of moveready"),
    ],
)
def test_a_baseline_that_cannot_be_used_is_refused(site, known, old, new, said):
    text = known.read_text("utf-8")
    assert old in text
    known.write_text(text.replace(old, new), "utf-8")
    assert said in run("scan", site(OLD), "--baseline", known).error


@pytest.mark.parametrize("text", ["", "{}", "[" * 100_000, '{"format": "moveready-ba'])
def test_what_is_no_baseline_is_refused(site, known, text):
    known.write_text(text, "utf-8")
    assert "no baseline of moveready" in run("scan", site(OLD), "--baseline", known).error


def test_a_baseline_that_is_not_there_says_how_it_is_made(site, tmp_path):
    result = run("scan", site(OLD), "--baseline", tmp_path / "none.json")
    assert (result.exit_code, "`moveready baseline" in result.error) == (2, True)


def suppressed(site, until="", path="wp-content/plugins/shop/*"):
    rule = rule_at(report(site(OLD)), "wp-content/plugins/shop/shop.php")
    text = SUPPRESS.format(rule=rule, path=path, until=until)
    return rule, report(site({**OLD, "moveready.toml": text}))


def test_a_suppression_accepts_its_places_with_its_reason(site):
    rule, told = suppressed(site, "until = 2026-11-18")  # the tests' day is the last that counts
    [finding] = [one for one in told["findings"] if one["rule"]["id"] == rule]
    assert {place["accepted"]["reason"] for place in finding["places"]} == {"The shop is rewritten in spring"}
    [used] = told["acceptance"]["suppressions"]
    assert (used["state"], used["owner"], used["until"]) == ("used", "Ann", "2026-11-18")


def test_a_suppression_of_the_past_accepts_nothing_and_is_told(site):
    rule, told = suppressed(site, "until = 2026-11-17")
    [finding] = [one for one in told["findings"] if one["rule"]["id"] == rule]
    assert {place.get("accepted") for place in finding["places"]} == {None}
    [used] = told["acceptance"]["suppressions"]
    assert (used["state"], used["places"] > 0) == ("expired", True)


def test_a_suppression_of_nothing_is_told(site):
    _, told = suppressed(site, path="wp-content/plugins/none/*")
    assert [one["state"] for one in told["acceptance"]["suppressions"]] == ["unused"]


def test_what_is_suppressed_does_not_fail_and_joins_no_baseline(site, tmp_path):
    rule, _ = suppressed(site)
    folder = tmp_path / "site"
    output = tmp_path / "b.json"
    run("baseline", folder, "-o", output)
    assert rule not in {place["rule"] for place in json.loads(output.read_text("utf-8"))["places"]}


def test_gaps_fail_where_that_is_asked(site):
    assert run("scan", site(OLD)).exit_code == 0
    assert run("scan", site(OLD), "--strict").exit_code == 1  # there was no dump


def test_too_many_findings_fail(site):
    assert run("scan", site(OLD), "--max-findings", "100").exit_code == 0
    assert run("scan", site(OLD), "--max-findings", "0").exit_code == 1
