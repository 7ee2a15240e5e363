"""The settings of a Drupal site as facts, and which of them count."""

import posixpath
from typing import NamedTuple

from audit.collectors.drupal.includes import Base, Names, Reading
from audit.collectors.drupal.shown import may_show
from audit.collectors.drupal.values import Given, Keys, Known
from audit.collectors.places import in_tree
from audit.model.facts import Problem, Scalar, Setting, SettingKind, SettingState
from audit.parsers.privacy import without_secrets
from audit.sources.tree import Listing, Tree, shown

_ARRAYS: dict[str, SettingKind] = {"$conf": "conf", "$settings": "settings", "$config": "config"}
_VARIABLES = frozenset(
    """
    $base_url $config_directories $cookie_domain $databases $db_collation $db_prefix $db_url
    $drupal_hash_salt $installed_profile $update_free_access
    """.split()
)
_DATABASE = frozenset({"databases", "db_url"})
_LONGEST_NAME = 300


class Value(NamedTuple):
    """A value that a site is given, and whether all of it is certain."""

    fact: Setting
    raw: Scalar  # as it is written, also where the fact must not show it


class SiteSettings:
    """What the settings.php of one site sets."""

    def __init__(self, values: dict[Known, list[Value]], problems: list[Problem]) -> None:
        self._values = values
        self.problems = problems

    @property
    def facts(self) -> list[Setting]:
        """Return all that is set, in the order of the names' first appearance."""
        return [value.fact for values in self._values.values() for value in values]

    def has(self, kind: SettingKind) -> bool:
        """Tell whether anything of a kind is set."""
        return any(own == kind for own, _ in self._values)

    def text(self, kind: SettingKind, *keys: str) -> str | None:
        """Return the text that counts for a name; None where none is set, or where that is not certain."""
        values = self._values.get((kind, keys), ())
        if not values:
            return None
        last = values[-1]
        is_same = len({value.raw for value in values}) == 1 and len(values) > 1
        is_sure = last.fact.state != "computed" and (not last.fact.conditional or is_same)
        return last.raw if is_sure and isinstance(last.raw, str) else None

    def texts(self, kind: SettingKind, *keys: str) -> dict[str, str]:
        """Return the texts that count for the keys right below a name."""
        inner = [own[-1] for near, own in self._values if near == kind and own[:-1] == keys]
        found = {key: self.text(kind, *keys, key) for key in inner}
        return {key: text for key, text in found.items() if text is not None}


class SettingsReader:
    """Reads the settings of the sites of one install."""

    def __init__(self, tree: Tree, listing: Listing, root: str, watched: frozenset[str]) -> None:
        self._base = Base(tree, listing, root)
        self._watched = watched

    def read(self, path: str, folder: str, site: int) -> SiteSettings:
        """Return what the settings.php at a path sets for the site in a folder, "sites/default", say."""
        reading = self._reading(path, folder, Names(_ARRAYS, _VARIABLES))
        values = {
            known: [self._value(one, known, site) for one in found]
            for known, found in reading.values.given.items()
        }
        if not any(kind == "variable" and keys[0] in _DATABASE for kind, keys in values):
            for place, name in reading.absent[:1]:
                text = f"It names no database. It may include {name}, which is not here and may do so."
                reading.tell(place.path, place.line, text, "no-database", hides=False)
        return SiteSettings(values, reading.problems)

    def aliases(self, path: str) -> tuple[dict[str, str], list[Problem]]:
        """Return the folder below sites that a sites.php gives each name, and what of it is not known."""
        reading = self._reading(path, "sites", Names({"$sites": "settings"}, frozenset()))
        found = {
            keys[0]: given[-1]
            for (kind, keys), given in reading.values.given.items()
            if kind == "settings" and len(keys) == 1
        }
        if computed := next((given for given in found.values() if given.computed), None):
            text = "It maps a name to a folder that is only known at run time."
            reading.tell(computed.place.path, computed.place.line, text)
        return {name: str(given.value) for name, given in found.items() if given.value}, reading.problems

    def _reading(self, path: str, folder: str, names: Names) -> Reading:
        reading = Reading(self._base, folder, names)
        reading.read(path)
        return reading

    def _value(self, found: Given, known: Known, site: int) -> Value:
        kind, keys = known
        name = _name(kind, keys)
        value: Scalar = None
        state: SettingState = "literal"
        if found.computed:
            state = "computed"
        elif may_show(kind, name, found.value, self._watched):
            value = self._seen_from_docroot(found.value)
        else:
            state = "withheld"
        fact = Setting(
            location=found.place,
            install=self._base.root or ".",
            kind=kind,
            name=name,
            value=value,
            state=state,
            conditional=found.conditional,
            site=site,
        )
        return Value(fact, found.value)

    def _seen_from_docroot(self, value: Scalar) -> Scalar:
        """Return a path in the tree as Drupal writes one; where the site lies on its host is not known."""
        place = in_tree(value) if isinstance(value, str) else None
        return value if place is None else posixpath.relpath(place, self._base.root or ".")


def _name(kind: SettingKind, keys: Keys) -> str:
    """
    Return what a setting is called.

    >>> _name("config", ("system.site", "page", "front")), _name("conf", ("mail_system", "default-system"))
    ('system.site:page.front', 'mail_system.default-system')
    """
    name = f"{keys[0]}:{'.'.join(keys[1:])}" if kind == "config" and len(keys) > 1 else ".".join(keys)
    return without_secrets(shown(name))[:_LONGEST_NAME]
