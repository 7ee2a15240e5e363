"""The facts of a network of three sites, to render."""

from functools import partial
from typing import Any

from msgspec.structs import replace

from audit.model.facts import (
    Database,
    Extension,
    Install,
    Location,
    NotedFile,
    Problem,
    Routine,
    Setting,
    Site,
    Table,
    Tally,
)
from audit.model.report import DumpRead

DUMP = "exports/www-example-2026-10-02.sql.gz"
INSTALL = Install(
    location=Location("wp-includes/version.php"),
    install=".",
    root=".",
    cms="wordpress",
    version="6.6.2",
    content="wp-content",
    plugins="wp-content/plugins",
    mu_plugins="wp-content/mu-plugins",
    config="wp-config.php",
    prefix="wp_",
    network=True,
)
DUMP_READ = DumpRead(
    path=DUMP,
    container="gzip",
    bytes=1_204_883_100,
    tables=41,
    rows=1_804_233,
    exporter="mysqldump",
    exporter_version="10.11.6",
    server_version="10.6.16-MariaDB-log",
    charset="utf8mb4",
    made="2026-10-02 03:15:07",
    complete=True,
)

_NAMES = (
    "Akismet Anti-spam, Contact Form 7, Yoast SEO, WooCommerce, Advanced Custom Fields PRO, WP Rocket, "
    "Elementor, Gravity Forms, UpdraftPlus - Backup/Restore, Redirection, Classic Editor, WP Mail SMTP, "
    "TablePress, Yoast Duplicate Post, Really Simple Security, The Events Calendar, Broken Link Checker, "
    "WP File Manager, MC4WP: Mailchimp for WordPress, Regenerate Thumbnails, User Role Editor, "
    "Query Monitor, Wordfence, Polylang, Smush"
)
_TABLES = (
    "posts postmeta options users usermeta terms comments commentmeta links wc_orders as_logs as_actions"
)


def databases() -> tuple[Database, ...]:
    told = Database(
        location=Location(DUMP),
        install=".",
        name="example_prod",
        prefix="wp_",
        network=True,
        network_plugins=("akismet-anti-spam/akismet-anti-spam.php",),
        tables=41,
        rows=1_804_233,
        bytes=912_004_883,
    )
    return (told,)


def sites() -> tuple[Site, ...]:
    site = partial(Site, location=Location(DUMP, table="wp_blogs"), install=".", tables=14)
    plugins = ("a/a.php", "b/b.php", "c/c.php")
    return (
        site(
            id=1,
            url="https://www.example.org/",
            title="Example Foundation",
            theme="example-child",
            parent_theme="twentytwentyfour",
            plugins=plugins,
            prefix="wp_",
            rows=812_331,
            bytes=401_223_118,
        ),
        site(
            id=2,
            url="https://www.example.org/shop/",
            title="The Example Shop",
            theme="storefront",
            parent_theme=None,
            plugins=plugins[:1],
            prefix="wp_2_",
            rows=980_201,
            bytes=498_001_772,
        ),
        site(
            id=3,
            url="https://archive.example.org/",
            title=None,
            theme=None,
            parent_theme=None,
            plugins=None,
            prefix="wp_3_",
            rows=11_701,
            bytes=5_616_480,
            state=("archived", "private"),
        ),
    )


def extensions() -> tuple[Extension, ...]:
    at = partial(Extension, location=Location("wp-content/x"), install=".", installed=True)
    old = "Its style.css is missing."
    return (
        *(_plugin(number, name) for number, name in enumerate(_NAMES.split(", "))),
        replace(
            _plugin(1, "revslider"), installed=False, version=None, requires_php=None, requires_core=None
        ),
        at(kind="mu-plugin", slug="loader", name="Loader of the agency", file="loader.php", active=True),
        at(
            kind="drop-in",
            slug="object-cache.php",
            name="Memcached",
            file="object-cache.php",
            version="3.2.2",
        ),
        at(
            kind="theme",
            slug="child",
            name="Example Child",
            file="child/style.css",
            parent="twentytwentyfour",
        ),
        at(kind="theme", slug="old", name="old", file="old/style.css", active=False, broken=old),
    )


def _plugin(number: int, name: str) -> Extension:
    slug = "-".join("".join(char if char.isalnum() else " " for char in name.lower()).split())
    is_active = number % 6 != 5
    return Extension(
        location=Location(f"wp-content/plugins/{slug}/{slug}.php"),
        install=".",
        kind="plugin",
        slug=slug,
        name=name,
        file=f"{slug}/{slug}.php",
        version=f"{number % 7 + 1}.{number % 5}.{number % 3}",
        installed=True,
        active=is_active,
        network_active=number == 0,
        active_sites=(1, 2, 3)[: number % 3 + 1] if is_active else (),
        requires_php="7.4" if number % 2 else None,
        requires_core="6.3" if number % 3 else None,
    )


def settings() -> tuple[Setting, ...]:
    def constant(line: int, name: str, **told: Any) -> Setting:
        return Setting(
            location=Location("wp-config.php", line), install=".", kind="constant", name=name, **told
        )

    options = Location(DUMP, table="wp_options")
    return (
        constant(12, "DB_NAME", value="example_prod"),
        constant(14, "DB_PASSWORD", state="withheld"),
        constant(20, "WP_CACHE", value=True),
        constant(41, "WP_MEMORY_LIMIT", state="computed", conditional=True),
        constant(42, "WP_TEMP_DIR", value="/var/www/tmp"),
        constant(43, "WP_PROXY_HOST", value=None),
        replace(constant(9, "table_prefix", value="wp_"), kind="variable"),
        replace(constant(55, "max_execution_time", value=900), kind="ini"),
        Setting(location=options, install=".", kind="option", name="upload_path", value="", site=1),
        Setting(location=options, install=".", kind="option", name="blog_public", value="0"),
    )


def tables() -> tuple[Table, ...]:
    return tuple(
        Table(
            location=Location(DUMP, table=name),
            install=".",
            name=f"wp_{name}" if site == 1 else f"wp_{site}_{name}",
            database="example_prod",
            rows=(number * 7919 * site) % 90_001,
            bytes=(number * 7919 * site) % 90_001 * 612,
            engine="MyISAM" if name == "links" else "InnoDB",
            charset="utf8mb4",
            collation="utf8mb4_unicode_520_ci",
            row_format="COMPACT" if name == "links" else None,
            site=site,
        )
        for site in (1, 2, 3)
        for number, name in enumerate(_TABLES.split())
    )


def routines() -> tuple[Routine, ...]:
    routine = partial(Routine, location=Location(DUMP), database="example_prod")
    return routine(kind="trigger", name="posts_audit", table="wp_posts"), routine(
        kind="view", name="v_orders"
    )


def files() -> tuple[Tally, ...]:
    sizes = {".": 6_812_004_119, "wp-admin": 31_400_112, "wp-content/uploads": 5_804_212_334}
    return tuple(
        Tally(location=Location(path), install=".", files=size // 140_000, bytes=size)
        for path, size in sizes.items()
    )


def noted_files() -> tuple[NotedFile, ...]:
    sizes = {
        ".htaccess": 3312,
        "wp-content/uploads/2024/03/keynote.mov": 412_004_119,
        "wp-content/cache": None,
    }
    return tuple(
        NotedFile(
            location=Location(path), install=".", kind="file" if size else "folder", seen_as=path, size=size
        )
        for path, size in sizes.items()
    )


def problems() -> tuple[Problem, ...]:
    problem = partial(Problem, source="code")
    out = "This link leads out of the folder that was scanned, to /mnt/shared; what lies there was not read."
    return (
        problem(
            location=Location("wp-content/uploads/private"), kind="unreadable", text="It was not opened."
        ),
        problem(location=Location("wp-content/shared"), kind="outside-link", text=out),
        problem(location=Location("old.png"), kind="dangling-link", text="It leads nowhere.", hides=False),
    )
