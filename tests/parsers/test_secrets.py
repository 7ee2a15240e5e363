"""Keys and tokens that their own form gives away; drawn here, so that nobody takes them for real."""

import random
import string

import pytest

from audit.parsers.php.file import PhpFile
from audit.parsers.secrets import secrets

DRAW = random.Random(1)


def drawn(length, letters=string.ascii_letters + string.digits):
    return "".join(DRAW.choices(letters, k=length))


def pem(body, kind="RSA "):
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----"


TOKENS = {
    "private-key": pem(drawn(64)),
    "aws-key": "AKIA" + drawn(16, string.ascii_uppercase + "234567"),
    "stripe-key": "sk" + "_live_" + drawn(24),
    "sendgrid-key": "SG." + drawn(22) + "." + drawn(43),
    "github-token": "ghp" + "_" + drawn(36),
    "gitlab-token": "glpat" + "-" + drawn(20),
    "slack-token": "xoxb-" + drawn(12, string.digits) + "-" + drawn(24),
}


FORMS = [
    *TOKENS.items(),
    ("stripe-key", "rk" + "_live_" + drawn(24)),
    ("github-token", "github_pat" + "_" + drawn(70)),
    ("slack-token", "xoxp-" + drawn(12, string.digits) + "-" + drawn(24)),
]


@pytest.mark.parametrize(("kind", "token"), FORMS)
def test_a_token_is_found_where_it_begins(kind, token):
    text = f"<?php\n$key = '{token}';".encode()
    [found] = secrets(text)
    assert (found.kind, text[found.offset :].startswith(token[:4].encode())) == (kind, True)


@pytest.mark.parametrize(("kind", "token"), FORMS)
def test_the_words_of_a_file_hide_no_token(kind, token):
    file = PhpFile(f"<?php\ndefine('KEY', '{token}');".encode())
    assert [found.kind for found in secrets(file.source, file.words)] == [kind]


def test_a_key_on_one_line_with_written_line_ends_is_found():
    text = pem(drawn(64), "").replace("\n", "\\n").encode()
    assert [found.kind for found in secrets(text)] == ["private-key"]


def test_a_key_with_a_password_is_found():
    text = pem(f"Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n{drawn(64)}").encode()
    assert [found.kind for found in secrets(text)] == ["private-key"]


def test_a_key_of_mailgun_needs_its_name_nearby():
    key = "key-" + drawn(32, "0123456789abcdef")
    assert [found.kind for found in secrets(f"MAILGUN_KEY={key}".encode())] == ["mailgun-key"]
    assert secrets(f"CACHE={key}".encode()) == []


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "AKIA" + "X" * 16,
        "sk_test_" + "4eC39HqLyjWDarjtT1zdp7dc",
        "sk_live_" + "x" * 24,
        "SG.your-key-here",
        "ghp_" + "0" * 36,
        "-----BEGIN PUBLIC KEY-----\n" + "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo",
        "'-----BEGIN RSA PRIVATE KEY-----' . $body",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "AKIA" + "Q" * 3,
        "xAKIA" + "QWERTZUIOPASDFG7",
    ],
)
def test_what_stands_for_a_token_is_none(text):
    assert secrets(text.encode()) == []


def test_a_hostile_text_takes_no_time():
    text = b"-----BEGIN PRIVATE KEY-----" + b"\n \"'.+" * 200_000 + b"AKIA" * 200_000 + b"k_live_" * 100_000
    assert secrets(text) == []


def test_of_one_kind_only_so_many_are_told():
    lines = "\n".join("AKIA" + drawn(16, string.ascii_uppercase + "234567") for _ in range(100))
    assert 0 < len(secrets(lines.encode())) <= 20
