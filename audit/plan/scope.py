"""The lines of the scope of a managed migration: what this site has of each, and which package that makes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from audit.model.migration import ScopeLine
from audit.model.plan import Hours, Package, Reason, ScopeItem
from audit.plan.case import Case, claims
from audit.plan.hours import Counted, total
from audit.plan.measures import TOLD, Seen, measured
from audit.plan.sentences import filled, hours_said

_EXTRA = "over-budget"  # the measure of the option that adds hours


def package(case: Case) -> Package:
    """
    Return which migration fits.

    An option of the premium migration that applies for sure makes it premium; of several, that which saves
    the most is included, and the others are bought. What known issues take beyond the included hours of each
    site is bought too, less what the option of more hours brings. Where anything is bought, the least that is
    sold counts.
    """
    pairs = _items(case)
    items = tuple(item for item, _ in pairs)
    options = [item for item in items if item.part == "premium"]
    taken = [item for item in options if item.applies == "yes"]
    included = max(taken, key=lambda item: _saved(case, item), default=None)
    bought = sum((_rest(case, item, included) for item in options), Hours())
    return Package(
        name="premium" if included else "standard",
        reasons=tuple(_reasons(case, pairs, bought)),
        items=items,
        included=included.id if included else None,
        bought=_sold(bought, case.migration.least_bought),
    )


def _saved(case: Case, item: ScopeItem) -> float:
    is_extra = item.id == _extra(case)
    return min(item.hours.high, case.migration.extra_hours) if is_extra else item.hours.high


def _rest(case: Case, item: ScopeItem, included: ScopeItem | None) -> Hours:
    """Return what of an option has to be bought; what is over the budget has to be, taken or not."""
    is_extra = item.id == _extra(case)
    if item is included:
        paid = case.migration.extra_hours if is_extra else item.hours.high
        return Hours(round(max(item.hours.low - paid, 0.0), 2), round(max(item.hours.high - paid, 0.0), 2))
    return item.hours if is_extra or item.applies == "yes" else Hours()


def _items(case: Case) -> tuple[tuple[ScopeItem, Seen], ...]:
    shared = _shared_out(case)
    return tuple(_item(line, case, shared[line.id]) for line in case.migration.scope)


def _shared_out(case: Case) -> Mapping[str, list[Counted]]:
    """Return the findings of each line: the first that names the rule, else that claims its kind."""
    found: defaultdict[str, list[Counted]] = defaultdict(list)
    for counted in case.findings:
        rule = counted.finding.rule
        named = (line for line in case.migration.scope if rule.id in line.claim.rules)
        kind = (line for line in case.migration.scope if claims(line.claim, rule))
        line = next(named, None) or next(kind, None)
        if line:
            found[line.id].append(counted)
    return found


def _item(line: ScopeLine, case: Case, found: Sequence[Counted]) -> tuple[ScopeItem, Seen]:
    seen = _doubted(line, case, measured(line.measure, case, found, line.needs))
    own = Hours(*line.hours) if seen.applies == "yes" else Hours()
    over = sum((site.over for site in case.sites), Hours()) if line.measure == _EXTRA else Hours()
    item = ScopeItem(
        id=line.id,
        part=line.part,
        title=line.title,
        applies=seen.applies,
        seen=_said(line, case, seen),
        findings=tuple(dict.fromkeys(one.finding.rule.id for one in found)),
        hours=total(found) + own + over,
        source=line.source,
    )
    return item, seen


def _doubted(line: ScopeLine, case: Case, seen: Seen) -> Seen:
    """Return as not known what is not there, if a rule that would tell of it could not be decided."""
    reasons = [case.unassessed[rule] for rule in line.claim.rules if rule in case.unassessed]
    is_open = seen.applies == "no" and not seen.sure and bool(reasons)
    return Seen("unknown", reason=reasons[0]) if is_open else seen


def _said(line: ScopeLine, case: Case, seen: Seen) -> str:
    words = case.migration.words
    if seen.partly:
        return words.partly
    if seen.applies == "unknown" and seen.reason:
        return f"{words.unknown} {seen.reason}"
    texts = {
        "yes": line.yes or words.yes,
        "no": line.no or words.no,
        "unknown": line.unknown or words.unknown,
    }
    said = filled(texts[seen.applies], seen.names, seen.number)
    return f"{said} {seen.reason}".strip()


def _extra(case: Case) -> str | None:
    return next((line.id for line in case.migration.scope if line.measure == _EXTRA), None)


def _reasons(case: Case, pairs: Sequence[tuple[ScopeItem, Seen]], bought: Hours) -> Iterator[Reason]:
    words = case.migration.words
    options = [(item, seen) for item, seen in pairs if item.part == "premium"]
    taken = [item.title for item, _ in options if item.applies == "yes"]
    maybe = [item.title for item, seen in options if item.applies == "unknown" and seen.names]
    outside = sum((item.hours for item, _ in pairs if item.part in {"bought", "out-of-scope"}), Hours())
    sold = _sold(bought, case.migration.least_bought)
    gaps = [told for name, told in TOLD.items() if case.inventory.sources[name].state == "absent"]
    yield Reason(text=filled(words.premium, taken) if taken else words.standard)
    if maybe:
        yield Reason(text=filled(words.maybe_premium, maybe))
    if sold.high:
        yield Reason(text=filled(words.bought, [hours_said(sold.low, sold.high)]))
    if outside.high:
        yield Reason(text=filled(words.out_of_scope, [hours_said(outside.low, outside.high)]))
    if gaps:
        yield Reason(text=filled(words.gap, gaps))


def _sold(hours: Hours, least: float) -> Hours:
    """Return the hours that are sold for these: none, or at least the least."""
    low, high = (max(value, least) if value else 0.0 for value in (hours.low, hours.high))
    return Hours(low, high)
