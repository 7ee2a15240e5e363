"""Requests of recorded cases that PHP does not answer as Apache did, and the line that is to blame."""

# By case, and by the number of the request in it.
APART: dict[str, dict[int, str]] = {
    "alias-missing-target": {
        0: "line 1 is refused: it sends every address to its target",
        1: "line 1 is refused: it sends its target to itself, without end",
    },
    "rw-relative-no-base": {0: "line 2 is refused: Apache answers with a path of its disk"},
    "not-a-scheme": {
        0: "line 2 is refused: Apache answers with a path of its disk",
        1: "line 3 is refused: Apache answers with a path of its disk",
        2: "line 4 is refused: Apache answers with a path of its disk",
    },
    "cookie": {0: "line 3 is refused: it sets a cookie"},
    "expr-cond": {0: "line 3 is refused: its condition is an expression"},
    "if-block": {0: "line 2 is refused: it stands in <If>"},
    "files-block": {
        0: "a limit: Require forbids the file, which is no redirect",
        1: "line 5 is refused: it stands in <FilesMatch>",
    },
    "errordocument": {0: "a limit: the page for an error 404 is a full address, to which Apache redirects"},
    "errordocument-reenters": {0: "a limit: the page for an error 404 meets the rules, which redirect it"},
    "proxy-flag": {0: "line 2 is refused: it passes requests on, which Apache had no module for"},
    "r-without-l-above-wp": {0: "line 2 is refused: Apache answers 301 without a Location"},
    "auth-before-redirect": {0: "a limit: Require forbids the address before any redirect"},
}
