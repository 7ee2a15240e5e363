"""Copies of extensions."""

from audit.detectors.duplicate import DuplicateFound
from audit.knowledge import load_platforms
from audit.model.facts import Extension, Location
from audit.model.inventory import Inventory


def extension(slug, name="Akismet", *, kind="plugin", path=None, copies=()):
    path = path or f"wp-content/plugins/{slug}"
    return Extension(
        location=Location(f"{path}/x.php"), kind=kind, slug=slug, name=name, file="x.php", path=path,
        installed=True, copies=copies,
    )  # fmt: skip


def told(how, *extensions):
    [platform] = load_platforms()[:1]
    inventory = Inventory(extensions, lambda _: {})
    return [place.location.path for place in DuplicateFound(how=how).find(inventory, platform)]


def test_a_copy_beside_its_original_is_told_once():
    both = extension("akismet.old"), extension("akismet")
    assert told("beside", *both) == ["wp-content/plugins/akismet.old/x.php"]
    assert told("renamed", *both) == []


def test_folders_that_are_called_as_copies_are_called_prove_nothing_without_the_same_name():
    assert told("beside", extension("forms", "Forms"), extension("forms-2", "Forms Two")) == []


def test_the_same_name_proves_nothing_for_folders_called_otherwise():
    assert told("beside", extension("seo", "SEO"), extension("seo-premium", "SEO")) == []


def test_a_folder_that_was_renamed_is_told_where_no_original_is():
    assert told("renamed", extension("akismet.disabled")) == ["wp-content/plugins/akismet.disabled/x.php"]
    assert told("renamed", extension("off-canvas"), extension("wp-db-backup"), extension("turn-off")) == []


def test_a_copy_for_another_site_is_there_on_purpose():
    own = extension("views", kind="module", path="sites/a/modules/views", copies=("sites/all/modules/views",))
    assert told("passed-over", own) == []


def test_a_copy_for_the_same_sites_is_passed_over():
    copy = "sites/all/modules/contrib/views"
    module = extension("views", kind="module", path="sites/all/modules/views", copies=(copy,))
    assert told("passed-over", module) == ["sites/all/modules/views/x.php"]
