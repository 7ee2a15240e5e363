"""Where extensions of a Drupal come from: what their place and their info file tell."""

import pytest

from audit.collectors.drupal.origin import Found, Origins, Told

CORE = {"project": "drupal", "version": "7.98", "datestamp": "1"}


def told(path, info=(), version="7.98", *, kind="module", parent=None, parent_name=None):
    """Return the origin and the signs of an extension that is called like its folder."""
    name = path.rpartition("/")[2]
    origins = Origins(version, None, has_lock=False, packaged=9)
    one = origins.of(Found(kind, name, path, dict(info), None, False), parent, parent_name)
    return one.origin, one.signs


def packaged(project):
    return {"project": project, "version": "7.x-1.0", "datestamp": "1"}


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("modules/node", "core"),
        ("sites/all/modules/node", "core"),  # a copy of it
        ("modules/simpletest/tests/odd_test", "core"),
        ("sites/all/themes/saw_garland", "custom"),
        ("themes/saw_garland", "custom"),
    ],
)
def test_what_has_the_packaging_lines_of_the_core_is_core_if_the_core_has_it(path, origin):
    assert told(path, CORE)[0] == origin


def test_a_fork_may_have_more_in_its_core():
    one = Found("module", "more", "modules/more", {"version": "7.98"}, None, False)
    told_of = {
        fork: Origins("7.98", fork, has_lock=False, packaged=9).of(one, None, None).origin
        for fork in (None, "Pressflow")
    }
    assert told_of == {None: "custom", "Pressflow": "core"}


def test_a_part_of_a_copied_module_of_the_core_is_core():
    parent = Told("core", (), "drupal")
    assert told("sites/all/modules/translation/tests/translation_test", CORE, parent=parent)[0] == "core"


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("sites/all/themes/custom/ours", "custom"),
        ("sites/all/themes/custom/basic", "contrib"),
        ("sites/all/themes/custom/basic/basic_sub", "contrib"),
        ("sites/all/themes/custom/basic/starter", "contrib"),
        ("sites/all/themes/ours", "contrib"),  # a theme of another name may well belong to it
    ],
)
def test_a_copy_under_a_name_of_its_own_is_custom(path, origin):
    assert told(path, packaged("basic"))[0] == origin


def test_such_a_copy_says_after_what_it_was_made():
    assert told("themes/custom/ours", packaged("basic"), "10.2.1") == (
        "custom",
        ("lies in themes/custom", "but has the packaging lines of basic"),
    )


def test_the_folder_of_the_module_features_is_no_folder_of_own_features():
    assert told("sites/all/modules/features", packaged("features"))[1] == (
        "packaged by drupal.org: project features",
    )
    assert told("sites/all/modules/features")[0] == "custom"  # for its lack of lines
    part = told(
        "sites/all/modules/features/tests/x", parent=Told("contrib", (), "features"), parent_name="features"
    )
    assert part == ("contrib", ("part of features",))
    assert told("sites/all/modules/features/ours")[1] == ("lies in modules/features",)


def test_a_release_and_its_date_make_a_project_whose_name_is_gone_contrib():
    origin, signs = told("sites/all/themes/blog", {"version": "7.x-1.4", "datestamp": "1351155144"})
    assert (origin, "7.x-1.4" in signs[0]) == ("contrib", True)
    assert told("sites/all/themes/blog", {"version": "7.x-1.4"})[0] == "unknown"


def test_the_profile_of_pantheon_comes_with_it():
    assert told("profiles/pantheon", {"version": "7.98"}, kind="profile")[0] == "contrib"
