"""What the search through all names finds in a folder, and what the files say that it asks for."""

from pathlib import Path
from typing import TypeVar

from audit.collectors.asks import Ask, read_all
from audit.collectors.code_base import read_code
from audit.collectors.files import find_files
from audit.model.facts import Fact, Install
from audit.model.rules import Watch
from audit.sources.directory import Directory

F = TypeVar("F", bound=Fact)


def found(path: Path, kind: type[F], watch: Watch = Watch()) -> list[F]:  # noqa: B008 - it is frozen
    """Return the facts of a kind."""
    tree = Directory(path)
    code = read_code(tree, watch, 1, lambda *_: None)
    installs = [fact for fact in code.facts if isinstance(fact, Install)]
    items = list(find_files(code.listing, installs, watch, code.facts))
    read = read_all(tree, [item for item in items if isinstance(item, Ask)], 1, lambda _: None)
    facts = [*(item for item in items if isinstance(item, Fact)), *read]
    return [fact for fact in facts if isinstance(fact, kind)]
