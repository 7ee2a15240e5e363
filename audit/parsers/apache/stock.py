"""The rules that WordPress and Drupal write themselves, recognised by what they say, not by comments."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from audit.parsers.apache.lines import Directive
from audit.parsers.apache.sections import AT_ONCE
from audit.parsers.apache.values_rewrite import split_flags

_PATH = "{path}"  # in place of the folder that the site lies in


class Block(NamedTuple):
    """What one program writes, in all its versions."""

    name: str  # WordPress, Drupal, ...
    anchors: frozenset[str]  # units of which one must be there
    units: frozenset[str]  # all of them, the anchors too


class Unit(NamedTuple):
    """Directives that act as one: a rule with its conditions, or one directive."""

    directives: tuple[Directive, ...]
    text: str  # normalised


class Recognised(NamedTuple):
    """What a file holds of a block."""

    block: str
    lines: frozenset[int]  # of the directives that are stock
    edits: frozenset[int]  # of those that stand among them and are not


def units(directives: Iterable[Directive]) -> Iterator[Unit]:
    """Yield the units of a file, in order: none is left out."""
    waiting: list[Directive] = []
    for directive in directives:
        if directive.key == "rewritecond":
            waiting.append(directive)
        elif directive.key == "rewriterule":
            yield _unit((*waiting, directive))
            waiting = []
        else:
            yield _unit((directive,))
    yield from (_unit((directive,)) for directive in waiting)  # conditions without a rule


def recognise(found: Sequence[Unit], blocks: Iterable[Block]) -> list[Recognised]:
    """
    Return which blocks a file holds, the first one that knows a line having it.

    A block is there where one of its anchors is; other lines of it may lack, or stand changed.
    """
    texts = {unit.text for unit in found}
    taken: set[int] = set()
    recognised = []
    for block in blocks:
        if texts.isdisjoint(block.anchors):
            continue
        numbers = [number for number, unit in enumerate(found) if unit.text in block.units]
        stock = {one.line for number in numbers for one in found[number].directives} - taken
        between = found[numbers[0] : numbers[-1]]
        edits = {one.line for unit in between if unit.text not in block.units for one in unit.directives}
        taken |= stock
        recognised.append(Recognised(block.name, frozenset(stock), frozenset(edits)))
    stock_lines = frozenset(taken)
    return [one._replace(edits=one.edits - stock_lines) for one in recognised]


def _unit(directives: tuple[Directive, ...]) -> Unit:
    return Unit(directives, " | ".join(map(_normalised, directives)))


def _normalised(directive: Directive) -> str:
    """Return a directive without what may differ: case, the folder of the site, the order of flags."""
    key, args = directive.key, list(directive.args)
    if key in {"rewriterule", "rewritecond"}:
        flags = split_flags(args[2]) if len(args) > 2 else None
        args[2:] = (
            [",".join(sorted(f"{name}={value}".strip("=").upper() for name, value in flags))] if flags else []
        )
        if (
            key == "rewriterule"
            and len(args) > 1
            and args[1].startswith("/")
            and args[1].endswith("/index.php")
        ):
            args[1] = f"{_PATH}index.php"
        text = " ".join(args)
    elif key == "rewritebase":
        text = _PATH
    else:
        text = " ".join(args).lower()
    outer = "".join(f"<{one.kind} {one.arg}> " for one in directive.sections if one.kind not in AT_ONCE)
    return f"{outer}{key} {text}"[:_LONGEST]


_LONGEST = 2000
