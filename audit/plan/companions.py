"""Plugins and modules to install, keep or take out because of the platform, each with what asks for it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

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


def companions(case: Case) -> tuple[Companion, ...]:
    """Return what to do with the companions of each install, and with what they take the place of."""
    return tuple(found for install, part in case.installs for found in _of(case, install, part))


def _of(case: Case, install: Install, part: Inventory) -> Iterator[Companion]:
    extensions = [one for one in part.of(Extension) if one.kind != "composer-package"]
    there: _Places = defaultdict(list)
    for extension in extensions:
        there[extension.location].append(extension)
    own = [one for one in case.findings if one.finding.install == install.root]
    going = [one for one in own if one.finding.rule.next_step in _GOING]
    replaced = [one for finding in going for one in _placed(finding, there)]
    gone: set[str] = set()
    for offer in case.migration.companions:
        if offer.cms != install.cms or not _suits(offer, install):
            continue
        for companion in _companions(offer, install, part, extensions, own, replaced):
            gone.add(companion.instead_of or "")
            yield companion
    for finding in own:
        if claims(case.migration.removed, finding.finding.rule):
            for extension in _placed(finding, there):
                if extension.slug not in gone and finding.finding.rule.next_step == "remove":
                    gone.add(extension.slug)
                    yield Companion(
                        install=install.root,
                        action="remove",
                        name=extension.name,
                        slug=extension.slug,
                        reason=reason_of(
                            finding, filled(case.migration.words.removed, [finding.finding.rule.title])
                        ),
                    )


def _suits(offer: CompanionOffer, install: Install) -> bool:
    return offer.versions is None or in_range(install.version, offer.versions) is True


def _companions(
    offer: CompanionOffer,
    install: Install,
    part: Inventory,
    extensions: Sequence[Extension],
    own: Sequence[Counted],
) -> Iterator[Companion]:
    slugs = {offer.slug, *offer.also}
    there = next((one for one in extensions if one.slug in slugs and one.installed is not False), None)
    called = _called(offer, install, part, own)
    if there:
        reason = called or Reason(text=offer.why, install=install.root, location=there.location)
        yield Companion(install=install.root, action="keep", name=there.name, slug=there.slug, reason=reason)
        return
    if called is None:
        return
    replaced: list[str | None] = list(dict.fromkeys(one.slug for one in _replaced(offer, extensions, own)))
    for slug in replaced or [None]:
        yield Companion(
            install=install.root,
            action="replace" if slug else "install",
            name=offer.name,
            slug=offer.slug,
            reason=called,
            instead_of=slug,
        )


def _called(
    offer: CompanionOffer, install: Install, part: Inventory, own: Sequence[Counted]
) -> Reason | None:
    """Return the fact that asks for a companion: a finding, a service, an extension; None: nothing does."""
    for finding in own:
        if finding.finding.rule.id in offer.rules:
            return reason_of(finding, f"{finding.finding.rule.title}. {offer.why}")
    for service in part.of(Service):
        if service.kind in offer.services:
            text = f"The site is set up for {service.name}. {offer.why}"
            return Reason(text=text, install=install.root, location=service.location)
    for one in part.of(Extension):
        if in_use(one) and one.origin != "core" and set(offer.roles) & set(one.roles):
            text = f"{one.name} is there. {offer.why}"
            return Reason(text=text, install=install.root, location=one.location)
    if offer.need == "always":
        return Reason(text=offer.why, install=install.root, location=install.location)
    return None


def _replaced(
    offer: CompanionOffer, extensions: Sequence[Extension], own: Sequence[Counted]
) -> Iterator[Extension]:
    """Yield the extensions of its roles that have to go, as a finding says."""
    for finding in own:
        if finding.finding.rule.next_step in _GOING:
            for extension in _placed(finding, there):
                if set(offer.replaces) & set(extension.roles):
                    yield extension


def _placed(finding: Counted, there: _Places) -> Iterator[Extension]:
    """
    Yield the extensions that are what was found.

    Several may have the same place, as in a composer.lock: there what stands in it has to be their name.
    """
    told: defaultdict[Location, list[str]] = defaultdict(list)
    for place in finding.places:
        told[place.location].append(place.text)
    for location, texts in told.items():
        extensions = there.get(location, ())
        for one in extensions:
            is_named = any(text == one.name or text.startswith(f"{one.name} ") for text in texts)
            if in_use(one) and (is_named or len(extensions) == 1):
                yield one
