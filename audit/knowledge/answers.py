"""The answers that somebody wrote into a file of questions; every mistake in it is named."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Sequence

from audit.errors import AuditError
from audit.model.questions import Answer, KnownQuestion

MOST = 1024 * 1024  # bytes of a file of answers
_LONGEST = 4000  # characters of an answer
_HIGHEST = 10**15
_KEYS = {"id", "answer", "note"}
_CONTROL = frozenset(map(chr, (*range(9), 11, 12, *range(14, 32), 127)))


def read_answers(data: bytes, path: str, questions: Sequence[KnownQuestion]) -> tuple[Answer, ...]:
    r"""
    Return the answers of a file, those that are empty left out.

    Raises AuditError with all mistakes: ids of no question, answers that are no choice, of a wrong type or
    given twice.

    >>> ask = KnownQuestion(id="cdn", topic="cdn", text="?", why="", choices=("none", "one"))
    >>> read_answers(b'[[answer]]\nid = "cdn"\nanswer = "none"', "a.toml", [ask])
    (Answer(id='cdn', answer='none', note=None),)
    """
    found = []
    mistakes: list[str] = []
    known = {one.id: one for one in questions}
    taken: set[str] = set()
    for number, table in enumerate(_tables(data, path, mistakes), 1):
        name = table.get("id")
        where = f"answer {number}{f' ({name})' if isinstance(name, str) else ''}"
        wrong = [f"{key}: expected id, answer or note" for key in table if key not in _KEYS]
        if not isinstance(name, str):
            wrong.append("id: expected the id of a question")
        elif name not in known:
            wrong.append("id: no question is called so")
        elif name in taken:
            wrong.append("id: it was answered before")
        else:
            taken.add(name)
            wrong += _mistakes(known[name], table)
            said, note = (_text(table.get(key, "")) for key in ("answer", "note"))
            if said or note:
                found.append(Answer(id=name, answer=said or None, note=note or None))
        mistakes += [f"{where}: {one}" for one in wrong]
    if mistakes:
        raise AuditError("\n".join(f"{path}: {mistake}" for mistake in mistakes))
    return tuple(found)


def answered_ids(data: bytes) -> frozenset[str]:
    """Return the ids of the questions that stand in a file of answers that was read before."""
    tables = tomllib.loads(data.decode("utf-8-sig")).get("answer", [])
    return frozenset(table["id"] for table in tables)


def _tables(data: bytes, path: str, mistakes: list[str]) -> Iterable[dict[str, object]]:
    if len(data) > MOST:
        raise AuditError(f"{path}: it is too large for a file of answers (more than {MOST:,} bytes).")
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no mistake of TOML's own
        raise AuditError(f"{path}: not TOML: {error}") from error
    mistakes += [f"{key}: a file of answers has [[answer]] only" for key in raw if key != "answer"]
    tables = raw.get("answer", [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        mistakes.append("answer: write [[answer]] before each")
        return []
    return tables


def _mistakes(question: KnownQuestion, table: dict[str, object]) -> Iterator[str]:
    yield from (f"note: {one}" for one in _wrong_text(table.get("note", "")))
    said = table.get("answer", "")
    if said == "":
        return
    if question.kind == "number":
        if not isinstance(said, int | float) or isinstance(said, bool) or not 0 <= said < _HIGHEST:
            yield "answer: expected a number, without quotation marks"
    elif question.kind == "date":
        if not _is_day(said):
            yield 'answer: expected a day, as "2026-12-31"'
    elif question.choices and said not in question.options:
        choices = ", ".join(f'"{choice}"' for choice in question.options)
        yield f"answer: expected one of {choices}"
    else:
        yield from (f"answer: {one}" for one in _wrong_text(said))


def _wrong_text(said: object) -> Iterator[str]:
    if not isinstance(said, str):
        yield "expected a text, in quotation marks"
    elif len(said) > _LONGEST:
        yield f"it is longer than {_LONGEST:,} characters"
    elif not _CONTROL.isdisjoint(said):
        yield "it holds characters that cannot be shown"


def _is_day(said: object) -> bool:
    if isinstance(said, str):
        try:
            dt.date.fromisoformat(said)
        except ValueError:
            return False
        return True
    return isinstance(said, dt.date)


def _text(said: object) -> str:
    """
    Return an answer as text.

    >>> _text(250000), _text(0.5), _text(dt.date(2026, 12, 31)), _text(" yes ")
    ('250000', '0.5', '2026-12-31', 'yes')
    """
    if isinstance(said, dt.datetime):
        return said.date().isoformat()
    return said.isoformat() if isinstance(said, dt.date) else str(said).strip()
