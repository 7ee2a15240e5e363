"""A .htaccess or a file of a virtual host, directive by directive, as Apache 2.4 reads it."""

from collections.abc import Iterator
from io import BytesIO
from itertools import repeat
from typing import Any, Literal, NamedTuple

from audit.parsers.apache.known import Directives, Known, is_about_access, is_usual
from audit.parsers.apache.one_line import OneLine, read_line
from audit.parsers.apache.places import FOLDERS, place_fault
from audit.parsers.apache.sections import AT_ONCE, REQUIRES, Active
from audit.parsers.apache.words import BLANKS

__all__ = ["Active", "ApacheFile", "Broken", "Context", "Directive", "Known", "Mark", "Section", "parse"]

Context = Literal["htaccess", "server"]

_MOST = 200_000  # directives of a file
_MOST_ERRORS = 1000
_DEEPEST = 250  # sections within one another
_REMEMBERED = 8192  # lines, as most files of a site say the same
_SHORT = 400  # bytes of a line that is remembered
_FILES = 256
_SMALL = 64 * 1024  # bytes of a file that is remembered
_ROOM = 512 * 1024  # bytes of all files that are
_AT_ONCE = 8192  # bytes of a file that is taken apart all at once
_LIMITS = frozenset({"limit", "limitexcept"})
_STRICT = REQUIRES | _LIMITS
_NOT_IN_LIMIT = frozenset({"files", "filesmatch", "if", "elseif", "else", *_LIMITS})


class Section(NamedTuple):
    """A section that a directive stands in."""

    kind: str  # in lower case: "ifmodule", "filesmatch" (also for <Files ~ "...">)
    arg: str  # without quotes, and without the !
    negated: bool
    line: int


class Directive(NamedTuple):
    """A directive; bytes that are no UTF-8 stand in its texts as surrogates."""

    line: int
    end_line: int
    name: str  # as written
    key: str  # in lower case
    args: tuple[str, ...]  # as this directive splits them
    rest: str  # what follows the name, lines joined
    raw: str  # its lines as they stand there
    sections: tuple[Section, ...]
    active: Active  # assumed: where the old host's modules are those of a usual one
    comment: str | None  # the last comment between the directive before and this one


class Broken(NamedTuple):
    """A line that Apache answers every request of the folder with 500 for."""

    line: int
    text: str  # why
    active: Active = "yes"


class Mark(NamedTuple):
    """A comment that begins or ends the block of a plugin: "# BEGIN WordPress"."""

    line: int
    begins: bool
    name: str


class ApacheFile(NamedTuple):
    """What a file says."""

    directives: tuple[Directive, ...]
    errors: tuple[Broken, ...]  # each alone is enough
    assumed: tuple[str, ...]  # taken for granted: mod_rewrite, IfVersion >= 2.4, ...
    is_cut: bool  # there are too many directives or sections: what follows was left out
    unsure: tuple[Broken, ...] = ()  # lines that only Apache itself can judge
    marks: tuple[Mark, ...] = ()


def parse(data: bytes, context: Context = "htaccess", *, directives: Directives) -> ApacheFile:
    r"""
    Return what stands in a file. It never fails: what Apache would refuse is told.

    >>> known = Known("RewriteEngine", "mod_rewrite", htaccess=True, words="flag")
    >>> parse(b"RewriteEngine \\\n On", directives={"rewriteengine": known}).directives[0].args
    ('On',)
    """
    memory = _memory(context, directives)
    if len(data) > _SMALL:
        return _Reading(memory).read(data)
    found = memory.files.get(data)
    if found is None:
        if len(memory.files) >= _FILES or sum(map(len, memory.files)) + len(data) > _ROOM:
            memory.files.clear()
        found = memory.files[data] = _Reading(memory).read(data)
    return found


def forget() -> None:
    """Forget what was read before, as a measurement needs it."""
    _MEMORIES.clear()


class _Line(NamedTuple):
    """A line, as it is remembered: what is asked of each one stands first."""

    line: OneLine
    is_plain: (
        bool | None
    )  # a directive that is right wherever it stands; None: nothing, or a comment that is no mark
    said: tuple[Any, ...]  # what a directive says, its text last; of a comment its text; else nothing


class _Memory(NamedTuple):
    """What was read before: the files of a site repeat themselves."""

    context: Context
    directives: Directives
    lines: "dict[bytes, _Line]"
    files: dict[bytes, ApacheFile]


_MEMORIES: dict[Context, _Memory] = {}


def _memory(context: Context, directives: Directives) -> _Memory:
    memory = _MEMORIES.get(context)
    if memory is None or memory.directives is not directives:
        memory = _MEMORIES[context] = _Memory(context, directives, {}, {})
    return memory


class _Open(NamedTuple):
    """A section that is being read."""

    name: str  # as Apache compares it with what closes it
    active: Active  # of what stands in it
    section: Section
    sections: tuple[Section, ...]  # this one and those around it
    is_strict: bool  # not all directives may stand in it


class _Reading:
    """One pass over a file."""

    def __init__(self, memory: _Memory) -> None:
        self._memory = memory
        self._stack: list[_Open] = []
        self._sections: tuple[Section, ...] = ()
        self._active: Active = "yes"
        self._is_strict = False  # not all directives may stand here
        self._errors: list[Broken] = []
        self._unsure: list[Broken] = []
        self._assumed: dict[str, None] = {}
        self._marks: list[Mark] = []
        self._is_cut = False
        self._children: list[int] = [0]  # what the open sections hold of Require, on each level
        self._before: list[str | None] = [None]  # the If, ElseIf or Else that was closed last, on each level

    def read(self, data: bytes) -> ApacheFile:
        """Return what stands in a file."""
        found: list[Directive] = []
        add, make = found.append, tuple.__new__  # as Directive itself does, which takes twice as long
        known_lines = self._memory.lines
        is_server = self._memory.context == "server"
        comment: str | None = None
        for number, end, raw, joined in _joined(data):
            line, is_plain, said = known_lines.get(joined) or self._read_line(joined)
            if is_plain is None:
                comment = said[-1] if said else comment
            elif is_plain or line.kind == "directive":
                if not is_plain or self._is_strict or is_server:
                    self._judge(line, number)
                if raw is not None:
                    said = (*said[:-1], raw)
                add(make(Directive, (number, end, *said, self._sections, self._active, comment)))
                comment = None
                if len(found) >= _MOST:
                    self._is_cut = True
                    break
            elif line.kind == "comment":
                comment = line.text
                self._marks.append(Mark(number, line.key == "BEGIN", line.name))
            elif line.kind == "open":
                if len(self._stack) >= _DEEPEST:
                    self._is_cut = True
                    break
                self._open(line, number)
            else:
                self._close(line, number)
        self._end()
        return ApacheFile(
            tuple(found),
            tuple(self._errors),
            tuple(self._assumed),
            self._is_cut,
            tuple(self._unsure),
            tuple(self._marks),
        )

    def _read_line(self, joined: bytes) -> "_Line":
        line = _kept(read_line(joined, self._memory.directives))
        if len(joined) <= _SHORT:
            if len(self._memory.lines) >= _REMEMBERED:
                self._memory.lines.clear()
            self._memory.lines[joined] = line
        return line

    def _judge(self, line: OneLine, number: int) -> None:
        """Note what is wrong with a directive, by itself or where it stands."""
        if self._active == "no":
            return
        known = line.known
        if known is not None and line.is_odd and not is_usual(known.module):
            self._assumed[known.module] = None
        holder = self._holder()
        fault = line.judged.fault
        if line.key == "require":
            self._children[-1] += 1
            if fault is None and line.args[:1] and line.args[0].lower() == "not" and holder != "requireall":
                fault = "what is not required counts within RequireAll only"
        elif holder in REQUIRES and known is not None and not is_about_access(known):
            fault = fault or f"it cannot stand in <{holder}>"
        if (
            known is not None
            and known.name == "MultiviewsMatch"
            and any(one.name in _LIMITS for one in self._stack)
        ):
            fault = "it cannot stand in <Limit>"
        if self._memory.context == "server":
            if fault is None and known is not None:
                fault = place_fault(line.key, known, [one.section.kind for one in self._stack], line.args)
            is_unsure = not line.judged.is_sure or known is None
            self._note(None if known is None else fault, number, line, is_sure=not is_unsure)
            return
        if fault is None and known is not None and not known.htaccess:
            fault = "it cannot stand in a .htaccess"
        self._note(fault, number, line, is_sure=line.judged.is_sure)

    def _note(self, fault: str | None, number: int, line: OneLine, *, is_sure: bool) -> None:
        notes = self._errors if fault else self._unsure
        if (fault or not is_sure) and len(notes) < _MOST_ERRORS:
            name = {"open": "<{}>", "close": "</{}>"}.get(line.kind, "{}").format(line.name)
            text = (
                f"{name}: {fault}." if fault else f"{name}: only Apache itself can tell whether it is right."
            )
            notes.append(Broken(number, text, self._active))

    def _holder(self) -> str | None:
        """Return the kind of the section that Apache sees around a line."""
        return next(
            (one.section.kind for one in reversed(self._stack) if one.section.kind not in AT_ONCE), None
        )

    def _open(self, line: OneLine, number: int) -> None:
        found = line.opened
        assert found is not None  # noqa: S101 - what opens a section has it
        section = Section(found.kind, found.arg, found.negated, number)
        inner: Active = "no"
        if self._active != "no":
            fault = line.judged.fault or self._place_fault(found.kind, line)
            is_odd = found.kind in _NOT_IN_LIMIT and any(one.name == "limitexcept" for one in self._stack)
            if fault is not None or is_odd or not line.judged.is_sure:
                self._note(fault, number, line, is_sure=False)
            if found.assumed is not None and len(self._assumed) < _MOST_ERRORS:
                self._assumed[found.assumed] = None
            if found.active != "no":
                inner = "assumed" if "assumed" in {self._active, found.active} else "yes"
            if found.kind in REQUIRES:
                self._children[-1] += 1
        is_strict = self._is_strict or found.kind in _STRICT
        self._stack.append(_Open(line.key, inner, section, (*self._sections, section), is_strict))
        if found.kind not in AT_ONCE:
            self._children.append(0)
            self._before.append(None)
        self._enter()

    def _place_fault(self, kind: str, line: OneLine) -> str | None:  # noqa: PLR0911 - one for each rule
        """Return why a section cannot stand where it does."""
        if kind in AT_ONCE:
            return None
        holder = self._holder()
        if self._memory.context == "htaccess" and (line.known is None or not line.known.htaccess):
            return "it cannot stand in a .htaccess"
        if kind in FOLDERS or kind == "virtualhost":
            kinds = [one.section.kind for one in self._stack if one.section.kind not in AT_ONCE]
            if holder is not None and (kind == "virtualhost" or kinds != ["virtualhost"]):
                return f"it cannot stand in <{holder}>"
        if kind in {"else", "elseif"} and self._before[-1] not in {"if", "elseif"}:
            return "no <If> stands before it"
        if holder in REQUIRES and kind not in REQUIRES and kind not in _LIMITS:
            return f"it cannot stand in <{holder}>"
        if kind == "requirenone" and holder != "requireall":
            return "it counts within RequireAll only"
        if kind in _NOT_IN_LIMIT and any(one.section.kind == "limit" for one in self._stack):
            return "it cannot stand in <Limit>"
        return None

    def _close(self, line: OneLine, number: int) -> None:
        name = line.name.lower()
        if not self._stack:
            self._note("it closes no section", number, line, is_sure=True)
            return
        last = self._stack[-1]
        is_read = last.active != "no"
        fault = line.judged.fault
        if fault is None and name != last.name:
            fault = f"<{last.section.kind}> is still open, from line {last.section.line}"
        elif fault is None and last.name in AT_ONCE and is_read and line.text.lower() != f"</{name}>":
            fault = "more stands on its line"
        elif fault is None and last.name in REQUIRES and is_read and not self._children[-1]:
            fault = "it holds nothing"
        if not is_read:  # Apache looks for the end of what it passes over, and so stumbles there too
            self._active = next((one.active for one in reversed(self._stack) if one.active != "no"), "yes")
        if fault is not None:
            self._note(fault, number, line, is_sure=True)
        if name == last.name or any(one.name == name for one in self._stack):
            while self._leave() != name:
                pass
        self._enter()

    def _leave(self) -> str:
        last = self._stack.pop()
        if last.section.kind not in AT_ONCE:
            children = self._children.pop()
            self._before.pop()
            if last.name in _LIMITS:
                self._children[-1] += children
            if last.name in {"if", "elseif", "else"}:
                self._before[-1] = last.name
        return last.name

    def _enter(self) -> None:
        """Take over what holds for the lines that follow."""
        if self._stack:
            _, self._active, _, self._sections, self._is_strict = self._stack[-1]
        else:
            self._active, self._sections, self._is_strict = "yes", (), False

    def _end(self) -> None:
        """Note the sections that were never closed, where Apache minds."""
        outer: Active = "yes"
        minds = True  # within what is decided at once Apache forgets to look, if it reads it at all
        for one in [] if self._is_cut else self._stack:
            is_read_at_once = one.name in AT_ONCE and one.active != "no"
            if outer != "no" and (minds or one.name in AT_ONCE) and not is_read_at_once:
                self._errors.append(
                    Broken(one.section.line, f"<{one.section.kind}>: it is not closed.", outer)
                )
            minds = minds and not is_read_at_once
            outer = one.active


def _kept(line: OneLine) -> _Line:
    if line.kind == "directive":
        return _Line(line, not line.is_odd, (line.name, line.key, line.args, line.rest, line.text))
    is_nothing = line.kind == "blank" or (line.kind == "comment" and not line.key)
    return _Line(line, None if is_nothing else False, (line.text,) if line.kind == "comment" else ())


def _joined(data: bytes) -> Iterator[tuple[int, int, str | None, bytes]]:
    """Return each line with its numbers, continued ones joined; and these as they stand there, else None."""
    if b"\\\n" not in data and b"\\\r\n" not in data and len(data) <= _AT_ONCE:
        lines = data.split(b"\n")
        numbers = range(1, len(lines) + 1)
        return zip(numbers, numbers, repeat(None), lines, strict=False)
    return _slowly_joined(data)


def _slowly_joined(data: bytes) -> Iterator[tuple[int, int, str | None, bytes]]:
    pieces: list[bytes] = []
    start = place = last = number = 0
    for number, line in enumerate(BytesIO(data), 1):
        place += len(line)
        goes_on = line.endswith((b"\\\n", b"\\\r\n")) and b"\0" not in line
        if goes_on:
            start = start or number
            pieces.append(line.removesuffix(b"\n").removesuffix(b"\r")[:-1])
        elif pieces:
            yield start, number, _shown(data[last:place]), b"".join((*pieces, line))
            pieces, start = [], 0
        else:
            yield number, number, None, line
        if not goes_on:
            last = place
    if pieces:
        yield start, number, _shown(data[last:]), b"".join(pieces)


def _shown(lines: bytes) -> str:
    return lines.decode("utf-8", "surrogateescape").strip(BLANKS)
