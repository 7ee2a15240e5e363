"""Which files are written in which language, as knowledge says it."""

from msgspec import Struct


class KnownLanguage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A language, and the names of its files."""

    name: str
    suffixes: frozenset[str] = frozenset()  # of files, in lower case, without the dot
    drupal: frozenset[str] = frozenset()  # suffixes that only a Drupal gives to it
    files: frozenset[str] = frozenset()  # whole names
    at_most: int | None = None  # bytes: a larger file of such a suffix is something else, such as a video
