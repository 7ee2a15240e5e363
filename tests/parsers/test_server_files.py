"""Files for servers: units, Procfile, Docker, Compose, Platform.sh, and packages of other languages."""

import json

import pytest

from audit.parsers.compose import YamlError, image_name, parse_compose, parse_platform
from audit.parsers.dockerfile import parse_dockerfile
from audit.parsers.node_package import parse_node_package
from audit.parsers.package_lists import parse_gemfile, parse_requirements
from audit.parsers.procfile import parse_procfile
from audit.parsers.server_includes import server_includes
from audit.parsers.units import parse_sections


def package(**parts):
    return parse_node_package(json.dumps(parts).encode())


def test_a_unit_of_systemd_is_read():
    [unit, service] = parse_sections("[Unit]\nDescription=x\n\n[Service]\nExecStart=/bin/x \\\n  -v\n")
    assert (unit.name, service.keys, service.line) == ("Unit", {"execstart": "/bin/x -v"}, 4)


def test_comments_and_lines_before_a_section_count_for_nothing():
    assert parse_sections("a=b\n; c\n# d\n") == []


def test_a_procfile_tells_its_processes():
    assert [one.name for one in parse_procfile("web: a\n# b: c\nworker-1: d e\nno\nhttp://x\n")] == [
        "web",
        "worker-1",
    ]


def test_the_last_stage_of_a_dockerfile_runs():
    image = parse_dockerfile(
        'FROM --platform=x node AS a\nCMD npm start\nFROM a AS b\nFROM php:8\nENTRYPOINT ["x"]\n'
    )
    assert image is not None
    assert (image.bases, image.command, image.line) == (("node", "php:8"), "x", 4)


def test_a_text_without_from_is_no_dockerfile():
    assert parse_dockerfile("Read this first.\nCMD is a word.\n") is None


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("redis", "redis"),
        ("registry.example:5000/team/solr:8.11-slim", "solr"),
        ("ghcr.io/a/varnish@sha256:0a1b", "varnish"),
        ("", ""),
    ],
)
def test_an_image_is_called_by_its_last_name(image, name):
    assert image_name(image) == name


def test_services_of_the_first_version_of_compose_are_found():
    found = parse_compose(b"web:\n  build: .\ncache:\n  image: memcached\n")
    assert [service.name for service in found.services] == ["web", "memcached"]


def test_an_image_that_a_variable_names_is_called_as_the_file_does():
    assert parse_compose(b"services:\n  search:\n    image: ${SEARCH}\n").services[0].name == "search"


@pytest.mark.parametrize(
    "part",
    [
        "    volumes:\n      - .:/var/www/html\n",
        "    volumes:\n      - ./web:/srv\n",
        "    volumes:\n      - type: bind\n        source: ./\n        target: /srv\n",
        "    environment:\n      HOST: a.localhost\n",
    ],
)
def test_a_compose_file_for_developers_is_known_by_signs(part):
    assert parse_compose(f"services:\n  web:\n    image: x\n{part}".encode()).for_work


def test_a_compose_file_for_a_server_has_no_such_signs():
    text = b"services:\n  web:\n    image: x\n    volumes:\n      - data:/var/lib/x\n"
    assert not parse_compose(text).for_work


@pytest.mark.parametrize("text", [b"", b"[]", b"services: x", b"services:\n  a: b\n  c: []\n", b"3"])
def test_yaml_of_another_shape_has_no_services(text):
    assert parse_compose(text).services == ()
    assert parse_platform(text).services == ()


@pytest.mark.parametrize("text", [b"a: [", b"\xff\xfe", b"a:\n\t- b"])
def test_what_is_no_yaml_is_told(text):
    with pytest.raises(YamlError):
        parse_compose(text)


def test_an_application_of_upsun_is_read():
    text = b"""
applications:
  shop:
    type: 'nodejs:20'
    web: {commands: {start: 'node server.js'}}
    crons: {tidy: {spec: '@daily', commands: {start: 'node tidy.js'}}}
    workers: {queue: {commands: {start: 'node queue.js'}}}
services:
  cache: {type: 'redis:7'}
"""
    found = parse_platform(text)
    assert [service.name for service in found.services] == ["nodejs", "queue", "redis"]
    assert found.jobs == (("@daily", "node tidy.js"),)


@pytest.mark.parametrize(
    "start",
    [
        "node server.js",
        "NODE_ENV=production node ./dist/main.js",
        "next start",
        "pm2 start app.js",
        "nodemon index.js",
    ],
)
def test_a_package_that_starts_a_server_is_one(start):
    assert package(scripts={"start": start}).server == start


@pytest.mark.parametrize(
    "start",
    [
        "gulp watch",
        "webpack serve",
        "wp-scripts start",
        "node build.js",
        "node ./node_modules/gulp/bin/gulp.js",
        "node scripts/start.js",
        "vite",
        "browser-sync start --server",
    ],
)
def test_a_package_that_starts_a_tool_is_no_server(start):
    assert package(scripts={"start": start}, devDependencies={"gulp": "4"}).server is None


def test_a_server_needs_its_package_and_a_start():
    assert package(dependencies={"express": "4"}).server is None
    assert package(dependencies={"express": "4"}, scripts={"start": "node lib/run.js"}).server == "express"
    assert package(devDependencies={"express": "4"}, scripts={"start": "node lib/run.js"}).server is None


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b"\xff", b'{"scripts": 3, "dependencies": []}', b"[" * 10_000]
)
def test_a_package_of_another_shape_is_no_server(data):
    found = parse_node_package(data)
    assert found is None or (found.server is None and found.tools == ())


def test_prose_is_no_list_of_packages():
    assert parse_requirements("What you need:\n\n1. A computer\n") == ()
    assert parse_gemfile("# gem 'rails'\ngemstone 'x'\n") == ()


def test_includes_in_plain_comments_are_none():
    assert server_includes(b"<!-- #include --><!--include--><!--#include ok") == []


def test_an_include_is_told_with_its_line():
    assert server_includes(b'\n\n<!--#exec cmd="date" -->') == [("exec", 3)]


def test_many_openings_are_read_quickly():
    assert server_includes(b"<!--#include " * 20_000) == []
