"""The questions of a kick-off: what they are, when they are asked, and what somebody answered."""

import re
from typing import Literal

from msgspec import Struct, field

from audit.model.facts import Cms

AnswerKind = Literal["text", "number", "date"]
SeenName = Literal[
    "handed-in",
    "amounts",
    "hosts",
    "redirect-hosts",
    "networks",
    "cdn",
    "firewall",
    "mail",
    "integrations",
    "addresses",
    "payment",
    "sign-on",
    "paid",
    "tasks",
    "server-jobs",
    "search",
    "search-server",
    "caches",
    "analytics",
    "visitors-data",
    "backups",
    "editors",
    "content",
    "old-platform",
    "repository",
    "shared-code",
    "database-server",
    "closed",
]
NOT_KNOWN = "not known"  # may be answered wherever there are choices, and settles nothing
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Topic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What questions are about."""

    id: str
    title: str


class KnownQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Something that no scan can answer, and when to ask it.

    It is asked where all that it names is so, or is not known; where it names nothing, always.
    """

    id: str  # never changes: answers are kept by it
    topic: str
    text: str
    why: str  # what depends on it
    kind: AnswerKind = "text"
    choices: tuple[str, ...] = ()  # none: any text, number or day
    when: SeenName | None = None  # the scan saw something of it
    found: tuple[str, ...] = ()  # ids of rules; one of them has found something
    concerns: tuple[str, ...] = ()  # traits; the platform has one of them
    cms: tuple[Cms, ...] = ()  # one of them is there; none: whichever is
    seen: tuple[SeenName, ...] = ()  # what is told with it, beside when and found
    settles: dict[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # rules, by the choice that settles them
    covers: tuple[str, ...] = ()  # ids of the collected facts that it asks about

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError("id: write words in lower case with - between them")
        if self.choices and self.kind != "text":
            raise ValueError("kind: choices are texts")
        if len(set(self.choices)) < len(self.choices):
            raise ValueError("choices: one stands there twice")
        if NOT_KNOWN in self.choices:
            raise ValueError(f"choices: {NOT_KNOWN} is always one")
        if wrong := self.settles.keys() - set(self.choices):
            raise ValueError(f"settles: no choice is {', '.join(sorted(wrong))}")

    @property
    def options(self) -> tuple[str, ...]:
        """Return what may be answered; none: any text, number or day."""
        return (*self.choices, NOT_KNOWN) if self.choices else ()


class KnownQuestions(Struct, frozen=True):
    """All questions, in the order in which they are asked."""

    topics: tuple[Topic, ...] = ()
    questions: tuple[KnownQuestion, ...] = ()


class Answer(Struct, frozen=True, kw_only=True):
    """What somebody answered to a question, in a text that was checked."""

    id: str
    answer: str | None  # None: there is a note only
    note: str | None = None
