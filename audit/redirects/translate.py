"""All .htaccess files of a site, translated: what is accepted, and what the refused lines do to the rest."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from audit.parsers.apache.lines import ApacheFile
from audit.redirects import patterns
from audit.redirects.folders import Reading, read_folder, without
from audit.redirects.quirks import quirks
from audit.redirects.records import Folder, Outcome, Remark, Rule, Text, Translation
from audit.redirects.rewrites import is_full

INDEX = ("index.php", "index.html")  # what a usual server looks for in a folder
_MOST_NAMED = 20  # refused lines that a line names
_MOST_RULES = 100_000  # rules and redirects: more are refused, and told
_RENAMED = "REDIRECT_"  # what Apache puts before a variable's name in the next round


def translate(
    files: Mapping[str, ApacheFile], hosts: frozenset[str] = frozenset(), index: tuple[str, ...] = INDEX
) -> Translation:
    """
    Translate the .htaccess files of a site.

    Files are named by their folder below the site's root, "" being the root itself; hosts are the site's own
    names. What cannot be done the same way is refused, with the reason; a line behind a refused one says so.
    """
    own = frozenset(host.lower().rstrip(".") for host in hosts)
    readings = {path.strip("/"): read_folder(path.strip("/"), files[path], own) for path in sorted(files)}
    remarks = [remark for reading in readings.values() for remark in reading.remarks]
    outcomes = {
        (path, line): outcome
        for path, reading in readings.items()
        for line, outcome in reading.outcomes.items()
    }
    folders = {path: reading.folder for path, reading in readings.items()}
    for look in (_too_many, _overwritten, _chained):
        _refuse(readings, outcomes, folders, look(folders))
        if look is _too_many:
            _refuse(readings, outcomes, folders, _unknown(readings))
    _switch_off(readings, folders, outcomes)
    remarks += _assumed(readings, folders)
    _mark(readings, folders, outcomes)
    remarks += quirks(folders.values())
    return Translation(own, index, tuple(folders.values()), outcomes, tuple(remarks))


_Line = tuple[str, int]  # folder and number


class _Spot(NamedTuple):
    """A rule that a folder's requests meet, and where it stands."""

    path: str
    rule: Rule


def _refuse(
    readings: Mapping[str, Reading],
    outcomes: dict[tuple[str, int], Outcome],
    folders: dict[str, Folder],
    refused: Iterable[tuple[str, int, str]],
) -> None:
    """Take rules and redirects out again, with the lines of their conditions."""
    lines: dict[str, set[int]] = {}
    for path, line, reason in refused:
        lines.setdefault(path, set()).add(line)
        for one in (*readings[path].conditions.get(line, ()), line):
            outcomes[path, one] = Outcome("refused", reason)
    for path, gone in lines.items():
        folder = folders[path]
        rules = tuple(without(rule) if rule.line in gone else rule for rule in folder.rules)
        aliases = tuple(alias for alias in folder.aliases if alias.line not in gone)
        folders[path] = folder._replace(rules=rules, aliases=aliases)


def _too_many(folders: Mapping[str, Folder]) -> Iterator[tuple[str, int, str]]:
    count = 0
    for path, folder in folders.items():
        lines = sorted([*(rule.line for rule in folder.rules), *(alias.line for alias in folder.aliases)])
        yield from (
            (path, line, f"it comes after the first {_MOST_RULES:,} rules")
            for line in lines[max(_MOST_RULES - count, 0) :]
        )
        count += len(lines)


def _unknown(readings: Mapping[str, Reading]) -> Iterator[tuple[str, int, str]]:
    """Yield rules that look at a variable which something sets that is not translated."""
    hidden = {name for reading in readings.values() for name in reading.environment}
    for path, reading in readings.items():
        for rule in reading.folder.rules:
            if found := {name for name in _read(rule) if _original(name) in hidden}:
                yield path, rule.line, f"it looks at the variable {min(found)}, which is set in another way"


def _overwritten(folders: Mapping[str, Folder]) -> Iterator[tuple[str, int, str]]:
    """
    Yield redirects without the flag L whose target a later rule may overwrite with a path.

    Apache answers those with the redirect's status and no Location at all.
    """
    for path in folders:
        later: int | None = None
        for spot in reversed(_met(folders, path)):
            rule = spot.rule
            ends = rule.flags & {"last", "end"} or rule.rounds is not None
            redirects = rule.target is not None and (rule.redirect is not None or is_full(rule))
            if redirects and not ends and later is not None and spot.path == path:
                reason = (
                    f"it has no flag L, and line {later} may overwrite its target:"
                    " Apache answers with the status and no Location"
                )
                yield path, rule.line, reason
            if _rewrites_addresses(rule):
                later = rule.line


def _rewrites_addresses(rule: Rule) -> bool:
    """Say whether a rule may turn a full address into a path."""
    if rule.target is None or rule.redirect is not None or rule.pattern is None:
        return False
    if rule.negated:
        return True
    if (texts := patterns.literal(rule.pattern)) is not None:
        return any(text.startswith("http") for text in texts)
    start = patterns.beginning(rule.pattern)
    return not start or "http".startswith(start[:4])


def _met(folders: Mapping[str, Folder], path: str) -> list[_Spot]:
    """Return the rules that requests to a folder meet, in order."""
    rules: list[_Spot] = []
    inherit: bool | None = None
    for folder in _above(folders, path):
        if folder.rewrites:
            inherit = inherit if folder.inherit is None else folder.inherit
            own = [_Spot(folder.path, rule) for rule in folder.rules]
            rules = own + (rules if inherit else [])
    return rules


def _above(folders: Mapping[str, Folder], path: str) -> list[Folder]:
    """Return the settings of a folder and of those it lies in, the outermost first."""
    parts = path.split("/") if path else []
    names = ["/".join(parts[:depth]) for depth in range(len(parts) + 1)]
    return [folders[name] for name in names if name in folders]


def _chained(folders: Mapping[str, Folder]) -> Iterator[tuple[str, int, str]]:
    for path, folder in folders.items():
        broken: int | None = None
        for rule in folder.rules:
            if rule.pattern is not None and broken is not None:
                yield path, rule.line, f"it is chained behind line {broken}, which is refused"
            if rule.pattern is None or broken is not None:
                broken = (broken or rule.line) if "chain" in rule.flags else None


def _switch_off(
    readings: Mapping[str, Reading], folders: Mapping[str, Folder], outcomes: dict[tuple[str, int], Outcome]
) -> None:
    """Say of rules in a folder without an engine that they do nothing."""
    for path, folder in folders.items():
        engine: bool | None = None
        for one in _above(folders, path):
            engine = engine if one.engine is None or not one.rewrites else one.engine
        if engine or folder.is_broken:
            continue
        for rule in folder.rules:
            for line in (*readings[path].conditions.get(rule.line, ()), rule.line):
                if outcomes[path, line].status != "refused":
                    outcomes[path, line] = Outcome("ineffective", "RewriteEngine is not on in this folder")


def _assumed(readings: Mapping[str, Reading], folders: Mapping[str, Folder]) -> Iterator[Remark]:
    """Yield what is taken for empty as no file sets it; the server's configuration might."""
    known = {"STATUS"}
    for folder in folders.values():
        known |= {name for setter in folder.setters for name, _ in setter.values}
        for rule in folder.rules:
            known |= {str(text[0]).lstrip("!").partition(":")[0] for text in rule.sets if text}
    for reading in readings.values():
        for rule in reading.folder.rules:
            for name in sorted({name for name in _read(rule) if _original(name) not in known}):
                text = f"no file sets the variable {name}: it is taken for empty"
                yield Remark("assumption", reading.folder.path, rule.line, text)


def _read(rule: Rule) -> set[str]:
    texts: Iterable[Text] = (
        *(condition.given for condition in rule.conditions),
        *((rule.target,) if rule.target else ()),
        *rule.sets,
    )
    return {piece[1] for text in texts for piece in text if not isinstance(piece, str) and piece[0] == "env"}


def _original(name: str) -> str:
    while name.startswith(_RENAMED):
        name = name.removeprefix(_RENAMED)
    return name


def _mark(
    readings: Mapping[str, Reading], folders: Mapping[str, Folder], outcomes: dict[tuple[str, int], Outcome]
) -> None:
    """Tell each line behind a refused one that it holds only where that one does not match."""
    refused = {path: _refused_lines(path, reading, outcomes) for path, reading in readings.items()}
    if not any(refused.values()):
        return
    reached = _reached(folders.values())
    for path, reading in readings.items():
        above = [one.path for one in _above(folders, path)]
        rules = {rule.line for rule in folders[path].rules}
        for line in sorted(reading.starts):
            outcome = outcomes[path, line]
            if outcome.status not in {"translated", "internal"}:
                continue
            before = (
                (other, one)
                for other in above
                for one in refused[other]
                if _comes_first((other, one), (path, line), readings[other], is_rule=line in rules)
                and _may_meet(readings[other].starts[one], [reading.starts[line], *reached])
            )
            if named := tuple(islice(before, _MOST_NAMED)):
                outcomes[path, line] = outcome._replace(unless=named)


def _refused_lines(path: str, reading: Reading, outcomes: Mapping[tuple[str, int], Outcome]) -> list[int]:
    """Return the refused lines that are to be named; of very many the first."""
    lines = (line for line in sorted(reading.starts) if outcomes[path, line].status == "refused")
    return list(islice(lines, _MOST_NAMED))


def _comes_first(
    refused: tuple[str, int], other: tuple[str, int], reading: Reading, *, is_rule: bool
) -> bool:
    """Say whether a refused line is looked at before another one; lines are named by folder and number."""
    rewrites = refused[1] in reading.conditions
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
