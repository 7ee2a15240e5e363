"""Parameters of a site's services.yml: which files are read, and what may be shown."""

import pytest

from audit.collectors.drupal.parameters import read_parameters
from audit.model.facts import Problem, Setting
from audit.scan import scan
from audit.sources.tree import File

CORE = {
    "core/lib/Drupal.php": "<?php class Drupal { const VERSION = '10.4.8'; }",
    "sites/default/settings.php": "<?php $databases = [];",
}


def read(text):
    return list(read_parameters(File("sites/default/services.yml", text.encode()), root="."))


def told(text):
    return [(fact.name, fact.value, fact.state) for fact in read(text)]


def test_numbers_and_switches_are_shown_in_the_order_of_the_file():
    text = (
        "parameters:\n  a.b: true\n  session.storage.options:\n    gc_divisor: 100\n    cookie_lifetime: 0\n"
    )
    assert told(text) == [
        ("a.b", True, "literal"),
        ("session.storage.options.gc_divisor", 100, "literal"),
        ("session.storage.options.cookie_lifetime", 0, "literal"),
    ]


def test_of_texts_only_that_they_are_set_is_told():
    facts = read("parameters:\n  shop.token: hunter2\n  shop.null: ~\n")
    assert "hunter2" not in repr(facts)
    assert told("parameters:\n  shop.token: hunter2\n  shop.null: ~\n") == [
        ("shop.token", None, "withheld"),
        ("shop.null", None, "literal"),
    ]


@pytest.mark.parametrize("text", ["", "parameters:\n", "parameters: x\n", "services:\n  a: true\n", "- a\n"])
def test_a_file_without_parameters_says_nothing(text):
    assert read(text) == []


def test_a_file_that_cannot_be_read_is_a_problem_that_hides_nothing_else():
    [problem] = read("parameters: {a: [}\n")
    assert isinstance(problem, Problem)
    assert (problem.kind, problem.hides) == ("unreadable-yaml", False)


def test_a_deep_or_long_file_is_bounded():
    deep = "parameters:\n" + "".join(f"{'  ' * (level + 1)}k{level}:\n" for level in range(30))
    assert read(deep + "  " * 31 + "x: 1\n") == []
    assert len(read("parameters:\n" + "".join(f"  k{number}: 1\n" for number in range(1000)))) == 200


def test_only_the_file_in_the_folder_of_a_site_is_read(folder):
    here = {"sites/default/services.yml": "parameters:\n  a: true\n"}
    elsewhere = {
        "sites/development.services.yml": "parameters:\n  b: true\n",
        "modules/x/services.yml": "parameters:\n  c: true\n",
        "sites/default/default.services.yml": "parameters:\n  d: true\n",
    }
    report = scan(str(folder({**CORE, **here, **elsewhere})), [])
    found = [one for one in report.settings if isinstance(one, Setting) and one.kind == "parameter"]
    assert [(one.name, one.location.path, one.install) for one in found] == [
        ("a", "sites/default/services.yml", ".")
    ]
