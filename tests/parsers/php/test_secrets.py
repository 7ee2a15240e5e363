"""Passwords and salts in PHP code."""

import pytest

from audit.parsers.php.file import PhpFile
from audit.parsers.php.secrets import php_secrets


def kinds(code):
    return [found.kind for found in php_secrets(PhpFile(f"<?php\n{code}".encode()))]


@pytest.mark.parametrize(
    "code",
    [
        "define('DB_PASSWORD', 'kT9mzQ2v');",
        'define( "DB_PASSWORD", "kT9mzQ2v" );',
        "$c = mysql_connect('localhost', 'joe', 'kT9mzQ2v');",
        "$c = new mysqli( DB_HOST, $this->user, 'kT9mzQ2v', 'db' );",
        "$c = new \\PDO($dsn, $config['user'], 'kT9mzQ2v');",
        "$w = new wpdb('joe', 'kT9mzQ2v', 'db', 'host');",
        "$databases['default']['default'] = array('driver' => 'mysql', 'password' => 'kT9mzQ2v');",
        "$db_url = 'mysqli://joe:kT9mzQ2v@localhost/db';",
    ],
)
def test_the_password_of_a_database_is_found(code):
    assert kinds(code) == ["database-password"]


@pytest.mark.parametrize(
    "code",
    [
        "define('DB_PASSWORD', getenv('DB_PASSWORD'));",
        "define('DB_PASSWORD', 'password_here');",
        "// define('DB_PASSWORD', 'kT9mzQ2v');",
        "$c = mysql_connect($host, $user, $password);",
        "$c = new mysqli('localhost', 'root', '');",
        "$o->mysqli('a', 'b', 'kT9mzQ2v');",
        "/* $databases = array('password' => 'kT9mzQ2v') */ $databases = [];",
        "$form = array('password' => 'kT9mzQ2v');",
        "define('AUTH_KEY', 'put your unique phrase here');",
    ],
)
def test_what_is_no_password_is_left_alone(code):
    assert kinds(code) == []


def test_a_salt_is_found():
    salt = "k7)Tz#qP!mW2^vXc9&bN4*eRy6(uJs8-aLf0+dHg5=oKi3_wZt1~xEn%Br@GpYd"
    assert kinds(f"define('AUTH_KEY', '{salt}');") == ["salt"]


def test_hostile_code_takes_no_time():
    assert kinds("new PDO(" + " " * 500_000 + "'a'," * 100_000 + "define('DB_PASSWORD'," * 50_000) == []
