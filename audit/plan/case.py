"""What a plan is made from: the facts of a scan, the findings that count, and the platform."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from audit.model.facts import Extension, Install
from audit.model.inventory import Inventory
from audit.model.migration import Claim, Migration
from audit.model.php import PhpChoice
from audit.model.plan import Companion, Reason, SiteHours
from audit.model.rules import Advice, Platform
from audit.plan.hours import Counted


class Case(NamedTuple):
    """All that the parts of a plan look at; what one part concludes is there for the next."""

    inventory: Inventory
    findings: tuple[Counted, ...]
    platform: Platform
    migration: Migration
    php: PhpChoice | None
    installs: tuple[tuple[Install, Inventory], ...]  # each with the facts of it
    by_install: Mapping[str | None, Sequence[Counted]]  # the findings, by the root of their install
    unassessed: Mapping[str, str]  # rules that could not be decided, by id, and why
    sites: tuple[SiteHours, ...] = ()
    companions: tuple[Companion, ...] = ()


def installs_of(inventory: Inventory) -> tuple[tuple[Install, Inventory], ...]:
    """Return each install with the facts of it."""
    parts = dict(inventory.by_install())
    return tuple((install, parts[install.root]) for install in inventory.of(Install))


def by_install(findings: Iterable[Counted]) -> Mapping[str | None, Sequence[Counted]]:
    """Return findings by the root of their install."""
    found: defaultdict[str | None, list[Counted]] = defaultdict(list)
    for one in findings:
        found[one.finding.install].append(one)
    return dict(found)


def claims(claim: Claim, rule: Advice) -> bool:
    """Tell whether the findings of a rule belong there."""
    return rule.id in claim.rules or (
        rule.scope in claim.scopes
        and (not claim.categories or rule.category in claim.categories)
        and (not claim.next_steps or rule.next_step in claim.next_steps)
    )


def in_use(extension: Extension) -> bool:
    """Tell whether an extension is there and may be at work."""
    return extension.installed is not False and extension.active is not False


def reason_of(counted: Counted, text: str | None = None) -> Reason:
    """Return a finding as a reason."""
    finding = counted.finding
    return Reason(
        text=text or finding.rule.title,
        rule=finding.rule.id,
        install=finding.install,
        location=next((place.location for place in counted.places), None),
    )


def folder_of(install: Install, path: str) -> str | None:
    """
    Return a path as the web server shows it, from "/"; None: it shows it nowhere.

    >>> from audit.model.facts import Location
    >>> install = Install(location=Location("web"), root="web", cms="drupal", version=None, docroot="web")
    >>> folder_of(install, "web/private"), folder_of(install, "config"), folder_of(install, "web")
    ('/private', None, '/')
    """
    if path == install.docroot:
        return "/"
    if install.docroot == ".":
        return f"/{path}"
    return path.removeprefix(install.docroot) if path.startswith(f"{install.docroot}/") else None
