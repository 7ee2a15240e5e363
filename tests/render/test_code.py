"""What the document says of the code: its PHP, its programs, its core, its repository, its files."""

import datetime as dt

import pytest
from msgspec.structs import replace

from audit.model.code import CoreCheck, Process
from audit.model.facts import Location
from audit.model.php import PhpChoice, PhpObstacle, PhpPart, PhpVerdict
from audit.render import php
from audit.render.code_words import VERSIONED, VERSIONED_GROUPS
from tests.render import sample_code
from tests.render.sample_drupal import drupal
from tests.render.samples import dump_only, minimal, rich
from tests.render.test_inventory import row, text


def with_php(**more):
    return replace(rich(), php=replace(sample_code.choice(), **more))


def with_core(**more):
    return replace(rich(), core=(replace(sample_code.core(), **more),), core_files=())


def test_the_best_version_is_marked_and_each_has_its_row():
    assert row(rich(), "needs", "8.2 Best") == "8.2 Best Is made for it Nothing found 3"
    assert row(rich(), "needs", "8.4").startswith(
        "8.4 Is made for older PHP: update it 1 of 41 plugins, 1 package 1 part"
    )
    assert "Nothing found and, inactive: 1 of 4 plugins" in row(rich(), "needs", "7.4")


def test_what_stands_in_the_way_is_named_once_with_its_places():
    told = text(rich(), "needs")
    assert "WordPress 6.6.2 8.4 Made for PHP 7.2 to 8.3" in told
    assert "acme/feed Composer package 8.4 Asks for PHP ^7.4" in told
    shop = row(rich(), "needs", "legacy-shop")
    assert shop.startswith(
        f"legacy-shop Plugin {sample_code.SHOP} 8.4 create_function not in PHP 8.0 and newer"
    )
    assert f"{sample_code.SHOP}/shop.php:12 and 6 more 7 places in all and 1 more reason" in shop
    assert "new_one only in PHP 8.1 and newer" in told


def test_what_is_switched_off_stands_last():
    assert [one.name for one in php.obstacles(rich())] == [
        "WordPress 6.6.2",
        "legacy-shop",
        "acme/feed",
        "smush",
    ]


def test_what_rules_out_only_old_versions_is_folded_away():
    told = text(rich(), "needs")
    assert told.index("What stands in the way of newer versions") < told.index("acme/feed")
    assert told.index("acme/feed") < told.index("1 part that rules out only versions older than 8.2")
    assert told.index("only versions older than 8.2") < told.index("new_one")


def test_encoded_files_are_not_passed_over():
    assert "1 encoded file could not be looked into." in text(rich(), "needs")


def test_an_obstacle_of_several_versions_is_one_row():
    part = PhpPart(kind="own", name="own code")
    offered = ("8.5", "8.4", "7.4")
    obstacle = PhpObstacle(part=part, versions=offered, breaks=(sample_code.breaks(),))
    verdicts = tuple(PhpVerdict(version=version, obstacles=(part,)) for version in offered)
    (found,) = php.obstacles(with_php(best=None, verdicts=verdicts, obstacles=(obstacle,)))
    assert (found.name, found.versions, len(found.breaks)) == (
        "Code beside the plugins and themes",
        "any version",
        1,
    )


def test_of_several_reasons_the_one_that_rules_out_most_versions_stands_first():
    old = sample_code.breaks("split", version="7.0", times=1)
    new = sample_code.breaks("match", effect="added", version="8.0", times=9)
    part = PhpPart(kind="own", name="own code")
    obstacle = PhpObstacle(part=part, versions=("8.4", "7.4"), breaks=(sample_code.breaks(times=7), new, old))
    (found,) = php.obstacles(with_php(best=None, obstacles=(obstacle,)))
    assert [one.symbol for one in found.breaks] == ["split", "create_function", "match"]


@pytest.mark.parametrize(
    ("best", "says"),
    [
        ("8.2", "PHP 8.2 is the newest that Pantheon offers on which nothing in use was found to break."),
        ("8.4", "Nothing was found that breaks on PHP 8.4, the newest that Pantheon offers."),
        ("8.4", "beside the core: WordPress 6.6.2 itself is made for older PHP and has to be updated."),
        (None, "No version of PHP that Pantheon offers suits all that is in use; 8.2 comes closest."),
        ("7.4", "and it can be chosen until 2026-12-31 only. Of those that stay, 8.2 comes closest."),
    ],
)
def test_the_answer_stands_above_the_table(best, says):
    assert says in text(with_php(best=best), "needs")


def test_a_version_that_ends_says_so_wherever_it_is_named():
    assert row(rich(), "needs", "7.4").startswith("7.4 until 2026-12-31 only")
    assert row(with_php(best="7.4"), "needs", "8.2").startswith("8.2 Fewest obstacles")
    assert "but it can be chosen until 2026-12-31 only" in text(with_php(best="7.4"), "brief")


def test_a_core_of_which_nothing_is_known_is_not_passed_over():
    verdicts = tuple(replace(verdict, core="unknown") for verdict in sample_code.choice().verdicts)
    report = with_php(verdicts=verdicts)
    assert "what WordPress 6.6.2 itself runs on is not known here" in text(report, "needs")
    assert "WordPress itself" not in text(report, "needs")


def test_a_best_version_below_one_that_the_core_may_not_know_says_so():
    verdicts = (PhpVerdict(version="8.5"), PhpVerdict(version="8.4", core="runs"))
    report = with_php(best="8.4", verdicts=verdicts, obstacles=(), doubts=())
    assert "PHP 8.4 is the newest that Pantheon offers for which WordPress 6.6.2 itself is made" in text(
        report, "needs"
    )
    assert "how the core does on newer ones is not known here" in text(report, "brief")


def test_a_best_version_that_the_core_may_not_know_says_so():
    verdicts = (PhpVerdict(version="8.5"), PhpVerdict(version="7.4", core="runs", ends=dt.date(2026, 12, 31)))
    report = with_php(best="8.5", verdicts=verdicts, obstacles=(), doubts=())
    assert "WordPress 6.6.2 itself is older than PHP 8.5, and whether it runs on it" in text(report, "needs")


def test_an_extension_of_php_tells_whether_it_is_there():
    assert row(rich(), "needs", "ioncube").startswith(
        "ioncube Not there The loader is not there. legacy-shop"
    )
    assert "Not documented: ask Code beside the plugins and themes, legacy-shop" in row(
        rich(), "needs", "intl"
    )
    assert "1 more PHP extension that the code may never use, or can do without: shmop" in text(
        rich(), "needs"
    )
    assert "1 PHP extension that is there: gd" in text(rich(), "needs")


def test_where_all_extensions_of_php_are_there_it_says_so():
    there = with_php(extensions=(sample_code.need("gd", "has"),))
    assert "Pantheon has all that the code was found to need." in text(there, "needs")


def test_a_program_is_named_or_decided_at_run_time():
    assert row(rich(), "needs", "ffmpeg").startswith("ffmpeg Not there Code beside")
    assert "Decided at run time Cannot be told legacy-shop" in row(rich(), "needs", "Decided")
    assert row(rich(), "needs", "convert").startswith(
        "convert The code asks first whether it is there There /usr"
    )


def test_tools_of_developers_are_told_apart_from_what_a_server_runs():
    job = Process(location=Location("crontab"), install=".", kind="cron", name="drush")
    build = replace(job, kind="build", name="gulp")
    told = text(replace(rich(), processes=(build, job)), "needs")
    assert told.index("drush") < told.index("1 more entry: build steps") < told.index("gulp")


def test_without_code_the_section_says_so_once():
    told = text(dump_only(), "needs")
    assert told.count("No folder") == 1
    assert "which PHP, programs and languages it needs is not known" in told


def test_without_a_choice_of_php_nothing_is_called_fine():
    told = text(minimal(), "needs")
    assert "Which version of PHP it runs on is not known." in told
    assert "Best" not in told


def test_a_changed_core_names_its_files():
    told = text(rich(), "core")
    assert "WordPress 6.6.2 Changed Some files are not as the release has them." in told
    assert "Modified 1 file Missing 1 file Unknown 1 file Of other releases 1 file" in told
    assert (
        "1 modified file They are not as the release has them. wp-content/plugins/legacy-shop/run.php" in told
    )


@pytest.mark.parametrize("state", ["unrecognised", "incomplete"])
def test_a_core_that_fits_no_release_is_not_judged(state):
    told = text(with_core(state=state, note="The closest is 6.6: 7 of 9 files."), "core")
    assert "whether it was changed is not known" in told
    assert "Closest to 6.6.2" in told
    assert "The closest is 6.6: 7 of 9 files." in told
    assert "Modified" not in told


def test_an_intact_core_is_told():
    told = text(with_core(state="intact", modified=0, missing=0, unknown=0, left_over=0), "core")
    assert "As released Each file that was compared is as the release has it." in told


def test_a_core_that_was_not_compared_is_not_called_intact():
    assert "whether they were changed is not known" in text(replace(rich(), core=()), "core")
    away = replace(rich(), core=(), installs=(replace(rich().installs[0], core=False),))
    assert "The core is not in the code that was given" in text(away, "core")
    assert "As released" not in text(replace(rich(), core=()), "core")


def test_each_install_has_its_own_core_check():
    one, two = replace(rich().installs[0], root="a"), replace(rich().installs[0], root="b")
    check = replace(sample_code.core(), install="b")
    told = text(replace(rich(), installs=(one, two), core=(check,)), "core")
    assert told.index("in a ") < told.index("not compared") < told.index("in b ") < told.index("Changed")


def test_the_repository_tells_its_size_and_state():
    told = text(rich(), "repository")
    assert "Checked out main 0123456789ab Commits 1,204 last 2026-09-30 Branches 3 and 2 tags" in told
    assert (
        "Size of the history 84.0 MiB Under version control 4,001 files Not committed 2 changed files" in told
    )
    assert "Branches with work of their own redesign" in told


def test_what_could_not_be_told_of_a_repository_is_said():
    one = sample_code.repository(unread=("Its index could not be read.",), tracked=None)
    told = text(replace(rich(), repository=(one,)), "repository")
    assert "Under version control Not known" in told
    assert "Its index could not be read." in told


def test_without_a_repository_it_says_why_nothing_is_known():
    told = text(minimal(), "repository")
    assert "No git repository was handed in" in told
    assert "No folder with the site's code was given. So nothing is known" in text(dump_only(), "repository")


def test_all_that_git_says_of_a_path_has_a_group():
    grouped = [state for _, _, states in VERSIONED_GROUPS for state in states]
    assert sorted(grouped) == sorted(VERSIONED)
    told = text(rich(), "repository")
    assert [word for word in VERSIONED.values() if word not in told] == []


def test_files_are_told_by_kind_in_the_code_and_among_the_uploads():
    assert row(rich(), "files", "Images") == "Images 5 files 8.8 KiB 5 files 8.8 KiB"


def test_secrets_are_told_by_place_and_kind():
    assert "legacy-shop/run.php Private key" in text(rich(), "files")


def test_where_nothing_is_odd_it_says_what_was_looked_for():
    assert "No links, odd names, second installs" in text(minimal(), "files")
    assert "Nothing odd" not in text(dump_only(), "files")


def test_drupal_reads_as_drupal():
    report = replace(drupal(), php=sample_code.choice(), core=(replace(sample_code.core(), install="web"),))
    assert "Code beside the modules and themes" in text(report, "needs")
    assert "Drupal itself" in text(report, "needs")


def test_the_names_of_parts_are_those_of_the_report():
    names = php.Parts(rich())
    assert names.name(PhpPart(kind="core", name="wordpress 6.6.2", path=".")) == "WordPress 6.6.2"
    assert names.name(PhpPart(kind="core", name="core")) == "WordPress itself"
    assert names.name(PhpPart(kind="package", name="third-party code")) == "Third-party code"


def test_a_choice_without_versions_says_so():
    report = replace(rich(), php=PhpChoice(best=None))
    assert php.sentence(report) == "Which versions of PHP Pantheon offers is not known."
    assert (php.rows(report), php.obstacles(report)) == ([], [])


def test_a_half_upgraded_core_is_told():
    check = CoreCheck(
        location=Location("a"), install=".", state="mixed", stated="6.1", matched=("6.1", "6.2"), files=9
    )
    told = text(replace(rich(), core=(check,)), "core")
    assert "Files of two releases It looks like an update that stopped half-way." in told
    assert "Fits 6.1, 6.2" in told
