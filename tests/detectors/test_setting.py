"""Settings by their names and values."""

import pytest

from audit.detectors.setting import SettingFound
from audit.knowledge import load_platforms
from audit.model.facts import Location, Setting
from audit.model.inventory import Inventory
from audit.model.rules import Evidence


def setting(value, state="literal", name="DB_NAME", site=None, kind="constant"):
    return Setting(
        location=Location("wp-config.php", 2),
        kind=kind,
        name=name,
        value=value,
        state=state,
        site=site,
        conditional=True,
    )


def told(found, *facts):
    places = found.find(Inventory(facts, lambda _: {}), load_platforms()[0])
    return [place.text for place in places if isinstance(place, Evidence)]


VARIES = SettingFound(constant="DB_NAME", varies=True)


def test_different_values_in_branches_are_told_each():
    assert told(VARIES, setting("live"), setting("test"), setting("live")) == [
        'DB_NAME is "live", in a branch',
        'DB_NAME is "test", in a branch',
        'DB_NAME is "live", in a branch',
    ]


@pytest.mark.parametrize(
    "facts",
    [
        [setting("live")],
        [setting("live"), setting("live")],
        [setting("live"), setting(None, "computed")],
        [setting("live"), setting("test", name="DB_USER")],
        [],
    ],
)
def test_one_value_does_not_vary_and_what_is_computed_is_not_compared(facts):
    assert told(VARIES, *facts) == []


def test_values_of_different_sites_are_not_compared():
    found = SettingFound(option="blog_public", varies=True)
    facts = [
        setting(value, name="blog_public", site=site, kind="option") for value, site in (("0", 1), ("1", 2))
    ]
    assert told(found, *facts) == []


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        ({}, "x", True),
        ({"equals": True}, True, True),
        ({"equals": True}, "1", True),
        ({"equals": True}, False, False),
        ({"equals": True}, "0", False),
        ({"equals": False}, None, True),
        ({"differs": "wp_"}, "x_", True),
        ({"differs": "wp_"}, "wp_", False),
        ({"matches": "^a"}, "Ab", True),
        ({"matches": "^a"}, "ba", False),
    ],
)
def test_a_value_is_compared_as_php_would(condition, value, holds):
    assert bool(told(SettingFound(constant="DB_NAME", **condition), setting(value))) is holds


def test_a_value_that_is_only_known_at_run_time_is_told_as_open():
    found = SettingFound(constant="DB_NAME", equals="x")
    [place] = found.find(Inventory([setting(None, "computed")], lambda _: {}), load_platforms()[0])
    assert not isinstance(place, Evidence)


@pytest.mark.parametrize(
    "wrong", [{}, {"constant": "A", "option": "b"}, {"constant": "A", "varies": True, "literal": True}]
)
def test_one_name_and_at_most_one_condition_are_given(wrong):
    with pytest.raises(ValueError, match=r"give at most one|name exactly one"):
        SettingFound(**wrong)
