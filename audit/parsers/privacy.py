"""What of a text is nobody else's business: logins, keys and addresses of people."""

import re

_SECRET_NAME = re.compile(
    r"PASS|PWD|SECRET|SALT|TOKEN|AUTH|KEY|CREDENTIAL|LICEN[CS]E|PRIVATE|MAIL|DSN|_USER$|SIGNATURE|WEBHOOK"
)
_LONGEST = 2000  # characters that are looked at; what is longer is no setting that a report shows
_MAIL = re.compile(r"[^\s@/:<>()\"',;]{1,100}@[^\s@/<>()\"',;]{1,200}")
_LOGIN = re.compile(r"(?<=//)[^/\s@]{1,200}@")
_QUERY = re.compile(r"(?<=\S)\?\S{1,2000}")


def is_private(name: str, value: object) -> bool:
    """
    Tell whether a value must not be copied: its name or its text says that it is somebody's secret.

    >>> is_private("AUTH_KEY", "x"), is_private("relay", "smtp://joe:pw@host"), is_private("WP_CACHE", True)
    (True, True, False)
    >>> is_private("session.save_path", "tcp://10.0.0.1:6379?auth=x"), is_private("WP_HOME", "https://a.example")
    (True, False)
    """
    if isinstance(value, bool) or value is None:
        return False
    text = str(value)
    if _SECRET_NAME.search(name.upper()) or len(text) > _LONGEST:
        return True
    return "@" in text or ("?" in text and _QUERY.search(text) is not None)


def without_secrets(text: str) -> str:
    """
    Return a text without e-mail addresses, logins of URLs and their query strings.

    >>> without_secrets("Ask joe@example.org"), without_secrets("https://joe:pw@example.org/x?key=1")
    ('Ask [e-mail address]', 'https://example.org/x')
    """
    if "@" in text:
        text = _MAIL.sub("[e-mail address]", _LOGIN.sub("", text))
    return _QUERY.sub("", text) if "?" in text and "//" in text else text
