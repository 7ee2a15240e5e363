"""A report in which every name wants to be more than a name."""

import datetime as dt
from typing import Any, TypeVar, get_args

from msgspec.structs import replace

from audit.model.facts import (
    Extension,
    ExtensionKind,
    Location,
    Network,
    NotedFile,
    Problem,
    Routine,
    Setting,
    Table,
    Tally,
)
from audit.model.inventory import Source
from audit.model.report import Report, TreeRead, Unassessed
from audit.model.rules import SEVERITIES, Citation
from audit.model.stored import CronJob, LargeOption, NearMiss, OptionGroup, Service, Translation, UserRole
from audit.plan import plan
from tests.render import sample_code
from tests.render.samples import advice, finding, place, rich

SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 7 }}"
LONG = "n" * 10_000
HIDDEN = "abc\u202egnp.exe\x00\x1b[31m\ud800 \u2067rtl\u0085"
URL = "javascript:alert(document.domain)"
NAMES = (SCRIPT, LONG, HIDDEN, "<!--", "</style></title>", "&amp;", "\u0645\u0631\u062d\u0628\u0627", URL)

_COUNTS = {"options": 1, "bytes": 1, "autoloaded": 1, "autoloaded_bytes": 1}
_JOB = {"interval": 7, "entries": 1}

S = TypeVar("S", OptionGroup, LargeOption, CronJob)


def hostile() -> Report:
    """Return the report."""
    whole = rich()
    found = tuple(
        finding(
            advice(
                f"{SCRIPT} {number}",
                SEVERITIES[number % 4],
                title=name,
                why=name,
                remedy=name,
                category=name,
                source=Citation(URL, dt.date(2026, 8, 22)),
                docs=f" https://example.org\n{URL}",
            ),
            place(name, 3, name),
            place(LONG, None, HIDDEN),
            install=SCRIPT,
        )
        for number, name in enumerate(NAMES)
    )
    return replace(
        whole,
        coverage=replace(
            whole.coverage,
            tree=TreeRead(SCRIPT, 1, 1, 1, 1, {SCRIPT: 3}),
            dumps=(
                replace(whole.coverage.dumps[0], path=LONG, container=SCRIPT, exporter=HIDDEN, made=SCRIPT),
            ),
            problems=tuple(
                Problem(location=Location(name), kind=name, text=name, source="code") for name in NAMES
            ),
            sources=(Source("code", "partial", SCRIPT),),
        ),
        installs=(
            replace(
                whole.installs[0],
                root=SCRIPT,
                version=LONG,
                fork=SCRIPT,
                docroot=HIDDEN,
                made_for=NAMES,
                content=LONG,
                plugins=SCRIPT,
                config=SCRIPT,
                prefix=HIDDEN,
            ),
            replace(whole.installs[0], root=LONG, cms="drupal", profile=SCRIPT),
        ),
        near_misses=tuple(
            NearMiss(location=Location(name), kind="cms", name=name, version=name, text=name)
            for name in NAMES
        ),
        networks=tuple(_network(name) for name in NAMES),
        sites=tuple(
            replace(
                whole.sites[0],
                url=f"https://{name}",
                title=name,
                theme=name,
                parent_theme=name,
                install=install,
                state=(name,),
                hosts=NAMES,
                folder=name,
                database=name,
                last_post=name,
                uploads=name,
            )
            for name in NAMES
            for install in (SCRIPT, LONG)
        ),
        extensions=tuple(
            Extension(
                location=Location(name),
                install=SCRIPT,
                kind=kind,
                slug=name,
                name=name,
                file=name,
                version=name,
                parent=name,
                broken=name,
                requires_php=name,
                requires_core=name,
                installed=False,
                active=True,
                signs=NAMES,
                roles=NAMES,
                project=SCRIPT,
                package=name,
                locked_version=name,
                stored_version=HIDDEN,
                written_by=name,
                loaded_by=name,
                copies=NAMES,
                patches=NAMES,
            )
            for name in NAMES
            for kind in get_args(ExtensionKind)
        ),
        settings=tuple(
            Setting(location=Location(name, 1), install=LONG, kind="constant", name=name, value=name)
            for name in NAMES
        ),
        tables=tuple(
            Table(
                location=Location(name),
                name=name,
                database=name,
                rows=1,
                bytes=10**15,
                engine=name,
                collation=name,
                row_format=name,
                owner=name,
                owned_by="gone",
                purpose=name,
            )
            for name in NAMES
        ),
        routines=tuple(
            Routine(location=Location(name), kind="event", name=name, database=name, table=name)
            for name in NAMES
        ),
        translations=tuple(
            Translation(location=Location(name), language=name, concerns="core", files=1, bytes=1)
            for name in NAMES
        ),
        services=tuple(
            Service(
                location=Location(name), kind="sso", name=name, setting=name, detail=name, site=1, owner=name
            )
            for name in NAMES
        ),
        options=tuple(_stored(OptionGroup, name, **_COUNTS) for name in NAMES),
        large_options=tuple(_stored(LargeOption, name, name=name, bytes=1) for name in NAMES),
        user_roles=tuple(
            UserRole(location=Location(name), site=site, name=name, title=name, is_core=False)
            for site, name in enumerate(NAMES)
        ),
        cron=tuple(_stored(CronJob, name, hook=name, schedule=name, next_run=name, **_JOB) for name in NAMES),
        files=tuple(Tally(location=Location(name), install=SCRIPT, files=1, bytes=1) for name in NAMES),
        noted_files=tuple(
            NotedFile(location=Location(name), install=SCRIPT, kind="link", seen_as=f"x{name}", size=None)
            for name in NAMES
        ),
        findings=found,
        unassessed=tuple(
            Unassessed(rule=name, title=name, severity="note", installs=(SCRIPT,), reason=name, partly=True)
            for name in NAMES
        ),
        plan=plan(found),
        **_code(),
    )


def _code() -> dict[str, Any]:
    told = sample_code.code(*NAMES)
    bad = [sample_code.named(name) for name in NAMES]
    parts = tuple(one.verdicts[0].obstacles[0] for one in bad)
    verdict = replace(bad[0].verdicts[0], obstacles=parts, doubts=len(parts))
    choice = replace(
        bad[0],
        verdicts=(verdict,),
        obstacles=tuple(one.obstacles[0] for one in bad),
        doubts=tuple(one.doubts[0] for one in bad),
        extensions=tuple(need for one in bad for need in one.extensions),
        programs=tuple(need for one in bad for need in one.programs),
    )
    check = replace(told["core"][0], install=SCRIPT, stated=LONG, matched=NAMES, note=HIDDEN)
    files = tuple(replace(item, install=SCRIPT) for item in told["core_files"])
    more = sample_code.repository(
        head=SCRIPT, branch=HIDDEN, unmerged=NAMES, remotes=NAMES, lfs=NAMES, unread=NAMES, last_commit=SCRIPT
    )
    return told | {"php": choice, "core": (check,), "core_files": files, "repository": (more,)}


def _stored(kind: type[S], owner: str, **told: Any) -> S:
    return kind(location=Location(owner), site=len(owner), owner=owner, owned_by="gone", **told)


def _network(name: str) -> Network:
    return Network(
        location=Location(name), id=1, domain=name, path=name, title=name, sites=1, main_site=1, plugins=NAMES
    )
