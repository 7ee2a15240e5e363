"""Files that tell what a server runs besides PHP: which to read, and what their names alone say."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple, Protocol

from audit.collectors import process_readers as read
from audit.collectors.asks import Ask
from audit.collectors.grounds import Ground, Named
from audit.collectors.process_readers import Told
from audit.model.code import Process, ProcessKind
from audit.model.facts import Fact, Location
from audit.sources.tree import File, unread

_MOST = 3000  # files that are read, and as many pages
_LIMIT = 256 * 1024  # bytes of a file
_PAGE_LIMIT = 64 * 1024

# Where nothing runs: examples, tests, and what a build service does.
_ASIDE = re.compile(
    r"(?:\A|/)(?:_?samples?|examples?|demos?|tests?|__tests__|spec|fixtures|stubs|docs?"
    r"|\.github|\.gitlab|\.circleci|\.travis|\.buildkite|\.vscode|\.idea|\.tugboat)/",
    re.IGNORECASE,
)
_FOR_WORK = re.compile(
    r"(?:\A|/)(?:\.ddev|\.lando|\.docksal|\.devcontainer|\.docker|\.vagrant|dev|local|development|box)/"
    r"|(?:\A|/)\.lando[\w.]*\.yml\Z|(?:\A|/)[\w-]+[._-](?:dev|development|local|override|overrides|test|ci|debug)\b",
    re.IGNORECASE,
)
_HOOK = re.compile(r"(?:\A|/)hooks/(?:common|dev|test|prod|stage|ra)/(?P<event>(?:pre|post)-[a-z-]+)/\Z")


class _Reader(Protocol):
    def __call__(self, file: File, *, told: Told) -> Iterator[Fact]: ...


_READERS: dict[str, _Reader] = {
    "crontab": read.crontab,
    "cron": read.crontab,
    "cronjobs": read.crontab,
    "procfile": read.procfile,
    "dockerfile": read.dockerfile,
    ".platform.app.yaml": read.platform,
    "package.json": read.node_package,
    "requirements.txt": read.requirements,
    "manage.py": read.python_server,
    "wsgi.py": read.python_server,
    "asgi.py": read.python_server,
    "gemfile": read.gemfile,
}
_PATTERNS: dict[str, tuple[re.Pattern[str], _Reader]] = {
    suffix: (re.compile(pattern), reader)
    for suffixes, pattern, reader in (
        ("yml yaml", r"(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml|\.lando(?:\.\w+)?\.yml", read.compose),
        ("txt", r"cron(?:[._-]?(?:jobs?|tabs?))?(?:[._-][\w.-]+)?\.txt", read.crontab),
        ("cron crontab", r".+", read.crontab),
        ("service timer", r"[\w@.-]+", read.units),
        ("conf ini", r"(?:.*/)?supervisor[\w.-]*\.(?:conf|ini)", read.units),
        ("dockerfile", r".+", read.dockerfile),
    )
    for suffix in suffixes.split()
}
_FOLDERS: dict[str, tuple[re.Pattern[str], _Reader]] = {
    "cron.d": (re.compile(r"[\w-]+"), partial(read.crontab, has_users=True)),
    "crontabs": (re.compile(r"[\w-]+"), read.crontab),
    ".upsun": (re.compile(r"[\w.-]+\.ya?ml"), read.platform),
    ".platform": (re.compile(r"(?:services|applications)\.ya?ml"), read.platform),
    "supervisor": (re.compile(r"[\w.-]+\.(?:conf|ini)"), read.units),
    "supervisor.d": (re.compile(r"[\w.-]+\.(?:conf|ini)"), read.units),
    "supervisord.d": (re.compile(r"[\w.-]+\.(?:conf|ini)"), read.units),
}


class _Named(NamedTuple):
    """What the name of a file says by itself."""

    kind: ProcessKind
    name: str
    language: str | None
    for_work: bool = False


_NAMED = {
    "gulpfile.js": _Named("build", "gulp", "JavaScript"),
    "gulpfile.babel.js": _Named("build", "gulp", "JavaScript"),
    "gruntfile.js": _Named("build", "grunt", "JavaScript"),
    "ecosystem.config.js": _Named("daemon", "pm2", "JavaScript"),
    "ecosystem.config.cjs": _Named("daemon", "pm2", "JavaScript"),
    "pm2.json": _Named("daemon", "pm2", "JavaScript"),
    "config.ru": _Named("server", "rack", "Ruby"),
    "pom.xml": _Named("build", "maven", "Java"),
    "build.gradle": _Named("build", "gradle", "Java"),
    "build.gradle.kts": _Named("build", "gradle", "Java"),
    "vagrantfile": _Named("container", "vagrant", None, for_work=True),
    "solrconfig.xml": _Named("daemon", "solr", "Java"),
    "javabridge.jar": _Named("server", "java-bridge", "Java"),
    "javabridge.war": _Named("server", "java-bridge", "Java"),
    "java.inc": _Named("server", "java-bridge", "Java"),
}
_BY_SUFFIX: dict[str, tuple[ProcessKind, str]] = {
    "asp": ("server", "Classic ASP"),
    "aspx": ("server", "ASP.NET"),
    "ashx": ("server", "ASP.NET"),
    "asmx": ("server", "ASP.NET"),
    "jsp": ("server", "Java"),
    "war": ("server", "Java"),
    "cfm": ("server", "ColdFusion"),
    "cfc": ("server", "ColdFusion"),
    "py": ("script", "Python"),
    "pl": ("script", "Perl"),
    "rb": ("script", "Ruby"),
    "tcl": ("script", "Tcl"),
}
# In a plugin or a module these are the twins of a PHP file, for other servers than this one.
_TWINS = frozenset({"asp", "aspx", "ashx", "asmx", "jsp", "cfm", "cfc"})
_STEMS = ("dockerfile", "procfile")  # Dockerfile.prod
_PROGRAM = frozenset({"js", "md", "php", "twig"})
_CGI = frozenset({"cgi", "fcgi"})
_IN_CGI = frozenset({"", "exe", "lua", "pl", "py", "rb", "sh", "tcl"})
_SERVER_PAGES = frozenset({"shtml", "shtm", "stm"})
_PAGES = frozenset({"html", "htm"})
# Settings of tools that build or document, which these alone read.
_NO_SCRIPTS = frozenset("__init__.py conf.py config.rb extconf.rb manifest.rb setup.py tasks.py".split())
_SHOWN = 3  # names of scripts
_EXACT = _READERS.keys() | _NAMED.keys()
_NEAR = _PATTERNS.keys() | _BY_SUFFIX.keys() | _CGI | _SERVER_PAGES | _PAGES


class ProcessSearch:
    """Looks for such files as the folders of a tree go by, and says where it left some out."""

    def __init__(self) -> None:
        self._read = self._pages = 0

    def take(self, ground: Ground, files: list[Named]) -> Iterator[Fact | Ask]:
        """Yield what the names of a folder's files tell, and ask for those that must be read."""
        if ground.vendored or ground.core or ground.uploads:
            return
        folder = ground.path.rpartition("/")[2].lower()
        is_special = folder in _FOLDERS or folder == "cgi-bin" or _HOOK.search(ground.seen_as) is not None
        near = [
            file
            for file in files
            if file.suffix in _NEAR or file.low in _EXACT or is_special or _is_near(file)
        ]
        if not near or _ASIDE.search(ground.seen_as):
            return
        scripts: defaultdict[tuple[ProcessKind, str], list[str]] = defaultdict(list)
        for name, low, suffix, _ in near:
            if (found := _by_name(ground, name, low)) is not None:
                yield found
            elif (reader := _reader(low, suffix, folder)) is not None:
                self._read += 1
                if self._read <= _MOST:
                    told = _told(ground, name, low)
                    yield Ask(ground.inside(name), partial(_read, reader=reader, told=told), _LIMIT)
            elif suffix in _SERVER_PAGES or suffix in _PAGES:
                yield from self._ask_page(ground, name, suffix)
            elif _is_script(ground, low, suffix):
                scripts[_BY_SUFFIX[suffix]].append(name)
        for (kind, language), group in scripts.items():
            yield _scripts(ground, kind, language, group)

    def facts(self) -> Iterator[Fact]:
        """Yield what was left out."""
        for count, what in ((self._read, "files that start programs"), (self._pages, "pages")):
            if count > _MOST:
                text = f"There are {count} {what}; the first {_MOST} were read for what the server runs."
                yield unread("", "too-many-files", text)

    def _ask_page(self, ground: Ground, name: str, suffix: str) -> Iterator[Ask]:
        if suffix in _SERVER_PAGES or not ground.is_extension:
            self._pages += 1
            if self._pages <= _MOST:
                told = Told(ground.root, ground.seen_as + name, for_work=False)
                yield Ask(ground.inside(name), partial(read.page, told=told), _PAGE_LIMIT)


def _read(file: File, *, reader: _Reader, told: Told) -> Iterator[Fact]:
    yield from reader(file, told=told)
    if file.cut:
        yield unread(file.path, "too-large", f"Only the first {_LIMIT >> 10} KiB of this file were read.")


def _is_script(ground: Ground, low: str, suffix: str) -> bool:
    if suffix in _TWINS and ground.is_extension:
        return False
    return suffix in _BY_SUFFIX and low not in _NO_SCRIPTS


def _told(ground: Ground, name: str, low: str) -> Told:
    for_work = _FOR_WORK.search(f"{ground.seen_as.lower()}{low}") is not None
    return Told(ground.root, ground.seen_as + name, for_work)


def _is_near(file: Named) -> bool:
    return file.low.startswith(_STEMS) and file.suffix not in _PROGRAM


def _by_name(ground: Ground, name: str, low: str) -> Process | None:
    """Return what the name of a file tells without reading it."""
    named = _NAMED.get(low)
    hook = _HOOK.search(ground.seen_as)
    if hook is not None and not low.startswith((".", "readme")):
        named = _Named("script", f"acquia:{hook['event']}", None)
    return named and Process(
        location=Location(ground.inside(name)),
        install=ground.root,
        kind=named.kind,
        name=named.name,
        language=named.language,
        seen_as=ground.seen_as + name,
        for_work=named.for_work or (hook is None and _told(ground, name, low).for_work),
    )


def _reader(low: str, suffix: str, folder: str) -> _Reader | None:
    in_cgi = folder == "cgi-bin" and not low.startswith(".") and suffix in _IN_CGI
    if suffix in _CGI or in_cgi:
        return read.cgi
    for near in (_FOLDERS.get(folder), _PATTERNS.get(suffix)):
        if near is not None and near[0].fullmatch(low):
            return near[1]
    stem = low.partition(".")[0]
    return _READERS.get(stem if stem in _STEMS and suffix not in _PROGRAM else low)


def _scripts(ground: Ground, kind: ProcessKind, language: str, found: list[str]) -> Process:
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return Process(
        location=Location(ground.inside(found[0])),
        install=ground.root,
        kind=kind,
        name=language,
        language=language,
        text=", ".join(found[:_SHOWN]) + more,
        seen_as=ground.seen_as + found[0],
    )
