"""What Composer's files ask of PHP."""

import pytest

from audit.parsers.composer import ComposerError
from audit.parsers.composer_platform import parse_installed, parse_wants


def test_names_are_folded_and_wrong_types_are_passed_over():
    found = parse_wants(
        b'{"require": {"PHP": "^8", "ext-MBString": "*", "ext-": "*", "a/b": 1, "ext-x": {}}}'
    )
    assert found.php == "^8"
    assert found.extensions == ("mbstring",)


def test_a_byte_order_mark_is_no_mistake():
    assert parse_wants(b'\xef\xbb\xbf{"require": {"php": "8"}}').php == "8"


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"1", b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_an_error(data):
    with pytest.raises(ComposerError):
        parse_wants(data)


@pytest.mark.parametrize("data", [b"", b"{", b"1", b"\xff", b"[" * 100_000])
def test_what_is_no_list_of_packages_is_an_error(data):
    with pytest.raises(ComposerError):
        parse_installed(data)


def test_what_is_no_package_is_passed_over():
    assert parse_installed(b'{"packages": [1, [], {}, {"name": "a/b"}, {"name": 3}]}')[0].package == "a/b"
    assert len(parse_installed(b'{"packages": [1, [], {}, {"name": "a/b"}, {"name": 3}]}')) == 1


def test_no_login_is_copied():
    found = parse_wants(b'{"require": {"php": "https://joe:pw@example.org/x"}}')
    assert "pw" not in (found.php or "")
