"""The steps: in working order, each once, with those that every migration has."""

from typing import get_args

import pytest
from msgspec.structs import replace

from audit.model.migration import Phase
from audit.model.plan import Hours
from tests.plan.cases import DRUPAL, WORDPRESS, finding, planned, served


def titles(made):
    return [step.title for step in made.steps]


def test_every_migration_has_the_steps_that_do_not_depend_on_the_site():
    told = titles(planned(WORDPRESS))
    for title in ("Hand in the site inventory", "Give access", "Freeze the code", "Freeze the content"):
        assert title in told
    assert {step.phase for step in planned(WORDPRESS).steps} == set(get_args(Phase))


def test_phases_follow_one_another():
    found = tuple(finding(scope, scope=scope) for scope in ("customer", "included", "out-of-scope"))
    phases = [get_args(Phase).index(step.phase) for step in planned(WORDPRESS, found=found).steps]
    assert phases == sorted(phases)


def test_dns_is_switched_last_before_the_site_is_watched():
    told = titles(planned(WORDPRESS))
    assert told.index("Freeze the content") < told.index("Bring database and uploads up to date")
    assert told.index("Bring database and uploads up to date") < told.index("Switch DNS over")
    assert told.index("Switch DNS over") < told.index("Watch the site")


def test_the_code_is_frozen_after_what_has_to_be_done_in_it():
    told = titles(planned(WORDPRESS, found=(finding("x", scope="customer"),)))
    assert told.index("Title of x") < told.index("Freeze the code")


@pytest.mark.parametrize(
    ("scope", "doer", "phase"),
    [
        ("customer", "customer", "before"),
        ("included", "migration-team", "migration"),
        ("known-fix", "migration-team", "migration"),
        ("premium", "migration-team", "migration"),
        ("out-of-scope", "bought-hours", "migration"),
    ],
)
def test_a_finding_is_a_step_of_whoever_deals_with_it(scope, doer, phase):
    made = planned(WORDPRESS, found=(finding("x", "a", "b", scope=scope, once=2.0),))
    [step] = [step for step in made.steps if step.rule == "x"]
    assert (step.doer, step.phase, step.places, step.hours) == (doer, phase, 2, Hours(1.5, 2.5))


def test_findings_are_grouped_by_what_is_to_be_done_the_worst_first():
    found = (
        finding("ask", next_step="ask"),
        finding("minor", next_step="remove", severity="minor"),
        finding("major", next_step="remove"),
    )
    rules = [step.rule for step in planned(WORDPRESS, found=found).steps if step.rule]
    assert rules == ["major", "minor", "ask"]


def test_what_is_only_good_to_know_is_no_step():
    found = (
        finding("x", next_step="none", once=0.0),
        finding("y", scope="platform-does-it"),
    )
    assert all(step.rule is None for step in planned(WORDPRESS, found=found).steps)


def test_a_step_for_what_is_not_there_is_left_out_and_one_for_what_is_not_known_is_not():
    title = "Split the Drupal multisite"
    sites = (served(1, install="web"), served(2, install="web"))
    assert title in titles(planned(replace(DRUPAL, network=True), *sites))
    assert title not in titles(planned(DRUPAL))
    assert title in titles(planned(replace(DRUPAL, network=None)))
