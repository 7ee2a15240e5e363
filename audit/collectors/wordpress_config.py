"""The settings of a wp-config.php and the files that it includes, read without running them."""

import posixpath
from collections.abc import Iterable, Iterator
from typing import cast

from msgspec.structs import replace

from audit.collectors.places import below
from audit.model.facts import Fact, Location, Problem, Scalar, Setting, SettingKind, SettingState
from audit.parsers.php import calls
from audit.parsers.php_values import Assignment, Include, configuration
from audit.parsers.privacy import is_private
from audit.sources.tree import File, Listing, Tree

TOP = "<site>"  # what __DIR__ is for a file at the top of the tree: where the site lies is not known

_HIDDEN = frozenset({"eval", "extract", "parse_str"})
_NO_SETTINGS = ("wp-settings.php", "vendor/autoload.php")
_DEEPEST = 8  # includes within includes
_LONGEST = 1024 * 1024  # bytes of a configuration that are read

# Public names; the value of any other constant may be anything, so it stays where it is.
_SHOWN = frozenset(
    """
    ADMIN_COOKIE_PATH AUTOMATIC_UPDATER_DISABLED AUTOSAVE_INTERVAL BLOGUPLOADDIR BLOG_ID_CURRENT_SITE
    COOKIEHASH COOKIEPATH COOKIE_DOMAIN CUSTOM_USER_META_TABLE CUSTOM_USER_TABLE DB_CHARSET DB_COLLATE
    DB_HOST DB_NAME DOMAIN_CURRENT_SITE EMPTY_TRASH_DAYS ERRORLOGFILE FS_CHMOD_DIR FS_CHMOD_FILE
    FS_METHOD FTP_BASE MEDIA_TRASH NOBLOGREDIRECT PANTHEON_HOSTNAME PATH_CURRENT_SITE PLUGINDIR
    PLUGINS_COOKIE_PATH SITECOOKIEPATH SITE_ID_CURRENT_SITE STYLESHEETPATH TEMPLATEPATH
    UPLOADBLOGSDIR UPLOADS WPCACHEHOME WPLANG WPMU_PLUGIN_DIR WPMU_PLUGIN_URL WP_ALLOW_MULTISITE
    WP_AUTO_UPDATE_CORE WP_CONTENT_DIR WP_CONTENT_URL WP_CRON_LOCK_TIMEOUT WP_DEBUG_LOG
    WP_DEFAULT_THEME WP_ENVIRONMENT_TYPE WP_HOME WP_LANG_DIR WP_MAX_MEMORY_LIMIT WP_MEMORY_LIMIT
    WP_PLUGIN_DIR WP_PLUGIN_URL WP_POST_REVISIONS WP_PROXY_HOST WP_SITEURL WP_TEMP_DIR table_prefix
    """.split()
)


def effective(settings: Iterable[Setting]) -> dict[str, Setting]:
    """
    Return the setting that counts for each name.

    Of a constant that is the first, of a variable the last. Where a branch decides between different
    values, the one that counts is only known at run time.
    """
    by_name: dict[str, list[Setting]] = {}
    for setting in settings:
        if setting.kind != "option":
            by_name.setdefault(setting.name, []).append(setting)
    return {name: _decide(own) for name, own in by_name.items()}


def read_config(
    tree: Tree, listing: Listing, path: str, root: str, watched: frozenset[str]
) -> Iterator[Fact]:
    """Yield what a configuration sets, and what of it stays unknown; watched names are shown as well."""
    facts = list(_Reader(tree, listing, root or ".", watched).read(path, 0))
    yield from facts
    is_told = any(isinstance(fact, Problem) or fact.name == "table_prefix" for fact in facts)
    if not is_told:
        text = "It sets no $table_prefix, so it is no whole configuration, or not one that can be read."
        place = Location(path)
        yield Problem(
            location=place, install=root or ".", kind="unknown-settings", text=text, source="configuration"
        )


class _Reader:
    """Follows a configuration through the files that it includes."""

    def __init__(self, tree: Tree, listing: Listing, install: str, watched: frozenset[str]) -> None:
        self._tree = tree
        self._listing = listing
        self._install = install
        self._watched = watched
        self._seen: set[str] = set()
        home = TOP if install == "." else f"{TOP}/{install}"
        self._known = {"ABSPATH": f"{home}/"}  # wp-load.php sets it before

    def read(self, path: str, depth: int) -> Iterator[Setting | Problem]:
        self._seen.add(path)
        file = self._tree.read(path)
        if not isinstance(file, File):
            yield replace(file, install=self._install, source="configuration")
            return
        if len(file.data) > _LONGEST:
            yield self._problem(path, None, "Only the first MiB of this configuration was read.")
        yield from self._unseen(path, file.data)
        for found in configuration(file.data[:_LONGEST], f"{TOP}/{path}", self._known):
            place = Location(path, found.line)
            if isinstance(found, Include):
                yield from self._include(found, place, depth)
            elif found.name is None:
                yield self._problem(
                    path, found.line, "A constant is set whose name is only known at run time."
                )
            elif found.kind != "variable" or found.name == "$table_prefix":
                if found.kind == "constant" and isinstance(found.value, str) and not found.conditional:
                    self._known.setdefault(found.name, found.value)
                yield self._setting(found, place)

    def _unseen(self, path: str, code: bytes) -> Iterator[Problem]:
        """Yield ways of setting something that the text does not show."""
        for call in calls(code, _HIDDEN):
            yield self._problem(
                path, call.line, f"{call.name}() may set anything; what it sets is not known."
            )
        if b"Config::define(" in code:
            yield self._problem(path, None, "It sets constants through a class, which is not followed.")

    def _include(self, include: Include, place: Location, depth: int) -> Iterator[Setting | Problem]:
        if include.target is not None and include.target.endswith(_NO_SETTINGS):
            return
        target = None if include.target is None else self._file(include.target, place)
        if target in self._seen:
            return
        if target is not None and depth < _DEEPEST:
            for fact in self.read(target, depth + 1):
                is_open = include.conditional and isinstance(fact, Setting)
                yield replace(fact, conditional=True) if is_open else fact
        elif include.target is None or not include.conditional:
            what = (
                "a file that is only known at run time"
                if include.target is None
                else "a file that is not here"
            )
            yield self._problem(place.path, place.line, f"It includes {what}; what that sets is not known.")

    def _file(self, target: str, place: Location) -> str | None:
        """Return the file that PHP would include: a relative one from the docroot, or beside this file."""
        near = in_tree(target)
        if near is not None:
            return self._listing.resolve(near) if self._listing.is_file(near) else None
        if target.startswith(("/", TOP)):
            return None
        for folder in (self._install, posixpath.dirname(place.path)):
            path = posixpath.normpath(below(folder, target))
            if self._listing.is_file(path):
                return self._listing.resolve(path)
        return None

    def _problem(self, path: str, line: int | None, text: str) -> Problem:
        place = Location(path, line)
        kind = "unknown-settings"
        return Problem(location=place, install=self._install, kind=kind, text=text, source="configuration")

    def _setting(self, found: Assignment, location: Location) -> Setting:
        name = str(found.name).lstrip("$")
        is_public = isinstance(found.value, bool | None) or name in _SHOWN or name in self._watched
        value: Scalar = None
        state: SettingState = "literal"
        if found.computed:
            state = "computed"
        elif not is_public or is_private(name, found.value):
            state = "withheld"
        else:
            value = found.value
        return Setting(
            location=location,
            install=self._install,
            kind=cast("SettingKind", found.kind),
            name=name,
            value=value,
            state=state,
            conditional=found.conditional,
        )


def in_tree(path: str) -> str | None:
    """
    Return a path below TOP as seen from the top of the tree; None for any other.

    >>> in_tree("<site>/web/../wp-config.php"), in_tree("<site>//app/"), in_tree("/srv/wp-config.php")
    ('wp-config.php', 'app', None)
    """
    return posixpath.normpath(path.removeprefix(TOP).strip("/")) if path.startswith(f"{TOP}/") else None


def _decide(own: list[Setting]) -> Setting:
    chosen = own[-1] if own[0].kind == "variable" else own[0]
    is_same = len({(setting.state, setting.value) for setting in own}) == 1
    if not chosen.conditional or (is_same and len(own) > 1):
        return chosen
    return replace(chosen, state="computed", value=None)
