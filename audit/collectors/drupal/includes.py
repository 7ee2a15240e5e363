"""The settings files of a Drupal site, followed through what they include, without running them."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple, cast

from msgspec.structs import replace

from audit.collectors.drupal.values import Given, Keys, Known, Values
from audit.collectors.places import TOP, below, in_tree
from audit.model.facts import Location, Problem, SettingKind
from audit.parsers.conflicts import first_conflict
from audit.parsers.php.calls import calls
from audit.parsers.php.file import PhpFile
from audit.parsers.php.lexer import is_comment, spans
from audit.parsers.php.values import Assignment, Include, configuration
from audit.parsers.privacy import without_secrets
from audit.sources.tree import File, Listing, Tree, shown

_HIDDEN = frozenset({"eval", "extract", "parse_str"})
_DEEPEST = 8  # includes within includes
_MOST_KEYS = 40  # of a value: arrays in arrays
_MOST_FILES = 100  # of one site
_LONGEST = 1024 * 1024  # bytes of a file that are read
_MOST_BYTES = 24 * 1024 * 1024  # of code, without its comments, of all sites of an install
_MOST_VALUES = 200_000  # as above


class Names(NamedTuple):
    """Which variables are settings: arrays of them, and single ones."""

    arrays: Mapping[str, SettingKind]
    single: frozenset[str]


class Base:
    """An install as far as its settings are concerned, and how much of them may still be read."""

    def __init__(self, tree: Tree, listing: Listing, root: str) -> None:
        self.tree = tree
        self.listing = listing
        self.root = root
        self.bytes = _MOST_BYTES
        self.values = _MOST_VALUES
        self.is_told = False  # that it is too much

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be read."""
        return self.bytes <= 0 or self.values <= 0


class Reading:
    """Follows the settings of one site through the files that they include."""

    def __init__(self, base: Base, folder: str, names: Names) -> None:
        self._base = base
        self._root = base.root
        self._names = names
        self._seen: set[str] = set()
        self._nameless: set[str] = set()  # files that make a setting whose name is not known
        home = f"{TOP}/{base.root}" if base.root else TOP
        self._known = {
            "DRUPAL_ROOT": home,
            "$app_root": home,
            "$site_path": folder,
            "$_SERVER['DOCUMENT_ROOT']": home,
        }
        self.values = Values()
        self.problems: list[Problem] = []
        self.absent: list[tuple[Location, str]] = []  # files that are only included where they are there

    def read(self, path: str, depth: int = 0, *, conditional: bool = False) -> None:
        """Take note of all that a file sets, and the files that it includes."""
        self._seen.add(path)
        code = self._code(path)
        if code is None:
            return
        for call in calls(PhpFile(code), _HIDDEN):
            self.tell(path, call.line, f"{call.name}() may set anything; what it sets is not known.")
        for found in configuration(code, f"{TOP}/{path}", self._known):
            if isinstance(found, Include):
                self._include(found, path, depth, conditional=conditional)
            else:
                self._assign(found, path, conditional=conditional)

    def _code(self, path: str) -> bytes | None:
        """Return the text of a file as far as it is read; None where there is none to trust."""
        if self._base.is_spent or len(self._seen) > _MOST_FILES:
            if not self._base.is_told:
                self._base.is_told = True
                self.tell(
                    path, None, "The settings are too many to be read; this file and further ones were not."
                )
            return None
        file = self._base.tree.read(path)
        if not isinstance(file, File):
            self.problems.append(replace(file, install=self._root or ".", source="configuration"))
            return None
        if len(file.data) > _LONGEST:
            self.tell(path, None, "Only the first MiB of these settings was read.")
        code = file.data[:_LONGEST]
        comments = [end - start for start, end in spans(code) if is_comment(code, start)]
        self._base.bytes -= len(code) - sum(comments)
        conflict = first_conflict(code)
        if conflict is not None:
            text = "It holds merge conflict markers (<<<<<<<), so what it sets is not known."
            self.tell(path, conflict, text, "merge-conflict")
            return None
        return code

    def _assign(self, found: Assignment, path: str, *, conditional: bool) -> None:
        """Take note of a value, or of each of an array."""
        known = self._called(found)
        if known is None:
            return
        kind, keys = known
        place = Location(path, found.line)
        if None in found.keys or found.name is None or len(keys) > _MOST_KEYS:
            self._tell_nameless(place)
            return
        keys = self.values.numbered(kind, keys)
        is_open = conditional or found.conditional
        if not is_open and kind not in {"constant", "ini"}:
            self.values.drop((kind, keys))
        if found.items is None and not keys:
            self.tell(path, found.line, f"{_variable(found)[0]} as a whole is only known at run time.")
        elif found.items is None:
            self._keep(kind, keys, Given(found.value, found.computed, is_open, place))
        for item in found.items or ():
            way = tuple(key for key in item.keys if key is not None)
            place = Location(path, item.line)
            if len(way) < len(item.keys):
                self._tell_nameless(place)
            elif not self._base.is_spent:
                if not is_open:
                    self.values.drop((kind, (*keys, *way)))
                self._keep(kind, (*keys, *way), Given(item.value, item.computed, is_open, place))

    def _called(self, found: Assignment) -> Known | None:
        """Return what is set; None if it is no setting."""
        name, keys = _variable(found)
        if found.kind != "variable":
            return cast("SettingKind", found.kind), (name,)
        if name in self._names.arrays:
            return self._names.arrays[name], keys
        return ("variable", (name.removeprefix("$"), *keys)) if name in self._names.single else None

    def _keep(self, kind: SettingKind, keys: Keys, given: Given) -> None:
        self._base.values -= 1
        self.values.keep((kind, keys), given)
        if kind == "constant" and isinstance(given.value, str) and not given.conditional:
            self._known.setdefault(keys[0], given.value)

    def _include(self, include: Include, path: str, depth: int, *, conditional: bool) -> None:
        is_open = conditional or (include.conditional and not include.guarded)
        if include.each:
            for place in sorted(set(self._globbed(include.each))):
                self._follow(place, depth, conditional=is_open)
        elif include.target is None:
            self.tell(path, include.line, "It includes a file that is only known at run time.")
        elif (found := self._file(include.target, path)) is None:
            self._missing(include, include.target, path)
        else:
            self._follow(found, depth, conditional=is_open)

    def _follow(self, place: str, depth: int, *, conditional: bool) -> None:
        if place not in self._seen and depth < _DEEPEST and not self._is_code(place):
            self.read(place, depth + 1, conditional=conditional)

    def _globbed(self, patterns: Iterable[str]) -> Iterator[str]:
        """Yield the files in the tree that a loop over glob() or over a list goes through."""
        for pattern in patterns:
            folder, name = posixpath.split(in_tree(pattern) or posixpath.normpath(below(self._root, pattern)))
            for one in self._base.listing.folder(folder):
                place = below(folder, one)
                is_hit = fnmatchcase(one, name) and not one.startswith(".")
                if is_hit and self._base.listing.is_file(place):
                    yield self._base.listing.resolve(place) or place

    def _missing(self, include: Include, target: str, path: str) -> None:
        """Tell of a file that is not here: one of the host, or one that the site cannot do without."""
        near = in_tree(target)
        if target.endswith("vendor/autoload.php") or self._is_code(near or target):
            return
        name = without_secrets(shown(near or target))[:200]
        if near is None and target.startswith("/"):
            text = (
                f"It includes {name}, which lies outside of what was looked at; what that sets is not known."
            )
            self.tell(path, include.line, text, hides=not include.conditional)
        elif include.conditional:
            self.absent.append((Location(path, include.line), name))
        else:
            text = f"It includes {name}, which is not here; what that sets is not known."
            self.tell(path, include.line, text)

    def _file(self, target: str, path: str) -> str | None:
        """Return the file that PHP would include: a relative one from the docroot, or beside this file."""
        near = in_tree(target)
        if near is not None:
            return self._base.listing.resolve(near) if self._base.listing.is_file(near) else None
        if target.startswith(("/", TOP)):
            return None
        for folder in (self._root, posixpath.dirname(path)):
            place = posixpath.normpath(below(folder, target))
            if self._base.listing.is_file(place):
                return self._base.listing.resolve(place)
        return None

    def _is_code(self, place: str) -> bool:
        """Tell whether a file is code of the core or of a module, which sets nothing for a site."""
        inner = place.removeprefix(f"{self._root}/") if self._root else place
        parts = inner.removeprefix("./").split("/")
        return parts[0] in {"core", "includes"} or "modules" in parts or inner.endswith("vendor/autoload.php")

    def _tell_nameless(self, place: Location) -> None:
        if place.path not in self._nameless:
            self._nameless.add(place.path)
            what = "a host" if "$sites" in self._names.arrays else "something"
            self.tell(place.path, place.line, f"It sets {what} whose name is only known at run time.")

    def tell(
        self, path: str, line: int | None, text: str, kind: str = "unknown-settings", *, hides: bool = True
    ) -> None:
        """Take note of something that stays unknown."""
        self.problems.append(
            Problem(
                location=Location(path, line),
                install=self._root or ".",
                kind=kind,
                text=text,
                source="configuration",
                hides=hides,
            )
        )


def _variable(found: Assignment) -> tuple[str, Keys]:
    """Return the variable that is set and the keys in it; $GLOBALS['conf'] is $conf."""
    name = str(found.name).partition("[")[0] if found.kind == "variable" else str(found.name)
    keys = tuple(key or "" for key in found.keys)
    if name == "$GLOBALS" and keys:
        return f"${keys[0]}", keys[1:]
    return name, keys
