"""A plan with something in each of its parts, and what a baseline and suppressions say."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from audit.model.facts import Location
from audit.model.migration import Part, Phase
from audit.model.plan import (
    Applies,
    Companion,
    Decision,
    FileToWrite,
    HostUse,
    Hours,
    ImportWay,
    LargeItem,
    Package,
    Plan,
    Question,
    Reason,
    Replacement,
    ScopeItem,
    SiteHours,
    Size,
    Step,
    Transfer,
    Upstream,
    Work,
)
from audit.model.report import Acceptance, Finding, Settled, SuppressionUsed
from audit.model.rules import SCOPES, Accepted

_PAGE = "https://docs.pantheon.io/guides/wordpress-configurations/wordpress-site-networks"
_YAML = """\
api_version: 1  # the only one there is
php_version: 8.3  # the newest on which nothing in use was found to break
enforce_https: full+subdomains  # each page of the site is served with https already
"""


def work(found: Iterable[Finding]) -> Plan:
    """Return the plan of findings alone: who has how many, and the hours."""
    every = list(found)
    split = {scope: [one for one in every if one.rule.scope == scope] for scope in SCOPES}
    known = sum(one.hours for one in split["known-fix"])
    return Plan(
        work=tuple(
            Work(scope=scope, findings=len(own), hours=sum(one.hours for one in own))
            for scope, own in split.items()
            if own
        ),
        hours=sum(one.hours for one in every),
        known_fix_hours=known,
        known_fix_budget=5.0,
    )


def whole(found: Iterable[Finding]) -> Plan:
    """Return a plan in which nothing is absent."""
    every = list(found)
    return replace(
        work(every),
        cms=("wordpress",),
        total=Hours(14.0, 31.0),
        decision=Decision(
            outcome="after-work",
            sentence="The site can move once its network is settled and two large files are out of the way.",
            reasons=(
                Reason(text="A network needs an upstream of its own.", rule="wordpress-network", install="."),
                Reason(text="A file is too large to be stored.", rule="file-above-limit", install="."),
                Reason(text="Visitors are kept in PHP sessions.", rule="php-session", install="."),
            ),
        ),
        package=_package(),
        sites=(SiteHours(install=".", hours=Hours(4.0, 9.0), budget=5.0, over=Hours(0.0, 4.0)),),
        upstreams=(_upstream(),),
        companions=_companions(),
        steps=steps(every),
        questions=_questions(),
        transfer=_transfer(),
    )


def accepted(found: Finding) -> Finding:
    """Return a finding of which the first place is in the baseline, and the second is suppressed."""
    first, second, *rest = found.places
    ours = Accepted(
        by="suppression", reason="It is only called by cron.", owner="ops", until=dt.date(2027, 3, 31)
    )
    places = (replace(first, accepted=Accepted(by="baseline")), replace(second, accepted=ours), *rest)
    return replace(found, places=places, dated=True)


def acceptance() -> Acceptance:
    """Return what a baseline and two suppressions left."""
    return Acceptance(
        baseline="moveready.baseline.json",
        new=18,
        known=1,
        suppressed=1,
        settled=(Settled(rule="php-mail", path="wp-content/themes/old/mail.php", text="mail()"),),
        suppressions=(
            SuppressionUsed(rule="php-session", place="bin/*", reason="Only cron calls it.", places=1),
            SuppressionUsed(rule="memcached", place=None, reason="Gone soon.", state="unused"),
        ),
    )


def _package() -> Package:
    def item(name: str, part: Part, applies: Applies, **more: Any) -> ScopeItem:
        title = f"Title of {name}"
        seen = f"What this site has of {name}."
        return ScopeItem(id=f"mig.{name}", part=part, title=title, applies=applies, seen=seen, **more)

    return Package(
        name="premium",
        reasons=(Reason(text="The site is a network with uploads in blogs.dir.", rule="wordpress-network"),),
        items=(
            item("files", "standard", "yes", source=_PAGE),
            item("blogs-dir", "premium", "yes", hours=Hours(6.0, 12.0), findings=("own-folder",)),
            item("report", "premium", "unknown"),
            item("more-hours", "bought", "yes", hours=Hours(4.0, 8.0), findings=("php-session",)),
            item("languages", "out-of-scope", "no"),
            item("access", "customer", "unknown"),
        ),
        included="mig.blogs-dir",
        bought=Hours(4.0, 8.0),
    )


def _upstream() -> Upstream:
    return Upstream(
        install=".",
        kind="network",
        name="WordPress network upstream",
        reasons=(Reason(text="wp-config.php declares a network.", location=Location("wp-config.php", 30)),),
        docroot="web",
        php="8.3",
        changes=(Reason(text="The core moves into the folder web.", location=Location("index.php")),),
        files=(FileToWrite(path="pantheon.yml", text=_YAML),),
    )


def _companions() -> tuple[Companion, ...]:
    sessions = Reason(text="Code keeps visitors in PHP sessions.", rule="php-session", install=".")
    cache = Reason(text="The object cache is Memcached.", rule="memcached", install=".")
    return (
        Companion(
            install=".",
            action="install",
            name="Native PHP Sessions",
            slug="wp-native-php-sessions",
            reason=sessions,
        ),
        Companion(
            install=".",
            action="replace",
            name="Object Cache Pro",
            slug="object-cache-pro",
            reason=cache,
            instead_of="memcached",
        ),
    )


def steps(found: Iterable[Finding]) -> tuple[Step, ...]:
    """Return the steps that findings make, between those of every migration."""
    return tuple(_steps(found))


def _steps(found: Iterable[Finding]) -> Iterable[Step]:
    yield Step(
        phase="before",
        doer="customer",
        next_step="none",
        title="Hand in the site inventory",
        detail="Send this document to the migration team.",
        hours=Hours(0.5, 1.0),
    )
    for one in found:
        by_customer = one.rule.scope in ("customer", "out-of-scope")
        yield Step(
            phase="before" if by_customer else "migration",
            doer="customer" if by_customer else "migration-team",
            next_step=one.rule.next_step,
            title=one.rule.title,
            detail=one.rule.remedy,
            rule=one.rule.id,
            install=one.install,
            places=len(one.places),
            hours=Hours(one.hours / 2, one.hours * 2),
        )
    last: dict[Phase, str] = {"acceptance": "Check the new site", "launch": "Change DNS", "after": "Watch it"}
    for phase, title in last.items():
        detail = f"{title}, and say when it is done."
        yield Step(phase=phase, doer="customer", next_step="none", title=title, detail=detail)


def _questions() -> tuple[Question, ...]:
    return (
        Question(
            id="dns-host",
            topic="Domains",
            text="Who can change the records of the domain?",
            why="At launch the records have to be changed within an hour.",
            seen=("www.example.org", "shop.example.org", "a.example.org", "b.example.org", "c.example.org"),
        ),
        Question(
            id="mail-service",
            topic="Mail",
            text="Which service sends the site's mail?",
            why="The platform has no mail server of its own.",
            choices=("none", "one by SMTP", "one by its API"),
            answer="one by SMTP",
            note="since 2024",
            settles=("backup",),
        ),
    )


def _transfer() -> Transfer:
    return Transfer(
        sizes=(
            Size(what="code", bytes=412_000_000, files=18_000, size_class="small", dump_minutes=(2, 5)),
            Size(
                what="database",
                bytes=2_400_000_000,
                needed_bytes=1_100_000_000,
                size_class="medium",
                dump_minutes=(10, 25),
                import_minutes=(45, 150),
                resync=True,
            ),
            Size(what="files", bytes=None),
        ),
        largest=(LargeItem(what="files", name="wp-content/uploads/keynote.mov", bytes=412_000_000),),
        hosts=(
            HostUse(host="www.example.org", role="primary", sites=(1,), install="."),
            HostUse(host="cdn.example.org", role="mentioned"),
        ),
        replacements=(
            Replacement(
                search="https://www.example.org",
                replace="<new address>",
                mentions=18_200,
                serialized=311,
                escaped=12,
                forms=(("https://www.example.org", 18_000), ("http:\\/\\/www.example.org", 200)),
                tables=(("wp_posts", 15_000), ("wp_options", 3_200)),
                at_least=True,
            ),
        ),
        ways=(
            ImportWay(
                limit="upload",
                title="Upload in the dashboard",
                most=500_000_000,
                fits=False,
                too_large=("database",),
                source=_PAGE,
            ),
        ),
        estimate="Times are for an old host that gives 10 MB in a second.",
    )
