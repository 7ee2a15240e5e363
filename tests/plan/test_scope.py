"""The lines of the scope: yes, no and not known for each, and the package that they make."""

import pytest
from msgspec.structs import replace

from audit.model.code import Process, Repository
from audit.model.facts import Database, Location, Network
from audit.model.files import SecondInstall
from audit.model.hosts import HostSetting
from audit.model.plan import Hours
from audit.model.redirects import Redirect
from audit.model.report import Unassessed
from audit.model.stored import CronJob, Service
from audit.plan import plan
from tests.plan.cases import (
    DRUPAL,
    HERE,
    PANTHEON,
    WORDPRESS,
    finding,
    inventory,
    item,
    packed,
    planned,
    plugin,
    served,
)

MULTISITE = (
    replace(DRUPAL, network=True),
    served(1, "a.org", install="web"),
    served(2, "b.org", install="web"),
)
NETWORK = Network(
    location=HERE, install=".", id=1, domain="a.org", path="/", title=None, sites=7, main_site=1, plugins=()
)
JOB = CronJob(
    location=HERE, install=".", site=1, hook="poll", schedule="often", interval=300, entries=1, next_run=None
)
CLOCK = Process(location=Location("crontab"), install=".", kind="cron", name="backup.sh")
MAIL = Service(location=HERE, install=".", kind="mail", name="SMTP", setting="x")
UPSTREAM = HostSetting(
    location=Location("pantheon.upstream.yml"),
    install=".",
    file="pantheon.upstream.yml",
    key="php_version",
    value="8.1",
    seen_as="x",
)
MOVED = Redirect(
    location=Location(".htaccess", 3), install=".", source="/a", target="/b", kind="exact", by="htaccess"
)
INNER = SecondInstall(location=Location("old"), install=".", cms="wordpress", version=None, seen_as="old")
KEPT = Repository(location=Location("."), install=".", commits=12)
KNOWN = finding("known", scope="known-fix", once=8.0)

YES = {
    "transfer": ((WORDPRESS,), ()),
    "drupal-multisite": (MULTISITE, ()),
    "wordpress-network": ((WORDPRESS, NETWORK), ()),
    "cron": ((WORDPRESS, JOB), ()),
    "extension-audit": ((WORDPRESS, plugin("a")), ()),
    "companions": ((WORDPRESS,), ()),
    "known-issues": ((WORDPRESS,), (KNOWN,)),
    "certificates": ((WORDPRESS, served(1, "a.org")), ()),
    "mail": ((WORDPRESS, MAIL), ()),
    "redirects": ((WORDPRESS, MOVED), ()),
    "acquia-search": ((DRUPAL,), (finding("drupal-acquia-search"),)),
    "upstream-update": ((WORDPRESS,), (finding("x", category="updates"),)),
    "configuration": ((WORDPRESS,), (finding("x"),)),
    "extra-hours": ((WORDPRESS,), (KNOWN,)),
    "blogs-dir": ((WORDPRESS,), (finding("blogs-dir", scope="premium"),)),
    "buy-storage": ((WORDPRESS, replace(MAIL, kind="storage", name="Amazon S3")), ()),
    "buy-integration": ((WORDPRESS,), (finding("remote-database", scope="out-of-scope"),)),
    "buy-code": ((WORDPRESS,), (finding("x", scope="out-of-scope", next_step="rewrite"),)),
    "buy-login": ((WORDPRESS, replace(MAIL, kind="sso", name="SAML")), ()),
    "other-sites": ((WORDPRESS, INNER), ()),
    "missing-software": ((WORDPRESS,), (finding("ioncube-code", scope="out-of-scope"),)),
    "other-languages": ((WORDPRESS,), (finding("java-bridge", scope="out-of-scope"),)),
    "performance": ((WORDPRESS,), (finding("x", scope="out-of-scope", category="performance"),)),
    "caching-trouble": ((WORDPRESS,), (finding("x", scope="out-of-scope", category="caching"),)),
    "new-functions": ((WORDPRESS, replace(MAIL, kind="search", name="Algolia")), ()),
    "code-updates": ((WORDPRESS,), (finding("x", scope="out-of-scope", next_step="update"),)),
    "platform-limits": ((WORDPRESS,), (finding("x", scope="out-of-scope", next_step="ask"),)),
    "git-history": ((WORDPRESS, KEPT), ()),
    "own-work": ((WORDPRESS,), (finding("x", scope="customer"),)),
    "dns": ((WORDPRESS, served(1, "a.org")), ()),
}
ALWAYS = {
    *("transfer", "resync", "companions", "launch-support"),
    *("inventory", "channel", "access", "code-freeze", "acceptance", "content-freeze"),
}
DECIDED_BY_PEOPLE = (
    "extra-resync performance-report buy-resync further-resyncs old-trouble workflows late-changes".split()
)


@pytest.mark.parametrize("name", YES)
def test_what_is_there_applies(name):
    facts, found = YES[name]
    assert item(planned(*facts, found=found), name).applies == "yes"


@pytest.mark.parametrize("name", [name for name in YES if name not in ALWAYS | {"certificates", "dns"}])
def test_what_was_looked_for_and_is_not_there_does_not_apply(name):
    assert item(planned(WORDPRESS), name).applies == "no"


@pytest.mark.parametrize("name", [name for name in YES if name not in ALWAYS | {"git-history"}])
def test_what_was_not_looked_at_is_not_known(name):
    unseen = item(planned(absent=("code", "configuration", "database", "files")), name)
    assert unseen.applies == "unknown"
    assert unseen.seen.startswith("Not known. ")


@pytest.mark.parametrize("name", ["cron", "mail", "known-issues", "extra-hours", "buy-login", "blogs-dir"])
def test_without_a_dump_what_it_would_tell_is_not_known(name):
    assert item(planned(WORDPRESS, absent=("database",)), name).applies == "unknown"


def test_what_could_be_read_only_in_part_is_not_known_either():
    one = item(planned(WORDPRESS, partial=("code",)), "redirects")
    assert (one.applies, one.seen) == (
        "unknown",
        "Nothing was found in what could be read; some of it could not be.",
    )


@pytest.mark.parametrize("name", sorted(ALWAYS - {"companions"}))
def test_some_of_it_every_migration_has(name):
    assert item(planned(), name).applies == "yes"


@pytest.mark.parametrize("name", DECIDED_BY_PEOPLE)
def test_some_of_it_no_scan_can_tell(name):
    assert item(planned(WORDPRESS), name).applies == "unknown"


@pytest.mark.parametrize(
    "facts", [MULTISITE, (WORDPRESS, UPSTREAM), (WORDPRESS, replace(WORDPRESS, root="b"))]
)
@pytest.mark.parametrize("name", ["custom-upstream", "buy-upstream"])
def test_whether_shared_code_becomes_an_upstream_people_decide(facts, name):
    assert item(planned(*facts), name).applies == "unknown"
    assert item(planned(WORDPRESS), name).applies == "no"


@pytest.mark.parametrize("name", ["cron-module", "buy-cron"])
def test_whether_a_job_needs_a_module_people_decide(name):
    told = item(planned(WORDPRESS, CLOCK), name)
    assert (told.applies, "backup.sh" in told.seen) == ("unknown", True)
    assert item(planned(WORDPRESS), name).applies == "no"


def test_a_network_that_nothing_tells_of_is_not_known():
    told = item(planned(replace(WORDPRESS, network=None)), "wordpress-network")
    assert (told.applies, told.seen) == (
        "unknown",
        "Not known. Neither the configuration nor a database tells.",
    )
    assert item(planned(replace(DRUPAL, network=None)), "drupal-multisite").applies == "unknown"


def test_a_dump_alone_tells_of_a_network():
    data = Database(
        location=HERE, name=None, prefix="wp_", network=True, network_plugins=(), tables=1, rows=1, bytes=1
    )
    assert item(planned(data, absent=("code",)), "wordpress-network").applies == "yes"
    assert item(planned(data, absent=("code",)), "drupal-multisite").applies == "no"


def test_hosts_of_a_workstation_are_none_to_switch():
    told = item(planned(WORDPRESS, served(1, "localhost", "shop.local", "10.0.0.1")), "dns")
    assert (told.applies, "workstation" in told.seen) == ("unknown", True)


def test_what_a_rule_could_not_decide_is_not_known():
    left = Unassessed(
        rule="blogs-dir", title="t", severity="major", installs=(".",), reason="It is computed.", partly=True
    )
    made = plan((), inventory(WORDPRESS), PANTHEON, unassessed=[left])
    assert (item(made, "blogs-dir").applies, item(made, "blogs-dir").seen) == (
        "unknown",
        "Not known. It is computed.",
    )


def test_a_redirect_that_the_cms_answers_does_not_move():
    assert item(planned(WORDPRESS, replace(MOVED, stays=True)), "redirects").applies == "no"


def test_each_finding_counts_on_one_line():
    found = tuple(
        finding(f"r{scope}", scope=scope) for scope in ("included", "known-fix", "customer", "out-of-scope")
    )
    made = planned(WORDPRESS, found=found)
    named = [rule for one in (made.package.items if made.package else ()) for rule in one.findings]
    assert sorted(named) == sorted(one.rule.id for one in found)


def test_a_line_has_the_hours_of_its_findings():
    told = item(planned(WORDPRESS, found=(finding("x", category="mail", once=2.0),)), "mail")
    assert (told.hours, told.findings) == (Hours(1.5, 2.5), ("x",))


def test_without_an_option_the_standard_migration_is_enough():
    package = packed(WORDPRESS)
    assert (package.name, package.included, package.bought) == ("standard", None, Hours())


def test_an_option_makes_a_migration_premium():
    package = packed(WORDPRESS, found=(finding("blogs-dir", scope="premium", once=4.0),))
    assert (package.name, package.included, package.bought) == ("premium", "blogs-dir", Hours())


def test_of_two_options_the_one_that_saves_more_is_included_and_the_other_bought():
    found = (
        finding("blogs-dir", scope="premium", once=4.0),
        finding("x", scope="known-fix", once=16.0),
    )
    package = packed(WORDPRESS, found=found)
    assert (package.included, item(planned(WORDPRESS, found=found), "extra-hours").hours) == (
        "extra-hours",
        Hours(7.0, 15.0),
    )
    assert package.bought == Hours(4.0, 10.0)  # three to five for the folder, and up to five over the ten


def test_where_only_the_upper_end_is_over_the_budget_more_hours_may_be_needed():
    found = (finding("x", scope="known-fix", once=5.0),)
    assert item(planned(WORDPRESS, found=found), "extra-hours").applies == "unknown"
    package = packed(WORDPRESS, found=found)
    assert (package.name, package.bought) == ("standard", Hours(0.0, 4.0))  # no less is sold
    assert any("Ten more hours" in reason.text for reason in package.reasons)


def test_what_was_not_looked_at_is_said_of_the_package():
    reasons = packed(WORDPRESS, absent=("database", "files")).reasons
    assert reasons[-1].text == "Not looked at: database and uploads."


def test_names_from_the_site_are_no_fields_of_a_text():
    told = item(planned(WORDPRESS, replace(JOB, hook="{count}{0.__class__}")), "cron")
    assert "{count}{0.__class__}" in told.seen
