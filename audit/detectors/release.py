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
        if self.state == "not-offered":
            offered = platform.php.versions if platform.php else ()
            return bool(offered) and ".".join(one.version.split(".")[:2]) not in offered
        if self.state == "unknown":
            return one.branch is None and not one.older
        if self.state == "ended":
            return _is_over(one)
        if _is_over(one):
            return False
        if self.state == "ending":
            left = None if one.security_until is None else one.security_until - one.day
            return left is not None and left <= dt.timedelta(days=self.within or 0)
        if self.state == "superseded":
            return one.active_until is not None and one.active_until < one.day
        return one.latest is not None and in_range(one.version, f"<{one.latest}") is True

    def _said(self, one: Support) -> str:
        found = f"{one.name} {one.version}"
        known = f"as known on {one.dated}"
        if self.state == "not-offered":
            return f"{found}, as {one.said_by} says"
        if self.state == "unknown":
            return f"{found} is newer than what is known ({one.dated})"
        if self.state == "outdated":
            return f"{found}: {one.latest} is the newest of its branch ({known})"
        if self.state == "superseded":
            return f"{found}: a newer branch took its place on {one.active_until} ({known})"
        if one.older or one.ended:
            return f"{found}: its support has ended ({known})"
        until = one.security_until or one.active_until
        about = "about " if one.estimated else ""
        verb = "ended" if self.state == "ended" else "ends"
        return f"{found}: its support {verb} on {about}{until} ({known})"


def _is_over(one: Support) -> bool:
    """Tell whether nobody fixes a release any more."""
    if one.older or one.ended:
        return True
    if one.security_until is not None:
        return one.security_until < one.day
    # Of a branch that was never promised security, only the fixes of late tell.
    return one.active_until is not None and one.active_until < one.day and not one.backports
