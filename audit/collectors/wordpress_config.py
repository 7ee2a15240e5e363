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
_PRIVATE_TEXT = re.compile(
    r"[^\s@/:]+@[^\s@/]+\.[^\s@/]+|://[^/\s]*@"
)  # an e-mail address, or a login in a URL

# Public names; the text of any other constant may be anything, so it stays where it is.
_SHOWN = frozenset(
    """
    ABSPATH ADMIN_COOKIE_PATH AUTOMATIC_UPDATER_DISABLED BLOGUPLOADDIR BLOG_ID_CURRENT_SITE
    COOKIEHASH COOKIEPATH COOKIE_DOMAIN DB_CHARSET DB_COLLATE DB_HOST DB_NAME DOMAIN_CURRENT_SITE
    ERRORLOGFILE FS_METHOD FTP_BASE NOBLOGREDIRECT PANTHEON_HOSTNAME PATH_CURRENT_SITE PLUGINDIR
    PLUGINS_COOKIE_PATH SITECOOKIEPATH SITE_ID_CURRENT_SITE STYLESHEETPATH TEMPLATEPATH
    UPLOADBLOGSDIR UPLOADS WPCACHEHOME WPLANG WPMU_PLUGIN_DIR WPMU_PLUGIN_URL WP_AUTO_UPDATE_CORE
    WP_CONTENT_DIR WP_CONTENT_URL WP_DEBUG_LOG WP_DEFAULT_THEME WP_ENVIRONMENT_TYPE WP_HOME
    WP_LANG_DIR WP_MAX_MEMORY_LIMIT WP_MEMORY_LIMIT WP_PLUGIN_DIR WP_PLUGIN_URL WP_PROXY_HOST
    WP_SITEURL WP_TEMP_DIR table_prefix
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


def _setting(found: Assignment, location: Location, install: str, watched: frozenset[str]) -> Setting:
    name = found.name.lstrip("$")
    is_text = isinstance(found.value, str)
    value: Scalar = None
    state: SettingState = "literal"
    if found.computed:
        state = "computed"
    elif is_private(name, found.value) or (is_text and name not in _SHOWN and name not in watched):
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
