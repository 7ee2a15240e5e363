"""All that configures Apache for a site, translated; and what the refused lines do to the rest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from audit.parsers.apache.lines import ApacheFile
from audit.redirects import patterns
from audit.redirects.canonical import without_strangers
from audit.redirects.configuration import Configuration
from audit.redirects.doubts import mark
from audit.redirects.folders import read_folder, without
from audit.redirects.layers import Layers, Spot, lay, section_key
from audit.redirects.quirks import quirks
from audit.redirects.records import Folder, Outcome, Remark, Rule, Text, Translation
from audit.redirects.rewrites import is_full
from audit.redirects.servers import read_servers

INDEX = ("index.php", "index.html")  # what a usual server looks for in a folder
_MOST_RULES = 100_000  # rules and redirects: more are refused, and told
_RENAMED = "REDIRECT_"  # what Apache puts before a variable's name in the next round


def translate(
    files: Mapping[str, ApacheFile],
    hosts: frozenset[str] = frozenset(),
    index: tuple[str, ...] = INDEX,
    configurations: Sequence[Configuration] = (),
) -> Translation:
    """
    Translate the .htaccess files of a site, and files of the old server's configuration.

    Files are named by their folder below the site's root, "" being the root itself; hosts are the site's own
    names. What cannot be done the same way is refused, with the reason; a line behind a refused one says so.
    """
    own = frozenset(host.lower().rstrip(".") for host in hosts)
    found = {path.strip("/"): files[path] for path in sorted(files)}
    server = read_servers(configurations, own, found)
    sections = {section_key(number): reading for number, reading in enumerate(server.sections)}
    readings = {path: read_folder(path, file, own) for path, file in found.items()} | sections
    names = own | {name for one in server.servers for name in one.names}
    readings = dict(zip(readings, without_strangers(readings.values(), names), strict=True))
    layers = lay(readings, server.servers, server.outcomes)
    _refuse(layers, _too_many(layers))
    _refuse(layers, _unknown(layers, server.environment))
    _refuse(layers, _overwritten(layers))
    _refuse(layers, _chained(layers))
    _switch_off(layers)
    _pass_over(layers)
    remarks = [*server.remarks, *(one for reading in readings.values() for one in reading.remarks)]
    remarks += _assumed(layers)
    mark(layers)
    remarks += quirks(layers.folders.values())
    return Translation(
        own,
        index,
        tuple(layers.folders[path] for path in found),
        layers.outcomes,
        tuple(remarks),
        tuple(layers.folders[key] for key in sections),
        server.servers,
    )


_Refusal = tuple[str, int, str]  # layer, line and reason


def _refuse(layers: Layers, refused: Iterable[_Refusal]) -> None:
    """Take rules and redirects out again, with the lines of their conditions."""
    lines: dict[str, set[int]] = {}
    for key, line, reason in refused:
        lines.setdefault(key, set()).add(line)
        for one in layers.lines(key, line):
            layers.tell(key, one, Outcome("refused", reason))
    for key, gone in lines.items():
        folder = layers.folders[key]
        rules = tuple(without(rule) if rule.line in gone else rule for rule in folder.rules)
        aliases = tuple(alias for alias in folder.aliases if alias.line not in gone)
        layers.folders[key] = folder._replace(rules=rules, aliases=aliases)


def _too_many(layers: Layers) -> Iterator[_Refusal]:
    count = 0
    for key, folder in layers.folders.items():
        lines = sorted([*(rule.line for rule in folder.rules), *(alias.line for alias in folder.aliases)])
        yield from (
            (key, line, f"it comes after the first {_MOST_RULES:,} rules")
            for line in lines[max(_MOST_RULES - count, 0) :]
        )
        count += len(lines)


def _unknown(layers: Layers, hidden: frozenset[str]) -> Iterator[_Refusal]:
    """Yield rules that look at a variable which something sets that is not translated."""
    hidden = hidden.union(*(reading.environment for reading in layers.readings.values()))
    for key, reading in layers.readings.items():
        for rule in reading.folder.rules:
            if found := {name for name in _read(rule) if _original(name) in hidden}:
                yield key, rule.line, f"it looks at the variable {min(found)}, which is set in another way"


def _overwritten(layers: Layers) -> Iterator[_Refusal]:
    """
    Yield redirects without the flag L whose target a later rule may overwrite with a path.

    Apache answers those with the redirect's status and no Location at all.
    """
    told: set[tuple[str, int]] = set()
    for key in layers.folders:
        for chain in layers.chains(key):
            for spot, later in _with_later(layers.met(chain)):
                if spot.key == key and (key, spot.rule.line) not in told:
                    told.add((key, spot.rule.line))
                    reason = (
                        f"it has no flag L, and line {later} may overwrite its target:"
                        " Apache answers with the status and no Location"
                    )
                    yield key, spot.rule.line, reason


def _with_later(spots: Sequence[Spot]) -> Iterator[tuple[Spot, int]]:
    """Yield the redirects whose target a later rule may rewrite, each with the line of that rule."""
    later: int | None = None
    for spot in reversed(spots):
        rule = spot.rule
        ends = rule.flags & {"last", "end"} or rule.rounds is not None
        redirects = rule.target is not None and (rule.redirect is not None or is_full(rule))
        if redirects and not ends and later is not None:
            yield spot, later
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


def _chained(layers: Layers) -> Iterator[_Refusal]:
    for key, folder in layers.folders.items():
        broken: int | None = None
        for rule in folder.rules:
            if rule.pattern is not None and broken is not None:
                yield key, rule.line, f"it is chained behind line {broken}, which is refused"
            if rule.pattern is None or broken is not None:
                broken = (broken or rule.line) if "chain" in rule.flags else None


def _switch_off(layers: Layers) -> None:
    """Say of rules without an engine that they do nothing."""
    for key, folder in layers.folders.items():
        if folder.is_broken or not folder.rules or any(map(layers.is_on, layers.chains(key))):
            continue
        for rule in folder.rules:
            for line in layers.lines(key, rule.line):
                if layers.told(key, line).status != "refused":
                    layers.tell(key, line, Outcome("ineffective", "RewriteEngine is not on in this folder"))


def _pass_over(layers: Layers) -> None:
    """Say of .htaccess files that no server reads that they do nothing, and leave them out."""
    if not layers.servers:
        return
    for path in frozenset.intersection(*(server.unread for server in layers.servers)):
        reason = "the server's configuration says AllowOverride None: Apache does not read this file"
        for line in layers.readings[path].outcomes:
            layers.tell(path, line, Outcome("ineffective", reason))
        layers.folders[path] = Folder(path, place=path)


def _assumed(layers: Layers) -> Iterator[Remark]:
    """Yield what is taken for empty as no file sets it; the server's configuration might."""
    known = {"STATUS"}
    for folder in layers.folders.values():
        known |= {name for setter in folder.setters for name, _ in setter.values}
        for rule in folder.rules:
            known |= {str(text[0]).lstrip("!").partition(":")[0] for text in rule.sets if text}
    for reading in layers.readings.values():
        for rule in reading.folder.rules:
            for name in sorted({name for name in _read(rule) if _original(name) not in known}):
                text = f"no file sets the variable {name}: it is taken for empty"
                yield Remark("assumption", reading.folder.place, rule.line, text)


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
