"""Where in a site a path leads that PHP code makes, as far as that is known before it runs."""

import posixpath
import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from audit.parsers.php.partial import Hole, Text

Place = Literal[
    "uploads",  # where visitors' and editors' files belong; public:// in a Drupal
    "private",  # private:// of a Drupal
    "temp",
    "own",  # the folder of the extension that the file is of
    "plugins",  # of other plugins, or of all
    "mu-plugins",
    "theme",
    "content",  # anywhere else in wp-content
    "core",
    "root",  # anywhere else in the site
    "outside",  # beside the site, on the server
]

_SCHEMES: dict[str, tuple[Place, str]] = {
    "public": ("uploads", "public://"),
    "private": ("private", "private://"),
    "temporary": ("temp", ""),
    "file": ("outside", "/"),
}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://(.*)", re.DOTALL)
_LITERAL = re.compile(r"/|[A-Za-z]:|public://|private://")
_FROM_TOP = re.compile(r"(?:\./)?(?:wp-content|wp-admin|wp-includes|sites)/")
_ABSOLUTE = re.compile(r"/(?!/)|[A-Za-z]:[/\\]")
_TEMP = re.compile(r"(?:/var|/private)?/tmp(?:/(.*))?\Z", re.DOTALL)
_NOT_A_FILE = re.compile(r"/dev/(?!shm/)|/proc/")
_OWN = re.compile(
    r"(?:wp-content/(?:plugins|mu-plugins|themes)"
    r"|(?:sites/[^/]+/|profiles/[^/]+/)?(?:modules|themes|libraries|profiles)"
    r"(?:/(?:contrib|custom|features))?)"
    r"/[^/]+(?=/)"
)
_UPLOADS = re.compile(r"(?:wp-content/(?:uploads|blogs\.dir)|sites/[^/]+/files)(?:[/*]|\Z)")
# The first that fits says where a path is.
_PLACES: tuple[tuple[Place, re.Pattern[str]], ...] = (
    ("plugins", re.compile(r"wp-content/plugins(?:/|\Z)")),
    ("mu-plugins", re.compile(r"wp-content/mu-plugins(?:/|\Z)")),
    ("theme", re.compile(r"wp-content/themes(?:/|\Z)")),
    ("content", re.compile(r"wp-content(?:/|\Z)")),
    ("core", re.compile(r"(?:wp-admin|wp-includes|core)(?:/|\Z)")),
)
# A path that goes on with something unknown from here may lead to the uploads.
_ABOVE_UPLOADS = re.compile(r"(?:wp-content|sites(?:/[^/]*)?)?/?\*\Z")
_LONGEST = 120
# Functions of Drupal name these from the top of the site, so that its top may stand before them.
_SAID_FROM_TOP = frozenset((Hole("place", "uploads"), Hole("place", "private"), Hole("place", "temp")))


class Spot(NamedTuple):
    """A place in a site or on its server."""

    place: Place | None  # None: not known
    # Below the place for "temp", from / for "outside", with its scheme for public:// and private://, else
    # from the top of the site; it ends with * where the rest is not known. None: nothing of it is known.
    path: str | None
    needs: str | None = None  # a constant that another file defines, whose value the path goes on from


NOWHERE = Spot(None, None)


def spot(text: Text, path: str | None, own: str | None = None) -> Spot | None:
    """
    Return where a path leads that a file writes which is at a path itself; None: to no file at all.

    Its own folder is that of its extension, which its path tells where it is not given.

    >>> spot((Hole("place", "root"), "/wp-content/cache/", Hole("unknown"), ".html"), "wp-content/x.php")
    Spot(place='content', path='wp-content/cache/*', needs=None)
    >>> spot((Hole("constant", "MY_DIR"), "/a/../b"), None), spot(("php://output",), None)
    (Spot(place=None, path='b', needs='MY_DIR'), None)
    """
    if not text:
        return NOWHERE
    if len(text) > 2 and text[0] == Hole("place", "root") and text[1] == "/" and text[2] in _SAID_FROM_TOP:
        text = text[2:]
    if isinstance(text[0], Hole) and text[0].kind in {"place", "constant"}:
        rest = _rest(text[1:])
        return NOWHERE if rest is None else _behind(text[0], rest, path, own)
    start = _rest(text)
    return NOWHERE if start is None or start.startswith("*") else _of_literal(start, path, own)


def resolved(found: Spot, constants: Mapping[str, Spot], path: str | None, own: str | None = None) -> Spot:
    """
    Return a spot that needs a constant with what the constant is, as constants() finds it anywhere in a site.

    >>> resolved(Spot(None, "/../x", "MY_FILE"), {"MY_FILE": Spot("own", "wp-content/plugins/a/a.php")}, None)
    Spot(place='plugins', path='wp-content/plugins/a/x', needs=None)
    """
    for _ in range(len(constants)):
        base = constants.get(found.needs) if found.needs else None
        if base is None:
            return found
        if base.path is None or (base.path.endswith("*") and ".." in (found.path or "")):
            return NOWHERE
        found = base if base.path.endswith("*") else _joined(base, found.path or "", path, own)
    return found


def _joined(base: Spot, rest: str, path: str | None, own: str | None) -> Spot:
    """Return where a path leads that goes on from a spot whose path is whole."""
    rest = f"{base.path}/{rest}"
    if base.needs:
        return Spot(None, _climbed(rest), base.needs)
    if base.place in {"outside", "uploads", "private"} and _LITERAL.match(rest):
        return _of_literal(rest, path, own) or NOWHERE
    start = "temp" if base.place == "temp" else "root"
    return spot((Hole("place", start), f"/{rest}"), path, own) or NOWHERE


def _behind(hole: Hole, rest: str, path: str | None, own: str | None) -> Spot:
    """Return where a path leads that goes on behind the folder of a name."""
    if hole.kind == "constant":
        return Spot(None, _climbed(rest), hole.name)
    if hole.name == "root":
        return _in_site(rest, path, own)
    return _in_scheme({"uploads": "public", "temp": "temporary"}.get(hole.name, hole.name), rest)


def _rest(text: Text) -> str | None:
    """Return parts as one path up to the first unknown one; None if it may climb behind that."""
    found = ""
    for index, part in enumerate(text):
        if not isinstance(part, str):
            behind = "".join(part for part in text[index:] if isinstance(part, str))
            if ".." in behind:
                return None
            return f"{posixpath.normpath(found) if found.endswith('/..') else found}*"
        found += part
    return found


def _in_site(rest: str, path: str | None, own: str | None) -> Spot:
    clean = _climbed(rest)
    if clean is None:
        return NOWHERE
    if clean.startswith(".."):
        return Spot("outside", None)
    place = None if _ABOVE_UPLOADS.fullmatch(clean) else _place(clean, path, own)
    return Spot(place, clean[:_LONGEST])


def _place(clean: str, path: str | None, own: str | None) -> Place:
    if _UPLOADS.match(clean):
        return "uploads"
    if own is None and path is not None:
        found = _OWN.match(path)
        own = found[0] if found else None
    if own and f"{clean}/".startswith(f"{own}/"):
        return "own"
    return next((place for place, pattern in _PLACES if pattern.match(clean)), "root")


def _in_scheme(scheme: str, rest: str) -> Spot:
    place, prefix = _SCHEMES[scheme]
    clean = _climbed(rest)
    if clean is None or clean.startswith(".."):
        return NOWHERE
    return Spot(place, f"{prefix}{clean}"[:_LONGEST])


def _of_literal(start: str, path: str | None, own: str | None) -> Spot | None:
    """Return where a path leads that begins as it is written."""
    if scheme := _SCHEME.match(start):
        return _in_scheme(scheme[1], scheme[2]) if scheme[1] in _SCHEMES else None
    if _NOT_A_FILE.match(start):
        return None
    if temp := _TEMP.match(start):
        return Spot("temp", _climbed(temp[1] or ""))
    if _ABSOLUTE.match(start) and start.strip("/*"):
        return Spot("outside", posixpath.normpath(start)[:_LONGEST])
    if _FROM_TOP.match(start):
        return _in_site(start, path, own)
    # What any other relative path starts from is where PHP happens to be: the top of the site for most pages.
    return NOWHERE


def _climbed(path: str) -> str | None:
    """Return a path without "." and "..", as far as these are not its first; None if it climbs out."""
    if "\n" in path or "\0" in path:
        return None
    parts: list[str] = []
    for part in path.replace("\\", "/").split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)
