"""Logins in the files that tools keep them in: what kind, and where, never the login itself."""

import re
from typing import Literal, NamedTuple

from audit.parsers.secrets import Found, SecretKind, is_invented

FileFormat = Literal[
    "environment", "composer", "npm", "git", "netrc", "transfer", "mysql", "aws", "account", "terminus"
]

_MOST = 20  # logins that are told of one file
_COMMON = frozenset(
    b"admin drupal false login mysql none null pass password root secret test true user wordpress".split()
)
_NAMES_ITSELF = re.compile(rb"(?i:[a-z_-]{0,40}pass(?:word|wd|wort)?[a-z_-]{0,40})")
_SHORTEST = 4  # characters of a password that is worth telling


class _Form(NamedTuple):
    """How a login is written; a group of the pattern is the secret."""

    kind: SecretKind
    pattern: "re.Pattern[bytes]"


def _form(kind: SecretKind, pattern: bytes) -> _Form:
    return _Form(kind, re.compile(pattern, re.IGNORECASE | re.MULTILINE))


_FORMS: dict[FileFormat, tuple[_Form, ...]] = {
    "environment": (
        _form(
            "environment",
            rb"^[ \t]*+(?:export[ \t]++)?+(?=[A-Z0-9_]{0,60}(?:PASS|PWD|SECRET|TOKEN|SALT|_KEY|APIKEY))"
            rb"(?![A-Z0-9_]{0,60}(?:PUBLIC|PUBLISHABLE|(?:_URL|_NAME|_FILE|_PATH|_ID)[ \t]*+=))"
            rb"[A-Z0-9_]{1,80}[ \t]*+=[ \t]*+[\"']?([^\s\"'#]{1,500})",
        ),
        _form(
            "environment",
            rb"^[ \t]*+(?:export[ \t]++)?+[A-Z0-9_]{1,60}=[\"']?[a-z0-9+]{2,20}://[^\s:/@\"']{0,100}:([^\s@/\"']{1,200})@",
        ),
    ),
    "composer": (
        _form("composer-login", rb"\"(?:password|token)\"\s{0,20}:\s{0,20}\"([^\"\s]{1,500})\""),
        _form(
            "composer-login",
            rb"\"(?:github-oauth|gitlab-oauth|gitlab-token|bearer)\"\s{0,20}:\s{0,20}\{\s{0,200}"
            rb"\"[^\"]{1,200}\"\s{0,20}:\s{0,20}\"([^\"\s]{1,500})\"",
        ),
    ),
    "npm": (
        _form(
            "npm-token",
            rb"^[^\n=#;]{0,200}_(?:authToken|auth|password)[ \t]*+=[ \t]*+[\"']?([^\s\"']{1,500})",
        ),
    ),
    "git": (_form("git-login", rb"^https?://[^\s:/@]{1,200}:([^\s@/]{1,300})@"),),
    "netrc": (_form("netrc-login", rb"(?<!\S)password[ \t\r\n]++(\S{1,300})"),),
    "transfer": (
        _form(
            "transfer-login",
            rb"^[^/\n]{0,200}?\"(?:password|passphrase|pass)\"\s{0,20}:\s{0,20}\"([^\"]{1,300})\"",
        ),
        _form("transfer-login", rb"<Pass(?:\s[^>]{0,80})?>([^<]{1,400})</Pass>"),
    ),
    "mysql": (_form("database-password", rb"^[ \t]*+password[ \t]*+=[ \t]*+[\"']?([^\s\"']{1,300})"),),
    "aws": (_form("aws-key", rb"^[ \t]*+aws_secret_access_key[ \t]*+=[ \t]*+(\S{1,200})"),),
    "account": (
        _form(
            "service-account",
            rb"\"private_key\"\s{0,20}:\s{0,20}\"-----BEGIN (?:RSA )?PRIVATE KEY-----\\n([\w+/]{40})",
        ),
    ),
    "terminus": (_form("machine-token", rb"\"token\"\s{0,20}:\s{0,20}\"([\w.-]{16,300})\""),),
}


def logins(data: bytes, written_as: FileFormat) -> list[Found]:
    r"""
    Return the logins in a file of a tool, but no invented and no empty ones.

    >>> logins(b"APP_ENV=prod\nDB_PASSWORD=kT9mzQ2\nMAIL_PASSWORD=${SECRET}\n", "environment")
    [Found(kind='environment', offset=13)]
    >>> logins(b'{"http-basic": {"repo.example.com": {"username": "a", "password": "kT9mzQ2"}}}', "composer")
    [Found(kind='composer-login', offset=54)]
    """
    found = {
        Found(form.kind, match.start())
        for form in _FORMS[written_as]
        for match in form.pattern.finditer(data)
        if is_password(match[1])
    }
    return sorted(found, key=lambda one: one.offset)[:_MOST]


def is_password(value: bytes) -> bool:
    """
    Tell whether a value can be somebody's real password, and is no word that stands for one.

    >>> is_password(b"kT9mzQ2"), is_password(b"password"), is_password(b"%env(X)%")
    (True, False, False)
    """
    if len(value) < _SHORTEST or value.lower() in _COMMON or _NAMES_ITSELF.fullmatch(value):
        return False
    return not is_invented(value)
