"""JUnit's XML: findings fail, what is accepted or was not looked at is skipped, and counts are right."""

from xml.etree import ElementTree as ET

import pytest

from audit.render.junit import render
from tests.render.forge_reports import EVERY, judged, scanned, spot, unread
from tests.render.samples import advice, finding, minimal, tree_only


def parsed(report):
    return ET.fromstring(render(report))  # noqa: S314 - our own


def outcomes(report):
    """Return what became of the cases, by their class."""
    return {
        case.get("classname").removeprefix("moveready."): next(
            (child.tag for child in case if child.tag != "system-out"), "passed"
        )
        for case in parsed(report).iter("testcase")
    }


@pytest.mark.parametrize("build", EVERY.values(), ids=EVERY)
def test_the_counts_are_those_of_the_cases(build):
    top = parsed(build())
    for suite in top.iter("testsuite"):
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases) > 0
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped"))
    assert int(top.get("tests")) == len(list(top.iter("testcase")))
    assert int(top.get("failures")) == len(list(top.iter("failure")))


def test_a_finding_fails_with_all_its_places():
    report = scanned(finding(advice("r", "blocker"), spot("a.php", 3, "x()"), spot("b.php", None, "<y>")))
    [failure] = parsed(report).iter("failure")
    assert (failure.get("type"), failure.get("message")) == ("blocker", "2 places: a.php:3 x()")
    assert failure.text.splitlines() == ["Reason of r. Remedy of r.", "a.php:3 x()", "b.php <y>"]


def test_a_place_is_named_as_the_repository_has_it():
    report = scanned(finding(advice("r"), spot("a.php", 3, "x()")), tree="web")
    [failure] = parsed(report).iter("failure")
    assert failure.get("message") == "1 place: web/a.php:3 x()"


def test_a_note_passes_and_says_what_was_found():
    report = scanned(finding(advice("r", "note"), spot("a.php", 3, "x()")))
    assert outcomes(report)["code.r"] == "passed"
    assert "a.php:3 x()" in render(report)


def test_a_finding_fails_only_for_what_is_news():
    told = outcomes(judged())
    assert told["sessions.php-session"] == told["security.eval"] == "failure"
    assert told["mail.php-mail"] == "skipped"
    failure = next(one for one in parsed(judged()).iter("failure") if "new()" in one.text)
    assert failure.get("message") == "1 place: a.php:9 new()"
    assert "a.php:3 old() | accepted: It is in the baseline." in failure.text


def test_a_skipped_case_says_why():
    messages = [one.get("message") for one in parsed(judged()).iter("skipped")]
    assert "1 place accepted. It goes in May. (Kim, until 2027-05-31)" in messages
    assert any("ended on 2026-01-31" in message for message in messages)


def test_a_settled_place_passes():
    assert outcomes(judged())["settled.memcached"] == "passed"


def test_there_is_a_suite_for_each_install_and_category():
    names = [suite.get("name") for suite in parsed(tree_only()).iter("testsuite")]
    assert {"blog: code", "shop: code"} <= set(names)
    assert len(set(names)) == len(names)


def test_what_was_not_read_or_assessed_is_skipped():
    report = unread()
    assert not list(parsed(report).iter("failure"))
    told = outcomes(report)
    assert "a.php: It could not be opened." in [case.get("name") for case in parsed(report).iter("testcase")]
    assert any(one.get("message") == "It could not be opened." for one in parsed(report).iter("skipped"))
    assert {told[f"not-assessed.{item.rule}"] for item in report.unassessed} == {"skipped"}


def test_a_site_without_findings_has_a_case():
    assert outcomes(minimal()) == {"audit.scan": "passed"}
