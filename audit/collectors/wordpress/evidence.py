"""What each source says about where a plugin or theme comes from: a kind of sign, and what was found."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from audit.collectors.wordpress.clues import Sign
from audit.model.catalogue import KnownExtension
from audit.model.facts import Extension
from audit.parsers.composer import Package
from audit.parsers.web_addresses import site_of


class Evidence(NamedTuple):
    """A sign of a known kind."""

    kind: str
    text: str = ""


_HERE = re.compile(
    r"(?:https?://)?(?:(?:www\.|[a-z]{2,3}\.)?wordpress\.org/(?:extend/|support/)?(?:plugins?|themes?)/(?!search\b)"
    r"|w\.org/(?:plugins?|themes?)/|downloads\.wordpress\.org/|(?:plugins|themes)\.svn\.wordpress\.org/)",
    re.IGNORECASE,
)
_DEFAULTS = (
    r"(?:classic|default|twenty(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|nineteen"
    r"|twenty(?:-?(?:one|two|three|four|five|six))?))"
)
_BUNDLED = re.compile(rf"akismet/akismet\.php|hello(?:-dolly/hello)?\.php|{_DEFAULTS}/style\.css")
_PAID_NAME = re.compile(
    r"(?:\A|[-_ ])(?:pro|premium|ultimate edition)(?:\Z|[-_ ](?!bono\b|rata\b))", re.IGNORECASE
)
_SOLD = re.compile(r"proprietary|commercial|envato|themeforest|codecanyon|regular licen[cs]e", re.IGNORECASE)
_STARTERS = re.compile(
    r"underscores\.me|\b_s\b|\bunderscores\b|roots\.io|\bsage\b|html5blank|understrap|foundationpress"
    r"|\bblankslate\b|\bbones\b|\bstarkers\b|\bstorefront\b|aarontgrogg\.com/boilerplate|themble\.com"
    rf"|\bjointswp\b|wp-?rig|\bair-?light\b|\A{_DEFAULTS}\Z",
    re.IGNORECASE,
)
_TELLING = 5  # letters of a site's name; a shorter one may begin many a name
_SUFFIX = 3  # letters of a "co" in "co.uk"
_SAY_NOTHING = frozenset({"example", "wordpress", "localhost", "blogs", "amazonaws", "github", "woocommerce"})
_REPOSITORIES = ("github.com", "gitlab.com", "bitbucket.org")
_PACKAGED = (
    "wpackagist-plugin",
    "wpackagist-theme",
    "wp-plugin",
    "wp-theme",
)  # vendors that mirror wordpress.org

# Hosts, or hosts and the beginning of a path, that only sell: what names one as its home is paid for.
_SHOPS = (
    "9seeds.com",
    "advancedcustomfields.com/pro",
    "affiliatewp.com",
    "ait-themes.club",
    "artbees.net",
    "astoundify.com/products",
    "barn2.com",
    "barn2.co.uk",
    "codecanyon.net",
    "crocoblock.com",
    "deliciousbrains.com/wp-migrate-db-pro",
    "deliciousbrains.com/wp-offload-media",
    "elegantthemes.com",
    "facetwp.com",
    "gravityflow.io",
    "gravityforms.com",
    "gravitykit.com",
    "gravityview.co",
    "gravitywiz.com",
    "iconicwp.com",
    "kriesi.at",
    "layerslider.com",
    "layerslider.kreaturamedia.com",
    "learndash.com",
    "memberpress.com",
    "muffingroup.com",
    "objectcache.pro",
    "oxygenbuilder.com",
    "perfmatters.io",
    "restrictcontentpro.com",
    "revolution.themepunch.com",
    "rocketgenius.com",
    "searchwp.com",
    "sliderrevolution.com",
    "studiopress.com",
    "theme-fusion.com",
    "themeforest.net",
    "themenectar.com",
    "themeco.com",
    "theme.co",
    "themepunch.com",
    "thrivethemes.com",
    "undsgn.com",
    "us-themes.com",
    "vc.wpbakery.com",
    "visualcomposer.com/premium",
    "woocommerce.com/products",
    "woothemes.com/products",
    "wp-rocket.me",
    "wpallimport.com/download",
    "wpbakery.com",
    "wpml.org",
    "yoast.com/wordpress/plugins/video-seo",
    "yoast.com/wordpress/plugins/local-seo",
)
_MAKERS = (
    "buddyboss.com",
    "buddydev.com",
    "codecanyon.com",
    "cozmoslabs.com",
    "wpmudev.com",
    "wpmudev.org",
    "yithemes.com",
)


def from_signs(signs: Iterable[Sign], own: set[str]) -> Iterator[Evidence]:
    """Yield what the signs of its files tell; own are the site's hosts."""
    for sign in sorted(signs, key=lambda sign: (sign.kind, sign.text)):
        if sign.kind == "author-uri":
            yield from _from_address(sign.text, own)
        elif sign.kind == "update-uri":
            yield from _from_update_uri(sign.text)
        elif sign.kind == "licence":
            if _SOLD.search(sign.text):
                yield Evidence("licence-sold", sign.text)
        elif sign.kind == "text-domain":
            if _is_made_from(sign):
                yield Evidence("starter", sign.text)
        else:
            yield Evidence(sign.kind, sign.text)


def from_header(extension: Extension, own: set[str], project: str | None) -> Iterator[Evidence]:
    """Yield what its names and its address tell; project is the name in composer.json."""
    is_theme = extension.kind == "theme"
    if extension.kind in {"plugin", "theme"} and _BUNDLED.fullmatch(extension.file):
        yield Evidence("bundled")
    if extension.uri:
        if _HERE.match(extension.uri):
            yield Evidence("uri-here", _short(extension.uri))
        elif is_theme and _STARTERS.search(extension.uri):
            yield Evidence("starter", _short(extension.uri))
        yield from _from_address(extension.uri, own)
        host = site_of(extension.uri) or ""
        if project and _name_of(host) == _letters(project.partition("/")[0]):
            yield Evidence("own-vendor", host)
    paid = next((name for name in (extension.slug, extension.name) if _PAID_NAME.search(name)), None)
    if paid:
        yield Evidence("name", paid)
    name = next(
        (name for host in sorted(own) if (name := _name_of(host)) and _is_named(extension, name)), None
    )
    if name:
        yield Evidence("own-name", name)
    if is_theme and extension.parent:
        is_own = extension.slug.lower().endswith(("-child", "_child", "-child-theme"))
        yield Evidence("own-child", extension.slug) if is_own else Evidence("child", extension.parent)


def _is_made_from(sign: Sign) -> bool:
    """Tell whether a theme has the text domain of a starter theme, or of a default one, and another name."""
    slug = sign.of.removesuffix("/style.css").rpartition("/")[2]
    is_style = sign.of.endswith("/style.css")
    return is_style and slug != sign.text and _STARTERS.search(sign.text) is not None


def _name_of(host: str) -> str:
    """
    Return the part of a host that names its site, if it is long enough to be told from other words.

    >>> _name_of("shop.my-bakery.co.uk"), _name_of("a.example"), _name_of("staging.nycga.net")
    ('mybakery', '', 'nycga')
    """
    parts = host.split(".")[:-1]
    while len(parts) > 1 and len(parts[-1]) <= _SUFFIX:
        parts.pop()
    name = _letters(parts[-1]) if parts else ""
    return name if len(name) >= _TELLING and name not in _SAY_NOTHING else ""


def _is_named(extension: Extension, name: str) -> bool:
    return _letters(extension.slug).startswith(name)


def _letters(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def _from_address(url: str, own: set[str]) -> Iterator[Evidence]:
    host = site_of(url) or ""
    if host in own:
        yield Evidence("own-host", host)
    if _is_of(url, _SHOPS):
        yield Evidence("shop", host)
    elif _is_of(url, _MAKERS):
        yield Evidence("maker", host)


def _from_update_uri(url: str) -> Iterator[Evidence]:
    host = site_of(url) or ""
    if _HERE.match(url):
        yield Evidence("update-here", _short(url))
    elif "." not in host:  # "false", or a word: nobody is to update it
        yield Evidence("update-off", url)
    elif _is_of(url, _REPOSITORIES):
        yield Evidence("update-git", _short(url))
    else:
        yield Evidence("update-elsewhere", host)


def from_package(package: Package | None, project: str | None) -> Iterator[Evidence]:
    """Yield what its package tells; project is the name in composer.json."""
    if package is None:
        return
    vendor = package.name.partition("/")[0]
    source = package.source or ""
    if vendor in _PACKAGED or _HERE.match(source):
        yield Evidence("locked-here", package.name)
    elif project and vendor == project.partition("/")[0]:
        yield Evidence("locked-own", package.name)
    elif package.listed:
        yield Evidence("locked-listed", package.name)
    elif _is_of(source, _REPOSITORIES):
        yield Evidence("locked-public", package.name)
    elif source:
        yield Evidence("locked-private", package.name)


def from_update(home: str | None) -> Iterator[Evidence]:
    """Yield what the id or address tells that the last update check of the database noted."""
    if home and (_HERE.match(home) or home.isdigit()):  # until WordPress 4.8 wordpress.org gave numbers
        yield Evidence("stored-here")
    elif home and _is_of(home, _REPOSITORIES):
        yield Evidence("update-git", _short(home))
    elif home:
        yield Evidence("stored-elsewhere", site_of(home) or home)


def from_catalogue(
    extension: Extension, known: KnownExtension | None, catalogue: Sequence[KnownExtension]
) -> Iterator[Evidence]:
    """Yield what the catalogue knows; its further names tell only of sold ones: a free one's may be sold."""
    if extension.kind == "mu-plugin" and known is None:
        names = {extension.file, extension.slug, extension.name}
        known = next((one for one in catalogue if names & set(one.mu_plugins)), None)
    elif extension.kind in {"plugin", "theme"} and known is None:
        found = next((one for one in catalogue if extension.slug in one.also), None)
        if found is not None and found.slug in {f"{extension.slug}-lite", f"{extension.slug}-free"}:
            yield Evidence("known-edition", found.slug)
        known = found if found is not None and found.premium else None
    if known is not None and extension.kind != "drop-in":
        yield Evidence("known-premium" if known.premium else "known-free")


def _is_of(url: str, places: Iterable[str]) -> bool:
    """
    Tell whether an address lies at one of these hosts, or below one, or in a folder of it.

    >>> shops = ("theme.co", "a.example/shop")
    >>> [_is_of(url, shops) for url in ("www.theme.co/x", "theme.com", "a.example", "a.example/shop/b")]
    [True, False, False, True]
    """
    host, path = site_of(url) or "", _short(url).partition("/")[2]
    for place in places:
        home, _, start = place.partition("/")
        if (host == home or host.endswith(f".{home}")) and path.startswith(start):
            return True
    return False


def _short(url: str) -> str:
    """
    Return an address without its scheme and what stands behind its path.

    >>> _short("https://wordpress.org/plugins/akismet/#top")
    'wordpress.org/plugins/akismet'
    """
    return re.split(r"[?#\s]", url.partition("://")[2] or url, maxsplit=1)[0].rstrip("/").lower()
