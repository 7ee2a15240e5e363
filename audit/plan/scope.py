"""The lines of the scope of a managed migration: what this site has of each, and which package that makes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from audit.model.migration import ScopeLine
from audit.model.plan import Hours, Package, Reason, ScopeItem
from audit.plan.case import Case, claims
from audit.plan.hours import Counted, total
from audit.plan.measures import Seen, measured
from audit.plan.sentences import filled, hours_said

_EXTRA = "over-budget"  # the measure of the option that adds hours


def package(case: Case) -> Package:
    """
    Return which migration fits.

    An option of the premium migration that applies for sure makes it premium; of several, that with the most
    hours is included, and the others are bought. What known issues take beyond the five hours of each site
    is bought too, less what the option of more hours brings. Where anything is bought, the least that is
    sold counts.
    """
    items = _items(case)
    options = [item for item in items if item.part == "premium"]
    taken = [item for item in options if item.applies == "yes"]
    included = max(taken, key=lambda item: item.hours.high, default=None)
    extra = _extra(case)
    over = sum((site.over for site in case.sites), Hours())
    if included and included.id == extra:
        more = case.migration.extra_hours
        over = Hours(round(max(over.low - more, 0), 2), round(max(over.high - more, 0), 2))
    others = [item for item in taken if item is not included and item.id != extra]
    bought = sum((item.hours for item in others), over)
    return Package(
        name="premium" if included else "standard",
        reasons=tuple(_reasons(case, items, bought)),
        items=items,
        included=included.id if included else None,
        bought=_sold(bought, case.migration.least_bought),
    )


def _items(case: Case) -> tuple[ScopeItem, ...]:
    shared = _shared_out(case)
    return tuple(_item(line, case, shared[line.id]) for line in case.migration.scope)


def _shared_out(case: Case) -> Mapping[str, list[Counted]]:
    """Return the findings of each line: the first that names the rule, else the first that claims its kind."""
    found: defaultdict[str, list[Counted]] = defaultdict(list)
    for counted in case.findings:
        rule = counted.finding.rule
        named = (line for line in case.migration.scope if rule.id in line.claim.rules)
        kind = (line for line in case.migration.scope if claims(line.claim, rule))
        line = next(named, None) or next(kind, None)
        if line:
            found[line.id].append(counted)
    return found


def _item(line: ScopeLine, case: Case, found: Sequence[Counted]) -> ScopeItem:
    seen = measured(line.measure, case, found)
    own = Hours(*line.hours) if seen.applies == "yes" else Hours()
    over = sum((site.over for site in case.sites), Hours()) if line.measure == _EXTRA else Hours()
    return ScopeItem(
        id=line.id,
        part=line.part,
        title=line.title,
        applies=seen.applies,
        seen=_said(line, case, seen),
        findings=tuple(dict.fromkeys(one.finding.rule.id for one in found)),
        hours=total(found) + own + over,
        source=line.source,
    )


def _said(line: ScopeLine, case: Case, seen: Seen) -> str:
    words = case.migration.words
    texts = {"yes": line.yes, "no": line.no or words.no, "unknown": line.unknown or words.unknown}
    said = filled(texts[seen.applies], seen.names, seen.count)
    return f"{said} {seen.reason}".strip()


def _extra(case: Case) -> str | None:
    return next((line.id for line in case.migration.scope if line.measure == _EXTRA), None)


def _reasons(case: Case, items: Sequence[ScopeItem], bought: Hours) -> list[Reason]:
    words = case.migration.words
    options = [item for item in items if item.part == "premium"]
    taken = [item.title for item in options if item.applies == "yes"]
    maybe = [item.title for item in options if item.applies == "unknown"]
    outside = sum((item.hours for item in items if item.part == "out-of-scope"), Hours())
    told = [filled(words.premium, taken) if taken else words.standard]
    told += [filled(words.maybe_premium, maybe)] if maybe else []
    if bought.high:
        sold = _sold(bought, case.migration.least_bought)
        told.append(filled(words.bought, [hours_said(sold.low, sold.high)]))
    if outside.high:
        told.append(filled(words.out_of_scope, [hours_said(outside.low, outside.high)]))
    return [Reason(text=text) for text in told]


def _sold(hours: Hours, least: float) -> Hours:
    """Return the hours that are sold for these: none, or at least the least."""
    low, high = (max(value, least) if value else 0.0 for value in (hours.low, hours.high))
    return Hours(low, high)
