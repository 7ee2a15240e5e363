"""The .htaccess files of each install, judged together: what becomes of their directives."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from audit.collectors.server.masking import shown_directive, shown_reason
from audit.collectors.server.redirects import htaccess_redirects
from audit.model.facts import Cms, Fact, Install, Location
from audit.model.server import ServerDirective, ServerDirectivesLeft, ServerFile, ServerText
from audit.parsers.apache.classes import ServerKnowledge
from audit.parsers.apache.lines import ApacheFile, Directive, parse
from audit.parsers.apache.outcomes import Outcome, outcomes
from audit.redirects.records import Translation
from audit.sources.tree import unread

# Translates files, by their folders below the docroot.
Translate = Callable[[Mapping[str, ApacheFile]], Translation]

_MOST = 10_000  # directives of an install that are told one by one
_OPEN = 20  # lines that only Apache can judge, of a file


def tell_server(
    texts: Iterable[ServerText],
    installs: Iterable[Install],
    knowledge: ServerKnowledge,
    translate: Translate | None = None,
) -> Iterator[Fact]:
    """Yield what becomes of all that the .htaccess files say, install by install."""
    by_root: defaultdict[str | None, list[ServerText]] = defaultdict(list)
    for text in texts:
        by_root[text.install].append(text)
    known: dict[str | None, Install] = {install.root: install for install in installs}
    for root, files in by_root.items():
        install = known.get(root)
        yield from _of_install(files, install, knowledge, translate if install else None)


def _of_install(
    texts: list[ServerText], install: Install | None, knowledge: ServerKnowledge, translate: Translate | None
) -> Iterator[Fact]:
    files = [(text, parse(text.data, directives=knowledge.directives)) for text in texts]
    folders = {text.location.path: _folder(text, install) for text, _ in files}
    served = {
        folder: file
        for text, file in files
        if (folder := folders[text.location.path]) is not None and text.own
    }
    translation = translate(served) if translate else None
    said = _said(translation)
    left: Counter[str] = Counter()
    stock: set[tuple[str, int]] = set()  # path and line
    kept = 0
    for text, file in files:
        folder = folders[text.location.path]
        translated = said.get(folder, {}) if translation and folder in served and folder is not None else None
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
        paths = {folder: path for path, folder in folders.items() if folder is not None}
        redirects = htaccess_redirects(translation, install.root, paths)
        yield from (one for one in redirects if (one.location.path, one.location.line) not in stock)
    if left:
        place = Location(install.docroot if install else ".")
        root = install.root if install else None
        counts = {_FIELDS[kind]: count for kind, count in left.items()}
        yield ServerDirectivesLeft(location=place, install=root, directives=left.total(), **counts)


def _said(translation: Translation | None) -> dict[str, dict[int, tuple[str, str | None]]]:
    """Return what became of the lines of each folder's file, and why."""
    said: defaultdict[str, dict[int, tuple[str, str | None]]] = defaultdict(dict)
    for (folder, line), one in translation.outcomes.items() if translation else ():
        said[folder][line] = one.status, one.reason or None
    return said


_FIELDS = {kind: kind for kind in ("ignorable", "translated", "lost", "refused", "broken")} | {
    "moves-to": "moves"
}


def _cms(install: Install | None) -> Cms | None:
    return install.cms if install else None


def _folder(text: ServerText, install: Install | None) -> str | None:
    """Return the folder of a file below the docroot; None: it lies outside of it."""
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
        kind="htaccess",
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
