"""The rules without their examples in one file that is quick to load; used as long as it is current."""

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from audit.knowledge.toml import tables
from audit.resources import KNOWLEDGE

PLACE = "data/rules.json"
_PROOF = "example"


class RawRule(NamedTuple):
    """A table of a rule, not checked yet, and how mistakes in it are introduced."""

    file: str
    where: str
    table: dict[str, Any]


def compiled_rules(folder: Path) -> list[RawRule] | None:
    """Return the compiled rules of a folder; None: there are none, or a rule was changed since."""
    try:
        data = (folder / PLACE).read_bytes()
        digest, rules = msgspec.json.decode(data, type=tuple[str, list[RawRule]])
    except (OSError, msgspec.DecodeError):
        return None
    return rules if digest == _digest(folder) else None


def written_rules(folder: Path, shown: str, mistakes: list[str]) -> Iterator[RawRule]:
    """Yield the rules of a folder as they are written, with examples; what is wrong joins the mistakes."""
    for path in _files(folder):
        file = shown + path.relative_to(folder).as_posix()
        for index, table in enumerate(tables(path, file, "rule", mistakes), 1):
            named = f'"{table["id"]}"' if isinstance(table.get("id"), str) else str(index)
            yield RawRule(file, f"{file}: rule {named}", table)


def compile_rules(folder: Path = KNOWLEDGE) -> None:
    """Write the compiled rules of a folder, one in each line."""
    mistakes: list[str] = []
    lines = []
    for rule in written_rules(folder, "", mistakes):
        table = {key: value for key, value in rule.table.items() if key != _PROOF}
        lines.append(msgspec.json.encode(rule._replace(table=table)).decode())
    text = ",\n".join(lines)
    (folder / PLACE).write_text(f'["{_digest(folder)}", [\n{text}\n]]\n', "utf-8")


def _digest(folder: Path) -> str:
    digest = blake2b(digest_size=16)
    for path in _files(folder):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "rules").rglob("*.toml"))


if __name__ == "__main__":
    compile_rules()
