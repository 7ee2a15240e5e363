"""Odd names."""

import os

import pytest

from audit.collectors.files import find_files
from audit.collectors.files.names import are_odd, odd_names
from audit.model.files import OddName
from audit.model.rules import Watch
from audit.sources.tree import Entry, Listing
from tests.collectors.files.found import found
from tests.conftest import ANY_BYTES


@pytest.mark.parametrize(
    ("names", "troubles"),
    [
        (["a.txt", "b.txt"], []),
        (["a.txt", "A.TXT", "a.TXT"], ["case", "case"]),
        (["caf\xe9", "cafe\u0301"], ["form"]),
        (["caf\xe9", "CAF\xc9"], ["case"]),
        (["a b", "c.d"], []),
        ([" a"], ["space"]),
        (["a "], ["space"]),
        (["a."], ["space"]),
        ([".htaccess", "..a"], []),
        (["a\\nb"], ["control"]),
    ],
)
def test_a_name_is_odd_for_a_reason(names, troubles):
    assert [odd.trouble for odd in odd_names(names)] == troubles
    assert are_odd(dict.fromkeys(names), [name.lower() for name in names]) or not troubles


def test_names_that_differ_in_case_are_told_with_each_other(site):
    top = site({"wp-content/themes/x/Logo.png": "", "wp-content/themes/x/logo.png": ""})
    if len(list((top / "wp-content/themes/x").iterdir())) < 2:
        pytest.skip("this file system does not keep them apart")
    [odd] = found(top, OddName)
    assert {odd.location.path.rpartition("/")[2], odd.other} == {"Logo.png", "logo.png"}


def test_of_very_many_odd_names_only_so_many_are_told():
    names = {f"a{number}.": Entry("file", 1) for number in range(3000)}
    facts = find_files(Listing([("", names)]), [], Watch())
    assert sum(isinstance(fact, OddName) for fact in facts) == 1000


@ANY_BYTES
def test_bytes_that_are_no_utf_8_are_told_safely(site):
    top = site({"wp-content/uploads/a.jpg": ""})
    (top / os.fsdecode(b"wp-content/uploads/caf\xe9.jpg")).touch()
    [odd] = found(top, OddName)
    assert (odd.trouble, odd.area, odd.location.path) == (
        "control",
        "files",
        "wp-content/uploads/caf\\xe9.jpg",
    )
