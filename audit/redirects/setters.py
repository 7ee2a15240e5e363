"""SetEnvIf and BrowserMatch, as mod_setenvif of Apache 2.4 reads them."""

import re
from collections.abc import Sequence

from audit.redirects import patterns
from audit.redirects.records import Refused, Setter

_SPECIAL = {
    "remote_addr": "REMOTE_ADDR",
    "request_uri": "REQUEST_URI",
    "request_method": "REQUEST_METHOD",
    "request_protocol": "SERVER_PROTOCOL",
}
_REFUSED = frozenset({"remote_host", "server_addr"})
_PLAIN = re.compile(r"(?:[^.^$|()\[\]*+?{}\\]|\\[.^$|()\[\]*+?{}\\])*")


def read_setter(line: int, key: str, words: Sequence[str]) -> Setter:
    r"""
    Return what sets a variable, or refuse it.

    >>> read_setter(1, "browsermatchnocase", ["(bad|evil)bot", "bad", "!good"])[1:]
    ('User-Agent', '(bad|evil)bot', True, False, (('bad', '1'), ('good', None)))
    >>> read_setter(1, "setenvif", ["Request_URI", "^/de/", "lang=de"])[1:]
    ('REQUEST_URI', '^/de/', False, False, (('lang', 'de'),))
    """
    if not key.startswith("browsermatch"):
        subject, *words = words
    else:
        subject = "User-Agent"
    if subject.lower() in _REFUSED:
        raise Refused(f"it asks for {subject}, which PHP cannot know in the same way")
    if re.fullmatch(r"[A-Za-z0-9_-]+", subject) is None:
        raise Refused("it names headers by a pattern")
    pattern, *values = words
    patterns.check(pattern)
    is_plain = _PLAIN.fullmatch(pattern) is not None
    return Setter(
        line,
        _SPECIAL.get(subject.lower(), subject),
        pattern,
        key.endswith("nocase"),
        is_plain,
        tuple(_value(value) for value in values),
    )


def is_special(subject: str) -> bool:
    """Say whether a setter looks at the request, not at a header."""
    return subject in _SPECIAL.values()


def _value(text: str) -> tuple[str, str | None]:
    name, _, value = text.partition("=")
    if value:
        return name, None if value.startswith("!") else value
    return (name[1:], None) if name.startswith("!") else (name, "1")
