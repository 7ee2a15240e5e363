"""Files that are proposed for the repository of an install, with a comment for each key."""

import textwrap
from collections.abc import Iterator

from audit.model.facts import Install
from audit.model.inventory import Inventory
from audit.model.migration import FileLine, FileOffer, UpstreamOffer
from audit.model.plan import FileToWrite
from audit.plan.case import Case
from audit.plan.values import Value, value_of

_WIDTH = 100


def proposed(case: Case, offer: UpstreamOffer, install: Install, part: Inventory) -> tuple[FileToWrite, ...]:
    """Return the files of the platform for which this install has something to say."""
    files = (_file(one, case, offer, install, part) for one in case.migration.files)
    return tuple(file for file in files if file)


def _file(
    file: FileOffer, case: Case, offer: UpstreamOffer, install: Install, part: Inventory
) -> FileToWrite | None:
    asked = value_of(file.value, case, offer, install, part)
    if asked is None or (file.only and not set(file.only) & set(asked.texts)):
        return None
    lines = list(_comment(file.head))
    for line in file.lines:
        value = value_of(line.value, case, offer, install, part)
        if value is not None:
            lines += ["", *_comment(line.comment.format(why=value.why).strip()), *_said(line, value)]
    return FileToWrite(path=file.path, text="\n".join(lines) + "\n")


def _comment(text: str) -> list[str]:
    plain = "".join(char if char.isprintable() else " " for char in text)
    return textwrap.wrap(plain, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


def _said(line: FileLine, value: Value) -> Iterator[str]:
    words = [line.words.get(text, text) for text in value.texts]
    if line.each is None:
        yield line.text.format(value=words[0] if words else "")
        return
    yield line.text
    for word in words[: line.most]:
        yield line.each.format(value=word)
    if line.most is not None and len(words) > line.most:
        yield f"# and {len(words) - line.most:,} more, for which there is no room"
