"""The services that Docker Compose, Lando or Platform.sh start beside PHP, out of their YAML."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from audit.parsers.yaml import YamlError, parse_yaml

_MOST = 200  # services or jobs
_LONGEST = 500  # characters of a mount
_DIGEST = re.compile(r"@sha256:[0-9a-f]*$")
_TAG = re.compile(r":[^/:]*$")
_MOUNTED = re.compile(r"(?:\.{1,2}|\$\{?PWD\}?|\$\{?\w*(?:PATH|ROOT|DIR)\w*\}?)/?(?:\w[\w./-]*)?:/")
_FOR_WORK = re.compile(
    r"mailhog|mailpit|mailcatcher|phpmyadmin|adminer|xdebug|selenium|browsersync|portainer|webgrind"
    r"|docker4(?:drupal|wordpress)|\.localhost\b|\blocalhost:|\.ddev\.|\.lndo\.|\.docksal\b",
    re.IGNORECASE,
)


class Service(NamedTuple):
    """A service that is started beside PHP, or instead of it."""

    name: str  # of the program: redis, solr; or what the file calls it
    image: str | None  # as it is written; None: it is built here
    command: str | None


class Services(NamedTuple):
    """What a file says."""

    services: tuple[Service, ...]
    jobs: tuple[tuple[str, str], ...] = ()  # when, and the command
    for_work: bool = False  # signs say that it is for a developer's own computer


def parse_compose(data: bytes) -> Services:
    r"""
    Return the services of a docker-compose.yml or of a file of Lando. Raises YamlError.

    >>> found = parse_compose(b"services:\n  cache:\n    image: docker.io/x/redis:5\n  web:\n    build: .\n")
    >>> [(service.name, service.image) for service in found.services], found.for_work
    ([('redis', 'docker.io/x/redis:5'), ('web', None)], False)
    """
    document = _mapping(parse_yaml(data))
    services = _mapping(document.get("services")) or (
        {} if "services" in document else {name: one for name, one in document.items() if _is_service(one)}
    )
    found = [_service(name, _mapping(one)) for name, one in list(services.items())[:_MOST] if _mapping(one)]
    mounts = any(_MOUNTED.match(mount) for one in services.values() for mount in _mounts(_mapping(one)))
    text = data[:65536].decode("utf-8", "replace")
    return Services(tuple(found), for_work=mounts or bool(_FOR_WORK.search(text)))


def parse_platform(data: bytes) -> Services:
    r"""
    Return the services, workers and jobs of a file of Platform.sh or Upsun. Raises YamlError.

    >>> found = parse_platform(b"crons:\n  all:\n    spec: '*/5 * * * *'\n    cmd: drush cron\n")
    >>> found.jobs, parse_platform(b"cache:\n  type: redis:6.2\n").services[0].name
    ((('*/5 * * * *', 'drush cron'),), 'redis')
    """
    document = _mapping(parse_yaml(data))
    services: list[Service] = []
    jobs: list[tuple[str, str]] = []
    inner = {"app": document} | _mapping(document.get("applications"))
    for application in inner.values():
        app = _mapping(application)
        jobs += _jobs(app)
        if runtime := _text(app.get("type")):
            start = _text(_mapping(_mapping(app.get("web")).get("commands")).get("start"))
            services.append(Service(image_name(runtime), runtime, start))
        for name, worker in _mapping(app.get("workers")).items():
            start = _text(_mapping(_mapping(_mapping(worker).get("commands"))).get("start"))
            services.append(Service(name, None, start))
    named = _mapping(document.get("services"))
    named = named or {name: one for name, one in document.items() if _text(_mapping(one).get("type"))}
    kinds = (_text(_mapping(one).get("type")) for one in named.values())
    services += [Service(image_name(kind), kind, None) for kind in kinds if kind and ":" in kind]
    return Services(tuple(services[:_MOST]), tuple(jobs[:_MOST]))


def image_name(image: str) -> str:
    """
    Return the name of an image without where it is from and its version.

    >>> image_name("docker.elastic.co/elasticsearch/elasticsearch:7.10"), image_name("redis@sha256:01")
    ('elasticsearch', 'redis')
    """
    return _TAG.sub("", _DIGEST.sub("", image)).rpartition("/")[2]


def _service(name: str, service: dict[str, object]) -> Service:
    image = _text(service.get("image")) or _text(service.get("type"))
    given = image_name(image) if image else ""
    command = service.get("command")
    words = [word for word in command if isinstance(word, str)] if isinstance(command, list) else []
    return Service(
        name=name if given in {"", "compose"} or "$" in given or "}" in given else given,
        image=image,
        command=_text(command) or " ".join(words) or None,
    )


def _is_service(one: object) -> bool:
    """Tell whether this is a service of Compose's first version, which had no word "services"."""
    return not {"image", "build"}.isdisjoint(_mapping(one))


def _mounts(service: dict[str, object]) -> Iterator[str]:
    volumes = service.get("volumes")
    for volume in volumes if isinstance(volumes, list) else ():
        if isinstance(volume, str):
            yield volume[:_LONGEST]
        elif isinstance(volume, dict):
            yield f"{volume.get('source')}:{volume.get('target')}"[:_LONGEST]


def _jobs(app: dict[str, object]) -> Iterator[tuple[str, str]]:
    for one in _mapping(app.get("crons")).values():
        job = _mapping(one)
        commands = job.get("commands")
        command = _text(job.get("cmd")) or _text(_mapping(commands).get("start")) or _text(commands)
        if command:
            yield _text(job.get("spec")) or "?", command


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


__all__ = ["Service", "Services", "YamlError", "image_name", "parse_compose", "parse_platform"]
