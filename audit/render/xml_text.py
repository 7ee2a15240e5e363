"""XML written piece by piece: whatever a text holds, the document stays well-formed."""

from collections.abc import Iterable, Mapping
from html import escape

from audit.render.places import printable

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def element(name: str, attributes: Mapping[str, str | int], *inner: str) -> str:
    """
    Return an element with what is in it: elements, or what text() made.

    >>> element("a", {"n": 1, "says": 'x "<]]>'}), element("a", {}, text(["1 & 2"]))
    ('<a n="1" says="x &quot;&lt;]]&gt;"/>', '<a>1 &amp; 2</a>')
    """
    told = "".join(f' {key}="{escape(printable(str(value)))}"' for key, value in attributes.items())
    return f"<{name}{told}>{''.join(inner)}</{name}>" if inner else f"<{name}{told}/>"


def text(lines: Iterable[str]) -> str:
    """Return lines as the text of an element."""
    return escape("\n".join(map(printable, lines)))


def document(name: str, attributes: Mapping[str, str | int], inner: Iterable[str]) -> str:
    """Return a document, each piece on a line of its own."""
    return f"{HEAD}{element(name, attributes, chr(10), *(f'{piece}{chr(10)}' for piece in inner))}\n"
