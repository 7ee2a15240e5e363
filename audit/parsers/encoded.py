"""PHP files whose code is encoded, so that only a loader of the same maker can run it."""

import re

_HEAD = 16 * 1024  # bytes: a licence text may stand before the loader's part
_BEGINNING = re.compile(
    rb"(?:#![^\n]{0,200}\n)?\s{0,100}<\?php\s{0,100}(?:"
    rb"(?P<ioncube>//\s{0,100}(?:ICB[0-9]|[0-9a-f]{5}\s))"
    rb"|(?P<sourceguardian>@?\"SourceGuardian|if\s{0,100}\(\s{0,100}!\s{0,100}function_exists\(['\"]sg_load)"
    rb"|(?P<phpshield>@?\"?phpSHIELD|(?:if\s{0,100}\(\s{0,100}!\s{0,100}function_exists\(['\"]|return\s+)phpshield_load)"
    rb"|(?P<zend>@Zend;))"
    rb"|(?P<zend_binary>Zend\x00)"
)
# What the loader's part holds, somewhere behind the beginning.
_PART = {
    "ioncube": re.compile(rb"//ICB[0-9] |extension_loaded\('ionCube Loader'\)|_il_exec\("),
    "sourceguardian": re.compile(rb"\bsg_load\("),
    "phpshield": re.compile(rb"\bphpshield_load\("),
}


def encoding(data: bytes) -> str | None:
    r"""
    Return what encoded a PHP file: ioncube, sourceguardian, phpshield or zend-guard; None for plain code.

    The beginning and the loader's part tell it, no mere mention.

    >>> encoding(b"<?php //004fb\nif(!extension_loaded('ionCube Loader')){"), encoding(b"<?php @Zend;")
    ('ioncube', 'zend-guard')
    >>> encoding(b"<?php // asks for extension_loaded('ionCube Loader')")
    """
    found = _BEGINNING.match(data)
    if found is None or found.lastgroup is None:
        return None
    part = _PART.get(found.lastgroup)
    if part is None:
        return "zend-guard"
    return found.lastgroup if part.search(data, 0, _HEAD) else None
