"""Files in which a merge was left unresolved: what each side says."""

_MARKS = {b"<<<<<<<": 0, b"|||||||": 1, b"=======": 2, b">>>>>>>": 3}
_OURS, _BASE, _THEIRS, _BOTH = range(4)
_LENGTH = 7


def sides(data: bytes) -> tuple[bytes, bytes] | None:
    r"""
    Return the file as either side has it, lines of the other being empty; None where nothing is left open.

    >>> sides(b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> d\ne\n")
    (b'a\n\nb\n\n\n\ne\n', b'a\n\n\n\nc\n\ne\n')
    >>> sides(b"<?php // <<<<<<< no marker") is None
    True
    """
    if b"<<<<<<<" not in data and b">>>>>>>" not in data:
        return None
    lines = data.splitlines(keepends=True)
    marks = [_mark(line) for line in lines]
    if _OURS not in marks and _BOTH not in marks:
        return None
    # "=======" divides only what a marker has opened; elsewhere it is text.
    states: list[int] = [_BOTH]
    for mark in marks:
        is_text = mark is None or (states[-1] == _BOTH and mark in {_BASE, _THEIRS})
        states.append(states[-1] if is_text or mark is None else mark)
    return (_side(lines, states, _OURS), _side(lines, states, _THEIRS))


def first_conflict(data: bytes) -> int | None:
    r"""
    Return the line of the first marker of a conflict.

    >>> first_conflict(b"a\n<<<<<<< HEAD\n"), first_conflict(b"a")
    (2, None)
    """
    places = (number for number, line in enumerate(data.splitlines(), 1) if _mark(line) in {_OURS, _BOTH})
    return next(places, None)


def _mark(line: bytes) -> int | None:
    """Return the state that a line opens: markers stand alone or have a space and a name behind them."""
    head, rest = line[:_LENGTH], line[_LENGTH : _LENGTH + 1]
    return _MARKS.get(head) if rest in {b"", b" ", b"\r", b"\n"} else None


def _side(lines: list[bytes], states: list[int], side: int) -> bytes:
    kept = []
    for line, before, after in zip(lines, states[:-1], states[1:], strict=True):
        is_text = before == after and after in {side, _BOTH}
        kept.append(line if is_text else b"\n")
    return b"".join(kept)
