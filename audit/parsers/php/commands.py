"""The programs that a command line starts, of which some parts may be unknown."""

import posixpath
import re
from typing import NamedTuple

from audit.parsers.php.partial import Hole, Text

_UNKNOWN = "\0"  # stands for anything, many words or none
_WORD = "\1"  # stands for one word
_ROOT = "\2"  # stands for the top of the site

_SIGNS = re.compile("[\0-\2]")
_LEXER = re.compile(
    r"(?P<space>[ \t]+)|(?P<redirect>\d?(?:>>|>&|<<<|<>|<&|>\||[<>])\s*)|(?P<split>\|\||&&|;;|[|&;()\n\r`])"
    r"|(?P<single>'[^']*(?:'|\Z))|(?P<double>\"(?:[^\"\\]|\\.)*(?:\"|\Z))"
    r"|(?P<bare>(?:\\.|[^ \t<>|&;()\n\r`'\"\\]|\\\Z)+)",
    re.DOTALL,
)
_ENVIRONMENT = re.compile(r"[A-Za-z_]\w*=")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?[smhd]?")
_FOLDER_NAME = re.compile(r"path|dir|folder|root|prefix", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?:exe|bat|cmd|com)\Z", re.IGNORECASE)
_BUILTIN = frozenset(
    """
    : . alias break case cd continue do done echo elif else esac eval exit export false fi for function if
    local printf pwd read return set shift source test then trap true ulimit umask unset until wait while
    in select ! { } [ [[ dir cls rem pushd popd start chcp
    """.split()
)
_KEYWORDS = frozenset("do else elif if then until while ! { (".split())
# Programs that start the one which is named behind their options; the options take these many words.
_WRAPPERS: dict[str, dict[str, int]] = {
    "sudo": dict.fromkeys(("-u", "-g", "-h", "-p", "-C", "-r", "-t", "-U"), 1),
    "nice": {"-n": 1},
    "ionice": dict.fromkeys(("-c", "-n", "-p"), 1),
    "nohup": {},
    "setsid": {},
    "stdbuf": dict.fromkeys(("-i", "-o", "-e"), 1),
    "timeout": dict.fromkeys(("-s", "-k"), 1),
    "time": dict.fromkeys(("-f", "-o"), 1),
    "env": {"-u": 1},
    "exec": {"-a": 1},
    "command": {},
    "builtin": {},
}
_ASKING = frozenset(("which", "where", "whereis", "type", "hash"))
_SHELLS = frozenset(("sh", "bash", "dash", "ash", "zsh", "ksh"))
_LONGEST = 4000
_MOST = 20  # programs of one line


class Started(NamedTuple):
    """A program that a command line starts, or asks for."""

    name: str | None  # None: computed
    path: str | None = None  # as it is called, where the folder is known
    asked: bool = False  # whether it is there is all that is asked


class _Word(NamedTuple):
    text: str
    is_quoted: bool = False


def started(command: Text) -> list[Started]:
    """
    Return the programs that a line starts, in order; what the shell does itself is none.

    >>> found = started(("cd /a && nice -n 5 /usr/bin/gs -q | grep x; which curl",))
    >>> [(one.name, one.asked) for one in found]
    [('gs', False), ('grep', False), ('curl', True)]
    >>> started((Hole("unknown"), " -version"))
    [Started(name=None, path=None, asked=False)]
    """
    line = "".join(_written(part) for part in command)[:_LONGEST]
    return _of_line(line.strip(" \t\r\n@"))[:_MOST]


def program(text: Text) -> Started:
    """Return the program that is started without a shell; the text is its path and nothing else."""
    return _named("".join(_written(part) for part in text)[:_LONGEST].strip())


def _written(part: object) -> str:
    if isinstance(part, str):
        return _SIGNS.sub("", part)
    if not isinstance(part, Hole):
        return _UNKNOWN
    if part.kind == "place":
        return _ROOT if part.name == "root" else _WORD
    if part.kind != "word" and _FOLDER_NAME.search(part.name):
        return f"{_WORD}/"  # The folder of a program is what a name like this says.
    return _WORD if part.kind == "word" else _UNKNOWN


def _of_line(line: str, *, nested: bool = False) -> list[Started]:
    return [one for words in _commands(line) for one in _of_words(words, nested=nested)]


def _commands(line: str) -> list[list[_Word]]:
    """Return the words of each command of a line."""
    commands: list[list[_Word]] = [[]]
    gap, skip = True, False
    for match in _LEXER.finditer(line):
        kind, text = match.lastgroup, match[0]
        if kind == "split":
            commands.append([])
            gap, skip = True, False
        elif kind == "space":
            gap = True
        elif kind == "redirect":
            gap = skip = True
        else:
            word = _word(kind or "bare", text)
            if gap and skip:
                skip = False  # The file of a redirection.
                gap = False
                commands[-1].append(_Word("", is_quoted=True))
            elif gap or not commands[-1]:
                commands[-1].append(word)
            else:
                before = commands[-1].pop()
                commands[-1].append(_Word(before.text + word.text, before.is_quoted or word.is_quoted))
            gap = False
    return [words for words in commands if words]


def _word(kind: str, text: str) -> _Word:
    if kind == "single":
        return _Word(text[1:].removesuffix("'"), is_quoted=True)
    if kind == "double":
        return _Word(text[1:].removesuffix('"'), is_quoted=True)
    # A backslash is a folder's of Windows more often than one that quotes.
    return _Word(text.replace("\\ ", " "))


def _of_words(words: list[_Word], *, nested: bool) -> list[Started]:
    """Return what one command starts."""
    index = 0
    while index < len(words):
        text = words[index].text
        name = _base(text).lower()
        if (not text and words[index].is_quoted) or text in _KEYWORDS or _ENVIRONMENT.match(text):
            index += 1
        elif name == "command" and index + 1 < len(words) and words[index + 1].text in {"-v", "-V"}:
            return _asked(words[index + 2 :])
        elif name in _WRAPPERS:
            index = _behind(words, index + 1, _WRAPPERS[name])
        elif _SUFFIX.sub("", name) == "cmd" and not nested:
            return _of_line(" ".join(word.text for word in words[index + 2 :]), nested=True)
        else:
            break
    if index >= len(words):
        return []
    text = words[index].text
    name = _base(text).lower()
    if name in _ASKING:
        return _asked(words[index + 1 :])
    if name in _BUILTIN and "/" not in text:
        return []
    found = [_named(text)]
    if name in _SHELLS and not nested and [word.text for word in words[index + 1 : index + 2]] == ["-c"]:
        found += [one for word in words[index + 2 : index + 3] for one in _of_line(word.text, nested=True)]
    return found


def _behind(words: list[_Word], index: int, options: dict[str, int]) -> int:
    """Return the index of the program behind the options of the one that starts it."""
    while index < len(words):
        text = words[index].text
        if text.startswith("-"):
            index += 1 + options.get(text, 0)
        elif _NUMBER.fullmatch(text) or _ENVIRONMENT.match(text):
            index += 1
        else:
            break
    return index


def _asked(words: list[_Word]) -> list[Started]:
    """Return the programs that are looked for, and not started."""
    wanted = [word.text for word in words if word.text and not word.text.startswith(("-", "/dev/"))]
    return [_named(text)._replace(asked=True) for text in wanted[:_MOST]]


def _named(text: str) -> Started:
    name = _base(text)
    if not _NAME.fullmatch(name) or name.isdigit():
        return Started(None)
    has_folder = name != text and _UNKNOWN not in text and _WORD not in text
    return Started(_SUFFIX.sub("", name), _called(text) if has_folder else None)


def _called(text: str) -> str:
    return posixpath.normpath(text.removeprefix(f"{_ROOT}/")) if text.startswith(_ROOT) else text


def _base(text: str) -> str:
    return re.split(r"[/\\]", text)[-1]
