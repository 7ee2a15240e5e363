"""What is known of how long data takes to move, out of its file."""

from pathlib import Path

from audit.knowledge.toml import convert, parse
from audit.model.transfer import KnownTransfer
from audit.resources import KNOWLEDGE

_FILE = "transfer.toml"


def load_transfer(folder: Path = KNOWLEDGE) -> KnownTransfer | None:
    """Return it; None: nothing is known. Raises KnowledgeError with all mistakes."""
    if not (folder / _FILE).is_file():
        return None
    return convert(parse(folder / _FILE, _FILE), KnownTransfer, _FILE)
