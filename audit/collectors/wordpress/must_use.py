"""Must-use plugins as WordPress loads them, and those of sub-folders that a loader among them loads."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from audit.collectors.asks import Ask
from audit.collectors.places import TOP, below, in_tree
from audit.collectors.wordpress.activation import Disk
from audit.collectors.wordpress.clues import Clue, CodeLoaded, Inner, Loader
from audit.collectors.wordpress.headers import conflict_in, has_name, header_of, signs_of, with_header
from audit.model.facts import Extension, Fact, Folders, Install, Location
from audit.parsers.php.calls import calls
from audit.parsers.php.file import PhpFile
from audit.parsers.php.literals import string_value
from audit.parsers.php.tokens import Kind, tokens
from audit.parsers.php.values import Include, configuration
from audit.sources.tree import File, Listing

_SILENCE = 30  # bytes: an index.php up to this size only says "Silence is golden" (get_mu_plugins)
_READ = 128 * 1024  # bytes of a loader that are looked at
_GENERAL = 50  # loaders that may load any plugin of a sub-folder; one is usual
_NAMES = 500  # texts of one loader that are kept
_INCLUDING = frozenset((b"include", b"include_once", b"require", b"require_once"))
_LISTING = frozenset(
    b"glob scandir opendir readdir dir get_plugins directoryiterator filesystemiterator"
    b" recursivedirectoryiterator globiterator".split()
)
_VIP_CALL = "wpcom_vip_load_plugin"
_VIP_NAME = re.compile(rb"[\w]++\s*+\(\s*+(['\"])([\w./-]{1,200})\1")


def find_must_use(listing: Listing, install: Install, folders: Folders) -> Iterator[Fact | Ask]:
    """Ask for the must-use plugins, for those of sub-folders, and for what loads plugins from code."""
    folder = folders.mu_plugins
    for name in listing.folder(folder):
        path = below(folder, name)
        if not name.endswith(".php"):
            yield from _inner_ones(listing, install, path)
        elif not (name == "index.php" and _size(listing, path) <= _SILENCE):
            reader = partial(_must_use, path=path, folders=folders, install=install.root)
            if listing.is_file(path):
                yield Ask(listing.resolve(path) or path, reader)
            elif listing.is_folder(path):  # WordPress lists it, and fails to load it
                yield from reader(File(path, b""))
    if install.layout == "vip" or posixpath.basename(folder) == "client-mu-plugins":
        yield from _theme_code(listing, install, below(folders.content, "themes"))


def load_must_use(clues: Iterable[Clue], folder: str) -> Iterator[Extension]:
    """Yield the plugins of sub-folders that a must-use plugin loads, with the file that does it."""
    loaders: list[Loader] = []
    inner: dict[str, list[Extension]] = {}
    for clue in clues:
        if isinstance(clue, Loader):
            loaders.append(clue)
        elif isinstance(clue, Inner) and clue.extension.kind == "mu-plugin":
            inner.setdefault(clue.extension.path, []).append(clue.extension)
    by_place: dict[str, list[Loader]] = {}
    for loader in loaders:
        places = {*loader.targets, *loader.perhaps}
        for place in {above for path in places for above in _ways(path)}:
            by_place.setdefault(place, []).append(loader)
    general = [one for one in loaders if one.names or one.loops or one.autoloads][:_GENERAL]
    for own in inner.values():
        for extension in own:
            near = [*by_place.get(extension.location.path, ()), *by_place.get(extension.path, ()), *general]
            loaded = (_load(extension, loader, folder, own) for loader in near)
            found = [one for one in loaded if one is not None]
            yield from sorted(found, key=lambda one: one.active is not True)[:1]


def _ways(path: str) -> Iterator[str]:
    """Yield a path and the folders that it lies in."""
    while path:
        yield path
        path = posixpath.dirname(path)


def load_by_code(
    extensions: Iterable[Extension], clues: Sequence[Clue], disk: Disk | None
) -> Iterator[Extension]:
    """
    Yield the extensions; a plugin that code loads is active, whatever the database says.

    So is one that is no plugin to WordPress, or is not there: it lacks in the folder of the plugins.
    """
    wanted = [clue for clue in clues if isinstance(clue, CodeLoaded)]
    known = list(extensions)
    running = {one.slug for one in known if one.kind == "theme" and one.active is not False}
    by_name: dict[str, CodeLoaded] = {}
    for clue in wanted:
        if clue.theme is None or clue.theme in running:
            by_name.setdefault(clue.name.strip("/"), clue)
    met = set()
    for extension in known:
        names = _names_of(extension, known, by_name) if extension.kind == "plugin" else ()
        name = next((name for name in names if name in by_name), None)
        if name is None:
            yield extension
        else:
            met.add(name)
            yield _by_code(extension, by_name[name])
    for name, clue in by_name.items():
        if disk and name not in met and not {"", ".", ".."} & set(name.split("/")):
            yield _by_code(_unlisted(name, clue, disk), clue)


def _by_code(extension: Extension, clue: CodeLoaded) -> Extension:
    sign = f"{_VIP_CALL}() in {clue.location.path} loads it"
    return replace(extension, active=True, loaded_by=clue.location.path, signs=(*extension.signs, sign))


def _unlisted(name: str, clue: CodeLoaded, disk: Disk) -> Extension:
    slug, _, rest = name.partition("/")
    file = name if rest else f"{slug}/{slug}.php"
    folder = disk.folders.plugins
    return Extension(
        location=clue.location,
        install=clue.install,
        kind="plugin",
        slug=slug,
        name=slug,
        file=file,
        path=below(folder, slug),
        installed=disk.holds(folder, file),
        found_by=("code",),
    )


def _names_of(extension: Extension, known: Sequence[Extension], wanted: Iterable[str]) -> tuple[str, ...]:
    """Return what code may call a plugin: its file, and its folder if this is the folder's main file."""
    own = [one.file for one in known if one.kind == "plugin" and one.slug == extension.slug]
    main = f"{extension.slug}/{extension.slug}.php"
    if extension.installed is False and extension.file == extension.slug:  # all that composer.lock tells
        return tuple(name for name in wanted if name.partition("/")[0] == extension.slug)
    is_main = len(own) == 1 or extension.file == main
    return (extension.file, extension.slug) if is_main else (extension.file,)


def _inner_ones(listing: Listing, install: Install, folder: str) -> Iterator[Ask]:
    for name in listing.folder(folder):
        path = f"{folder}/{name}"
        if name.endswith(".php") and not name.startswith(".") and listing.is_file(path):
            yield Ask(listing.resolve(path) or path, partial(_inner, path=path, install=install.root))


def _theme_code(listing: Listing, install: Install, folder: str) -> Iterator[Ask]:
    for slug in listing.folder(folder):
        path = below(folder, f"{slug}/functions.php")
        if listing.is_file(path):
            reader = partial(_code_loaded, path=path, theme=slug, install=install.root)
            yield Ask(listing.resolve(path) or path, reader)


def _size(listing: Listing, path: str) -> int:
    place = listing.resolve(path)
    if place is None:
        return 0
    entry = listing.folder(posixpath.dirname(place))[posixpath.basename(place)]
    return _SILENCE + 1 if entry.kind == "folder" else entry.size or 0


def _must_use(source: File, *, path: str, folders: Folders, install: str) -> Iterator[Fact]:
    yield from _plugin(source, path, path, install)
    yield from _loader(source, path, folders, install)
    yield from _code_loaded(source, path=path, theme=None, install=install)


def _inner(source: File, *, path: str, install: str) -> Iterator[Fact]:
    if has_name(source.data):
        for fact in _plugin(source, path, posixpath.dirname(path), install):
            if isinstance(fact, Extension):
                yield Inner(location=fact.location, install=install, extension=fact)
            else:
                yield fact


def _plugin(source: File, path: str, home: str, install: str) -> Iterator[Fact]:
    file = posixpath.basename(path)
    location = Location(path)
    plugin = Extension(
        location=location,
        install=install,
        kind="mu-plugin",
        slug=file.removesuffix(".php") if home == path else posixpath.basename(home),
        name=file,
        file=file if home == path else f"{posixpath.basename(home)}/{file}",
        path=home,
    )
    yield with_header(plugin, source)
    yield from signs_of(header_of(source.data, "Plugin"), location, install)
    yield from conflict_in(source)


def _loader(source: File, path: str, folders: Folders, install: str) -> Iterator[Loader]:
    code = source.data[:_READ]
    if b"include" not in code.lower() and b"require" not in code.lower() and b"Autoloader" not in code:
        return
    top = TOP if install == "." else f"{TOP}/{install}"
    known = {
        "ABSPATH": f"{top}/",
        "WP_CONTENT_DIR": f"{TOP}/{folders.content}".removesuffix("/."),
        "WP_PLUGIN_DIR": f"{TOP}/{folders.plugins}",
        "WPMU_PLUGIN_DIR": f"{TOP}/{folders.mu_plugins}",
    }
    found = [one for one in configuration(code, f"{TOP}/{path}", known) if isinstance(one, Include)]
    words = tokens(code)
    names = {token.text.lower().removeprefix(b"\\") for token in words if token.kind is Kind.NAME}
    written = (string_value(token.text) for token in words if token.kind is Kind.STRING)
    files = (text.decode("utf-8", "replace") for text in written if text and text.endswith(b".php"))
    # Inside of classes the reader of configurations looks for nothing: an include there counts as computed.
    is_computed = any(one.target is None for one in found) or (bool(names & _INCLUDING) and not found)
    loader = Loader(
        location=Location(path),
        install=install,
        targets=_places(one.target for one in found if not one.conditional),
        perhaps=_places(one.target for one in found if one.conditional),
        names=tuple(dict.fromkeys(text.strip("/") for text in files if "/" in text))[:_NAMES]
        if is_computed
        else (),
        loops=is_computed and bool(names & _LISTING),
        autoloads=b"Roots\\Bedrock" in code and b"Autoloader" in code,
    )
    if loader.targets or loader.perhaps or loader.names or loader.loops or loader.autoloads:
        yield loader


def _places(targets: Iterable[str | None]) -> tuple[str, ...]:
    found = (in_tree(target) for target in targets if target is not None)
    return tuple(dict.fromkeys(place for place in found if place is not None))[:_NAMES]


def _code_loaded(source: File, *, path: str, theme: str | None, install: str) -> Iterator[CodeLoaded]:
    for call in calls(PhpFile(source.data), frozenset({_VIP_CALL})):
        match = _VIP_NAME.match(source.data, call.offset)
        if match:
            location = Location(path, call.line)
            yield CodeLoaded(location=location, install=install, name=match[2].decode(), theme=theme)


def _load(extension: Extension, loader: Loader, folder: str, own: Sequence[Extension]) -> Extension | None:
    """Return the plugin as the loader loads it; a file of its folder that is no plugin loads the folder's."""
    path = extension.location.path
    file = loader.location.path
    named = {below(folder, name) for name in loader.names}
    direct = {one.location.path for one in own}
    for places, active, how in (
        (loader.targets, True, f"{file} includes it"),
        (loader.perhaps, None, f"{file} includes it, on a condition"),
        (named, None, f"{file} names it in a list"),
    ):
        is_meant = path in places or any(
            place.startswith(f"{extension.path}/") for place in places if not direct & set(places)
        )
        if is_meant:
            return replace(extension, active=active, loaded_by=file, signs=(how,))
    if loader.autoloads:
        return replace(extension, active=True, loaded_by=file, signs=("loaded by Bedrock's autoloader",))
    if loader.loops:
        return replace(extension, loaded_by=file, signs=("loaded by a loop",))
    return None
