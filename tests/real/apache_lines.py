"""Lines for a .htaccess that Apache takes and that it refuses, and files made of them by seeded chance."""

import re
from random import Random

_ONE = re.compile(r"""(?:"[^"]*"|'[^']*'|\[[^\]]*\](?=\s)|\S)+""")


def _split(text: str) -> list[str]:
    """Return words, of which some hold blanks within quotes or brackets."""
    return _ONE.findall(text)


# What the lines are made of: few names and words, so that wrong lines are about as common as right ones.
_PATTERNS = _split(
    r"""
    ^a$ ^old/(.*)$ (a|b) .* ^ $ ! !^x ^a( a) [a-z [z-a] [[:alpha:]] [:alpha:] *a a** a{2,1} a{3} \d+ \ (?i)a
    (?=a)b (?<!a)b ^(?:www\.)?x$ "a b" "^a b$" 'a b' a\ b [^/]+ \.php$ ^a|b$ (?P<n>a) \1 (a)\1 (a)\2 [\w-]
    [\d-z] %{HTTP_HOST} ü é+ "" a\ (?<=ab)c a++ ^* $? \q [\q] [a\]b]
    """
)
_TARGETS = _split(
    r"""
    /b b - http://x.example/y https://%{HTTP_HOST}/$1 /b?c=$1 "/b c" /b\ c index.php "" //x.example/ mailto:x
    www.x.example %{ENV:x} $9 %1 'x
    """
)
_FLAGS = _split(
    """
    [L] [R=301,L] [R=301, L] "[R=301, L]" [R] [R=] [R=999] [R=abc] [R=3x] [NC] [nc,OR] [OR] [] [,] [L,] [F]
    [F,L] [G] [QSA,L] [L L] L [CO=a:b] [E=a:b] [S=1] [BNE] [BNE=x] [B] [BNP] [BCTLS] [DPI] [Dx] [P] [PT] [END]
    [UnsafeAllow3F] [NE,R=308,L] [XX] [H=x] [T=a/b] [N=1] [ornext] [NV] [L]x "[L
    """
)
_STATUSES = _split("301 302 permanent temp seeother gone 410 404 500 200 399 3x1 foo 0301 999 /a")
_TESTS = _split('%{HTTP_HOST} %{X} expr EXPR "" a %{REQUEST_FILENAME} ${m:x} $1 %{LA-U:X} %{HTTP:A}')
_CONDITIONS = _split(
    r"""
    -f -d !-f -q -eq -ge5 -fx( -EQ( = =x ="" > >=x <( ! !( !-d on off ^www\. ( -x -U -F -L -l -h -s
    """
)
_ADDRESSES = _split(
    """
    all 1.2.3.4 1.2.3 10. 1.2.3.4/24 1.2.3.4/33 1.2.3.4/255.255.0.0 300.1.1.1 1.2.3.4.5 ::1 2001:db8::/32
    2001::/129 x.example .example.com a/b env=x env=!x * 1.2.3.* 1.2.3.4,5.6.7.8 all, 1.2.3.4/0 1.2.3.4/ /
    fe80::1 : 1..2 1.2.3.4/1.2 # #x
    """
)
_OPTIONS = _split(
    "Indexes +Indexes -Indexes None All +All -All +None FollowSymLinks -MultiViews +ExecCGI Bogus - +"
)
_PERIODS = _split(
    """
    "access plus 1 month" "access 1 month" "now plus 2 days 3 hours" A300 M1 X300 "modification plus 1 years"
    "access plus month" "access plus 1" "plus 1 day" access "" "Access plus 1 fortnight" Abc "access plus 1 m"
    "m plus 1 week" "n 1 d" a300 "access plus 1 month;" "access plus 1 month 1" "access plus 1 fortnight"
    """
)
_VALUES = _split(
    """
    b "b c" %t %{x}e %{x}s "%{x}q" %q %% % 50% "expr=true" %{x "" early env=x env=!x env %D%l "a %s" %{x}t
    """
)
_WORDS = _split("""On Off on off x "" "x y" 'x' 1 0 -1 # # /x .x text/x * default None All""")
_FORMS: dict[str, tuple[list[str], ...]] = {
    "RewriteRule": (_PATTERNS, _TARGETS, _FLAGS),
    "RewriteCond": (_TESTS, [*_CONDITIONS, *_PATTERNS], _FLAGS),
    "RewriteBase": (_TARGETS,),
    "RewriteOptions": (
        "inherit Inherit InheritBefore MaxRedirects=3 MaxRedirects AllowAnyURI x MergeBase".split(),
    ),
    "Redirect": (_STATUSES, ["/a", "a", *_TARGETS], _TARGETS),
    "RedirectMatch": (_STATUSES, _PATTERNS, _TARGETS),
    "RedirectPermanent": (["/a", "a"], _TARGETS),
    "RedirectTemp": (["/a", "a"], _TARGETS),
    "Options": (_OPTIONS, _OPTIONS, _OPTIONS),
    "Allow": (["from", "From", "fro"], _ADDRESSES, _ADDRESSES),
    "Deny": (["from"], _ADDRESSES),
    "Order": (["allow,deny", "Deny,Allow", "mutual-failure", "allow,", "allow, deny"],),
    "Satisfy": (["any", "All", "x"],),
    "Require": (
        ["all", "ip", "not", "host", "env", "method", "user", "valid-user", "local", "x", "ALL"],
        ["granted", "denied", "Granted", "ip", "GET", "HEAD", "BOGUS", *_ADDRESSES],
        _ADDRESSES,
    ),
    "Header": (
        ["set", "unset", "always", "onsuccess", "append", "edit", "echo", "merge", "note", "x"],
        ["A", "set", "unset", "edit*", "A:", *_PATTERNS],
        [*_VALUES, "A"],
        _VALUES,
        _VALUES,
    ),
    "RequestHeader": (["set", "unset", "always", "append", "edit", "echo", "note"], ["A"], _VALUES, _VALUES),
    "SetEnvIf": (
        ["A", "Request_URI", "(", "^A", "Remote_Addr", '""', "A.B"],
        _PATTERNS,
        ["c", "!c", "c=d", '""', "c=$1"],
    ),
    "SetEnvIfNoCase": (["A", "Referer"], _PATTERNS, ["c"]),
    "BrowserMatch": (_PATTERNS, ["c", "!c"]),
    "ErrorDocument": (
        ["404", "403", "xyz", "299", "4040", "404x", "500"],
        ["/x", '"a b"', "x", "http://x/", '""', "x y"],
    ),
    "ExpiresDefault": (_PERIODS,),
    "ExpiresByType": (["image/x", "image", "*/*"], _PERIODS),
    "ExpiresActive": (_WORDS,),
    "FileETag": (
        "None All MTime -INode +All Size -None x +Digest".split(),
        "None All MTime -INode Size x".split(),
    ),
    "IndexOptions": (
        "FancyIndexing +FancyIndexing -Bogus None -None NameWidth=* IconHeight=x Charset=x XHTML".split(),
    )
    * 2,
    "AddType": (["text/x", "x"], [".x", "x", '""']),
    "AddHandler": (["x", '""'], [".x", "y"]),
    "AddOutputFilterByType": (["DEFLATE", "INFLATE;DEFLATE"], ["text/html", "x"]),
    "DirectoryIndex": (_WORDS, _WORDS),
    "DirectorySlash": (_WORDS,),
    "FallbackResource": (_WORDS,),
    "SetOutputFilter": (["DEFLATE", "x", '""'],),
    "LimitRequestBody": (["1", "x", "-1", "1k", "99999999999999", "99999999999999999999", "0x1", "01"],),
    "ServerSignature": (["On", "email", "x"],),
    "AcceptPathInfo": (_WORDS,),
    "SetEnv": (_WORDS, _WORDS),
    "UnsetEnv": (_WORDS,),
    "AuthType": (["Basic", "x", '""'],),
    "AuthName": (["x", '"a b"', "a b"],),
    "AuthUserFile": (["/x", '""'],),
    "AddDefaultCharset": (_WORDS,),
    "SetHandler": (["x", "None", '""'],),
    "ForceType": (["x", "None"],),
    "RewriteEngine": (_WORDS, _WORDS),
    "FooBar": (_WORDS,),
    "ServerName": (["x"],),
    "Include": (["x"],),
}
_SECTIONS: dict[str, list[str]] = {
    "IfModule": [
        "mod_rewrite.c",
        "!mod_rewrite.c",
        "nope.c",
        "!nope.c",
        '"mod_dir.c"',
        "rewrite_module",
        "mod_rewrite",
        "",
        "!",
        "mod_rewrite.c x",
        "! mod_alias.c",
    ],
    "Files": ["x", '"a b"', "a b", "~ a", "~ (", '~ "\\.php$"', "", '""', "*.x"],
    "FilesMatch": ['"\\.php$"', "^a", "(", "a b", '"a', ""],
    "Limit": ["GET", "GET POST", "x", "", "TRACE", "HEAD"],
    "LimitExcept": ["GET", "x", "TRACE"],
    "IfVersion": [">= 2.4", "< 2.4", "2.2", ">=2.4", "x 2", "> y", "!>= 2.2", "", "= 2.4.1.1", "<= 2"],
    "IfDefine": ["NOPE", "!NOPE", ""],
    "RequireAll": ["", "", "x"],
    "RequireAny": [""],
    "RequireNone": [""],
    "Directory": ["/"],
    "Bogus": ["x"],
}
_ENDS = ["\n"] * 30 + ["\r\n", " \n", "\t\n", "\\\n", " \\\n", "\0\n", "\0x\\\n", " # x\n", ""]
ODD_ENDS = (
    b"ExpiresActive On\\",
    b"ExpiresActive On\\\n",
    b"ExpiresActive \\\r\nOn\r\n",
    b"ExpiresActive O\\\nn",
    b"ExpiresActive O\\ \nn",
    b"# x \\\nFoo\n",
    b"# x\\\\\nFoo\n",
    b"ExpiresActive On\0Foo\n",
    b"ExpiresActive On\0Foo\\\nFoo\n",
    b"\0Foo\nFoo",
    b"\0Foo\n",
    b"ExpiresActive On\rFoo\n",
    b"\xef\xbb\xbfExpiresActive On\n",
    b"Expires\xffActive On\n",
    b"\x0b\x0cExpiresActive On\n",
    b"\xa0ExpiresActive On\n",
    b"ExpiresActive\xa0On\n",
    b"ExpiresActive\x0bOn\n",
    b"ExpiresActive\x1cOn\n",
    b"ExpiresActive O\\\n\\\n\\\nn",
    b"\\\n\\\nFoo",
    b"x\\\\\n",
    b"RewriteRule a b \\\n   [L,R]\n",
    b"RewriteRule a b [L,\\\n   R]\n",
    b"ExpiresActive On\\\r\r\nFoo\n",
    b'""\n',
    b'"" x',
    b'"ExpiresActive" "On"',
    b'ExpiresActive"On"',
    b"ExpiresActive> On",
    b"ExpiresActive>On",
    b">",
    b"<",
    b"</",
    b"<>",
    b"</>",
    b"< Files x>",
    b"<Files x>\n</Files",
    b"<Files x>y\n</Files> z",
    b"<IfModule mod_rewrite.c>\n</IfModule >",
    b"<IfModule nope.c>\n</IfModule> x",
    b"<If true>\n</If>\nExpiresActive On\n<Else>\n</Else>\n",
    b"<Else>\n</Else>",
    b"<If true>\n</If>\n<Else>\n</Else>\n<Else>\n</Else>\n",
    b"<If true>\n</If>\n<IfModule mod_dir.c>\n<Else>\n</Else>\n</IfModule>\n",
    b"<Files x>\n<If true>\n</If>\n</Files>\n<Else>\n</Else>\n",
)
_CASES = (str, str, str, str.lower, str.upper)
_ALLOWED = (
    "Require all granted",
    "Require not ip 1.2.3.4",
    "Require ip 1.2.3.4",
    "RewriteEngine On",
    "Redirect /a /b",
    "ExpiresActive On",
    "# x",
    "",
    "#<Files",
    "FooBar",
    "</Files>",
    "<Files x>",
    "<Else>",
    "Options -Indexes",
)


def line(chance: Random) -> str:
    """Return a directive with about as many words as it takes."""
    name = chance.choice(list(_FORMS))
    form = _FORMS[name]
    count = chance.choice([len(form)] * 6 + list(range(len(form) + 1)))
    words = [chance.choice(choices) for choices in form[:count]]
    if chance.random() < 0.05:
        words.append(chance.choice(_WORDS))
    blank = chance.choice([" "] * 12 + ["  ", "\t", "\v", " \\\n "])
    return blank.join([chance.choice(_CASES)(name), *words])


def ended_line(chance: Random) -> bytes:
    """Return a directive and how its line ends."""
    return f"{line(chance)}{chance.choice(_ENDS)}".encode()


def file(chance: Random) -> bytes:
    """Return a few lines, some of them in sections that may lack their end."""
    return "".join(_parts(chance, 0)).encode()


def _parts(chance: Random, depth: int) -> list[str]:
    found: list[str] = []
    for _ in range(chance.choice([1, 1, 2, 3])):
        if depth < 4 and chance.random() < (0.5 if depth else 0.7):
            kind = chance.choice([*_SECTIONS, *["IfModule"] * 6, *["Files"] * 2])
            arg = chance.choice(_SECTIONS[kind])
            start = f"<{kind} {arg}>" if arg or chance.random() < 0.2 else f"<{kind}>"
            end = chance.choice(
                [f"</{kind}>"] * 40
                + [f"</{kind.lower()}>", f"</{kind} >", f"</{kind}> x", f"</{kind}", "", "</Files>"]
            )
            body = _parts(chance, depth + 1)
            found += [start, chance.choice(_ENDS[:31]), *body, end, "\n"]
        else:
            simple = chance.random() < 0.7
            found += [chance.choice(_ALLOWED) if simple else line(chance), chance.choice(_ENDS)]
    if found[-1] == "":
        found.append("\n" if depth else "")
    return found
