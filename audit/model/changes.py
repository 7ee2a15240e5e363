"""What changed between two reports of a site."""

from typing import Literal

from msgspec import Struct

SCHEMA: Literal["moveready-changes/1"] = "moveready-changes/1"
ChangeKind = Literal["added", "removed", "changed"]
SectionId = Literal[
    "code",
    "core-files",
    "extensions",
    "repository",
    "sites",
    "tables",
    "redirects",
    "server",
    "settings",
    "findings",
    "sizes",
]


class Value(Struct, frozen=True):
    """Something of a thing that is not as it was."""

    name: str
    before: str | None  # None: there was none, or it was not known
    after: str | None


class Change(Struct, frozen=True, kw_only=True):
    """A thing that joined, went, or is not as it was."""

    kind: ChangeKind
    subject: str
    install: str | None = None
    values: tuple[Value, ...] = ()  # of something that joined or went: what there is to say of it


class Section(Struct, frozen=True, kw_only=True):
    """The changes of one kind of things."""

    id: SectionId
    title: str
    changes: tuple[Change, ...] = ()
    left_out: str | None = None  # why not all was compared; None: it was


class Side(Struct, frozen=True, kw_only=True):
    """One of the two reports."""

    path: str
    made: str | None
    tool: str
    platform: str
    read: tuple[str, ...]  # what it was made from: code, configuration, files, database


class Changes(Struct, frozen=True, kw_only=True):
    """All that changed. Its keys are stable: some may join, none is renamed or removed in this schema."""

    schema: Literal["moveready-changes/1"] = SCHEMA
    old: Side
    new: Side
    changed: bool
    sections: tuple[Section, ...]
    remarks: tuple[str, ...] = ()  # what has to be known to read them
