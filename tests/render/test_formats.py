"""The formats as a command line names them, and what holds for all of those for forges."""

import subprocess
import sys
from pathlib import Path

import pytest

from audit.cli import choices
from audit.cli.output import target
from audit.render import FORMATS
from tests.documents import WRITERS
from tests.render.forge_reports import EVERY, judged, unread

FORGES = ("sarif", "junit", "checkstyle", "gitlab", "github", "github-summary")
SITE = Path(__file__).parents[1] / "sample" / "site"


def test_the_command_line_knows_every_format():
    assert tuple(FORMATS) == choices.FORMATS


def test_a_suffix_is_of_one_format():
    suffixes = [suffix for form in FORMATS.values() for suffix in form.suffixes]
    assert len(set(suffixes)) == len(suffixes)


@pytest.mark.parametrize(
    ("file", "form"),
    [
        ("r.sarif", "sarif"),
        ("r.sarif.json", "sarif"),
        ("r.junit.xml", "junit"),
        ("r.checkstyle.xml", "checkstyle"),
        ("gl-code-quality-report.json", "gitlab"),
        ("r.codequality.json", "gitlab"),
        ("r.summary.md", "github-summary"),
        ("r.json", "json"),
    ],
)
def test_the_longest_suffix_says_the_format(file, form):
    assert target(file, None) == (form, file)


@pytest.mark.parametrize("form", FORGES)
def test_a_format_can_be_named_before_its_file(form):
    assert target(f"{form}=x", None) == (form, "x")


@pytest.mark.parametrize("build", EVERY.values(), ids=EVERY)
@pytest.mark.parametrize("form", FORGES)
def test_two_documents_of_a_report_are_alike_and_utf_8(form, build):
    document = WRITERS[form](build())
    assert document == WRITERS[form](build())
    assert document.encode().endswith(b"\n")


@pytest.mark.parametrize("form", FORGES)
def test_nothing_is_silently_clean(form):
    document = WRITERS[form](unread()).replace("\\", "")
    assert "It could not be opened." in document
    assert "could be read" in document


@pytest.mark.parametrize("form", FORGES)
def test_what_is_news_is_in_every_document_and_expired_suppressions_too(form):
    document = WRITERS[form](judged()).replace("\\", "")
    assert "new()" in document
    assert "ended on 2026-01-31" in document


def test_all_in_one_run_and_the_same_in_the_next(tmp_path):
    for name, jobs in (("a", "1"), ("b", "2")):
        (tmp_path / name).mkdir()
        outputs = [f"-o{form}={tmp_path / name / form}" for form in FORGES]
        command = [sys.executable, "-m", "audit", "scan", str(SITE), "--jobs", jobs, *outputs]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    for form in FORGES:
        assert (tmp_path / "a" / form).read_bytes() == (tmp_path / "b" / form).read_bytes()
