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
        "$c = mysql_pconnect('localhost', 'joe', 'kT9mzQ2v');",
        "$c = mysqli_connect('localhost', 'joe', 'kT9mzQ2v');",
        '$c = mysqli_connect("localhost", "joe", "kT9mzQ2v");',
        "$c = new mysqli( DB_HOST, $this->user, 'kT9mzQ2v', 'db' );",
        "$c = new \\PDO($dsn, $config['user'], 'kT9mzQ2v');",
        "$w = new wpdb('joe', 'kT9mzQ2v', 'db', 'host');",
        "$databases['default']['default'] = array('driver' => 'mysql', 'password' => 'kT9mzQ2v');",
        "$db_url = 'mysqli://joe:kT9mzQ2v@localhost/db';",
        "$db_url = 'mysql://joe:kT9mzQ2v@localhost/db';",
        "$db_url = 'pgsql://joe:kT9mzQ2v@localhost/db';",
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


SALT = "k7)Tz#qP!mW2^vXc9&bN4*eRy6(uJs8-aLf0+dHg5=oKi3_wZt1~xEn%Br@GpYd"


@pytest.mark.parametrize("name", ["AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE"])
@pytest.mark.parametrize("end", ["KEY", "SALT"])
@pytest.mark.parametrize("quote", "'\"")
def test_a_salt_is_found(name, end, quote):
    assert kinds(f"define('{name}_{end}', {quote}{SALT}{quote});") == ["salt"]


@pytest.mark.parametrize("name", ["$settings['hash_salt']", '$settings[ "hash_salt" ]', "$drupal_hash_salt"])
def test_a_salt_of_drupal_is_found(name):
    salt = "orLCv6PSOF-F2oPWvyRHgzkJDvN90C5IVNt15g4od8yTtD7N-6Py_5KOx7TRxO7r0DmR6"
    assert kinds(f"{name} = '{salt}';") == ["salt"]


def test_a_salt_of_drupal_that_is_taken_from_elsewhere_is_none():
    assert kinds("$settings['hash_salt'] = getenv('A_VARIABLE_THAT_HOLDS_THE_SALT_OF_THIS_SITE');") == []


@pytest.mark.parametrize(
    "value", ["x" * 64, "put here your own: a unique phrase of 64 signs", "abcdefghijkl" * 4, SALT[:31]]
)
def test_what_nobody_drew_by_lot_is_no_salt(value):
    assert kinds(f"define('AUTH_KEY', '{value}');") == []


def test_hostile_code_takes_no_time():
    assert kinds("new PDO(" + " " * 500_000 + "'a'," * 100_000 + "define('DB_PASSWORD'," * 50_000) == []
