"""What Apache refuses in the words of a directive, by its name."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import takewhile

from audit.parsers.apache import values_access as access
from audit.parsers.apache import values_rewrite as rewrite
from audit.parsers.apache.judged import FINE, UNSURE, Judged
from audit.parsers.apache.known import Count
from audit.parsers.apache.patterns import judge
from audit.parsers.apache.words import split_words

Words = Sequence[str]

_COUNTS: Mapping[Count, tuple[int, int, int, str]] = {  # least, most, how many must not be empty, in words
    "0": (0, 0, 0, "no words"),
    "1": (1, 1, 1, "one word"),
    "2": (2, 2, 2, "two words"),
    "3": (3, 3, 3, "three words"),
    "12": (1, 2, 1, "one or two words"),
    "13": (1, 3, 1, "one or three words"),
    "23": (2, 3, 2, "two or three words"),
    "123": (1, 3, 1, "one to three words"),
    "1+": (1, 1 << 30, 1, "one word or more"),
    "2+": (2, 1 << 30, 1, "two words or more"),
}
_PLAIN_FIELD = re.compile(r"[A-Za-z-]+")
_NO_REGEX = re.compile(
    r"(?:[^\\^$.+*?()\[\]{}|]|\\[\\^$.+*?()\[\]{}|])*+\\?", re.DOTALL
)  # looked for as it is
_REQUEST_FIELDS = frozenset(
    "remote_addr remote_host server_addr request_method request_protocol request_uri".split()
)
_OPTIONS = frozenset(
    """
    indexes includes includesnoexec followsymlinks symlinksifownermatch execcgi multiviews runscripts
    none all
    """.split()
)
_ETAGS = frozenset("none all inode mtime size digest".split())
_INDEX_OPTIONS = frozenset(
    """
    addaltclass fancyindexing foldersfirst htmltable iconsarelinks ignorecase ignoreclient
    scanhtmltitles showforbidden suppresscolumnsorting suppressdescription suppresshtmlpreamble
    suppressicon suppresslastmodified suppressrules suppresssize trackmodified useolddateformat
    versionsort xhtml none iconheight iconwidth
    """.split()
)
_INDEX_VALUES = ("iconheight=", "iconwidth=", "namewidth=", "descriptionwidth=", "type=", "charset=")
_HEADER_ACTIONS = frozenset("add set setifempty append merge unset echo note edit edit*".split())
_FORMAT = re.compile(r"%(?:\{[^}]*+(?P<closed>\})?)?(?P<letter>.?)", re.DOTALL)
_PERIODS = ("y", "mo", "w", "d", "h", "mi", "s")
_FILTERS = frozenset({"deflate", "inflate", "includes"})
_MORE_FILTERS = frozenset(
    "brotli_compress bufferfilter ratelimit substitute sed xml2enc proxy-html inflate".split()
)


def count_fault(count: Count, words: Words) -> str | None:
    """
    Return why a directive has the wrong number of words.

    >>> count_fault("2", ["a"])
    'it takes two words'
    """
    if count == "raw":
        return None
    if count == "flag":
        return None if words and words[0].lower() in {"on", "off"} else "it is neither On nor Off"
    least, most, filled, text = _COUNTS[count]
    if not least <= len(words) <= most or not all(words[:filled]):
        return f"it takes {text}"
    return None


def judge_words(key: str, words: Words) -> Judged:
    """Judge the words of a directive whose number is right."""
    check = _CHECKS.get(key)
    if check is not None:
        return check(words)
    return UNSURE if key in _ONLY_APACHE_KNOWS else FINE


def _one_of(words: Words, *, names: frozenset[str]) -> Judged:
    wrong = next((word for word in words if word.lower() not in names), None)
    return FINE if wrong is None else Judged(f"{wrong} is none of {', '.join(sorted(names))}")


def _named(names: str) -> Callable[[Words], Judged]:
    return partial(_one_of, names=frozenset(names.split()))


def _never(_words: Words) -> Judged:
    return Judged("Apache answers it with an error, whatever it says")


def _whole_number(words: Words) -> Judged:
    is_number = (
        words[0].isdigit() and words[0].isascii() and int(words[0][:20]) < 1 << 63 and len(words[0]) < 20
    )
    return FINE if is_number else Judged(f"{words[0]} is no number")


def _options(words: Words) -> Judged:
    merges = is_whole = False
    for place, word in enumerate(words):
        sign = word[:1] if word[:1] in {"+", "-"} else ""
        name = word[len(sign) :].lower()
        if bool(sign) != merges and place and not (sign and is_whole):
            return Judged("names with a sign (+ or -) and without stand side by side")
        merges = merges or bool(sign)
        if name not in _OPTIONS:
            return Judged(f"there is no option {word}")
        if name in {"all", "none"}:
            if place:
                return Judged(f"{word} is not the first of its options")
            if sign:
                return Judged(f"{name} takes no sign")
            is_whole = True
    return FINE


def _file_etag(words: Words) -> Judged:
    for word in words:
        sign = word[:1] if word[:1] in {"+", "-"} else ""
        name = word[len(sign) :].lower()
        if name not in _ETAGS:
            return Judged(f"there is no {word}")
        if sign and name in {"none", "all"}:
            return Judged(f"{name} takes no sign")
    return FINE


def _index_options(words: Words) -> Judged:
    words = list(takewhile(bool, words))  # Apache stops at an empty one
    for word in words:
        low = word.lower()
        name = low[1:] if low[:1] in {"+", "-"} else low
        if name not in _INDEX_OPTIONS and not name.startswith(_INDEX_VALUES):
            return Judged(f"there is no option {word}")
        if name == "none" and name != low:
            return Judged("None takes no sign")
    keywords = [low for word in words if (low := word.lower()) in _INDEX_OPTIONS and low[:4] != "icon"]
    is_mixed = "none" in keywords[:-1] and set(keywords[keywords.index("none") :]) != {"none"}
    return Judged("other options follow None") if is_mixed else FINE


def _error_document(words: Words) -> Judged:
    if rewrite.number(words[0]) not in rewrite.STATUSES:
        return Judged(f"{words[0]} is no status")
    return UNSURE if "%{" in words[1] else FINE


def _header(words: Words, *, is_request: bool = False) -> Judged:  # noqa: PLR0911 - one for each rule
    if not is_request and words and words[0].lower() in {"always", "onsuccess"}:
        words = words[1:]
    action = words[0].lower() if words else ""
    name, *rest = words[1:] or ("",)
    if action not in _HEADER_ACTIONS:
        return Judged("it says neither set, add, unset, nor another word that it takes")
    if is_request and action in {"echo", "note"}:
        return Judged(f"RequestHeader knows no {action}")
    if action.startswith("edit"):
        return _header_edit(rest)
    if action in {"unset", "echo"}:
        if not name:
            return UNSURE
        found = judge(name) if action == "echo" else FINE
        return found if found.fault else _header_end(rest, found)
    if not rest:
        return Judged("it lacks a value")
    return _header_end(rest[1:], _format(rest[0]))


def _header_edit(words: Words) -> Judged:
    if len(words) < 2:
        return Judged("to edit it takes a pattern and what to put in its place")
    found = judge(words[0])
    if found.fault:
        return found
    return _header_end(words[2:], FINE if found.is_sure and "%" not in words[1] else UNSURE)


def _header_end(words: Words, before: Judged) -> Judged:
    """Judge what follows the value."""
    if before.fault or not words:
        return before
    low = words[0].lower()
    if len(words) > 1:
        return Judged("it has too many words")
    if low == "early" or low.startswith("env="):
        return before
    return UNSURE if low.startswith("expr=") else Judged(f"it takes no {words[0]}")


def _format(value: str) -> Judged:
    if value.startswith("expr="):
        return UNSURE
    for found in _FORMAT.finditer(value):
        is_braced = found[0].startswith("%{")
        if is_braced and not found["closed"]:
            return Judged("a { behind % is not closed")
        letter = found["letter"]
        if letter and letter not in "%tDlibes":
            return Judged(f"it knows no %{letter}")
        if (is_braced and letter in {"", "%"}) or (not is_braced and letter in "es" and letter):
            return UNSURE
    return FINE


def _set_env_if(words: Words) -> Judged:
    if not words or not words[0]:
        return Judged("it names nothing to look at")
    field, *rest = words
    if not _PLAIN_FIELD.fullmatch(field) and field.lower() not in _REQUEST_FIELDS:
        found = judge(field)
        if found.fault:
            return found
        sure = found.is_sure and not field.lower().startswith("oid(")
        return _then(sure, _browser_match(rest))
    return _browser_match(rest)


def _browser_match(words: Words) -> Judged:
    if not words or not words[0]:
        return Judged("it lacks a pattern")
    if len(words) < 2 or not words[1]:
        return Judged("it names no variable to set")
    return FINE if _NO_REGEX.fullmatch(words[0]) else judge(words[0])


def _then(is_sure: bool, found: Judged) -> Judged:
    return found if is_sure or found.fault else UNSURE


def _expires_default(words: Words) -> Judged:
    code = words[0]
    if code[0] in "AM":
        return FINE
    parts = [part.lower() for part in split_words(code)]
    if not parts or not parts[0].startswith(("n", "a", "mo", "m")):
        return Judged(f'"{code}" begins with neither access, now nor modification')
    rest = parts[1:]
    if rest and rest[0].startswith("p"):
        rest = rest[1:]
    for amount, period in zip(rest[::2], [*rest[1::2], ""], strict=False):
        if not amount[:1].isdigit():
            return Judged(f'"{amount}" is no number')
        if not period.startswith(_PERIODS):
            return Judged(f'"{period}" is no period' if period else "it ends without a period")
    return FINE


def _expires_by_type(words: Words) -> Judged:
    return _expires_default(words[1:]) if "/" in words[0] else Judged(f"{words[0]} is no media type")


def _filter_by_type(words: Words) -> Judged:
    names = [name.lower() for name in words[0].split(";")]
    return FINE if all(name in _FILTERS for name in names) else UNSURE


def _set_handler(words: Words) -> Judged:
    return UNSURE if words[0].startswith("expr=") or "%{" in words[0] else FINE


def _expression(words: Words) -> Judged:
    return UNSURE if any("%{" in word or word.startswith("expr=") for word in words) else FINE


def _action(words: Words) -> Judged:
    if len(words) == 3 and words[2].lower() != "virtual":
        return Judged(f"it takes no {words[2]}")
    return FINE


def _icon(words: Words) -> Judged:
    if words[0].startswith("("):
        return FINE if "," in words[0] and words[0].endswith(")") else UNSURE
    return FINE


def _provider(words: Words) -> Judged:
    return FINE if all(word == "file" for word in words) else UNSURE


def _substitute(words: Words) -> Judged:
    text = words[0]
    if text[:1].lower() != "s" or len(text) < 4:
        return Judged("it is no s/old/new/")
    parts = text[2:].split(text[1])
    return UNSURE if len(parts) != 3 or "\\" in text else Judged(judge(parts[0]).fault, is_sure=False)


def _cookie_domain(words: Words) -> Judged:
    return UNSURE if words[0].startswith(".") else Judged("it does not begin with a dot")


def _never_of_htaccess(_words: Words) -> Judged:
    return Judged("Apache takes it in no .htaccess")


_ONLY_APACHE_KNOWS = frozenset(
    """
    authbasicfake authbasicusedigestalgorithm authdigestalgorithm authdigestnoncelifetime authdigestqop
    authformmethod authformprovider authncacheprovidefor authnzfcgicheckauthnprovider authzdbmtype
    authdbmtype cgivar charsetoptions cookieexpires deflateinflatelimitrequestbody
    deflateinflateratioburst deflateinflateratiolimit directoryindexredirect filterchain filterdeclare
    filterprotocol filterprovider h2earlyhint h2pushresource macro proxyexpressdbmfile
    proxyfcgibackendtype proxyfcgisetenvif sessioncookiename sessioncookiename2
    sessionexpiryupdateinterval sessionmaxage setenvifexpr sslcacertificatefile sslcacertificatepath
    sslciphersuite ssloptions sslrequire substitutemaxlinelength undefmacro use
    """.split()
)
_CHECKS: dict[str, Callable[[Words], Judged]] = {
    "acceptpathinfo": _named("on off default"),
    "action": _action,
    "addicon": _icon,
    "addiconbyencoding": _icon,
    "addiconbytype": _icon,
    "addoutputfilterbytype": _filter_by_type,
    "allow": access.allow_or_deny,
    "authbasicprovider": _provider,
    "authdigestprovider": _provider,
    "authmerging": _named("off and or"),
    "authname": _expression,
    "authtype": _expression,
    "browsermatch": _browser_match,
    "browsermatchnocase": _browser_match,
    "cookiedomain": _cookie_domain,
    "cookiesamesite": _named("strict lax none"),
    "cookiestyle": _named("netscape cookie cookie2 rfc2109 rfc2965"),
    "deny": access.allow_or_deny,
    "enablemmap": _named("on off"),
    "enablesendfile": _named("on off"),
    "error": _never,
    "errordocument": _error_document,
    "expiresbytype": _expires_by_type,
    "expiresdefault": _expires_default,
    "fancyindexing": _never,
    "fileetag": _file_etag,
    "forcelanguagepriority": _named("none prefer fallback"),
    "header": _header,
    "indexoptions": _index_options,
    "limitrequestbody": _whole_number,
    "multiviewsmatch": _named("any negotiatedonly filters handlers"),
    "options": _options,
    "order": _named("allow,deny deny,allow mutual-failure"),
    "proxyhcexpr": _never_of_htaccess,
    "proxyhctemplate": _never_of_htaccess,
    "redirect": rewrite.redirect,
    "redirectmatch": rewrite.redirect_match,
    "redirectpermanent": rewrite.redirect_to,
    "redirecttemp": rewrite.redirect_to,
    "requestheader": partial(_header, is_request=True),
    "require": access.require,
    "rewritebase": rewrite.rewrite_base,
    "rewritecond": rewrite.rewrite_cond,
    "rewriteoptions": rewrite.rewrite_options,
    "rewriterule": rewrite.rewrite_rule,
    "satisfy": _named("all any"),
    "serversignature": _named("on off email"),
    "setenvif": _set_env_if,
    "setenvifnocase": _set_env_if,
    "sethandler": _set_handler,
    "ssllog": _never,
    "sslloglevel": _never,
    "sslverifyclient": _named("none optional require optional_no_ca"),
    "substitute": _substitute,
    "xbithack": _named("on off full"),
}
