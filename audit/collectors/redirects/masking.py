"""Addresses and patterns of redirects as they may be shown: the values of secret parameters are left out."""

import re

from audit.parsers.privacy import without_secrets

MASK = "[secret]"
LONGEST = 2000  # characters of an address; a longer one cannot be kept

# An assignment in a query, or in a pattern for one: "?token=abc", "^key=([0-9]+)$".
_PAIR = re.compile(r"(?P<name>[A-Za-z0-9_.%\[\]-]{1,64})=(?P<value>[^&;#\s]{1,2000})")
_SECRET = re.compile(
    r"pass(?:wd|word|code|phrase|key)?|pwd|secret|token|nonce|auth|authkey|api_?key|access_?key|key|code|otp"
    r"|signature|sig|hmac|hash|credentials?|licen[cs]e(?:_?key)?|session(?:_?id)?|sid|phpsessid|private|salt"
    r"|preview_?nonce|jwt|bearer|e?mail|login|user(?:name)?",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?i)(?:password|passwd|secret|token|apikey|signature|session|credential|nonce)")
_WORDS = re.compile(r"[_.\[\]-]+|%5[bd]", re.IGNORECASE)
_RANDOM = re.compile(r"(?=[A-Za-z]{0,64}[0-9])(?=[0-9]{0,64}[A-Za-z])[A-Za-z0-9_.~-]{24,}")


def shown(text: str) -> str:
    r"""
    Return an address or a pattern without logins, e-mail addresses and the values of secret parameters.

    >>> shown("https://joe:pw@a.example/x?p=12&token=abc#top"), shown("/?author=1")
    ('https://a.example/x?p=12&token=[secret]#top', '/?author=1')
    >>> shown(r"^/reset\?key=([0-9a-f]+)$"), shown("mailto:joe@example.org")
    ('^/reset\\?key=[secret]', 'mailto:[e-mail address]')
    """
    if "@" in text:
        text = "?".join(map(without_secrets, text.split("?")))
    return _PAIR.sub(_masked, text) if "=" in text else text


def _masked(pair: "re.Match[str]") -> str:
    name, value = pair["name"], pair["value"]
    words = [word for word in _WORDS.split(name) if word]
    is_secret = _ENDS.search(name) or any(_SECRET.fullmatch(word) for word in words)
    return f"{name}={MASK}" if is_secret or _RANDOM.fullmatch(value) else pair[0]
