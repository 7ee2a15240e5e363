"""The files for Apache of each install, judged together: what becomes of their directives."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from audit.collectors.server.configuration import configuration, owners
from audit.collectors.server.masking import shown_directive, shown_reason
from audit.collectors.server.redirects import htaccess_redirects
from audit.model.facts import Cms, Fact, Install, Location
from audit.model.server import ServerDirective, ServerDirectivesLeft, ServerFile, ServerText
from audit.parsers.apache.classes import ServerKnowledge
from audit.parsers.apache.lines import ApacheFile, Context, Directive, parse
from audit.parsers.apache.outcomes import Outcome, outcomes
from audit.redirects.configuration import Configuration
from audit.redirects.records import Translation, place_of
from audit.sources.tree import unread

# Translates files, by their folders below the docroot, and those of the server's configuration.
Translate = Callable[[Mapping[str, ApacheFile], Sequence[Configuration]], Translation]

_MOST = 10_000  # directives of an install that are told one by one
_OPEN = 20  # lines that only Apache can judge, of a file


def tell_server(
    texts: Iterable[ServerText],
    installs: Iterable[Install],
    knowledge: ServerKnowledge,
    translate: Translate | None = None,
) -> Iterator[Fact]:
    """Yield what becomes of all that the files say, install by install."""
    known: dict[str | None, Install] = {install.root: install for install in installs}
    by_root: defaultdict[str | None, list[ServerText]] = defaultdict(list)
    named: list[ServerText] = []
    for text in texts:
        (named if text.is_configuration else by_root[text.install]).append(text)
    read = [configuration(text, knowledge.directives) for text in named]
    roots = owners(read, list(known.values()))
    for root in roots or ([None] if named else []):
        by_root[root] += (replace(text, install=root) for text in named)
    if named and not roots and known:
        why = (
            "It is not known which of the sites it is for: no DocumentRoot in it ends with the folder of one."
        )
        yield unread(named[0].location.path, "configuration-of-nobody", why)
    for root, files in by_root.items():
        install = known.get(root)
        yield from _of_install(files, install, knowledge, translate if install else None)


def _of_install(
    texts: list[ServerText], install: Install | None, knowledge: ServerKnowledge, translate: Translate | None
) -> Iterator[Fact]:
    files = [(text, _parsed(text, knowledge)) for text in texts]
    places = {id(text): _place(text, install) for text, _ in files}
    served = {
        place: file
        for text, file in files
        if (place := places[id(text)]) is not None and text.own and not text.is_configuration
    }
    read = [Configuration(text.location.path, file) for text, file in files if text.is_configuration]
    translation = translate(served, read) if translate else None
    said = _said(translation)
    left: Counter[str] = Counter()
    stock: set[tuple[str, int]] = set()  # path and line
    kept = 0
    for text, file in files:
        place = places[id(text)]
        is_asked = place is not None and (place in served or text.is_configuration)
        translated = said.get(place, {}) if translation and is_asked and place is not None else None
        found = outcomes(file, knowledge, cms=_cms(install), translated=translated)
        yield _file(text, file, found)
        for directive, outcome in zip(file.directives, found, strict=True):
            if outcome.kind == "ignorable" and outcome.edits is None:
                stock.add((text.location.path, directive.line))
                continue
            if kept >= _MOST:
                left[outcome.kind] += 1
                continue
            kept += 1
            yield _directive(text, directive, outcome)
        if file.is_cut:
            why = "This file holds more directives or sections than are looked at; the rest was left out."
            yield unread(text.location.path, "too-many-directives", why)
    if translation is not None and install is not None:
        paths = {
            place: text.location.path
            for text in texts
            if (place := places[id(text)]) is not None and text.own
        }
        redirects = htaccess_redirects(translation, install.root, paths)
        yield from (one for one in redirects if (one.location.path, one.location.line) not in stock)
    if left:
        top = Location(install.docroot if install else ".")
        root = install.root if install else None
        counts = {_FIELDS[kind]: count for kind, count in left.items()}
        yield ServerDirectivesLeft(location=top, install=root, directives=left.total(), **counts)


def _parsed(text: ServerText, knowledge: ServerKnowledge) -> ApacheFile:
    context: Context = "server" if text.is_configuration else "htaccess"
    return parse(text.data, context, directives=knowledge.directives)


def _said(translation: Translation | None) -> dict[str, dict[int, tuple[str, str | None]]]:
    """Return what became of the lines of each place, and why."""
    said: defaultdict[str, dict[int, tuple[str, str | None]]] = defaultdict(dict)
    for (place, line), one in translation.outcomes.items() if translation else ():
        said[place][line] = one.status, one.reason or None
    return said


_FIELDS = {kind: kind for kind in ("ignorable", "translated", "lost", "refused", "broken")} | {
    "moves-to": "moves"
}


def _cms(install: Install | None) -> Cms | None:
    return install.cms if install else None


def _place(text: ServerText, install: Install | None) -> str | None:
    """Return the place of a file: its folder below the docroot; None: it lies outside of it."""
    if text.is_configuration:
        return place_of(text.location.path)
    folder = text.location.path.rpartition("/")[0]
    docroot = "" if install is None or install.docroot == "." else install.docroot
    if not docroot or folder == docroot:
        return folder if not docroot else ""
    return folder.removeprefix(f"{docroot}/") if folder.startswith(f"{docroot}/") else None


def _file(text: ServerText, file: ApacheFile, found: tuple[Outcome, ...]) -> ServerFile:
    counts = Counter(_FIELDS[outcome.kind] for outcome in found)
    error = next((one for one in file.errors), None)
    return ServerFile(
        location=text.location,
        install=text.install,
        kind="apache" if text.is_configuration else "htaccess",
        seen_as=text.seen_as,
        own=text.own,
        directives=len(found),
        error=None if error is None else shown_reason(error.text),
        error_line=None if error is None else error.line,
        assumed=tuple(map(shown_reason, file.assumed[:_OPEN])),
        open_lines=tuple(one.line for one in file.unsure[:_OPEN]),
        blocks=tuple(dict.fromkeys(outcome.block for outcome in found if outcome.block)),
        **counts,
    )


def _directive(text: ServerText, directive: Directive, outcome: Outcome) -> ServerDirective:
    return ServerDirective(
        location=Location(text.location.path, directive.line),
        install=text.install,
        name=directive.name[:80],
        text=shown_directive(directive),
        outcome=outcome.kind,
        group=outcome.group,
        why=shown_reason(outcome.why),
        place=outcome.place,
        edits=outcome.edits,
        assumed=directive.active == "assumed",
        seen_as=text.seen_as,
        own=text.own,
    )
