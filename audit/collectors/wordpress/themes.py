"""Themes as wp_get_themes() finds them, and which of them WordPress takes for broken."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from audit.collectors.asks import Ask
from audit.collectors.places import below
from audit.collectors.wordpress.clues import Inner
from audit.collectors.wordpress.headers import conflict_in, header_of, signs_of
from audit.model.facts import Extension, Fact, Install, Location
from audit.sources.tree import File, Listing

_INDEXES = ("templates/index.html", "block-templates/index.html", "index.php")
_NO_STYLE = "Its style.css is missing."
_NO_PARENT = "Its parent theme {} is missing."

# WP_Theme::$default_themes; of another theme of such a name WordPress shows the folder as well.
DEFAULT_THEMES = {
    "WordPress Classic": "classic",
    "WordPress Default": "default",
    "Twenty Ten": "twentyten",
    "Twenty Eleven": "twentyeleven",
    "Twenty Twelve": "twentytwelve",
    "Twenty Thirteen": "twentythirteen",
    "Twenty Fourteen": "twentyfourteen",
    "Twenty Fifteen": "twentyfifteen",
    "Twenty Sixteen": "twentysixteen",
    "Twenty Seventeen": "twentyseventeen",
    "Twenty Nineteen": "twentynineteen",
    "Twenty Twenty": "twentytwenty",
    "Twenty Twenty-One": "twentytwentyone",
    "Twenty Twenty-Two": "twentytwentytwo",
    "Twenty Twenty-Three": "twentytwentythree",
    "Twenty Twenty-Four": "twentytwentyfour",
    "Twenty Twenty-Five": "twentytwentyfive",
}


def find_themes(listing: Listing, install: Install, folder: str) -> Iterator[Fact | Ask]:
    """As search_theme_directories(): a folder with a style.css, or the folders in a folder without one."""
    for name in listing.folder(folder):
        if not listing.is_folder(below(folder, name)):
            continue
        if name.startswith(".") or name == "CVS":
            if listing.is_file(style := below(folder, f"{name}/style.css")):
                place = listing.resolve(style) or style
                yield Ask(place, partial(_hidden, folder=folder, slug=name, install=install.root))
            continue
        inner = [f"{name}/{sub}" for sub in listing.folder(below(folder, name))]
        themes = [name] if _has_style(listing, folder, name) else []
        themes = themes or [slug for slug in inner if _has_style(listing, folder, slug)]
        for slug in themes:
            style = below(folder, f"{slug}/style.css")
            if listing.is_file(style):
                place = listing.resolve(style) or style
                yield Ask(place, partial(_theme, folder=folder, slug=slug, install=install.root))
            else:  # a folder of that name, which WordPress takes for an empty file
                yield from _theme(File(style, b""), folder=folder, slug=slug, install=install.root)
        if not themes:
            yield _without_style(install.root, folder, name)


def judge_themes(
    themes: Iterable[Extension], hidden: Iterable[Extension], listing: Listing, folder: str
) -> Iterator[Extension]:
    """
    Yield the themes of a folder with what is wrong with them, as the constructor of WP_Theme finds it.

    Hidden ones WordPress does not list, but takes them for parents.
    """
    found = {theme.slug: theme for theme in themes}
    every = {**{theme.slug: theme for theme in hidden}, **found}
    judge = _Judge(found, every, listing, folder)
    yield from (replace(theme, broken=judge.wrong.get(theme.slug, theme.broken)) for theme in found.values())


def with_late_parents(
    extensions: Sequence[Extension], listing: Listing, install: Install
) -> Iterator[Extension]:
    """
    Yield the extensions; a theme lacks no parent that Composer will lay, or the core or a plugin brings.

    Plugins may have themes of their own (register_theme_directory), as BuddyPress has.
    """
    lacking = {one.parent for one in extensions if _lacks_parent(one)}
    late = {one.slug for one in extensions if one.kind == "theme" and one.locked_version is not None}
    running = {one.slug for one in extensions if one.kind == "plugin" and one.active is not False}
    late |= set() if install.core else {*DEFAULT_THEMES.values()}
    start = f"{install.plugins}/"
    for folder in listing.folders() if lacking else ():
        slug = posixpath.basename(folder)
        if slug in lacking and folder.startswith(start) and listing.is_file(f"{folder}/style.css"):
            late |= {slug} if folder.removeprefix(start).partition("/")[0] in running else set()
    for one in extensions:
        yield replace(one, broken=None) if _lacks_parent(one) and one.parent in late else one


def _lacks_parent(extension: Extension) -> bool:
    return extension.kind == "theme" and extension.broken == _NO_PARENT.format(extension.parent)


def _has_style(listing: Listing, folder: str, slug: str) -> bool:
    return listing.is_folder(below(folder, slug)) and _exists(listing, below(folder, f"{slug}/style.css"))


def _exists(listing: Listing, path: str) -> bool:
    return listing.is_file(path) or listing.is_folder(path)


def _theme(source: File, *, folder: str, slug: str, install: str) -> Iterator[Fact]:
    header = header_of(source.data, "Theme")
    name = header.get("Theme Name", slug)
    if DEFAULT_THEMES.get(name, posixpath.basename(slug)) != posixpath.basename(slug):
        name = f"{name}/{slug}"
    location = Location(below(folder, f"{slug}/style.css"))
    yield Extension(
        location=location,
        install=install,
        kind="theme",
        slug=slug,
        name=name,
        file=f"{slug}/style.css",
        path=below(folder, slug),
        version=header.get("Version"),
        installed=True,
        parent=header.get("Template"),
        requires_php=header.get("Requires PHP"),
        requires_core=header.get("Requires at least"),
        uri=header.get("Theme URI"),
        found_by=("header",),
    )
    yield from signs_of(header, location, install)
    yield from conflict_in(source)


def _without_style(install: str, folder: str, name: str) -> Extension:
    return Extension(
        location=Location(below(folder, name)),
        install=install,
        kind="theme",
        slug=name,
        name=name,
        file=f"{name}/style.css",
        path=below(folder, name),
        installed=True,
        broken=_NO_STYLE,
        found_by=("file",),
    )


def _hidden(source: File, *, folder: str, slug: str, install: str) -> Iterator[Fact]:
    for fact in _theme(source, folder=folder, slug=slug, install=install):
        if isinstance(fact, Extension):
            yield Inner(location=fact.location, install=install, extension=fact)


class _Judge:
    """What is wrong with the themes of a folder, by their slugs."""

    def __init__(
        self, listed: dict[str, Extension], every: dict[str, Extension], listing: Listing, folder: str
    ) -> None:
        self.wrong: dict[str, str] = {}
        self._known: set[str] = set()  # themes that were looked at as somebody's parent
        self._listed = listed
        self._listing = listing
        self._folder = folder
        # A parent may be named by another way to its folder: "name/" or "../themes/name".
        self._by_place = {listing.resolve(below(folder, slug)): theme for slug, theme in every.items()}
        # The order decides in a circle: who is found wrong first is no child any more.
        for slug in sorted(listed, key=lambda slug: f"{slug}/style.css"):
            if slug not in self.wrong and not listed[slug].broken:
                self._judge(slug, listed[slug])

    def _judge(self, slug: str, theme: Extension) -> None:
        if theme.parent == slug:
            self.wrong[slug] = "It names itself as its parent."
        elif theme.parent is None:
            if not any(self._exists(f"{slug}/{name}") for name in _INDEXES):
                self.wrong[slug] = "It has neither an index.php nor a templates/index.html."
        else:
            self._judge_child(slug, theme.parent)

    def _judge_child(self, slug: str, name: str) -> None:
        parent = self._parent(slug, name)
        if parent == slug:
            return
        # WordPress looks into a folder without an index too, unless it knew before that no parent is there.
        is_known = parent is None and slug in self._known
        grandparent = None if is_known else self._grandparent(parent or name)
        if grandparent is not None:
            self.wrong[slug] = f"Its parent theme {parent or name} is a child theme itself."
            if grandparent == slug:
                self.wrong[parent or name] = f"Its parent theme {slug} is a child theme itself."
        elif parent is None:
            self.wrong[slug] = _NO_PARENT.format(name)

    def _parent(self, slug: str, name: str) -> str | None:
        """Return the slug of a parent: any folder with an index.php, one beside it, or any other theme."""
        if self._exists(f"{name}/index.php"):
            return name
        near = f"{posixpath.dirname(slug)}/{name}"
        if "/" in slug and self._exists(f"{near}/index.php"):
            return near
        return name if name in self._listed else None

    def _grandparent(self, slug: str) -> str | None:
        """Return the parent of a parent; what is wrong itself does not count as a child."""
        self._known.add(slug)
        theme = self._by_place.get(self._listing.resolve(below(self._folder, slug)))
        if theme is None or theme.broken or slug in self.wrong or theme.parent in {None, slug}:
            return None
        parent = self._parent(slug, str(theme.parent))
        return None if parent == slug else parent

    def _exists(self, path: str) -> bool:
        return _exists(self._listing, below(self._folder, path))
