"""What a composer.json says of building."""

import json

import pytest

from audit.parsers.composer import ComposerError, parse_lock
from audit.parsers.composer_build import RepositorySaid, lock_api, parse_build


def build(**parts):
    return parse_build(json.dumps(parts).encode())


@pytest.mark.parametrize("text", [b"", b"[]", b"null", b"{", b"\xff", b"[" * 100_000, b'{"a":' * 100_000])
def test_what_is_no_object_cannot_be_read(text):
    with pytest.raises(ComposerError, match="no valid JSON object"):
        parse_build(text)


def test_what_is_of_a_wrong_type_is_not_said():
    wrong = 1
    found = build(
        config=wrong, repositories=wrong, scripts=wrong, extra={"patches": wrong}, **{"require-dev": [wrong]}
    )
    assert found == parse_build(b"{}")


def test_plugins_are_allowed_by_patterns_in_their_order():
    assert build(config={"allow-plugins": {"B/*": True, "a/c": False, "a/d": "x"}}).allowed == {
        "b/*": True,
        "a/c": False,
    }
    assert build(config={"allow-plugins": False}).allowed == {"*": False}
    assert build().allowed is None


def test_repositories_may_be_listed_or_named():
    listed = [{"type": "composer", "url": "https://a.example.org/x"}]
    for repositories in (listed, {"own": listed[0], "packagist.org": False}):
        assert build(repositories=repositories).repositories == (RepositorySaid("composer", "a.example.org"),)


@pytest.mark.parametrize(
    ("url", "host", "ssh"),
    [
        ("ssh://git@code.example.org:7999/a/b.git", "code.example.org", True),
        ("git@code.example.org:a/b.git", "code.example.org", True),
        ("https://token:hunter2@code.example.org/a/b.git", "code.example.org", False),
        ("https://[::1/a", None, False),
        ("../packages/*", None, False),
        ("packages/@scope/a:b", None, False),
        ("", None, False),
    ],
)
def test_of_an_address_only_the_host_is_kept(url, host, ssh):
    assert build(repositories=[{"type": "vcs", "url": url}]).repositories == (
        RepositorySaid("vcs", host, ssh),
    )


@pytest.mark.parametrize("secret", ["hunter2", "0123456789abcdef0123456789abcdef"])
def test_no_secret_is_kept(secret):
    found = build(
        repositories=[{"type": "composer", "url": f"https://joe:{secret}@example.org/{secret}?key={secret}"}],
        scripts={
            "post-install-cmd": [f"curl -u joe:{secret} https://example.org", f"TOKEN={secret} ./run.sh"]
        },
        config={"github-oauth": {"github.com": secret}, "http-basic": {"example.org": {"password": secret}}},
    )
    assert secret not in repr(found)


def test_scripts_tell_the_programs_that_they_start():
    scripts = {
        "a": [
            "cd web && npm ci; gulp build || true",
            "@php x.php",
            "@composer install",
            "Some\\Class::run",
            "@b",
        ],
        "b": "/usr/local/bin/yarn build",
        "c": ["@c"],
    }
    found = {one.event: one.programs for one in build(scripts=scripts).scripts}
    assert found == {"a": ("npm", "gulp", "yarn"), "b": ("yarn",), "c": ()}


def test_very_long_lists_end_somewhere():
    found = build(
        scripts={f"s{number}": ["x " + "&& y " * 5000] for number in range(600)},
        repositories=[{"type": "vcs", "url": f"https://h{number}.example.org"} for number in range(2000)],
    )
    assert len(found.scripts) <= 500
    assert len(found.repositories) <= 500


def test_the_lock_names_its_plugin_api_and_the_plugins_what_they_ask():
    locked = {
        "plugin-api-version": "2.3.0",
        "packages": [
            {
                "name": "a/b",
                "version": "1",
                "type": "composer-plugin",
                "require": {"composer-plugin-api": "^2"},
            },
            {"name": "a/c", "version": "1", "type": "composer-plugin", "extra": {"plugin-optional": True}},
            {"name": "a/d", "version": "1", "require": {"composer-plugin-api": "^2"}},
        ],
    }
    data = json.dumps(locked).encode()
    assert lock_api(data) == "2.3.0"
    assert [(one.api, one.optional) for one in parse_lock(data)] == [
        ("^2", False),
        ("*", True),
        (None, False),
    ]


@pytest.mark.parametrize("text", [b"[]", b"{", b'{"plugin-api-version": 2}', b"\xef\xbb\xbf{}"])
def test_a_lock_that_names_no_api_names_none(text):
    assert lock_api(text) is None
