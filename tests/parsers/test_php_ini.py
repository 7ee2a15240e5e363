"""Values of a php.ini."""

import pytest

from audit.parsers.php_ini import parse_php_ini, quantity


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("memory_limit=256M", "memory_limit", "256M"),
        ("  post_max_size\t=\t8M ; enough", "post_max_size", "8M"),
        ('error_log = "/var/log/a;b.log"', "error_log", "/var/log/a;b.log"),
        ("sendmail_path = '/usr/sbin/sendmail -t'", "sendmail_path", "/usr/sbin/sendmail -t"),
        ("session.save_path =", "session.save_path", ""),
        ("xdebug.mode = off", "xdebug.mode", "off"),
    ],
)
def test_a_line_sets_a_value(line, name, value):
    assert [(one.name, one.value) for one in parse_php_ini(line)] == [(name, value)]


@pytest.mark.parametrize("line", ["", "; a = 1", "# a = 1", "[PHP]", "a", "= 1", "0a = 1", "<?php $a = 1;"])
def test_other_lines_set_none(line):
    assert parse_php_ini(line) == []


def test_what_is_of_one_folder_or_host_only_is_passed_over():
    assert len(parse_php_ini("a = 1\n[HOST=www.example.org]\nb = 1\n")) == 1
    assert len(parse_php_ini("a = 1\n[mail function]\nb = 1\n")) == 2


def test_a_line_and_a_file_have_their_bounds():
    assert len(parse_php_ini("a = 1\n" * 5000)) == 1000
    assert len(parse_php_ini("a = " + "x" * 1_000_000)[0].value) < 5000


# As ini_parse_quantity() of PHP 8.2 says.
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("256M", 268435456),
        ("1g", 1073741824),
        ("2 M", 2097152),
        ("1K", 1024),
        ("5Mb", 5),
        ("1.5G", 1073741824),
        ("-1", -1),
        ("  64m  ", 67108864),
        ("", None),
        ("lots", None),
    ],
)
def test_a_quantity_is_what_php_makes_of_it(text, number):
    assert quantity(text) == number
