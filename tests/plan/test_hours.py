"""Hours: ranges by how sure a finding is, without what somebody accepted."""

import pytest

from audit.model.plan import Hours
from audit.model.terms import Confidence
from audit.plan import plan
from audit.plan.hours import counted, site_hours
from tests.plan.cases import PANTHEON, WORDPRESS, decided, finding, inventory, planned

SPREAD: dict[Confidence, tuple[float, float]] = {"high": (0.5, 2.0), "medium": (0.25, 3.0), "low": (0.0, 4.0)}


@pytest.mark.parametrize(("confidence", "hours"), [("high", (1, 4)), ("medium", (0.5, 6)), ("low", (0, 8))])
def test_the_less_sure_a_finding_is_the_wider_its_range(confidence, hours):
    [one] = counted([finding(confidence=confidence, once=2.0)], SPREAD)
    assert one.hours == Hours(*hours)


def test_places_in_doubt_count_at_the_upper_end_only():
    [one] = counted([finding("x", "a", "b", "c", once=1.0, each=1.0, doubtful=2)], SPREAD)
    assert one.hours == Hours(0.5 * 2.0, 2.0 * 4.0)


def test_all_places_count_where_each_is_in_doubt():
    [one] = counted([finding("x", "a", "b", once=0.0, each=1.0, doubtful=2)], SPREAD)
    assert one.hours == Hours(1.0, 4.0)


def test_a_suppressed_place_does_not_count_and_one_of_a_baseline_does():
    found = finding("x", "a", "b", "c", once=1.0, each=1.0, accepted={0: "suppression", 1: "baseline"})
    assert [one.point for one in counted([found])] == [3.0]


def test_a_finding_that_is_suppressed_as_a_whole_is_no_work():
    gone = finding("x", "a", "b", accepted={0: "suppression", 1: "suppression"})
    made = planned(WORDPRESS, found=(gone,))
    assert (made.work, made.total) == ((), Hours())
    assert all(step.rule is None for step in made.steps)
    assert decided(WORDPRESS, found=(gone,)).outcome == "can-move"


def test_known_issues_are_held_against_the_budget_of_each_install():
    known = [
        finding("x", scope="known-fix", once=8.0, install="a"),
        finding("y", scope="known-fix", once=2.0, install="b"),
        finding("z", scope="customer", once=9.0, install="b"),
    ]
    first, second = site_hours(["a", "b"], counted(known, SPREAD), 5.0)
    assert (first.hours, first.over) == (Hours(4, 16), Hours(0, 11))
    assert (second.hours, second.over) == (Hours(1, 4), Hours())


def test_known_issues_of_a_dump_alone_are_held_against_a_budget_too():
    [site] = site_hours([], counted([finding(scope="known-fix", install=None)]), 5.0)
    assert (site.install, site.hours) == (None, Hours(1, 1))


def test_the_budget_may_be_another_one():
    made = plan([finding(scope="known-fix", once=3.0)], inventory(WORDPRESS), PANTHEON, budget=1.0)
    assert (made.known_fix_budget, made.sites[0].over) == (1.0, Hours(1.25, 2.75))


def test_findings_alone_make_no_more_than_hours():
    made = plan([finding(once=2.0)])
    assert (made.hours, made.total, made.decision, made.package, made.steps) == (
        2.0,
        Hours(2, 2),
        None,
        None,
        (),
    )
