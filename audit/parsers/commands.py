"""Command lines of a shell: what they start, and what of them may be shown."""

import re

from audit.parsers.php.commands import started
from audit.parsers.privacy import is_private, without_secrets

_LONGEST = 200  # characters that are shown
_LOOKED_AT = 2000  # characters of a command that are looked at
_HIDDEN = "…"
_OPTION = re.compile(
    r"""(?P<name>(?<!\S)--?[\w-]*(?:pass|passwd|password|pwd|token|secret|key|auth|user|login|dsn|cookie|data|form)[\w-]*)"""
    r"""(?P<between>[= ]+)(?:"[^"]*"|'[^']*'|[^\s"'-]\S*)""",
    re.IGNORECASE,
)
_SHORT = re.compile(r"""(?<![^\s"'])(?P<name>-[pu])(?:\s*"[^"]*"|\s*'[^']*'|[^\s-]\S*|\s+[^\s-]\S*)""")
_SENT = re.compile(r"""(?<!\S)(?P<name>-[bdF])(?:\s*"[^"]*"|\s*'[^']*'|\s*[^\s-]\S*)""")  # by curl
_ASKED = re.compile(r"""(?<!\S)(?P<name>-a)\s*(?:"[^"]*"|'[^']*'|\S+)""")  # by redis-cli
_HEADER = re.compile(r"""(?<!\S)(?P<name>-H|--header)[= ]\s*(?:"[^"]*"|'[^']*'|\S+)""")
_SET = re.compile(r"""(?<![\w$])(?P<name>[A-Za-z_]\w*)=(?P<value>"[^"]*"|'[^']*'|\S*)""")
_QUERY = re.compile(r"(?<=[\w/])\?[^\s\"']*")
_LIKE_A_KEY = re.compile(r"(?<![\w-])(?=[\w-]*[0-9])(?=[\w-]*[A-Za-z])[\w-]{20,}(?![\w-])")
_WITH_LOGIN = frozenset(
    "curl ftp lftp mariadb mariadb-dump mongo mongodump mongoexport mongosh mysql mysqladmin mysqldump"
    " mysqlimport sshpass wget".split()
)
# What runs the rest of the line while it holds a lock.
_LOCK = re.compile(r"(?:^|(?<=[\s;&|(]))(?:\S*/)?flock(?:\s+-\S+(?:\s+\d+)?)*\s+[^\s-]\S*\s+(?:-c\s+)?")
_SHELLS = frozenset({"ash", "bash", "dash", "ksh", "sh", "zsh"})
_RUNS = re.compile(r"[^;|&]*sh -c ")
_LOGIN_SHELL = re.compile(r"(?<=sh )-lc\b")


def shown_command(text: str) -> str:
    """
    Return a command line in one line, cut, without passwords, keys, logins and what URLs ask.

    >>> shown_command("mysqldump -u joe -pHush db"), shown_command("curl https://a.example/cron.php?cron_key=x")
    ('mysqldump -u … -p … db', 'curl https://a.example/cron.php')
    >>> shown_command("TOKEN=abc ./run.sh --api-key=abc"), shown_command("wget http://a.example/cron/8d77f1a0c0b94b0c9d2f")
    ('TOKEN=… ./run.sh --api-key=…', 'wget http://a.example/cron/…')
    """
    line = _QUERY.sub("", " ".join(text[:_LOOKED_AT].split()))
    line = _HEADER.sub(rf"\g<name> {_HIDDEN}", _OPTION.sub(rf"\g<name>\g<between>{_HIDDEN}", line))
    words = set(re.split(r"[\s/;|&()\"']+", line))
    for pattern, programs in ((_SHORT, _WITH_LOGIN), (_SENT, {"curl"}), (_ASKED, {"redis-cli"})):
        if not words.isdisjoint(programs):
            line = pattern.sub(rf"\g<name> {_HIDDEN}", line)
    line = _SET.sub(_assignment, line)
    line = _LIKE_A_KEY.sub(_HIDDEN, without_secrets(line))
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def program_of(text: str) -> str | None:
    """
    Return the name of the first program that a command line starts, without its folder; None for none.

    >>> program_of("cd /srv && HOME=/x nice -n 10 /usr/bin/python3 run.py"), program_of("$BIN x")
    ('python3', None)
    >>> program_of("flock -n /tmp/a.lock php cron.php"), program_of("bash -lc 'npm install && npm run watch'")
    ('php', 'npm')
    """
    line = _LOGIN_SHELL.sub("-c", _LOCK.sub("", text[:_LOOKED_AT]))
    names = [one.name for one in started((line,)) if not one.asked]
    inner = 1 if names[1:] and names[0] in _SHELLS and _RUNS.match(line) else 0
    return names[inner] if names else None


def _assignment(found: "re.Match[str]") -> str:
    name, value = found["name"], found["value"]
    return f"{name}={_HIDDEN}" if is_private(name, value) else found[0]
