"""Every format as text, for tests that hold all documents to the same."""

import io
import zipfile
from collections.abc import Callable

from audit.model.report import Report
from audit.render import FORMATS, Document


def text_of(document: Document) -> str:
    """Return what is written in a document; of a workbook, all its parts."""
    if isinstance(document, str):
        return document
    whole = document if isinstance(document, bytes) else b"".join(document)
    if not zipfile.is_zipfile(io.BytesIO(whole)):
        return whole.decode()
    with zipfile.ZipFile(io.BytesIO(whole)) as book:
        return "\n".join(book.read(name).decode("utf-8") for name in book.namelist())


def _writer(name: str) -> Callable[[Report], str]:
    return lambda report: text_of(FORMATS[name].render(report))


WRITERS = {name: _writer(name) for name in FORMATS}
