"""What a rule does that hardly anybody wants, on Apache as well, with a proposal that does better."""

from collections.abc import Iterable, Iterator

from audit.redirects import patterns
from audit.redirects.records import Alias, Folder, Remark, Rule


def quirks(folders: Iterable[Folder]) -> Iterator[Remark]:
    """Yield the oddities of the rules, which stay as they are unless somebody decides otherwise."""
    for folder in folders:
        for rule in folder.rules:
            if rule.pattern is not None:
                for text, proposal in _of_rule(rule, is_server=folder.is_server):
                    yield Remark("quirk", folder.place, rule.line, text, proposal)
        for alias in folder.aliases:
            for text, proposal in _of_alias(alias):
                yield Remark("quirk", folder.place, alias.line, text, proposal)
        yield from _round_trip(folder)


def _of_rule(rule: Rule, *, is_server: bool) -> Iterator[tuple[str, str]]:
    redirects = rule.redirect is not None
    start = "" if rule.negated else patterns.beginning(rule.pattern or "")
    if is_server and start and not start.startswith("/") and not start.startswith("http"):
        yield (
            "its pattern lacks the slash that every address begins with in a virtual host: it never matches",
            f"RewriteRule ^/{(rule.pattern or '')[1:]} ...",
        )
    if rule.pattern and not is_server and start.startswith("/"):
        yield (
            "its pattern begins with a slash, which no address has in a .htaccess: it never matches",
            f"RewriteRule ^{rule.pattern[2:]} ...",
        )
    if redirects and "ne" not in rule.flags and "qsa" in rule.flags and rule.target is not None:
        yield (
            "a query that is put together is escaped once more: x=%20 arrives as x=%2520",
            "add the flag NE",
        )
    if redirects and rule.target is None:
        yield "it has the target -, so that it redirects nowhere", "name a target"
    if any(
        isinstance(piece, tuple) and piece[0] == "%" and not _captures(rule) for piece in rule.target or ()
    ):
        yield (
            "a percent sign and a digit in its target stand for a condition's capture, not for a character",
            "write \\% and add the flag NE",
        )
    if rule.conditions and rule.conditions[-1].ornext:
        yield "its last condition ends in OR, so that the conditions always hold", "remove that OR"


def _captures(rule: Rule) -> bool:
    return any("(" in condition.value for condition in rule.conditions if not condition.operator)


def _of_alias(alias: Alias) -> Iterator[tuple[str, str]]:
    target = alias.target or ""
    if not alias.is_pattern and "?" in alias.source:
        yield (
            "its source holds a query, which Redirect does not look at: it never matches",
            "RewriteCond %{QUERY_STRING} with a RewriteRule",
        )
    if not alias.is_pattern and target and alias.source.endswith("/") != target.split("?")[0].endswith("/"):
        glued = "one more" if target.endswith("/") else "no"
        yield (
            f"one of source and target ends in a slash: what follows is glued on with {glued} slash",
            "let both end in a slash, or none",
        )
    if "#" in target:
        yield "the query of a request is put behind the fragment of its target", "leave the fragment away"


def _round_trip(folder: Folder) -> Iterator[Remark]:
    """Yield redirects that a later front controller sends through the rules again, as /index.php."""
    controllers = [rule.line for rule in folder.rules if _is_controller(rule)]
    if not controllers:
        return
    for rule in folder.rules:
        asks = any(condition.negated for condition in rule.conditions)
        takes_all = (
            rule.pattern is not None and rule.redirect is not None and not patterns.beginning(rule.pattern)
        )
        if asks and takes_all and rule.line < controllers[-1] and rule.redirect and _uses_uri(rule):
            yield Remark(
                "quirk",
                folder.place,
                rule.line,
                "an address that a condition exempts comes back as /index.php in the next round,"
                " and is redirected there",
                "test %{THE_REQUEST} instead of %{REQUEST_URI}",
            )


def _is_controller(rule: Rule) -> bool:
    return bool(rule.target) and "".join(map(str, rule.target or ())).lstrip("/").startswith("index.php")


def _uses_uri(rule: Rule) -> bool:
    return any(("variable", "REQUEST_URI") in condition.given for condition in rule.conditions)
