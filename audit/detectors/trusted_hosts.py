"""The host names that a Drupal answers to, where its settings limit them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Setting
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch

_START = "trusted_host_patterns."
_BRANCH = "some of them stand in a branch, and others may apply"
_FIXED = re.compile(r"[a-z0-9]{2,}", re.IGNORECASE)  # letters that a name must have to fit
_ESCAPED = re.compile(r"\\[wdsWDSb]|\[[^\]]{0,50}\]")  # classes of characters
_SHOWN = 3


class TrustedHostsFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches sites whose trusted hosts leave out all names that end in one of these."""

    needs: ClassVar[tuple[SourceName, ...]] = ("configuration",)

    without: tuple[str, ...]  # ends of host names

    def __post_init__(self) -> None:
        if not self.without:
            raise ValueError('"without" names at least one end of host names')

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: these settings are collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield the first pattern of each such site; a site without patterns answers to all names."""
        del platform
        by_site: defaultdict[int | None, list[Setting]] = defaultdict(list)
        for setting in inventory.of(Setting):
            if setting.kind == "settings" and setting.name.startswith(_START):
                by_site[setting.site].append(setting)
        for settings in by_site.values():
            literal = [str(one.value) for one in settings if one.state == "literal" and one.value]
            if any(lets_in(pattern, self.without) for pattern in literal):
                continue
            place = settings[0].location
            if len(literal) < len(settings):
                yield Unclear(place, "Some of the trusted hosts are only known at run time.")
            else:
                more = " and more" if len(literal) > _SHOWN else ""
                doubt = _BRANCH if any(one.conditional for one in settings) else None
                yield Evidence(place, f"only {', '.join(literal[:_SHOWN])}{more}", doubt)


def lets_in(pattern: str, ends: tuple[str, ...]) -> bool:
    r"""
    Tell whether a pattern may fit names with one of these ends; it is read, and never run.

    >>> lets_in(r"^.+\.example\.io$", ("example.io",)), lets_in(r"^www\.shop\.org$", ("example.io",))
    (True, False)
    >>> lets_in(".*", ("example.io",)), lets_in(r"[\w.-]+", ("example.io",))
    (True, True)
    """
    plain = pattern.replace("\\.", ".").replace("\\-", "-").lower()
    is_open = _FIXED.search(_ESCAPED.sub("", pattern)) is None
    return is_open or any(end.lower() in plain for end in ends)
