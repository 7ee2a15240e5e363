"""Code that does not run on the versions of PHP that a platform offers."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from msgspec import Struct

from audit.model.code import Incompatibility, Requirement
from audit.model.facts import Extension
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, PhpOffer, Platform, Unclear, Watch
from audit.parsers.php.ranges import allows

_LIKELY = "it may be that this is never reached, or is there after all"
_VENDORED = "in a library that comes with the code, which may never call it"
_INACTIVE = "what it belongs to is not active"


class PhpVersionFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Matches code that breaks, or states that it does not run, on versions of PHP that are offered.

    "every": on all of them; "lasting": on all that stay, but not on one that is soon withdrawn; "newest": on
    the newest, but not on all that stay. What is only deprecated or changed breaks nothing, nor does what the
    code asks for first.
    """

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    breaks: Literal["every", "lasting", "newest"]
    stated: bool = False  # True: what composer.json, composer.lock or a header says; False: what code does
    sure: bool = False  # True: not if there is nothing but doubtful places

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: what the code uses of PHP is collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each thing that a part of the code does, or says, that leaves these versions out."""
        found = list(self._places(inventory, platform.php)) if platform.php else []
        if not self.sure or any(place.doubt is None for place in found):
            yield from found

    def _places(self, inventory: Inventory, offer: PhpOffer) -> Iterator[Evidence]:
        extensions = {one.path: one for one in inventory.of(Extension) if one.path}
        for found in inventory.of(Requirement) if self.stated else inventory.of(Incompatibility):
            reach = _reach(_broken(found, offer.versions), offer)
            if reach == self.breaks and found.sure != "guarded":
                part = extensions.get(found.extension or "")
                yield Evidence(found.location, _said(found), _doubt(found, part))


def _broken(found: Requirement | Incompatibility, versions: Sequence[str]) -> frozenset[str]:
    """Return the versions on which it does not run."""
    if isinstance(found, Requirement):
        is_asked = found.kind == "php-version"
        return frozenset(one for one in versions if is_asked and allows(found.name, one) is False)
    since = _numbers(found.version)
    if found.effect == "removed":
        return frozenset(one for one in versions if _numbers(one) >= since)
    if found.effect == "added":
        return frozenset(one for one in versions if _numbers(one) < since)
    return frozenset()


def _reach(broken: frozenset[str], offer: PhpOffer) -> Literal["every", "lasting", "newest"] | None:
    lasting = frozenset(offer.versions) - offer.ending.keys()
    if not broken:
        return None
    if broken >= frozenset(offer.versions):
        return "every"
    if lasting and broken >= lasting:
        return "lasting"
    return "newest" if max(offer.versions, key=_numbers) in broken else None


def _doubt(found: Requirement | Incompatibility, part: Extension | None) -> str | None:
    if found.sure != "certain":
        return _LIKELY
    if found.vendored:
        return _VENDORED
    return _INACTIVE if part is not None and part.active is False else None


def _said(found: Requirement | Incompatibility) -> str:
    if isinstance(found, Requirement):
        return f"{found.package or 'it'} asks for PHP {found.name} ({found.stated_by})"
    how = "not in" if found.effect == "removed" else "only in"
    instead = f" (instead: {found.alternative})" if found.alternative else ""
    more = f", in {found.times:,} places" if found.times > 1 else ""
    return f"{found.symbol}: {how} PHP {found.version} and later{instead}{more}"


def _numbers(version: str) -> tuple[int, ...]:
    """
    Return the numbers of a version, as two of PHP compare.

    >>> _numbers("8.10") > _numbers("8.9")
    True
    """
    return tuple(int(part) for part in version.split(".") if part.isdecimal())
