"""Which variables and configuration of a Drupal are stated as settings, and how."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from audit.model.facts import Location, Scalar, Setting, SettingKind
from audit.parsers.privacy import is_private, without_secrets
from audit.parsers.serialized import CLASS_KEY

# Drupal 6 and 7; what a migration is planned with, whether a rule asks for it or not.
VARIABLES = frozenset(
    # the site
    "site_name site_mail site_frontpage install_profile theme_default admin_theme language_default "
    "maintenance_mode site_offline clean_url error_level date_default_timezone user_register "
    # cron and mail
    "cron_safe_threshold cron_last elysia_cron_disabled mail_system smtp_library smtp_on smtp_host "
    # caches
    "cache block_cache cache_lifetime page_cache_maximum_age page_compression page_cache_invoke_hooks "
    "preprocess_css preprocess_js cache_backends cache_default_class varnish_version "
    # files
    "file_public_path file_private_path file_temporary_path file_default_scheme "
    "file_directory_path file_directory_temp file_downloads "
    # search
    "apachesolr_host apachesolr_default_environment search_active_modules search_default_module".split()
)
# Drupal 8 and later: the object, and which of its values; a * stands for more.
CONFIG: dict[str, tuple[str, ...]] = {
    "system.site": ("name", "mail", "page.front", "page.403", "page.404", "default_langcode"),
    "system.theme": ("default", "admin"),
    "system.cron": ("threshold.autorun",),
    "automated_cron.settings": ("interval",),
    "system.performance": ("cache.page.max_age", "css.preprocess", "js.preprocess", "css.gzip", "js.gzip"),
    "system.file": ("path.temporary", "default_scheme", "allow_insecure_uploads"),
    "system.logging": ("error_level",),
    "system.date": ("timezone.default",),
    "system.mail": ("interface.*", "mailer_dsn.*"),
    "mailsystem.settings": ("defaults.*", "modules.*"),
    "smtp.settings": ("smtp_on", "smtp_host"),
    "swiftmailer.transport": ("transport", "smtp_host"),
    "symfony_mailer.settings": ("default_transport",),
    "core.extension": ("profile",),
    "search_api.server.*": ("backend", "status"),
    "config_ignore.settings": ("*",),
    "config_split.config_split.*": ("status", "folder", "storage"),
}
# Read as well, but told by other facts than settings.
_READ = ("language.entity.*", "domain.record.*", "user.role.*")
STATE = frozenset({"system.cron_last", "system.maintenance_mode", "install_time"})

# Of these variables not all parts are told.
_PARTS = {"language_default": ("language", "prefix", "domain")}
# That they are there is told, and no more.
_PRESENCE = (
    *("site_mail", "smtp_host", "apachesolr_host", "system.site:mail", "system.mail:mailer_dsn.[!s]*"),
    *("smtp.settings:smtp_host", "swiftmailer.transport:smtp_host"),
)
# Names that sound like a secret and hold the name of a class or a module.
_OPEN = (
    *("mail_system*", "system.mail:interface.*", "system.mail:mailer_dsn.scheme", "mailsystem.settings:*"),
    "symfony_mailer.settings:*",
)
_LEAVES = 500  # values of one variable or object
_DEPTH = 10
_SHOWN = 1000  # characters; the value of a longer one is not shown


class Wanted:
    """
    The names that are read of a database or of config/sync: those of the plan, and those that rules ask for.

    >>> wanted = Wanted(frozenset({"my_variable", "my.settings:key"}))
    >>> wanted.variable("my_variable"), wanted.config("my.settings"), wanted.config("search_api.server.solr")
    (True, True, True)
    """

    def __init__(self, watched: frozenset[str]) -> None:
        self._watched = watched
        plain = {name for name in watched if ":" not in name}
        self._variables = VARIABLES | plain | {name.partition(".")[0] for name in plain}
        objects = [*CONFIG, *_READ, *(name.partition(":")[0] for name in watched if ":" in name)]
        self._objects = frozenset(name for name in objects if "*" not in name)
        self._starts = tuple({name.partition("*")[0] for name in objects if "*" in name})

    def variable(self, name: str) -> bool:
        """Tell whether this variable is wanted."""
        return name in self._variables

    def config(self, name: str) -> bool:
        """Tell whether this object of the configuration is wanted."""
        return name in self._objects or name.startswith(self._starts)

    def values(self, name: str) -> list[str]:
        """Return which values of an object are to be stated, as patterns."""
        known = [key for start, keys in CONFIG.items() if fnmatchcase(name, start) for key in keys]
        watched = (one.partition(":") for one in self._watched if ":" in one)
        return known + [key for start, _, key in watched if fnmatchcase(name, start)]


def variable_settings(place: Location, values: Mapping[str, object], site: int) -> Iterator[Setting]:
    """Yield the settings of variables (Drupal 6, 7); a value in an array is called "variable.key"."""
    for name, value in sorted(values.items()):
        parts = _PARTS.get(name)
        for way, leaf in _leaves(value):
            if parts is not None and way and way[0] not in parts:
                continue
            yield _setting("conf", ".".join([name, *way]), leaf, place, site)


def config_settings(
    place: Location | Mapping[str, Location], objects: Mapping[str, object], wanted: Wanted, site: int
) -> Iterator[Setting]:
    """Yield the settings of configuration objects (Drupal 8 and later); place may differ by object."""
    for name, value in sorted(objects.items()):
        patterns = wanted.values(name)
        if not patterns:
            continue
        here = place if isinstance(place, Location) else place[name]
        for way, leaf in _leaves(value):
            key = ".".join(way)
            if any(fnmatchcase(key, pattern) or key.startswith(f"{pattern}.") for pattern in patterns):
                yield _setting("config", f"{name}:{key}", leaf, here, site)


def state_setting(place: Location, name: str, value: object, site: int) -> Setting | None:
    """Return what Drupal 8+ keeps as its state, called "state:name"; None for what is no plain value."""
    leaf = next((leaf for way, leaf in _leaves(value) if not way), None)
    return None if leaf is None else _setting("config", f"state:{name}", leaf, place, site)


def list_setting(kind: SettingKind, name: str, values: Iterable[str], place: Location, site: int) -> Setting:
    """Return a list of short words as one setting."""
    return _setting(kind, name, ", ".join(sorted(values)), place, site)


def _leaves(value: object) -> Iterator[tuple[list[str], Scalar]]:
    """Yield the plain values in a value with their keys, at most so many and so deep."""
    count = 0
    left: list[tuple[list[str], object]] = [([], value)]
    while left and count < _LEAVES:
        way, one = left.pop()
        if isinstance(one, dict | list):
            if len(way) < _DEPTH:
                pairs = list(one.items() if isinstance(one, dict) else enumerate(one))[:_LEAVES]
                left += [([*way, str(key)], inner) for key, inner in reversed(pairs) if key != CLASS_KEY]
        elif one is None or isinstance(one, bool | int | float | str):
            count += 1
            yield way, one


def _setting(kind: SettingKind, name: str, value: Scalar, place: Location, site: int) -> Setting:
    if any(fnmatchcase(name, pattern) for pattern in _PRESENCE):
        is_secret = value not in {None, ""}
    elif isinstance(value, str) and len(value) > _SHOWN:
        is_secret = True
    else:
        is_open = any(fnmatchcase(name, pattern) for pattern in _OPEN)
        is_secret = is_private("" if is_open else name, value)
    return Setting(
        location=place,
        kind=kind,
        name=without_secrets(name),  # the keys of an array may be servers with their logins
        value=None if is_secret else value,
        state="withheld" if is_secret else "literal",
        site=site,
    )
