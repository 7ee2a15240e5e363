"""Where a plugin or theme comes from: the signs that were found, weighed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from audit.collectors.wordpress.clues import Sign
from audit.collectors.wordpress.evidence import (
    Evidence,
    from_catalogue,
    from_header,
    from_package,
    from_signs,
    from_update,
)
from audit.model.catalogue import KnownExtension
from audit.model.facts import Extension, Origin
from audit.parsers.composer import Package
from audit.parsers.web_addresses import site_of


class StoredUpdate(NamedTuple):
    """
    What the database's last update check noted of a plugin or theme.

    The keys of a mapping of these are the kind and the name: "plugin akismet/akismet.php", "theme twentyten".
    """

    version: str | None  # that it saw; None: it noted none
    home: (
        str | None
    )  # id ("w.org/plugins/akismet") or address that offers it, without secrets; None: as above


class _Weight(NamedTuple):
    says: Origin
    weight: int
    text: str  # {} stands for what was found


# What each sign says, and how surely. The weights of each origin are added; the heaviest counts.
_WEIGHTS = {
    "bundled": _Weight("contrib", 12, "bundled with WordPress"),
    "stored-here": _Weight("contrib", 10, "the database's update check knows it from wordpress.org"),
    "locked-here": _Weight("contrib", 10, "composer.lock: {}"),
    "update-here": _Weight("contrib", 8, "Update URI: {}"),
    "uri-here": _Weight("contrib", 4, "its address is {}"),
    "readme": _Weight("contrib", 4, "readme.txt has the form of wordpress.org"),
    "language-pack": _Weight("contrib", 3, "wordpress.org's language packs hold it: {}"),
    "known-free": _Weight("contrib", 3, "the catalogue knows it as free"),
    "theme-tags": _Weight("contrib", 2, "its tags are those of wordpress.org's themes"),
    "readme-part": _Weight("contrib", 2, "readme.txt has some of the form of wordpress.org"),
    "locked-listed": _Weight("contrib", 5, "composer.lock: {}, from Packagist"),
    "locked-public": _Weight("contrib", 2, "composer.lock: {}"),
    "woo": _Weight("premium", 9, "Woo header of the WooCommerce marketplace"),
    "known-premium": _Weight("premium", 8, "the catalogue knows it as sold"),
    "stored-elsewhere": _Weight("premium", 7, "the database's update check has it from {}"),
    "update-elsewhere": _Weight("premium", 7, "Update URI: {}"),
    "shop": _Weight("premium", 7, "its address is of a shop: {}"),
    "licence-sold": _Weight("premium", 6, "licence: {}"),
    "licence-file": _Weight("premium", 6, "brings a licence key: {}"),
    "name": _Weight("premium", 5, "its name says that it is a paid edition: {}"),
    "updater-gpl-shop": _Weight("premium", 5, "brings the updater of a shop of paid plugins: {}"),
    "updater-wpmudev": _Weight("premium", 3, "brings an updater of WPMU DEV: {}"),
    "updater-woo": _Weight("premium", 5, "brings an updater of WooThemes: {}"),
    "updater-envato": _Weight("premium", 4, "brings an updater of Envato: {}"),
    "locked-private": _Weight("premium", 4, "composer.lock: {}"),
    "maker": _Weight("premium", 3, "its address is of a maker of paid and free ones: {}"),
    "updater-edd": _Weight("premium", 3, "brings an updater of Easy Digital Downloads: {}"),
    "known-edition": _Weight("premium", 5, "its free edition is {}"),
    "licence-code": _Weight("premium", 2, "asks for a licence: {}"),
    "updater-checker": _Weight("premium", 2, "brings an updater of its own: {}"),
    "updater-freemius": _Weight("premium", 1, "brings the shop of Freemius: {}"),
    "own-host": _Weight("custom", 7, "its address is the site's own: {}"),
    "own-vendor": _Weight("custom", 7, "its address is of the vendor of the project: {}"),
    "starter": _Weight("custom", 6, "made from a starter theme: {}"),
    "locked-own": _Weight("custom", 6, "composer.lock: {}, of the vendor of the project"),
    "update-off": _Weight("custom", 5, "Update URI: {}"),
    "own-child": _Weight("custom", 8, "a child theme made for this site: {}"),
    "own-name": _Weight("custom", 5, "it has the site's name: {}"),
    "child": _Weight("custom", 5, "a child theme of {}"),
    "update-git": _Weight("custom", 4, "updated from a repository: {}"),
    "updater-git": _Weight("custom", 3, "brings an updater from a repository: {}"),
}
_ENOUGH = 3  # a lighter sum tells too little
_WRITTEN = frozenset({"advanced-cache.php", "object-cache.php", "db.php", "sunrise.php"})  # mostly by plugins
_NOTHING = "no sign of wordpress.org or of a shop"
# Addresses that were never filled in; the default theme of old was copied with that of WordPress.
_OF_NOBODY = frozenset({"wordpress.org", "example.com", "example.net", "example.org"})
_NO_CODE = "its code is not here to tell by"


def tell_origins(  # noqa: PLR0913, PLR0917 - one argument for each source of signs
    extensions: Sequence[Extension],
    signs: Sequence[Sign],
    locked: Mapping[str, Package],
    stored: Mapping[str, StoredUpdate],
    catalogue: Sequence[KnownExtension],
    hosts: frozenset[str] = frozenset(),
    project: str | None = None,
) -> Iterator[Extension]:
    """
    Yield the extensions with their origin and the signs of it, the one that decided first.

    Packages are found by Extension.package; hosts are the site's own, project names its composer.json.
    """
    by_place: defaultdict[str, list[Sign]] = defaultdict(list)
    for sign in signs:
        by_place[sign.of].append(sign)
    known = {one.slug: one for one in catalogue}
    own = {site for host in hosts if (site := site_of(host))}
    told = {}
    for extension in extensions:
        if extension.kind == "composer-package" or extension.written_by:
            told[id(extension)] = extension  # composer.lock has told it, or its writer will
            continue
        near = (sign for place in {extension.location.path, extension.path} for sign in by_place[place])
        package = locked.get(extension.package or "")
        name = extension.slug if extension.kind == "theme" else extension.file
        update = stored.get(f"{extension.kind} {name}")
        found = [
            *from_signs(near, own),
            *from_header(extension, own, project),
            *from_package(package, project),
            *from_update(update.home if update else None),
            *from_catalogue(extension, known.get(extension.slug), catalogue),
        ]
        told[id(extension)] = _decide(extension, list(dict.fromkeys(found)))
    by_slug = {one.slug: told[id(one)].origin for one in extensions if one.kind in {"plugin", "mu-plugin"}}
    for extension in extensions:
        answer = told[id(extension)]
        yield _as_its_writer(answer, by_slug, known) if answer.written_by else answer


def _decide(extension: Extension, found: list[Evidence]) -> Extension:
    """Return the extension with the origin that its signs tell; where two are as likely, it is not known."""
    sums: dict[Origin, int] = {"contrib": 0, "premium": 0, "custom": 0}
    for kind in {one.kind for one in found}:  # two addresses of a shop are no two signs
        sums[_WEIGHTS[kind].says] += _WEIGHTS[kind].weight
    best = max(sums, key=lambda origin: sums[origin])
    others = [weight for origin, weight in sums.items() if origin != best]
    if sums[best] == 0:
        return _without_signs(extension)
    origin: Origin = best if sums[best] > max(others) and sums[best] >= _ENOUGH else "unknown"
    order = sorted(found, key=lambda one: (_WEIGHTS[one.kind].says != best, -_WEIGHTS[one.kind].weight))
    texts = [_WEIGHTS[one.kind].text.format(one.text) for one in order]
    return replace(extension, origin=origin, signs=tuple(dict.fromkeys((*texts, *extension.signs))))


def _without_signs(extension: Extension) -> Extension:
    """Return an extension that nothing tells of: custom, if it is there and others would have left a sign."""
    if not extension.installed:
        signs = extension.signs or (_NO_CODE,)
        return replace(extension, origin="unknown", signs=signs)
    if extension.broken and extension.found_by == ("file",):
        return replace(extension, origin="unknown", signs=("there is no header to tell by",))
    if extension.kind == "drop-in" and extension.file in _WRITTEN:
        return replace(
            extension, origin="unknown", signs=("it is of no plugin that is known to write such ones",)
        )
    host = site_of(extension.uri)
    text = f"{_NOTHING}; its address is {host}" if host and host not in _OF_NOBODY else _NOTHING
    return replace(extension, origin="custom", signs=(text, *extension.signs))


def _as_its_writer(
    drop_in: Extension, by_slug: Mapping[str, Origin], known: Mapping[str, KnownExtension]
) -> Extension:
    """Return a drop-in with the origin of the plugin that wrote it."""
    slug = str(drop_in.written_by)
    usual: Origin = "premium" if slug in known and known[slug].premium else "contrib"
    signs = (f"written by {slug}", *drop_in.signs)
    return replace(drop_in, origin=by_slug.get(slug, usual), signs=signs)
