"""Releases of the CMS, of PHP and of the database that the site runs on, by how they are supported."""

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.model.support import Product, Support
from audit.parsers.versions import in_range

State = Literal[
    "outdated",  # there is a newer release of its branch
    "superseded",  # there is a newer branch, though security is still fixed in this one
    "ending",  # security is fixed for some days only
    "ended",
    "unknown",  # newer than what is known
    "not-offered",  # a version of PHP that a new site on the platform cannot choose
]
_NEEDS: dict[Product, SourceName] = {"mariadb": "database", "mysql": "database"}


class ReleaseFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches releases of some products by one state on the day of the scan."""

    product: tuple[Product, ...]
    state: State
    within: int | None = None  # days; only with "ending"

    def __post_init__(self) -> None:
        if (self.state == "ending") is not (self.within is not None):
            raise ValueError('"ending" goes with "within", in days, and nothing else does')
        if self.state == "not-offered" and self.product != ("php",):
            raise ValueError('"not-offered" is said of php only')

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return the sources that tell the releases."""
        return tuple(dict.fromkeys(_NEEDS.get(product, "code") for product in self.product))

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: releases are told anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield what tells each such release, with the day and how it is known."""
        for one in inventory.of(Support):
            if one.product in self.product and self._holds(one, platform):
                yield Evidence(one.location, self._said(one))

    def _holds(self, one: Support, platform: Platform) -> bool:
        branch = one.branch
        match self.state:
            case "not-offered":
                offered = platform.php.versions if platform.php else ()
                holds = bool(offered) and ".".join(one.version.split(".")[:2]) not in offered
            case "unknown":
                holds = branch is None and not one.older
            case "ended":
                holds = _is_over(one)
            case _ if branch is None or _is_over(one):
                holds = False
            case "ending":
                last = one.day + dt.timedelta(days=self.within or 0)
                holds = branch.security_until is not None and branch.security_until <= last
            case "superseded":
                holds = branch.active_until is not None and branch.active_until < one.day
            case "outdated":
                holds = branch.latest is not None and in_range(one.version, f"<{branch.latest}") is True
        return holds

    def _said(self, one: Support) -> str:
        found, known = f"{one.name} {one.version}", f"as known on {one.dated}"
        if self.state == "not-offered":
            return f"{found}, as {one.said_by} says"
        branch = one.branch
        if branch is None and not one.older:
            return f"{found} is newer than what is known ({one.dated})"
        if self.state == "outdated":
            return f"{found}: {branch and branch.latest} is the newest of its branch ({known})"
        if self.state == "superseded":
            return f"{found}: a newer branch took its place on {branch and branch.active_until} ({known})"
        if branch is None or branch.ended:
            return f"{found}: its support has ended ({known})"
        until = branch.security_until or branch.active_until
        about = "about " if "security_until" in branch.estimated else ""
        verb = "ended" if self.state == "ended" else "ends"
        return f"{found}: its support {verb} on {about}{until} ({known})"


def _is_over(one: Support) -> bool:
    """Tell whether nobody fixes a release any more."""
    branch = one.branch
    if branch is None:
        return one.older
    if branch.ended or branch.security_until is not None:
        return branch.ended or (branch.security_until or one.day) < one.day
    # Of a branch that was never promised security, only the fixes of late tell.
    return branch.active_until is not None and branch.active_until < one.day and not branch.backports
