"""Composer's two files."""

import json
import tracemalloc

import pytest

from audit.parsers.composer import ComposerError, Package, parse_lock, parse_project


def lock(*packages: object, dev: tuple[object, ...] = ()) -> bytes:
    return json.dumps({"packages": packages, "packages-dev": dev}).encode()


def project(**parts: object) -> bytes:
    return json.dumps(parts).encode()


def test_a_package_is_told_whole():
    akismet = {
        "name": "wpackagist-plugin/Akismet",
        "version": "5.3",
        "type": "wordpress-plugin",
        "source": {
            "type": "svn",
            "url": "https://plugins.svn.wordpress.org/akismet/",
            "reference": "tags/5.3",
        },
        "dist": {"type": "zip", "url": "https://downloads.wordpress.org/plugin/akismet.5.3.zip"},
    }
    [found] = parse_lock(lock(akismet))
    source = "https://plugins.svn.wordpress.org/akismet/"
    assert found == Package(
        "wpackagist-plugin/akismet", "5.3", "wordpress-plugin", dev=False, reference="tags/5.3", source=source
    )


def test_packages_for_development_are_told_to_be_so():
    one, two = ({"name": f"a/{letter}", "version": "1"} for letter in "bc")
    assert [(found.name, found.dev) for found in parse_lock(lock(one, dev=(two,)))] == [
        ("a/b", False),
        ("a/c", True),
    ]


def test_a_package_may_have_an_archive_only():
    dist = {"type": "zip", "url": "https://example.org/x.zip", "reference": "abc"}
    [found] = parse_lock(lock({"name": "a/b", "version": "1", "dist": dist, "source": None}))
    assert (found.source, found.reference) == ("https://example.org/x.zip", "abc")


@pytest.mark.parametrize(
    "url",
    [
        "https://token:SECRET1234@example.org/x.zip",
        "https://example.org/x.zip?k=SECRET1234",
        "https://example.org/SECRET12345678901234567890123456789/x.zip",
        "https://SECRET1234@example.org/x",
    ],
)
def test_no_key_of_an_address_is_copied(url):
    [found] = parse_lock(lock({"name": "a/b", "version": "1", "dist": {"url": url}}))
    assert "SECRET" not in str(found)
    assert "example.org" in str(found.source)


@pytest.mark.parametrize(
    "packages",
    [None, 1, {}, "x", [None, 1, [], {}, {"name": ["x"], "version": "1"}, {"name": "a/b", "version": 5}]],
)
def test_what_is_no_package_is_passed_over(packages):
    assert parse_lock(json.dumps({"packages": packages}).encode()) == ()


@pytest.mark.parametrize("field", ["type", "source", "dist"])
@pytest.mark.parametrize("value", [1, None, [], {}, [[[{}]]], {"url": 5, "reference": []}])
def test_a_wrong_type_inside_of_a_package_hides_only_that(field, value):
    [found] = parse_lock(lock({"name": "a/b", "version": "1", field: value}))
    assert (found.name, found.type, found.source) == ("a/b", "library", None)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b"\xff\xfe{\x00}\x00", b"[" * 200_000, b'{"packages":' + b"[" * 200_000],
)
@pytest.mark.parametrize("parse", [parse_lock, parse_project])
def test_what_is_no_json_object_is_an_error(parse, data):
    with pytest.raises(ComposerError, match="no valid JSON"):
        parse(data)


@pytest.mark.parametrize("parse", [parse_lock, parse_project])
def test_merge_markers_are_named(parse):
    with pytest.raises(ComposerError, match="merge conflict"):
        parse(b'{\n<<<<<<< HEAD\n  "name": "a/b"\n=======\n  "name": "a/c"\n>>>>>>> other\n}')


def test_a_byte_order_mark_is_no_harm():
    assert parse_project(b'\xef\xbb\xbf{"name": "A/B"}').name == "a/b"


def test_a_deep_value_of_a_package_hides_only_itself():
    deep = b"[" * 500 + b"]" * 500
    [found] = parse_lock(b'{"packages": [{"name": "a/b", "version": "1", "source": %b}]}' % deep)
    assert found.source is None


def test_a_lock_of_20_mb_is_read_in_little_memory():
    package = {"name": "vendor/name", "version": "1.2.3", "autoload": {"files": ["x" * 1000] * 20}}
    data = lock(*[package] * 1000)
    assert len(data) > 20_000_000
    tracemalloc.start()
    found = parse_lock(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) == 1000
    assert peak < 30_000_000


def test_a_project_says_where_things_go():
    extra = {
        "installer-paths": {"web/app/plugins/{$name}/": ["type:wordpress-plugin"], "x/": "a/b", "y/": 1},
        "wordpress-install-dir": "web/wp/",
    }
    found = parse_project(project(type="project", config={"vendor-dir": "./lib/vendor/"}, extra=extra))
    assert found.installer_paths == {
        "web/app/plugins/{$name}/": ("type:wordpress-plugin",),
        "x/": ("a/b",),
        "y/": (),
    }
    assert (found.type, found.vendor, found.wordpress) == ("project", "lib/vendor", "web/wp")


def test_the_core_s_folder_may_be_named_by_package():
    extra = {"wordpress-install-dir": {"johnpbloch/wordpress-core": "public/core"}}
    assert parse_project(project(extra=extra)).wordpress == "public/core"


@pytest.mark.parametrize(
    ("extra", "root"),
    [
        ({"drupal-scaffold": {"locations": {"web-root": "web/"}}}, "web"),
        ({"drupal-scaffold": {"locations": {"web-root": "./"}}}, "."),
        ({"web-root": "docroot"}, "docroot"),
        ({"webroot": "public"}, "public"),
        ({"drupal-scaffold": []}, None),
        ([], None),
    ],
)
def test_the_web_root_is_told(extra, root):
    assert parse_project(project(extra=extra)).web_root == root


@pytest.mark.parametrize(
    ("patches", "told"),
    [
        ({"Drupal/core": {"Fix it": "https://example.org/1.patch"}}, ("Fix it",)),
        ({"drupal/core": ["https://example.org/1.patch"]}, ("https://example.org/1.patch",)),
        ({"drupal/core": [{"description": "Fix it", "url": "x"}, {"url": "https://a.example/x"}]},
         ("Fix it", "https://a.example/x")),
        ({"drupal/core": ["https://joe:pw@example.org/1.patch?k=1"]}, ("https://example.org/1.patch",)),
        ({"drupal/core": 5}, ()),
    ],
)  # fmt: skip
def test_patches_are_told_by_what_they_are_for(patches, told):
    assert parse_project(project(extra={"patches": patches})).patches == {"drupal/core": told}
    assert parse_project(project(patches=patches)).patches == {"drupal/core": told}


@pytest.mark.parametrize("part", ["name", "type", "require", "config", "extra", "patches"])
@pytest.mark.parametrize("value", [None, 0, "x", [], {}, {"x": {"y": [1]}}, [[]]])
def test_wrong_types_of_a_project_never_crash(part, value):
    assert parse_project(project(**{part: value})).vendor == "vendor"
