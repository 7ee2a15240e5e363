"""The facts that collectors state about a site: typed, frozen, each with its place, none with an opinion."""

from typing import Literal, NamedTuple

from msgspec import Struct

Scalar = str | int | float | bool | None
Cms = Literal["wordpress", "drupal"]
Layout = Literal[
    "classic",  # the core lies in the docroot, the site's own code in it
    "core-in-folder",  # the core has a folder of its own, the site's own code lies beside it
    "bedrock",  # web/app and web/wp, configuration in config/
    "composer",  # Composer lays the core and the extensions where they are
    "content-only",  # the repository holds wp-content or sites, and no core
    "vip",  # plugins, themes and client-mu-plugins at the top, and no core
]
ExtensionKind = Literal[
    "plugin",
    "mu-plugin",
    "drop-in",
    "theme",
    "module",
    "profile",
    "theme-engine",
    "library",
    "composer-package",
]
Origin = Literal["core", "contrib", "custom", "premium", "unknown"]
SettingKind = Literal[
    "constant",
    "variable",
    "ini",
    "option",
    "conf",  # Drupal 6, 7: a variable of the database, or what $conf sets over it
    "settings",  # Drupal 8+: $settings
    "config",  # Drupal 8+: "system.site:mail.default", of the database, of config/sync or of $config
    "parameter",  # Drupal 8+: of a site's services.yml
]
SettingState = Literal["literal", "computed", "withheld"]
Ownership = Literal[
    "core",
    "present",  # an extension that is there
    "gone",  # an extension that is not: an orphan
    "unknown",  # nobody known, or no code was there to look at
]
OccurrenceKind = Literal[
    "call",  # of a global function
    "class",  # made, named by ::, or extended
    "constant",
    "method",
    "server",  # a key of $_SERVER
    "cookie",  # that is read
    "query",  # a parameter of an address that is read
    "environment",  # a variable of the environment, or a constant, that is asked for by its name
    "backtick",
    "short-tag",  # the first of a file
    "sql",  # a statement in a string
    "path",  # of a server, from its root
    "address",  # an IP address
    "port",  # a host with a port
    "host",  # of the site itself
    "database",  # that PHP connects to by itself
    "write",  # of a file; the name says where
    "directive",
]
RoutineKind = Literal["trigger", "procedure", "function", "event", "view", "sequence", "package"]
KeyKind = Literal["primary", "unique", "key", "fulltext", "spatial", "vector"]


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


class Folders(NamedTuple):
    """Where a WordPress has its own code, as paths in the tree."""

    content: str
    plugins: str
    mu_plugins: str


class Install(Fact, frozen=True, kw_only=True):
    """One code base with a CMS core in it."""

    root: str  # folder of the core (if none is here: where it would be), "." for the scanned path itself
    cms: Cms
    version: str | None  # None: there is no core, or its version file names none
    core: bool = True  # False: only the site's own code is here
    fork: str | None = None  # Pressflow, ...; None: the original
    docroot: str = "."  # folder that the web server shows
    layout: Layout = "classic"
    made_for: tuple[str, ...] = ()  # hosts and tools whose files are there: acquia, upsun, docker, ...
    content: str | None = None  # folder of themes and uploads; None: Drupal has none
    plugins: str | None = None  # folder of the plugins; None: as above
    mu_plugins: str | None = None  # folder of the must-use plugins; None: as above
    profile: str | None = None  # install profile of a Drupal; None: not known
    patches: tuple[str, ...] = ()  # what composer-patches changes in the core
    config: str | None = None  # file of the configuration; None: none was found
    prefix: str | None = None  # of the tables; None: not written literally in the configuration
    network: bool | None = None  # it serves many sites; None: neither configuration nor dump tells
    uploads: bool = False  # its uploads were there to look at

    @property
    def folders(self) -> Folders | None:
        """Return the folders of a WordPress; None for a Drupal."""
        if self.content is None or self.plugins is None or self.mu_plugins is None:
            return None
        return Folders(self.content, self.plugins, self.mu_plugins)


class Database(Fact, frozen=True, kw_only=True):
    """The tables of one WordPress or Drupal in a dump: those that share its prefix."""

    name: str | None  # of the database; None: the dump does not say
    cms: Cms = "wordpress"
    version: str | None = None  # of the schema, as the CMS counts it; None: the dump does not say
    prefix: str
    network: bool
    network_plugins: tuple[str, ...]  # main files, relative to the plugin folder
    tables: int
    rows: int
    bytes: int  # of the rows as the dump writes them


class Network(Fact, frozen=True, kw_only=True):
    """A network of sites in a WordPress database; there may be more than one."""

    id: int
    domain: str
    path: str
    title: str | None
    sites: int
    main_site: int | None  # blog id; None: the dump does not say
    plugins: tuple[str, ...]  # active on all its sites, main files
    subdomains: bool | None = None  # its sites are sub-domains, not folders; None: nothing tells
    files_rewriting: bool | None = None  # ms_files_rewriting: uploads in blogs.dir; None: nothing tells


class Site(Fact, frozen=True, kw_only=True):
    """One served site; a network or a Drupal multisite has many."""

    id: int  # the blog id; 1 where there is no network; of a Drupal its place among the sites of its install
    url: str | None  # its home address; None: nothing says
    title: str | None
    theme: str | None  # stylesheet folder; of a Drupal its default theme
    parent_theme: str | None  # template folder; None: the theme has no parent, or none is named
    plugins: tuple[str, ...] | None  # active here, main files or modules; None: the dump does not tell
    prefix: str
    tables: int
    rows: int
    bytes: int
    state: tuple[str, ...] = ()  # any of archived, spam, deleted, mature, private, maintenance
    hosts: tuple[str, ...] = ()  # all names it is served under, those of a domain mapping too
    path: str | None = None  # of its address, from / to /; None: not known
    network: int | None = None  # id of its network; None: it is in none
    folder: str | None = None  # of a Drupal: its folder below sites
    database: str | None = None  # that its settings name; None: not written there
    users: int | None = None  # who have a role here; None: the dump does not tell
    posts: int | None = None  # published posts, pages and the like; of a Drupal its nodes; None: as above
    last_post: str | None = None  # when the last was published, as 2024-05-31 09:00:00 (UTC); None: as above
    listed: str | None = None  # its address in a network's list of sites; None: it is in none
    revisions: int | None = None  # kept versions of its posts; None: the dump does not tell
    uploads: str | None = None  # folder of its uploads in the tree; None: not there
    uploads_files: int | None = None  # below it, without those of other sites; None: not there to look at
    uploads_bytes: int | None = None


class Extension(Fact, frozen=True, kw_only=True):
    """Code that extends the CMS, found on disk, in the database, in composer.lock, or in several of them."""

    kind: ExtensionKind
    slug: str  # folder name, or file name without .php (a drop-in: with it); of a Drupal the machine name
    name: str
    file: str  # as the CMS names it: relative to the folder of its kind; of a Drupal relative to its root
    path: str = ""  # its folder, or its file if it has none of its own; where it should be if it is missing
    version: str | None = None  # None: the header names none
    installed: bool | None = None  # None: there was no code to look at, or not there
    active: bool | None = None  # None: nothing tells, or not for sure
    network_active: bool | None = None  # None: as above, or no network
    active_sites: tuple[int, ...] | None = None  # ids of sites that activate it themselves; None: as above
    parent: str | None = None  # a child theme's parent, a sub-theme's base theme
    broken: str | None = None  # why the CMS would not offer it; None: it would
    requires_php: str | None = None
    requires_core: str | None = None
    uri: str | None = None
    found_by: tuple[str, ...] = ()  # header, file, code, database, config/sync, composer.lock
    origin: Origin = "unknown"
    signs: tuple[str, ...] = ()  # what tells the origin, the one that decided first
    roles: tuple[str, ...] = ()  # what it is for: mail, page-cache, search, sso, redirects, backup, ...
    project: str | None = None  # of a Drupal: the project that it came with
    package: str | None = None  # the Composer package that it is
    locked_version: str | None = None  # in composer.lock
    stored_version: str | None = None  # that the database knows of; of a Drupal the schema of its tables
    written_by: str | None = None  # slug of the plugin that wrote a drop-in
    loaded_by: str | None = None  # file that loads a must-use plugin of a sub-folder
    hidden: bool = False  # Drupal does not list it
    copies: tuple[str, ...] = ()  # folders of further copies, which the CMS passes over
    patches: tuple[str, ...] = ()  # what is patched into it, by composer-patches or PATCHES.txt

    @property
    def is_published(self) -> bool:
        """Tell whether others have the same code: it is the core's, of a public place, or sold."""
        return self.origin in {"core", "contrib", "premium"}


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

    kind: OccurrenceKind
    name: str  # of what is called, named or written; of a literal what it is
    seen_as: str  # the file's path as seen from the install, with the content folder called wp-content
    text: str | None = None  # what stands there, or where it writes to; without secrets
    guarded: bool = False  # the code asks first whether it is there
    vendored: bool = False  # in third-party code that a plugin, a module or the site carries
    own: bool = False  # in code of the site itself: custom, or of nobody known
    extension: str | None = None  # path of the extension that it belongs to; None: to none


class Column(Struct, frozen=True, omit_defaults=True):
    """A column of a table; character set and collation are its own, others have those of the table."""

    name: str
    type: str | None = None  # as information_schema writes it; a long enumeration is cut; None: it has none
    charset: str | None = None
    collation: str | None = None
    generated: bool = False  # its values are computed from other columns
    zero_date: bool = False  # its default is 0000-00-00, which a strict server refuses


class Key(Struct, frozen=True, omit_defaults=True):
    """A key of a table."""

    kind: KeyKind
    columns: tuple[str, ...]  # with the length of a prefix: "title(191)"; "(...)" for an expression
    name: str | None = None  # None: the primary key, or the server will choose


class ForeignKey(Struct, frozen=True, omit_defaults=True):
    """A foreign key of a table."""

    columns: tuple[str, ...]
    table: str  # that it needs
    name: str | None = None
    database: str | None = None  # of that table; None: the same


class TableShape(Fact, frozen=True, kw_only=True):
    """What tables are made of; those that are made alike, as in a network, share one shape."""

    id: int  # what a table of the same dump calls it
    tables: int  # how many there are
    columns: tuple[Column, ...]
    keys: tuple[Key, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    partitions: int = 0
    partitioned_by: str | None = None  # RANGE, LINEAR HASH, ...; None: there are no partitions
    tablespace: str | None = None  # None: none is named


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
    owner: str | None = None  # slug of the extension that made it, or "core"; None: nobody known
    owned_by: Ownership = "unknown"
    purpose: str | None = None  # content, config, log, cache, queue, index, ...; None: not known
    shape: int | None = None  # id of its shape; None: the dump does not define it
    primary_key: bool | None = None  # None: as above, or the dump breaks off
    auto_increment: int | None = None  # the next number; None: none is told
    longest_row: int | None = None  # bytes as the dump writes it; None: none is over 64 KiB


class Routine(Fact, frozen=True, kw_only=True):
    """Code that lives in the database, and what else is neither table nor row."""

    kind: RoutineKind
    name: str
    database: str | None
    table: str | None = None  # of a trigger
    definer: str | None = None  # the account as which it runs, user@host; None: that of who imports it


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
