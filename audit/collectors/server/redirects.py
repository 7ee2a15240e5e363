"""The redirects of .htaccess files, as they were translated, among all redirects of a site."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from audit.collectors.redirects.masking import shown
from audit.model.facts import Location
from audit.model.redirects import Dependence, Redirect
from audit.redirects.listing import plain
from audit.redirects.records import Alias, Condition, Folder, Rule, Translation
from audit.redirects.rewrites import answers

_VARIABLES: dict[str, Dependence] = {
    "HTTP_HOST": "host",
    "SERVER_NAME": "host",
    "HTTPS": "scheme",
    "REQUEST_SCHEME": "scheme",
    "SERVER_PORT": "scheme",
    "QUERY_STRING": "query",
    "REQUEST_METHOD": "method",
    "HTTP_USER_AGENT": "user-agent",
    "HTTP_REFERER": "referrer",
    "HTTP_COOKIE": "cookie",
    "REMOTE_ADDR": "address",
    "REMOTE_HOST": "address",
    "REQUEST_FILENAME": "file",
    "REMOTE_USER": "login",
}
_HEADERS: dict[str, Dependence] = {
    "host": "host",
    "x-forwarded-proto": "scheme",
    "user-agent": "user-agent",
    "referer": "referrer",
    "cookie": "cookie",
    "accept-language": "language",
    "x-forwarded-for": "address",
}
_SERVER_COMES_FIRST = 10_000_000
_ALIASES_COME_LAST = 1_000_000  # of the order: mod_rewrite is asked first, whatever the file says


def htaccess_redirects(
    translation: Translation, install: str | None, paths: Mapping[str, str]
) -> Iterator[Redirect]:
    """Yield what answers in place of a page; paths are those of the files, by their places."""
    for number, folder in enumerate((*translation.sections, *translation.folders)):
        if folder.place not in paths:
            continue
        path = paths[folder.place]
        rules = (rule for rule in folder.rules if rule.pattern is not None and answers(rule))
        found = [_rule(folder, rule, path, install) for rule in rules]
        found += [_alias(alias, path, install) for alias in folder.aliases]
        if number < len(translation.sections):
            found = [_of_server(translation, number, one) for one in found]
        yield from found


def _rule(folder: Folder, rule: Rule, path: str, install: str | None) -> Redirect:
    queries = [one.value for one in rule.conditions if _dependence(one) == "query" and not one.negated]
    depends = tuple(dict.fromkeys(_dependence(one) for one in rule.conditions))
    status = rule.status or rule.redirect or 302
    return Redirect(
        location=Location(path, rule.line),
        install=install,
        source=shown(("!" if rule.negated else "") + (rule.pattern or "")),
        target=shown(plain(rule.target)) if rule.target and rule.status is None else None,
        status=status,
        kind="regex",
        by="htaccess",
        depends=(*depends, "unknown") if rule.negated else depends,
        query=shown(queries[0]) if queries else None,
        nocase=rule.nocase,
        platform=rule.is_canonical,
        base="" if folder.is_server else f"/{folder.path}/" if folder.path else "/",
        order=rule.line,
    )


def _alias(alias: Alias, path: str, install: str | None) -> Redirect:
    return Redirect(
        location=Location(path, alias.line),
        install=install,
        source=shown(alias.source),
        target=None if alias.target is None else shown(alias.target),
        status=alias.status,
        kind="regex" if alias.is_pattern else "prefix",
        by="htaccess",
        platform=alias.is_canonical,
        order=_ALIASES_COME_LAST + alias.line,
    )


def _of_server(translation: Translation, number: int, redirect: Redirect) -> Redirect:
    """Return a redirect of the server's configuration with the hosts and schemes that it is for."""
    folder = translation.sections[number]
    holding = [
        one for one in translation.servers if number in {one.own, one.outside} or number in one.folders
    ]
    names = {name for one in holding for name in one.names} if all(one.names for one in holding) else set()
    depends = list(redirect.depends)
    depends += ["scheme"] if {one.is_secure for one in holding} in ({True}, {False}) else []
    depends += ["host"] if len(names) > 1 else []
    host = names.pop() if len(names) == 1 and "*" not in "".join(names) else None
    order = redirect.order - _SERVER_COMES_FIRST if folder.is_server else redirect.order
    known = tuple(dict.fromkeys(depends))
    return replace(redirect, by="apache", host=host, depends=known, order=order)


def _dependence(condition: Condition) -> Dependence:
    """Return what a condition looks at first."""
    for piece in condition.given:
        if isinstance(piece, str):
            continue
        kind, name = piece
        if kind == "variable":
            return "time" if name.startswith("TIME") else _VARIABLES.get(name, "unknown")
        if kind == "header":
            return _HEADERS.get(name.lower(), "header")
    return "unknown"
