"""Headers of plugins and themes, by WordPress' rules."""

import pytest

from audit.parsers.header import LIMIT, parse_header


def name(data: bytes) -> str | None:
    return parse_header(data, ["Plugin Name"]).get("Plugin Name")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"<?php\n/*\n * Plugin Name: A\n */", "A"),
        (b"<?php /* Plugin Name: A */", "A"),
        (b"<?php\r/*\rPlugin Name: A\rVersion: 1\r*/", "A"),
        (b"<?php\r\n/**\r\n * plugin name:  A  \r\n */", "A"),
        (b"# @// Plugin Name: A", "A"),
        (b"<?php // x Plugin Name: A", None),
        (b"Plugin Name : A", None),
        (b"My Plugin Name: A", None),
        (b"Plugin Name: A */ ?> B", "A"),
        (b"Plugin Name: A ?> B", "A"),
        (b"Plugin Name:", None),
        (b"Plugin Name: \nVersion: 1", None),
        (b"Plugin Name:0", None),
        (b"Plugin Name: 0", "0"),
        (b"Plugin Name: A\nPlugin Name: B", "A"),
        (b"Plugin Name: Caf\xe9", "Caf\ufffd"),
        (b"", None),
    ],
)
def test_a_name_is_found_where_wordpress_finds_it(data, found):
    assert name(data) == found


def test_nothing_is_read_behind_the_first_8_kib():
    assert name(b"x" * (LIMIT - 13) + b"\nPlugin Name: A") is None
    assert name(b"x" * (LIMIT - 15) + b"\nPlugin Name: AB") == "A"
