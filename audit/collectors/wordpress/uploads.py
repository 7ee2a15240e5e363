"""Where the sites of a WordPress keep their uploads, how much that is, and what lies in blogs.dir."""

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from msgspec.structs import replace

from audit.collectors.asks import Ask
from audit.collectors.places import Places, below
from audit.model.facts import Fact, Install, Location, Occurrence, Setting, Site, Tally
from audit.sources.tree import File, Listing

_BLOGS_DIR = "blogs.dir"
_RULES = (b"rewrite", b"redirect", b"alias")  # directives that lead somewhere begin with one of these
_TARGETS = ("ms-files.php", _BLOGS_DIR)
_MOST_RULES = 1000


def find_uploads(
    listing: Listing,
    install: Install,
    sites: Sequence[Site],
    settings: Mapping[str, Setting],
    options: Iterable[Setting],
) -> list[Site]:
    """
    Return the sites with their folders of uploads and what is below, without the folders of other sites.

    The settings are those that count in the install, the options those of its database. Where an upload
    folder is expected and a link leads out of the tree, or nothing is, only that is known of it.
    """
    if install.content is None:
        return list(sites)
    is_network = bool(install.network) or len(sites) > 1
    folders = _Folders(listing, install, settings, options, is_network=is_network)
    found = [folders.of(site) for site in sites]
    sizes = _sizes(listing, [folder for folder in found if folder is not None], folders.shared)
    return [
        _told(site, folder, sizes, folders.is_empty(site)) for site, folder in zip(sites, found, strict=True)
    ]


def find_lost_uploads(listing: Listing, install: Install, sites: Sequence[Site]) -> Iterator[Tally]:
    """Yield how much lies in the uploads of sites that the database does not have, or no longer has."""
    if install.content is None:
        return
    top, known = below(install.content, "uploads/sites"), {str(site.id) for site in sites}
    lost = sorted(name for name in listing.folder(top) if name.isdecimal() and name not in known)
    own = [path for name in lost if listing.is_folder(path := f"{top}/{name}")]
    sizes = _sizes(listing, own, ()) if own else {}
    for path, (files, size) in sizes.items():
        yield Tally(location=Location(path), install=install.root, files=files, bytes=size)


def find_blogs_dir(listing: Listing, install: Install, places: Places) -> Iterator[Fact | Ask]:
    """Yield what each folder of blogs.dir holds, also of lost sites, and ask for rules that lead there."""
    if install.content is None:
        return
    top = below(install.content, _BLOGS_DIR)
    own = sorted(name for name in listing.folder(top) if listing.is_folder(f"{top}/{name}"))
    sizes = _sizes(listing, [f"{top}/{name}" for name in own], ()) if own else {}
    for name in own:
        files, size = sizes[f"{top}/{name}"]
        place = Location(f"{top}/{name}")
        yield Tally(location=place, install=install.root, files=files, bytes=size)
    folders = [install.root, install.docroot, posixpath.dirname(install.root), install.content, top]
    for path in dict.fromkeys(below(folder, ".htaccess") for folder in folders):
        if listing.is_file(path):
            yield Ask(path, partial(_directives, install=install.root, seen_as=places.of(path)[1]))


class _Folders:
    """Finds a site's folder as WordPress does (_wp_upload_dir), or where it was before a conversion."""

    def __init__(
        self,
        listing: Listing,
        install: Install,
        settings: Mapping[str, Setting],
        options: Iterable[Setting],
        *,
        is_network: bool,
    ) -> None:
        self._listing = listing
        self._is_network = is_network
        self._has_uploads = install.uploads
        self._root = install.root
        self._content = install.content or "wp-content"
        self._usual = below(self._content, "uploads")
        self._constant = _word(settings.get("UPLOADS"))
        self._blogs_dir = self._place(_word(settings.get("UPLOADBLOGSDIR"))) or below(
            self._content, _BLOGS_DIR
        )
        self._main = _word(settings.get("BLOG_ID_CURRENT_SITE")) or "1"
        self._paths: dict[int | None, str] = {}
        self._rewriting = False
        for option in options:
            if option.name == "upload_path":
                self._paths[option.site] = _word(option)
            elif option.name == "ms_files_rewriting":
                self._rewriting |= _word(option) not in ("", "0")
        self.shared = (below(self._usual, "sites"), self._blogs_dir)  # what is in there is no other site's

    def of(self, site: Site) -> str | None:
        """Return the folder; None if there is none in the tree."""
        return next((path for path in self._expected(site) if path and self._listing.is_folder(path)), None)

    def is_empty(self, site: Site) -> bool:
        """Tell whether a site that has no folder would have it here: nothing was uploaded to it then."""
        path = next(self._expected(site))
        is_old = path is not None and path.startswith(f"{self._blogs_dir}/")
        is_here = self._listing.is_folder(self._blogs_dir if is_old else self._usual)
        is_here &= is_old or self._has_uploads
        return is_here and path is not None and not self._listing.is_hidden(path)

    def _expected(self, site: Site) -> Iterator[str | None]:
        path = self._paths.get(site.id, "").strip()
        noted = self._place(path)
        is_moved = bool(self._constant) and not (self._is_network and self._rewriting)
        base = below(self._root, self._constant) if is_moved else noted if path else self._usual
        old = below(self._blogs_dir, f"{site.id}/files")
        if not self._is_network or str(site.id) == self._main:
            yield base
            yield old if self._is_network else None
            return
        if self._rewriting:
            yield noted if path else old
        else:
            yield base and below(base, f"sites/{site.id}")
            yield noted if noted != self._usual else None
        yield old
        yield below(self._usual, f"sites/{site.id}")

    def _place(self, path: str) -> str | None:
        """Return a path of the configuration in the tree: from the core's folder or the content folder."""
        path = path.strip().rstrip("/")
        if not path:
            return None
        before, name, after = f"/{path}/".rpartition("/wp-content/")
        if name and (path.startswith("/") or not before):
            return below(self._content, after.rstrip("/")) if after else self._content
        if path.startswith("/"):
            return None
        inside = posixpath.normpath(below(self._root, path))
        return None if inside.startswith("..") else inside


def _told(site: Site, folder: str | None, sizes: Mapping[str, tuple[int, int]], is_empty: bool) -> Site:
    if folder is None:
        nothing = 0 if is_empty else None
        return replace(site, uploads_files=nothing, uploads_bytes=nothing)
    files, size = sizes[folder]
    return replace(site, uploads=folder, uploads_files=files, uploads_bytes=size)


def _sizes(listing: Listing, tops: Sequence[str], others: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return how many files and bytes are below each folder, without what is below another one."""
    places = {top: listing.resolve(top) or top for top in [*tops, *others]}
    known: dict[str, str | None] = {place: place for place in places.values()}
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for folder in listing.folders():
        place = _owner(folder, known)
        if place is not None:
            sizes = [entry.size or 0 for entry in listing.folder(folder).values() if entry.kind == "file"]
            sums[place][0] += len(sizes)
            sums[place][1] += sum(sizes)
    return {top: (sums[places[top]][0], sums[places[top]][1]) for top in tops}


def _owner(folder: str, known: dict[str, str | None]) -> str | None:
    """Return the innermost of the known folders that holds a folder, and remember it for all on the way."""
    way = []
    here = folder
    while here and here not in known:
        way.append(here)
        here = posixpath.dirname(here)
    owner = known.get(here)
    known.update(dict.fromkeys(way, owner))
    return owner


def _directives(file: File, install: str, seen_as: str) -> Iterator[Occurrence]:
    """Yield the rules that lead to the uploads of an old network."""
    found = 0
    for number, line in enumerate(file.data.splitlines(), 1):
        text = line.strip().lower()
        name = next((target for target in _TARGETS if target.encode() in text), None)
        if name is not None and text.startswith(_RULES) and found < _MOST_RULES:
            found += 1
            yield Occurrence(
                location=Location(file.path, number),
                install=install,
                kind="directive",
                name=name,
                seen_as=seen_as,
            )


def _word(setting: Setting | None) -> str:
    """Return the value of a setting as WordPress would use it for a path, "" if it is not known."""
    return "" if setting is None or setting.value in (None, False) else str(setting.value)
