"""What stands before a name in PHP code, of which comments and strings were blanked."""

import re
from string import ascii_letters, digits

SPACE = b" \t\r\n"
SPACES = rb"[ \t\r\n]*+"
LABEL_BYTES = (ascii_letters + digits + "_").encode() + bytes(range(0x80, 0x100))
_NAME_BYTES = LABEL_BYTES + b"\\"
_WORD_BYTES = LABEL_BYTES + b"$"
_LIST_BYTES = _NAME_BYTES + b"," + SPACE
_PARENTS = re.compile(
    rb"(?<![A-Za-z0-9_\x80-\xff])(?:extends|implements|use)(?![A-Za-z0-9_\x80-\xff])", re.IGNORECASE
)
_LONGEST_LINE = 4096
_REACH = 64  # Longer than nearly all names; where one fills it, more is looked at.


def end_before(code: bytes, offset: int) -> int:
    """Return the end of what stands before the spaces before an offset."""
    return _stripped(code, offset, SPACE)


def name_start(code: bytes, offset: int) -> int:
    r"""
    Return where the name starts whose last part starts at an offset.

    >>> name_start(b"new \\A\\B", 7)
    4
    """
    return _stripped(code, offset, _NAME_BYTES) if code[offset - 1 : offset] == b"\\" else offset


def last_name_start(code: bytes, end: int) -> int:
    """Return where the name starts that ends at an offset; that offset if no name does."""
    return _stripped(code, end, _NAME_BYTES)


def word_before(code: bytes, offset: int) -> bytes:
    """
    Return the word before an offset in lower case, or else the last sign; of a member -> or :: only.

    >>> word_before(b"New A", 4), word_before(b"$a->new A", 8), word_before(b"$a --> b", 7)
    (b'new', b'->', b'>')
    """
    end = end_before(code, offset)
    start = _stripped(code, end, _WORD_BYTES)
    if member := member_sign(code, end_before(code, start)):
        return member
    return code[start:end].lower() or code[end - 1 : end]


def member_sign(code: bytes, end: int) -> bytes:
    """
    Return the arrow or double colon that ends at an offset, and is not the last part of "-->" or ":::".

    >>> member_sign(b"$a->", 4), member_sign(b"$a-->", 5)
    (b'->', b'')
    """
    if code[end - 1 : end] not in b">:":
        return b""
    head = code[max(0, end - _REACH) : end]
    if head.endswith(b"->"):
        return b"" if (len(head) - len(head[:-1].rstrip(b"-"))) % 2 else b"->"
    return b"" if (len(head) - len(head.rstrip(b":"))) % 2 else b"::" * head.endswith(b":")


def may_end_comment(source: bytes, before: int, start: int) -> bool:
    """Say whether a comment may end at an offset, which only spaces part from another, in code as written."""
    between = source[before:start]
    if source.endswith(b"*/", 0, before):
        return True
    if b"\n" not in between and b"\r" not in between:
        return False
    far = max(0, before - _LONGEST_LINE)
    line = max(source.rfind(b"\n", far, before), source.rfind(b"\r", far, before)) + 1
    # Of a line too long to look at it is not known.
    return line == 0 < far or b"//" in source[line:start] or b"#" in source[line:start]


class Lists:
    """Which lists of names that end at offsets, asked for in rising order, are of parents or traits."""

    def __init__(self, code: bytes) -> None:
        self._code = code
        self._end = 0
        self._is_parents = False
        self.start = 0  # of the list asked for last

    def is_parents(self, end: int) -> bool:
        """Say whether the names, commas and spaces that end at an offset tell parents or traits."""
        position = self._end
        if end < position or self._code[position:end].strip(_LIST_BYTES):
            self.start = position = _stripped(self._code, end, _LIST_BYTES)
            self._is_parents = False
        self._end = end
        # A list may be long, and be asked for at each of its names.
        self._is_parents |= _PARENTS.search(self._code, position, end) is not None
        return self._is_parents


def _stripped(code: bytes, end: int, unwanted: bytes) -> int:
    reach = _REACH
    while True:
        start = max(0, end - reach)
        rest = code[start:end].rstrip(unwanted)
        if rest or start == 0:
            return start + len(rest)
        reach *= 4
