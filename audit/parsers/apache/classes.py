"""The classes that directives fall into, and what is told of each: filled from a table."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from audit.parsers.apache.known import Directives
from audit.parsers.apache.stock import Block

Kind = Literal[
    "ignorable",  # stock of the CMS, done by the platform, or without effect
    "translated",  # PHP does the same
    "moves-to",  # somewhere else, by hand
    "lost",
    "refused",  # it cannot be translated so that it does the same
    "broken",  # Apache itself refuses it
]


class ServerClass(NamedTuple):
    """Directives that are for the same."""

    id: str
    outcome: Kind
    why: str
    place: str | None = None  # None: nowhere
    directives: tuple[str, ...] = ()  # in lower case
    modules: tuple[str, ...] = ()  # of which all other directives are of this class
    settings: tuple[str, ...] = ()  # of PHP, in lower case


class ServerKnowledge(NamedTuple):
    """All that is known of directives."""

    directives: Directives
    classes: Mapping[str, ServerClass]
    blocks: tuple[Block, ...]
    ini: Mapping[str, str] = MappingProxyType(
        {}
    )  # the platform's values of PHP's settings, as far as it tells

    def class_of(self, key: str, module: str | None) -> str:
        """Return the class of a directive by its name in lower case, or by its module."""
        by_module = None
        for one in self.classes.values():
            if key in one.directives:
                return one.id
            if module in one.modules:
                by_module = one.id
        return by_module or "other"
