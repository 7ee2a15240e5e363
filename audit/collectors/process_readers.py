"""What the files say that tell a server, or a tool for building, what to run."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from audit.model.code import Process, ProcessKind
from audit.model.facts import Fact, Location
from audit.parsers.commands import program_of, shown_command
from audit.parsers.compose import Services, YamlError, image_name, parse_compose, parse_platform
from audit.parsers.crontab import parse_crontab
from audit.parsers.dockerfile import parse_dockerfile
from audit.parsers.node_package import parse_node_package
from audit.parsers.package_lists import parse_gemfile, parse_requirements
from audit.parsers.privacy import without_secrets
from audit.parsers.procfile import parse_procfile
from audit.parsers.server_includes import server_includes
from audit.parsers.shebang import interpreter, language_of
from audit.parsers.units import Section, parse_sections
from audit.sources.tree import File, unread

Bound = Callable[[File], Iterable[Fact]]

_LONGEST_NAME = 80
_PYTHON_SERVERS = frozenset(
    """
    aiohttp bottle celery cherrypy daphne django fastapi flask gevent gunicorn pyramid rq sanic starlette
    tornado twisted uvicorn uwsgi
    """.split()
)
_RUBY_SERVERS = frozenset("hanami padrino passenger puma rails resque sidekiq sinatra thin unicorn".split())
_UNIT_COMMAND = "execstart"


class Told(NamedTuple):
    """Where a file lies."""

    install: str | None
    seen_as: str
    for_work: bool


def crontab(file: File, *, told: Told, has_users: bool = False) -> Iterator[Fact]:
    """Yield the jobs of a crontab."""
    for job in parse_crontab(_text(file), has_users=has_users):
        yield _started(file, told, "cron", job.command, line=job.line, text=f"{job.when} ")


def procfile(file: File, *, told: Told) -> Iterator[Fact]:
    """Yield the processes of a Procfile; one that serves PHP is what the platform does itself."""
    for one in parse_procfile(_text(file)):
        program = program_of(one.command) or ""
        if one.name != "release" and "heroku-php" not in program:
            yield _started(file, told, "daemon", one.command, line=one.line, text=f"{one.name}: ")


def units(file: File, *, told: Told) -> Iterator[Fact]:
    """Yield what supervisor or systemd keep running, and what a timer of systemd starts."""
    for section in parse_sections(_text(file)):
        if (command := _command(section)) is not None:
            yield _started(file, told, "daemon", command, line=section.line)
        elif section.name == "Timer":
            when = next((value for key, value in section.keys.items() if key.startswith("on")), "")
            name = file.path.rpartition("/")[2].removesuffix(".timer")
            yield _process(file, told, "cron", name, line=section.line, text=f"a timer of systemd: {when}")


def dockerfile(file: File, *, told: Told) -> Iterator[Fact]:
    """Yield what an image of Docker is made from and starts."""
    image = parse_dockerfile(_text(file))
    if image is not None:
        base = image.bases[-1] if image.bases else "?"
        text = f"from {base}" + (f", runs {shown_command(image.command)}" if image.command else "")
        language = language_of(image_name(base)) or language_of(program_of(image.command or ""))
        yield _process(file, told, "container", "Dockerfile", line=image.line, text=text, language=language)


def compose(file: File, *, told: Told) -> Iterator[Fact]:
    """Yield the services that Docker Compose or Lando start."""
    try:
        found = parse_compose(file.data)
    except YamlError:
        yield _no_yaml(file)
        return
    yield from _services(file, told._replace(for_work=told.for_work or found.for_work), found)


def platform(file: File, *, told: Told) -> Iterator[Fact]:
    """Yield the services, workers and jobs of a site on Platform.sh or Upsun."""
    try:
        found = parse_platform(file.data)
    except YamlError:
        yield _no_yaml(file)
        return
    yield from _services(file, told, found)


def node_package(file: File, *, told: Told) -> Iterator[Fact]:
    """Yield the server that a package.json starts, or the tools that it builds with."""
    package = parse_node_package(file.data)
    if package is None:
        if not file.cut:  # which is told for all files
            text = "This is no JSON that can be read, so what it starts is not known."
            yield unread(file.path, "unreadable-json", text, hides=False)
        return
    if package.server is not None:
        yield _process(
            file, told, "server", "node", text=shown_command(package.server), language="JavaScript"
        )
    elif package.tools:
        text = f"builds with {', '.join(package.tools)}"
        yield _process(file, told, "build", "node", text=text, language="JavaScript")


def requirements(file: File, *, told: Told) -> Iterator[Fact]:
    """Yield the server that the packages of a Python program make it."""
    packages = parse_requirements(_text(file))
    servers = sorted(_PYTHON_SERVERS.intersection(packages))
    if servers:
        yield _process(
            file, told, "server", servers[0], text=f"needs {', '.join(servers)}", language="Python"
        )


def python_server(file: File, *, told: Told) -> Iterator[Fact]:
    """Yield a server written in Python: Django's manage.py, or what a web server of Python loads."""
    sign = next((word for word in (b"DJANGO_SETTINGS_MODULE", b"application") if word in file.data), None)
    is_manager = file.path.endswith("manage.py")
    if sign == b"DJANGO_SETTINGS_MODULE" or (sign is not None and not is_manager):
        name = "django" if b"django" in file.data.lower() else "wsgi"
        yield _process(file, told, "server", name, language="Python")


def gemfile(file: File, *, told: Told) -> Iterator[Fact]:
    """Yield the server that a Gemfile asks for, or else the tools."""
    gems = parse_gemfile(_text(file))
    servers = sorted(_RUBY_SERVERS.intersection(gems))
    if servers:
        text = f"needs {', '.join(servers)}"
        yield _process(file, told, "server", servers[0], text=text, language="Ruby")
    elif gems:
        text = f"builds with {', '.join(gems[:3])}"
        yield _process(file, told, "build", "bundle", text=text, language="Ruby")


def page(file: File, *, told: Told) -> Iterator[Fact]:
    """Yield the first place of a page where the web server would include something."""
    found = server_includes(file.data)
    if found:
        text = f"{len(found)} {'place' if len(found) == 1 else 'places'}"
        yield _process(file, told, "ssi", found[0].directive, line=found[0].line, text=text)


def cgi(file: File, *, told: Told) -> Iterator[Fact]:
    """Yield a program that the web server starts to answer a request; PHP is none, run as it may be."""
    program = interpreter(file.data)
    language = language_of(program)
    if language != "PHP":
        name = file.path.rpartition("/")[2]
        text = "a program" if program is None else f"run by {program}"
        yield _process(file, told, "cgi", name, text=text, language=language)


def _command(section: Section) -> str | None:
    if section.name.startswith("program:") and "command" in section.keys:
        return section.keys["command"]
    if section.name == "Service" and _UNIT_COMMAND in section.keys:
        return section.keys[_UNIT_COMMAND].lstrip("-@+!:")
    return None


def _services(file: File, told: Told, found: Services) -> Iterator[Fact]:
    for service in found.services:
        text = ", ".join(
            filter(None, (service.image, service.command and f"runs {shown_command(service.command)}"))
        )
        language = language_of(service.name) or language_of(program_of(service.command or ""))
        name = service.name[:_LONGEST_NAME]
        yield _process(file, told, "container", name, text=text, language=language)
    for when, command in found.jobs:
        yield _started(file, told, "cron", command, text=f"{when} ")


def _started(  # noqa: PLR0913 - what is started, and where that stands
    file: File, told: Told, kind: ProcessKind, command: str, *, line: int | None = None, text: str = ""
) -> Process:
    program = program_of(command)
    return _process(
        file,
        told,
        kind,
        (program or "a command")[:_LONGEST_NAME],
        line=line,
        text=text + shown_command(command),
        language=language_of(program),
    )


def _process(  # noqa: PLR0913 - the fields of a fact
    file: File,
    told: Told,
    kind: ProcessKind,
    name: str,
    *,
    line: int | None = None,
    text: str = "",
    language: str | None = None,
) -> Process:
    return Process(
        location=Location(file.path, line),
        install=told.install,
        kind=kind,
        name=without_secrets(name),
        language=language,
        text=without_secrets(text),
        seen_as=told.seen_as,
        for_work=told.for_work,
    )


def _no_yaml(file: File) -> Fact:
    text = "This is no YAML that can be read, so what it starts is not known."
    return unread(file.path, "unreadable-yaml", text, hides=False)


def _text(file: File) -> str:
    return file.data.decode("utf-8", "replace").removeprefix("\ufeff")
