"""What a user calls a commit, as git reads it: branches, tags, ids and the way from one to another."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from audit.errors import AuditError
from audit.sources.revision_repository import Repository
from audit.sources.tree import shown

# As git looks them up, in this order.
_PLACES = ("{}", "refs/{}", "refs/tags/{}", "refs/heads/{}", "refs/remotes/{}", "refs/remotes/{}/HEAD")
_KINDS = ("refs/heads/", "refs/tags/", "refs/remotes/")
_STEP = re.compile(r"\^\{(?P<kind>[a-z]*)\}|\^(?P<parent>\d{0,4})|~(?P<back>\d{0,9})")
_ID = re.compile(r"[0-9a-fA-F]{4,64}")
_DESCRIBED = re.compile(r".+-\d+-g(?P<id>[0-9a-fA-F]{4,64})")
_NOT_READ = re.compile(r"@\{|\^\{/|:|\.\.|^\^")
_PEELED = 16  # tags of tags
_NAMED = 5  # so many names an error tells


class Named(NamedTuple):
    """What a revision is."""

    commit: str | None  # its hex id; None: it is a tree without a commit
    tree: bytes


class Commit(NamedTuple):
    """A commit, as far as the way to another needs it."""

    tree: bytes
    parents: list[bytes]


class Revisions:
    """The names in a repository."""

    def __init__(self, repository: Repository, path: str) -> None:
        self._repository = repository
        self._path = path

    def find(self, text: str) -> Named:
        """Return what a revision is. Raises AuditError where there is none, naming those that are close."""
        if _NOT_READ.search(text) or not text:
            raise AuditError(
                f"{shown(text)!r} cannot be used as a revision here. Name a branch, a tag or the id of a"
                " commit, with ~3 or ^2 behind it to go back from there."
            )
        end = min((at for at in map(text.find, "^~") if at >= 0), default=len(text))
        name, rest = text[:end], text[end:]
        sha = self._start(name)
        while rest:
            step = _STEP.match(rest)
            if step is None:
                raise AuditError(
                    f"{shown(rest)!r} behind {shown(name)} is no way from one commit to another."
                )
            sha = self._gone(sha, step, text)
            rest = rest[step.end() :]
        kind, sha, data = self._peeled(sha, text)
        if kind == b"commit":
            return Named(sha.hex(), self._commit(data, text).tree)
        if kind == b"tree":
            return Named(None, sha)
        raise AuditError(f"{shown(text)} is a file, not a commit.")

    def _start(self, name: str) -> bytes:
        """Return the object that a name without steps stands for."""
        name = "HEAD" if name == "@" else name
        if len(name) == 2 * self._repository.width and _ID.fullmatch(name):
            return bytes.fromhex(name)
        for place in _PLACES:
            found = self._repository.folder.ref(place.format(name))
            if found is not None and len(found) == 2 * self._repository.width:
                return bytes.fromhex(found)
        described = _DESCRIBED.fullmatch(name)
        short = described["id"] if described else name
        if _ID.fullmatch(short) and len(short) <= 2 * self._repository.width:
            found_ids = self._of_kind(self._repository.starting(short.lower()))
            if len(found_ids) == 1:
                return found_ids[0]
            if found_ids:
                ids = ", ".join(one.hex()[: len(short) + 4] for one in found_ids[:_NAMED])
                raise AuditError(f"{name} is the start of several ids: {ids}. Give more of it.")
        raise self._unknown(name)

    def _of_kind(self, found: list[bytes]) -> list[bytes]:
        """Return the commits and tags of some objects; the trees where there are none."""
        kinds = [(one, read[0]) for one in found[:_PEELED] if (read := self._repository.read(one))]
        commits = [one for one, kind in kinds if kind in (b"commit", b"tag")]
        return commits or [one for one, kind in kinds if kind == b"tree"]

    def _gone(self, sha: bytes, step: "re.Match[str]", text: str) -> bytes:
        """Return the object at the end of a step."""
        if (wanted := step["kind"]) is not None:
            kind, peeled, data = self._peeled(sha, text, only=wanted)
            if wanted == "tree" and kind == b"commit":
                return self._commit(data, text).tree
            if wanted in ("", "object", kind.decode()):
                return peeled
            raise AuditError(f"{shown(text)}: that is no {wanted}.")
        if step["parent"] is not None:
            number = int(step["parent"] or 1)
            return self._parent(sha, number, text) if number else self._peeled(sha, text)[1]
        for _ in range(int(step["back"] or 1)):
            sha = self._parent(sha, 1, text)
        return sha

    def _parent(self, sha: bytes, number: int, text: str) -> bytes:
        kind, sha, data = self._peeled(sha, text)
        parents = self._commit(data, text).parents if kind == b"commit" else []
        if number > len(parents):
            which = "no commit before it" if number == 1 else f"no {number} commits before it"
            raise AuditError(f"{shown(text)} does not exist: {sha.hex()[:10]} has {which}.")
        return parents[number - 1]

    def _peeled(self, sha: bytes, text: str, only: str = "") -> tuple[bytes, bytes, bytes]:
        """Return kind, name and content of what an object is or, if it is a tag, names."""
        for _ in range(_PEELED):
            found = self._repository.read(sha)
            if found is None:
                raise AuditError(
                    f"{shown(text)} leads to {sha.hex()[:10]}, which is not in {self._path}{self._why()}"
                )
            kind, data = found
            if kind != b"tag" or only in ("object", "tag"):
                return kind, sha, data
            sha = self._id(data, b"object ", text)
        raise AuditError(f"{shown(text)} is a tag of a tag of a tag without end.")

    def _commit(self, data: bytes, text: str) -> Commit:
        parents = []
        for line in data.split(b"\n\n", 1)[0].split(b"\n")[1:]:
            if not line.startswith(b"parent "):
                break
            parents.append(self._id(line, b"parent ", text))
        return Commit(self._id(data, b"tree ", text), parents)

    def _id(self, data: bytes, head: bytes, text: str) -> bytes:
        digits = data[len(head) : len(head) + 2 * self._repository.width]
        try:
            sha = bytes.fromhex(digits.decode("ascii")) if data.startswith(head) else b""
        except ValueError:
            sha = b""
        if len(sha) != self._repository.width:
            raise AuditError(f"{shown(text)} leads to a commit that is damaged.")
        return sha

    def _why(self) -> str:
        if self._repository.is_shallow:
            return ": its history is cut off there (a shallow clone). Give a whole clone."
        notes = " ".join(self._repository.notes[:_NAMED])
        return f". {notes}" if notes else ": it is not whole, or damaged. Give a whole clone."

    def _unknown(self, name: str) -> AuditError:
        """Return the error that a name stands for nothing; it says what is there."""
        known = list(dict.fromkeys(self._names()))
        ends = [one for one in known if one.rpartition("/")[2] == name.rpartition("/")[2]]
        lower = {one.casefold(): one for one in known}
        near = get_close_matches(name.casefold(), lower, n=_NAMED, cutoff=0.6)
        close = list(dict.fromkeys([*ends, *(lower[one] for one in near)]))[:_NAMED]
        if close:
            cure = f"Do you mean {_either(close)}?"
        elif known:
            more = f" and {len(known) - _NAMED:,} more" if len(known) > _NAMED else ""
            cure = f"There is {', '.join(map(shown, known[:_NAMED]))}{more}."
        else:
            cure = "It has no branch and no tag."
        notes = "".join(f" {note}" for note in self._repository.notes[:_NAMED])
        return AuditError(f"{self._path} has no revision {shown(name)}. {cure}{notes}")

    def _names(self) -> Iterator[str]:
        refs = self._repository.folder.refs()
        for kind in _KINDS:
            yield from (name.removeprefix(kind) for name in refs if name.startswith(kind))


def _either(names: list[str]) -> str:
    *others, last = map(shown, names)
    return f"{', '.join(others)} or {last}" if others else last
