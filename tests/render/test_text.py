"""The summary on the terminal: short, and it says what is there."""

import re

import pytest
from msgspec.structs import replace

from audit.render.text import render
from tests.plan.cases import WORDPRESS, planned
from tests.render.sample_drupal import drupal, drupal_tree, mixed
from tests.render.sample_network import network
from tests.render.samples import (
    advice,
    crowded,
    dump_only,
    empty,
    finding,
    huge,
    minimal,
    place,
    rich,
    tree_only,
)
from tests.render.samples import planned as sample


def plain(report):
    return re.sub("\x1b\\[[0-9;]*m", "", render(report))


def head(report):
    return plain(report).split("\n\n", 1)[1].split("Who does what")[0].splitlines()


def test_an_install_is_told_in_a_line():
    assert "  WordPress 6.6.2, Bedrock, served from web, a network" in head(network())
    assert "  Drupal 10.2.7 in web, laid out by Composer, a multisite" in head(drupal())
    assert "  Drupal in web, no core in this folder" in head(drupal_tree())


def test_a_database_without_its_code_is_told():
    assert "  A database of WordPress without its code" in head(dump_only())


def test_extensions_are_counted_by_kind_and_origin():
    lines = head(network())
    assert (
        "  15 plugins (12 known to be active): 8 contrib, 4 premium, 2 custom, 1 of unknown origin" in lines
    )
    assert "  1 must-use plugin: custom" in lines
    assert "  40 Composer packages" in lines
    assert "  35 modules (27 enabled, 1 more hidden): 8 contrib, 2 custom, 25 core" in head(drupal())


def test_what_a_kick_off_asks_first_stands_above_the_findings():
    told = plain(network())
    assert "Missing on disk       1 module is enabled, but the code is not here: feeds" in plain(drupal())
    assert (
        told.index("One site or many      A network of") < told.index("  PHP version  ") < told.index("MAJOR")
    )


def test_php_and_the_core_have_a_line_and_the_rest_of_the_code_does_not():
    told = plain(rich())
    assert "  PHP version           8.2: nothing in use was found that breaks" in told
    assert "  Core files            WordPress 6.6.2: changed (1 modified" in told
    assert "Git repository" not in told


def test_where_a_finding_is_goes_without_saying_in_a_single_install():
    one = replace(network(), findings=(finding(advice("x"), place("a.php", 1, "x()"), install="web/wp"),))
    two = replace(one, installs=(*one.installs, *one.installs))
    assert "(in web/wp)" not in plain(one)
    assert "(in web/wp)" in plain(two)


def test_what_is_beside_a_site_is_named():
    assert "  Also here, not audited: Joomla 3.9.28 in old" in head(network())


def test_a_site_without_an_address_is_named_by_its_host_or_folder():
    assert "  archive.example.museum" in head(drupal())
    assert "  sites/default" in head(drupal_tree())


def test_a_site_with_nothing_in_it_is_not_called_clean():
    assert "  No plugins, must-use plugins, drop-ins or themes were found." in head(minimal())
    assert "  No WordPress or Drupal was found." in head(empty())
    assert "clean" not in plain(empty())


def test_both_systems_are_told():
    lines = head(mixed())
    assert any("plugins" in line for line in lines)
    assert any("modules" in line for line in lines)


def test_it_stays_short_however_large_the_site():
    many = replace(huge(), findings=(), installs=huge().installs * 50)
    assert len(plain(many).splitlines()) <= 40


def test_names_bring_no_codes_of_their_own():
    named = replace(minimal(), sites=(replace(minimal().sites[0], title="a\x1b[31m\ue003b"),))
    assert "“a�[31mb”" in render(named)


def test_verdict_package_and_hours_stand_first():
    found = (
        finding(advice("x", scope="known-fix"), place("a.php", 1, "x()"), hours=8.0),
        finding(advice("y"), place("b.php", 1, "y()"), hours=2.0),
    )
    told = plain(replace(minimal(), findings=found, plan=planned(WORDPRESS, found=found)))
    assert told.split("\n\n")[1].splitlines() == [
        "  Verdict               The site can move after the listed work. To deal with: 2.",
        "  Package               Premium. What was found needs these options of a premium",
        "                        migration, of which one is included: Ten more hours for",
        "                        troubleshooting.",
        "  Hours                 7.5 to 12.5 hours (our estimate); known issues 6 to 10 hours of",
        "                        5 hours.",
    ]


def test_a_platform_without_migrations_has_no_verdict():
    assert "Verdict" not in plain(minimal())


def test_a_site_of_many_findings_fits_on_a_screen():
    found = tuple(finding(advice(f"x{number}"), place("a.php", 1, "x()")) for number in range(300))
    told = plain(replace(rich(), findings=found, plan=planned(WORDPRESS, found=found)))
    assert re.search(r"and 29\d more findings; what to do: moveready explain", told)


@pytest.mark.parametrize("build", [rich, sample, dump_only, tree_only, network, drupal, mixed, crowded, huge])
def test_it_fits_on_a_screen(build):
    assert len(plain(build()).splitlines()) <= 40


def test_what_is_found_in_many_installs_has_one_line():
    assert "Code of part 0 writes to a folder that is not there (in 20 installs), 40 places" in plain(
        crowded()
    )


def test_all_that_keeps_a_site_from_going_live_is_shown():
    found = tuple(finding(advice(f"x{number}", "blocker"), place("a.php", 1, "x()")) for number in range(9))
    assert plain(replace(minimal(), findings=found)).count("BLOCKER") == 9
