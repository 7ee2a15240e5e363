"""The statements of a dump that ask more of a server than to take tables and rows."""

from audit.parsers.sql_grammar import Grammar
from audit.parsers.sql_tokens import Tokens

_LOOKED_AT = 4 * 1024  # In bytes.
_VERBS = {
    b"GRANT": "grant",
    b"REVOKE": "revoke",
    b"LOCK": "lock-tables",
    b"LOAD": "load-data",
    b"INSERT": "other-insert",  # INSERT ... SELECT, INSERT ... SET: rows that are not counted
    b"REPLACE": "other-insert",
    b"UPDATE": "update",
    b"DELETE": "delete",
    b"INSTALL": "install-plugin",
    b"BINLOG": "binlog",
    b"CHANGE": "replication",
    b"USE": "use",
}
_CREATED = {
    "USER": "create-user",
    "ROLE": "create-user",
    "DATABASE": "create-database",
    "SCHEMA": "create-database",
    "TABLESPACE": "create-tablespace",
    "LOGFILE": "create-tablespace",
    "SERVER": "create-server",
}
_DEFINED = frozenset({"TABLE", "VIEW", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "INDEX"})
_SETTINGS = (b"GLOBAL", b"PERSIST", b"SQL_LOG_BIN", b"PASSWORD")
_BEFORE_SETTING = frozenset({"SET", ",", "SESSION", "LOCAL"})
_PREFIX = 16  # In tokens.


def notable(verb: bytes, text: bytes, grammar: Grammar) -> str | None:
    """
    Return the kind of a statement that somebody has to know of; None for others.

    >>> from audit.parsers.sql_grammar import Dialect, grammar
    >>> notable(b"SET", b"SET @@GLOBAL.GTID_PURGED='x'", grammar(Dialect()))
    'set-global'
    """
    if verb in _VERBS:
        return _VERBS[verb]
    if verb == b"SET":
        head = text[:_LOOKED_AT].upper()
        if any(word in head for word in _SETTINGS):
            return _setting(_words(head, grammar))
    elif verb == b"DROP":
        words = _words(text[:_LOOKED_AT], grammar)
        return "drop-database" if words[1:2] in (["DATABASE"], ["SCHEMA"]) else None
    elif verb in (b"CREATE", b"ALTER"):
        for word in _words(text[:_LOOKED_AT], grammar):
            if word in _DEFINED:
                break
            if kind := _CREATED.get(word):
                return kind if verb == b"CREATE" or kind == "create-user" else None
    return None


def _words(text: bytes, grammar: Grammar) -> list[str]:
    tokens = Tokens(text, grammar)
    return [tokens.word() for _ in range(_PREFIX)]


def _setting(words: list[str]) -> str | None:
    if words[1] == "PASSWORD":
        return "set-password"
    for at in range(1, len(words) - 1):
        word, before = words[at], words[at - 1]
        is_system = before in _BEFORE_SETTING or words[max(at - 2, 0) : at] == ["@", "@"]
        if is_system and word in ("GLOBAL", "PERSIST", "PERSIST_ONLY"):
            return "set-global"
        if (is_system or before == ".") and word == "SQL_LOG_BIN" and words[at + 1] in ("=", ":"):
            return "set-sql-log-bin"
    return None
