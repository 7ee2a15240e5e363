"""Ranges of PHP as composer.json files and plugins write them."""

import pytest

from audit.parsers.php.ranges import allows, lowest


@pytest.mark.parametrize(
    ("text", "yes", "no"),
    [
        (">=7.4", "7.4 8.0 8.5", "5.6 7.3"),
        (">=7.4 <8.3", "7.4 8.2", "7.3 8.3"),
        (">=7.4,<8.3", "7.4 8.2", "7.3 8.3"),
        (">= 7.4 , < 8.3", "7.4 8.2", "7.3 8.3"),
        ("^7.2", "7.2 7.4", "7.1 8.0"),
        ("^7.2|^8.0", "7.2 8.4", "7.1 5.6"),
        ("^7.2.5 || ^8.0", "7.2 8.4", "7.1"),
        ("~7.2", "7.2 7.4", "8.0"),
        ("~8.1.0", "8.1", "8.0 8.2"),
        ("~8.0.0 || ~8.1.0", "8.0 8.1", "8.2"),
        ("7.4.*", "7.4", "7.3 8.0"),
        ("8.x", "8.0 8.5", "7.4"),
        ("*", "5.6 8.5", ""),
        (">5.2", "5.6 8.5", "5.1"),
        ("<=8.2", "8.2 7.4", "8.3"),
        ("<=8.1.*", "8.1", "8.2"),
        (">7.4.*", "8.0", "7.4"),
        ("7.2 - 8.1", "7.2 8.1", "8.2 7.1"),
        ("!=8.0.3", "8.0", ""),
        ("8.2", "8.2", "8.3 8.1"),
        (">=8.1.12", "8.1", "8.0"),
        ("<8.1.0", "8.0", "8.1"),
        (">=5.3.2-dev", "5.3", "5.2"),
        (">=7.4@stable", "7.4", "7.3"),
    ],
)
def test_a_branch_is_allowed_where_one_of_its_releases_is(text, yes, no):
    assert all(allows(text, branch) for branch in yes.split())
    assert not any(allows(text, branch) for branch in no.split())


@pytest.mark.parametrize("text", ["", "dev-main", "8.1 or later", "any", ">=", "^8.0 &&", "1" * 400, "@dev"])
def test_what_is_no_range_says_nothing(text):
    assert allows(text, "8.1") is None
    assert lowest(text) is None


def test_a_range_that_contradicts_itself_allows_nothing():
    assert allows(">=8.0 <7.0", "7.4") is False


def test_a_range_without_a_lower_end_has_no_lowest_version():
    assert lowest("<8.0 || ^8.1") is None
    assert lowest("~8.1 || 7.4.*") == "7.4"
