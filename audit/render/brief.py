"""What a kick-off asks first of a site: how many it is, what is missing, sold, home-made or left behind."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from audit.model.facts import Extension, ExtensionKind, Network, Origin, Ownership
from audit.model.redirects import OF_APACHE
from audit.model.report import Report
from audit.model.stored import ServiceKind
from audit.render.brief_code import code_points, platform_points
from audit.render.point import Point
from audit.render.wording import KINDS, SYSTEMS, extensions, listed, nouns, number, size, systems

SERVICES: dict[ServiceKind, str] = {
    "mail": "Mail",
    "search": "Search",
    "object-cache": "Object cache",
    "page-cache": "Page cache",
    "cdn": "CDN",
    "storage": "File storage",
    "sso": "Login elsewhere (SSO)",
    "proxy": "Proxy in front",
}


_ANSWERS = 4  # of installs that differ


def brief(report: Report) -> list[Point]:
    """Return the answers that this report has, the most far-reaching first."""
    return [
        *_sites(report),
        *platform_points(report),
        *_missing(report),
        *_origins(report),
        *_tables(report),
        *_services(report),
        *_redirects(report),
        *code_points(report),
    ]


def _redirects(report: Report) -> Iterator[Point]:
    moving = sum(one.by in OF_APACHE and not one.platform for one in report.redirects)
    staying = sum(store.redirects for store in report.redirect_stores if store.stays and store.by != "code")
    lost = sum(file.lost + file.refused + file.broken for file in report.server_files if file.own)
    told = [
        *([f"{moving:,} in .htaccess become PHP (moveready redirects)"] if moving else []),
        *([f"{staying:,} in the database go on working"] if staying else []),
        *([number(lost, "server rule") + " lost or to be done by hand"] if lost else []),
    ]
    if told:
        yield Point("Redirects", "; ".join(told), (), "redirects")


def absent(extension: Extension) -> bool:
    """Return whether an extension is only wanted: Composer would bring it, and nothing says it is at work."""
    is_locked = extension.locked_version is not None or "composer.lock" in extension.found_by
    return extension.installed is False and not extension.active and is_locked


def _sites(report: Report) -> Iterator[Point]:
    answers = [*_networks(report), *_multisites(report)]
    if not answers and systems(report):
        answers = [_alone(report)]
    if len(report.installs) > 1:
        answers.insert(0, number(len(report.installs), "install") + " beside each other")
    told = [f"{answer}{f' ({times} times)' * (times > 1)}" for answer, times in Counter(answers).items()]
    if told:
        more = [f"and {len(told) - _ANSWERS:,} more"] if len(told) > _ANSWERS else []
        text = "; ".join(told[:_ANSWERS] + more)
        yield Point("One site or many", text[0].upper() + text[1:], (), "sites")


def _networks(report: Report) -> Iterator[str]:
    for network in report.networks:
        yield f"a network of {number(network.sites, 'site')}{_addresses(network)}"
    told = {network.install for network in report.networks}
    for install in report.installs:
        if install.cms == "wordpress" and install.network and install.root not in told:
            yield "a network, by its configuration; its sites are not known without its database"


def _addresses(network: Network) -> str:
    if network.subdomains is None:
        return ""
    return ", each on a sub-domain" if network.subdomains else ", each in a folder of the address"


def _multisites(report: Report) -> Iterator[str]:
    served = Counter(site.install for site in report.sites)
    for install in report.installs:
        if install.cms == "drupal" and install.network:
            yield f"a multisite: one Drupal serves {number(served[install.root], 'site')}"


def _alone(report: Report) -> str:
    told = [install.network for install in report.installs]
    told += [item.network for item in report.databases if not report.installs]
    what = listed(["multisite" if cms == "drupal" else "network" for cms in systems(report)], "or")
    if None in told:
        return f"not known: neither the configuration nor a database tells whether it is a {what}"
    return f"standalone, no {what}"


def _missing(report: Report) -> Iterator[Point]:
    on = "enabled" if systems(report) == ("drupal",) else "active"
    lost = [item for item in report.extensions if item.installed is False and item.active]
    if lost:
        yield Point(
            "Missing on disk",
            f"{_counted(report, lost)} {'is' if len(lost) == 1 else 'are'} {on}, but the code is not here",
            tuple(dict.fromkeys(item.slug for item in lost)),
            "extensions",
            urgent=True,
        )
    kinds = nouns(SYSTEMS)
    wanted = [item for item in report.extensions if absent(item) and item.kind in kinds]
    if wanted:
        yield Point(
            "Left to Composer",
            f"{_counted(report, wanted)} {'is' if len(wanted) == 1 else 'are'} in composer.lock, not on disk",
            _names(report, wanted),
            "extensions",
        )


def _origins(report: Report) -> Iterator[Point]:
    found: dict[Origin, list[Extension]] = {"premium": [], "custom": [], "unknown": []}
    for item in _shown(report.extensions):
        is_written = item.kind == "drop-in" and item.origin == "premium"  # it has no licence of its own
        if item.origin in found and not is_written:
            found[item.origin].append(item)
    paid = (
        " is sold; have its licence at hand"
        if len(found["premium"]) == 1
        else " are sold; have their licences at hand"
    )
    says: dict[Origin, tuple[str, str]] = {
        "premium": ("Premium", paid),
        "custom": ("Custom", " made for this site"),
        "unknown": ("Origin not known", ""),
    }
    for origin, (title, more) in says.items():
        if items := found[origin]:
            yield Point(title, f"{_counted(report, items)}{more}", _names(report, items), "extensions")


def _tables(report: Report) -> Iterator[Point]:
    what = extensions(systems(report)).lower()
    kinds: tuple[tuple[Ownership, str, str], ...] = (
        ("gone", "Left in the database", f" of {what} that are gone"),
        ("unknown", "Owner not known", ""),
    )
    for ownership, title, more in kinds:
        found = [table for table in report.tables if table.owned_by == ownership]
        if ownership == "unknown":
            found = [table for table in found if table.owner is None]
        if found:
            told = f"{number(len(found), 'table')} ({size(sum(table.bytes for table in found))}){more}"
            names = [table.owner or table.bare_name or table.name for table in found]
            yield Point(title, told, tuple(dict.fromkeys(names)), "database")


def _services(report: Report) -> Iterator[Point]:
    told: list[str] = []
    for kind, title in SERVICES.items():
        names = list(dict.fromkeys(service.name for service in report.services if service.kind == kind))
        if names:
            is_plain = all(name.startswith(title) for name in names)
            told.append(listed(names) if is_plain else f"{title}: {listed(names)}")
    if told:
        yield Point("Set up to use", "; ".join(told), (), "services")


def _shown(items: Iterable[Extension]) -> Iterator[Extension]:
    """Yield what a person would count: no packages of Composer, nothing that is hidden and off."""
    kinds = nouns(SYSTEMS)
    return (item for item in items if item.kind in kinds and not (item.hidden and not item.active))


def _counted(report: Report, items: Sequence[Extension]) -> str:
    kinds = nouns(systems(report) or tuple(KINDS))
    counts = Counter[ExtensionKind](item.kind for item in items)
    told = [number(counts[kind], noun) for kind, noun in kinds.items() if counts[kind]]
    rest = sum(count for kind, count in counts.items() if kind not in kinds)
    return listed(told + ([number(rest, "package")] if rest else []))


def _names(report: Report, items: Iterable[Extension]) -> tuple[str, ...]:
    """Return their names, each once: by kind, those at work first."""
    order = list(nouns(systems(report))) + list(nouns(SYSTEMS))
    ordered = sorted(items, key=lambda item: (order.index(item.kind), item.active is False))
    return tuple(dict.fromkeys(item.name for item in ordered))
