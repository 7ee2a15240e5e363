"""A report in which every name wants to be more than a name."""

import datetime as dt

from msgspec.structs import replace

from audit.model.facts import Extension, Location, NotedFile, Problem, Routine, Setting, Table, Tally
from audit.model.inventory import Source
from audit.model.report import Report, TreeRead, Unassessed
from audit.model.rules import SEVERITIES, Citation
from audit.plan import plan
from tests.render.samples import advice, finding, place, rich

SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 7 }}"
LONG = "n" * 10_000
HIDDEN = "abc\u202egnp.exe\x00\x1b[31m\ud800 \u2067rtl\u0085"
URL = "javascript:alert(document.domain)"
NAMES = (SCRIPT, LONG, HIDDEN, "<!--", "</style></title>", "&amp;", "\u0645\u0631\u062d\u0628\u0627", URL)


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
            replace(whole.installs[0], root=SCRIPT, version=LONG, content=LONG, config=SCRIPT, prefix=HIDDEN),
            replace(whole.installs[0], root=LONG),
        ),
        sites=tuple(
            replace(
                whole.sites[0],
                url=f"https://{name}",
                title=name,
                theme=name,
                parent_theme=name,
                state=(name,),
            )
            for name in NAMES
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
            )
            for name in NAMES
            for kind in ("plugin", "mu-plugin", "drop-in", "theme")
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
            )
            for name in NAMES
        ),
        routines=tuple(
            Routine(location=Location(name), kind="event", name=name, database=name, table=name)
            for name in NAMES
        ),
        files=tuple(Tally(location=Location(name), install=SCRIPT, files=1, bytes=1) for name in NAMES),
        noted_files=tuple(
            NotedFile(location=Location(name), install=SCRIPT, kind="link", seen_as=f"x{name}", size=None)
            for name in NAMES
        ),
        findings=found,
        unassessed=tuple(
            Unassessed(rule=name, title=name, severity="note", install=SCRIPT, reason=name, partly=True)
            for name in NAMES
        ),
        plan=plan(found),
    )
