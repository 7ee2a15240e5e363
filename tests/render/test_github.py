"""GitHub's annotations: as many as are shown, and no text of the site is a command."""

import re

import pytest

from audit.render.github import render
from tests.render.forge_reports import EVERY, judged, scanned, spot, unread
from tests.render.samples import advice, finding, minimal

COMMAND = re.compile(r"::(?P<name>\w+)(?: (?P<told>[^:]*))?::(?P<data>.*)")


def commands(report):
    """Return the commands as a runner reads them: name, properties, data."""
    lines = [line for line in render(report).splitlines() if line.lstrip().startswith("::")]
    return [_read(COMMAND.fullmatch(line)) for line in lines]


def _read(found: re.Match[str] | None):
    assert found
    told = (found["told"] or "").split(",")
    return found["name"], dict(pair.split("=", 1) for pair in told if pair), found["data"]


def annotations(report):
    return [one for one in commands(report) if one[0] in {"error", "warning", "notice"}]


@pytest.mark.parametrize("build", EVERY.values(), ids=EVERY)
def test_no_more_are_printed_than_are_shown(build):
    names = [name for name, _, _ in annotations(build())]
    assert max(names.count(name) for name in names) <= 10
    assert names[-1] == "notice"
    assert names == sorted(names, key=["error", "warning", "notice"].index)


@pytest.mark.parametrize("build", EVERY.values(), ids=EVERY)
def test_a_line_is_a_command_of_ours_or_none(build):
    assert {name for name, _, _ in commands(build())} <= {"error", "warning", "notice", "group", "endgroup"}
    assert "##[" not in render(build())


def test_an_annotation_names_file_line_and_rule():
    report = scanned(finding(advice("r"), spot("a.php", 7, "x()")), tree="web")
    assert annotations(report)[0] == (
        "error",
        {"file": "web/a.php", "line": "7", "title": "Title of r"},
        "x()%0AReason of r.%0ARemedy of r.%0Amoveready explain r",
    )


def test_signs_of_commands_are_escaped():
    place = spot("a,b:c%d\r\n.php", 1, "100%\n::error::x ##[warning]y")
    [(_, told, data), _] = annotations(scanned(finding(advice("r", title="T: a, b"), place)))
    assert told["file"] == "a%2Cb%3Ac%25d  .php"
    assert told["title"] == "T%3A a%2C b"
    assert data.startswith("100%25 ::error::x # #[warning]y%0AReason of r.%0A")


def test_the_whole_folder_and_what_is_elsewhere_have_no_file():
    report = scanned(finding(advice("r"), spot(".", None, "x"), spot("/etc/httpd/a.conf", 3, "y")))
    [first, second, _] = annotations(report)
    assert first[1] == second[1] == {"title": "Title of r"}
    assert "y [a.conf]" in second[2]


def test_every_finding_is_shown_before_any_has_its_second_place():
    many = finding(advice("many"), *(spot("a.php", line, "x") for line in range(1, 50)))
    few = finding(advice("few"), spot("b.php", 1, "y"))
    worst = finding(advice("worst", "blocker"), spot("c.php", 1, "z"))
    titles = [told["title"] for name, told, _ in annotations(scanned(many, few, worst)) if name == "error"]
    assert titles[:3] == ["Title of worst", "Title of many", "Title of few"]
    assert len(titles) == 10


def test_the_sum_says_what_is_not_shown():
    report = scanned(finding(advice("r"), *(spot("a.php", line, "x") for line in range(1, 50))))
    assert (
        annotations(report)[-1][2]
        == "Found 49 places: 49 major, with 64 checks. 39 more places not shown here."
    )
    assert annotations(minimal())[-1][2] == "Found nothing, with 64 checks."


def test_what_is_accepted_is_left_out_and_counted():
    told = annotations(judged())
    assert [one[1].get("file") for one in told] == ["a.php", "c d.php", None]
    assert "2 places accepted: 1 by the baseline baseline.json, 1 by suppressions." in told[-1][2]


def test_what_was_not_read_or_assessed_is_in_the_sum_and_in_the_log():
    report = unread()
    assert "not read, or not wholly." in annotations(report)[-1][2]
    assert "3 checks not assessed." in annotations(report)[-1][2]
    assert "  - a.php: It could not be opened." in render(report).splitlines()
