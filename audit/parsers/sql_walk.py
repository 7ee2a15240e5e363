"""The walk from one unit of SQL to the next, whatever the stream's pieces cut through."""

import re
from collections.abc import Callable

from audit.parsers.sql_grammar import LINE_COMMENT, Dialect, Grammar, LongUnit, grammar
from audit.parsers.sql_window import Window

Keep = Callable[[bytes], object]

_WORD = re.compile(rb"[A-Za-z]*+")
_LONGEST_VERB = 1024
_LONG = 64 * 1024  # A unit that is longer is walked through piece by piece, not held in memory.


class Walker:
    """Moves the window's place; every method may be called at any place and always comes to an end."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.dialect = Dialect()
        self.grammar: Grammar = grammar(self.dialect)
        self.open: str | None = None  # What the stream ended in, as a kind of damage.

    def speak(self, dialect: Dialect) -> None:
        """Read on in this dialect."""
        self.dialect = dialect
        self.grammar = grammar(dialect)

    def gap(self, keep: Keep | None = None) -> bool:
        """Move behind blanks and comments; False at the end of the stream."""
        window = self.window
        while True:
            start = window.at
            window.at = _end(self.grammar.gap, window)
            if keep and window.at > start:
                keep(window.text[start : window.at])
            if window.left:
                if not self.grammar.maybe_comment.match(window.text, window.at):
                    return True
                if (window.left >= _LONG or not window.more()) and not self._pass_unit(None):
                    return False
            elif not window.more():
                return False

    def to(self, run: re.Pattern[bytes], stops: tuple[bytes, ...], keep: Keep | None = None) -> bytes:
        """Move to the first of the stops behind the run and return its first byte; b"" at the end."""
        window = self.window
        while True:
            start = window.at
            window.at = _end(run, window)
            if keep:
                keep(window.text[start : window.at])
            if not window.left:
                if not window.more():
                    return b""
            elif window.text.startswith(stops, window.at):
                return window.text[window.at : window.at + 1]
            elif (window.left >= _LONG or not window.more()) and not self._pass_unit(keep):
                return b""

    def is_unclear(self, run: re.Pattern[bytes]) -> bool:
        """Tell whether the run from here might go on if more of the stream were in memory."""
        text, end = self.window.text, _end(run, self.window)
        return (
            end == len(text) or text[end] in b'`"' or self.grammar.maybe_comment.match(text, end) is not None
        )

    def verb(self) -> bytes:
        """Return the word that a statement begins with, in capitals; b"" where none does."""
        window = self.window
        while True:
            word = _WORD.match(window.text, window.at)
            verb = word[0] if word else b""
            if len(verb) < window.left or len(verb) > _LONGEST_VERB or not window.more():
                return verb.upper()

    def line(self) -> None:
        """Move behind the end of the line."""
        self._pass_body(LINE_COMMENT.body, b"\n", None)

    def _pass_unit(self, keep: Keep | None) -> bool:
        """Move through a unit that is too long for the memory, or that has no end."""
        window = self.window
        if unit := self.grammar.long_unit(window.text, window.at):
            return self._pass_opened(unit, keep)
        if keep:
            keep(window.text[window.at : window.at + 1])
        window.at += 1
        return True

    def _pass_opened(self, unit: LongUnit, keep: Keep | None) -> bool:
        if unit.is_comment:
            keep = None
        elif keep:
            keep(unit.opening)
        self.window.at += len(unit.opening)
        closed = self._pass_body(unit.body, unit.closing, keep)
        if not closed and unit.closing != b"\n":
            self.open = "truncated-comment" if unit.is_comment else "truncated-string"
        return closed

    def _pass_body(self, body: re.Pattern[bytes], closing: bytes, keep: Keep | None) -> bool:
        window = self.window
        while True:
            start = window.at
            window.at = _end(body, window)
            if keep:
                keep(window.text[start : window.at])
            if window.left == 1 and window.more():
                continue  # It may be the first half of a doubled quote.
            if window.text.startswith(closing, window.at):
                window.at += len(closing)
                if keep:
                    keep(closing)
                return True
            if not window.more():
                window.at = len(window.text)
                return False


def _end(run: re.Pattern[bytes], window: Window) -> int:
    """Return where the run from the window's place ends; there, if it matches nothing."""
    match = run.match(window.text, window.at)
    return match.end() if match else window.at
