"""A text that PHP code makes, of which some parts are known only when it runs."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

_LONGEST = 4096  # characters of one text; longer ones are no command and no path
_MOST = 64  # parts of one text
_FORMAT = re.compile(r"%(?:(?P<number>[1-9])\$)?[-+ 0]?'?.??[0-9]*(?:\.[0-9]+)?(?P<type>[bcdeEfFgGosuxX%])")


class Hole(NamedTuple):
    """A part that is not written out."""

    # unknown: may be anything, none at all; word: one word, whatever it is; constant: a constant of that
    # name, which this file does not define; place: a folder whose name says which one
    kind: Literal["unknown", "word", "constant", "place"]
    name: str = ""


class Row(NamedTuple):
    """An array that is written out, its keys and values in order; a key of None is computed."""

    items: tuple[tuple[str | None, "Text"], ...]


Part = str | Hole | Row
Text = tuple[Part, ...]

ANYTHING: Text = (Hole("unknown"),)
NOTHING: Text = ()


def joined(*texts: Text) -> Text:
    """
    Return texts as one, neighbouring strings made one string.

    >>> joined(("a",), ("b", Hole("word")), ("c",))
    ('ab', Hole(kind='word', name=''), 'c')
    """
    parts: list[Part] = []
    for part in (part for text in texts for part in text):
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        elif part:
            parts.append(Hole("unknown") if isinstance(part, Row) else part)
    size = sum(len(part) for part in parts if isinstance(part, str))
    return ANYTHING if size > _LONGEST or len(parts) > _MOST else tuple(parts)


def literal(text: Text) -> str | None:
    """
    Return a text without holes as a string; None for any other.

    >>> literal(("a",)), literal(()), literal(("a", Hole("word")))
    ('a', '', None)
    """
    if not text:
        return ""
    return text[0] if len(text) == 1 and isinstance(text[0], str) else None


def ends_with_slash(text: Text) -> bool:
    """Tell whether a path is known to end with a slash."""
    return bool(text) and isinstance(text[-1], str) and text[-1].endswith(("/", "\\"))


def without_slash(text: Text) -> Text:
    """
    Return a path without the slashes at its end.

    >>> without_slash(("a/",)), without_slash((Hole("place", "root"), "/"))
    (('a',), (Hole(kind='place', name='root'),))
    """
    if not ends_with_slash(text):
        return text
    return joined(text[:-1], (str(text[-1]).rstrip("/\\"),))


def parent(text: Text, levels: int = 1) -> Text:
    """
    Return the folder of a path; where that is not written out, as a path that climbs with "..".

    >>> parent(("a/b/c.php",), 2), parent((Hole("constant", "A"),))
    (('a',), (Hole(kind='constant', name='A'), '/..'))
    """
    for _ in range(levels):
        text = without_slash(text)
        last = text[-1] if text else None
        folder, slash, name = last.rpartition("/") if isinstance(last, str) else ("", "", "")
        if slash and name not in {"", ".", ".."}:
            text = joined(text[:-1], (folder if folder or len(text) > 1 else "/",))
        else:
            text = joined(text, ("/..",))
    return text


def formatted(texts: Sequence[Text]) -> Text:
    """
    Return what sprintf() makes of a format and its arguments.

    >>> formatted([("%s -n %d %%",), ("convert",), (Hole("word"),)])
    ('convert -n ', Hole(kind='word', name=''), ' %')
    """
    pattern = literal(texts[0]) if texts else None
    if pattern is None:
        return ANYTHING
    found: list[Text] = []
    position = following = 0
    for match in _FORMAT.finditer(pattern):
        found.append((pattern[position : match.start()],))
        position = match.end()
        if match["type"] == "%":
            found.append(("%",))
            continue
        if match["number"]:
            number = int(match["number"])
        else:
            following += 1
            number = following
        found.append(texts[number] if number < len(texts) else ANYTHING)
    found.append((pattern[position:],))
    return joined(*found)


def imploded(glue: Text, row: Text) -> Text:
    """
    Return what implode() makes of an array that is written out.

    >>> imploded((" ",), (Row(((None, ("gs",)), (None, ("-q",)))),))
    ('gs -q',)
    """
    if len(row) != 1 or not isinstance(row[0], Row):
        return ANYTHING
    found: list[Text] = []
    for _, value in row[0].items:
        found += [glue, value] if found else [value]
    return joined(*found)
