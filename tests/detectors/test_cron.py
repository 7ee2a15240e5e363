"""Scheduled tasks that run too often, stand on the list too often, or are never started."""

import pytest
from msgspec.structs import replace

from audit.detectors.cron import CronFound
from audit.knowledge import load_platforms
from audit.model.facts import Database, Location, Setting
from audit.model.inventory import Inventory
from audit.model.stored import CronJob


def platform():
    return next(one for one in load_platforms() if one.id == "pantheon")


def job(hook="mail", interval=60, entries=1, site=1, next_run="2026-11-18 09:00:00"):
    return CronJob(
        location=Location("d.sql", table="wp_options"),
        site=site,
        hook=hook,
        schedule=interval and "often",
        interval=interval,
        entries=entries,
        next_run=next_run,
    )


def database(*, network):
    return Database(
        location=Location("d.sql"),
        name=None,
        prefix="wp_",
        network=network,
        network_plugins=(),
        tables=1,
        rows=1,
        bytes=1,
    )


def switch(value, state="literal"):
    return Setting(
        location=Location("wp-config.php", 3),
        kind="constant",
        name="DISABLE_WP_CRON",
        value=value,
        state=state,
    )


def told(found, *facts):
    return [place.text for place in found.find(Inventory(facts, lambda _: {}), platform())]


@pytest.mark.parametrize(("interval", "is_told"), [(3599, True), (3600, False), (None, False), (0, False)])
def test_a_task_is_told_if_it_runs_more_often_than_the_platform_looks(interval, is_told):
    assert bool(told(CronFound(below="cron-interval"), job(interval=interval))) is is_told


@pytest.mark.parametrize(
    ("interval", "words"), [(60, "mail: every minute"), (300, "every 5 minutes"), (90, "every 90 seconds")]
)
def test_how_often_is_said_in_words(interval, words):
    [text] = told(CronFound(below="cron-interval"), job(interval=interval))
    assert words in text


def test_a_hook_may_be_named_with_stars():
    jobs = [job("wc_admin_daily"), job("mail")]
    assert told(CronFound(hook=("wc_*",)), *jobs) == ["wc_admin_daily: every minute"]


def test_the_entries_of_a_hook_are_added_up_over_its_schedules():
    found = CronFound(more_than="cron-entries")
    assert told(found, job(entries=6), job(entries=5, interval=None)) == ["mail is scheduled 11 times"]
    assert told(found, job(entries=6), job("other", entries=5)) == []


def test_the_entries_of_several_sites_are_not_added_up():
    found = CronFound(more_than="cron-entries")
    assert told(found, job(entries=6), job(entries=6, site=2)) == []
    assert told(found, job(entries=50, site=None)) == []


@pytest.mark.parametrize("time", [None, "1970-01-01 00:00:00"])
def test_a_time_that_never_was_is_told(time):
    assert told(CronFound(timeless=True), job(next_run=time), job("x")) == ["mail: every minute"]


def test_a_network_may_be_left_out_or_asked_for():
    facts = [job(), database(network=True)]
    assert told(CronFound(below="cron-interval", network=False), *facts) == []
    assert told(CronFound(below="cron-interval", network=True), *facts) != []


@pytest.mark.parametrize(
    ("value", "is_told"), [(True, True), ("true", True), (1, True), (False, False), (None, False)]
)
def test_tasks_of_a_network_wait_where_visits_do_not_start_them(value, is_told):
    facts = [switch(value), job(), database(network=True)]
    assert bool(told(CronFound(no_visits=True), *facts)) is is_told


def test_a_single_site_and_a_network_without_tasks_wait_for_nothing():
    assert told(CronFound(no_visits=True), switch(True), job(), database(network=False)) == []
    assert told(CronFound(no_visits=True), switch(True), database(network=True)) == []


def test_something_has_to_be_asked_for():
    with pytest.raises(ValueError, match="give hook, below"):
        CronFound()


def test_a_limit_that_the_platform_lacks_is_named():
    with pytest.raises(KeyError, match="cron-interval"):
        CronFound(below="cron-interval").watch(replace(platform(), limits={}))
