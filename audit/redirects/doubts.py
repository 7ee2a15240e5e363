"""What refused lines do to the lines behind them: these hold only where those do not match."""

import re
from collections.abc import Iterable
from itertools import islice

from audit.redirects.layers import Layers, Line
from audit.redirects.records import Folder
from audit.redirects.rewrites import is_full

_MOST_NAMED = 20  # refused lines that a line names


def mark(layers: Layers) -> None:
    """Tell each line behind a refused one that it holds only where that one does not match."""
    refused = {key: _refused_lines(layers, key) for key in layers.folders}
    if not any(refused.values()):
        return
    reached = _reached(layers.folders.values())
    for key, reading in layers.readings.items():
        above = list(
            dict.fromkeys(
                one for chain in layers.chains(key) for one in (*chain.before, *chain.folders) if refused[one]
            )
        )
        rules = {rule.line for rule in layers.folders[key].rules}
        for line in sorted(reading.starts):
            outcome = layers.told(key, line)
            if outcome.status not in {"translated", "internal"}:
                continue
            before = (
                (layers.folders[other].place, one)
                for other in above
                for one in refused[other]
                if _comes_first(layers, (other, one), (key, line), is_rule=line in rules)
                and _may_meet(layers.readings[other].starts[one], [reading.starts[line], *reached])
            )
            if named := tuple(islice(before, _MOST_NAMED)):
                layers.tell(key, line, outcome._replace(unless=named))


def _refused_lines(layers: Layers, key: str) -> list[int]:
    """Return the refused lines that are to be named; of very many the first."""
    found = (
        line for line in sorted(layers.readings[key].starts) if layers.told(key, line).status == "refused"
    )
    return list(islice(found, _MOST_NAMED))


def _comes_first(layers: Layers, refused: Line, other: Line, *, is_rule: bool) -> bool:
    """Say whether a refused line is looked at before another one."""
    rewrites = refused[1] in layers.readings[refused[0]].conditions
    if layers.folders[refused[0]].is_server and not layers.folders[other[0]].is_server:
        return True
    if is_rule:
        return rewrites and refused[0] == other[0] and refused < other
    return rewrites or refused[0] != other[0] or refused < other


def _reached(folders: Iterable[Folder]) -> list[str]:
    """Return the addresses that rules send requests on to inside the site; "" stands for any."""
    found: set[str] = set()
    for folder in folders:
        for rule in folder.rules:
            if rule.target is None or rule.redirect is not None or is_full(rule):
                continue
            first = rule.target[0] if rule.target else ""
            is_certain = len(rule.target) == 1 and isinstance(first, str) and len(found) < _MOST_NAMED
            place = (folder.base or f"/{folder.path}/") if not str(first).startswith("/") else ""
            found.add(re.sub("/+", "/", f"{place}{first}").lower() if is_certain else "")
    return sorted(found)


def _may_meet(start: str, others: Iterable[str]) -> bool:
    """Say whether an address that begins with a text may begin with one of the others as well."""
    return any(start.startswith(other) or other.startswith(start) for other in others)
