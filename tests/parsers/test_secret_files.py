"""Logins in the files of tools."""

import pytest

from audit.parsers.secret_files import is_password, logins


@pytest.mark.parametrize(
    ("written_as", "text"),
    [
        ("environment", "export API_TOKEN='kT9mzQ2v'"),
        ("environment", "DATABASE_URL=mysql://joe:kT9mzQ2v@db/x"),
        ("environment", "LOGGED_IN_SALT=kT9mzQ2vLw8"),
        ("composer", '{"github-oauth": {"github.com": "kT9mzQ2v"}}'),
        ("composer", '{"bearer": {"repo.example.org": "kT9mzQ2v"}}'),
        ("npm", "_auth=kT9mzQ2v"),
        ("netrc", "machine h login joe password kT9mzQ2v"),
        ("transfer", "<Server><Pass encoding='base64'>a1Q5bXpRMnY=</Pass></Server>"),
        ("aws", "[default]\naws_secret_access_key = kT9mzQ2vLw8"),
        ("terminus", '{"token":"kT9mzQ2vLw8xYp4R","email":"x"}'),
    ],
)
def test_a_login_is_found(written_as, text):
    assert len(logins(text.encode(), written_as)) == 1


@pytest.mark.parametrize(
    ("written_as", "text"),
    [
        ("environment", "DB_PASSWORD="),
        ("environment", "DB_PASSWORD=\nOTHER=kT9mzQ2v"),
        ("environment", "DB_PASSWORD=password"),
        ("environment", "DB_PASSWORD=your-password-here"),
        ("environment", "DB_PASSWORD='${SECRET}'"),
        ("environment", "# DB_PASSWORD=kT9mzQ2v"),
        ("environment", "RECAPTCHA_PUBLIC_KEY=kT9mzQ2v"),
        ("environment", "PRIVATE_KEY_PATH=/etc/keys/a.pem"),
        ("environment", "DATABASE_URL=mysql://joe@db/x"),
        ("composer", '{"http-basic": {}}'),
        ("npm", "//registry.example.org/:_authToken=${NPM_TOKEN}"),
        ("npm", "save-exact=true"),
        ("git", "https://git.example.org"),
        ("netrc", "machine h login joe"),
        ("transfer", '{"host": "h", "password": ""}'),
        ("transfer", '// "password": "kT9mzQ2v"'),
    ],
)
def test_what_holds_no_login_is_left_alone(written_as, text):
    assert logins(text.encode(), written_as) == []


@pytest.mark.parametrize(
    "value",
    "admin drupal false login mysql none null pass password root secret test true user wordpress".split(),
)
def test_a_word_that_everybody_takes_is_no_secret(value):
    assert not is_password(value.encode())


def test_the_key_of_a_service_account_is_found():
    key = "kT9mzQ2vLw8xYp4RkT9mzQ2vLw8xYp4RkT9mzQ2v"
    text = f'{{"type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----\\n{key}\\n"}}'
    assert [found.kind for found in logins(text.encode(), "account")] == ["service-account"]


@pytest.mark.parametrize("value", [b"abc", b"db_password", b"MotDePasswordIci", b"<secret>", b"changeme"])
def test_a_word_for_a_password_is_none(value):
    assert not is_password(value)


def test_a_hostile_file_takes_no_time():
    for written_as in ("environment", "composer", "npm", "transfer"):
        assert logins(b"PASSWORD \t" * 6000 + b'"password" ' * 3000 + b"_auth" * 3000, written_as) == []
