"""What files of a known origin hold, told by the names that git gives to their bytes."""

from collections.abc import Iterable, Iterator
from functools import partial
from posixpath import dirname

from audit.collectors.asks import Ask
from audit.collectors.integrity.contents import blob_id
from audit.collectors.places import below
from audit.model.facts import Install, Location
from audit.model.files import HeldFile
from audit.sources.tree import File, Listing


def ask_held(listing: Listing, installs: Iterable[Install], paths: Iterable[str]) -> Iterator[Ask]:
    """Ask for the files at these paths, as seen from an install, its docroot or its configuration."""
    wanted = sorted(paths)
    for install in installs:
        folders = [install.root, install.docroot, dirname(install.config or install.root)]
        for path in wanted:
            places = (below("" if folder == "." else folder, path) for folder in folders)
            if place := next(filter(listing.is_file, places), None):
                yield Ask(place, partial(_held, root=install.root, path=path))


def _held(file: File, *, root: str, path: str) -> Iterator[HeldFile]:
    forms = [] if file.cut else [file.data, file.data.replace(b"\r\n", b"\n")]
    ids = tuple(dict.fromkeys(map(blob_id, forms)))
    yield HeldFile(location=Location(file.path), install=root, path=path, ids=ids)
