"""The headers of plugins and themes: what an extension says of itself, and the signs in that."""

import re
from collections.abc import Iterator
from typing import Literal

from msgspec.structs import replace

from audit.collectors.wordpress.clues import Sign
from audit.model.facts import Extension, Location, Problem
from audit.parsers.conflicts import first_conflict
from audit.parsers.header import parse_header
from audit.parsers.privacy import without_secrets
from audit.sources.tree import File

_FIELDS = ("Version", "Requires PHP", "Requires at least", "Template")
_TELLING = {
    "Author URI": "author-uri",
    "Update URI": "update-uri",
    "License": "licence",
    "Text Domain": "text-domain",
}
_SHOP = "Woo"  # "Woo: 18734:5f2c...": the number of the product and a key
# A theme on wordpress.org may only use tags of a list; these have been on it for most of its time.
_TAGS = frozenset(
    """
    accessibility-ready block-patterns blog custom-background custom-colors custom-header custom-logo
    custom-menu editor-style featured-images fixed-layout fixed-width flexible-header flexible-width
    fluid-layout footer-widgets four-columns full-site-editing full-width-template left-sidebar one-column
    post-formats responsive-layout right-sidebar rtl-language-support sticky-post theme-options
    threaded-comments three-columns translation-ready two-columns
    """.split()
)
_FEWEST_TAGS = 3
_LONGEST = 200  # characters of a field that a sign keeps


def header_of(data: bytes, kind: Literal["Plugin", "Theme"]) -> dict[str, str]:
    """
    Return the fields of a header that are of use, without secrets.

    >>> header_of(b"<?php /* Plugin Name: By joe@example.org */", "Plugin")
    {'Plugin Name': 'By [e-mail address]'}
    """
    fields = parse_header(data, [f"{kind} Name", f"{kind} URI", *_FIELDS, *_TELLING, "Tags", _SHOP])
    return {name: without_secrets(text) for name, text in fields.items()}


def has_name(data: bytes) -> bool:
    """Tell whether WordPress takes a file for a plugin; "0" is for PHP as empty as no name."""
    return parse_header(data, ["Plugin Name"]).get("Plugin Name", "0") != "0"


def with_header(extension: Extension, source: File) -> Extension:
    """Return an extension on disk with what the header of its file says; without one its name stays."""
    header = header_of(source.data, "Plugin")
    return replace(
        extension,
        name=header["Plugin Name"] if has_name(source.data) else extension.name,
        version=header.get("Version"),
        installed=True,
        requires_php=header.get("Requires PHP"),
        requires_core=header.get("Requires at least"),
        uri=header.get("Plugin URI"),
        found_by=("header",) if "Plugin Name" in header else ("file",),
    )


def signs_of(header: dict[str, str], location: Location, install: str) -> Iterator[Sign]:
    """Yield what of a header may tell where its extension comes from."""
    for field, kind in _TELLING.items():
        if text := header.get(field):
            yield Sign(location=location, install=install, of=location.path, kind=kind, text=text[:_LONGEST])
    if len(_TAGS & set(re.split(r"[,\s]+", header.get("Tags", "").lower()))) >= _FEWEST_TAGS:
        yield Sign(location=location, install=install, of=location.path, kind="theme-tags")
    if _SHOP in header:
        yield Sign(location=location, install=install, of=location.path, kind="woo")


def conflict_in(source: File) -> Iterator[Problem]:
    """Yield where a merge was left open: WordPress reads the header of the first side all the same."""
    line = first_conflict(source.data) if b"<<<<<<<" in source.data else None
    if line is not None:
        text = "It holds merge conflict markers (<<<<<<<): its name and version are those of one side only."
        place = Location(source.path, line)
        yield Problem(location=place, kind="merge-conflict", text=text, source="code", hides=False)
