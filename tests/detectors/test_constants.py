"""Constants of the configuration, by their names."""

import pytest

from audit.detectors.constants import ConstantsFound
from audit.knowledge import load_platforms
from audit.model.facts import Location, Setting
from audit.model.inventory import Inventory


def setting(name, kind="constant", value="x", state="literal"):
    at = Location("wp-config.php", 3)
    return Setting(location=at, install=".", name=name, kind=kind, value=value, state=state)


def found(rule, *settings):
    return [place.text for place in rule.find(Inventory(settings, lambda _: {}), load_platforms()[0])]


def test_constants_are_found_by_patterns_and_their_values_are_not_told():
    secret = setting("WPE_APIKEY", value=None, state="withheld")
    rule = ConstantsFound(name=("WPE_*", "PWP_*"))
    assert found(rule, secret, setting("WPEX_STYLE"), setting("PWP_NAME")) == [
        "WPE_APIKEY is set",
        "PWP_NAME is set",
    ]


def test_names_can_be_left_out():
    rule = ConstantsFound(name=("VIP_*",), but_not=("VIP_LOUNGE*",))
    assert found(rule, setting("VIP_LOUNGE_ID"), setting("VIP_GO_ENV")) == ["VIP_GO_ENV is set"]


@pytest.mark.parametrize("kind", ["variable", "ini", "option", "conf"])
def test_other_settings_of_such_a_name_are_left_alone(kind):
    assert found(ConstantsFound(name=("WPE_*",)), setting("WPE_X", kind)) == []


def test_no_name_at_all_is_a_mistake():
    with pytest.raises(ValueError, match="at least one"):
        ConstantsFound(name=())
