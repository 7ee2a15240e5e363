"""The session's settings that change how the rest of a dump is read."""

import re

from audit.parsers.sql_grammar import DOUBLE_BYTE, Dialect

_NAMES = re.compile(rb"(?i)SET\s++(?:NAMES|CHARACTER\s++SET|CHARSET)\s++['\"]?(\w++)")
_ASSIGNMENT = re.compile(
    rb"(?i)(?<![\w.$@])(?P<name>@{0,2}[\w.$]++)\s*+:?=\s*+"
    rb"(?P<value>(?:[^,'\"()]++|'(?:[^'\\]++|\\[\s\S])*+'|\"[^\"]*+\"|\((?:[^()'\"]++|'[^']*+'|\"[^\"]*+\")*+\))++)"
)
_SCOPE = re.compile(r"@@(?:global\.|session\.|local\.)?|(?:global|session|local)\.")
_PART = re.compile(rb"'([^']*+)'|\"([^\"]*+)\"|(@{0,2}[\w.$]++)\b(?!\s*+\()")
_USER_VARIABLE = re.compile(rb"(?<![\w@.])@[\w.$]++")
_MODE = "sql_mode"
_CHARSET = "character_set_client"
_ANSI_MODES = frozenset({"ANSI_QUOTES", "ANSI", "DB2", "MAXDB", "MSSQL", "ORACLE", "POSTGRESQL"})
_SAVED = "@old_"
_CHECKS = "foreign_key_checks"
_LONGEST = 1000  # Variables and bytes of one; a dump saves about ten short ones.


class Session:
    """The settings as the statements so far have left them, with saved ones in variables."""

    def __init__(self) -> None:
        self.charset: str | None = None  # That was set last before the first rows.
        self.defining = False  # A table was defined: the dump's head is over.
        self.writing = False  # Rows were written.
        self.in_transaction = False
        self._values = {_MODE: "", _CHARSET: "", _CHECKS: ""}
        self._open: dict[str, bool] = {}  # Saved settings, and whether they were saved in the head.
        self._restored = False

    @property
    def restored(self) -> bool | None:
        """
        Tell whether the settings that the dump's head saves are as they were before.

        Exporters write that last, so a dump that has it is complete. None: nothing was saved.
        """
        return False if self._open else (True if self._restored else None)

    @property
    def saves_all(self) -> bool:
        """Tell whether settings are saved as mysqldump and its kin do it."""
        return _SAVED + "sql_notes" in self._open

    @property
    def checks_keys(self) -> bool | None:
        """Tell whether foreign keys were switched on last; None: neither on nor off."""
        return {"0": False, "1": True}.get(self._values[_CHECKS])

    @property
    def dialect(self) -> Dialect:
        """What the settings mean for the reader."""
        modes = frozenset(self._values[_MODE].upper().replace(" ", "").split(","))
        charset = self._values[_CHARSET].lower()
        return Dialect(
            escapes="NO_BACKSLASH_ESCAPES" not in modes,
            ansi=not modes.isdisjoint(_ANSI_MODES),
            charset=charset if charset in DOUBLE_BYTE else None,
        )

    def set(self, statement: bytes) -> None:
        """Follow a SET statement."""
        if names := _NAMES.match(statement):
            charset = names[1].decode("latin-1")
            if not self.writing and charset.lower() not in ("default", "binary"):
                self.charset = charset
            self._values[_CHARSET] = charset
            return
        for assignment in _ASSIGNMENT.finditer(statement):
            name = _variable(assignment["name"])
            self._follow(name, assignment["value"])
            value = self._value(assignment["value"])
            if value is not None and (name in self._values or name[0] == "@") and self._has_room(name):
                self._values[name] = value

    def _follow(self, name: str, expression: bytes) -> None:
        """Remember what is saved, and that it was restored."""
        if name[0] == "@":
            is_saved = b"@@" in expression or name.startswith(_SAVED)
            if is_saved and (name in self._open or len(self._open) < _LONGEST):
                in_head = name.startswith(_SAVED) and not self.defining and not self.writing
                self._open[name] = in_head
            return
        for variable in _USER_VARIABLE.findall(expression):
            in_head = self._open.pop(_variable(variable), False)
            self._restored = self._restored or in_head

    def _has_room(self, name: str) -> bool:
        return name in self._values or len(self._values) < _LONGEST

    def _value(self, expression: bytes) -> str | None:
        """Return the texts and variables of the expression, joined; None for another expression."""
        if b"REPLACE" in expression.upper():
            return None
        parts = []
        for single, double, name in _PART.findall(expression[:_LONGEST]):
            if name:
                known = self._values.get(_variable(name))
                parts.append(name.decode("latin-1") if known is None and name[:1] != b"@" else known or "")
            else:
                parts.append((single or double).decode("latin-1"))
        return "".join(parts)


def _variable(name: bytes) -> str:
    """Return the name by which a variable is kept: user variables keep their @."""
    return _SCOPE.sub("", name.decode("latin-1").lower(), count=1)
