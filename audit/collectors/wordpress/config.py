"""The settings of a wp-config.php and the files that it includes, read without running them."""

import posixpath
from collections.abc import Iterable, Iterator
from typing import cast

from msgspec.structs import replace

from audit.collectors.places import TOP, below, in_tree
from audit.model.facts import Fact, Location, Problem, Scalar, Setting, SettingKind, SettingState
from audit.parsers.conflicts import first_conflict, sides
from audit.parsers.php.calls import calls
from audit.parsers.php.file import PhpFile
from audit.parsers.php.values import Assignment, Include, configuration
from audit.parsers.privacy import is_private
from audit.sources.tree import File, Listing, Tree

_HIDDEN = frozenset({"eval", "extract", "parse_str"})
_NO_SETTINGS = ("wp-settings.php", "vendor/autoload.php")
_DEEPEST = 8  # includes within includes
_MOST_FILES = 100  # that one configuration is made of
_LONGEST = 1024 * 1024  # bytes of a configuration that are read
_ENVIRONMENTS = "environments"  # folder beside Bedrock's application.php: one file for each environment
_MOST_ENVIRONMENTS = 20

# Public names, those of PHP at the end; the value of any other may be anything, so it stays where it is.
_SHOWN = frozenset(
    """
    ADMIN_COOKIE_PATH AUTOMATIC_UPDATER_DISABLED AUTOSAVE_INTERVAL BLOGUPLOADDIR BLOG_ID_CURRENT_SITE
    CONTENT_DIR COOKIEHASH COOKIEPATH COOKIE_DOMAIN CUSTOM_USER_META_TABLE CUSTOM_USER_TABLE DB_CHARSET
    DB_COLLATE DB_HOST DB_NAME DOMAIN_CURRENT_SITE EMPTY_TRASH_DAYS ERRORLOGFILE FS_CHMOD_DIR FS_CHMOD_FILE
    FS_METHOD FTP_BASE MEDIA_TRASH NOBLOGREDIRECT PANTHEON_HOSTNAME PATH_CURRENT_SITE PLUGINDIR
    PLUGINS_COOKIE_PATH SITECOOKIEPATH SITE_ID_CURRENT_SITE STYLESHEETPATH TEMPLATEPATH
    UPLOADBLOGSDIR UPLOADS WPCACHEHOME WPLANG WPMU_PLUGIN_DIR WPMU_PLUGIN_URL WP_ALLOW_MULTISITE
    WP_AUTO_UPDATE_CORE WP_CONTENT_DIR WP_CONTENT_FOLDERNAME WP_CONTENT_URL WP_CRON_LOCK_TIMEOUT
    WP_DEBUG_LOG WP_DEFAULT_THEME WP_ENV WP_ENVIRONMENT_TYPE WP_HOME WP_LANG_DIR WP_MAX_MEMORY_LIMIT
    WP_MEMORY_LIMIT WP_PLUGIN_DIR WP_PLUGIN_URL WP_POST_REVISIONS WP_PROXY_HOST WP_SITEURL WP_TEMP_DIR
    table_prefix
    date.timezone default_socket_timeout display_errors error_reporting log_errors max_execution_time
    max_input_time max_input_vars memory_limit output_buffering pcre.backtrack_limit pcre.jit
    pcre.recursion_limit post_max_size session.cookie_lifetime session.cookie_secure session.gc_maxlifetime
    session.save_handler upload_max_filesize zlib.output_compression
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
    tree: Tree, listing: Listing, path: str, place: tuple[str, str], watched: frozenset[str]
) -> Iterator[Fact]:
    """
    Yield what a configuration sets, and what of it stays unknown; watched names are shown as well.

    The place is the folder of the core and the docroot.
    """
    root, _ = place
    facts = _Reader(tree, listing, place, watched, 0).facts(path)
    if any(isinstance(fact, Problem) and fact.kind == "merge-conflict" for fact in facts):
        facts = _agreed(facts, _Reader(tree, listing, place, watched, 1).facts(path))
    yield from facts
    is_told = any(isinstance(fact, Problem) or fact.name == "table_prefix" for fact in facts)
    if not is_told:
        text = "It sets no $table_prefix, so it is no whole configuration, or not one that can be read."
        yield _problem(path, None, root or ".", "unknown-settings", text)


class _Reader:
    """Follows a configuration through the files that it includes."""

    def __init__(
        self, tree: Tree, listing: Listing, place: tuple[str, str], watched: frozenset[str], side: int
    ) -> None:
        self._tree = tree
        self._listing = listing
        self._install, self._docroot = (folder or "." for folder in place)
        self._watched = watched
        self._side = side  # of an unresolved merge
        self._seen: set[str] = set()
        self._is_told = False  # that there are too many files
        self._late: set[tuple[str, Location]] = set()  # settings of which the last counts
        self._known = {
            "ABSPATH": f"{_on_site(self._install)}/",  # wp-load.php sets it before
            "$_SERVER['DOCUMENT_ROOT']": _on_site(self._docroot),
        }

    def facts(self, path: str) -> list[Setting | Problem]:
        """Return all that the file at a path sets, or leaves open."""
        return _outlasting(list(self.read(path, 0)), self._late)

    def read(self, path: str, depth: int) -> Iterator[Setting | Problem]:
        self._seen.add(path)
        file = self._tree.read(path)
        if not isinstance(file, File):
            yield replace(file, install=self._install, source="configuration")
            return
        if len(file.data) > _LONGEST:
            yield self._problem(path, None, "Only the first MiB of this configuration was read.")
        code = file.data[:_LONGEST]
        if (both := sides(code)) is not None:
            text = "It holds merge conflict markers (<<<<<<<); only what both sides agree on was taken."
            yield self._problem(path, first_conflict(code), text, "merge-conflict")
            code = both[self._side]
        yield from self._unseen(path, code)
        for found in configuration(code, f"{TOP}/{path}", self._known):
            place = Location(path, found.line)
            if isinstance(found, Include):
                yield from self._include(found, place, depth)
            elif found.name is None:
                yield self._problem(
                    path, found.line, "A constant is set whose name is only known at run time."
                )
            elif found.kind != "variable" or found.name == "$table_prefix":
                self._note(found, place)
                yield self._setting(found, place)

    def _note(self, found: Assignment, place: Location) -> None:
        """Keep what expressions of the files that follow may use."""
        if found.late:
            self._late.add((str(found.name), place))
            self._known.pop(f"Config::{found.name}", None)
        if found.kind == "constant" and isinstance(found.value, str) and not found.conditional:
            if found.late:
                self._known[f"Config::{found.name}"] = found.value
            else:
                self._known.setdefault(str(found.name), found.value)

    def _unseen(self, path: str, code: bytes) -> Iterator[Problem]:
        """Yield ways of setting something that the text does not show."""
        for call in calls(PhpFile(code), _HIDDEN):
            yield self._problem(
                path, call.line, f"{call.name}() may set anything; what it sets is not known."
            )
        if b"Config::define(" in code and b"Roots\\WPConfig" not in code:
            yield self._problem(path, None, "It sets constants through a class, which is not followed.")

    def _include(self, include: Include, place: Location, depth: int) -> Iterator[Setting | Problem]:
        if include.target is not None and include.target.endswith(_NO_SETTINGS):
            return
        environments = self._environments(place) if include.target is None and include.conditional else []
        if environments:
            yield from self._each(environments, depth)
            return
        target = None if include.target is None else self._file(include.target, place)
        if target in self._seen:
            return
        if target is not None and (depth >= _DEEPEST or len(self._seen) >= _MOST_FILES):
            if not self._is_told:
                text = "Too many files include each other; the one named here and further ones were not read."
                yield self._problem(place.path, place.line, text)
            self._is_told = True
        elif target is not None:
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

    def _environments(self, place: Location) -> list[str]:
        """Return the files of which a Bedrock includes the one that is called like its environment."""
        folder = below(posixpath.dirname(place.path), _ENVIRONMENTS)
        names = (name for name in sorted(self._listing.folder(folder)) if name.endswith(".php"))
        paths = (below(folder, name) for name in names)
        return [path for path in paths if self._listing.is_file(path)][:_MOST_ENVIRONMENTS]

    def _each(self, environments: list[str], depth: int) -> Iterator[Setting | Problem]:
        """Yield what each environment sets; which one applies is only known at run time."""
        known = dict(self._known)
        for path in environments:
            if path not in self._seen and depth < _DEEPEST:
                for fact in self.read(path, depth + 1):
                    yield replace(fact, conditional=True) if isinstance(fact, Setting) else fact
                self._known = dict(known)

    def _file(self, target: str, place: Location) -> str | None:
        """Return the file that PHP would include: a relative one from the docroot, or beside this file."""
        near = in_tree(target)
        if near is not None:
            return self._listing.resolve(near) if self._listing.is_file(near) else None
        if target.startswith(("/", TOP)):
            return None
        for folder in (self._install, self._docroot, posixpath.dirname(place.path)):
            path = posixpath.normpath(below(folder, target))
            if self._listing.is_file(path):
                return self._listing.resolve(path)
        return None

    def _problem(self, path: str, line: int | None, text: str, kind: str = "unknown-settings") -> Problem:
        return _problem(path, line, self._install, kind, text)

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


def _on_site(folder: str) -> str:
    return TOP if folder == "." else f"{TOP}/{folder}"


def _problem(path: str, line: int | None, install: str, kind: str, text: str) -> Problem:
    place = Location(path, line)
    return Problem(location=place, install=install, kind=kind, text=text, source="configuration")


def _outlasting(facts: list[Setting | Problem], late: set[tuple[str, Location]]) -> list[Setting | Problem]:
    """Return the facts without settings that a later one replaces; what may be replaced is conditional."""
    kept: list[Setting | Problem] = []
    sure: set[str] = set()
    doubtful: set[str] = set()
    for fact in reversed(facts):
        if not isinstance(fact, Setting) or (fact.name, fact.location) not in late:
            kept.append(fact)
        elif fact.name not in sure:
            kept.append(replace(fact, conditional=True) if fact.name in doubtful else fact)
            (doubtful if fact.conditional else sure).add(fact.name)
    return kept[::-1]


def _agreed(ours: list[Setting | Problem], theirs: list[Setting | Problem]) -> list[Setting | Problem]:
    """Return the settings on which both sides of a merge agree, and the problems of either."""
    told, others = _by_name(ours), _by_name(theirs)
    facts = [
        fact for fact in ours if not isinstance(fact, Setting) or told[fact.name] == others.get(fact.name)
    ]
    return list(dict.fromkeys([*facts, *(fact for fact in theirs if isinstance(fact, Problem))]))


def _by_name(facts: list[Setting | Problem]) -> dict[str, list[tuple[object, ...]]]:
    """Return what a name is set to, in the order of the files."""
    told: dict[str, list[tuple[object, ...]]] = {}
    for fact in facts:
        if isinstance(fact, Setting):
            value = (fact.kind, fact.state, fact.value, fact.conditional)
            told.setdefault(fact.name, []).append(value)
    return told


def _decide(own: list[Setting]) -> Setting:
    chosen = own[-1] if own[0].kind == "variable" else own[0]
    is_same = len({(setting.state, setting.value) for setting in own}) == 1
    if not chosen.conditional or (is_same and len(own) > 1):
        return chosen
    return replace(chosen, state="computed", value=None)
