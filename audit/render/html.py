"""The report as one HTML document that asks nothing of any other place: the site inventory to hand in."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from audit.model.facts import Location
from audit.model.report import Report
from audit.model.rules import MEANS, SCOPES, SEVERITIES
from audit.render import code_words, html_plan, php, pictures, wording
from audit.render import html_groups as groups
from audit.render.brief import SERVICES, absent, brief
from audit.render.html_ids import anchors, entries
from audit.render.html_names import Names
from audit.render.rules import STANDINGS, choice, to_type
from audit.render.visible import short, visible
from audit.render.wording import about, number, size
from audit.resources import TEMPLATES

T = TypeVar("T")

_GROUPS = {"blocker": "Blockers", "major": "Major", "minor": "Minor", "note": "Notes"}
_STEPS = {
    "remove": "Remove it",
    "replace": "Replace it",
    "update": "Update it",
    "configure": "Configure it",
    "rewrite": "Rewrite the code",
    "convert": "Convert it",
    "ask": "Ask about it first",
    "none": "Nothing to do",
}
_LONG = 300  # characters: what is longer scrolls in a box of its own
_OPEN = 25  # rows of a table that are always in sight
_FOLD = 500  # rows behind one fold: a browser opens that many at once without a pause
_SPARE = 5  # rows that are not worth a fold

_CELL = re.compile("<td(?=[ >])")
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s\x00-\x1f\\]+", re.IGNORECASE)


def render(report: Report) -> str:
    """Return the whole report as one document with its style and script, and a policy that allows no more."""
    style, style_hash = _own("report.css")
    script, script_hash = _own("report.js")
    findings = list(zip(anchors(report.findings), report.findings, strict=True))
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            names=Names(report),
            groups=groups,
            brief=brief,
            absent=absent,
            services=SERVICES,
            wording=wording,
            words=code_words,
            php=php,
            many=len(report.installs) > 1,
            style=style,
            style_hash=style_hash,
            script=script,
            script_hash=script_hash,
            subject=_subject(report),
            findings=findings,
            links=html_plan.Links(findings),
            plans=html_plan,
            pictures=pictures,
            entries=entries(report.extensions),
            counts=Counter(finding.rule.severity for finding in report.findings),
            sources=report.coverage.sources,
            means=MEANS,
            titles=_GROUPS,
            steps=_STEPS,
            scopes=SCOPES,
            standings=STANDINGS,
            severities=SEVERITIES,
        )
    )


@cache
def _own(name: str) -> tuple[Markup, str]:
    """Return a file that stands in the document as it is, and its hash for the policy."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"sha256-{digest}"  # noqa: S704 (our own file)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=visible,
    )
    environment.filters |= {
        "size": size,
        "every": wording.every,
        "core": wording.core,
        "host": wording.host,
        "role": wording.role,
        "initial": lambda text: text[:1].upper() + text[1:],
        "number": number,
        "hours": about,
        "span": html_plan.span,
        "minutes": html_plan.minutes,
        "host_of": lambda url: _SCHEME.sub("", url).partition("/")[0],
        "place": _place,
        "fit": _fit,
        "prose": _prose,
        "count": lambda count: f"{count:,}",
        "folds": _folds,
        "labelled": _labelled,
        "to_type": to_type,
        "choice": choice,
        "path": _breakable,
        "short": short,
        "bare": lambda url: _SCHEME.sub("", url),
    }
    environment.tests["web"] = lambda url: bool(_WEB.fullmatch(url))
    return environment


def _place(location: Location) -> str:
    """
    Return a location in one line.

    >>> _place(Location("a.php", line=3)), _place(Location("a.sql", table="t", offset=5000))
    ('a.php:3', 'a.sql, table t, byte 5,000')
    """
    line = "" if location.line is None else f":{location.line}"
    table = "" if location.table is None else f", table {location.table}"
    offset = "" if location.offset is None else f", byte {location.offset:,}"
    return f"{location.path}{line}{table}{offset}"


def _fit(value: object) -> object:
    """Put a text that would fill the page into a box that scrolls."""
    text = str(visible(value))
    if len(text) <= _LONG:
        return value
    return Markup('<span class="long" tabindex="0">{}</span>').format(text)


def _prose(text: str) -> object:
    """Return a sentence of ours, in which what stands between backticks is to be typed."""
    words = str(visible(text)).split("`")
    if len(text) > _LONG or len(words) < 3 or len(words) % 2 == 0:
        return _fit(text)
    typed = Markup("<code>{}</code>")
    return Markup("").join(typed.format(word) if place % 2 else word for place, word in enumerate(words))


def _breakable(value: object) -> Markup | object:
    """Let a path break behind its slashes, before it breaks anywhere."""
    text = str(visible(value))
    if len(text) > _LONG:
        return _fit(value)
    return Markup("/<wbr>").join(text.split("/"))


def _labelled(cells: Markup, columns: Sequence[tuple[str, str]]) -> Markup:
    """Give each cell of a row the name of its column, for a screen that has no room for columns."""
    labels = (Markup.escape(label) for label, _ in columns[1:])
    return Markup(_CELL.sub(lambda cell: f'{cell[0]} data-name="{next(labels)}"', cells))  # noqa: S704 (as above)


def _folds(rows: Sequence[T], shown: int = _OPEN) -> list[tuple[int, Sequence[T]]]:
    """
    Return the rows in parts, each with the number of its first: what is in sight, then what is folded away.

    >>> [(start, len(part)) for start, part in _folds(range(600))]
    [(1, 25), (26, 500), (526, 75)]
    >>> [(start, len(part)) for start, part in _folds(range(29))]
    [(1, 29)]
    """
    if len(rows) <= shown + _SPARE:
        return [(1, rows)]
    starts = range(shown, len(rows), _FOLD)
    return [(1, rows[:shown]), *((start + 1, rows[start : start + _FOLD]) for start in starts)]


def _subject(report: Report) -> str:
    """Return what the document is about: the address of the site, or else what was given to read."""
    addresses = {
        (site.install, site.location.path): site.url or site.hosts[0]
        for site in reversed(report.sites)
        if site.url or site.hosts
    }
    names = [_SCHEME.sub("", url).rstrip("/") for url in reversed(addresses.values())]
    if not names:
        tree, dumps = report.coverage.tree, report.coverage.dumps
        names = [tree.path] if tree else [dump.path for dump in dumps]
    others = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0]}{others}" if names else "an unnamed site"
