"""What PHP's serialize() writes, token by token, and where a string with a wrong length ends."""

import re

VALUE = re.compile(
    rb"""(?P<plain> N; | b:[01]; | d:(?:
            NAN | -?INF | [+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)? ); )
        | i:(?P<integer>[+-]?[0-9]{1,40});
        | s:(?P<string>[0-9]{1,20}):"
        | a:(?P<array>[0-9]{1,20}):\{
        | E:(?P<case_length>[0-9]{1,20}):"(?P<case>[\w\\\x7f-\xff]++:[\w\x7f-\xff]++)";
        | r:(?P<same>[0-9]{1,20});
        | R:(?P<alias>[0-9]{1,20});
        | (?P<type>[OC]):(?P<length>[0-9]{1,20}):"(?P<class>[\w\\\x7f-\xff]++)":(?P<object>[0-9]{1,20}):\{""",
    re.VERBOSE,
)
KEY = re.compile(rb'i:(?P<integer>[+-]?[0-9]{1,40});|s:(?P<string>[0-9]{1,20}):"')

_BRACE = re.compile(rb"[{}]")
_LENGTH = re.compile(rb"s:([0-9]{1,20})\Z")
_NESTED = re.compile(rb'[aO]:[0-9]{1,20}:[{"]')


class Ending:
    """
    What is found behind a string in one place of the text.

    >>> text = b's:2:"a"b";N;'
    >>> BEFORE_VALUE.of_string(text, 5, 2, suspicious=False)
    8
    """

    def __init__(self, follower: bytes) -> None:
        self._string = re.compile(rb'";(?=%b)' % follower)
        self._nested = re.compile(rb'(?<=\})";(?=%b)' % follower)

    def of_string(self, text: bytes, start: int, length: int, *, suspicious: bool) -> int | None:
        """
        Return where the string ends that begins at `start`: there if its length is right, or a guess.

        Where lengths are wrong, one may by chance lead to the end of a later string: be `suspicious` then.
        """
        # A serialised array within the string has such ends of its own, but behind its last brace only one.
        pattern = self._nested if _NESTED.match(text, start) else self._string
        announced = start + length
        if text.startswith(b'";', announced):
            if not suspicious:
                return announced
            found = pattern.search(text, start, announced + 2)
            if found is None or not _ends_a_string(text, found.end(), announced):
                return announced
        else:
            found = pattern.search(text, start)
        return found and found.start()


def _ends_a_string(text: bytes, start: int, end: int) -> bool:
    """Tell whether the last string behind `start` ends at `end` by its own length, or begins there."""
    quote = text.rfind(b':"', start, end + 1)
    length = _LENGTH.search(text, max(start, quote - 22), max(start, quote))
    return length is not None and (quote + 1 == end or quote + 2 + int(length[1]) == end)


BEFORE_VALUE = Ending(
    rb'N;|b:[01];|i:[+-]?[0-9]|d:[-+.0-9IN]|[sOCE]:[0-9]{1,20}:"|a:[0-9]{1,20}:\{|[rR]:[0-9]{1,20};'
)
# CSS has `";}` as well: braces that end arrays have another key, or the end of the text, behind them.
BEFORE_KEY = Ending(rb'\}*+(?:i:-?[0-9]{1,20};|s:[0-9]{1,20}:")|\}++\Z')
AT_THE_END = Ending(rb"\Z")


def payload_end(text: bytes, start: int, length: int) -> int | None:
    """Return where the block ends that a class wrote as it liked: there, or at the brace that closes it."""
    if text.startswith(b"}", start + length):
        return start + length
    depth = 1
    for brace in _BRACE.finditer(text, start):
        depth += 1 if brace[0] == b"{" else -1
        if depth == 0:
            return brace.start()
    return None


def bounded(integer: bytes) -> int:
    """
    Return the integer, or the one of 64 bits that PHP takes instead.

    >>> bounded(b"9223372036854775808")
    9223372036854775807
    """
    return max(-(2**63), min(int(integer), 2**63 - 1))
