"""The constants that Drupal 6 and 7 put in the place of their name in an .info file."""

from collections.abc import Mapping

from audit.collectors.drupal.discovery_found import Core

_WORDS: dict[str, object] = {"true": True, "false": False, "null": None}


def constants_of(core: Core) -> Mapping[str, object]:
    """Return the constants by name: Drupal's, and those of PHP that are the same on every server."""
    php = "4.3.5" if core.major == 6 else "5.2.4" if core.number < (7, 93) else "5.3.3"
    drupal = {
        "VERSION": core.text,
        "DRUPAL_CORE_COMPATIBILITY": f"{core.major}.x",
        "DRUPAL_MINIMUM_PHP": php,
    }
    return _PHP | drupal | _words(core)


def _words(core: Core) -> dict[str, object]:
    """Return true, false and null as this Drupal knows them."""
    if (6, 16) <= core.number < (7, 0) or (7, 0) <= core.number < (7, 40):
        return {
            "TRUE": True,
            "FALSE": False,
        }  # looked up in a list: in capitals, and null counts as not there
    return {form: value for word, value in _WORDS.items() for form in (word, word.upper(), word.capitalize())}


_PHP: dict[str, object] = {
    "M_E": 2.718281828459045,
    "M_LOG2E": 1.4426950408889634,
    "M_LOG10E": 0.4342944819032518,
    "M_LN2": 0.6931471805599453,
    "M_LN10": 2.302585092994046,
    "M_PI": 3.141592653589793,
    "M_PI_2": 1.5707963267948966,
    "M_PI_4": 0.7853981633974483,
    "M_1_PI": 0.3183098861837907,
    "M_2_PI": 0.6366197723675814,
    "M_SQRTPI": 1.772453850905516,
    "M_2_SQRTPI": 1.1283791670955126,
    "M_LNPI": 1.1447298858494002,
    "M_EULER": 0.5772156649015329,
    "M_SQRT2": 1.4142135623730951,
    "M_SQRT1_2": 0.7071067811865476,
    "M_SQRT3": 1.7320508075688772,
}
_PHP.update(
    (name, int(value))
    for name, value in (
        pair.split("=")
        for pair in """
    E_ERROR=1 E_WARNING=2 E_PARSE=4 E_NOTICE=8 E_CORE_ERROR=16 E_CORE_WARNING=32 E_COMPILE_ERROR=64
    E_COMPILE_WARNING=128 E_USER_ERROR=256 E_USER_WARNING=512 E_USER_NOTICE=1024 E_STRICT=2048
    E_RECOVERABLE_ERROR=4096 E_DEPRECATED=8192 E_USER_DEPRECATED=16384 E_ALL=32767
    PHP_INT_MAX=9223372036854775807 PHP_INT_MIN=-9223372036854775808 PHP_INT_SIZE=8 SORT_ASC=4
    SORT_DESC=3 SORT_REGULAR=0 SORT_NUMERIC=1 SORT_STRING=2 SORT_LOCALE_STRING=5 SORT_NATURAL=6
    SORT_FLAG_CASE=8 CASE_LOWER=0 CASE_UPPER=1 COUNT_NORMAL=0 COUNT_RECURSIVE=1 CONNECTION_ABORTED=1
    CONNECTION_NORMAL=0 CONNECTION_TIMEOUT=2 INI_USER=1 INI_PERDIR=2 INI_SYSTEM=4 INI_ALL=7
    LOG_EMERG=0 LOG_ALERT=1 LOG_CRIT=2 LOG_ERR=3 LOG_WARNING=4 LOG_NOTICE=5 LOG_INFO=6 LOG_DEBUG=7
    LOG_KERN=0 LOG_USER=8 LOG_MAIL=16 LOG_DAEMON=24 LOG_AUTH=32 LOG_SYSLOG=40 LOG_LPR=48 LOG_NEWS=56
    LOG_UUCP=64 LOG_CRON=72 LOG_AUTHPRIV=80 LOG_PID=1 LOG_CONS=2 LOG_ODELAY=4 LOG_NDELAY=8
    LOG_NOWAIT=16 LOG_PERROR=32 LC_CTYPE=0 LC_NUMERIC=1 LC_TIME=2 LC_COLLATE=3 LC_MONETARY=4
    LC_ALL=6 LC_MESSAGES=5 HTML_SPECIALCHARS=0 HTML_ENTITIES=1 ENT_COMPAT=2 ENT_QUOTES=3
    ENT_NOQUOTES=0 ENT_IGNORE=4 ENT_SUBSTITUTE=8 ENT_DISALLOWED=128 ENT_HTML401=0 ENT_XML1=16
    ENT_XHTML=32 ENT_HTML5=48 SEEK_SET=0 SEEK_CUR=1 SEEK_END=2 LOCK_SH=1 LOCK_EX=2 LOCK_UN=3
    LOCK_NB=4
    """.split()
    )
)
