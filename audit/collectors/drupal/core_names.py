"""Which modules, themes and profiles the core of which Drupal has."""

import re

_LATEST = 99
_VERSION = re.compile(r"(\d{1,2})(\+?)")

# The first and the last major version whose core has them (None: still there) -> their machine names.
_SPANS: tuple[tuple[int, int | None, str], ...] = (
    (6, 6, "blogapi bluemarine chameleon default marvin minnelli ping pushbutton throttle upload"),
    (6, 7, "blog garland menu openid php poll profile translation trigger"),
    (6, 9, "aggregator color"),
    (6, 10, "book forum statistics tracker"),
    (6, None, "block comment contact dblog filter help locale node path search syslog system taxonomy"),
    (6, None, "update user"),
    (7, 7, "announcements_feed dashboard field_sql_storage list number overlay"),
    (7, 8, "simpletest"),
    (7, 9, "bartik rdf seven"),
    (7, None, "contextual field field_ui file image minimal options shortcut standard stark testing text"),
    (7, None, "toolbar"),
    (8, 8, "block_place"),
    (8, 9, "ckeditor classy entity_reference hal migrate_drupal_multilingual quickedit stable"),
    (8, 10, "action help_topics tour"),
    (8, None, "automated_cron ban basic_auth big_pipe block_content breakpoint claro config"),
    (8, None, "config_translation content_moderation content_translation datetime datetime_range"),
    (8, None, "demo_umami demo_umami_content dynamic_page_cache editor field_layout history"),
    (8, None, "inline_form_errors jsonapi language layout_builder layout_discovery link media"),
    (8, None, "media_library menu_link_content menu_ui migrate migrate_drupal migrate_drupal_ui page_cache"),
    (8, None, "path_alias responsive_image rest serialization settings_tray telephone twig umami views"),
    (8, None, "views_ui workflows workspaces"),
    (9, None, "ckeditor5 mysql olivero pgsql sqlite stable9 starterkit_theme"),
    (10, None, "announcements_feed layout_builder_expose_all_field_blocks navigation navigation_top_bar"),
    (10, None, "phpass sdc"),
    (11, None, "block_content_storage_body_field default_admin mailer mysqli node_storage_body_field"),
    (11, None, "package_manager search_help search_node search_user workspaces_ui"),
)
_MERGED = frozenset({"entity_reference", "help_topics", "migrate_drupal_multilingual"})  # into others of it


def in_core(name: str, version: str | None) -> bool | None:
    """
    Tell whether the core of a version ("10.2.1", "7", or "8+" for any from 8 on) has one of this name.

    None: the version is not known.

    >>> in_core("views", "7.98"), in_core("views", "10.2.1"), in_core("ckeditor", "10.2.1")
    (False, True, False)
    >>> in_core("ckeditor", "8+"), in_core("views", None)
    (True, None)
    """
    match = _VERSION.match(version or "")
    if match is None:
        return None
    low = int(match[1])
    high = _LATEST if match[2] else low
    return any(first <= high and last >= low for first, last in _of(name))


def left_core(name: str, version: str | None) -> int | None:
    """
    Return the last major version whose core has one of this name, where it has since been a project.

    >>> left_core("ckeditor", "10.2.1"), left_core("ckeditor", "9.5"), left_core("blog", "10.2.1")
    (9, None, None)
    """
    if in_core(name, version) is not False or name in _MERGED:
        return None
    last = max((last for _, last in _of(name)), default=0)
    return last if last in {9, 10} and last < int((version or "0").partition(".")[0]) else None


def _of(name: str) -> list[tuple[int, int]]:
    return _NAMES.get(name, [])


_NAMES: dict[str, list[tuple[int, int]]] = {}
for _first, _last, _names in _SPANS:
    for _name in _names.split():
        _NAMES.setdefault(_name, []).append((_first, _LATEST if _last is None else _last))
