"""A package.json: a server that Node.js runs, or the tools that build a theme."""

import re
from typing import NamedTuple, TypeVar

from msgspec import DecodeError, Raw
from msgspec.json import decode

T = TypeVar("T")

_NOTHING = Raw(b"null")
_SERVERS = frozenset(
    """
    @hapi/hapi @nestjs/core express fastify forever ghost hapi koa micro next nodemon nuxt pm2 polka restify
    sails socket.io strapi ws
    """.split()
)
_TOOLS = frozenset(
    """
    @wordpress/scripts babel bower browserify browser-sync esbuild eslint grunt gulp laravel-mix less
    node-sass parcel postcss prettier rollup sass stylelint tailwindcss typescript vite webpack
    """.split()
)
_STARTS_SERVER = re.compile(
    r"(?:^|&& *|; *)(?:[A-Z_]\w*=\S+ +)*(?:cross-env (?:\S+=\S+ +)*)?(?:npx +)?"
    r"(?:(?:nodemon|pm2 start|pm2-runtime|forever start|ts-node|next start|nuxt start|micro|nest start)\b"
    r"|node +(?:-\S+ +)*(?:\./)?(?:[\w.-]+/)*"
    r"(?:server|app|index|main|www|bot|worker|socket)(?:\.[cm]?js)?(?=\s|$))"
)
_BUILDS = re.compile(r"\b(?:build|gulp|grunt|webpack|watch|browser-?sync|scripts?|sass|storybook)\b")


class NodePackage(NamedTuple):
    """What a package.json says of how it is used."""

    name: str | None
    server: str | None  # the command or the package that makes it a server; None: it is none
    tools: tuple[str, ...]  # that build something


def parse_node_package(data: bytes) -> NodePackage | None:
    """
    Return what a package.json says; None where it is no JSON object.

    >>> parse_node_package(b'{"scripts": {"start": "node server.js"}}').server
    'node server.js'
    >>> parse_node_package(b'{"devDependencies": {"gulp": "4"}, "scripts": {"start": "gulp watch"}}')
    NodePackage(name=None, server=None, tools=('gulp',))
    """
    package = _as(data.removeprefix(b"\xef\xbb\xbf"), dict[str, Raw])
    if package is None:
        return None
    needed = _mapping(package.get("dependencies"))
    scripts = _mapping(package.get("scripts"))
    start = _as(scripts.get("start", _NOTHING), str) or ""
    start = start[:1000]
    server = start if _STARTS_SERVER.search(start) and not _BUILDS.search(start) else None
    known = sorted(_SERVERS & needed.keys())
    if server is None and known and start and not _BUILDS.search(start):
        server = known[0]
    tools = _TOOLS & (needed.keys() | _mapping(package.get("devDependencies")).keys())
    return NodePackage(_as(package.get("name", _NOTHING), str), server, tuple(sorted(tools)))


def _mapping(raw: Raw | None) -> dict[str, Raw]:
    return {} if raw is None else _as(raw, dict[str, Raw]) or {}


def _as(raw: Raw | bytes, kind: type[T]) -> T | None:
    try:
        return decode(raw, type=kind)
    except (DecodeError, UnicodeError, RecursionError):
        return None
