"""Plugins and modules to install, keep or take out because of the platform, each with what asks for it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from audit.model.facts import Extension, Install, Location
from audit.model.inventory import Inventory
from audit.model.migration import CompanionOffer
from audit.model.plan import Companion, Reason
from audit.model.stored import Service
from audit.parsers.versions import in_range
from audit.plan.case import Case, claims, in_use, reason_of
from audit.plan.hours import Counted
from audit.plan.sentences import filled

_GOING = frozenset({"remove", "replace"})


class _Ground(NamedTuple):
    """What is there in an install."""

    install: Install
    part: Inventory
    extensions: Sequence[Extension]
    findings: Sequence[Counted]
    going: Sequence[tuple[Counted, Extension]]  # extensions in use of which a finding says that they go


def companions(case: Case) -> tuple[Companion, ...]:
    """Return what to do with the companions of each install, and with what they take the place of."""
    return tuple(found for install, part in case.installs for found in _of(case, install, part))


def _of(case: Case, install: Install, part: Inventory) -> Iterator[Companion]:
    ground = _ground(case, install, part)
    gone: set[str | None] = set()
    for offer in case.migration.companions:
        if offer.cms == install.cms and _suits(offer, install):
            for companion in _companions(offer, ground):
                gone.add(companion.instead_of)
                yield companion
    for finding, extension in ground.going:
        rule = finding.finding.rule
        if rule.next_step == "remove" and extension.slug not in gone and claims(case.migration.removed, rule):
            gone.add(extension.slug)
            yield Companion(
                install=install.root,
                action="remove",
                name=extension.name,
                slug=extension.slug,
                reason=reason_of(finding, filled(case.migration.words.removed, [rule.title])),
            )


def _ground(case: Case, install: Install, part: Inventory) -> _Ground:
    extensions = [one for one in part.of(Extension) if one.kind != "composer-package"]
    placed: defaultdict[Location, list[Extension]] = defaultdict(list)
    for one in extensions:
        placed[one.location].append(one)
    own = case.by_install.get(install.root, ())
    going = [
        (finding, one)
        for finding in own
        if finding.finding.rule.next_step in _GOING
        for one in _meant(finding, placed)
    ]
    return _Ground(install, part, extensions, own, going)


def _meant(finding: Counted, placed: Mapping[Location, Sequence[Extension]]) -> Iterator[Extension]:
    """
    Yield the extensions that are what was found.

    Several may have the same place, as in a composer.lock: there what stands in it has to be their name.
    """
    told: defaultdict[Location, list[str]] = defaultdict(list)
    for place in finding.places:
        told[place.location].append(place.text)
    for location, texts in told.items():
        extensions = placed.get(location, ())
        for one in extensions:
            is_named = any(text == one.name or text.startswith(f"{one.name} ") for text in texts)
            if in_use(one) and (is_named or len(extensions) == 1):
                yield one


def _suits(offer: CompanionOffer, install: Install) -> bool:
    return offer.versions is None or in_range(install.version, offer.versions) is True


def _companions(offer: CompanionOffer, ground: _Ground) -> Iterator[Companion]:
    root = ground.install.root
    slugs = {offer.slug, *offer.also}
    there = next((one for one in ground.extensions if one.slug in slugs and one.installed is not False), None)
    called = _called(offer, ground)
    if there:
        reason = called or Reason(text=offer.why, install=root, location=there.location)
        yield Companion(install=root, action="keep", name=there.name, slug=there.slug, reason=reason)
        return
    if called is None:
        return
    roles = set(offer.replaces)
    replaced = list(dict.fromkeys(one.slug for _, one in ground.going if not roles.isdisjoint(one.roles)))
    for slug in replaced or (None,):
        yield Companion(
            install=root,
            action="replace" if slug else "install",
            name=offer.name,
            slug=offer.slug,
            reason=called,
            instead_of=slug,
        )


def _called(offer: CompanionOffer, ground: _Ground) -> Reason | None:
    """Return the fact that asks for a companion: a finding, a service, an extension; None: nothing does."""
    root = ground.install.root
    for finding in ground.findings:
        if finding.finding.rule.id in offer.rules:
            return reason_of(finding, f"{finding.finding.rule.title}. {offer.why}")
    for service in ground.part.of(Service):
        if service.kind in offer.services:
            text = f"The site is set up for {service.name}. {offer.why}"
            return Reason(text=text, install=root, location=service.location)
    for one in ground.extensions:
        if in_use(one) and one.origin != "core" and not set(offer.roles).isdisjoint(one.roles):
            return Reason(text=f"{one.name} is there. {offer.why}", install=root, location=one.location)
    if offer.need == "always":
        return Reason(text=offer.why, install=root, location=ground.install.location)
    return None
