"""libxml2 judges the XML for forges: JUnit's by its schema, and all of it well-formed."""

import subprocess
from pathlib import Path

import pytest

from audit.render import checkstyle, junit
from tests.real.conftest import program
from tests.render.forge_reports import EVERY

pytestmark = pytest.mark.real

SCHEMA = Path(__file__).parents[1] / "cases/schemas/junit-10.xsd"


@pytest.fixture(scope="module")
def judge():
    """Return what libxml2 says of a document."""
    lint = program("xmllint", "libxml2-utils")

    def ask(text, *options):
        command = [lint, "--noout", "--nonet", "--huge", *options, "-"]
        done = subprocess.run(command, input=text.encode(), capture_output=True, check=False, timeout=60)
        return done.returncode, done.stderr.decode()

    return ask


@pytest.mark.parametrize("build", EVERY.values(), ids=EVERY)
def test_junit_is_valid_by_its_schema(judge, build):
    assert judge(junit.render(build()), "--schema", SCHEMA) == (0, "- validates\n")


@pytest.mark.parametrize("build", EVERY.values(), ids=EVERY)
def test_checkstyle_is_well_formed(judge, build):
    assert judge(checkstyle.render(build())) == (0, "")


def test_the_judge_finds_mistakes(judge):
    assert judge("<testsuites><testcase/></testsuites>", "--schema", SCHEMA)[0] != 0
    assert judge("<checkstyle>")[0] != 0
