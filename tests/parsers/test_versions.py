"""Versions and ranges."""

import pytest

from audit.parsers.versions import in_range, parse_range


@pytest.mark.parametrize(
    ("version", "text", "fits"),
    [
        ("4.9", "<5.0", True),
        ("5.0", "<5.0", False),
        ("5.0.0", "<5.0", False),
        ("10.0", "<5.0", False),
        ("v1.2", "<2", True),
        ("2.0-rc1", "<2", True),
        ("1.5.2.3.4", ">=1.5,<1.6", True),
        ("1.6", ">=1.5,<1.6", False),
        ("20240101", ">=2", True),
        ("trunk", "<5", None),
        ("", "<5", None),
        (None, "<5", None),
    ],
)
def test_versions_are_compared_by_their_numbers(version, text, fits):
    assert in_range(version, text) is fits


def test_a_range_that_is_none_is_refused():
    with pytest.raises(ValueError, match="no range"):
        parse_range("before 5")
