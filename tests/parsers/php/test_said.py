"""What is taken over of a call's arguments, and what is not."""

import pytest

from audit.parsers.php.file import PhpFile
from audit.parsers.php.said import said


def told(code):
    name, _, _ = code.partition("(")
    return said(PhpFile(f"<?php {code};".encode()), name, 6)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("setcookie('seen', $id)", "seen"),
        ('setcookie("seen")', "seen"),
        ("setcookie(MY_COOKIE, 1)", "MY_COOKIE"),
        ("setcookie('a' . $b)", "…"),
        ('setcookie("a$b")', "…"),
        ("set_time_limit( 0 )", "0"),
        ("ini_set('memory_limit', '64M')", "memory_limit, 64M"),
        ("pfsockopen('a.org', 11211)", "a.org, 11211"),
        ("php_uname('n')", "n"),
        ("session_cache_limiter('public')", "public"),
        ("session_save_path('/srv/sessions')", "/srv/sessions"),
        ("setrawcookie('seen', $id)", "seen"),
        ("header('Edge-Control: max-age=1d')", "Edge-Control: max-age=1d"),
        ("header('Expires: 0')", "Expires: 0"),
        ("header('Pragma: no-cache')", "Pragma: no-cache"),
        ("header('Surrogate-Control: no-store')", "Surrogate-Control: no-store"),
        ("fsockopen('udp://a.org', 8125, $number)", "udp://a.org, 8125"),
        ("header('Cache-Control: no-store')", "Cache-Control: no-store"),
        ("current_user_can('edit_post', $id)", "edit_post"),
        ("user_can($user, 'install_plugins')", "install_plugins"),
        ("add_menu_page(__('A'), 'B', 'update_core', 'x', 'f')", "update_core"),
        ("add_submenu_page('tools.php', $title, $title, 'edit_themes', 'x')", "edit_themes"),
        ("add_theme_page('A', 'B', $right)", "…"),
    ],
)
def test_literal_arguments_are_told(code, text):
    assert told(code) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("header('Authorization: Bearer abc')", "Authorization"),
        ("setcookie('token', 'abc')", "token"),
        ("stream_socket_client('ssl://joe:pw@a.org:25')", "ssl://a.org:25"),
        (
            "ini_set('session.save_path', 'tcp://10.0.0.1:6379?auth=x')",
            "session.save_path, tcp://10.0.0.1:6379",
        ),
    ],
)
def test_no_secret_is_told(code, text):
    assert told(code) == text


@pytest.mark.parametrize("code", ["mail('joe@a.org', 'x')", "setcookie()", "setcookie(...)", "setcookie('a'"])
def test_nothing_is_told_of_other_calls_and_of_none(code):
    assert told(code) is None


def test_a_long_argument_is_cut():
    assert len(told(f"set_time_limit('{'1' * 250}')")) == 80
    assert told(f"setcookie('{'1' * 5000}')") == "…"
