"""Values of PHP's configuration that the site sets for itself."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Literal, NamedTuple

from msgspec import Struct

from audit.model.facts import Location, Setting
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, HostingPlan, Platform, Unclear, Watch
from audit.model.server import IniValue, ServerDirective
from audit.parsers.patterns import compile_pattern
from audit.parsers.php_ini import quantity

_DIRECTIVES = frozenset({"php_value", "php_flag", "php_admin_value", "php_admin_flag"})
_UNLIMITED = {  # the numbers that mean that there is no limit
    "memory_limit": (-1,),
    "max_execution_time": (0, -1),
    "max_input_time": (0, -1),
    "post_max_size": (0,),
}


class _Value(NamedTuple):
    location: Location
    name: str
    value: str | None


class IniValueFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Matches values of a php.ini, a .user.ini, a .htaccess or the configuration of the CMS.

    Without a condition it matches when a value is set. What means "no limit" is over every limit.
    """

    name: tuple[str, ...]  # as PHP knows it; * stands for anything
    over: str | None = None  # name of a limit in the platform file
    over_plan: Literal["smallest", "largest"] | None = None  # the memory of that plan
    matches: str | None = None  # a pattern over the value

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError('"name" names at least one')
        if sum(one is not None for one in (self.over, self.over_plan, self.matches)) > 1:
            raise ValueError("give at most one of over, over_plan and matches")
        if self.matches is not None:
            compile_pattern(self.matches)

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return the sources that hold such values."""
        return ("code", "configuration")

    def watch(self, platform: Platform) -> Watch:
        """Ask for the values that the configuration of the CMS sets; a limit must be known."""
        if self.over is not None:
            platform.limits[self.over]
        return Watch(settings=frozenset(name for name in self.name if "*" not in name))

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each place that sets such a value."""
        limit = self._limit(platform)
        is_compared = self.over is not None or self.over_plan is not None
        if is_compared and limit is None:
            return
        for one in _values(inventory):
            if not any(fnmatchcase(one.name.lower(), name.lower()) for name in self.name):
                continue
            if self._holds(one, limit):
                shown = "is set" if one.value is None else f"= {one.value}"
                yield Evidence(one.location, f"{one.name} {shown}")

    def _limit(self, platform: Platform) -> int | None:
        if self.over is not None:
            return platform.limits[self.over].value
        plans: tuple[HostingPlan, ...] = platform.plans.sizes if platform.plans else ()
        memory = [plan.memory for plan in plans if plan.memory is not None]
        if self.over_plan is None or not memory:
            return None
        return min(memory) if self.over_plan == "smallest" else max(memory)

    def _holds(self, one: _Value, limit: int | None) -> bool:
        if limit is not None:
            number = quantity(one.value or "")
            return number is not None and (number > limit or number in _UNLIMITED.get(one.name, ()))
        if self.matches is not None:
            return one.value is not None and compile_pattern(self.matches).search(one.value) is not None
        return True


def _values(inventory: Inventory) -> Iterator[_Value]:
    for found in inventory.of(IniValue):
        if found.own:
            yield _Value(found.location, found.name, found.value)
    for directive in inventory.of(ServerDirective):
        words = directive.text.split(None, 2)
        if directive.own and len(words) == 3 and words[0].lower() in _DIRECTIVES:
            yield _Value(directive.location, words[1], words[2].strip("\"'"))
    for setting in inventory.of(Setting):
        if setting.kind == "ini":
            value = str(setting.value) if setting.state == "literal" else None
            yield _Value(setting.location, setting.name, value)
