"""The settings of a wp-config.php, read without running it, and without its secrets."""

import posixpath
import re
from collections.abc import Iterator
from typing import cast

from audit.model.facts import Fact, Location, Problem, Scalar, Setting, SettingKind, SettingState
from audit.parsers.php_values import Assignment, assignments
from audit.sources.tree import File, shown

_SECRET = re.compile(
    r"PASS|PWD|SECRET|SALT|TOKEN|AUTH|KEY|CREDENTIAL|LICEN[CS]E|PRIVATE|MAIL|DSN|_USER$|SIGNATURE|WEBHOOK"
)
_MAIL = r"[^\s@/:<>\"']+@[^\s@/<>\"']+\.[^\s@/<>\"']+"
_LOGIN = r"(?<=//)[^/\s@]*@"
_PRIVATE_TEXT = re.compile(f"{_MAIL}|{_LOGIN}")

# Public names; the value of any other constant may be anything, so it stays where it is.
_SHOWN = frozenset(
    """
    ADMIN_COOKIE_PATH AUTOMATIC_UPDATER_DISABLED AUTOSAVE_INTERVAL BLOGUPLOADDIR
    BLOG_ID_CURRENT_SITE COOKIEHASH COOKIEPATH COOKIE_DOMAIN CUSTOM_USER_META_TABLE
    CUSTOM_USER_TABLE DB_CHARSET DB_COLLATE DB_HOST DB_NAME DOMAIN_CURRENT_SITE EMPTY_TRASH_DAYS
    ERRORLOGFILE FS_CHMOD_DIR FS_CHMOD_FILE FS_METHOD FTP_BASE MEDIA_TRASH NOBLOGREDIRECT
    PANTHEON_HOSTNAME PATH_CURRENT_SITE PLUGINDIR PLUGINS_COOKIE_PATH SITECOOKIEPATH
    SITE_ID_CURRENT_SITE STYLESHEETPATH TEMPLATEPATH UPLOADBLOGSDIR UPLOADS WPCACHEHOME WPLANG
    WPMU_PLUGIN_DIR WPMU_PLUGIN_URL WP_ALLOW_MULTISITE WP_AUTO_UPDATE_CORE WP_CONTENT_DIR
    WP_CONTENT_URL WP_CRON_LOCK_TIMEOUT WP_DEBUG_LOG WP_DEFAULT_THEME WP_ENVIRONMENT_TYPE WP_HOME
    WP_LANG_DIR WP_MAX_MEMORY_LIMIT WP_MEMORY_LIMIT WP_PLUGIN_DIR WP_PLUGIN_URL WP_POST_REVISIONS
    WP_PROXY_HOST WP_SITEURL WP_TEMP_DIR table_prefix
    """.split()
)


def read_config(file: File | Problem, install: str, watched: frozenset[str]) -> Iterator[Fact]:
    """Yield what a configuration sets; watched names are shown as well, unless they name a secret."""
    if isinstance(file, Problem):
        yield Problem(
            location=file.location, install=install, kind=file.kind, text=file.text, source="configuration"
        )
        return
    for found in assignments(file.data):
        if found.kind == "variable" and found.name != "$table_prefix":
            continue  # of the file's own use
        yield _setting(found, Location(shown(file.path), found.line), install, watched)


def content_folder(file: File) -> str | None:
    """Return where WP_CONTENT_DIR puts the content, from the top of the tree; None: it does not say."""
    for found in assignments(file.data, path=f"/{file.path}"):
        if found.name == "WP_CONTENT_DIR" and isinstance(found.value, str):
            return posixpath.normpath(found.value).lstrip("/")
    return None


def is_private(name: str, value: object) -> bool:
    """
    Tell whether a value must not be copied: its name or its text says that it is somebody's secret.

    >>> is_private("AUTH_KEY", "x"), is_private("relay", "smtp://joe:pw@host"), is_private("WP_CACHE", True)
    (True, True, False)
    """
    if isinstance(value, bool) or value is None:
        return False
    return bool(_SECRET.search(name.upper()) or _PRIVATE_TEXT.search(str(value)))


def without_secrets(text: str) -> str:
    """
    Return a text without e-mail addresses and without the logins of URLs.

    >>> without_secrets("Ask joe@example.org"), without_secrets("https://joe:pw@example.org/x")
    ('Ask [e-mail address]', 'https://example.org/x')
    """
    return re.sub(_MAIL, "[e-mail address]", re.sub(_LOGIN, "", text))


def _setting(found: Assignment, location: Location, install: str, watched: frozenset[str]) -> Setting:
    name = found.name.lstrip("$")
    is_plain = isinstance(found.value, bool | None) or name in _SHOWN or name in watched
    value: Scalar = None
    state: SettingState = "literal"
    if found.computed:
        state = "computed"
    elif is_private(name, found.value) or not is_plain:
        state = "withheld"
    else:
        value = found.value
    return Setting(
        location=location,
        install=install,
        kind=cast("SettingKind", found.kind),
        name=name,
        value=value,
        state=state,
        conditional=found.conditional,
    )
