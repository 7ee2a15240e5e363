"""Translated virtual hosts answer as Apache does, and Apache takes the files that the parser calls right."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import pytest

from audit.knowledge.apache import load_directives
from audit.parsers.apache.lines import parse
from audit.redirects.configuration import Configuration
from audit.redirects.php import to_php
from audit.redirects.records import Translation
from audit.redirects.translate import translate
from tests.real import apache_servers
from tests.real import redirects_cases as cases
from tests.real.apache import USUAL, configuration, running, served_folder
from tests.real.conftest import program
from tests.real.redirects_servers import ServerChance, written

pytestmark = pytest.mark.real

_KNOWN = load_directives()
_SEED = int(os.environ.get("MOVEREADY_SEED") or SystemRandom().randrange(1_000_000))
_REQUESTS = 2000
_STOCK = (
    "sites-available/000-default.conf",
    "sites-available/default-ssl.conf",
    "apache2.conf",
    "ports.conf",
)
# What is wrong only on the machine that is asked, not with the file.
_OF_THE_MACHINE = re.compile(
    r"Could not open configuration file|not found|does not exist|Invalid command|is not a valid group"
)


class _Asked:
    """An Apache that is asked whether it would start with a file."""

    def __init__(self, apache: str, home: Path) -> None:
        self._apache = apache
        self._home = home
        modules = (*USUAL, "actions", "include", "auth_digest", "socache_shmcb", "ssl", "proxy", "macro")
        main = configuration(home, home, [1], modules, f"Include {home}/asked.conf\n")
        (home / "httpd.conf").write_text(re.sub(r"(?s)<VirtualHost.*?</VirtualHost>", "", main))

    def refusal(self, data: bytes) -> str | None:
        """Return why Apache would not start; None: it would."""
        (self._home / "asked.conf").write_bytes(data)
        command = [self._apache, "-t", "-f", str(self._home / "httpd.conf")]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        return done.stderr if done.returncode else None

    def disagreement(self, data: bytes) -> str | None:
        """Return how the parser and Apache differ over a file; None: they do not, or only Apache can tell."""
        theirs, ours = self.refusal(data), parse(data, "server", directives=_KNOWN)
        if bool(ours.errors) == bool(theirs) or (ours.unsure and not ours.errors):
            return None
        if theirs and _OF_THE_MACHINE.search(theirs):
            return None
        return f"{data!r}\n  Apache: {theirs}\n  parser: {[error.text for error in ours.errors]}"


@pytest.fixture(scope="module")
def asked() -> Iterator[_Asked]:
    with tempfile.TemporaryDirectory(prefix="mr-asked-", dir="/tmp") as name:
        yield _Asked(program("apache2", "apache2"), Path(name))


@pytest.mark.parametrize("seed", [1, _SEED])
def test_apache_starts_with_the_files_that_the_parser_calls_right_and_no_others(asked, seed):
    chance = Random(seed)
    found = [asked.disagreement(apache_servers.file(chance)) for _ in range(400)]
    assert [one for one in found if one] == [], f"seed {seed}"


def test_files_are_often_right_and_often_wrong_and_few_are_left_open():
    chance = Random(2)
    found = [parse(apache_servers.file(chance), "server", directives=_KNOWN) for _ in range(1000)]
    assert 0.2 < sum(bool(one.errors) for one in found) / 1000 < 0.8
    assert sum(bool(one.unsure) and not one.errors for one in found) / 1000 < 0.1


@pytest.mark.parametrize("name", _STOCK)
def test_files_that_debian_ships_are_taken(name):
    path = Path("/etc/apache2", name)
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    found = parse(path.read_bytes(), "server", directives=_KNOWN)
    assert found.directives
    assert found.errors == ()


def test_fresh_virtual_hosts_are_answered_as_apache_does(php, tmp_path):
    print(f"MOVEREADY_SEED={_SEED}")  # noqa: T201 - a failure can be repeated with it
    compared, differing = 0, []
    for run in range(20):
        found, wrong = _compared(php, tmp_path / str(run), _SEED + run)
        compared += found
        differing += wrong
        if compared >= _REQUESTS:
            break
    assert compared >= _REQUESTS
    assert not differing, f"seed {_SEED}, {len(differing)} of {compared}:\n" + "\n".join(differing[:10])


def test_most_virtual_hosts_of_chance_can_be_translated():
    made = ServerChance(3).servers(200)
    assert sum(_translated(case).is_exact for case in made) > 120


def _compared(php: str, data: Path, seed: int) -> tuple[int, list[str]]:
    """Ask Apache and PHP for all requests of some cases, and return how many there were and which differ."""
    made = [(case, _translated(case)) for case in ServerChance(seed).servers(100)]
    exact = [(case, found) for case, found in made if found.is_exact]
    data.mkdir()
    with served_folder() as folder:
        more = ["DirectoryIndex index.php index.html", *made[0][0]["outside"]]
        questions = []
        for number, (case, translation) in enumerate(exact):
            site, file = folder / str(number), data / f"{number}.php"
            cases.build(site, case)
            text = to_php(translation, is_canonical=True)
            file.write_bytes(text.encode("utf-8", "surrogateescape"))
            questions.append((file, site, case["requests"]))
            more.append(written(case, f"@ROOT/{number}", ("@PLAIN", "@SECURE"), "@TLS"))
        told = cases.ask(php, questions)
        compared, differing = 0, []
        with running(folder, tls=True, more="\n".join(more)) as server:
            for (case, _), answers in zip(exact, told, strict=True):
                for request, answer in zip(case["requests"], answers, strict=True):
                    compared += 1
                    found = server.get(
                        request["uri"],
                        host=request["host"],
                        headers=request["headers"],
                        method=request["method"],
                        https=request["https"],
                    )
                    observed = found.status, found.headers.get("location")
                    if not cases.agrees(answer, observed, request["uri"]):
                        new = json.dumps({**case, "requests": [request]}, ensure_ascii=False)
                        differing.append(f"{new}\n  Apache: {observed}\n  PHP: {answer}")
    shutil.rmtree(data)
    return compared, differing


def _translated(case: dict[str, Any]) -> Translation:
    text = "\n".join([*case["outside"], written(case, "/srv/www", ("80", "443"), "SSLEngine on")])
    file = parse(text.encode(), "server", directives=_KNOWN)
    files = {folder: parse(data, directives=_KNOWN) for folder, data in cases.texts(case).items()}
    return translate(files, frozenset({case["name"]}), configurations=[Configuration("vhost.conf", file)])
