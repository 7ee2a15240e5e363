"""The facts of a WordPress network as deep as they go: 120 sites, plugins of every origin, jobs, owners."""

from functools import partial
from itertools import count

from msgspec.structs import replace

from audit.model.facts import Extension, Install, Location, Network, Setting, Site, Table
from audit.model.report import Report
from audit.model.stored import (
    CronJob,
    LargeOption,
    NearMiss,
    OptionGroup,
    Service,
    Translation,
    UserRole,
)
from tests.render.sample_facts import DUMP, databases
from tests.render.samples import rich

_OPTIONS = Location(DUMP, table="wp_options")
_TITLES = "News, Shop, Alumni, Department of Chemistry, Library, Summer School, Giving, Careers".split(", ")
_PLUGINS = (
    ("wp-mail-smtp", "WP Mail SMTP", "4.1.1", "contrib", ("mail",)),
    ("wp-rocket", "WP Rocket", "3.16.4", "premium", ("page-cache", "performance")),
    ("redis-cache", "Redis Object Cache", "2.5.3", "contrib", ("object-cache",)),
    ("advanced-custom-fields-pro", "Advanced Custom Fields PRO", "6.3.6", "premium", ("custom-fields",)),
    ("redirection", "Redirection", "5.5.0", "contrib", ("redirects",)),
    ("elasticpress", "ElasticPress", "5.1.3", "contrib", ("search",)),
    ("onelogin-saml-sso", "OneLogin SAML SSO", "3.4.0", "contrib", ("sso",)),
    ("updraftplus", "UpdraftPlus - Backup/Restore", "1.24.5", "contrib", ("backup",)),
    ("gravityforms", "Gravity Forms", "2.8.16", "premium", ("forms", "mail")),
    ("campus-calendar", "Campus Calendar", None, "custom", ("events",)),
    ("campus-people", "Campus People: staff pages, office hours and publications", "0.9", "custom", ()),
    ("wordpress-seo", "Yoast SEO", "23.4", "contrib", ("seo",)),
    ("mystery", "Mystery", "1.0", "unknown", ()),
)
_SIGNS = {
    "contrib": (
        "readme.txt of wordpress.org names it",
        "the database's update check knows it from wordpress.org",
        "composer.lock: wpackagist-plugin",
    ),
    "premium": ("Update URI: updates.example.com", "ships an EDD licence updater"),
    "custom": ("nothing says where it is from, and its author is the site's own host",),
    "unknown": (),
}


def network() -> Report:
    """Return the report."""
    return replace(
        rich(),
        installs=(_install(),),
        near_misses=(
            NearMiss(
                location=Location("old"),
                kind="cms",
                name="Joomla",
                version="3.9.28",
                text="This is a Joomla site. It is not audited; hand in its own inventory if it is to move.",
            ),
        ),
        networks=_networks(),
        sites=tuple(_site(number) for number in range(1, 121)),
        databases=databases(),
        extensions=(*_plugins(), *_others()),
        translations=tuple(
            Translation(
                location=Location("l"), install=".", language="de_DE", concerns=what, files=9, bytes=812_004
            )
            for what in ("core", "plugins", "themes")
        ),
        settings=(*rich().settings, *_site_options()),
        services=_services(),
        options=tuple(_options()),
        large_options=_large_options(),
        user_roles=tuple(_roles()),
        cron=tuple(_jobs()),
        tables=tuple(_tables()),
    )


def _install() -> Install:
    return Install(
        location=Location("web/wp/wp-includes/version.php", 16),
        install=".",
        root=".",
        cms="wordpress",
        version="6.6.2",
        docroot="web",
        layout="bedrock",
        made_for=("pantheon", "ddev"),
        content="web/app",
        plugins="web/app/plugins",
        mu_plugins="web/app/must-use",
        config="web/wp-config.php",
        prefix="wp_",
        network=True,
        uploads=True,
    )


def _networks() -> tuple[Network, ...]:
    every = tuple(f"{slug}/{slug}.php" for slug, *_ in _PLUGINS[:6])
    one = Network(
        location=_OPTIONS,
        install=".",
        id=1,
        domain="www.example.edu",
        path="/",
        title="Example University",
        sites=118,
        main_site=1,
        plugins=every,
        subdomains=False,
        files_rewriting=True,
    )
    two = replace(one, id=2, domain="med.example.edu", title=None, sites=2, main_site=None, plugins=())
    return one, replace(two, subdomains=None, files_rewriting=None)


def _site(number: int) -> Site:
    hosts = ("www.example.edu",)
    mapped = ("alumni.example.org", "www.alumni.example.org", "alumni.example.com", "old-alumni.example.edu")
    return Site(
        location=Location(DUMP, table="wp_blogs"),
        install=".",
        id=number,
        url="https://www.example.edu/" + (f"site{number}/" if number > 1 else ""),
        title=f"{_TITLES[number % 8]} {number}" if number % 17 else None,
        theme="campus-child" if number % 3 else "twentytwentyone",
        parent_theme="campus" if number % 3 else None,
        plugins=tuple(f"p{n}/p.php" for n in range(number % 9)) if number % 40 else None,
        prefix="wp_" if number == 1 else f"wp_{number}_",
        tables=12 + number % 7,
        rows=(number * 7919) % 90_001,
        bytes=(number * 7919) % 90_001 * 612,
        state={7: ("archived",), 9: ("spam", "deleted"), 11: ("private",)}.get(number, ()),
        hosts=hosts + mapped if number == 4 else hosts,
        path="/",
        network=2 if number > 118 else 1,
        users=number % 40,
        posts=(number * 31) % 1900 if number % 40 else None,
        last_post=f"20{10 + number % 15}-05-31 09:00:00" if number % 40 else None,
        uploads=f"web/app/uploads/sites/{number}" if number % 5 else None,
        uploads_files=number * 91 if number % 5 else None,
        uploads_bytes=number * 91 * 140_000 if number % 5 else None,
    )


def _plugins() -> tuple[Extension, ...]:
    numbers = count()
    every = tuple(
        Extension(
            location=Location(f"web/app/plugins/{slug}/{slug}.php"),
            install=".",
            kind="plugin",
            slug=slug,
            name=name,
            file=f"{slug}/{slug}.php",
            path=f"web/app/plugins/{slug}",
            version=version,
            installed=True,
            active=number % 5 != 4,
            network_active=number < 3,
            active_sites=() if number % 5 == 4 else tuple(range(1, 120, number + 1)),
            requires_php="7.4" if number % 3 else None,
            requires_core="6.3" if number % 4 else None,
            found_by=("header", "database"),
            origin=origin,  # type: ignore[arg-type]  # a word of those in _SIGNS
            signs=_SIGNS[origin],
            roles=roles,
            locked_version="4.1.0" if number == 0 else version,
            stored_version="3.15.0" if number == 1 else version,
        )
        for (slug, name, version, origin, roles), number in zip(_PLUGINS, numbers, strict=False)
    )
    lost = replace(
        every[9], slug="revslider", name="revslider", file="revslider/revslider.php", roles=("slider",)
    )
    locked = replace(lost, slug="akismet", name="Akismet", file="akismet/akismet.php", active=None)
    return (
        *every,
        replace(lost, installed=False, active=True, origin="premium", signs=()),
        replace(locked, installed=False, found_by=("composer.lock",), origin="contrib", version=None),
    )


def _others() -> tuple[Extension, ...]:
    at = partial(Extension, location=Location("web/app/x"), install=".", installed=True)
    copy = "web/app/plugins/advanced-custom-fields-pro-old"
    packages = (
        at(kind="composer-package", slug=f"v/p{n}", name=f"symfony/part-{n}", file=f"vendor/symfony/part-{n}")
        for n in range(40)
    )
    return (
        at(
            kind="mu-plugin",
            slug="campus-login",
            name="Campus Login",
            file="campus-login/login.php",
            active=True,
            loaded_by="web/app/must-use/bedrock-autoloader.php",
            origin="custom",
            signs=("loaded by a loop",),
            roles=("sso",),
        ),
        at(
            kind="drop-in",
            slug="advanced-cache.php",
            name="advanced-cache.php",
            file="advanced-cache.php",
            active=True,
            written_by="wp-rocket",
            origin="premium",
            signs=("WP Rocket wrote it",),
        ),
        at(kind="theme", slug="campus", name="Campus", file="campus/style.css", version="2.0", active=True),
        at(
            kind="theme",
            slug="campus-child",
            name="Campus Child",
            file="campus-child/style.css",
            parent="campus",
            active=True,
            active_sites=tuple(n for n in range(1, 121) if n % 3),
            origin="custom",
            signs=("its author is the site's own host",),
            copies=(copy,),
            patches=("Fix the menu on phones", "Do not load fonts from elsewhere", "2134-header.patch"),
        ),
        at(
            kind="theme",
            slug="old",
            name="old",
            file="old/style.css",
            active=False,
            broken="It has no index.php.",
        ),
        *(replace(package, locked_version="v6.4.11", origin="contrib") for package in packages),
    )


def _site_options() -> tuple[Setting, ...]:
    option = partial(Setting, location=_OPTIONS, install=".", kind="option")
    zones = (
        option(name="timezone_string", value="Europe/Berlin" if site % 10 else "", site=site)
        for site in range(1, 121)
    )
    return (*zones, option(name="mailserver_pass", state="withheld", site=1))


def _services() -> tuple[Service, ...]:
    service = partial(Service, location=_OPTIONS, install=".")
    mail = [
        service(
            kind="mail", name="SMTP", setting="wp_mail_smtp", detail="smtp", site=site, owner="wp-mail-smtp"
        )
        for site in (1, 2, 3, 4, 5, 9, 12)
    ]
    redis = service(kind="object-cache", name="Redis", setting="WP_REDIS_HOST", owner="redis-cache")
    return (redis, *mail, service(kind="sso", name="SAML", setting="onelogin_saml_idp_entityid", site=1))


def _options() -> list[OptionGroup]:
    owners = (
        ("core", "core"),
        ("transients", "core"),
        ("wp-rocket", "present"),
        ("jetpack", "gone"),
        (None, "unknown"),
    )
    return [
        OptionGroup(
            location=_OPTIONS,
            install=".",
            site=site,
            owner=owner,
            owned_by=owned_by,  # type: ignore[arg-type]  # a word of the five above
            options=40 + site,
            bytes=site * 9000,
            autoloaded=12,
            autoloaded_bytes=site * 4000,
        )
        for site in range(1, 121)
        for owner, owned_by in owners
    ]


def _large_options() -> tuple[LargeOption, ...]:
    large = partial(LargeOption, location=_OPTIONS, install=".")
    return (
        large(site=1, name="rewrite_rules", bytes=412_003, owner="core", owned_by="core"),
        large(site=1, name="jetpack_sync_settings", bytes=900_412, owner="jetpack", owned_by="gone"),
        large(site=40, name="my_cache_of_everything", bytes=8_120_004),
    )


def _roles() -> list[UserRole]:
    titles = {"administrator": "Administrator", "editor": "Editor", "shop_manager": "Shop manager"}
    return [
        UserRole(
            location=_OPTIONS,
            install=".",
            site=site,
            name=name,
            title=title,
            is_core=name != "shop_manager",
            users=site if site % 40 else None,
        )
        for site in range(1, 121)
        for name, title in titles.items()
    ]


def _jobs() -> list[CronJob]:
    job = partial(CronJob, location=_OPTIONS, install=".", next_run="2026-10-02 04:00:00")
    return [
        made
        for site in range(1, 121)
        for made in (
            job(
                site=site,
                hook="wp_version_check",
                schedule="twicedaily",
                interval=43_200,
                entries=1,
                owner="core",
                owned_by="core",
            ),
            job(
                site=site,
                hook="rocket_purge",
                schedule="hourly",
                interval=3600,
                entries=3,
                owner="wp-rocket",
                owned_by="present",
            ),
            job(
                site=site,
                hook="jetpack_clean",
                schedule=None,
                interval=None,
                entries=812,
                owner="jetpack",
                owned_by="gone",
            ),
        )
    ]


def _tables() -> list[Table]:
    owned = {
        "posts": ("core", "core", "content"),
        "options": ("core", "core", "config"),
        "gf_entry": ("gravityforms", "present", "content"),
        "jetpack_sync_queue": ("jetpack", "gone", "queue"),
        "wysija_email": ("wysija-newsletters", "gone", "log"),
        "tmp_2014": (None, "unknown", None),
    }
    return [
        Table(
            location=Location(DUMP, table=name),
            install=".",
            name=f"wp_{site}_{name}",
            database="example_prod",
            rows=site * 7919 % 90_001,
            bytes=site * 7919 % 90_001 * 612,
            engine="InnoDB",
            charset="utf8mb4",
            collation="utf8mb4_unicode_520_ci",
            site=site,
            bare_name=name,
            owner=owner,
            owned_by=owned_by,  # type: ignore[arg-type]  # a word of those above
            purpose=purpose,
        )
        for site in range(1, 31)
        for name, (owner, owned_by, purpose) in owned.items()
    ]
