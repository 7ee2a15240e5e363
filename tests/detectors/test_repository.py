"""What is said of a repository."""

import datetime as dt

import pytest

from audit.detectors.repository import RepositoryFound
from audit.model.code import Repository, Versioned
from audit.model.facts import Location
from audit.model.inventory import Inventory
from audit.model.rules import Citation, Evidence, Limit, Platform, Unclear

PLATFORM = Platform(
    id="x",
    name="X",
    about="",
    cms=("wordpress",),
    traits={},
    limits={
        "size": Limit(value=100, unit="bytes", means="x", source=Citation("https://x", dt.date(2026, 1, 1)))
    },
)


def _said(rule, *facts):
    return list(rule.find(Inventory(facts, lambda _: {}), PLATFORM))


def _repository(**told):
    return Repository(location=Location("."), **told)


def _path(state, path, **told):
    return Versioned(location=Location(path), state=state, seen_as=path, **told)


def test_a_repository_above_the_limit_is_said_with_its_large_files():
    rule = RepositoryFound(over="size")
    large = _path("large-in-history", "a.zip", bytes=5 << 20)
    assert _said(rule, _repository(bytes=101), large) == [
        Evidence(Location("."), "101 bytes of git objects"),
        Evidence(Location("a.zip"), "5.0 MiB, in older commits only"),
    ]
    assert _said(rule, _repository(bytes=100), large) == []


def test_paths_are_chosen_by_state_and_globs():
    rule = RepositoryFound(state=("ignored",), path=("a/**",), but_not=("a/c/**",))
    facts = [_path("ignored", "a/b", detail=".gitignore:1: b", files=3), _path("ignored", "a/c/d")]
    assert _said(rule, *facts, _path("untracked", "a/e"), _path("ignored", "f")) == [
        Evidence(Location("a/b"), "is ignored, 3 files, .gitignore:1: b")
    ]


@pytest.mark.parametrize(
    ("has", "told", "text"),
    [
        ("lfs", {"lfs": ("*.mov",)}, "git LFS keeps *.mov"),
        ("shallow", {"shallow": True}, "its history was cut off when it was copied"),
        ("partial", {"partial": True}, "some of its objects were never fetched"),
        ("unmerged", {"unmerged": ("a",), "branch": "main"}, "commits of a are not in main"),
    ],
)
def test_how_a_repository_is_kept_is_said(has, told, text):
    assert _said(RepositoryFound(has=has), _repository(**told)) == [Evidence(Location("."), text)]
    assert _said(RepositoryFound(has=has), _repository()) == []


def test_what_could_not_be_read_is_not_clean():
    rule = RepositoryFound(state=("modified",))
    assert _said(rule, _repository(unread=("Why.",))) == [Unclear(Location("."), "Why.")]


@pytest.mark.parametrize("fields", [{}, {"has": "lfs", "over": "size"}, {"has": "lfs", "path": ("a",)}])
def test_a_rule_must_say_what_it_looks_for(fields):
    with pytest.raises(ValueError, match="go"):
        RepositoryFound(**fields)
