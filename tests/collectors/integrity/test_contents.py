"""What a file of a core was before it was packaged."""

import hashlib
import pickle
from functools import partial

from audit.collectors.integrity.contents import CoreContent, blob_id, compare, unpackaged
from audit.sources.tree import File

INFO = b"name = Block\ncore = 7.x\n"
PACKAGED = b"""
; Information added by Drupal.org packaging script on 2019-10-02
version = "7.67"
project = "drupal"
datestamp = "1557336079"

"""
YAML = b"name: Block\nversion: VERSION\ncore: 8.x\n"
YAML_PACKAGED = b"""name: Block
# version: VERSION
# core: 8.x

# Information added by Drupal.org packaging script on 2016-09-07
version: '8.1.9'
core: '8.x'
project: 'drupal'
datestamp: 1473273440
"""


def test_a_blob_id_is_gits():
    assert blob_id(b"x\n") == hashlib.sha1(b"blob 2\0x\n", usedforsecurity=False).hexdigest()[:16]


def test_an_info_file_loses_what_the_packaging_added():
    assert list(unpackaged("modules/block/block.info", INFO + PACKAGED)) == [INFO]
    assert list(unpackaged("modules/block/block.info.yml", YAML_PACKAGED)) == [YAML]


def test_other_lines_behind_the_packaging_stay():
    assert list(unpackaged("a.info", INFO + PACKAGED + b"files[] = evil.php\n")) == []


def test_a_keyword_of_cvs_hides_no_code():
    assert list(unpackaged("a.php", b"<?php // $Id: a ?><?php evil(); $\n")) == []


def test_other_files_are_taken_as_they_are():
    assert list(unpackaged("a.php", INFO + PACKAGED)) == []


def test_an_expected_file_is_no_fact():
    assert list(compare(".", "a.php", (blob_id(b"x"),), File("a.php", b"x"))) == []
    assert list(compare(".", "a.info", (blob_id(INFO),), File("a.info", INFO + PACKAGED))) == []


def test_a_binary_file_has_no_line_ends():
    (found,) = compare(".", "a.png", (), File("a.png", b"\0\n"))
    assert isinstance(found, CoreContent)
    assert found.line_ends == ()


def test_the_reader_can_be_sent_to_another_process():
    sent = pickle.dumps(partial(compare, ".", "a.php", ()))
    assert list(pickle.loads(sent)(File("a.php", b"x"))) != []  # noqa: S301 - it was made one line above
