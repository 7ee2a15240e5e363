"""The first line of a script, which names the program that runs it, and what language that program speaks."""

import re

_LINE = re.compile(rb"\A(?:\xef\xbb\xbf)?#![ \t]*(?P<program>[^\s\x00]{1,200})(?P<rest>[^\r\n\x00]{0,200})")
_VERSION = re.compile(r"[\d.]+$")
_LANGUAGES = {
    "Shell": "ash bash csh dash fish ksh mksh sh tcsh zsh",
    "PHP": "php php-cgi php-fpm drush wp artisan composer",
    "Python": "python pypy celery flask gunicorn pip pipenv poetry uvicorn uwsgi",
    "Perl": "perl plackup",
    "Ruby": "ruby bundle gem jruby puma rackup rails rake sidekiq thin unicorn",
    "JavaScript": "node nodejs bun deno forever next npm npx nuxt pm2 pm2-runtime pnpm ts-node yarn",
    "Java": "java catalina.sh jetty.sh",
    ".NET": "dotnet mono",
    "Lua": "lua luajit",
    "Tcl": "tclsh wish expect",
    "Awk": "awk gawk mawk",
}
_BY_PROGRAM = {program: name for name, programs in _LANGUAGES.items() for program in programs.split()}


def interpreter(data: bytes) -> str | None:
    r"""
    Return the program that the first line of a script names, without its folder; None where it names none.

    >>> interpreter(b"#!/usr/bin/env -S python3 -u\n"), interpreter(b"#! /bin/sh -e"), interpreter(b"# x")
    ('python3', 'sh', None)
    """
    found = _LINE.match(data)
    if found is None:
        return None
    words = [found["program"].decode("latin-1"), *found["rest"].decode("latin-1").split()]
    names = [word.rpartition("/")[2] for word in words]
    if names[0] == "env":
        names = [name for name in names[1:] if not name.startswith("-") and "=" not in name] or names
    return names[0] if names[0].isprintable() and names[0] else None


def language_of(program: str | None) -> str | None:
    """
    Return the language whose scripts a program runs; None for any other program.

    >>> language_of("python3.11"), language_of("php8.1"), language_of("varnishd"), language_of(None)
    ('Python', 'PHP', None, None)
    """
    if program is None:
        return None
    return _BY_PROGRAM.get(program) or _BY_PROGRAM.get(_VERSION.sub("", program).rstrip("-"))
