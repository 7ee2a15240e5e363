"""Files that lack in a docroot though their neighbours are there."""

import pytest

from audit.detectors.missing_file import MissingFileFound
from audit.knowledge import load_platforms
from audit.model.facts import Install, Location
from audit.model.files import HeldFile
from audit.model.inventory import Inventory
from audit.model.rules import Evidence

FOUND = MissingFileFound(path="index.php", beside=("wp-load.php", "update.php"))


def install(**more):
    given = {"root": ".", "cms": "wordpress", "version": "6.8"}
    return Install(location=Location("."), **{**given, **more})


def held(path):
    return HeldFile(location=Location(path), path=path.rpartition("/")[2], ids=())


def told(*facts):
    found = FOUND.find(Inventory(facts, lambda _: {}), load_platforms()[0])
    return [place.text for place in found if isinstance(place, Evidence)]


def test_a_file_lacks_where_its_neighbour_is_there():
    assert told(install(), held("update.php")) == ["no index.php beside update.php"]


def test_a_file_that_is_there_does_not_lack():
    assert told(install(), held("update.php"), held("index.php")) == []


def test_nothing_lacks_where_no_neighbour_is():
    assert told(install()) == []


def test_only_the_docroot_counts():
    below = install(root="web", docroot="web")
    assert told(below, held("web/wp-load.php"), held("index.php")) == ["no index.php beside wp-load.php"]
    assert told(below, held("wp-load.php")) == []


@pytest.mark.parametrize("more", [{"core": False}, {"layout": "composer"}, {"layout": "bedrock"}])
def test_files_that_are_made_when_the_site_is_built_may_lack(more):
    assert told(install(**more), held("wp-load.php")) == []


def test_a_neighbour_is_named():
    with pytest.raises(ValueError, match='"beside" names at least one'):
        MissingFileFound(path="index.php", beside=())
