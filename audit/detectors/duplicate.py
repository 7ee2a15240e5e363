"""Extensions that lie there twice, or were switched off by another name for their folder."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from audit.model.facts import Extension, ExtensionKind
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch

# What people add to the name of a folder that they keep; only beside the original it proves anything.
_ADDED = re.compile(
    r"(?:[-_. (]*(?:copy|kopie|copia|old|bak|back|backup|orig|original|save|saved|disabled?|off|deactivated"
    r"|inactive|unused|broken|tmp|temp|new|master|main|trunk|v?\d{1,8}(?:[._-]\d{1,8}){0,4})\)?){1,3}\Z"
)
_BEFORE = re.compile(r"\A(?:copy[ _-]of[ _-]|_+|x{1,3}[-_]|old[-_. ]|bak[-_. ]|disabled[-_. ])")
# No extension is published under such a name.
_SWITCHED_OFF = re.compile(
    r"[._-](?:disabled|deactivated|old|bak)\Z|\.(?:off|orig|inactive|unused|tmp)\Z|_(?:off|orig)\Z"
    r"|\A_{1,3}(?=\w)| \d\Z"
)


class DuplicateFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Matches copies of extensions.

    Beside: a folder whose extension has the name of another one, and whose own name was made from that one's.
    Renamed: one without such an original, whose folder has a name that switches it off. Passed over: further
    copies of a module or theme for the same sites, which the CMS does not use.
    """

    how: Literal["beside", "renamed", "passed-over"]
    kind: tuple[ExtensionKind, ...] = ("plugin", "theme", "module", "profile")

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return the source that holds extensions."""
        return ("code",)

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: extensions are always stated."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each copy, and what it is one of."""
        del platform
        there = [one for one in inventory.of(Extension) if one.kind in self.kind and one.installed]
        if self.how == "passed-over":
            for extension in there:
                scope = _scope(extension.path)
                for path in (path for path in extension.copies if _scope(path) == scope):
                    yield Evidence(extension.location, f"{extension.name} also lies in {path}")
            return
        originals = _originals(there)
        for extension in there:
            original = originals.get((extension.kind, extension.slug))
            if self.how == "beside" and original is not None:
                yield Evidence(extension.location, f"{extension.name} is also in the folder {original}")
            elif self.how == "renamed" and original is None and _SWITCHED_OFF.search(extension.slug):
                yield Evidence(extension.location, f"{extension.name} is in a folder called {extension.slug}")


def _scope(path: str) -> tuple[str, ...]:
    """
    Return the folder below which one copy is meant to be; one in another such folder replaces it on purpose.

    >>> _scope("web/sites/all/modules/views"), _scope("web/sites/a.example.com/modules/views")
    (('sites', 'all'), ('sites', 'a.example.com'))
    """
    parts = path.split("/")
    for name in ("sites", "profiles"):
        if name in parts:
            start = parts.index(name)
            return tuple(parts[start : start + 2])
    return ()


def _originals(extensions: list[Extension]) -> dict[tuple[ExtensionKind, str], str]:
    """Return the folder of the original of each copy, by the kind and folder of the copy."""
    named: defaultdict[tuple[ExtensionKind, str, str], set[str]] = defaultdict(set)
    for extension in extensions:
        named[extension.kind, extension.name.lower(), _bare(extension.slug)].add(extension.slug)
    found: dict[tuple[ExtensionKind, str], str] = {}
    for (kind, _, _), slugs in named.items():
        first, *copies = sorted(slugs, key=lambda slug: (len(slug), slug))
        found |= dict.fromkeys(((kind, slug) for slug in copies), first)
    return found


def _bare(slug: str) -> str:
    """
    Return the name of a folder without what marks a copy.

    >>> [_bare(slug) for slug in ("akismet", "akismet.old", "akismet 2", "Copy of akismet", "_akismet-5.3.1")]
    ['akismet', 'akismet', 'akismet', 'akismet', 'akismet']
    """
    name = slug.lower()
    return _ADDED.sub("", _BEFORE.sub("", name)) or name
