"""What tables are for, by their names."""

from typing import get_args

import pytest

from audit.errors import KnowledgeError
from audit.knowledge.tables import load_tables
from audit.model.catalogue import Purpose

_PURPOSE = '[[purpose]]\nname = "log"\ntitle = "Logs"\nwhy = "Records."\n'
_NAMES = '[[names]]\npurpose = "log"\nspare = "ask"\nsource = "us"\n'


def test_every_purpose_of_the_catalogue_has_its_words():
    assert {one.name for one in load_tables().purposes} >= set(get_args(Purpose))


def test_content_configuration_and_revisions_are_never_left_out_without_asking():
    for named in load_tables().names:
        assert named.purpose not in {"content", "config", "form", "revision"} or named.spare != "yes"


def test_a_name_with_a_star_is_left_out_without_asking_only_where_the_cms_says_so():
    for named in load_tables().names:
        if named.spare == "yes" and any("*" in name for name in named.tables):
            assert named.cms == "drupal"
            assert named.source.startswith("https://")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[purpose", "tables.toml"),
        ("", "purpose"),
        (_PURPOSE + _NAMES, "tables"),
        (_PURPOSE + _NAMES + "tables = []", "names 1: tables: there are none"),
        (_PURPOSE + _PURPOSE + _NAMES + 'tables = ["a"]', "purpose log: it stands there already"),
        (_PURPOSE + _NAMES.replace("log", "fun") + 'tables = ["a"]', "names 1: purpose: there is no fun"),
        (_PURPOSE + _NAMES.replace("ask", "maybe") + 'tables = ["a"]', "maybe"),
        (_PURPOSE + _NAMES.replace("us", "") + 'tables = ["a"]', "names 1: so?urce"),
        (_PURPOSE + _NAMES + 'tables = ["A"]', 'names 1: "A" is no name in lower case'),
        (_PURPOSE + _NAMES + 'tables = ["a_*"]', 'names 1: "a_\\*" has too many'),
        (_PURPOSE + _NAMES + 'tables = ["*_log_*x*"]', "has too many"),
        (_PURPOSE + _NAMES + 'tables = ["a", "a"]', 'names 1: "a" stands in names 1 already'),
        (_PURPOSE + _NAMES + 'tables = ["a"]\ncolour = 1', "colour"),
    ],
)
def test_a_mistake_is_named(tmp_path, text, said):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/tables.toml").write_text(text, "utf-8")
    with pytest.raises(KnowledgeError, match=said):
        load_tables(tmp_path)


def test_all_mistakes_are_told_at_once(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/tables.toml").write_text(_PURPOSE + _NAMES + 'tables = ["A", "*"]', "utf-8")
    with pytest.raises(KnowledgeError) as raised:
        load_tables(tmp_path)
    assert len(str(raised.value).splitlines()) == 2


def test_without_the_file_nothing_is_known(tmp_path):
    assert load_tables(tmp_path).names == ()
