"""A directive as it may be shown: without passwords, keys, tokens, logins and addresses of people."""

import re

from audit.collectors.redirects.masking import MASK, shown
from audit.parsers.apache.lines import Directive
from audit.parsers.privacy import is_private
from audit.sources import tree

_LONGEST = 200
_LONGEST_REASON = 400
_PASSWORD = re.compile(r"pass(?:word|phrase|wd)?\Z|secret|bindpassword|token|cryptokey", re.IGNORECASE)
_NAME_AND_VALUE = frozenset(
    "define setenv php_value php_flag php_admin_value php_admin_flag setenvif setenvifnocase cgivar".split()
)
# What they name is where keys and passwords are kept, or holds a password itself.
_KEPT_SECRET = frozenset(
    """
    authuserfile authgroupfile authdbmuserfile authdbmgroupfile authdigestfile authldapbinddn dbdparams
    sslcertificatekeyfile sslproxymachinecertificatefile sslproxymachinecertificatepath
    sslsessionticketkeyfile sessioncryptopassphrasefile sslpassphrasedialog mysqlpassword
    """.split()
)
_HEADER_WORDS = frozenset("always onsuccess set add append merge setifempty edit edit* note".split())
_SET = re.compile(r"(?P<start>\bE(?:NV)?=(?P<name>!?[^:,\]=]{1,100}):)(?P<value>[^,\]]*)", re.IGNORECASE)
_TESTED = re.compile(r"%\{(?:HTTP|ENV|SSL):(?P<name>[^}]*)\}|%\{(?P<cookie>HTTP_COOKIE)\}", re.IGNORECASE)


def shown_directive(directive: Directive) -> str:
    """Return the text of a directive on one line, without secrets, and not longer than reports show."""
    text = shown(" ".join((directive.name, *_masked(directive))))
    return tree.shown(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def shown_reason(text: str) -> str:
    """Return a sentence that may quote a directive, without secrets."""
    text = tree.shown(shown(text))
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}…"


def _masked(directive: Directive) -> list[str]:
    args, key = list(directive.args), directive.key
    if _PASSWORD.search(key) or key in _KEPT_SECRET:
        return [MASK]
    if key in _NAME_AND_VALUE and len(args) > 1:
        return [args[0], MASK] if is_private(args[0], " ".join(args[1:])) else args
    if key in {"header", "requestheader"}:
        place = next((number for number, word in enumerate(args) if word.lower() not in _HEADER_WORDS), 0)
        values = " ".join(args[place + 1 :])
        is_secret = len(args) > place + 1 and is_private(args[place].replace("-", "_"), values)
        return [*args[: place + 1], MASK] if is_secret else args
    if key == "rewritecond" and len(args) > 1 and (tested := _TESTED.search(args[0])):
        is_secret = tested["cookie"] is not None or is_private(
            (tested["name"] or "").replace("-", "_"), args[1]
        )
        return [args[0], MASK, *args[2:]] if is_secret and args[1].strip("!^$.*") else args
    if key == "rewriterule" and len(args) > 2:
        return [*args[:2], _SET.sub(_set, args[2])]
    return args


def _set(found: "re.Match[str]") -> str:
    value = found["value"]
    is_secret = "%{" not in value and is_private(found["name"], value)
    return f"{found['start']}{MASK}" if is_secret else found[0]
