"""The catalogue of extensions and services: its lines are right, and a mistake in one is named."""

import re

import pytest

from audit.errors import KnowledgeError
from audit.knowledge import load_catalogue
from audit.model.catalogue import KnownService
from tests.conftest import lay

PLUGINS = "data/wordpress-plugins.jsonl"
SERVICES = "data/services.toml"
KEYS = ("also", "options", "hooks", "transients", "variables", "config")
NAME = re.compile(r"[\w.:/-]+\*?")


def test_both_systems_and_their_cores_are_in_the_catalogue():
    known = load_catalogue().extensions
    assert len(known["wordpress"]) > 800
    assert len(known["drupal"]) > 1200
    assert {"wordpress-core"} <= {one.slug for one in known["wordpress"]}
    assert {"drupal"} <= {one.slug for one in known["drupal"]}


def test_no_two_plugins_lay_claim_to_one_folder():
    folders = [name for one in load_catalogue().extensions["wordpress"] for name in (one.slug, *one.also)]
    assert sorted(folders) == sorted(set(folders))


@pytest.mark.parametrize("cms", ["wordpress", "drupal"])
def test_the_names_of_a_line_are_sorted_and_said_once(cms):
    wrong = [
        (one.slug, names)
        for one in load_catalogue().extensions[cms]
        for names in ([table.name for table in one.tables], *(list(getattr(one, key)) for key in KEYS))
        if names != sorted(set(names), key=lambda name: (name.lower(), name))
        or not all(NAME.fullmatch(name) for name in names)
    ]
    assert wrong == []


def test_every_service_is_of_an_extension_that_is_known():
    catalogue = load_catalogue()
    slugs = {one.slug for known in catalogue.extensions.values() for one in known}
    assert len(catalogue.services) > 200
    assert {one.owner for one in catalogue.services if one.owner} <= slugs


def test_the_values_of_a_service_are_told_in_lower_case():
    values = [value for one in load_catalogue().services for value in (*one.unless, *one.only)]
    assert values == [value.lower() for value in values]


def test_no_service_shows_a_value_whose_name_is_that_of_a_secret():
    secret = re.compile(r"key|secret|pass|token|user|salt|bucket", re.IGNORECASE)
    assert [one for one in load_catalogue().services if one.detail and secret.search(_place(one))] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"slug": "a", "name": "A", "colour": 1}', "line 1: keys: Object contains unknown field `colour`"),
        ('{"slug": "a"}', "line 1: keys: Object missing required field `name`"),
        (
            '{"slug": "a", "name": "A", "options": [1]}',
            "line 1: options[0]: Expected `str`, got `int`",
        ),
        ('{"slug": "a", "name": "A", "options": ["a_*"]}', '"a_*" has fewer than 3 characters before its *'),
        ('{"slug": "a", "name": "A", "hooks": ["a*_hook"]}', 'hooks: "a*_hook" has a * that is not at its'),
        ('{"slug": "a", "name": "A", "variables": [""]}', 'variables: "" has a * that is not at its end, or'),
        ('{"slug": "a", "name": "A", "tables": [{"name": "*"}]}', 'name: "*" has fewer than 3 characters'),
        (
            '{"slug": "a", "name": "A", "tables": [{"name": "log", "purpose": "fun"}]}',
            "tables[0].purpose: Invalid enum value 'fun'",
        ),
        ('{"slug": "b", "name": "B"}\n{"slug": "a", "name": "A"}', 'line 2: slug: "a" must stand before "b"'),
        ('{"slug": "a", "name": "A"}\n{"slug": "a", "name": "A"}', 'line 2: slug: "a" must stand before "a"'),
        ('{"slug": "a", "name": "A"', "line 1: keys: Input data was truncated"),
        ("", "line 1: keys: Input data was truncated"),
    ],
)
def test_a_mistake_in_the_catalogue_is_named_by_file_line_and_key(tmp_path, line, said):
    folder = lay(tmp_path, {PLUGINS: f"{line}\n"})
    with pytest.raises(KnowledgeError) as raised:
        load_catalogue(folder)
    assert said in str(raised.value)
    assert str(raised.value).startswith(PLUGINS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[service]]\nkind = "mail"\nname = "A"', "service 1: keys: give exactly one of option, constant"),
        (
            '[[service]]\nkind = "mail"\nname = "A"\noption = "a"\nconstant = "B"',
            "service 1: keys: give exactly one of option, constant",
        ),
        (
            '[[service]]\nkind = "mail"\nname = "A"\nconstant = "B"\nkey = "c"',
            "service 1: keys: key is of an option only",
        ),
        (
            '[[service]]\nkind = "post"\nname = "A"\noption = "a"',
            "service 1: kind: Invalid enum value 'post'",
        ),
        ('[service]\nkind = "mail"', "service: write [[service]], not [service]"),
        ("[[plugin]]", "plugin: a file of services has [[service]] only"),
    ],
)
def test_a_mistake_in_the_services_is_named_by_file_and_key(tmp_path, text, said):
    with pytest.raises(KnowledgeError) as raised:
        load_catalogue(lay(tmp_path, {SERVICES: text}))
    assert str(raised.value).startswith(f"{SERVICES}: ")
    assert said in str(raised.value)


def test_all_mistakes_are_told_at_once(tmp_path):
    folder = lay(tmp_path, {PLUGINS: '{"slug": "a"}\n{"slug": 1}\n', SERVICES: "[[plugin]]"})
    with pytest.raises(KnowledgeError) as raised:
        load_catalogue(folder)
    assert len(str(raised.value).splitlines()) == 3


def test_a_plugins_tables_are_one_line(tmp_path):
    line = (
        '{"slug": "shop", "name": "Shop", "tables": [{"name": "shop_*", "purpose": "log", "spare": "yes"}]}'
    )
    [one] = load_catalogue(lay(tmp_path, {PLUGINS: line})).extensions["wordpress"]
    assert (one.slug, one.sure, one.tables[0].spare) == ("shop", True, "yes")


def _place(one: KnownService) -> str:
    names = (one.option, one.constant, one.variable, one.setting, one.config)
    return (one.key or next(name for name in names if name)).rpartition(":")[2].rpartition(".")[2]
