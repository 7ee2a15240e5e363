"""Files that are of no known version."""

import pytest

from audit.collectors.code_base import read_code
from audit.collectors.contents import read_contents
from audit.collectors.integrity.contents import blob_id
from audit.detectors.altered_file import AlteredFileFound
from audit.knowledge import load_platforms
from audit.model.catalogue import Catalogue
from audit.model.facts import Location
from audit.model.files import HeldFile
from audit.model.inventory import Inventory
from audit.model.rules import Watch
from audit.sources.directory import Directory

ONE, TWO = b"<?php // one\n", b"<?php // two\n"
FOUND_AT = Location("wp-config-host.php")
FOUND = AlteredFileFound(path="wp-config-host.php", known=(blob_id(ONE), blob_id(TWO)))


def told(root):
    watch = FOUND.watch(load_platforms()[0])
    code = read_code(Directory(root), watch, 1, lambda *_: None)
    facts = read_contents(code, code.facts, watch, Catalogue({}), 1, lambda *_: None).facts
    return [place.location.path for place in FOUND.find(Inventory(facts, lambda _: {}), load_platforms()[0])]


@pytest.mark.parametrize("data", [ONE, TWO, ONE.replace(b"\n", b"\r\n")])
def test_a_known_version_is_not_altered_whatever_its_line_ends(site, data):
    assert told(site({"wp-config-host.php": data})) == []


def test_any_other_content_is(site):
    assert told(site({"wp-config-host.php": ONE + b"x"})) == ["wp-config-host.php"]


def test_a_file_of_that_name_elsewhere_is_another_file(site):
    assert told(site({"wp-content/themes/x/wp-config-host.php": b"x"})) == []


def test_it_may_lie_beside_the_folder_of_the_core(folder):
    files = {
        "web/wp/wp-includes/version.php": "<?php $wp_version = '6.8';",
        "web/wp/wp-settings.php": "<?php",
        "web/wp-config.php": "<?php $table_prefix = 'wp_';",
        "web/wp-config-host.php": "x",
    }
    assert told(folder(files)) == ["web/wp-config-host.php"]


def test_a_file_that_is_too_large_to_be_read_whole_is_no_version():
    held = HeldFile(location=FOUND_AT, path="wp-config-host.php", ids=())
    assert list(FOUND.find(Inventory([held], lambda _: {}), load_platforms()[0]))


def test_what_is_asked_for_is_joined():
    assert (FOUND.watch(load_platforms()[0]) | Watch(held=frozenset({"a"}))).held == {
        "a",
        "wp-config-host.php",
    }


def test_an_id_has_sixteen_digits():
    with pytest.raises(ValueError, match="no git blob id"):
        AlteredFileFound(path="a", known=("abc",))
