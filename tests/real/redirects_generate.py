"""Sets of rules and requests made by chance: a small vocabulary, so that they often meet."""

from random import Random
from typing import Any
from urllib.parse import quote

FILES = "index.php dir/index.html dir/file.txt dir2/ dir/sub/index.php file.txt q.php".split()
WORDPRESS = r"""# BEGIN WordPress
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]
RewriteBase /
RewriteRule ^index\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /index.php [L]
</IfModule>
# END WordPress"""
DRUPAL = r"""RewriteEngine on
RewriteRule "/\.|^\.(?!well-known/)" - [F]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteCond %{REQUEST_URI} !=/favicon.ico
RewriteRule ^ index.php [L]"""
_SEGMENTS = [
    *"a b old new blog x-1 page p.html q.php index.php dir dir2 sub file.txt A old.html".split(),
    *["x&y", "x+y", "x;y", "x=1", "%41", "Über", "a b", "café"],
]
_HOSTS = "www.example.com example.com old.example.org WWW.Example.com example.com. a.example.com:8080".split()
_QUERIES = [
    *[None, None, None, ""],
    *"x=1 id=42 x=1&id=7 q=a%20b a=b?c x=%3F p=5& lang=de utm_source=z&x=1 & 12 x=%2520".split(),
]
_AGENTS = ["BadBot/1.0", "Mozilla/5.0 (iPhone)", "curl/8"]
_TARGETS = r"""
    /new /n/ /new/page http://o.example/ https://www.example.com/n /dir/ / /n%20m /ü new //o.example/p
    http://%{HTTP_HOST}/h https://%{HTTP_HOST}%{REQUEST_URI} /index.php http://o.example mailto:a@example.com
    https://%{SERVER_NAME}/%{ENV:bad} /x\?y /%{QUERY_STRING}
""".split()
_TESTS = {
    "%{HTTP_HOST}": r"^www\. !^www\. ^(?:www\.)?(.+)$ =example.com !=www.example.com ^([^.]+)\.".split(),
    "%{QUERY_STRING}": r"^$ !^$ (?:^|&)id=(\d+) ^x=(.*)$ ^(.*)$ =x=1 lang=(de|en) . >m <=x=1".split(),
    "%{REQUEST_URI}": ["^/old", "!^/new", "^/(.*)$", r"/index\.php", r"!\.", "^/([^/]+)/", "=/a"],
    "%{HTTPS}": ["off", "on", "!=on", "=on"],
    "%{REQUEST_FILENAME}": ["-f", "!-f", "-d", "!-d", r"\.php$", "-s"],
    "%{DOCUMENT_ROOT}/dir/$1": ["-f", "!-f", "-d"],
    "%{THE_REQUEST}": [r"\s/index\.php", r"^GET\ /([^?\ ]*)", "//", r"\?"],
    "%{REQUEST_METHOD}": ["POST", "!=GET", "^(GET|HEAD)$"],
    "%{SERVER_PORT}": ["80", "!^443$", "=443", "-eq443", "!-lt100"],
    "%{HTTP_REFERER}": ["^$", "spam", "!^$"],
    "%{HTTP_USER_AGENT}": ["bot", "(iphone|android)", "!curl"],
    "%{HTTP:X-Forwarded-Proto}": ["!https", "=https"],
    "%{ENV:MARK}": ["=1", "!1", "."],
    "%{ENV:bad}": ["=1", "!=1", "(.+)"],
    "%{ENV:REDIRECT_STATUS}": ["^$", "200"],
    "$1": ["^$", ".", "^(.)", "!^new"],
    "$1:%{QUERY_STRING}": ["^(a|b|):(.*)$", ":$"],
    "%{SERVER_NAME}": [r"^www\.", "=example.com"],
}  # fmt: skip


class Chance:
    """Makes cases; the same seed makes the same."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._choice = self._random.choice

    def cases(self, count: int, requests: int = 14) -> list[dict[str, Any]]:
        """Return cases without the answers that are to be expected."""
        return [self._case(number, requests) for number in range(count)]

    def _case(self, number: int, requests: int) -> dict[str, Any]:
        case: dict[str, Any] = {
            "id": f"made-{number}",
            "htaccess": "\n".join(self._file()) + "\n",
            "files": FILES,
            "requests": [self._request() for _ in range(requests)],
        }
        folders = {name: self._inner(name) for name in ("dir", "dir/sub") if self._often(0.3)}
        if folders:
            case["htaccess_in"] = {name: "\n".join(lines) + "\n" for name, lines in folders.items() if lines}
        return case

    def _often(self, share: float) -> bool:
        return self._random.random() < share

    def _file(self) -> list[str]:
        lines: list[str] = []
        if self._often(0.2):
            lines += self._setters()
        if self._often(0.05):
            lines.append(
                "DirectoryIndex " + self._choice(["index.html", "index.php", "a index.html", "/q.php"])
            )
        if self._often(0.85):
            lines.append("RewriteEngine On")
            if self._often(0.3):
                lines.append("RewriteBase /")
            for _ in range(self._choice([1, 2, 3, 4, 6])):
                lines += self._rule()
        for _ in range(self._choice([0, 0, 1, 2, 4])):
            lines.append(self._alias())
        if self._often(0.35):
            block = self._choice([WORDPRESS, WORDPRESS, DRUPAL])
            lines = [*lines, block] if self._often(0.6) else [block, *lines]
        return lines

    def _inner(self, name: str) -> list[str]:
        lines = ["RewriteEngine On"] if self._often(0.7) else []
        if lines and self._often(0.3):
            lines.append("RewriteOptions Inherit")
        if self._often(0.3):
            lines.append(f"RewriteBase /{name}/")
        if lines:
            for _ in range(self._choice([0, 1, 2])):
                lines += self._rule()
        if self._often(0.5):
            lines.append(self._alias())
        if self._often(0.2):
            lines += self._setters()
        return lines

    def _setters(self) -> list[str]:
        return self._random.sample(
            [
                "SetEnvIf Request_URI ^/(old|blog) bad=$1",
                "SetEnvIfNoCase User-Agent badbot bad",
                "BrowserMatchNoCase (iphone|curl) bad=$1 MARK",
                "SetEnvIf Host ^www bad=1",
                "SetEnvIf Referer spam bad !MARK",
                "SetEnvIf bad ^1$ MARK=1",
                "SetEnvIf Request_Method POST !bad",
            ],
            self._choice([1, 2, 3]),
        )

    def _literal(self) -> str:
        return "/".join(self._choice(_SEGMENTS) for _ in range(self._choice([1, 1, 1, 2])))

    def _pattern(self) -> str:
        text = self._literal().replace(".", "\\.").replace("+", "\\+")
        start = self._choice(["old", "blog", "dir", "(a|b)", "([a-z]+)", "page"])
        return self._random.choices(
            [
                f"^{text}$",
                f"^{text}/?$",
                f"^{text}(?:/(.*))?$",
                f"^{start}/(.*)$",
                "^(.*)$",
                "^",
                self._choice([r"\.html$", r"^(.+)\.html?$", r"^(.+)\.php$", "(.*)/$", "^(.*[^/])$", "."]),
                text,
                f"^/{text}$",
                "^$",
            ],
            [30, 12, 13, 15, 8, 5, 5, 4, 4, 4],
        )[0]

    def _target(self, captures: bool, tested: bool) -> str:
        target = self._choice(
            [
                *_TARGETS,
                "/x y",
            ]
        )
        if captures and self._often(0.7):
            target += self._choice(["$1", "/$1", "?v=$1", "/$1/"])
        if tested and self._often(0.6):
            target += self._choice(["-%1", "?c=%1", "/%1"])
        if self._often(0.15):
            target += self._choice(["?", "?k=1", "#f", "?k=1&l=$0", "?%{QUERY_STRING}&k=1"])
        return target

    def _condition(self) -> str:
        given = self._choice(list(_TESTS))
        flags = [flag for flag, share in (("NC", 0.25), ("OR", 0.22)) if self._often(share)]
        return f"RewriteCond {given} {self._choice(_TESTS[given])}{_bracketed(flags)}"

    def _rule(self) -> list[str]:
        conditions = [self._condition() for _ in range(self._choice([0, 0, 0, 1, 1, 2, 3]))]
        pattern = ("!" if self._often(0.05) else "") + self._pattern()
        kind = self._random.random()
        captures = "(" in pattern.replace("(?:", "") and pattern[0] != "!"
        if kind < 0.07:
            done = self._choice(
                "F G R=404 L S=1 C E=MARK:1 END F,L R=410,NC E=bad:%1 E=!bad QSD NS,F R=503 S=2".split()
            )
            return [*conditions, f"RewriteRule {_quoted(pattern)} - [{done}]"]
        if kind < 0.2:
            return [*conditions, self._internal(pattern, captures)]
        tested = any("(" in condition for condition in conditions)
        flags = [self._choice(["R=301", "R=301", "R=302", "R", "R=permanent", "R=308", "r=307"])]
        shares = {
            "L": 0.87, "NC": 0.15, "QSA": 0.12, "QSD": 0.08, "NE": 0.12, "C": 0.03, "S=1": 0.03, "B": 0.04,
            "QSL": 0.03,
            "UnsafeAllow3F": 0.03, "BNP": 0.02, "BCTLS": 0.02, "B=/": 0.02, "NS": 0.02,
        }  # fmt: skip
        flags += [flag for flag, share in shares.items() if self._often(share)]
        target = _quoted(self._target(captures, tested))
        return [*conditions, f"RewriteRule {_quoted(pattern)} {target}{_bracketed(flags)}"]

    def _internal(self, pattern: str, captures: bool) -> str:
        there = (
            "/index.php b/$1 /new/$1 index.php?q=$1 /a x /file.txt /dir/$1 $1.html http://www.example.com/$1"
        )
        fixed = "/index.php /a /b new /dir/ - http://example.com/old http://o.example/i /file.txt?x=2"
        target = self._choice((there if captures else fixed).split())
        shares = {
            "L": 0.7,
            "QSA": 0.2,
            "END": 0.1,
            "E=MARK:1": 0.1,
            "DPI": 0.08,
            "PT": 0.04,
            "N=3": 0.02,
            "NC": 0.1,
        }
        flags = [flag for flag, share in shares.items() if self._often(share)]
        return f"RewriteRule {_quoted(pattern)} {target}{_bracketed(flags)}"

    def _alias(self) -> str:
        kind = self._choice(
            ["Redirect 301", "Redirect", "Redirect permanent", "RedirectPermanent", "Redirect 302"]
        )
        chance = self._random.random()
        source = _quoted("/" + self._literal() + self._choice(["", "", "/"]))
        if chance < 0.55:
            targets = [
                "/new",
                "/new/",
                "http://o.example/",
                "/n?x=1",
                "/z/#f",
                "https://www.example.com/q",
                "/x%20y",
                "/",
            ]
            return f"{kind} {source} {self._choice(targets)}"
        if chance < 0.63:
            return f"Redirect {self._choice(['gone', '410', '403', '404'])} {source}"
        pattern = self._pattern()
        if pattern.startswith("^") and not pattern.startswith("^/"):
            pattern = "^/" + pattern[1:]
        target = self._choice(["/new", "http://o.example/n", "/t/", "/n?x=1", "/x%20y"])
        if "(" in pattern.replace("(?:", ""):
            target += self._choice(["/$1", "$1", "?v=$1", "#$1"])
        status = self._choice(["301", "302", "permanent", ""])
        return f"RedirectMatch {status} {_quoted(pattern)} {_quoted(target)}"

    def _path(self) -> str:
        depth = self._choice([0, 1, 1, 1, 2, 2, 3])
        path = "/" + "/".join(self._encoded(self._choice(_SEGMENTS)) for _ in range(depth))
        path += "/" if depth and self._often(0.3) else ""
        if self._often(0.04):
            path = path.replace("/", "//", 1)
        if self._often(0.06):
            path += self._choice(
                ["/../a", "/../old", "/%2e%2E/a", "/./b", "//b", "/..", "/.", "/%zz", "%2Fq/../a", "/%5"]
            )
        return path + ("%3Fz" if self._often(0.03) else "")

    def _encoded(self, text: str) -> str:
        if "%" in text:
            return text.replace("%", "%25") if self._often(0.7) else text
        return quote(text, safe="&+;=%-.")

    def _request(self) -> dict[str, Any]:
        query = self._choice(_QUERIES)
        headers = {}
        if self._often(0.1):
            headers["Referer"] = self._choice(["http://spam.example/", "http://ok.example/"])
        if self._often(0.15):
            headers["User-Agent"] = self._choice(_AGENTS)
        if self._often(0.05):
            headers["X-Forwarded-Proto"] = self._choice(["http", "https"])
        return {
            "method": self._choice(["GET"] * 8 + ["POST", "HEAD"]),
            "host": self._choice(_HOSTS),
            "https": self._often(0.25),
            "uri": self._path() + ("" if query is None else f"?{query}"),
            "headers": headers,
        }


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text


def _bracketed(flags: list[str]) -> str:
    return f" [{','.join(flags)}]" if flags else ""
