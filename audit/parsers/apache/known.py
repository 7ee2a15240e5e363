"""What is known of a directive by its name, and which modules a usual host loads."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

Count = Literal["0", "1", "2", "3", "12", "13", "23", "123", "1+", "2+", "flag", "raw"]


class Known(NamedTuple):
    """A directive."""

    name: str  # as its manual writes it, with a < where it opens a section; * at its end for a family
    module: str  # mod_rewrite, core, ...
    htaccess: bool  # a .htaccess may hold it
    words: Count  # how many it takes, as Apache counts them; raw: it splits its line itself


Directives = Mapping[str, Known]  # by the name in lower case

# What is built into Debian's Apache and into most others: of these a file need not ask.
ALWAYS = frozenset("core so http log_config logio version unixd watchdog".split())
# What shared hosts with Apache 2.4 load, as their manuals and panels list it.
USUAL = frozenset(
    """
    access_compat actions alias auth_basic auth_digest authn_core authn_file authz_core authz_groupfile
    authz_host authz_user autoindex deflate dir env expires filter headers include mime negotiation
    rewrite setenvif ssl
    """.split()
)
_FILES = {"core.c": "core", "http_core.c": "http", "sapi_apache2.c": "php"}
_LONGEST = 60  # letters of a name; no directive has as many
_PHP = frozenset("php php3 php4 php5 php7 php8".split())
_MPM = frozenset({"event", "worker", "prefork", "itk"})

# What may stand among Require: what AllowOverride AuthConfig allows, and what is always allowed.
_ACCESS_MODULES = ("mod_auth", "mod_session", "mod_ssl", "mod_macro", "mod_logio")
_WITH_ACCESS = frozenset(
    """
    cgipassauth deflateinflatelimitrequestbody deflateinflateratioburst deflateinflateratiolimit error
    fancyindexing limitrequestbody limitxmlrequestbody rlimitcpu rlimitmem rlimitnproc satisfy
    serversignature ssierrormsg ssitimeformat ssiundefinedecho
    """.split()
)

Presence = Literal["yes", "no", "assumed", "either"]  # either: nobody can say, so both ways are looked at


def find(directives: Directives, key: str) -> Known | None:
    """Return what is known of a name in lower case, or of its family."""
    known = directives.get(key)
    if known is None and len(key) <= _LONGEST:
        for end in range(len(key), 2, -1):
            if (family := directives.get(f"{key[:end]}*")) is not None:
                return family
    return known


def module_named(text: str) -> str | None:
    """
    Return the module that an IfModule asks for; None: Apache knows none under such a name.

    >>> module_named("mod_rewrite.c"), module_named("rewrite_module"), module_named("mod_rewrite")
    ('rewrite', 'rewrite', None)
    """
    if text in _FILES:
        return _FILES[text]
    if text.startswith("mod_") and text.endswith(".c"):
        return text[4:-2]
    if text.endswith("_module"):
        return text.removesuffix("_module")
    return text[:-2] if text.endswith(".c") and text[:-2] in _MPM else None


def presence(module: str | None) -> Presence:
    """Tell whether the old host had a module."""
    if module is None:
        return "no"
    if module in ALWAYS:
        return "yes"
    if module in _PHP or module in _MPM or module.removeprefix("mpm_") in _MPM:
        return "either"
    return "assumed" if module in USUAL else "no"


def is_usual(module: str) -> bool:
    """Tell whether a usual host has a module, which is called mod_x here."""
    return (name := module.removeprefix("mod_")) in USUAL or name in ALWAYS


def is_about_access(known: Known) -> bool:
    """Tell whether a directive may stand in a section that requires something."""
    return known.module.startswith(_ACCESS_MODULES) or known.name.lower() in _WITH_ACCESS
