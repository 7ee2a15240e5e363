"""Reports for the formats of forges: those that other documents are held to, and one with a baseline."""

import datetime as dt
from hashlib import sha256

from msgspec.structs import replace

from audit.model.facts import Location, Problem
from audit.model.report import Acceptance, Report, Settled, SuppressionUsed
from audit.model.rules import Accepted, Evidence
from tests.render.hostile import hostile
from tests.render.sample_drupal import drupal, drupal_tree, mixed
from tests.render.sample_network import network
from tests.render.samples import advice, dump_only, empty, finding, huge, minimal, rich, tree_only

BY_BASELINE = Accepted(by="baseline")
BY_SUPPRESSION = Accepted(by="suppression", reason="It goes in May.", owner="Kim", until=dt.date(2027, 5, 31))


def spot(path: str, line: int | None, text: str, accepted: Accepted | None = None) -> Evidence:
    """Return a place with a fingerprint."""
    print_ = sha256(f"{path}:{line}:{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Evidence(Location(path, line), text, None, print_, accepted)


def scanned(*findings: object, tree: str = ".", **more: object) -> Report:
    """Return a report with these findings, of a scan of this folder."""
    whole = minimal()
    read = replace(whole.coverage.tree, path=tree)  # type: ignore[type-var]  # it has one
    return replace(whole, coverage=replace(whole.coverage, tree=read), findings=findings, **more)


def judged() -> Report:
    """Return a report with a baseline and suppressions: of a finding some places are news, all or none."""
    session = advice("php-session", "major", category="sessions")
    mail = advice("php-mail", "blocker", category="mail")
    eval_ = advice("eval", "minor", category="security", confidence="low")
    found = (
        finding(session, spot("a.php", 3, "old()", BY_BASELINE), spot("a.php", 9, "new()")),
        finding(mail, spot("b.php", 1, "mail()", BY_SUPPRESSION)),
        finding(eval_, spot("c d.php", 2, "eval()")),
    )
    used = SuppressionUsed(rule="php-mail", place="b.php", reason="It goes in May.", owner="Kim", places=1)
    return scanned(
        *found,
        acceptance=Acceptance(
            baseline="baseline.json",
            new=2,
            known=1,
            suppressed=1,
            settled=(Settled(rule="memcached", path="gone.php", text="Memcache"),),
            suppressions=(
                used,
                replace(used, rule="php-session", places=1, until="2026-01-31", state="expired"),
                replace(used, rule="eval", place="x/*", places=0, state="unused"),
            ),
        ),
    )


def unread() -> Report:
    """Return a report without findings, of a site that could not be read."""
    lost = Problem(
        location=Location("a.php"), kind="unreadable", text="It could not be opened.", source="code"
    )
    whole = rich()
    problems = (lost, *whole.coverage.problems)
    return replace(whole, findings=(), coverage=replace(whole.coverage, problems=problems))


EVERY = {
    build.__name__: build
    for build in (
        rich,
        network,
        drupal,
        mixed,
        minimal,
        empty,
        dump_only,
        tree_only,
        drupal_tree,
        hostile,
        huge,
        judged,
        unread,
    )
}
