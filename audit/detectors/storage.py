"""How much room a site needs, held against the plans of a platform."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.database import DatabaseWeight
from audit.model.files import KindTally
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch

_GIBIBYTE = 2**30
_MEBIBYTE = 2**20


class StorageFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches sites whose uploads, code and database together are more than the smallest plan holds."""

    needs: ClassVar[tuple[SourceName, ...]] = ("files", "database")

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: sizes are always told."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield what is needed, and the smallest plan that holds it."""
        plans = platform.plans.sizes if platform.plans else ()
        sized = [(plan.storage, plan.name) for plan in plans if plan.storage is not None]
        files, databases = inventory.of(KindTally), inventory.of(DatabaseWeight)
        parts = {
            "uploads": sum(one.bytes or 0 for one in files if one.area == "files"),
            "code": sum(one.bytes or 0 for one in files if one.area == "code"),
            "database": sum(one.all.bytes for one in databases),
        }
        places = [*(one.location for one in files), *(one.location for one in databases)]
        if not places or not sized or sum(parts.values()) <= min(sized)[0]:
            return
        total = sum(parts.values())
        enough = next((name for size, name in sorted(sized) if total <= size), None)
        told = ", ".join(f"{part} {_size(size)}" for part, size in parts.items() if size)
        plan = f"the plan {enough} holds it" if enough else "no plan holds it as it is offered"
        yield Evidence(places[0], f"{_size(total)} ({told}): {plan}")


def _size(size: int) -> str:
    if size >= _GIBIBYTE:
        return f"{size / _GIBIBYTE:,.1f} GiB"
    return f"{size / _MEBIBYTE:,.1f} MiB" if size >= _MEBIBYTE else f"{size:,} bytes"
