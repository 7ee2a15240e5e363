"""The rows of a dump that tell of a WordPress: options, networks, and how many posts and users there are."""

from collections import Counter, defaultdict
from dataclasses import replace

from audit.collectors.redirects.wordpress import REDIRECT_PICKS, WordPressRedirects
from audit.collectors.redirects.wordpress_posts import META_OF_CORE, POST_COLUMNS, POST_SIGNS, RULE_PLUGINS
from audit.collectors.wordpress.network_rows import PICKS, NetworkRows
from audit.collectors.wordpress.options import Key, OptionTable, Own, Wanted, Weighing, in_order, plain
from audit.parsers.serialized import SerializedError, unserialize
from audit.parsers.sql import Pick, RowRead, RowsPicked, Wish

__all__ = ["Key", "Members", "Posts", "WordPressRows"]

# All columns as WordPress makes them (wp-admin/includes/schema.php), and what is needed of them.
_PICKS = (
    PICKS
    | REDIRECT_PICKS
    | {
        "options": Pick(
            frozenset({"option_name", "option_value", "autoload"}),
            ("option_id", "option_name", "option_value", "autoload"),
        ),
        "posts": Pick(
            frozenset({"post_date_gmt", "post_status", "post_type"}),
            (
                *("ID", "post_author", "post_date", "post_date_gmt", "post_content", "post_title"),
                *("post_excerpt", "post_status", "comment_status", "ping_status", "post_password"),
                *("post_name", "to_ping", "pinged", "post_modified", "post_modified_gmt"),
                *("post_content_filtered", "post_parent", "guid", "menu_order", "post_type"),
                *("post_mime_type", "comment_count"),
            ),
            more=POST_COLUMNS,
            signs=POST_SIGNS,
        ),
        "usermeta": Pick(
            frozenset({"meta_key", "meta_value"}), ("umeta_id", "user_id", "meta_key", "meta_value")
        ),
    }
)
_SUFFIXES = tuple(_PICKS)
# Where no plugin keeps its redirects with posts.
_CHEAPER = {"postmeta": META_OF_CORE, "posts": replace(_PICKS["posts"], more=frozenset(), signs=None)}

_SITES = 100_000  # more than any network has
_ROLES = 200  # of a site
_MEMBERSHIP = b"capabilities"
_PUBLISHED = b"'publish'"  # as nearly all dumps write it
_REVISION = b"'revision'"
_LONGEST = 4096  # bytes of a user's roles that are read
_REMEMBERED = 1024

# Types of WordPress' own that nobody reads as a page, and where common plugins keep what they are set to.
_HIDDEN = frozenset(
    b"'%s'" % name
    for name in b"""
    attachment revision nav_menu_item custom_css customize_changeset oembed_cache user_request wp_block
    wp_template wp_template_part wp_global_styles wp_navigation wp_font_family wp_font_face
    acf-field acf-field-group acf-post-type acf-taxonomy acf-ui-options-page scheduled-action
    """.split()
)


class Posts:
    """What is published on a site."""

    def __init__(self) -> None:
        self.published = 0
        self.revisions = 0
        self.last: str | None = None  # when, in UTC; None: nothing is, or no time is noted

    def take(self, event: RowsPicked) -> None:
        """Count rows of a table of posts."""
        rows = in_order(event, ("post_date_gmt", "post_status", "post_type"))
        if not _are_quoted({row[1] for row in rows} | {row[2] for row in rows}):
            rows = [tuple(b"'%s'" % plain(event, text) for text in row) for row in rows]
        dates = [date for date, status, kind in rows if status == _PUBLISHED and kind not in _HIDDEN]
        if dates and not max(dates).startswith(b"'"):
            dates = [b"'%s'" % plain(event, date) for date in dates]
        self.published += len(dates)
        self.revisions += sum(kind == _REVISION for _, _, kind in rows)
        last = plain(event, max(dates, default=b"")).decode("utf-8", "replace")
        if last > (self.last or "0001"):
            self.last = last


class Members:
    """Who has a role on a site."""

    def __init__(self) -> None:
        self.users = 0
        self.roles: Counter[str] = Counter()


class WordPressRows:
    """Collects what is wanted of the rows, by table, while a dump is read."""

    def __init__(
        self,
        dump: str,
        watched: frozenset[str],
        own: Own,
        structured: frozenset[str] = frozenset(),
    ) -> None:
        """Own tells the owner of an option by its name; structured are options that are kept as they are."""
        self.dump = dump
        self.wanted = Wanted(watched, structured)
        self.options: defaultdict[Key, OptionTable] = defaultdict(OptionTable)
        self.weighing = Weighing(own, self.wanted)
        self.networks = NetworkRows(self.wanted)
        self.redirects = WordPressRedirects()
        self.posts: dict[Key, Posts] = {}
        self.members: defaultdict[Key, dict[str, Members]] = defaultdict(dict)  # by the site's prefix
        self._roles: dict[bytes, tuple[str, ...]] = {}
        self._asked: set[str] = set()  # all tables
        self._is_network = False
        self._by_name: dict[str, OptionTable] = {}

    @property
    def full(self) -> bool:
        """Tell whether there was no room for all that was wanted."""
        return self.wanted.full

    def wants(self, table: str) -> Wish:
        """Tell what is to be read of this table."""
        self._asked.add(table)
        self._is_network |= table.endswith("blogs")
        kind = _kind(table)
        if kind in _CHEAPER and not self._may_hold_rules(table.removesuffix(kind), kind):
            return _CHEAPER[kind]
        return _PICKS.get(kind, False)

    def _may_hold_rules(self, prefix: str, kind: str) -> bool:
        """Say whether posts may be redirects; exporters go by name, so that options come before them."""
        options = self._by_name.get(f"{prefix}options")
        if options is None:
            return True
        if kind == "posts" and f"{prefix}postmeta" in self._asked:
            return self.redirects.has_rules(f"{prefix}postmeta")
        if self._is_network:
            return True  # What is active on all sites of a network comes later.
        active = options.values.get("active_plugins")
        return active is None or any(plugin in active for plugin in RULE_PLUGINS)

    def forget(self, key: Key) -> None:
        """Drop what was collected of a table that the dump drops."""
        if self.options.pop(key, None):
            self.weighing.forget(key)
        self.networks.forget(key)
        self.redirects.forget(key)
        self.posts.pop(key, None)
        self.members.pop(key, None)

    def take(self, event: RowRead | RowsPicked) -> None:
        """Keep what is wanted of rows; whole rows were not asked for."""
        if not isinstance(event, RowsPicked):
            return
        kind, key = _kind(event.table), (event.database, event.table)
        if kind == "options":
            self.redirects.take(kind, key, event)
            self._by_name[event.table] = self.options[key]
            self.weighing.take(key, self.options[key], event)
        elif kind in PICKS:
            self.networks.take(kind, key, event)
        elif kind in REDIRECT_PICKS:
            self.redirects.take(kind, key, event)
        elif kind == "usermeta":
            self._take_members(self.members[key], event)
        elif {"post_status", "post_type"} <= set(event.columns):
            self.posts.setdefault(key, Posts()).take(event)
            self.redirects.take(kind, key, event)

    def _take_members(self, members: dict[str, Members], event: RowsPicked) -> None:
        for key, value in in_order(event, ("meta_key", "meta_value")):
            if key[:1] == b"'" and not key.endswith(b"capabilities'"):
                continue
            name = plain(event, key)
            prefix = name.removesuffix(_MEMBERSHIP).decode("utf-8", "replace")
            if not name.endswith(_MEMBERSHIP) or (prefix not in members and len(members) >= _SITES):
                continue
            site = members.setdefault(prefix, Members())
            site.users += 1
            for role in self._roles_of(event, value):
                if role in site.roles or len(site.roles) < _ROLES:
                    site.roles[role] += 1

    def _roles_of(self, event: RowsPicked, written: bytes) -> tuple[str, ...]:
        """Return the roles that are noted of a user; most have the same."""
        if written not in self._roles:
            if len(self._roles) >= _REMEMBERED:
                self._roles.clear()
            self._roles[written] = _roles(plain(event, written)[:_LONGEST])
        return self._roles[written]


def _are_quoted(values: set[bytes]) -> bool:
    return all(value[:1] == b"'" for value in values)


def _kind(table: str) -> str:
    """Return the kind of a table that is to be read, "" for any other."""
    name = table.lower()
    return next((kind for kind in _SUFFIXES if name.endswith(kind)), "")


def _roles(value: bytes) -> tuple[str, ...]:
    """Return the roles that are noted of a user."""
    try:
        read = unserialize(value)
    except SerializedError:
        return ()
    return tuple(str(name) for name, has in read.items() if has) if isinstance(read, dict) else ()
