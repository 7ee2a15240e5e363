"""Checkstyle's XML: well-formed whatever a name holds, file by file, and what is news."""

from xml.etree import ElementTree as ET

import pytest

from audit.render.checkstyle import render
from tests.render.forge_reports import EVERY, judged, scanned, spot, unread
from tests.render.samples import advice, finding


def errors(report):
    """Return the errors with the names of their files."""
    top = ET.fromstring(render(report))  # noqa: S314 - our own
    return [(file.get("name"), error) for file in top.iter("file") for error in file.iter("error")]


@pytest.mark.parametrize("build", EVERY.values(), ids=EVERY)
def test_every_error_has_what_readers_of_the_format_want(build):
    report = build()
    top = ET.fromstring(render(report))  # noqa: S314 - our own
    assert top.tag == "checkstyle"
    names = [file.get("name") for file in top]
    assert len(set(names)) == len(names)
    for _, error in errors(report):
        assert set(error.keys()) == {"line", "severity", "message", "source"}
        assert error.get("severity") in {"error", "warning", "info"}
        assert int(error.get("line")) >= 0


def test_an_error_names_rule_line_and_file():
    [(name, error)] = errors(
        scanned(finding(advice("r", "minor"), spot("a&b.php", 7, 'x("]]>")')), tree="web")
    )
    assert (name, error.get("line"), error.get("severity")) == ("web/a&b.php", "7", "warning")
    assert error.get("source") == "moveready.code.r"
    assert error.get("message") == 'Title of r: x("]]>")'


def test_line_0_is_the_whole_file():
    [(_, error)] = errors(scanned(finding(advice("r"), spot("a.php", None, "x"))))
    assert error.get("line") == "0"


def test_what_is_accepted_is_left_out_and_counted():
    told = errors(judged())
    assert [name for name, error in told if error.get("severity") != "info"] == ["a.php", "c d.php"]
    assert any("2 places accepted" in error.get("message") for _, error in told)


def test_what_was_not_read_is_info():
    told = {
        error.get("message"): error.get("severity") for name, error in errors(unread()) if name == "a.php"
    }
    assert told == {"It could not be opened.": "info"}
