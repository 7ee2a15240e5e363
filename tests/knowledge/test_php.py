"""The tables of PHP, and how mistakes in them are named."""

import pickle

import pytest

from audit.errors import KnowledgeError
from audit.knowledge.php import load_php


def lay(folder, extensions="", changes="", cores=""):
    return folder(
        {
            "data/php-extensions.jsonl": extensions,
            "data/php-changes.jsonl": changes,
            "data/php-cores.jsonl": cores,
        }
    )


def test_the_tables_of_the_project_have_no_mistake():
    names = load_php().names
    assert names.owners["function"]["curl_init"] == "curl"
    assert names.owners["class"]["imagick"] == "imagick"
    assert names.owners["constant"]["CURLOPT_URL"] == "curl"
    assert names.changes["function"]["create_function"].removed == "8.0"


def test_they_travel_to_another_process_and_are_made_there_once():
    sent = pickle.dumps(load_php())
    assert pickle.loads(sent).names is pickle.loads(sent).names  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("extensions", "changes", "mistake"),
    [
        ('{"name":"b"}\n{"name":"a"}\n', "", "php-extensions.jsonl: line 2: it stands in the wrong place"),
        ('{"name":"a"}\n{"name":"a"}\n', "", "line 2: it stands in the wrong place, or twice"),
        ('{"name":"a","instead":["z"]}\n', "", 'php-extensions.jsonl: "a": no extension is called z'),
        ('{"nam":"a"}\n', "", "php-extensions.jsonl: line 1:"),
        ("", '{"kind":"function","symbol":"f","extension":"z"}\n', 'php-changes.jsonl: "f": no extension'),
        ("", '{"kind":"thing","symbol":"f"}\n', "php-changes.jsonl: line 1:"),
        ("", "\xff\n", "php-changes.jsonl: line 1:"),
    ],
)
def test_a_mistake_is_named_by_file_and_line(folder, extensions, changes, mistake):
    with pytest.raises(KnowledgeError) as error:
        load_php(lay(folder, extensions, changes))
    assert mistake in str(error.value)


def test_a_folder_without_the_tables_knows_nothing(folder):
    assert load_php(folder({})).names.functions == frozenset()


def test_a_function_of_two_extensions_would_be_ambiguous():
    names = load_php().names
    seen: dict[str, str] = {}
    for extension in names.extensions.values():
        for function in extension.functions:
            assert seen.setdefault(function, extension.name) == extension.name
