"""How long releases of software are supported, and which of them a site runs on."""

import datetime as dt
from typing import Literal

from msgspec import Struct

from audit.model.facts import Fact

Product = Literal["php", "wordpress", "drupal", "mariadb", "mysql"]


class Branch(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A line of releases that share their first numbers."""

    branch: str
    released: dt.date
    active_until: dt.date | None = None  # bugs are fixed until then; None: open, or not told
    security_until: dt.date | None = None  # security is fixed until then; None: as above
    latest: str | None = None  # None: not known
    estimated: tuple[Literal["active_until", "security_until"], ...] = ()
    ended: bool = False  # nobody fixes it any more, though the day is not known
    backports: bool = False  # security was still fixed lately, without a promise


class Releases(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The branches of a product, newest first."""

    product: Product
    name: str
    dated: dt.date  # on which this was known
    branches: tuple[Branch, ...]


class Support(Fact, frozen=True, kw_only=True):
    """A release that the site runs on, and what is known of its support."""

    product: Product
    name: str  # of the product
    version: str
    said_by: str  # what tells the version
    branch: Branch | None  # None: the release is older or newer than what is known
    older: bool = False  # than any branch that is known
    dated: dt.date  # on which all this was known
    day: dt.date  # of the scan
