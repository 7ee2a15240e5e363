"""The facts that collectors state about a site: typed, frozen, each with its place, none with an opinion."""

from typing import Literal

from msgspec import Struct

Scalar = str | int | float | bool | None
ExtensionKind = Literal["plugin", "mu-plugin", "drop-in", "theme"]
SettingKind = Literal["constant", "variable", "ini", "option"]
SettingState = Literal["literal", "computed", "withheld"]
RoutineKind = Literal["trigger", "procedure", "function", "event", "view"]


class Location(Struct, frozen=True, omit_defaults=True):
    """Where something was found: a file of the tree (relative, with /), or a dump and a table in it."""

    path: str
    line: int | None = None  # 1-based; None: the whole file
    table: str | None = None  # None: not in a table
    offset: int | None = None  # bytes from the start; None: not known


class Fact(Struct, frozen=True, kw_only=True):
    """Something that is so, and where."""

    location: Location
    install: str | None = None  # root of the install it belongs to; None: to none, or there is no code


class Install(Fact, frozen=True, kw_only=True):
    """One code base with a CMS core in it."""

    root: str  # folder of the core below the scanned path, "." for the path itself
    cms: Literal["wordpress"]
    version: str | None  # None: its version file names none
    content: str  # folder of themes and uploads
    plugins: str  # folder of the plugins
    mu_plugins: str  # folder of the must-use plugins
    config: str | None = None  # file of the configuration; None: none was found
    prefix: str | None = None  # of the tables; None: not written literally in the configuration
    network: bool | None = None  # None: neither configuration nor dump tells
    uploads: bool = False  # its uploads were there to look at


class Database(Fact, frozen=True, kw_only=True):
    """The tables of one WordPress in a dump: those that share its prefix."""

    name: str | None  # of the database; None: the dump does not say
    prefix: str
    network: bool
    network_plugins: tuple[str, ...]  # main files, relative to the plugin folder
    tables: int
    rows: int
    bytes: int  # of the rows as the dump writes them


class Site(Fact, frozen=True, kw_only=True):
    """One served site; a network has many."""

    id: int  # the blog id; 1 where there is no network
    url: str | None  # its home address; None: the dump does not say
    title: str | None
    theme: str | None  # stylesheet folder
    parent_theme: str | None  # template folder; None: the theme has no parent, or none is named
    plugins: tuple[str, ...] | None  # active here, main files; None: the option was not in the dump
    prefix: str
    tables: int
    rows: int
    bytes: int
    state: tuple[str, ...] = ()  # any of archived, spam, deleted, private


class Extension(Fact, frozen=True, kw_only=True):
    """A plugin, must-use plugin, drop-in or theme, found on disk, in the database, or in both."""

    kind: ExtensionKind
    slug: str  # folder name, or file name without .php (a drop-in: with it)
    name: str
    file: str  # as WordPress names it: relative to the folder of its kind
    version: str | None = None  # None: the header names none
    installed: bool | None = None  # None: there was no code to look at, or not there
    active: bool | None = None  # None: nothing tells, or not for sure
    network_active: bool | None = None  # None: as above, or no network
    active_sites: tuple[int, ...] | None = None  # blog ids that activate it themselves; None: as above
    parent: str | None = None  # a child theme's parent
    broken: str | None = None  # why WordPress would not offer it; None: it would
    requires_php: str | None = None
    requires_core: str | None = None
    uri: str | None = None
    found_by: tuple[str, ...] = ()  # header, file, database


class Setting(Fact, frozen=True, kw_only=True):
    """A value of the configuration or an option of a site. Secrets are known to be there, never copied."""

    kind: SettingKind
    name: str
    value: Scalar = None  # None where the state is not literal
    state: SettingState = "literal"
    conditional: bool = False  # stands in a branch: whether it applies is decided at run time
    site: int | None = None  # blog id of an option; None: of all sites


class Occurrence(Fact, frozen=True, kw_only=True):
    """A place in the code that a rule asked about."""

    kind: Literal["call", "backtick"]
    name: str
    seen_as: str  # the file's path as seen from the install, with the content folder called wp-content


class Table(Fact, frozen=True, kw_only=True):
    """A table of a dump."""

    name: str
    database: str | None
    rows: int
    bytes: int  # of the rows as the dump writes them
    engine: str | None = None
    charset: str | None = None
    collation: str | None = None
    row_format: str | None = None
    site: int | None = None  # blog id; None: of the whole network, or of no known site
    bare_name: str | None = None  # without the prefix and the site's number; None: of no known site


class Routine(Fact, frozen=True, kw_only=True):
    """Code that lives in the database."""

    kind: RoutineKind
    name: str
    database: str | None
    table: str | None = None  # of a trigger


class NotedFile(Fact, frozen=True, kw_only=True):
    """A file, folder or link that a rule asks for by name or by size."""

    kind: Literal["file", "folder", "link"]
    seen_as: str  # its path as seen from the install, with the content folder called wp-content
    size: int | None  # bytes; None for a folder or a link


class Tally(Fact, frozen=True, kw_only=True):
    """How much lies below a folder."""

    files: int
    bytes: int


class Problem(Fact, frozen=True, kw_only=True):
    """Something that could not be looked at, or not wholly; what lies there is not judged."""

    kind: str  # one or two words, stable: unreadable, outside-link, dangling-link, truncated, ...
    text: str  # one sentence for the customer
    source: Literal["code", "configuration", "files", "database"]
    hides: bool = True  # False: nothing lies behind it that a rule could have found
