"""The facts of a Drupal multisite: modules by project, settings of several sites, owners, services."""

from functools import partial

from msgspec.structs import replace

from audit.model.facts import Database, Extension, Install, Location, Setting, Site, Table
from audit.model.inventory import Source
from audit.model.report import Report, TreeRead
from audit.model.stored import CronJob, LargeOption, NearMiss, OptionGroup, Service, UserRole
from audit.plan import plan
from tests.render.sample_facts import DUMP_READ
from tests.render.samples import advice, finding, minimal, place

_DUMP = "dumps/museum.sql.gz"
_FOLDERS = ("default", "archive.example.museum", "shop.example.museum", "intranet")
_CORE = (
    "node user block field filter system taxonomy views ckeditor5 media search language locale path views_ui "
    "file image link menu_ui options text update contextual toolbar dblog"
)


def drupal() -> Report:
    """Return the report."""
    file = advice("private-files", title="Private files lie in the docroot", category="files")
    found = (
        finding(file, place("web/sites/default/settings.php", 812, "file_private_path is sites/x/private")),
    )
    return replace(
        minimal(),
        coverage=replace(
            minimal().coverage,
            tree=TreeRead("/srv/museum", 31_204, 4122, 912_004_119, 2204, {"git data": 812}),
            dumps=(replace(DUMP_READ, path=_DUMP),),
        ),
        installs=(_install(),),
        near_misses=(
            NearMiss(
                location=Location("tools/vagrant"),
                kind="environment",
                name="Vagrant set-up",
                text="It describes a machine for developers and holds no code of the site.",
            ),
        ),
        sites=tuple(_site(number, folder) for number, folder in enumerate(_FOLDERS, 1)),
        databases=(_database(),),
        extensions=(*_modules(), *_core(), *_others()),
        settings=tuple(_settings()),
        services=_services(),
        options=_variables(),
        large_options=(
            LargeOption(
                location=Location(_DUMP), install="web", site=1, name="views.view.frontpage", bytes=91_004
            ),
        ),
        user_roles=(
            UserRole(
                location=Location(_DUMP),
                install="web",
                site=1,
                name="curator",
                title="Curator",
                is_core=False,
                users=12,
            ),
        ),
        cron=(
            CronJob(
                location=Location(_DUMP),
                install="web",
                site=1,
                hook="aggregator_feeds",
                schedule="hourly",
                interval=3600,
                entries=1,
                next_run=None,
                owner="aggregator",
                owned_by="gone",
            ),
        ),
        tables=tuple(_tables()),
        findings=found,
        plan=plan(found),
    )


def drupal_tree() -> Report:
    """Return a report of a Drupal repository without a core and without a dump, in which little is known."""
    whole = drupal()
    absent = Source("database", "absent", "No database dump was given.")
    bare = partial(replace, active=None, active_sites=None, stored_version=None)
    return replace(
        whole,
        coverage=replace(whole.coverage, dumps=(), sources=(*whole.coverage.sources[:2], absent)),
        installs=(
            replace(
                whole.installs[0],
                core=False,
                version=None,
                layout="content-only",
                profile=None,
                made_for=(),
                config=None,
                prefix=None,
                network=None,
                uploads=False,
            ),
        ),
        near_misses=(),
        sites=(
            Site(
                location=Location("web/sites"),
                install="web",
                id=1,
                url=None,
                title=None,
                theme=None,
                parent_theme=None,
                plugins=None,
                prefix="",
                tables=0,
                rows=0,
                bytes=0,
                folder="sites/default",
            ),
        ),
        databases=(),
        extensions=tuple(
            bare(item) for item in whole.extensions if item.kind == "module" and item.origin == "custom"
        ),
        settings=(),
        services=(),
        options=(),
        large_options=(),
        user_roles=(),
        cron=(),
        tables=(),
    )


def mixed() -> Report:
    """Return a report of a Drupal beside a WordPress."""
    from tests.render.sample_network import network  # noqa: PLC0415 (the two know nothing of each other)

    one, two = network(), drupal()
    joined = (
        "installs",
        "sites",
        "databases",
        "extensions",
        "settings",
        "services",
        "tables",
        "cron",
        "options",
    )
    return replace(one, **{name: getattr(one, name) + getattr(two, name) for name in joined})


def _install() -> Install:
    return Install(
        location=Location("web/core/lib/Drupal.php", 78),
        install="web",
        root="web",
        cms="drupal",
        version="10.2.7",
        docroot="web",
        layout="composer",
        made_for=("acquia", "ddev", "platformsh"),
        profile="museum_profile",
        config="web/sites/default/settings.php",
        prefix="",
        network=True,
        uploads=True,
    )


def _database() -> Database:
    return Database(
        location=Location(_DUMP),
        install="web",
        name="museum",
        cms="drupal",
        version="8+",
        prefix="",
        network=False,
        network_plugins=(),
        tables=188,
        rows=912_004,
        bytes=412_004_119,
    )


def _site(number: int, folder: str) -> Site:
    told = number == 1
    host = "www.example.museum" if told else folder
    return Site(
        location=Location(f"web/sites/{folder}/settings.php"),
        install="web",
        id=number,
        url=f"https://{host}/" if told else None,
        title="Example Museum" if told else None,
        theme="museum" if told else None,
        parent_theme="claro" if told else None,
        plugins=tuple(_CORE.split()) if told else None,
        prefix="" if number < 4 else "intra_",
        tables=188 if told else 0,
        rows=912_004 if told else 0,
        bytes=412_004_119 if told else 0,
        state=("maintenance",) if told else (),
        hosts=("www.example.museum", "example.museum", "museum.example.org") if told else (host,),
        folder=f"sites/{folder}",
        database="museum" if number < 4 else None,
        users=40 if told else None,
        posts=8120 if told else None,
        last_post="2026-09-30 12:00:00" if told else None,
        uploads=f"web/sites/{folder}/files",
        uploads_files=number * 4000,
        uploads_bytes=number * 812_004_119,
    )


def _module(
    slug: str, name: str, project: str | None, folder: str = "contrib", kind: str = "module", **told: object
) -> Extension:
    start = Extension(
        location=Location(f"web/modules/{folder}/{project or slug}/{slug}.info.yml"),
        install="web",
        kind=kind,  # type: ignore[arg-type]  # a kind of extension
        slug=slug,
        name=name,
        file=f"modules/{folder}/{project or slug}/{slug}.info.yml",
        path=f"web/modules/{folder}/{project or slug}",
        version="2.1.0",
        installed=True,
        active=True,
        origin="contrib",
        signs=("packaging lines: project and datestamp", f"composer.lock: drupal/{project}"),
        project=project,
    )
    return replace(start, **told)


def _modules() -> tuple[Extension, ...]:
    return (
        _module("webform", "Webform", "webform", version="6.2.3", roles=("forms",), stored_version="8641"),
        _module("webform_ui", "Webform UI", "webform", version="6.2.3", signs=("part of webform",)),
        _module("webform_devel", "Webform Devel", "webform", version="6.2.3", active=False),
        _module("search_api", "Search API", "search_api", roles=("search",), locked_version="1.35.0"),
        _module("search_api_solr", "Search API Solr", "search_api_solr", roles=("search", "solr")),
        _module(
            "paragraphs",
            "Paragraphs",
            "paragraphs",
            patches=(
                "#2901390: Use the new icons",
                "#3088239: Do not lose translations",
                "3-local-fix.patch",
            ),
            copies=("web/sites/all/modules/paragraphs",),
        ),
        _module("smtp", "SMTP Authentication Support", "smtp", roles=("mail",)),
        _module("feeds", "Feeds", "feeds", version="8.x-3.0-beta4", installed=False, signs=()),
        _module(
            "museum_loans",
            "Museum loans",
            None,
            "custom",
            origin="custom",
            signs=("in modules/custom",),
            version=None,
        ),
        _module(
            "museum_api",
            "Museum API",
            None,
            "custom",
            origin="custom",
            signs=("in modules/custom",),
            broken="core_version_requirement is missing.",
        ),
        _module("devel_test", "Devel test", "devel", hidden=True, active=False),
    )


def _core() -> tuple[Extension, ...]:
    return tuple(
        _module(
            name, name.title(), "drupal", "core", origin="core", signs=("in core",), active=number % 4 > 0
        )
        for number, name in enumerate(_CORE.split())
    )


def _others() -> tuple[Extension, ...]:
    return (
        _module(
            "museum",
            "Museum",
            None,
            "x",
            "theme",
            origin="custom",
            signs=("in themes/custom",),
            parent="claro",
        ),
        _module("claro", "Claro", "drupal", "x", "theme", origin="core", signs=("in core",)),
        _module("museum_profile", "Museum profile", None, "x", "profile", origin="custom", signs=()),
        _module("colorbox", "colorbox", None, "x", "library", version="1.6.4", signs=(), active=None),
        _module(
            "guzzle",
            "guzzlehttp/guzzle",
            None,
            "x",
            "composer-package",
            version="7.8.1",
            active=None,
        ),
    )


def _settings() -> list[Setting]:
    def setting(kind: str, name: str, site: int, **told: object) -> Setting:
        start = Setting(
            location=Location(f"web/sites/{_FOLDERS[site - 1]}/settings.php", 80 + site),
            install="web",
            kind=kind,  # type: ignore[arg-type]  # a kind of setting
            name=name,
            site=site,
        )
        return replace(start, **told)

    return [
        *(setting("settings", "config_sync_directory", site, value="../config/sync") for site in (1, 2, 3)),
        setting("settings", "config_sync_directory", 4, value="../config/intranet"),
        *(setting("settings", "hash_salt", site, state="withheld") for site in (1, 2, 3, 4)),
        setting("settings", "file_private_path", 1, value="sites/x/private", conditional=True),
        setting("config", "system.site:name", 1, value="Example Museum"),
        setting("config", "system.performance:css.preprocess", 1, value=True),
        setting("conf", "cache_backends", 4, state="computed"),
        *(
            setting("variable", "databases.default.default.driver", site, value="mysql")
            for site in (1, 2, 3, 4)
        ),
    ]


def _services() -> tuple[Service, ...]:
    service = partial(Service, location=Location(_DUMP), install="web")
    return (
        service(
            kind="search",
            name="Solr",
            setting="search_api.server.main:backend",
            site=1,
            owner="search_api_solr",
        ),
        service(kind="mail", name="SMTP", setting="smtp.settings:smtp_on", site=1, owner="smtp"),
        service(kind="proxy", name="Reverse proxy", setting="reverse_proxy", site=2),
    )


def _variables() -> tuple[OptionGroup, ...]:
    group = partial(
        OptionGroup,
        location=Location(_DUMP),
        install="web",
        site=1,
        bytes=40_000,
        autoloaded=0,
        autoloaded_bytes=0,
    )
    return (
        group(owner="core", owned_by="core", options=120),
        group(owner="webform", owned_by="present", options=9),
        group(owner="rules", owned_by="gone", options=31),
    )


def _tables() -> list[Table]:
    owned = {
        "node_field_data": ("core", "core", "content"),
        "webform_submission": ("webform", "present", "content"),
        "rules_config": ("rules", "gone", "config"),
        "cache_render": ("core", "core", "cache"),
        "loans_2009": (None, "unknown", None),
    }
    return [
        Table(
            location=Location(_DUMP, table=name),
            install="web",
            name=name,
            database="museum",
            rows=7919 * (number + 1),
            bytes=7919 * 612 * (number + 1),
            engine="InnoDB",
            charset="utf8mb4",
            site=1,
            bare_name=name,
            owner=owner,
            owned_by=owned_by,  # type: ignore[arg-type]  # a word of those above
            purpose=purpose,
        )
        for number, (name, (owner, owned_by, purpose)) in enumerate(owned.items())
    ]
