"""What the constants and functions of WordPress, Drupal and PHP that name folders stand for."""

from collections.abc import Callable, Mapping, Sequence

from audit.parsers.php.partial import (
    ANYTHING,
    Hole,
    Row,
    Text,
    formatted,
    imploded,
    joined,
    literal,
    parent,
    without_slash,
)

Called = Callable[[Sequence[Text]], Text]

ROOT: Text = (Hole("place", "root"),)
TEMP: Text = (Hole("place", "temp"),)
UPLOADS: Text = (Hole("place", "uploads"),)
_CONTENT = joined(ROOT, ("/wp-content",))
_THEMES = joined(_CONTENT, ("/themes",))
_THEME = joined(_THEMES, ("/*",))  # which one is a setting
_WP_UPLOADS = joined(_CONTENT, ("/uploads",))
_UPLOAD_FOLDERS: Text = (Row((("basedir", _WP_UPLOADS), ("path", joined(_WP_UPLOADS, ("/",), ANYTHING)))),)

CONSTANTS: Mapping[str, Text] = {
    "ABSPATH": joined(ROOT, ("/",)),
    "DRUPAL_ROOT": ROOT,
    "WPINC": ("wp-includes",),
    "WP_CONTENT_DIR": _CONTENT,
    "WP_LANG_DIR": joined(_CONTENT, ("/languages",)),
    "WP_PLUGIN_DIR": joined(_CONTENT, ("/plugins",)),
    "WPMU_PLUGIN_DIR": joined(_CONTENT, ("/mu-plugins",)),
    "PLUGINDIR": ("wp-content/plugins",),
    "MUPLUGINDIR": ("wp-content/mu-plugins",),
    "TEMPLATEPATH": _THEME,
    "STYLESHEETPATH": _THEME,
    "WP_TEMP_DIR": TEMP,
    "DIRECTORY_SEPARATOR": ("/",),
    "PATH_SEPARATOR": (":",),
    "PHP_BINARY": ("php",),
    "PHP_EOL": ("\n",),
}
# Superglobals, with their key.
VARIABLES: Mapping[tuple[str, str], Text] = {("$_SERVER", "DOCUMENT_ROOT"): ROOT}


def _same(texts: Sequence[Text]) -> Text:
    return texts[0] if texts else ANYTHING


def _given(texts: Sequence[Text]) -> Text:
    """Return what a filter gets or a setting is by default: that is what it is unless someone changes it."""
    return texts[1] if len(texts) > 1 else ANYTHING


def _slashed(texts: Sequence[Text]) -> Text:
    return joined(without_slash(_same(texts)), ("/",))


def _unslashed(texts: Sequence[Text]) -> Text:
    return without_slash(_same(texts))


def _trimmed(texts: Sequence[Text]) -> Text:
    """Return what trim() and rtrim() leave of a text: slashes are all that is ever trimmed off a path."""
    if len(texts) == 1:
        return texts[0]
    return _unslashed(texts) if len(texts) == 2 and set(literal(texts[1]) or "x") <= set("/\\") else ANYTHING


def _dirname(texts: Sequence[Text]) -> Text:
    levels = (literal(texts[1]) if len(texts) > 1 else "1") or ""
    return parent(texts[0], int(levels)) if texts and levels in {*"123456789"} else ANYTHING


def _basename(texts: Sequence[Text]) -> Text:
    path = literal(_same(texts))
    return ANYTHING if path is None or len(texts) > 1 else (path.rstrip("/").rpartition("/")[2],)


def _path_of_plugin(texts: Sequence[Text]) -> Text:
    return joined(parent(_same(texts)), ("/",))


def _paths_joined(texts: Sequence[Text]) -> Text:
    return joined(without_slash(texts[0]), ("/",), texts[1]) if len(texts) == 2 else ANYTHING


def _glued(texts: Sequence[Text]) -> Text:
    return imploded(texts[0], texts[1]) if len(texts) == 2 else ANYTHING


def _quoted(texts: Sequence[Text]) -> Text:
    """Return an argument of a command, which stays one word whatever it is."""
    text = literal(_same(texts))
    return (Hole("word"),) if text is None or "'" in text else (f"'{text}'",)


def _replaced(texts: Sequence[Text]) -> Text:
    """Return a path whose slashes are turned; what else is replaced is not known."""
    is_slash = len(texts) == 3 and all(literal(text) in {"\\", "/", "//", "\\\\"} for text in texts[:2])
    return texts[2] if is_slash else ANYTHING


def _variable(texts: Sequence[Text]) -> Text:
    """Return what variable_get() of Drupal 6 and 7 gives: its default, but for the folders of files."""
    match literal(_same(texts)):
        case "file_public_path" | "file_directory_path":
            return UPLOADS
        case "file_private_path":
            return (Hole("place", "private"),)
        case "file_temporary_path" | "file_directory_temp":
            return TEMP
        case "file_default_scheme":
            return ("public",)
    return _given(texts)


def _in_temp(_: Sequence[Text]) -> Text:
    return joined(TEMP, ("/",), ANYTHING)


def _temp(_: Sequence[Text]) -> Text:
    return TEMP


def _uploads(_: Sequence[Text]) -> Text:
    return UPLOADS


def _root(_: Sequence[Text]) -> Text:
    return ROOT


CALLS: Mapping[str, Called] = {
    "apply_filters": _given,
    "basename": _basename,
    "conf_path": lambda _: joined(ROOT, ("/sites/*",)),
    "dirname": _dirname,
    "drupal_realpath": _same,
    "drupal_tempnam": lambda texts: joined(_same(texts), ("/",), ANYTHING),
    "escapeshellarg": _quoted,
    "escapeshellcmd": _same,
    "file_default_scheme": lambda _: ("public",),
    "file_directory_path": _uploads,
    "file_directory_temp": _temp,
    "get_option": _given,
    "get_home_path": lambda _: joined(ROOT, ("/",)),
    "get_stylesheet_directory": lambda _: _THEME,
    "get_temp_dir": lambda _: joined(TEMP, ("/",)),
    "get_template_directory": lambda _: _THEME,
    "get_theme_file_path": lambda _: _THEME,
    "get_theme_root": lambda _: _THEMES,
    "implode": _glued,
    "join": _glued,
    "path_join": _paths_joined,
    "plugin_dir_path": _path_of_plugin,
    "realpath": _same,
    "rtrim": _trimmed,
    "sprintf": formatted,
    "str_replace": _replaced,
    "strval": _same,
    "sys_get_temp_dir": _temp,
    "tempnam": lambda texts: joined(_same(texts), ("/",), ANYTHING),
    "trailingslashit": _slashed,
    "trim": _trimmed,
    "untrailingslashit": _unslashed,
    "variable_get": _variable,
    "wp_get_upload_dir": lambda _: _UPLOAD_FOLDERS,
    "wp_normalize_path": _same,
    "wp_tempnam": _in_temp,
    "wp_upload_dir": lambda _: _UPLOAD_FOLDERS,
}
# Called on any object or class: no others that are known have methods of these names.
METHODS: Mapping[str, Called] = {
    "abspath": lambda _: joined(ROOT, ("/",)),
    "wp_content_dir": lambda _: joined(_CONTENT, ("/",)),
    "wp_plugins_dir": lambda _: joined(_CONTENT, ("/plugins/",)),
    "wp_themes_dir": lambda _: joined(_THEMES, ("/",)),
    "wp_lang_dir": lambda _: joined(_CONTENT, ("/languages/",)),
    "getostemporarydirectory": _temp,
    "gettempdirectory": _temp,
}
STATIC: Mapping[tuple[str, str], Called] = {
    ("drupal", "root"): _root,
    ("publicstream", "basepath"): _uploads,
}
