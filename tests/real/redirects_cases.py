"""Cases of a .htaccess with requests: written to disk, translated, and judged by PHP."""

import base64
import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from audit.knowledge.apache import load_directives
from audit.parsers.apache.lines import parse
from audit.redirects.php import to_php
from audit.redirects.records import Translation
from audit.redirects.translate import translate
from audit.resources import TEMPLATES

RUNTIME = TEMPLATES / "redirects" / "runtime.php"
HOSTS = frozenset({"www.example.com", "example.com"})
_HERE = Path(__file__).parent
_CASES = _HERE.parent / "cases" / "htaccess" / "cases.json"
_DIRECTIVES = load_directives()
_ROOT = "{DOCROOT}"  # in the cases: where the site lay

Case = Mapping[str, Any]


class Told(NamedTuple):
    """An answer: PHP's status is None where it leaves the request to the site."""

    status: int | None
    location: str | None
    is_private: bool = False


def recorded() -> list[Case]:
    """Return the cases that were recorded with Apache."""
    return list(json.loads(_CASES.read_text("utf-8"))["cases"])


def texts(case: Case) -> dict[str, bytes]:
    """Return the .htaccess files of a case by folder."""
    found: dict[str, bytes] = {}
    if case["htaccess"] is not None:
        found[""] = case["htaccess"].encode("utf-8", "surrogateescape")
    for folder, text in (case.get("htaccess_in") or {}).items():
        found[folder.strip("/")] = text.encode("utf-8", "surrogateescape")
    return found


def translated(case: Case, hosts: frozenset[str] = HOSTS) -> Translation:
    """Return the translation of a case."""
    files = {folder: parse(text, directives=_DIRECTIVES) for folder, text in texts(case).items()}
    return translate(files, hosts)


def build(site: Path, case: Case) -> None:
    """Write the files of a case; names that end in a slash are folders."""
    site.mkdir(parents=True, exist_ok=True)
    for name in case["files"]:
        path = site / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x")
    for folder, text in texts(case).items():
        (site / folder).mkdir(parents=True, exist_ok=True)
        (site / folder / ".htaccess").write_bytes(text)


def ask(
    php: str, questions: Iterable[tuple[Path, Path, Sequence[Case]]], runtime: Path = RUNTIME
) -> list[list[Told]]:
    """Let PHP judge requests; a question is a file of data, the site's folder, and requests."""
    lines = [
        json.dumps({"map": str(data), "root": str(site), "requests": [_request(one) for one in requests]})
        for data, site, requests in questions
    ]
    command = [php, "-d", "display_errors=stderr", str(_HERE / "redirects_ask.php"), str(runtime)]
    done = subprocess.run(
        command, input="\n".join(lines) + "\n", capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert not done.stderr, done.stderr[-2000:]
    return [[_told(one) for one in json.loads(line)] for line in done.stdout.splitlines()]


def judged(php: str, folder: Path, cases: Sequence[Case], runtime: Path = RUNTIME) -> list[list[Told]]:
    """Write sites and data of cases under a folder, and return what PHP says of their requests."""
    questions = []
    for number, case in enumerate(cases):
        site, data = folder / f"{number}" / "site", folder / f"{number}" / "redirects.php"
        build(site, case)
        data.write_bytes(to_php(translated(case), is_canonical=True).encode("utf-8", "surrogateescape"))
        questions.append((data, site, case["requests"]))
    answers = ask(php, questions, runtime)
    return [
        [_without(told, site) for told in given]
        for given, (_, site, _) in zip(answers, questions, strict=True)
    ]


def _without(told: Told, site: Path) -> Told:
    return told._replace(location=told.location and told.location.replace(str(site), _ROOT))


def agrees(told: Told, observed: tuple[int, str | None], uri: str) -> bool:
    """Say whether PHP's answer is Apache's; what PHP passes on, Apache serves or lacks."""
    status, location = observed
    if told.status is not None:
        return told[:2] == observed
    path = uri.partition("?")[0]
    # A folder without an index and a file called .ht... are forbidden; no rule says so.
    listing = status == 403 and (path.endswith(("/", "/.", "/..")) or "/.ht" in path)
    return location is None and (status in {200, 404} or listing)


def _request(case: Case) -> dict[str, object]:
    headers = {
        "host": case["host"],
        **{name.lower(): value for name, value in case.get("headers", {}).items()},
    }
    return {
        "method": case["method"],
        "uri": _packed(case["uri"]),
        "https": case["https"],
        "headers": {name: _packed(value) for name, value in headers.items()},
    }


def _packed(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogateescape")).decode()


def _told(answer: Sequence[Any] | None) -> Told:
    if answer is None:
        return Told(None, None)
    status, location, private = answer
    # Like the recorded cases: a byte is a letter.
    return Told(status, None if location is None else base64.b64decode(location).decode("latin-1"), private)
