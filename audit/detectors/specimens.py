"""Little sites that show an extension: the examples that rules on extensions have without writing any."""

from collections.abc import Iterable
from typing import NamedTuple

from audit.model.facts import Cms, ExtensionKind
from audit.model.rules import Example
from audit.parsers.versions import in_range, parse_range

_WORDPRESS = {
    "wp-includes/version.php": "<?php $wp_version = '6.8.1';",
    "wp-settings.php": "<?php",
    "wp-config.php": "<?php $table_prefix = 'wp_';",
    "wp-content/index.php": "<?php // Silence is golden.",
}
_DRUPAL_7 = {
    "includes/bootstrap.inc": "<?php define('VERSION', '7.103');",
    "modules/system/system.module": "<?php",
    "sites/default/settings.php": "<?php $databases = array();",
}
_DRUPAL_10 = {
    "core/lib/Drupal.php": "<?php class Drupal { const VERSION = '10.4.8'; }",
    "sites/default/settings.php": "<?php $databases = [];",
}
_NEW_CORE = "core/"  # an example of a Drupal with files there is one of Drupal 8 or newer

_FOLDERS: dict[ExtensionKind, str] = {"module": "modules", "theme": "themes", "profile": "profiles"}
_DUMP = """
CREATE TABLE `wp_options` (
  `option_id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `option_name` varchar(191) NOT NULL,
  `option_value` longtext NOT NULL,
  `autoload` varchar(20) NOT NULL,
  PRIMARY KEY (`option_id`)
) ENGINE=InnoDB;
INSERT INTO `wp_options` VALUES (1,'siteurl','https://www.example.org','yes'),
(2,'home','https://www.example.org','yes'),
(3,'active_plugins','%s','yes'),
(4,'template','%s','yes'),
(5,'stylesheet','%s','yes');
CREATE TABLE `wp_posts` (`ID` bigint(20) unsigned NOT NULL) ENGINE=InnoDB;
CREATE TABLE `wp_users` (`ID` bigint(20) unsigned NOT NULL) ENGINE=InnoDB;
-- Dump completed
"""


class Ground(NamedTuple):
    """A core that an extension is laid on."""

    cms: Cms
    version: str


class Specimen(NamedTuple):
    """An extension to be shown."""

    kind: ExtensionKind
    slug: str
    name: str
    version: str | None = "1.0"  # None: its header names none
    writer: str | None = None  # of a drop-in: the plugin that it says it is of


GROUNDS: dict[Cms, tuple[Ground, ...]] = {
    "wordpress": (Ground("wordpress", "6.8.1"),),
    "drupal": (Ground("drupal", "10.4.8"), Ground("drupal", "7.103")),
}


def core_of(cms: Cms, files: Iterable[str]) -> dict[str, str]:
    """
    Return the core that an example stands on, by the paths of its own files.

    >>> list(core_of("drupal", ["core/lib/Drupal.php"])), len(core_of("drupal", ["modules/a.info"]))
    (['core/lib/Drupal.php', 'sites/default/settings.php'], 3)
    """
    if cms == "wordpress":
        return _WORDPRESS
    return _DRUPAL_10 if any(path.startswith(_NEW_CORE) for path in files) else _DRUPAL_7


def shown(
    ground: Ground, specimens: Iterable[Specimen], *, matches: bool, active: bool | None = None
) -> Example | None:
    """Return a site with these extensions; None where nobody knows how such a one would look."""
    files: dict[str, str] = {}
    dump = None
    for specimen in specimens:
        laid = _wordpress(specimen) if ground.cms == "wordpress" else _drupal(specimen, ground)
        if not laid:
            return None
        files |= laid
        if active is not None:
            dump = _active(specimen if active else None)
    return Example(matches=matches, files=files, dump=dump)


def lookalike(specimen: Specimen) -> Specimen:
    """
    Return an extension whose slug begins in the same way.

    >>> lookalike(Specimen("drop-in", "db.php", "db")).slug, lookalike(Specimen("plugin", "give", "G")).slug
    ('db-lookalike.php', 'give-lookalike')
    """
    stem, dot, ending = specimen.slug.partition(".php")
    dash = "_" if specimen.kind in {"module", "profile"} else "-"
    return specimen._replace(slug=f"{stem}{dash}lookalike{dot}{ending}")


def version_ends(versions: str) -> tuple[list[str], list[str]]:
    """
    Return the versions next to both ends of a range: those inside, and those outside.

    >>> version_ends(">=2.1,<3")
    (['2.1', '2.99'], ['2.0.99', '3'])
    >>> version_ends("<=5.1.0.3")
    (['5.1.0.3'], ['5.1.0.3.1'])
    """
    inside: list[str] = []
    outside: list[str] = []
    for compare, limit in parse_range(versions):
        at = ".".join(map(str, limit.release))
        near = {"at": at, "below": _below(limit.release), "above": f"{at}.1"}
        for side in _INSIDE[compare]:
            inside += [version for version in [near[side]] if version and in_range(version, versions)]
        outside += [near[side] for side in _OUTSIDE[compare] if near[side]]
    return inside, outside


_INSIDE = {
    "<": ("below",),
    "<=": ("at",),
    "==": ("at",),
    "!=": ("below", "above"),
    ">=": ("at",),
    ">": ("above",),
}
_OUTSIDE = {
    "<": ("at",),
    "<=": ("above",),
    "==": ("below", "above"),
    "!=": ("at",),
    ">=": ("below",),
    ">": ("at",),
}


def _below(release: tuple[int, ...]) -> str:
    """Return a version just below a release; "" where it is the first of all."""
    while release and release[-1] == 0:
        release = release[:-1]
    return ".".join(map(str, (*release[:-1], release[-1] - 1, 99))) if release else ""


def _wordpress(specimen: Specimen) -> dict[str, str]:
    kind, slug, name, _, writer = specimen
    version = f"\nVersion: {specimen.version}" if specimen.version else ""
    if kind == "theme":
        folder = f"wp-content/themes/{slug}"
        return {
            f"{folder}/style.css": f"/*\nTheme Name: {name}{version}\n*/\n",
            f"{folder}/index.php": "<?php\n",
        }
    places = {
        "plugin": f"wp-content/plugins/{slug}/{slug}.php",
        "mu-plugin": f"wp-content/mu-plugins/{slug}.php",
        "drop-in": f"wp-content/{slug}",
    }
    if kind not in places:
        return {}
    code = f"include WP_CONTENT_DIR . '/plugins/{writer}/{slug}';\n" if writer else ""
    return {places[kind]: f"<?php\n/*\nPlugin Name: {name}{version}\n*/\n{code}"}


def _drupal(specimen: Specimen, ground: Ground) -> dict[str, str]:
    kind, slug, name, version, _ = specimen
    if kind not in _FOLDERS:
        return {}
    if ground.version.startswith("7."):
        top = _FOLDERS[kind] if kind == "profile" else f"sites/all/{_FOLDERS[kind]}"
        said = f"version = 7.x-{version}\n" if version else ""
        files = {f"{top}/{slug}/{slug}.info": f"name = {name}\ncore = 7.x\n{said}"}
        return files | ({} if kind == "theme" else {f"{top}/{slug}/{slug}.{kind}": "<?php\n"})
    said = f"version: '{version}'\n" if version else ""
    info = f"name: '{name}'\ntype: {kind}\ncore_version_requirement: ^10\n{said}"
    return {
        f"{_FOLDERS[kind]}/contrib/{slug}/{slug}.info.yml": info,
        "core/lib/Drupal.php": _DRUPAL_10["core/lib/Drupal.php"],
    }


def _active(specimen: Specimen | None) -> str:
    """Return the dump of a WordPress where this plugin or theme is active, and nothing else is."""
    plugins, theme = "a:0:{}", "another"
    if specimen and specimen.kind == "theme":
        theme = specimen.slug
    elif specimen:
        file = f"{specimen.slug}/{specimen.slug}.php"
        plugins = f'a:1:{{i:0;s:{len(file)}:"{file}";}}'
    return _DUMP % (plugins, theme, theme)
