"""Translated redirects answer as Apache does: recorded cases, fresh ones, and a real WordPress."""

import json
import os
import shutil
import socket as sockets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from random import SystemRandom

import pytest

from audit.redirects.listing import runtime, to_paste, to_script
from audit.redirects.php import quoted, to_php
from tests.real import redirects_cases as cases
from tests.real.apache import Server, running, served_folder
from tests.real.conftest import missing, program
from tests.real.redirects_apart import APART
from tests.real.redirects_generate import WORDPRESS, Chance

pytestmark = pytest.mark.real

_INDEX = "DirectoryIndex index.php index.html"  # as where the cases were recorded
_REQUESTS = 10_000
_SEED = int(os.environ.get("MOVEREADY_SEED") or SystemRandom().randrange(1_000_000))
_FAULTS = {  # a line of the runtime, and what it is turned into
    "a pattern's $ also matches before a line end": (
        "$this->matches($rule['p'], $uri, ",
        "$this->matches(strtr($rule['p'], ['sD' => 's']), $uri . \"\\n\", ",
    ),
    "the query is forgotten": (
        "if ($this->args !== null && strpos($location, '?') === false) {",
        "if (false) {",
    ),
    "OR at the end is taken for AND": (
        "if (isset($tests[$i]['or'])) {",
        "if (isset($tests[$i]['or']) && isset($tests[$i + 1])) {",
    ),
    "the path behind a file is forgotten": ("$uri = $this->file . $this->info;", "$uri = $this->file;"),
    "a child's rules are added to its parent's": ("$inherit ? $rules ?? [] : []", "$rules ?? []"),
    "a later prefix wins": ("$found[0] < $first[0]", "$found[0] > $first[0]"),
    "paths are escaped with capitals": (
        "return '%' . bin2hex($found[0]);",
        "return '%' . strtoupper(bin2hex($found[0]));",
    ),
}


_WORDPRESS_RULES = rf"""Redirect 301 /old-shop /shop
RedirectMatch 302 ^/news/([0-9]+)/?$ /archive/$1
RewriteEngine On
RewriteCond %{{HTTP_HOST}} ^www\.(.+)$ [NC]
RewriteRule ^(.*)$ http://%1/$1 [R=301,L]
RewriteRule ^caf%C3%A9$ /never [R=301,L]
RewriteRule ^über/?$ /about/?from=old [R=301,L,QSA]
RewriteCond %{{QUERY_STRING}} ^product=(\d+)$
RewriteRule ^$ /product/%1? [R=301,L]
RewriteRule ^gone/ - [G]
RewriteCond %{{HTTP_USER_AGENT}} badbot [NC]
RewriteRule . - [F]
{WORDPRESS}
"""


@pytest.fixture(scope="module")
def recorded():
    return cases.recorded()


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with served_folder() as path:
        yield path


@pytest.fixture(scope="module")
def apache(folder) -> Iterator[Server]:
    with running(folder, tls=True, more=_INDEX) as server:
        cases.build(folder, {"htaccess": "RewriteEngine On\nRewriteRule ^a/(.*) /$1 [R,L]\n", "files": []})
        if server.get("/a/%3F").status != 403:
            missing("an Apache that guards question marks, 2.4.60", "apache2")
        yield server


def test_recorded_cases_are_answered_as_apache_did(php, tmp_path, recorded):
    exact = [case for case in recorded if cases.translated(case).is_exact]
    differing = _differing(exact, cases.judged(php, tmp_path, exact))
    assert not differing, "\n".join(differing)
    assert sum(len(case["requests"]) for case in exact) > 440


def test_where_a_line_is_refused_only_the_requests_that_it_touches_are_answered_otherwise(
    php, tmp_path, recorded
):
    found = [(case, cases.translated(case)) for case in recorded]
    left = [
        case for case, told in found if not told.is_exact and not any(one.is_broken for one in told.folders)
    ]
    apart: dict[str, set[int]] = {}
    for case, answers in zip(left, cases.judged(php, tmp_path, left), strict=True):
        for number, (request, told) in enumerate(zip(case["requests"], answers, strict=True)):
            if not cases.agrees(told, _expected(request), request["uri"]):
                apart.setdefault(case["id"], set()).add(number)
    assert apart == {name: set(reasons) for name, reasons in APART.items()}
    assert sum(len(case["requests"]) for case in left) - sum(map(len, apart.values())) >= 18


def test_what_apache_answers_500_for_is_told_and_nothing_else(recorded):
    broken = [case for case in recorded if any(one.is_broken for one in cases.translated(case).folders)]
    assert broken
    assert {answer["expect"]["status"] for case in broken for answer in case["requests"]} == {500}


def test_nine_of_ten_rules_that_can_be_translated_are(recorded):
    seen = [cases.translated(case).outcomes.values() for case in recorded]
    states = [outcome.status for outcomes in seen for outcome in outcomes]
    accepted = sum(state in {"translated", "internal", "support", "moves-to"} for state in states)
    assert accepted / (accepted + states.count("refused")) > 0.9


def test_apache_still_answers_as_recorded(apache, folder, recorded):
    differing = []
    for case in recorded:
        for request, (status, location) in _observed(apache, folder, case):
            expect = request["expect"]
            if (status, location) != (expect["status"], expect["location"]):
                differing.append(f"{case['id']} {request['uri']}: {status} {location}")
    assert not differing, "\n".join(differing)


def test_fresh_cases_are_answered_as_apache_does(php, apache, folder, tmp_path):
    print(f"MOVEREADY_SEED={_SEED}")  # noqa: T201 - a failure can be repeated with it
    chance, compared, differing = Chance(_SEED), 0, []
    while compared < _REQUESTS:
        made = [case for case in chance.cases(200) if cases.translated(case).is_exact]
        place = tmp_path / str(compared)
        for case, told in zip(made, cases.judged(php, place, made), strict=True):
            found = _observed(apache, folder, case)
            compared += len(found)
            for (request, (status, location)), answer in zip(found, told, strict=True):
                if not cases.agrees(answer, (status, location), request["uri"]):
                    new = {
                        **case,
                        "requests": [{**request, "expect": {"status": status, "location": location}}],
                    }
                    differing.append(f"{json.dumps(new, ensure_ascii=False)}\n  PHP: {answer}")
        shutil.rmtree(place)
    assert not differing, f"seed {_SEED}, {len(differing)} of {compared}:\n" + "\n".join(differing[:20])


@pytest.mark.parametrize("fault", _FAULTS)
def test_a_fault_in_the_runtime_is_found(php, tmp_path, recorded, fault):
    old, new = _FAULTS[fault]
    assert runtime().count(old) == 1
    changed = tmp_path / "runtime.php"
    changed.write_text(runtime().replace(old, new))
    exact = [case for case in recorded if cases.translated(case).is_exact]
    assert _differing(exact, cases.judged(php, tmp_path, exact, changed))


def test_the_runtime_may_be_loaded_twice(php, tmp_path):
    path = tmp_path / "runtime.php"
    path.write_text(runtime())
    request = (
        "['uri' => '/', 'method' => '', 'protocol' => '', 'https' => true, 'address' => '', 'headers' => []]"
    )
    site = "['hosts' => [], 'index' => [], 'folders' => []]"
    code = (
        f"$a = require '{path}'; $b = require '{path}'; $names = count($GLOBALS);"
        f"var_dump($a({site}, '/tmp', {request}), $b({site}, '/tmp', {request}), count($GLOBALS) - $names);"
    )
    command = [php, "-d", "error_reporting=-1", "-d", "display_errors=1", "-r", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["NULL", "NULL", "int(1)"]  # the count itself


@pytest.mark.parametrize("cms", ["wordpress", "drupal"])
def test_the_lines_to_paste_are_php(php, tmp_path, cms):
    path = tmp_path / "settings.php"
    path.write_text(f"<?php\n{to_paste(cms)}")
    assert subprocess.run([php, "-l", str(path)], capture_output=True, check=False).returncode == 0


def test_a_pattern_that_php_gives_up_makes_no_redirect(php, tmp_path):
    text = "RewriteEngine On\nRewriteRule !^(a+)+$ /wrong [R=301,L]\nRewriteRule ^ /other [R=301,L]\n"
    case = _case(text, "/" + "a" * 200 + "b")
    data, site = tmp_path / "redirects.php", tmp_path / "site"
    cases.build(site, case)
    data.write_text(to_php(cases.translated(case)))
    limited = [php, "-d", "pcre.backtrack_limit=1000", "-d", "pcre.jit=0"]
    wrapper = tmp_path / "php"
    wrapper.write_text(f'#!/bin/sh\nexec {" ".join(limited)} "$@"\n')
    wrapper.chmod(0o755)
    assert cases.ask(str(wrapper), [(data, site, case["requests"])]) == [[cases.Told(None, None)]]


def test_text_in_rules_stays_text_in_php(php, tmp_path):
    evil = r"""'.system('id').' \' ?> <?php exit; $x ${x} \\"""
    for text in (evil, "\\", "'", "\\'", "\\\\'", "a\nb"):
        code = f"echo {quoted(text)};"
        done = subprocess.run([php, "-r", code], capture_output=True, text=True, check=True)
        assert done.stdout == text
    case = _case(f'Redirect 301 "/a {evil}" "/b{evil}"\nRedirect 301 /c /d\n', "/c")
    assert cases.judged(php, tmp_path, [case]) == [[cases.Told(301, "http://www.example.com/d")]]


def test_bytes_that_are_no_utf8_are_kept(php, tmp_path):
    case = _case(
        "RewriteEngine On\nRewriteRule ^caf\udce9$ /caf\udce9 [R=301,L,NE]\nRedirect 301 /\udcff /x\n",
        "/caf%E9",
        "/%FF",
    )
    assert cases.judged(php, tmp_path, [case]) == [
        [cases.Told(301, "http://www.example.com/caf\xe9"), cases.Told(301, "http://www.example.com/x")]
    ]  # fmt: skip


def test_answers_that_depend_on_the_visitor_are_told_apart(php, tmp_path):
    rules = [
        "RewriteEngine On",
        "RewriteRule ^plain$ /new [R=301,L]",
        "RewriteCond %{HTTP_USER_AGENT} bot",
        "RewriteRule ^agent$ /new [R=302,L]",
        "RewriteCond %{HTTP_HOST} .",
        "RewriteRule ^host$ /new [R=302,L]",
        "SetEnvIf Cookie x seen",
        "RewriteCond %{ENV:seen} !1",
        "RewriteRule ^env$ /new [R=302,L]",
        WORDPRESS,
    ]
    case = _case("\n".join(rules), "/plain", "/agent", "/host", "/env")
    case["requests"][1]["headers"] = {"User-Agent": "bot"}
    data, site = tmp_path / "redirects.php", tmp_path / "site"
    cases.build(site, case)
    data.write_text(to_php(cases.translated(case)))
    assert [told.is_private for told in cases.ask(php, [(data, site, case["requests"])])[0]] == [
        False, True, False, True,
    ]  # fmt: skip


def test_a_wordpress_with_the_lines_pasted_in_answers_as_apache_did(php, single, wordpress_source):
    assert wordpress_source
    rules = _WORDPRESS_RULES
    paths = [
        "/old-shop", "/old-shop/a%20b?x=%20", "/news/12", "/news/12?a=b", "/%C3%BCber?x=1", "/?product=7",
        "/gone/x",
        "/a?b=c", "/wp-content/themes/child/style.css", "/sample-page/", "/?p=1", "/",
    ]  # fmt: skip
    with served_folder() as folder:
        site = folder / "html"
        shutil.copytree(single.path, site, symlinks=True)
        (site / ".htaccess").write_text(rules)
        case = {"htaccess": rules, "files": [], "requests": []}
        hosts = frozenset({"shop.example.org"})
        (site / "redirects.php").write_text(to_php(cases.translated(case, hosts), is_canonical=True))
        (site / "redirects-runtime.php").write_text(runtime())
        config = (site / "wp-config.php").read_text()
        settings = "require_once ABSPATH . 'wp-settings.php';"
        assert settings in config
        (site / "wp-config.php").write_text(config.replace(settings, f"{to_paste('wordpress')}\n{settings}"))
        with running(site, more=_INDEX) as server, _php_server(php, site) as port:
            for host in ("shop.example.org", "www.shop.example.org"):
                for agent in ("Mozilla", "BadBot"):
                    for path in paths:
                        asked = {"User-Agent": agent}
                        apache = server.get(path, host=host, headers=asked)
                        location = apache.headers.get("location")
                        status, headers = _get(port, path, {"Host": host, **asked})
                        where = f"{host}{path} {agent}"
                        if apache.status == 200:
                            assert status in {200, 301, 404}, where  # WordPress itself, or a file
                            assert headers.get("X-Redirect-By", "WordPress") == "WordPress", where
                        elif not path.endswith(".css"):
                            assert (status, headers.get("Location")) == (apache.status, location), where
            done = subprocess.run(
                [php, str(site / "wp-config.php")], capture_output=True, text=True, check=False
            )
            assert "gives no page" not in done.stdout


def test_the_script_finds_a_difference(php, tmp_path):
    program("curl", "curl")
    text = "Redirect 301 /a /b\nRedirect 410 /it's\nRedirect 302 /c http://o.example/\n"
    translation = cases.translated(_case(text))
    script = tmp_path / "check.sh"
    script.write_text(to_script(translation))
    (tmp_path / "router.php").write_text(
        "<?php (require __DIR__ . '/runtime.php')(require __DIR__ . '/redirects.php', __DIR__);"
        " http_response_code(404);"
    )
    (tmp_path / "runtime.php").write_text(runtime())
    (tmp_path / "redirects.php").write_text(to_php(translation))
    with _php_server(php, tmp_path, tmp_path / "router.php") as port:
        command = ["sh", str(script), f"http://127.0.0.1:{port}"]
        right = subprocess.run(command, capture_output=True, text=True, check=False)
        (tmp_path / "redirects.php").write_text(to_php(cases.translated(_case(text.replace("/b", "/x")))))
        wrong = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (right.returncode, right.stdout.count("ok ")) == (0, 3), right.stdout + right.stderr
    assert (wrong.returncode, wrong.stdout.count("DIFFERS")) == (1, 1), wrong.stdout + wrong.stderr


def _case(text: str, *uris: str):
    asked = [{"method": "GET", "host": "www.example.com", "https": False, "uri": uri} for uri in uris]
    return {"htaccess": text, "files": ["index.php"], "requests": asked}


def _expected(request):
    return request["expect"]["status"], request["expect"]["location"]


def _differing(given, answers) -> list[str]:
    return [
        f"{case['id']} {request['uri']}: Apache {_expected(request)}, PHP {told}"
        for case, answer in zip(given, answers, strict=True)
        for request, told in zip(case["requests"], answer, strict=True)
        if not cases.agrees(told, _expected(request), request["uri"])
    ]


def _observed(server: Server, folder: Path, case):
    """Put a case into Apache's folder, and return its requests with Apache's answers."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    cases.build(folder, case)
    found = []
    for request in case["requests"]:
        answer = server.get(
            request["uri"],
            host=request["host"],
            headers=request.get("headers"),
            method=request["method"],
            https=request["https"],
        )
        location = answer.headers.get("location")
        found.append((request, (answer.status, location and location.replace(str(folder), "{DOCROOT}"))))
    return found


@contextmanager
def _php_server(php: str, root: Path, router: Path = Path(__file__).parent / "redirects_router.php"):
    with sockets.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [php, "-d", "display_errors=0", "-S", f"127.0.0.1:{port}", "-t", str(root), str(router)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with suppress(OSError), sockets.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(60)


def _get(port: int, path: str, headers):
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers
    finally:
        connection.close()
