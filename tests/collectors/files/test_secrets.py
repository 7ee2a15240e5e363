"""Secrets in files of the site."""

import pytest

from audit.collectors.files.areas import Areas, Spot
from audit.collectors.files.secrets import secrets_in_php
from audit.collectors.places import Places
from audit.model.facts import Extension, Location
from audit.model.files import Secret
from audit.parsers.php.file import PhpFile
from audit.sources.tree import File, Listing
from tests.collectors.files.found import found

PASSWORD = "kT9mzQ2vL"  # noqa: S105 - nobody's


def plugin(slug, origin):
    place = f"wp-content/plugins/{slug}"
    file = f"{slug}/{slug}.php"
    return Extension(
        location=Location(f"{place}/{slug}.php"),
        kind="plugin",
        slug=slug,
        name=slug,
        file=file,
        path=place,
        origin=origin,
    )


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


@pytest.mark.parametrize(
    "name",
    "local prod production live stage staging test testing dev development bak backup old orig save".split(),
)
def test_each_environment_has_its_file(site, name):
    assert found(site({f".env.{name}": f"DB_PASSWORD={PASSWORD}"}), Secret)


FORMATS = {
    "composer-login": (f'{{"token": "{PASSWORD}"}}', ["auth.json"]),
    "npm-token": (f"_authToken={PASSWORD}", [".npmrc", ".yarnrc"]),
    "netrc-login": (f"password {PASSWORD}", [".netrc", "_netrc"]),
    "transfer-login": (
        f'"password": "{PASSWORD}"',
        ".ftpconfig .ftppass .remote-sync.json sftp-config.json sftp.json".split(),
    ),
    "aws-key": (f"aws_secret_access_key = {PASSWORD}", [".aws/credentials"]),
    "machine-token": (f'{{"token": "{PASSWORD}{PASSWORD}"}}', [".terminus/cache/tokens/joe"]),
    "service-account": (
        f'{{"private_key": "-----BEGIN PRIVATE KEY-----\\n{PASSWORD * 5}"}}',
        [f"{name}.json" for name in "service-account credentials client_secret firebase google-api".split()],
    ),
    "private-key": (
        f"-----BEGIN PRIVATE KEY-----\n{'kT9mzQ2vLw8xYp4R' * 4}",
        "a.pem a.key a.ppk id_rsa id_dsa id_ecdsa id_ed25519".split(),
    ),
}


@pytest.mark.parametrize(
    ("kind", "text", "path"),
    [(kind, text, path) for kind, (text, paths) in FORMATS.items() for path in paths],
)
def test_each_file_of_logins_is_known_by_its_name(site, kind, text, path):
    assert kind in {secret.kind for secret in found(site({path: text}), Secret)}


@pytest.mark.parametrize("name", ["filezilla.xml", "sitemanager.xml", "recentservers.xml"])
def test_the_files_of_filezilla_hold_logins(site, name):
    [secret] = found(site({name: f"<Pass>{PASSWORD}</Pass>"}), Secret)
    assert secret.kind == "transfer-login"


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


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("wp-content/plugins/shop/.env", False),
        ("wp-content/plugins/mine/.env", True),
        ("wp-content/plugins/mine/vendor/a/b/.env", False),
        ("wp-content/plugins/mine/tests/.env", False),
        (".env", True),
    ],
)
def test_what_is_published_is_not_the_sites(path, own):
    areas = Areas(Places(Listing([]), []), [plugin("shop", "contrib"), plugin("mine", "custom")])
    assert areas.is_own(Spot(path, None, path, "code")) is own


def test_a_secret_tells_whether_it_is_the_sites(site):
    folder = site({".env": f"DB_PASSWORD={PASSWORD}", "vendor/a/b/.env": f"DB_PASSWORD={PASSWORD}"})
    told = {secret.location.path: secret.own for secret in found(folder, Secret)}
    assert told == {".env": True, "vendor/a/b/.env": False}
