"""Settings of the configuration and of the database."""

from collections import Counter
from collections.abc import Iterator
from typing import get_args

from msgspec import Struct

from audit.model.facts import Scalar, Setting, SettingKind
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.parsers.patterns import compile_pattern

_NEEDS: dict[SettingKind, tuple[SourceName, ...]] = {
    "constant": ("configuration",),
    "variable": ("configuration",),
    "ini": ("configuration",),
    "option": ("database",),
    "conf": ("configuration", "database"),
    "settings": ("configuration",),
    "config": ("configuration", "database"),
    "parameter": ("configuration",),
}
_FALSE = (None, False, "", "0", 0, 0.0)  # for PHP; a constant may be 'true' as well as true


class SettingFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Matches one constant, variable, ini value, option, conf, settings, config or parameter: name just one.

    Without a condition it matches when it is set. A value that is only known at run time leaves a
    condition open.
    """

    constant: str | None = None
    variable: str | None = None  # without the $
    ini: str | None = None
    option: str | None = None
    conf: str | None = None  # a variable of Drupal 6 or 7, in the database or set by $conf
    settings: str | None = None  # a key of $settings
    config: str | None = None  # of Drupal 8 or later: name:key.key
    parameter: str | None = None  # of the services.yml of a Drupal's site: key.key
    equals: Scalar = None
    differs: Scalar = None
    matches: str | None = None  # a pattern over the value as text
    literal: bool = False  # True: only where the value is written down, be it a secret
    varies: bool = False  # True: only where different values are written down, as for each environment

    def __post_init__(self) -> None:
        if len([kind for kind in get_args(SettingKind) if getattr(self, kind)]) != 1:
            raise ValueError(f"name exactly one of {', '.join(get_args(SettingKind))}")
        conditions = (
            self.equals is not None,
            self.differs is not None,
            self.matches is not None,
            self.literal,
            self.varies,
        )
        if sum(conditions) > 1:
            raise ValueError("give at most one of equals, differs, matches, literal and varies")
        if self.matches is not None:
            compile_pattern(self.matches)

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return the sources that would show the setting."""
        return _NEEDS[self._kind]

    @property
    def name(self) -> str:
        """Return the name that is looked for."""
        return str(getattr(self, self._kind))

    def watch(self, platform: Platform) -> Watch:
        """Ask for the value to be shown."""
        del platform
        return Watch(settings=frozenset({self.name}))

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each place that sets it so."""
        del platform
        found = [one for one in inventory.of(Setting) if one.name == self.name and one.kind == self._kind]
        for setting in _varying(found) if self.varies else found:
            holds = self._holds(setting)
            if holds is None:
                yield Unclear(setting.location, f"The value of {self.name} is not known from the text.")
            elif holds:
                yield Evidence(setting.location, _said(setting))

    @property
    def _kind(self) -> SettingKind:
        kinds: tuple[SettingKind, ...] = get_args(SettingKind)
        return next(kind for kind in kinds if getattr(self, kind))

    def _holds(self, setting: Setting) -> bool | None:
        """Tell whether the condition holds; None where that needs a value that is not known."""
        if self.literal:
            return setting.state != "computed"
        if self.equals is None and self.differs is None and self.matches is None:
            return True
        if setting.state != "literal":
            return None
        if self.matches is not None:
            return compile_pattern(self.matches).search(_text(setting.value)) is not None
        expected = self.equals if self.equals is not None else self.differs
        is_same = _text(setting.value) == _text(expected)
        if isinstance(expected, bool):
            is_same = (setting.value not in _FALSE) is expected
        return is_same if self.equals is not None else not is_same


def _varying(found: list[Setting]) -> list[Setting]:
    """Return the settings that one site has with different values, as far as they are written down."""
    written = [setting for setting in found if setting.state == "literal"]
    values = {(setting.site, _text(setting.value)) for setting in written}
    sites = Counter(site for site, _ in values)
    return [setting for setting in written if sites[setting.site] > 1]


def _text(value: Scalar) -> str:
    """Return a value as PHP writes it: true is "1", false and null are ""."""
    if value is None or value is False:
        return ""
    return "1" if value is True else str(value)


def _said(setting: Setting) -> str:
    site = f" of site {setting.site}" if setting.site not in (None, 1) else ""
    branch = ", in a branch" if setting.conditional else ""
    if setting.state == "withheld":
        return f"{setting.name}{site} is set (its value is not shown){branch}"
    if setting.state == "computed":
        return f"{setting.name}{site} is computed at run time{branch}"
    return f"{setting.name}{site} is {_php(setting.value)}{branch}"


def _php(value: Scalar) -> str:
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "null"}[value]
    return f'"{value}"'
