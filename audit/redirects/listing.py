"""What a translation is written into: a table, a script that checks it, and lines to paste."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Literal, NamedTuple

from audit.redirects.records import Alias, Folder, Rule, Text, Translation, file_of
from audit.redirects.rewrites import answers
from audit.redirects.samples import samples
from audit.redirects.texts import tells_visitors_apart
from audit.resources import TEMPLATES

_HEAD = ("file", "line", "kind", "source", "status", "target", "conditions", "caching", "outcome", "remark")
_HERE = TEMPLATES / "redirects"
_MARK = "# CHECKS\n"
# A sheet would take a text that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Row(NamedTuple):
    """A redirect or another answer, in words."""

    file: str
    line: int
    kind: Literal["exact", "prefix", "pattern"]
    source: str
    status: int | None  # None: it was refused, so that it was not read to its end
    target: str
    conditions: int
    is_private: bool  # the answer depends on who asks: no cache may keep it
    outcome: str
    remark: str


def rows(translation: Translation) -> Iterator[Row]:
    """Yield all redirects and denials, and what was refused, file by file in their order."""
    texts: dict[tuple[str, int], list[str]] = {}
    for remark in translation.remarks:
        texts.setdefault((remark.place, remark.line), []).append(remark.text)
    missing: dict[str, set[int]] = {}
    for (path, line), outcome in translation.outcomes.items():
        if outcome.status in {"refused", "broken"}:
            missing.setdefault(path, set()).add(line)
    by_place: dict[str, list[Folder]] = {}
    for folder in (*translation.sections, *translation.folders):
        by_place.setdefault(folder.place, []).append(folder)
    for place in dict.fromkeys([*by_place, *missing]):
        found: list[Row] = []
        for folder in by_place.get(place, ()):
            found += [
                _rule(folder, rule) for rule in folder.rules if rule.pattern is not None and answers(rule)
            ]
            found += [_alias(folder, alias) for alias in folder.aliases]
        known = {row.line for row in found}
        found += [_bare(place, line) for line in missing.get(place, set()) - known]
        for row in sorted(found, key=lambda row: row.line):
            outcome = translation.outcomes[place, row.line]
            notes = [outcome.reason] if outcome.reason else []
            notes += [
                f"only where line {line} of {file_of(other)} does not match" for other, line in outcome.unless
            ]
            notes += texts.get((place, row.line), [])
            yield row._replace(outcome=outcome.status, remark="; ".join(notes))


def to_csv(translation: Translation) -> str:
    """Return the table of all redirects."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEAD)
    for row in rows(translation):
        caching = "private" if row.is_private else "shared"
        cells = (*row[:7], caching, *row[8:])
        writer.writerow(["" if cell is None else _cell(cell) for cell in cells])
    return out.getvalue()


def to_script(translation: Translation) -> str:
    """Return the script that asks the moved site for all addresses with a certain answer."""
    lines = []
    for sample in samples(translation):
        place = f"{file_of(sample.place)} line {sample.line}"
        if sample.doubt or _is_odd(sample.location or ""):
            doubt = sample.doubt or "its answer is no plain text"
            lines.append(f"# {_shown(sample.path)}: not checked, {doubt} ({_shown(place)})\n")
        else:
            words = (sample.path, str(sample.status), sample.location or "", place)
            lines.append(f"check {' '.join(map(_quoted, words))}\n")
    return (_HERE / "check-redirects.sh").read_text("utf-8").replace(_MARK, "".join(lines) or "# none\n")


def runtime() -> str:
    """Return the program that reads the data."""
    return (_HERE / "runtime.php").read_text("utf-8")


def to_paste(cms: Literal["wordpress", "drupal"]) -> str:
    """Return the lines for wp-config.php or settings.php."""
    return (_HERE / f"{cms}.php").read_text("utf-8")


def _rule(folder: Folder, rule: Rule) -> Row:
    texts = [condition.given for condition in rule.conditions]
    return Row(
        file_of(folder.place),
        rule.line,
        "pattern",
        ("!" if rule.negated else "") + (rule.pattern or ""),
        rule.status or rule.redirect or 302,
        plain(rule.target or ()),
        len(rule.conditions),
        any(map(tells_visitors_apart, texts)),
        "",
        "",
    )


def _alias(folder: Folder, alias: Alias) -> Row:
    kind: Literal["pattern", "prefix"] = "pattern" if alias.is_pattern else "prefix"
    name = file_of(folder.place)
    return Row(name, alias.line, kind, alias.source, alias.status, alias.target or "", 0, False, "", "")


def _bare(place: str, line: int) -> Row:
    return Row(file_of(place), line, "pattern", "", None, "", 0, False, "", "")


def plain(text: Text) -> str:
    """Return a text as it was written, more or less."""
    written = {"variable": "%{{{}}}", "header": "%{{HTTP:{}}}", "env": "%{{ENV:{}}}"}
    return "".join(
        piece if isinstance(piece, str) else written.get(piece[0], piece[0] + "{}").format(piece[1])
        for piece in text
    )


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    shown = _shown(value)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def _shown(text: str) -> str:
    """Return a text with what cannot be written down spelt out."""
    whole = text.encode("utf-8", "backslashreplace").decode()
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in whole)


def _is_odd(text: str) -> bool:
    return _shown(text) != text


def _quoted(text: str) -> str:
    quote = "'"
    return quote + text.replace(quote, "'\\''") + quote
