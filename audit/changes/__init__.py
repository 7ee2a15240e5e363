"""What changed between two reports of the same site: for the days between the inventory and the move."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from audit.changes import kinds
from audit.changes.kinds import Item, Kind
from audit.changes.read import read_report
from audit.model.changes import Change, ChangeKind, Changes, Section, SectionId, Side, Value
from audit.model.inventory import SourceName
from audit.model.report import Report

__all__ = ["compare", "read_report"]

_TITLES: Mapping[SectionId, str] = {
    "code": "Code",
    "core-files": "Files of the core",
    "extensions": "Plugins, themes and modules",
    "repository": "Repository",
    "sites": "Sites",
    "tables": "Tables",
    "redirects": "Redirects",
    "server": "Server rules",
    "settings": "Settings, services and scheduled tasks",
    "findings": "Findings",
    "sizes": "Amounts",
}
_CODE: tuple[SourceName, ...] = ("code",)
_DATABASE: tuple[SourceName, ...] = ("database",)
_SET_UP: tuple[SourceName, ...] = ("code", "configuration", "database")
_KINDS: Mapping[SectionId, tuple[Kind, ...]] = {
    "code": (Kind(kinds.installs, _CODE), Kind(kinds.code_folders, _CODE)),
    "core-files": (Kind(kinds.core_files, _CODE),),
    "extensions": (Kind(kinds.extensions, _CODE), Kind(kinds.activations, ("code", "database"))),
    "repository": (Kind(kinds.repositories, _CODE),),
    "sites": (Kind(kinds.sites, _SET_UP),),
    "tables": (Kind(kinds.tables, _DATABASE),),
    "redirects": (Kind(kinds.redirects_of_files, _CODE), Kind(kinds.redirects_of_database, _DATABASE)),
    "server": (Kind(kinds.server_rules, _CODE),),
    "settings": (
        Kind(kinds.settings_of_files, ("configuration",)),
        Kind(kinds.settings_of_database, _DATABASE),
    ),
    "findings": (Kind(kinds.findings, ("code", "configuration", "files", "database")),),
    "sizes": (Kind(kinds.uploads, ("files",)), Kind(kinds.databases, _DATABASE)),
}
_TOLD: Mapping[SourceName, str] = {
    "code": "code",
    "configuration": "configuration",
    "files": "uploaded files",
    "database": "database",
}
_PART = 0.05  # a site in use grows by so much without anybody calling it a change
_FEWEST = {"rows": 50, "bytes": 64 * 1024, "files": 10}


def compare(old: Report, new: Report, paths: tuple[str, str] = ("old", "new")) -> Changes:
    """
    Return what is not as it was. Times, versions of moveready and what was accepted are no change.

    What only one of the reports had to look at is left out, and that is said.
    """
    sides = _side(old, paths[0]), _side(new, paths[1])
    lacking = {name for name in _TOLD if (name in sides[0].read) != (name in sides[1].read)}
    sections = tuple(_section(name, old, new, lacking) for name in _TITLES)
    return Changes(
        old=sides[0],
        new=sides[1],
        changed=any(section.changes for section in sections),
        sections=sections,
        remarks=tuple(_remarks(old, new, sides, lacking)),
    )


def _side(report: Report, path: str) -> Side:
    read = tuple(source.name for source in report.coverage.sources if source.state != "absent")
    tool = f"{report.tool.name} {report.tool.version}"
    return Side(path=path, made=report.made, tool=tool, platform=report.platform.name, read=read)


def _section(name: SectionId, old: Report, new: Report, lacking: set[SourceName]) -> Section:
    if name == "findings" and old.platform.id != new.platform.id:
        return Section(id=name, title=_TITLES[name], left_out="The reports are for different platforms.")
    compared = [kind for kind in _KINDS[name] if lacking.isdisjoint(kind.needs)]
    missing = [
        _TOLD[one] for one in _TOLD if one in lacking and any(one in kind.needs for kind in _KINDS[name])
    ]
    left_out = f"Only one of the reports had the {' and the '.join(missing)} to look at." if missing else None
    changes = (change for kind in compared for change in _changes(kind.items(old), kind.items(new)))
    return Section(id=name, title=_TITLES[name], changes=_merged(changes), left_out=left_out)


def _merged(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes; what was compared in two ways, such as version and activation, is one change."""
    found: dict[tuple[object, ...], Change] = {}
    for number, change in enumerate(changes):
        key = change.kind, change.subject, change.install
        before = found.get(key)
        names = {value.name for value in change.values}
        if before is None:
            found[key] = change
        elif before.values and names and names.isdisjoint(value.name for value in before.values):
            found[key] = replace(before, values=(*before.values, *change.values))
        else:
            found[*key, number] = change
    return tuple(found.values())


def _changes(old: Iterable[Item], new: Iterable[Item]) -> Iterator[Change]:
    """Yield what went, joined or changed; of things that are alike the first is held against the first."""
    before, after = _numbered(old), _numbered(new)
    for key, item in before.items():
        if key not in after:
            yield _whole(item, "removed")
        elif values := (*_differing(item, after[key]), *_beyond_noise(item, after[key])):
            yield Change(kind="changed", subject=item.subject, install=item.install, values=values)
    for key, item in after.items():
        if key not in before:
            yield _whole(item, "added")


def _numbered(items: Iterable[Item]) -> dict[tuple[object, ...], Item]:
    times: Counter[tuple[object, ...]] = Counter()
    found = {}
    for item in items:
        found[*item.key, times[item.key]] = item
        times[item.key] += 1
    return found


def _whole(item: Item, kind: ChangeKind) -> Change:
    amounts = ((name, None if count is None else f"{count:,}") for name, count in item.amounts)
    told = [*item.values, *amounts, *item.told]
    values = (
        Value(name, None, value) if kind == "added" else Value(name, value, None)
        for name, value in told
        if value is not None
    )
    return Change(kind=kind, subject=item.subject, install=item.install, values=tuple(values))


def _differing(old: Item, new: Item) -> Iterator[Value]:
    after = dict(new.values)
    for name, value in old.values:
        if value != after.get(name):
            yield Value(name, value, after.get(name))


def _beyond_noise(old: Item, new: Item) -> Iterator[Value]:
    after = dict(new.amounts)
    for name, count in old.amounts:
        now = after.get(name)
        if count is None or now is None:
            continue
        if abs(now - count) > max(_FEWEST[name], count * _PART):
            yield Value(name, f"{count:,}", f"{now:,}")


def _remarks(old: Report, new: Report, sides: tuple[Side, Side], lacking: set[SourceName]) -> Iterator[str]:
    for name, title in _TOLD.items():
        if name in lacking:
            has, lacks = sides if name in sides[0].read else sides[::-1]
            yield f"{has.path} had the {title} to look at, and {lacks.path} had not: that is not compared."
    if old.platform.id != new.platform.id:
        yield f"The reports are for different platforms: {old.platform.name} and {new.platform.name}."
    if (old.tool, old.knowledge) != (new.tool, new.knowledge):
        yield "The reports were made with different knowledge: findings may be new because their rules are."
    if old.made and new.made and old.made > new.made:
        yield "The first report is the newer one: added and removed are the other way round."
