"""Where knowledge/ and templates/ lie: inside the wheel, or beside the package in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_HOME = _PACKAGE / "_data" if (_PACKAGE / "_data").is_dir() else _PACKAGE.parent

KNOWLEDGE = _HOME / "knowledge"
TEMPLATES = _HOME / "templates"
