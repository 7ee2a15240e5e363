"""The table of languages."""

import pytest

from audit.errors import KnowledgeError
from audit.knowledge.languages import load_languages


def test_no_suffix_is_of_two_languages_and_each_is_written_as_it_is_looked_up():
    languages = load_languages()
    suffixes = [suffix for language in languages for suffix in (*language.suffixes, *language.drupal)]
    assert len(set(suffixes)) == len(suffixes)
    assert all(suffix == suffix.lower() and not suffix.startswith(".") for suffix in suffixes)


@pytest.mark.parametrize("data", ["sql", "json", "yml", "xml", "svg", "txt", "md", "m", "csv", "po"])
def test_data_and_what_is_ambiguous_is_no_language(data):
    assert all(data not in language.suffixes for language in load_languages())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[[language]]\nname = 'A'\nsuffixes = ['a']\n[[language]]\nname = 'B'\nsuffixes = ['a']\n",
            "A's already",
        ),
        ("[[language]]\nsuffixes = ['a']\n", "name"),
        ("[[language]]\nname = 'A'\nfoo = 1\n", "foo"),
        ("[[language", "languages.toml"),
    ],
)
def test_a_mistake_in_the_table_is_named(tmp_path, text, said):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/languages.toml").write_text(text, "utf-8")
    with pytest.raises(KnowledgeError, match=said):
        load_languages(tmp_path)
