"""Places as forges know them."""

import pytest
from msgspec.structs import replace

from audit.model.facts import Location
from audit.render.places import Paths, counted, news, spots, unbroken
from tests.render.forge_reports import judged, scanned, spot
from tests.render.samples import advice, dump_only, finding, minimal


@pytest.mark.parametrize(
    ("tree", "path", "seen"),
    [
        (".", "a.php", "a.php"),
        ("web", "a.php", "web/a.php"),
        ("web", ".", "web"),
        ("./a/../web/", "x/a.php", "web/x/a.php"),
        ("/srv/www", "a.php", "a.php"),
        ("../web", "a.php", "a.php"),
        ("web", "/etc/apache2/site.conf", None),
    ],
)
def test_a_path_starts_where_the_scan_was_started(tree, path, seen):
    assert Paths(scanned(tree=tree)).of(Location(path)) == seen


@pytest.mark.parametrize(
    ("dump", "seen"), [("dumps/a.sql", "dumps/a.sql"), ("../a.sql", None), ("/srv/a.sql", None), ("-", "-")]
)
def test_a_dump_lies_where_it_was_named_and_not_in_the_tree(dump, seen):
    report = scanned(tree="web")
    dumps = (replace(minimal().coverage.dumps[0], path=dump),)
    paths = Paths(replace(report, coverage=replace(report.coverage, dumps=dumps)))
    assert paths.of(Location(dump, table="wp_posts")) == seen
    assert paths.of(Location(dump)) == seen
    assert "/" not in paths.name(Location(dump)) or seen


def test_a_place_in_words_names_line_and_table():
    paths = Paths(scanned(tree="web"))
    assert paths.words(Location("a.php", 3)) == "web/a.php:3"
    assert paths.words(Location("/srv/site.sql", table="wp_posts")) == "site.sql, table wp_posts"
    assert paths.words(Location(".")) == ""


def test_a_report_of_a_dump_alone_has_paths_too():
    assert Paths(dump_only()).of(Location("a.php")) == "a.php"


def test_news_come_before_what_is_accepted_and_the_worst_first():
    note = finding(advice("note", "note"), spot("n.php", 1, "x"))
    worst = finding(advice("worst", "blocker"), spot("w.php", 1, "x"))
    assert [one.rule.id for one in spots(scanned(note, worst))] == ["worst", "note"]
    assert [one.rule.id for one in spots(judged())] == ["php-session", "eval", "php-mail", "php-session"]
    assert [one.rule.id for one in news(judged())] == ["php-session", "eval"]


def test_places_are_counted_by_severity():
    assert counted(news(judged())) == "2 places: 1 major, 1 minor"
    assert counted([]) == "nothing"


def test_what_can_be_written_is_left_as_it_is():
    text = "caf\u00e9 \U0001f600 \x00\x1b \\xe9"
    assert unbroken(text) == text
