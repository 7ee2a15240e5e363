"""Facts and findings for tests of the plan, and the plan that they make."""

import datetime as dt
from typing import Any

from audit.knowledge.platforms import load_platform
from audit.model.facts import Extension, Fact, Install, Location, Site
from audit.model.inventory import Inventory, Source
from audit.model.plan import Decision, Package, Plan, ScopeItem
from audit.model.report import Finding
from audit.model.rules import Accepted, Advice, Citation, Evidence
from audit.model.terms import Confidence, Effort, NextStep, Scope, Severity
from audit.plan import plan

PANTHEON = load_platform("pantheon")
assert PANTHEON.migration is not None
MIGRATION = PANTHEON.migration
HERE = Location("wp-includes/version.php")
WORDPRESS = Install(
    location=HERE,
    install=".",
    root=".",
    cms="wordpress",
    version="6.8.1",
    content="wp-content",
    plugins="wp-content/plugins",
    mu_plugins="wp-content/mu-plugins",
    network=False,
)
DRUPAL = Install(
    location=Location("web/core/lib/Drupal.php"),
    install="web",
    root="web",
    docroot="web",
    cms="drupal",
    version="10.2.0",
    layout="composer",
    network=False,
)
_SOURCE = Citation("https://example.org/why", dt.date(2026, 1, 1))


def inventory(*facts: Fact, absent: tuple[str, ...] = (), partial: tuple[str, ...] = ()) -> Inventory:
    """Return facts as a scan would give them; what is not said to be absent or partial was looked at."""
    names = ("code", "configuration", "files", "database")
    states = {
        name: "absent" if name in absent else "partial" if name in partial else "complete" for name in names
    }
    sources: Any = {
        name: Source(name, state, "" if state == "complete" else f"The {name} is {state}.")  # type: ignore[arg-type]
        for name, state in states.items()
    }
    return Inventory(facts, lambda _: sources)


def finding(
    rule: str = "a-rule",
    *places: str,
    scope: Scope = "included",
    severity: Severity = "major",
    confidence: Confidence = "high",
    next_step: NextStep = "configure",
    category: str = "code",
    once: float = 1.0,
    each: float = 0.0,
    doubtful: int = 0,
    accepted: dict[int, str] | None = None,
    install: str | None = ".",
    location: Location | None = None,
) -> Finding:
    """Return a finding; the first so many places are doubtful, some are accepted, by their number."""
    spots = [
        Evidence(
            location or Location(path),
            path,
            "It may do no harm." if number < doubtful else None,
            f"{number:016x}",
            Accepted(by=(accepted or {})[number]) if number in (accepted or {}) else None,  # type: ignore[arg-type]
        )
        for number, path in enumerate(places or ("a.php",))
    ]
    sure = sum(spot.doubt is None for spot in spots) or len(spots)
    advice = Advice(
        id=rule,
        title=f"Title of {rule}",
        why="Why.",
        remedy="Remedy.",
        severity=severity,
        confidence=confidence,
        category=category,
        next_step=next_step,
        scope=scope,
        effort=Effort(once, each),
        source=_SOURCE,
    )
    hours = once + each * sure
    return Finding(rule=advice, install=install, hours=hours, confidence=confidence, places=tuple(spots))


def planned(*facts: Fact, found: tuple[Finding, ...] = (), absent: tuple[str, ...] = (), **more: Any) -> Plan:
    """Return the plan of a site."""
    return plan(found, inventory(*facts, absent=absent, **more), PANTHEON)


def decided(*facts: Fact, found: tuple[Finding, ...] = (), absent: tuple[str, ...] = ()) -> Decision:
    """Return whether a site can move."""
    decision = planned(*facts, found=found, absent=absent).decision
    assert decision is not None
    return decision


def packed(*facts: Fact, found: tuple[Finding, ...] = (), absent: tuple[str, ...] = ()) -> Package:
    """Return the package that fits a site."""
    package = planned(*facts, found=found, absent=absent).package
    assert package is not None
    return package


def item(made: Plan, name: str) -> ScopeItem:
    """Return a line of the scope."""
    assert made.package is not None
    return next(one for one in made.package.items if one.id == name)


def plugin(slug: str, **more: Any) -> Extension:
    """Return a plugin that is active."""
    path = f"wp-content/plugins/{slug}"
    told: dict[str, Any] = {
        "location": Location(f"{path}/{slug}.php"),
        "install": ".",
        "kind": "plugin",
        "name": slug.title(),
        "file": f"{slug}/{slug}.php",
        "active": True,
    }
    return Extension(slug=slug, path=path, **(told | more))


def served(number: int = 1, *hosts: str, install: str = ".") -> Site:
    """Return a site with these hosts."""
    return Site(
        location=HERE,
        install=install,
        id=number,
        url=None,
        title=None,
        theme=None,
        parent_theme=None,
        plugins=None,
        prefix="wp_",
        tables=0,
        rows=0,
        bytes=0,
        hosts=hosts,
    )
