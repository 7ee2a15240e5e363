"""Whether a site can move, and what decides it."""

from msgspec.structs import replace

from audit.plan import plan
from tests.plan.cases import DRUPAL, PANTHEON, WORDPRESS, decided, finding, inventory


def test_a_site_without_findings_can_move_if_everything_was_looked_at():
    assert decided(WORDPRESS).outcome == "can-move"
    unseen = decided(WORDPRESS, absent=("database",))
    assert (unseen.outcome, unseen.reasons[0].text) == ("unknown", "The database is absent.")
    assert "Not looked at: database." in unseen.sentence


def test_a_site_with_work_can_move_after_it():
    made = decided(WORDPRESS, found=(finding("x"), finding("y", severity="minor")))
    assert (made.outcome, [reason.rule for reason in made.reasons]) == ("after-work", ["x", "y"])
    assert "2" in made.sentence


def test_what_the_platform_does_itself_and_notes_without_work_decide_nothing():
    notes = (
        finding("x", scope="platform-does-it"),
        finding("y", severity="note", once=0.0, scope="customer"),
    )
    assert decided(WORDPRESS, found=notes).outcome == "can-move"


def test_a_blocker_that_nobody_includes_stops_the_move_unless_it_is_a_guess():
    stop = finding("x", severity="blocker", scope="out-of-scope")
    assert decided(WORDPRESS, found=(stop,)).outcome == "cannot-move"
    guess = replace(stop, confidence="low")
    assert decided(WORDPRESS, found=(guess,)).outcome == "after-work"
    fixed = finding("x", severity="blocker", scope="included")
    assert decided(WORDPRESS, found=(fixed,)).outcome == "after-work"


def test_a_core_without_an_upstream_stops_the_move():
    made = decided(replace(DRUPAL, version="6.38", layout="classic"))
    assert (made.outcome, made.reasons[0].text) == (
        "cannot-move",
        "The platform has no upstream for Drupal 6 and older.",
    )


def test_the_worst_three_decide_each_once():
    found = [finding(f"r{number}", once=float(number)) for number in range(6)]
    twice = [replace(one, install="b") for one in found]
    blocker = finding("b", severity="blocker", scope="customer", once=0.0)
    made = decided(WORDPRESS, found=(*found, *twice, blocker))
    assert [reason.rule for reason in made.reasons] == ["b", "r5", "r4"]


def test_without_code_nothing_is_decided_but_what_stops_the_move():
    work = finding("x", install=None)
    stop = finding("y", severity="blocker", scope="out-of-scope", install=None)
    assert decided(found=(work,), absent=("code",)).outcome == "unknown"
    assert decided(found=(work, stop), absent=("code",)).outcome == "cannot-move"


def test_a_platform_that_says_nothing_of_migrations_has_no_decision():
    silent = replace(PANTHEON, migration=None)
    made = plan([finding()], inventory(WORDPRESS), silent)
    assert (made.decision, made.package, made.hours) == (None, None, 1.0)
