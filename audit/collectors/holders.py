"""Which extension a file belongs to, and whose code it is."""

from collections.abc import Iterable

from audit.model.facts import Extension


class Holders:
    """
    The extensions of a tree by where they lie.

    >>> from audit.model.facts import Location
    >>> seo = Extension(location=Location("p/seo/seo.php"), kind="plugin", slug="seo", name="Seo",
    ...                 file="seo/seo.php", path="p/seo")
    >>> holders = Holders([seo])
    >>> holders.of("p/seo/inc/a.php").slug, holders.of("p/seo.php")
    ('seo', None)
    """

    def __init__(self, extensions: Iterable[Extension]) -> None:
        self._by_path: dict[str, Extension] = {}
        for extension in extensions:
            if extension.path and extension.installed is not False:
                self._by_path.setdefault(extension.path, extension)
                for copy in extension.copies:
                    self._by_path.setdefault(copy, extension)

    def of(self, path: str) -> Extension | None:
        """Return the innermost extension that a file belongs to; None where it belongs to none."""
        while path:
            found = self._by_path.get(path)
            if found is not None:
                return found
            path = path.rpartition("/")[0]
        return None


def is_own(extension: Extension | None) -> bool:
    """Tell whether code is the site's: custom, or of nobody known, or beside all extensions."""
    return extension is None or not extension.is_published
