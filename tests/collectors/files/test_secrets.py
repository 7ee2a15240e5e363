"""Secrets in files of the site."""

import pytest

from audit.collectors.files.secrets import secrets_in_php
from audit.model.files import Secret
from audit.parsers.php.file import PhpFile
from audit.sources.tree import File
from tests.collectors.files.found import found

PASSWORD = "kT9mzQ2vL"  # noqa: S105 - nobody's


@pytest.mark.parametrize(
    ("path", "text", "kind", "line"),
    [
        (".env", f"A=b\nDB_PASSWORD={PASSWORD}\n", "environment", 2),
        ("web/.env.production", f"DB_PASSWORD={PASSWORD}\n", "environment", 1),
        ("auth.json", f'{{"http-basic": {{"h": {{"password": "{PASSWORD}"}}}}}}', "composer-login", 1),
        (".npmrc", f"//registry.example.org/:_authToken={PASSWORD}", "npm-token", 1),
        (".git-credentials", f"https://joe:{PASSWORD}@git.example.org", "git-login", 1),
        (".netrc", f"machine a.example.org\nlogin joe\npassword {PASSWORD}\n", "netrc-login", 3),
        (".vscode/sftp.json", f'{{\n"password": "{PASSWORD}"}}', "transfer-login", 2),
        (".my.cnf", f"[client]\npassword={PASSWORD}", "database-password", 2),
    ],
)
def test_a_login_is_told_by_its_place_and_kind(site, path, text, kind, line):
    [secret] = found(site({path: text}), Secret)
    assert (secret.kind, secret.location.path, secret.location.line) == (kind, path, line)


def test_no_secret_is_in_a_fact(site):
    secrets = found(site({".env": f"DB_PASSWORD={PASSWORD}"}), Secret)
    assert secrets
    assert PASSWORD not in repr(secrets)


@pytest.mark.parametrize("path", [".env.example", "example.env", ".env.dist", "auth.json.sample"])
def test_a_sample_holds_no_secret(site, path):
    assert not found(site({path: f"DB_PASSWORD={PASSWORD}"}), Secret)


def test_configuration_is_where_a_password_belongs():
    code = f"<?php define('DB_PASSWORD', '{PASSWORD}');".encode()
    told = {
        name: bool(list(secrets_in_php(File(name, code), PhpFile(code), root=".", seen_as=name)))
        for name in ("wp-config.php", "sites/a/settings.php", "sites/a/settings.local.php", "push/db.php")
    }
    assert told == {
        "wp-config.php": False,
        "sites/a/settings.php": False,
        "sites/a/settings.local.php": False,
        "push/db.php": True,
    }
