"""Redirects that have to be moved, by what they depend on."""

import pytest

from audit.detectors.dependent_redirect import DependentRedirectFound
from audit.knowledge import load_platforms
from audit.model.facts import Location
from audit.model.inventory import Inventory
from audit.model.redirects import Redirect

FOUND = DependentRedirectFound(on=("host",))


def redirect(**more):
    given = {"source": "^$", "target": "/brand", "kind": "regex", "by": "htaccess", "depends": ("host",)}
    return Redirect(location=Location(".htaccess", 3), **{**given, **more})


def told(*facts, found=FOUND):
    return [place.text for place in found.find(Inventory(facts, lambda _: {}), load_platforms()[0])]


def test_a_redirect_of_one_domain_is_told():
    assert told(redirect()) == ["^$ to /brand"]
    assert told(redirect(depends=(), host="old.example")) == ["old.example ^$ to /brand"]


def test_what_the_platform_or_the_cms_answers_is_left_out():
    assert told(redirect(platform=True), redirect(stays=True), redirect(enabled=False)) == []


def test_what_depends_on_something_else_is_left_out():
    assert told(redirect(depends=("query", "cookie"))) == []
    assert told(redirect(depends=("query", "cookie")), found=DependentRedirectFound(on=("cookie",))) != []


def test_an_answer_without_a_target_is_told_by_its_status():
    assert told(redirect(target=None, status=410)) == ["^$ to an answer 410"]
    assert told(redirect(target=None, source="")) == ["in code to an answer"]


def test_something_to_depend_on_is_named():
    with pytest.raises(ValueError, match='"on" names at least one'):
        DependentRedirectFound(on=())
