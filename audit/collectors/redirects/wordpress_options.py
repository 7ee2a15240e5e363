"""
The options in which plugins of WordPress keep redirects.

Read about: Yoast SEO Premium 7 to 28 and before, Simple 301 Redirects 1 and 2, Quick Page/Post Redirect 5.
"""

import html
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from audit.collectors.redirects.shelf import Kept, status_of
from audit.collectors.redirects.sources import split_source, wildcard
from audit.parsers.serialized import SerializedError, unserialize

Options = Mapping[str, bytes]

_YOAST = "wpseo-premium-redirects"
_YOAST_SETTINGS = "wpseo_redirect"
_SIMPLE = "301_redirects"
_QUICK = "quickppr_redirects"
WANTED = frozenset(
    {
        f"{_YOAST}-base",
        f"{_YOAST}-export-plain",
        f"{_YOAST}-export-regex",
        _YOAST,
        f"{_YOAST}-regex",
        _YOAST_SETTINGS,
        _SIMPLE,
        f"{_SIMPLE}_wildcard",
        _QUICK,
        "ppr_override-active",
        "ppr_override-casesensitive",
        "ppr_override-URL",
    }
)


class Listed(NamedTuple):
    """Redirects of one plugin in options."""

    by: str
    kept: Iterator[Kept]


def in_options(options: Options) -> Iterator[Listed]:
    """Yield what each plugin has in the options of a site, of those in WANTED."""
    for by, names, read in _READERS:
        if any(name in options for name in names):
            yield Listed(by, read(options))


def _yoast(options: Options) -> Iterator[Kept]:
    settings = _array(options.get(_YOAST_SETTINGS))
    # Switched off, PHP answers none: they were written to a .htaccess or a file for nginx.
    stays = settings.get("disable_php_redirect") != "on"
    base = _array(options.get(f"{_YOAST}-base"))
    if base:
        for entry in base.values():
            if isinstance(entry, dict):
                is_regex = entry.get("format") == "regex"
                yield from _yoast_one(_text(entry.get("origin")), entry, is_regex=is_regex, stays=stays)
        return
    for plain, regex in ((f"{_YOAST}-export-plain", f"{_YOAST}-export-regex"), (_YOAST, f"{_YOAST}-regex")):
        found = [(name, _array(options.get(name))) for name in (plain, regex)]
        if not any(entries for _, entries in found):
            continue
        for name, entries in found:
            for origin, entry in entries.items():
                held = entry if isinstance(entry, dict) else {"url": entry}
                yield from _yoast_one(str(origin), held, is_regex=name == regex, stays=stays)
        return


def _yoast_one(origin: str, entry: Mapping[object, object], *, is_regex: bool, stays: bool) -> Iterator[Kept]:
    if not origin:
        return
    host, path = split_source(origin)
    target = _text(entry.get("url"))
    yield Kept(
        source=origin if is_regex else path,
        target=_from_root(target),
        status=status_of(_text(entry.get("type"))),
        kind="regex" if is_regex else "exact",
        stays=stays,
        host=None if is_regex else host,
        any_query=is_regex,
        loose_slash=not is_regex,
        rank=(int(is_regex),),
    )


def _simple(options: Options) -> Iterator[Kept]:
    has_wildcards = options.get(f"{_SIMPLE}_wildcard") == b"true"
    for origin, value in _array(options.get(_SIMPLE)).items():
        target = _text(value)
        host, path = split_source(str(origin))
        is_wild = has_wildcards and "*" in path
        yield Kept(
            source=wildcard(path.rstrip("/"), to_end=False) if is_wild else path,
            target=_from_root(target.replace("*", "$1") if is_wild else target),
            kind="regex" if is_wild else "exact",
            host=host,
            nocase=True,
            loose_slash=True,
        )


def _quick(options: Options) -> Iterator[Kept]:
    is_off = options.get("ppr_override-active") == b"1"
    everywhere = options.get("ppr_override-URL", b"").decode("utf-8", "replace").strip()
    for origin, value in _array(options.get(_QUICK)).items():
        host, path = split_source(html.unescape(str(origin)))
        yield Kept(
            source=path,
            target=_from_root(everywhere or html.unescape(_text(value))),
            enabled=not is_off,
            host=host,
            nocase=options.get("ppr_override-casesensitive") != b"1",
            loose_slash=True,
        )


_READERS: tuple[tuple[str, tuple[str, ...], Callable[[Options], Iterator[Kept]]], ...] = (
    (
        "wordpress-seo-premium",
        (f"{_YOAST}-base", f"{_YOAST}-export-plain", f"{_YOAST}-export-regex", _YOAST, f"{_YOAST}-regex"),
        _yoast,
    ),
    ("simple-301-redirects", (_SIMPLE,), _simple),
    ("quick-pagepost-redirect-plugin", (_QUICK,), _quick),
)


def _array(value: bytes | None) -> "dict[str | int, object]":
    try:
        read = unserialize(value) if value else None
    except SerializedError:
        return {}
    return {**read} if isinstance(read, dict) else {}


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) else ""


def _from_root(target: str) -> str | None:
    """
    Return a target that plugins write without its first slash as an address; None for none.

    >>> _from_root("new/page"), _from_root("https://a.example/"), _from_root("/x"), _from_root("")
    ('/new/page', 'https://a.example/', '/x', None)
    """
    if not target:
        return None
    has_scheme = ":" in target.partition("/")[0]
    return target if has_scheme or target[0] in "/#?$" else f"/{target}"
