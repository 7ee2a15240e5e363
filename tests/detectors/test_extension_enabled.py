"""Extensions that a rule speaks of only where they are known to be active."""

import pytest

from audit.detectors.extension import ExtensionFound
from audit.knowledge import load_platforms
from audit.model.facts import Extension, Location
from audit.model.inventory import Inventory
from audit.model.rules import Evidence, Unclear
from tests.drupal_sites import install


@pytest.mark.parametrize(("active", "kind"), [(True, Evidence), (None, Unclear), (False, None)])
def test_what_a_core_brings_is_told_only_where_it_is_known_to_be_active(active, kind):
    module = Extension(
        location=Location("core/modules/x/x.info.yml"),
        kind="module",
        slug="x",
        name="X",
        file="core/modules/x/x.info.yml",
        active=active,
    )
    [platform] = load_platforms()[-1:]
    rule = ExtensionFound(kind="module", slug=("x",), enabled=True)
    found = list(rule.find(Inventory([install("10.4.8"), module], lambda _: {}), platform))
    assert [type(one) for one in found] == ([kind] if kind else [])


def test_its_examples_have_to_be_written():
    assert list(ExtensionFound(kind="module", slug=("x",), enabled=True).examples("drupal")) == []


def test_names_of_packages_make_no_modules():
    rule = ExtensionFound(kind=("module", "composer-package"), slug=("x", "a/x"))
    shown = [path for example in rule.examples("drupal") if example.matches for path in example.files]
    assert any("/x/x.info" in path for path in shown)
    assert not any("a/x" in path for path in shown)
