"""Which early Drupal (6 or 7) the code of a site without a core is made for, as its info files say."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from audit.collectors.places import below
from audit.parsers.info import parse_info
from audit.sources.tree import File, Listing, Tree

_FOLDERS = ("modules", "themes", "profiles", "sites")
_MOST_READ = 50  # info files; a site's own are made for the same Drupal
_LIMIT = 64 * 1024  # bytes of an info file
_CORE = re.compile(r"[67]\.x")


def early_version(tree: Tree, listing: Listing, root: str) -> str | None:
    """Return what most of its extensions are made for, as 7.x; None where that is open, or no early one."""
    told: Counter[str] = Counter()
    for path in islice(_infos(listing, root), _MOST_READ):
        if path.endswith(".yml"):
            return None  # that of a later Drupal, which has none of the others
        file = tree.read(listing.resolve(path) or path, _LIMIT)
        core = parse_info(file.data).get("core") if isinstance(file, File) else None
        if isinstance(core, str) and _CORE.fullmatch(core):
            told[core] += 1
    return max(told, key=lambda core: (told[core], core)) if told else None


def _infos(listing: Listing, root: str) -> Iterator[str]:
    """Yield the info files, those of a later Drupal first."""
    tops = tuple(f"{below(root, name)}/" for name in _FOLDERS)
    own = sorted(folder for folder in listing.folders() if f"{folder}/".startswith(tops))
    for ending in (".info.yml", ".info"):
        for folder in own:
            yield from (f"{folder}/{name}" for name in listing.folder(folder) if name.endswith(ending))
