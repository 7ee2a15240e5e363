"""All that extends a WordPress: plugins by its own rule of what is one, and what its neighbours find."""

from collections.abc import Iterator
from functools import partial

from audit.collectors.asks import Ask
from audit.collectors.places import below
from audit.collectors.wordpress.drop_ins import find_drop_ins
from audit.collectors.wordpress.headers import conflict_in, has_name, header_of, signs_of, with_header
from audit.collectors.wordpress.must_use import find_must_use
from audit.collectors.wordpress.signs import find_signs
from audit.collectors.wordpress.themes import find_themes
from audit.collectors.wordpress.translations import find_translations
from audit.model.facts import Extension, Fact, Folders, Install, Location, Problem
from audit.sources.tree import File, Listing, unread


def find_extensions(listing: Listing, install: Install, folders: Folders) -> Iterator[Fact | Ask]:
    """Yield what the names alone tell, and ask for the files whose header tells more."""
    yield from _plugins(listing, install, folders.plugins)
    for folder in (folders.plugins, below(folders.content, "themes")):
        yield from _empty(listing, folder)
    yield from find_must_use(listing, install, folders)
    yield from find_drop_ins(listing, install, folders.content)
    yield from find_themes(listing, install, below(folders.content, "themes"))
    yield from find_signs(listing, install, folders)
    yield from find_translations(listing, install, folders)


def _plugins(listing: Listing, install: Install, folder: str) -> Iterator[Ask]:
    for name in listing.folder(folder):
        path = below(folder, name)
        if name.startswith("."):
            continue
        files = [name]
        if listing.is_folder(path):
            files = [f"{name}/{inner}" for inner in listing.folder(path) if not inner.startswith(".")]
        for file in files:
            path = below(folder, file)
            if file.endswith(".php") and listing.is_file(path):
                reader = partial(_plugin, folder=folder, file=file, install=install.root)
                yield Ask(listing.resolve(path) or path, reader)


def _empty(listing: Listing, folder: str) -> Iterator[Problem]:
    """Yield the folders in which there should be a plugin or a theme."""
    for name in listing.folder(folder):
        path = below(folder, name)
        if listing.is_folder(path) and not name.startswith(".") and not listing.folder(path):
            text = (
                "This folder is empty, so the plugin or theme of that name was not judged: it may be a Git"
                " submodule that was not fetched, or a copy that was cut short."
            )
            yield unread(path, "empty-folder", text, hides=False)


def _plugin(source: File, *, folder: str, file: str, install: str) -> Iterator[Fact]:
    if not has_name(source.data):
        return
    base, _, rest = file.partition("/")
    location = Location(below(folder, file))
    plugin = Extension(
        location=location,
        install=install,
        kind="plugin",
        slug=base if rest else base.removesuffix(".php"),
        name=file,
        file=file,
        path=below(folder, base),
    )
    yield with_header(plugin, source)
    yield from signs_of(header_of(source.data, "Plugin"), location, install)
    yield from conflict_in(source)
