"""How much there is of what kind, and what is the largest, longest and fullest."""

import pytest

from audit.collectors.files import find_files
from audit.collectors.files.counts import Top
from audit.collectors.files.kinds import kind_of
from audit.model.facts import Location, Site, Tally
from audit.model.files import Extreme, KindTally
from audit.model.rules import Watch
from audit.sources.tree import Entry, Listing
from tests.collectors.files.found import found


def test_files_are_counted_by_kind_in_code_and_in_uploads(site):
    top = site({"wp-content/uploads/2024/a.JPG": "12345", "wp-content/themes/x/b.png": "1"})
    images = [tally for tally in found(top, KindTally) if tally.kind == "image"]
    assert {(tally.area, tally.files, tally.bytes) for tally in images} == {("code", 1, 1), ("files", 1, 5)}


def test_the_files_folder_of_a_drupal_site_holds_uploads(folder):
    top = folder({"sites/example.org/files/a.jpg": "1", "sites/example.org/themes/b.jpg": "1"})
    assert {tally.area for tally in found(top, KindTally)} == {"code", "files"}


def test_a_folder_that_a_site_names_holds_uploads():
    listing = Listing([("media", {"a.jpg": Entry("file", 1)})])
    site = Site(
        location=Location("x"), id=1, url=None, title=None, theme=None, parent_theme=None, plugins=None,
        prefix="", tables=0, rows=0, bytes=0, uploads="media",
    )  # fmt: skip
    [tally] = [fact for fact in find_files(listing, [], Watch(), [site]) if isinstance(fact, KindTally)]
    assert tally.area == "files"


def test_bytes_are_not_known_where_sizes_were_left_out():
    facts = list(find_files(Listing([("", {"a.jpg": Entry("file")})]), [], Watch()))
    assert [fact.bytes for fact in facts if isinstance(fact, KindTally)] == [None]
    assert not [fact for fact in facts if isinstance(fact, Extreme) and fact.kind == "largest"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Film.MP4", "video"),
        ("song.ogg", "audio"),
        ("report.docx", "document"),
        ("site.tar.gz", "archive"),
        ("site.sql.gz", "dump"),
        ("access.log.1.gz", "log"),
        ("error_log", "log"),
        ("icons.woff2", "font"),
        ("views.module", "code"),
        ("style.scss", "style"),
        ("site.dump", "dump"),
        ("site.sqlite", "dump"),
        ("CHANGELOG", "other"),
        ("x.", "other"),
    ],
)
def test_a_name_tells_the_kind(name, kind):
    assert kind_of(name) == kind


def test_the_largest_files_come_first(site):
    top = site({f"wp-content/uploads/{size}.bin": "x" * size for size in (10, 3000, 200)})
    largest = [one for one in found(top, Extreme) if one.kind == "largest" and one.area == "files"]
    assert [one.number for one in largest] == [3000, 200, 10]


def test_of_many_files_a_few_of_the_largest_are_told(site):
    top = site({f"wp-content/uploads/{size}.bin": "x" * size for size in range(1, 41)})
    largest = [one.number for one in found(top, Extreme) if one.kind == "largest" and one.area == "files"]
    assert largest == list(range(40, 20, -1))


def test_a_path_is_as_long_as_its_bytes_seen_from_the_install(folder):
    config = {"web/wp-includes/version.php": "<?php $wp_version = '6';"}
    top = folder({**config, "web/wp-content/uploads/übung.jpg": "x"})
    [longest] = [one for one in found(top, Extreme) if one.kind == "longest" and one.area == "files"]
    assert longest.number == len("wp-content/uploads/übung.jpg".encode())


def test_the_folder_with_most_files_directly_in_it_is_the_fullest(site):
    files = {f"wp-content/uploads/2024/{number}.jpg": "" for number in range(5)}
    top = site({**files, "wp-content/uploads/2023/07/a.jpg": ""})
    fullest = [one for one in found(top, Extreme) if one.kind == "fullest" and one.area == "files"]
    assert (fullest[0].seen_as, fullest[0].number) == ("wp-content/uploads/2024", 5)


def test_equal_numbers_do_not_push_out_what_came_first():
    top = Top(1)
    for path in ("a", "b"):
        if top.floor < 1:
            top.add(1, path, path)
    assert top.sorted() == [(1, "a", "a")]


def test_folders_of_a_drupal_site_are_tallied(folder):
    core = {"includes/bootstrap.inc": "<?php define('VERSION', '7.103');", "modules/system/system.module": ""}
    core |= {f"sites/default/{name}/a": "" for name in ("private", "modules", "themes", "libraries", "else")}
    top = folder({**core, "sites/default/settings.php": "<?php", "sites/default/files/a/b.jpg": "123"})
    tallies = {tally.location.path: tally for tally in found(top, Tally)}
    assert (tallies["sites/default/files"].files, tallies["sites/default/files"].bytes) == (1, 3)
    assert {".", "includes", "modules", "sites"} <= tallies.keys()
    inner = {path.rpartition("/")[2] for path in tallies if path.startswith("sites/default/")}
    assert inner == {"files", "private", "modules", "themes", "libraries"}
