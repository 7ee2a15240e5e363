"""The questions of a kick-off, out of their file."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from audit.errors import KnowledgeError
from audit.knowledge.toml import convert, parse
from audit.model.questions import KnownQuestion, KnownQuestions, Topic
from audit.resources import KNOWLEDGE

T = TypeVar("T", bound=Struct)

_FILE = "questions.toml"
_KEYS = {"topic", "question"}


def load_questions(folder: Path = KNOWLEDGE) -> KnownQuestions:
    """Return all questions. Raises KnowledgeError with all mistakes at once."""
    if not (folder / _FILE).is_file():
        return KnownQuestions()
    raw = parse(folder / _FILE, _FILE)
    mistakes = [f"{_FILE}: {key}: expected [[topic]] or [[question]]" for key in raw if key not in _KEYS]
    topics = list(_read(raw, "topic", Topic, mistakes))
    questions = list(_read(raw, "question", KnownQuestion, mistakes))
    mistakes += [f"{_FILE}: topic {name}: it stands there twice" for name in _twice(one.id for one in topics)]
    mistakes += [
        f"{_FILE}: question {name}: it stands there twice" for name in _twice(one.id for one in questions)
    ]
    known = {one.id for one in topics}
    mistakes += [
        f"{_FILE}: question {one.id}: topic: there is no {one.topic}"
        for one in questions
        if one.topic not in known
    ]
    if mistakes:
        raise KnowledgeError("\n".join(mistakes))
    return KnownQuestions(tuple(topics), tuple(questions))


def _read(raw: dict[str, Any], key: str, kind: type[T], mistakes: list[str]) -> Iterator[T]:
    """Yield the tables of a key as structs; what is wrong joins the mistakes."""
    tables = raw.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        mistakes.append(f"{_FILE}: {key}: write [[{key}]], not [{key}]")
        return
    for number, table in enumerate(tables, 1):
        try:
            yield convert(table, kind, f"{_FILE}: {key} {table.get('id', number)}")
        except KnowledgeError as mistake:
            mistakes.append(str(mistake))


def _twice(names: Iterator[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
