"""Where extensions of a Drupal come from, told by their mere names."""

import pytest

from audit.collectors.drupal.core_names import in_core
from audit.collectors.drupal.names import by_names
from audit.collectors.owners import Owners
from audit.model.catalogue import KnownExtension
from audit.model.facts import Extension, Location

PROJECTS = (
    KnownExtension(slug="drupal", name="Drupal core", also=("node", "views", "ckeditor")),
    KnownExtension(slug="views", name="Views", also=("views_ui",)),
    KnownExtension(slug="ckeditor", name="CKEditor"),
    KnownExtension(slug="webform", name="Webform"),
)
OWNERS = Owners(PROJECTS, "drupal")
BARE = "no packaging lines, which 9 others here have"


def named(slug, version, **more):
    """Return an extension as its mere name tells of it."""
    one = Extension(location=Location("x"), kind="module", slug=slug, name=slug, file=slug, **more)
    [found] = by_names([one], OWNERS, {"ddslick": "lang_dropdown"}, version)
    return found


@pytest.mark.parametrize(
    ("slug", "version", "origin", "project"),
    [
        ("views", "10.2.1", "core", "drupal"),
        ("views", "7.98", "contrib", "views"),
        ("views_ui", "8+", "core", "drupal"),
        ("ckeditor", "9.5.0", "core", "drupal"),
        ("ckeditor", "10.2.1", "contrib", "ckeditor"),
        ("hal", "10.2.1", "contrib", "hal"),
        ("node", None, "core", "drupal"),
        ("webform", None, "contrib", "webform"),
        ("ours", "10.2.1", "unknown", None),
    ],
)
def test_a_mere_name_is_that_of_the_core_of_its_version(slug, version, origin, project):
    one = named(slug, version)
    assert (one.origin, one.project) == (origin, project)
    assert one.signs


def test_what_is_missing_of_the_core_would_lie_in_core():
    assert named("views", "10.2.1", path="web/modules/views").path == "web/core/modules/views"
    assert named("webform", "10.2.1", path="web/modules/webform").path == "web/modules/webform"


def test_what_left_the_core_says_so():
    assert named("hal", "10.2.1").signs == (
        "Drupal's core had one of this name up to version 9, and it is a project since",
    )


@pytest.mark.parametrize(
    ("origin", "sign", "expected"),
    [
        ("custom", BARE, "contrib"),
        ("unknown", "version 7.x-1.8 as on drupal.org, but no packaging lines", "contrib"),
        ("custom", "lies in modules/custom", "custom"),
        ("core", "lies in core", "core"),
    ],
)
def test_what_only_lacks_packaging_lines_and_is_called_like_a_project_is_that(origin, sign, expected):
    one = named("webform", "7.98", installed=True, origin=origin, signs=(sign,))
    assert one.origin == expected
    assert sign in one.signs


def test_the_parts_of_such_a_project_are_parts_of_it():
    given = [("webform", (BARE,)), ("ours", ("part of webform",)), ("theirs", (BARE,))]
    every = [
        Extension(
            location=Location("x"),
            kind="module",
            slug=slug,
            name=slug,
            file="x",
            path=f"m/webform/{slug}".removesuffix("/webform"),
            installed=True,
            origin="custom",
            signs=signs,
        )
        for slug, signs in given
    ]
    found = by_names(every, OWNERS, {}, "7.98")
    assert [(one.origin, one.project) for one in found] == [("contrib", "webform")] * 3


def test_a_library_that_a_known_project_uses_is_contrib():
    one = Extension(
        location=Location("x"),
        kind="library",
        slug="DDslick",
        name="x",
        file="x",
        installed=True,
        signs=("?",),
    )
    [found] = by_names([one], OWNERS, {"ddslick": "lang_dropdown"}, None)
    assert (found.origin, found.signs) == ("contrib", ("the project lang_dropdown uses one of this name",))


@pytest.mark.parametrize("version", ["6.38", "7.98", "8.9.20", "9.5.0", "10.2.1", "11.1.0"])
def test_every_core_has_its_backbone(version):
    assert all(in_core(name, version) for name in ("system", "node", "user", "block", "taxonomy"))
    assert not in_core("token", version)


@pytest.mark.parametrize(
    ("version", "path"),
    [("7", "modules/node"), ("7.98", "modules/node"), ("8+", "core/modules/node")],
)
def test_the_core_of_an_early_drupal_has_no_folder_of_its_own(version, path):
    assert named("node", version, path="modules/node", installed=False).path == path
