"""Other content management systems and frameworks, known by their files or by the packages they ask for."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from audit.collectors.composer import ComposerFiles
from audit.collectors.places import below
from audit.sources.tree import File, Listing, Tree

Kind = Literal["cms", "framework"]

_LIMIT = 512 * 1024  # bytes of a file that are searched for a version


class Found(NamedTuple):
    """A system that lies in a folder."""

    kind: Kind
    name: str
    version: str | None
    fork_of: str | None = None  # the CMS that it comes from; None: neither WordPress nor Drupal


class _System(NamedTuple):
    """A system that leaves these files and folders; its version stands in the first file that is there."""

    name: str
    kind: Kind
    needs: tuple[str, ...]
    files: tuple[str, ...] = ()
    version: bytes = b""  # pattern of the version, in its only group
    sure: bool = True  # False: the names are not enough, the pattern has to match as well
    fork_of: str | None = None


_QUOTED = rb"""['"]([^'"\r\n]{1,40})['"]"""

_SYSTEMS = (
    _System(
        "ClassicPress",
        "cms",
        ("wp-includes/version.php",),
        ("wp-includes/version.php",),
        rb"\$cp_version\s{0,9}=\s{0,9}" + _QUOTED,
        sure=False,
        fork_of="WordPress",
    ),
    _System(
        "Backdrop CMS",
        "cms",
        ("core/includes/bootstrap.inc",),
        ("core/includes/bootstrap.inc",),
        rb"BACKDROP_VERSION['\"],\s{0,9}" + _QUOTED,
        sure=False,
        fork_of="Drupal",
    ),
    _System(
        "Joomla",
        "cms",
        ("administrator/manifests/files/joomla.xml",),
        ("administrator/manifests/files/joomla.xml",),
        rb"<version>([^<\r\n]{1,40})</version>",
    ),
    _System("Joomla", "cms", ("administrator/components/com_content", "libraries/joomla")),
    _System(
        "TYPO3",
        "cms",
        ("typo3conf", "typo3"),
        ("typo3/sysext/core/Classes/Information/Typo3Version.php",),
        rb"VERSION\s{0,9}=\s{0,9}" + _QUOTED,
    ),
    _System("TYPO3", "cms", ("typo3conf", "fileadmin")),
    _System(
        "Magento", "cms", ("bin/magento", "app/etc"), ("composer.json",), rb"\"version\":\s{0,9}" + _QUOTED
    ),
    _System("Magento", "cms", ("app/Mage.php", "app/etc")),
    _System(
        "Moodle",
        "cms",
        ("lib/moodlelib.php", "version.php"),
        ("version.php",),
        rb"\$release\s{0,9}=\s{0,9}['\"]([0-9.]{1,20})",
    ),
    _System("Ghost", "cms", (".ghost-cli",), (".ghost-cli",), rb"\"active-version\":\s{0,9}" + _QUOTED),
    _System(
        "Ghost",
        "cms",
        ("core/server", "content/themes", "package.json"),
        ("package.json",),
        rb"\"version\":\s{0,9}" + _QUOTED,
    ),
    _System("Craft CMS", "cms", ("craft", "config/general.php")),
    _System("Craft CMS", "cms", ("craft/app", "craft/config")),
    _System(
        "Grav",
        "cms",
        ("system/defines.php", "user/config"),
        ("system/defines.php",),
        rb"GRAV_VERSION['\"],\s{0,9}" + _QUOTED,
    ),
    _System(
        "MediaWiki",
        "cms",
        ("includes/Defines.php", "api.php", "load.php"),
        ("includes/Defines.php", "includes/DefaultSettings.php"),
        rb"(?:MW_VERSION['\"],|\$wgVersion\s{0,9}=)\s{0,9}" + _QUOTED,
    ),
    _System(
        "phpBB",
        "cms",
        ("includes/constants.php", "viewtopic.php"),
        ("includes/constants.php",),
        rb"PHPBB_VERSION['\"],\s{0,9}" + _QUOTED,
    ),
    _System(
        "Winter CMS",
        "cms",
        ("modules/cms", "modules/system", "artisan"),
        ("composer.json",),
        rb"\"winter/storm\":\s{0,9}" + _QUOTED,
        sure=False,
    ),
    _System("October CMS", "cms", ("modules/cms", "modules/system", "artisan")),
    _System(
        "PrestaShop",
        "cms",
        ("config/defines.inc.php", "classes/PrestaShopAutoload.php"),
        ("src/Core/Version.php", "app/AppKernel.php", "config/settings.inc.php"),
        rb"(?:\b|_PS_)VERSION_?(?:['\"],|\s{0,9}=)\s{0,9}" + _QUOTED,
    ),
    _System(
        "Concrete CMS",
        "cms",
        ("concrete/dispatcher.php",),
        ("concrete/config/concrete.php",),
        rb"['\"]version['\"]\s{0,9}=>\s{0,9}" + _QUOTED,
    ),
    _System("Concrete CMS", "cms", ("concrete/bootstrap", "application/config")),
    _System(
        "OpenCart",
        "cms",
        ("catalog/controller", "system/startup.php"),
        ("index.php",),
        rb"['\"]VERSION['\"],\s{0,9}" + _QUOTED,
    ),
    _System("DokuWiki", "cms", ("doku.php", "inc/init.php"), ("VERSION",), rb"\A([0-9-]{10}[a-z]?)"),
    _System("MODX", "cms", ("core/docs/version.inc.php", "manager")),
    _System(
        "Nextcloud",
        "cms",
        ("lib/base.php", "version.php", "occ"),
        ("version.php",),
        rb"\$OC_VersionString\s{0,9}=\s{0,9}" + _QUOTED,
    ),
    _System("ExpressionEngine", "cms", ("system/ee", "admin.php")),
    _System("ExpressionEngine", "cms", ("system/expressionengine", "admin.php")),
    _System("Textpattern", "cms", ("textpattern/lib", "textpattern/index.php")),
    _System(
        "CodeIgniter",
        "framework",
        ("system/core/CodeIgniter.php",),
        ("system/core/CodeIgniter.php",),
        rb"CI_VERSION['\"]?\s{0,9}[,=]\s{0,9}" + _QUOTED,
    ),
    _System("Laravel", "framework", ("artisan", "bootstrap/app.php")),
    _System("Symfony", "framework", ("bin/console", "config/bundles.php")),
    _System("Symfony", "framework", ("app/console", "app/AppKernel.php")),
    _System("Django", "framework", ("manage.py",), ("manage.py",), rb"()django", sure=False),
    _System(
        "Ruby on Rails",
        "framework",
        ("Gemfile", "config/application.rb"),
        ("Gemfile.lock",),
        rb"\n    rails \(([0-9.]{1,20})\)",
    ),
)

# What a project asks Composer for, the more telling first.
_PACKAGES: dict[str, tuple[Kind, str]] = {
    "craftcms/cms": ("cms", "Craft CMS"),
    "statamic/cms": ("cms", "Statamic"),
    "silverstripe/framework": ("cms", "Silverstripe"),
    "silverstripe/recipe-cms": ("cms", "Silverstripe"),
    "typo3/cms-core": ("cms", "TYPO3"),
    "neos/neos": ("cms", "Neos"),
    "contao/manager-bundle": ("cms", "Contao"),
    "contao/core-bundle": ("cms", "Contao"),
    "sulu/sulu": ("cms", "Sulu"),
    "shopware/core": ("cms", "Shopware"),
    "sylius/sylius": ("cms", "Sylius"),
    "getkirby/cms": ("cms", "Kirby"),
    "bolt/core": ("cms", "Bolt"),
    "concretecms/core": ("cms", "Concrete CMS"),
    "pimcore/pimcore": ("cms", "Pimcore"),
    "ibexa/core": ("cms", "Ibexa"),
    "magento/product-community-edition": ("cms", "Magento"),
    "october/rain": ("cms", "October CMS"),
    "winter/storm": ("cms", "Winter CMS"),
    "laravel/framework": ("framework", "Laravel"),
    "laravel/lumen-framework": ("framework", "Lumen"),
    "symfony/framework-bundle": ("framework", "Symfony"),
    "cakephp/cakephp": ("framework", "CakePHP"),
    "codeigniter4/framework": ("framework", "CodeIgniter"),
    "yiisoft/yii2": ("framework", "Yii"),
    "laminas/laminas-mvc": ("framework", "Laminas"),
    "slim/slim": ("framework", "Slim"),
}
_FRONTS = ("public/index.php", "web/index.php", "webroot/index.php", "www/index.php", "index.php")

# What a package.json asks for, the more telling first.
_NODE: tuple[tuple[bytes, Kind, str], ...] = (
    (b"@strapi/strapi", "cms", "Strapi"),
    (b"next", "framework", "Next.js"),
    (b"nuxt", "framework", "Nuxt"),
    (b"gatsby", "framework", "Gatsby"),
    (b"astro", "framework", "Astro"),
    (b"@remix-run/react", "framework", "Remix"),
    (b"@sveltejs/kit", "framework", "SvelteKit"),
    (b"@nestjs/core", "framework", "NestJS"),
    (b"@angular/core", "framework", "Angular"),
    (b"@11ty/eleventy", "framework", "Eleventy"),
    (b"react-scripts", "framework", "React"),
    (b"express", "framework", "Express"),
    (b"vue", "framework", "Vue"),
)


def by_files(tree: Tree, listing: Listing, folder: str, files: ComposerFiles | None) -> Found | None:
    """Return the system whose files lie in a folder; those of Composer may tell its version."""
    for system in _SYSTEMS:
        if all(_is_there(listing, below(folder, name)) for name in system.needs):
            version = _version(tree, listing, folder, system)
            if version is not None or system.sure:
                locked = version or _locked(files, system.name)
                return Found(system.kind, system.name, locked, system.fork_of)
    return None


def by_packages(tree: Tree, listing: Listing, folder: str, files: ComposerFiles | None) -> Found | None:
    """Return the system that the composer.json or package.json of a folder asks for."""
    project = files.project if files else None
    if project is not None and project.type in {None, "project"}:
        is_site = any(listing.is_file(below(folder, front)) for front in _FRONTS)
        for package, (kind, name) in _PACKAGES.items():
            if package in project.require and (is_site or project.type == "project"):
                return Found(kind, name, _locked(files, name))
    place = below(folder, "package.json")
    file = tree.read(place, _LIMIT) if project is None and listing.is_file(place) else None
    return next(_node(file.data), None) if isinstance(file, File) else None


def _is_there(listing: Listing, path: str) -> bool:
    return listing.is_file(path) or listing.is_folder(path)


def _version(tree: Tree, listing: Listing, folder: str, system: _System) -> str | None:
    """Return the version that the files tell, "" if the pattern only confirms the system."""
    for name in system.files:
        place = below(folder, name)
        file = tree.read(listing.resolve(place) or place, _LIMIT) if listing.is_file(place) else None
        if isinstance(file, File) and (match := re.search(system.version, file.data)):
            return match[1].decode("utf-8", "replace")
    return None


def _locked(files: ComposerFiles | None, name: str) -> str | None:
    """Return the version that a composer.lock has of a system."""
    wanted = {package for package, (_, known) in _PACKAGES.items() if known == name}
    packages = files.packages if files else ()
    return next((one.version.removeprefix("v") for one in packages if one.name in wanted), None)


def _node(data: bytes) -> Iterator[Found]:
    for package, kind, name in _NODE:
        wanted = rb"\"" + re.escape(package) + rb"\":\s{0,9}\"[~^>=v ]{0,4}([0-9][0-9A-Za-z.-]{0,30})?"
        if match := re.search(wanted, data):
            yield Found(kind, name, match[1].decode() if match[1] else None)
