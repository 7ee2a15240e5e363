"""Virtual hosts made by chance, with .htaccess files and requests, as Apache reads them and as handed in."""

from typing import Any

from tests.real.redirects_generate import FILES, Chance

_OUTSIDE = [
    "Redirect 301 /b /outside",
    "RedirectMatch ^/page/(.*) /outer/$1",
    "SetEnvIf Request_URI ^/(old|a) MARK",
    "RewriteRule ^/x-1 /never [R]",
    "SetEnvIfNoCase User-Agent curl bad=1",
]
_INSIDE = {
    "%{DOCUMENT_ROOT}%{REQUEST_FILENAME}": ["-f", "!-f", "-d", "!-d", "-s"],
    "%{DOCUMENT_ROOT}%{REQUEST_URI}": ["-f", "!-f", "!-d"],
    "%{REQUEST_FILENAME}": ["^/old", r"\.php$", "!^/dir"],
    "%{HTTPS}": ["off", "on", "!=on"],
}


class ServerChance(Chance):
    """Makes cases with virtual hosts; the same seed makes the same."""

    def servers(self, count: int, requests: int = 14) -> list[dict[str, Any]]:
        """Return cases, each with a host of its own; all of them have the same outside."""
        outside = self._random.sample(_OUTSIDE, self._choice([0, 1, 2, 3]))
        outside += ["RewriteEngine On"] if self._often(0.3) else []
        return [self._with_servers(number, outside, requests) for number in range(count)]

    def _with_servers(self, number: int, outside: list[str], requests: int) -> dict[str, Any]:
        name = f"h{number}.example"
        case: dict[str, Any] = {
            "id": f"made-{number}",
            "name": name,
            "htaccess": "\n".join(self._file()) + "\n" if self._often(0.6) else None,
            "files": FILES,
            "outside": outside,
            "plain": self._host(),
            "secure": self._host(),
            "requests": [self._of_host(name) for _ in range(requests)],
        }
        if case["htaccess"] and self._often(0.3):
            case["htaccess_in"] = {"dir": "\n".join([*self._inner("dir"), ""])}
        return renamed(case, name)

    def _of_host(self, name: str) -> dict[str, Any]:
        request = self._request()
        hosts = [name, f"www.{name}", f"WWW.{name}", f"{name}.", f"any.{name}"]
        return {**request, "host": self._choice(hosts)}

    def _host(self) -> list[str]:
        """Return what stands in a virtual host, without its names."""
        lines: list[str] = []
        if self._often(0.25):
            lines += self._setters()
        if self._often(0.1):
            lines.append("DirectoryIndex " + self._choice(["index.html", "a index.php"]))
        if self._often(0.8):
            lines.append("RewriteEngine On")
            for _ in range(self._choice([1, 2, 3])):
                lines += self._server_rule()
        lines += [self._alias() for _ in range(self._choice([0, 0, 1, 2]))]
        if self._often(0.15):
            lines.append(
                self._choice(
                    [
                        "Redirect permanent / https://www.example.com/",
                        "RewriteRule ^/?(.*) https://%{SERVER_NAME}/$1 [R=301,L]",
                        "RedirectMatch 301 ^/(.*)$ https://www.example.com/$1",
                        "RewriteRule ^ https://example.com%{REQUEST_URI} [R=301,L,NE]",
                    ]
                )
            )
        if self._often(0.4):
            inner = self._file() if self._often(0.5) else self._inner("dir")
            folder = self._choice(["", "", "/dir", "/dir/sub"])
            lines += [f'<Directory "@FOLDER{folder}">', *inner, "</Directory>"]
        if self._often(0.1):
            lines += [
                "<Directory @FOLDER>",
                f"AllowOverride {self._choice(['None', 'FileInfo', 'All'])}",
                "</Directory>",
            ]
        return lines

    def _server_rule(self) -> list[str]:
        *conditions, rule = self._rule()
        key, pattern, rest = rule.split(" ", 2) if '"' not in rule.split(" ", 2)[1] else ("", "", "")
        if not key:
            return [*conditions, rule]
        negation, pattern = (
            pattern[:1].replace("^", "") if pattern[0] == "!" else "",
            pattern.removeprefix("!"),
        )
        if pattern.startswith("^") and not pattern.startswith("^/") and self._often(0.9):
            pattern = f"^/{pattern[1:]}"
        if "[R" not in rest.upper() and self._often(0.7):
            rest = self._choice(
                ["/index.php [L]", "/file.txt", "/q.php?v=%{QUERY_STRING}", "/dir/file.txt [L,QSA]", "- [L]"]
            )
        if self._often(0.3):
            given = self._choice(list(_INSIDE))
            conditions = [f"RewriteCond {given} {self._choice(_INSIDE[given])}"]
        elif any("%{REQUEST_FILENAME}" in one or "/dir/$1" in one for one in conditions):
            conditions = []
        return [*conditions, f"{key} {negation}{pattern} {rest}"]


def renamed(case: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a case whose rules name its own host."""

    def own(text: str) -> str:
        return text.replace("example.com", name).replace("example\\.com", name.replace(".", "\\."))

    found = {
        **case,
        "plain": [own(one) for one in case["plain"]],
        "secure": [own(one) for one in case["secure"]],
    }
    if case["htaccess"]:
        found["htaccess"] = own(case["htaccess"])
    if case.get("htaccess_in"):
        found["htaccess_in"] = {folder: own(text) for folder, text in case["htaccess_in"].items()}
    return found


def written(case: dict[str, Any], root: str, ports: tuple[str, str], tls: str) -> str:
    """Return the virtual hosts of a case, with its docroot and ports."""
    text = ""
    for port, shown, lines, more in ((ports[0], 80, case["plain"], ""), (ports[1], 443, case["secure"], tls)):
        inner = "\n".join(lines).replace("@FOLDER", root)
        text += (
            f"<VirtualHost *:{port}>\nServerName {case['name']}:{shown}\nServerAlias www.{case['name']}\n"
            f"ServerAlias *.{case['name']}\nDocumentRoot {root}\n{more}\n{inner}\n</VirtualHost>\n"
        )
    return text
