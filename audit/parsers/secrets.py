"""Secrets that were written into a text: what kind, and where, never the secret itself."""

import re
from collections.abc import Container, Iterator
from typing import Literal, NamedTuple

SecretKind = Literal[
    "private-key",
    "aws-key",
    "stripe-key",
    "sendgrid-key",
    "mailgun-key",
    "github-token",
    "gitlab-token",
    "slack-token",
    "service-account",
    "environment",
    "composer-login",
    "npm-token",
    "git-login",
    "netrc-login",
    "transfer-login",
    "database-password",
    "salt",
    "machine-token",
]

_MOST = 20  # of one kind that are told of one text
_FEWEST_CHARACTERS = 8  # different ones in a secret that was drawn by lot
_INVENTED = re.compile(
    rb"example|sample|dummy|fake|redact|placeholder|changeme|your[_-]?|x{4}|0{6}|(?:01)?23456|abcdef|\.\.\.",
    re.IGNORECASE,
)
_BEFORE = rb"(?<![A-Za-z0-9_/+-])"
_BEHIND = rb"(?![A-Za-z0-9_/+-])"


class Found(NamedTuple):
    """A secret, and the byte at which it begins."""

    kind: SecretKind
    offset: int


class _Token(NamedTuple):
    """A kind of secret that its own form gives away."""

    kind: SecretKind
    literal: bytes  # that is in each of them
    words: tuple[bytes, ...]  # that PhpFile.words holds where one is; none: cannot be told
    pattern: "re.Pattern[bytes]"  # its group is what was drawn by lot


_TOKENS = (
    _Token(
        "private-key",
        b" KEY-----",
        (b"begin", b"private", b"key"),
        re.compile(
            rb"-----BEGIN (?:[A-Z]{2,9} ){0,2}PRIVATE KEY-----"
            rb"(?:\\[rn]|[\s\"'.+]|\w{3,4}-\w{4}:[^\r\n\\]{0,80})*+"
            rb"([A-Za-z0-9+/]{40,})"
        ),
    ),
    _Token("aws-key", b"AKIA", (), re.compile(_BEFORE + rb"AKIA([A-Z2-7]{16})" + _BEHIND)),
    _Token(
        "stripe-key", b"k_live_", (), re.compile(_BEFORE + rb"[sr]k_live_([A-Za-z0-9]{16,120})" + _BEHIND)
    ),
    _Token(
        "sendgrid-key",
        b"SG.",
        (b"sg",),
        re.compile(_BEFORE + rb"SG\.([\w-]{16,32}\.[\w-]{32,64})" + _BEHIND, re.ASCII),
    ),
    _Token("mailgun-key", b"key-", (b"key",), re.compile(_BEFORE + rb"key-([0-9a-f]{32})" + _BEHIND)),
    _Token("github-token", b"ghp_", (), re.compile(_BEFORE + rb"ghp_([A-Za-z0-9]{36})" + _BEHIND)),
    _Token(
        "github-token",
        b"github_pat_",
        (),
        re.compile(_BEFORE + rb"github_pat_([A-Za-z0-9_]{60,90})" + _BEHIND),
    ),
    _Token("gitlab-token", b"glpat-", (b"glpat",), re.compile(_BEFORE + rb"glpat-([\w-]{20,64})" + _BEHIND)),
    _Token(
        "slack-token", b"xoxb-", (b"xoxb",), re.compile(_BEFORE + rb"xoxb-(\d{8,}-[\w-]{16,90})" + _BEHIND)
    ),
    _Token(
        "slack-token", b"xoxp-", (b"xoxp",), re.compile(_BEFORE + rb"xoxp-(\d{8,}-[\w-]{16,90})" + _BEHIND)
    ),
)


def secrets(data: bytes, words: Container[bytes] | None = None) -> list[Found]:
    """
    Return the keys and tokens in a text that their own form gives away, but no invented ones.

    Words, if given, are those of PhpFile: they save most of the looking.

    >>> secrets(b"$key = 'AKIA" + b"QWERTZUIOPASDFG7';"), secrets(b"$key = 'AKIAIOSFODNN7EXAMPLE';")
    ([Found(kind='aws-key', offset=8)], [])
    """
    found: list[Found] = []
    for token in _TOKENS:
        if words is not None and not all(word in words for word in token.words):
            continue
        if token.literal in data:
            found += [Found(token.kind, offset) for offset in _offsets(token, data)]
    return sorted(found, key=lambda one: one.offset)


def is_invented(value: bytes) -> bool:
    """
    Tell whether a value only stands where a secret should be put.

    >>> is_invented(b"your-key-here"), is_invented(b"kT9!mzQ2"), is_invented(b"${TOKEN}")
    (True, False, True)
    """
    return value[:1] in b"$%<{[*" or _INVENTED.search(value) is not None


def _offsets(token: _Token, data: bytes) -> Iterator[int]:
    if token.kind == "mailgun-key" and b"mailgun" not in data.lower():
        return
    number = 0
    for match in token.pattern.finditer(data):
        drawn = match[1]
        is_drawn = len(set(drawn)) >= _FEWEST_CHARACTERS and not _INVENTED.search(drawn[:200])
        if is_drawn and number < _MOST:
            number += 1
            yield match.start()
