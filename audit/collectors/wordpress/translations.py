"""Language packs: files of translations in WordPress' folder of languages."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from audit.collectors.places import below
from audit.model.facts import Folders, Install, Location
from audit.model.stored import Translation
from audit.sources.tree import Listing

_Concerns = Literal["core", "plugins", "themes"]

_FOLDERS: dict[str, _Concerns] = {
    "languages": "core",
    "languages/plugins": "plugins",
    "languages/themes": "themes",
}
_OF_CORE = frozenset({"", "admin-", "admin-network-", "continents-cities-", "ms-"})
# akismet-de_DE_formal.mo, admin-network-fr_FR.l10n.php, domain-pt_BR-0f4c...a1.json; core's own: de_DE.mo.
_FILE = re.compile(
    r"(?P<of>(?:[^/]{1,200}-)?)(?P<language>[a-z]{2,3}(?:_[A-Z]{2})?(?:_[a-z0-9]{1,20})?)"
    r"(?:-[0-9a-f]{32}|-[\w-]{1,100})?\.(?P<suffix>mo|po|l10n\.php|json)\Z"
)


def find_translations(listing: Listing, install: Install, folders: Folders) -> Iterator[Translation]:
    """Yield for each language how many files are there of core, of plugins and of themes, and how large."""
    for name, usual in _FOLDERS.items():
        folder = below(folders.content, name)
        files: Counter[tuple[str, _Concerns]] = Counter()
        sizes: Counter[tuple[str, _Concerns]] = Counter()
        for file, entry in listing.folder(folder).items():
            match = _FILE.match(file)
            if match and entry.kind == "file":
                # Before WordPress 3.7 plugins had their files beside the core's.
                concerns = "plugins" if usual == "core" and match["of"] not in _OF_CORE else usual
                files[match["language"], concerns] += 1
                sizes[match["language"], concerns] += entry.size or 0
        for (language, concerns), count in sorted(files.items()):
            yield Translation(
                location=Location(folder),
                install=install.root,
                language=language,
                concerns=concerns,
                files=count,
                bytes=sizes[language, concerns],
            )
