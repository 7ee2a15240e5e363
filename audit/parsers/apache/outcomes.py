"""What becomes of each directive of a .htaccess on a server that reads none: exactly one outcome each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from audit.parsers.apache.classes import Kind, ServerKnowledge
from audit.parsers.apache.known import find
from audit.parsers.apache.lines import ApacheFile, Directive, Mark
from audit.parsers.apache.shapes import shape
from audit.parsers.apache.stock import Unit, recognise, units

Translated = Mapping[int, tuple[str, str | None]]  # by line: translated, internal, support, ..., and why

_CACHE_BLOCK = re.compile(
    r"W3TC|WP ?Rocket|WP-?Super-?Cache|Fastest ?Cache|LS ?CACHE|LiteSpeed|Autoptimize|WP-Optimize|Breeze"
    r"|SpeedyCache|Comet|Hummingbird|Cache Enabler|Swift|SG ?Optimizer|SiteGround|Boost|Cachify|Hyper Cache"
    r"|Powered Cache",
    re.IGNORECASE,
)
_IMAGE_BLOCK = re.compile(r"WebP|AVIF|EWWW|ShortPixel|Imagify|Smush|Optimole|Converter", re.IGNORECASE)
_SECURITY_BLOCK = re.compile(
    r"All In One|AIOWPS|iThemes|Better WP|Solid Security|Wordfence|BulletProof|BPS|Sucuri|[5-9]G\b"
    r"|NinjaFirewall|Firewall|Defender|Shield|SecuPress|Cerber|Hide My|Security|Blacklist|Bad ?Bots?",
    re.IGNORECASE,
)
_CACHE_VARIABLE = re.compile(
    r"W3TC_|WPR_|/cache/(?:supercache|wp-rocket|all|page_enhanced|minify)", re.IGNORECASE
)
_INDEX = frozenset({"index.php", "index.html", "index.htm"})
_TRANSLATED: Mapping[str, Kind] = {"translated": "translated", "refused": "refused", "broken": "broken"}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "wordpress": {
        "configuration": "wp-config.php",
        "routes": "add_rewrite_rule() in a plugin or the theme",
        "headers": "the wp_headers filter",
        "errors": "404.php of the theme",
    },
    "drupal": {
        "configuration": "settings.php",
        "routes": "a route of a module",
        "headers": "an event subscriber of a module",
        "errors": "the error pages of the site's basic settings",
    },
}
_EITHER = {name: " or ".join(words[name] for words in _WORDS.values()) for name in _WORDS["drupal"]}


class Outcome(NamedTuple):
    """What becomes of a directive."""

    line: int
    kind: Kind
    group: str  # id of its class
    why: str
    place: str | None = None  # where it moves to; None: nowhere
    block: str | None = None  # the stock block that it is part of
    edits: str | None = None  # the stock block that it stands in without being part of it


def outcomes(
    file: ApacheFile,
    knowledge: ServerKnowledge,
    *,
    cms: Literal["wordpress", "drupal"] | None = None,
    translated: Translated | None = None,
) -> tuple[Outcome, ...]:
    """
    Return one outcome for each directive of a file, in their order.

    translated is what became of the lines that a translation looked at; None: none was made.
    """
    found = list(units(file.directives))
    blocks = recognise(found, knowledge.blocks)
    stock = {line: one.block for one in blocks for line in one.lines}
    edits = {line: one.block for one in blocks for line in one.edits}
    judge = _Judge(file, knowledge, cms, translated)
    told = {one.line: one for unit in found for one in judge.unit(unit, stock)}
    return tuple(told[one.line]._replace(edits=edits.get(one.line)) for one in file.directives)


class _Judge:
    """What is known while the units of a file go by."""

    def __init__(
        self, file: ApacheFile, knowledge: ServerKnowledge, cms: str | None, translated: Translated | None
    ) -> None:
        self._broken = {error.line: error.text for error in file.errors}
        self._marks = file.marks
        self._knowledge = knowledge
        self._words = _WORDS.get(cms or "", _EITHER)
        self._translated = translated

    def unit(self, unit: Unit, stock: Mapping[int, str]) -> Iterator[Outcome]:
        """Yield the outcomes of directives that act as one."""
        last = unit.directives[-1]
        group = self._group(unit)
        for one in unit.directives:
            if one.line in self._broken:
                yield Outcome(one.line, "broken", group, self._broken[one.line])
            elif one.line in stock:
                why = f"{stock[one.line]} writes it for Apache; nginx has ways of its own."
                yield Outcome(one.line, "ignorable", group, why, block=stock[one.line])
            elif one.active == "no":
                why = "It stands in a section that a usual Apache passes over."
                yield Outcome(one.line, "ignorable", group, why)
            else:
                yield self._told(one, last, group)

    def _told(self, one: Directive, last: Directive, group: str) -> Outcome:
        known = self._knowledge.classes[group]
        place = known.place and known.place.format_map(self._words)
        outcome = Outcome(one.line, known.outcome, group, known.why, place)
        if group in {"php", "php-fixed"}:
            return outcome._replace(why=_php_why(one, known.why, self._knowledge.ini))
        said = (self._translated or {}).get(last.line)
        if said is None or group == "cache-plugin":
            return outcome
        status, reason = said
        if status == "moves-to":
            known = self._knowledge.classes["canonical"]
            place = known.place and known.place.format_map(self._words)
            return Outcome(one.line, known.outcome, known.id, known.why, place)
        if status in _TRANSLATED:
            why = reason or "PHP gives the same answer."
            return outcome._replace(
                kind=_TRANSLATED[status], why=why, place=place if status == "translated" else None
            )
        if status in {"support", "ineffective"}:
            return outcome._replace(kind="ignorable", why=reason or "It does nothing by itself.", place=None)
        return outcome if not reason else outcome._replace(why=reason)

    def _group(self, unit: Unit) -> str:  # noqa: PLR0911 - the first of many signs decides
        """Return the class of a unit."""
        last = unit.directives[-1]
        block = _block(self._marks, last.line)
        if block and _CACHE_BLOCK.search(block):
            return "cache-plugin"
        if last.key in {"rewriterule", "rewritecond"}:
            return self._rule_group(unit, block)
        if last.key.startswith(("php_value", "php_flag", "php_admin")):
            return self._php_group(last)
        if last.key in {"allow", "deny", "require"} and _is_of_addresses(last.args):
            return "address"
        if last.key == "directoryindex" and not {arg.lower() for arg in last.args} & _INDEX:
            return "index-page"
        if last.key in {"header", "setoutputfilter"} and "cache-control" in last.rest.lower():
            return "caching"
        known = find(self._knowledge.directives, last.key)
        return self._knowledge.class_of(last.key, None if known is None else known.module)

    def _rule_group(self, unit: Unit, block: str | None) -> str:
        *conditions, rule = unit.directives
        if rule.key == "rewritecond":
            return "rewriting"
        if _CACHE_VARIABLE.search(" ".join(one.rest for one in unit.directives)):
            return "cache-plugin"
        group = shape(conditions, rule)
        if block and group in {"deny", "rewriting"} and _SECURITY_BLOCK.search(block):
            return "firewall"
        return "static-rewrite" if block and group == "rewrite" and _IMAGE_BLOCK.search(block) else group

    def _php_group(self, directive: Directive) -> str:
        name = directive.args[0].lower() if directive.args else ""
        of_setting = (one.id for one in self._knowledge.classes.values() if name in one.settings)
        return next(of_setting, "php")


def _block(marks: Sequence[Mark], line: int) -> str | None:
    """Return the name of the innermost block between BEGIN and END that holds a line."""
    open_blocks: list[str] = []
    for mark in marks:
        if mark.line > line:
            break
        if mark.begins:
            open_blocks.append(mark.name)
        elif mark.name in open_blocks:
            del open_blocks[len(open_blocks) - 1 - open_blocks[::-1].index(mark.name) :]
    return open_blocks[-1] if open_blocks else None


def _is_of_addresses(args: Sequence[str]) -> bool:
    words = [
        arg for arg in args if arg.lower() not in {"from", "all", "not", "ip", "host", "granted", "denied"}
    ]
    return bool(words) and all(re.match(r"[0-9]{1,3}\.|[0-9a-fA-F]*:", word) for word in words)


def _php_why(directive: Directive, why: str, ini: Mapping[str, str]) -> str:
    value = ini.get(directive.args[0].lower()) if directive.args else None
    return why if value is None else f"{why} The platform's value is {value}."
