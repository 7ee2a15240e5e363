"""The changes between two reports as one page in the look of the report; it asks nothing of other places."""

import base64
import hashlib
from collections import Counter
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from audit.model.changes import Changes
from audit.render.changes.words import side, verdict
from audit.render.visible import short, visible
from audit.render.wording import number
from audit.resources import TEMPLATES

_OPEN = 100  # changes of a section that are in sight; the others are folded
_OWN_STYLE = """
table.changes { min-width: 34rem; }
.changes th:first-child { width: 7.5rem; }
.changes th:nth-child(2) { width: 36%; }
.changes td p { position: relative; }
.changes td p + p { margin-top: 0.25rem; }
@media print { details > :not(summary) { display: revert; } }
"""


def render(changes: Changes) -> str:
    """Return the page, with its stylesheet, and with a policy that allows no more."""
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8") + _OWN_STYLE
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    kinds = Counter(change.kind for section in changes.sections for change in section.changes)
    return (
        _environment()
        .get_template("changes.html")
        .render(
            changes=changes,
            kinds=kinds,
            verdict=verdict(changes),
            sections=[one for one in changes.sections if one.changes or one.left_out],
            same=[one.title for one in changes.sections if not one.changes and not one.left_out],
            most=_OPEN,
            style=Markup(style),  # noqa: S704 (our own file)
            style_hash=f"sha256-{digest}",
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=visible,
    )
    environment.filters |= {"number": number, "short": short, "side": side}
    return environment
