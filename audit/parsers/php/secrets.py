"""Passwords, salts, keys and tokens that PHP code holds: what kind, and where, never the secret itself."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from audit.parsers.php.file import PhpFile
from audit.parsers.secret_files import is_password
from audit.parsers.secrets import Found, SecretKind, secrets

_DRAWN = 14  # different characters in a salt of WordPress, at the least
_MOST = 20  # of one form that are told of one file
_SALTS = tuple(
    f"{name}_{end}".encode()
    for name in ("auth", "secure_auth", "logged_in", "nonce")
    for end in ("key", "salt")
)
_QUOTED = rb"(?:'[^'\\\r\n]{0,300}'|\"[^\"\\$\r\n]{0,300}\")"
_ARGUMENT = rb"\s{0,40}(?:" + _QUOTED + rb"|\$?[\w:\\]{1,80}(?:->\w{1,80}|\[[^\]\r\n]{1,80}\]){0,3})\s{0,40},"
_VALUE = rb"\s{0,40}(?:'([^'\\\r\n]{1,300})'|\"([^\"\\$\r\n]{1,300})\")"


class _Form(NamedTuple):
    """How a secret is written; a group of the pattern is the secret."""

    kind: SecretKind
    words: tuple[bytes, ...]  # any of them is in a file with one
    pattern: "re.Pattern[bytes]"


_FORMS = (
    _Form(
        "database-password",
        (b"db_password",),
        re.compile(rb"define\s{0,40}\(\s{0,40}['\"]DB_PASSWORD['\"]\s{0,40}," + _VALUE, re.IGNORECASE),
    ),
    _Form(
        "database-password",
        (b"mysql_connect", b"mysql_pconnect", b"mysqli_connect", b"mysqli", b"pdo"),
        re.compile(
            rb"(?<![\w$>:])(?:mysql_p?connect|mysqli_connect|mysqli|PDO)\s{0,40}\(" + _ARGUMENT * 2 + _VALUE,
            re.IGNORECASE,
        ),
    ),
    _Form(
        "database-password",
        (b"wpdb",),
        re.compile(rb"(?<![\w$>:])wpdb\s{0,40}\(" + _ARGUMENT + _VALUE, re.IGNORECASE),
    ),
    _Form(
        "database-password",
        (b"$databases",),
        re.compile(rb"['\"]password['\"]\s{0,40}=>" + _VALUE),
    ),
    _Form(
        "database-password",
        (b"$db_url",),
        re.compile(rb"['\"](?:mysqli?|pgsql)://[^\s:/@'\"]{1,100}:([^\s@'\"]{1,200})@()"),
    ),
    _Form(
        "salt",
        _SALTS,
        re.compile(
            rb"define\s{0,40}\(\s{0,40}['\"](?:SECURE_AUTH|AUTH|LOGGED_IN|NONCE)_(?:KEY|SALT)['\"]\s{0,40},"
            rb"\s{0,40}(?:'([^'\r\n]{32,300})'|\"([^\"\r\n]{32,300})\")"
        ),
    ),
    _Form(
        "salt",
        (b"hash_salt", b"$drupal_hash_salt"),
        re.compile(
            rb"(?:\$settings\s{0,40}\[\s{0,40}['\"]hash_salt['\"]\s{0,40}\]|\$drupal_hash_salt)\s{0,40}="
            rb"\s{0,40}(?:'([^'\r\n]{32,300})'|\"([^\"$\r\n]{32,300})\")"
        ),
    ),
)


def php_secrets(file: PhpFile) -> list[Found]:
    r"""
    Return the secrets in PHP code; of passwords and salts not those in comments, which are mostly examples.

    >>> php_secrets(PhpFile(b"<?php\n$c = new mysqli('localhost', $user, 'kT9mzQ2');"))
    [Found(kind='database-password', offset=15)]
    >>> php_secrets(PhpFile(b"<?php\n$c = new mysqli('localhost', $user, 'password');"))
    []
    """
    words = file.words
    found = secrets(file.source, words)
    for form in _FORMS:
        if not words.isdisjoint(form.words):
            found += islice(_written(form, file), _MOST)
    return sorted(set(found), key=lambda one: one.offset)


def _written(form: _Form, file: PhpFile) -> Iterator[Found]:
    for match in form.pattern.finditer(file.source):
        value, start = match[1] or match[2], match.start()
        span = file.span_at(start)
        if span is not None and span[0] != start:
            continue  # a comment, or HTML
        if _is_salt(value) if form.kind == "salt" else is_password(value):
            yield Found(form.kind, start)


def _is_salt(value: bytes) -> bool:
    """Tell whether a value was drawn by lot; "put your unique phrase here" was not."""
    return len(set(value)) >= _DRAWN and b"unique phrase" not in value
