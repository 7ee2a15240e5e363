"""What the repository of each install starts from on the platform, and what it has to change for that."""

from collections.abc import Iterator

from audit.model.facts import Install
from audit.model.hosts import HostSetting
from audit.model.inventory import Inventory
from audit.model.migration import UpstreamKind, UpstreamOffer
from audit.model.plan import Reason, Upstream
from audit.parsers.versions import in_range
from audit.plan.case import Case, claims, reason_of
from audit.plan.files import proposed
from audit.plan.sentences import filled

_UPSTREAM_FILE = "pantheon.upstream.yml"


def upstreams(case: Case) -> tuple[Upstream, ...]:
    """Return the upstream of each install: the first of the platform file that fits it."""
    return tuple(_upstream(case, install, part) for install, part in case.installs)


def _upstream(case: Case, install: Install, part: Inventory) -> Upstream:
    offer = next((one for one in case.migration.upstreams if _fits(one, case, install)), None)
    php = case.php.best if case.php else None
    if offer is None:
        text = (
            case.migration.words.unknown_version
            if install.version is None
            else case.migration.words.no_upstream
        )
        reason = Reason(text=text, install=install.root, location=install.location)
        kind: UpstreamKind = "unknown" if install.version is None else "none"
        return Upstream(install=install.root, kind=kind, name="", reasons=(reason,), docroot=".", php=php)
    return Upstream(
        install=install.root,
        kind=offer.kind,
        name=offer.name,
        reasons=tuple(_reasons(case, offer, install, part)),
        docroot=offer.docroot,
        php=php,
        changes=() if offer.kind == "none" else tuple(_changes(case, offer, install)),
        files=() if offer.kind == "none" else proposed(case, offer, install, part),
    )


def _fits(offer: UpstreamOffer, case: Case, install: Install) -> bool:
    return (
        offer.cms == install.cms
        and (not offer.layouts or install.layout in offer.layouts)
        and (offer.network is None or offer.network is bool(install.network))
        and (offer.nested is None or offer.nested is _is_nested(offer, case, install))
        and (offer.versions is None or in_range(install.version, offer.versions) is True)
    )


def _is_nested(offer: UpstreamOffer, case: Case, install: Install) -> bool:
    """Tell whether the repository holds more than what the web server shows, in a folder of that name."""
    return len(case.installs) == 1 and install.docroot.rpartition("/")[2] == offer.docroot != "."


def _reasons(case: Case, offer: UpstreamOffer, install: Install, part: Inventory) -> Iterator[Reason]:
    yield Reason(text=offer.why, install=install.root, location=install.location)
    if install.cms == "wordpress" and install.network is None:
        yield Reason(text=case.migration.words.unknown_network, install=install.root)
    for setting in part.of(HostSetting):
        if setting.file == _UPSTREAM_FILE:
            yield Reason(
                text=case.migration.words.own_upstream, install=install.root, location=setting.location
            )
            break


def _changes(case: Case, offer: UpstreamOffer, install: Install) -> Iterator[Reason]:
    for text in offer.changes:
        yield Reason(text=text, install=install.root)
    folder = install.docroot.rpartition("/")[2]
    if offer.docroot not in {".", folder}:
        text = filled(case.migration.words.docroot, [install.docroot, offer.docroot])
        yield Reason(text=text, install=install.root, location=install.location)
    elif offer.docroot == "." != install.docroot:
        text = filled(case.migration.words.flatten, [install.docroot])
        yield Reason(text=text, install=install.root, location=install.location)
    if case.php and case.php.verdicts and case.php.best is None:
        yield Reason(text=case.migration.words.no_php, install=install.root)
    for one in case.by_install.get(install.root, ()):
        if claims(case.migration.repository, one.finding.rule):
            yield reason_of(one, f"{one.finding.rule.title}: {one.finding.rule.remedy}")
