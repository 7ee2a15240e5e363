"""The table of releases, and how mistakes in it are named."""

import datetime as dt

import pytest

from audit.errors import KnowledgeError
from audit.knowledge import load_catalogue
from audit.knowledge.support import load_support

BRANCH = '{ branch = "1.2", released = 2020-01-01, latest = "1.2.3" }'
TABLE = f'[php]\nname = "PHP"\ndated = 2026-01-01\nbranches = [{BRANCH}]\n'


def test_the_table_of_the_project_has_no_mistake():
    found = {one.product: one for one in load_support()}
    assert list(found) == ["php", "wordpress", "drupal", "mariadb", "mysql"]
    eight = next(branch for branch in found["php"].branches if branch.branch == "8.2")
    assert eight.security_until == dt.date(2026, 12, 31)
    assert all(one.dated > dt.date(2026, 1, 1) for one in found.values())


def test_the_catalogue_loads_it_when_it_is_asked_for():
    assert len(load_catalogue().support()) == 5


def test_without_a_table_nothing_is_known(tmp_path):
    assert load_support(tmp_path) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[php]", "[perl]", "releases.toml: perl: expected php, wordpress"),
        ("[php]", "[php", "releases.toml: not TOML"),
        ('name = "PHP"\n', "", "releases.toml: php: Object missing required field `name`"),
        ("released = 2020-01-01", "released = 1", "releases.toml: php: Expected `date`"),
        ('"1.2"', '"1.x"', 'php: branch: "1.x" is not made of numbers'),
        ('"1.2.3"', '"1.3.3"', "php: 1.2: latest: 1.3.3 is of another branch"),
        (
            "latest",
            "security_until = 2019-01-01, latest",
            "php: 1.2: its support ends before it was released",
        ),
        (BRANCH, f"{BRANCH}, {BRANCH}", "php: branches: they stand newest first, each once"),
    ],
)
def test_a_mistake_is_named(folder, old, new, said):
    assert old in TABLE
    with pytest.raises(KnowledgeError) as raised:
        load_support(folder({"data/releases.toml": TABLE.replace(old, new, 1)}))
    assert said in str(raised.value)


def test_a_right_table_is_loaded(folder):
    [php] = load_support(folder({"data/releases.toml": TABLE}))
    assert php.branches[0].latest == "1.2.3"
