"""Reports to render: a rich one, the poor ones, a hostile one and a huge one."""

import datetime as dt
from functools import partial
from typing import Any

from msgspec.structs import replace

from audit.model.facts import Extension, Location
from audit.model.inventory import Source
from audit.model.report import (
    Coverage,
    Finding,
    KnowledgeRead,
    PlatformName,
    Report,
    Tool,
    TreeRead,
    Unassessed,
)
from audit.model.rules import Advice, Citation, Evidence, Scope, Severity
from tests.render import sample_code, sample_plan
from tests.render import sample_facts as facts
from tests.render.sample_plan import work as plan

MARK = "finds-me"  # stands in the last row of each long list of the huge report

_UNREAD = "Nothing was found in what could be read. wp-content/uploads/private: It could not be opened."
_SOURCE = Citation("https://docs.pantheon.io/guides/platform-considerations", dt.date(2026, 8, 22))
_COMPLETE = tuple(Source(name, "complete") for name in ("code", "configuration", "database"))


def advice(name: str, severity: Severity = "major", scope: Scope = "included", **more: Any) -> Advice:
    """Return what is told of a rule, with words of its own where none are given."""
    told: dict[str, Any] = {
        "title": f"Title of {name}",
        "why": f"Reason of {name}.",
        "remedy": f"Remedy of {name}.",
        "confidence": "high",
        "category": "code",
        "next_step": "configure",
        "source": _SOURCE,
    }
    return Advice(**(told | more), id=name, severity=severity, scope=scope)


def place(path: str, line: int | None, text: str) -> Evidence:
    """Return a place of a finding."""
    return Evidence(Location(path, line), text)


def finding(rule: Advice, *places: Evidence, install: str | None = ".", hours: float = 0.5) -> Finding:
    """Return what a rule has found."""
    return Finding(rule=rule, install=install, hours=hours, confidence=rule.confidence, places=places)


def minimal() -> Report:
    """Return a report of a site with nothing in it that a rule would find."""
    return Report(
        tool=Tool("moveready", "0.1.0"),
        platform=PlatformName("pantheon", "Pantheon"),
        coverage=Coverage(
            tree=TreeRead("/srv/www/plain", 2114, 240, 90_411_200, 12, {}),
            dumps=(facts.DUMP_READ,),
            sources=_COMPLETE,
            problems=(),
            rules=64,
        ),
        installs=(replace(facts.INSTALL, network=False),),
        sites=facts.sites()[:1],
        databases=(),
        extensions=(),
        settings=(),
        tables=facts.tables()[:12],
        routines=(),
        files=(),
        noted_files=(),
        occurrences=(),
        findings=(),
        unassessed=(),
        plan=plan(()),
    )


def empty() -> Report:
    """Return a report of tables that nobody knows: no system, no site, no code."""
    whole = minimal()
    absent = Source("code", "absent", "No folder with the site's code was given.")
    return replace(
        whole,
        coverage=replace(whole.coverage, tree=None, sources=(absent, _COMPLETE[2])),
        installs=(),
        sites=(),
    )


def rich() -> Report:
    """Return a report of a network of three sites, with findings of every severity and gaps."""
    found = _findings()
    lost = Source(
        "code", "partial", "wp-content/uploads/private: It could not be opened. (2 such places in all)"
    )
    return replace(
        minimal(),
        coverage=Coverage(
            tree=TreeRead(
                "/srv/www/example", 48211, 5120, 6_812_004_119, 3904, {"git data": 812, "cache": 40}
            ),
            dumps=(facts.DUMP_READ,),
            sources=(lost, *_COMPLETE[1:]),
            problems=facts.problems(),
            rules=118,
        ),
        installs=(facts.INSTALL,),
        sites=facts.sites(),
        databases=facts.databases(),
        extensions=facts.extensions(),
        settings=facts.settings(),
        tables=facts.tables(),
        routines=facts.routines(),
        files=facts.files(),
        noted_files=facts.noted_files(),
        findings=found,
        unassessed=_unassessed(),
        plan=plan(found),
        **sample_code.code("wp-content/plugins/legacy-shop/run.php", "bin/render"),
    )


def planned() -> Report:
    """Return the rich report with a whole plan, and with places that are known."""
    bare = rich()
    found = tuple(sample_plan.accepted(one) if one.rule.id == "php-session" else one for one in bare.findings)
    return replace(
        bare,
        made="2026-11-23T09:00:00Z",
        knowledge=KnowledgeRead(rules=540, reviewed="2026-08-22", dated=12),
        findings=found,
        acceptance=sample_plan.acceptance(),
        plan=sample_plan.whole(found),
    )


def dump_only() -> Report:
    """Return a report of a dump without code."""
    whole = rich()
    found = tuple(
        replace(found, install=None) for found in whole.findings if found.rule.category == "database"
    )
    active = (item for item in whole.extensions if item.active_sites)
    absent = "No folder with the site's code was given."
    return replace(
        whole,
        coverage=replace(
            whole.coverage,
            tree=None,
            dumps=(replace(facts.DUMP_READ, complete=False, exporter=None, made=None),),
            sources=(
                Source("code", "absent", absent),
                Source("configuration", "absent", "There was no wp-config.php to read."),
                _COMPLETE[2],
            ),
            problems=(),
        ),
        installs=(),
        sites=tuple(replace(site, install=None) for site in whole.sites),
        extensions=tuple(replace(item, install=None, installed=None) for item in active),
        settings=(),
        files=(),
        noted_files=(),
        findings=found,
        **sample_code.nothing(),
        unassessed=tuple(
            replace(item, installs=(), reason=absent, partly=False) for item in whole.unassessed
        ),
        plan=plan(found),
    )


def tree_only() -> Report:
    """Return a report of two code bases without a dump."""
    whole = rich()
    found = tuple(replace(found, install=root) for root in ("blog", "shop") for found in whole.findings[2:5])
    unknown = partial(replace, install="blog", active=None, network_active=None, active_sites=None)
    absent = Source("database", "absent", "No database dump was given.")
    return replace(
        whole,
        coverage=replace(whole.coverage, dumps=(), sources=(*_COMPLETE[:2], absent)),
        installs=tuple(
            replace(facts.INSTALL, root=root, install=root, network=None) for root in ("blog", "shop")
        ),
        sites=(),
        databases=(),
        extensions=tuple(unknown(item) for item in whole.extensions if item.installed),
        tables=(),
        routines=(),
        findings=found,
        plan=plan(found),
    )


def huge(sites: int = 5000, tables: int = 10_000, spots: int = 3000, plugins: int = 5000) -> Report:
    """Return a report of a network of thousands of sites; the last row of each long list says MARK."""
    whole = rich()
    many = [
        replace(whole.sites[n % 3], id=n + 1, title=f"Site {n}", url=f"https://s{n}.example.org/")
        for n in range(sites)
    ]
    grown = [
        replace(whole.tables[n % 36], name=f"wp_{n}_options", bytes=10**9 - n, site=n // 10)
        for n in range(tables)
    ]
    more = [_of_many(whole.extensions[n % 25], n, sites) for n in range(plugins)]
    spread = [place(f"a/{n}.php", n, "eval()") for n in range(spots)]
    wide = finding(advice("everywhere", "minor", "known-fix"), *spread, place(f"{MARK}.php", 1, MARK))
    return replace(
        whole,
        sites=(*many[:-1], replace(many[-1], title=MARK)),
        extensions=(*whole.extensions, *more[:-1], replace(more[-1], name=MARK)),
        tables=(*grown, replace(whole.tables[0], name=f"wp_{MARK}", bytes=0)),
        findings=(*whole.findings, wide),
        **sample_code.code(*(f"code/{n}.php" for n in range(spots // 4)), f"code/{MARK}.php"),
    )


def crowded(findings: int = 5000, sites: int = 500, installs: int = 20) -> Report:
    """Return a report of many findings in several installs, each rule with an advice of its own."""
    whole = planned()
    base = huge(sites=sites, tables=400, spots=10, plugins=120)
    roots = [f"sites/{n}" for n in range(installs)]
    rules = [_crowd(whole.findings[n % 8].rule, n) for n in range(findings // installs)]
    found = tuple(_held(rule, root) for rule in rules for root in roots)
    return replace(
        base,
        installs=tuple(replace(facts.INSTALL, root=root, install=root) for root in roots),
        findings=found,
        plan=replace(whole.plan, steps=sample_plan.steps(found)),
    )


def _crowd(rule: Advice, number: int) -> Advice:
    told = {
        "title": f"Code of part {number} writes to a folder that is not there",
        "why": "The folder lies on one of several containers, so that others do not find what is written.",
        "remedy": "Let it write to the folder of uploads, which all containers share, or to the database.",
    }
    return replace(rule, id=f"part-{number}", **told)


def _held(rule: Advice, root: str) -> Finding:
    spots = [place(f"{root}/wp-content/plugins/{rule.id}/run.php", 12 + n, "fopen()") for n in range(2)]
    return finding(rule, *spots, install=root)


def _of_many(item: Extension, number: int, sites: int) -> Extension:
    """Return a plugin of a large network, some of them active on every seventh of its sites."""
    return replace(
        item,
        slug=f"{item.slug}-{number}",
        file=f"{item.slug}-{number}/{item.slug}.php",
        active_sites=tuple(range(1 + number % 7, sites, 7)) if number % 50 == 0 else (),
        origin="contrib",
        signs=("readme.txt of wordpress.org names it", "composer.lock: wpackagist-plugin"),
        roles=("seo",) if number % 9 == 0 else (),
    )


def _unassessed() -> tuple[Unassessed, ...]:
    open_check = partial(Unassessed, installs=(".",), reason=_UNREAD, partly=True)
    computed = "wp-config.php:41: The value is decided at run time."
    return (
        open_check(rule="php-mail", title="Code sends mail through the server", severity="major"),
        open_check(rule="shell-command", title="Code starts programs of the server", severity="blocker"),
        open_check(rule="memory-limit", title="More memory is asked for", severity="minor", reason=computed),
    )


def _findings() -> tuple[Finding, ...]:
    shop = "wp-content/plugins/legacy-shop/includes/class-shop"
    network = advice(
        "wordpress-network",
        "blocker",
        "out-of-scope",
        title="The site is a WordPress network",
        category="layout",
        next_step="ask",
        why="Networks run on Pantheon only with a special upstream, which Pantheon enables.",
        remedy="Ask your account representative for the network upstream before the kick-off.",
    )
    large = advice(
        "file-above-limit",
        "blocker",
        "customer",
        title="Files are larger than the platform stores",
        category="files",
        next_step="remove",
        why="A single file above 256 MiB cannot be stored, so it would be lost in the move.",
        remedy="Host the video elsewhere, and link to it.",
    )
    session = advice(
        "php-session",
        "major",
        "known-fix",
        title="Code keeps visitors in PHP sessions",
        why="A site runs in several containers, so the next request does not find a session in a file.",
        remedy="Install the Native PHP Sessions plugin; it keeps sessions in the database.",
        docs="https://docs.pantheon.io/php-sessions",
    )
    engine = advice(
        "myisam-table", title="Tables use the MyISAM engine", category="database", next_step="convert"
    )
    cache = advice(
        "memcached", title="The object cache is Memcached", category="plugins", next_step="replace"
    )
    folder = advice("own-folder", "minor", "premium", title="A folder of the old server is named")
    backup = advice("backup", "minor", "platform-does-it", title="A backup plugin is installed")
    idle = advice("idle-plugin", "note", "customer", title="Plugins are installed but not active")
    calls = [place(f"{shop}-{n}.php", 10 * n, "session_start()") for n in range(1, 13)]
    sites = place(facts.DUMP, None, "a network of 3 sites")
    links = Evidence(Location(facts.DUMP, table="wp_links"), "wp_links: 71,271 rows, MyISAM")
    return (
        finding(network, place("wp-config.php", 30, "MULTISITE is true"), sites, hours=2.0),
        finding(large, place("wp-content/uploads/2024/03/keynote.mov", None, "392.9 MiB")),
        finding(session, *calls, hours=6.5),
        finding(engine, links, hours=0.25),
        finding(cache, place("wp-content/object-cache.php", None, "Memcached 3.2.2")),
        finding(folder, place("wp-config.php", 42, "WP_TEMP_DIR is /var/www/tmp")),
        finding(backup, place("wp-content/plugins/updraftplus/updraftplus.php", None, "3.4.0"), hours=0.0),
        finding(idle, place("wp-content/plugins/smush/smush.php", None, "Smush"), hours=0.0),
    )
