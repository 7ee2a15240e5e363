"""Rules about values of PHP find them wherever a site sets them."""

import datetime as dt

import pytest

from audit.detectors.ini_value import IniValueFound
from audit.model.facts import Location, Setting
from audit.model.inventory import Inventory
from audit.model.rules import Citation, HostingPlan, HostingPlans, Limit, Platform
from audit.model.server import IniValue, ServerDirective

SOURCE = Citation("https://example.org/", dt.date(2026, 1, 1))
PLANS = HostingPlans(
    sizes=(HostingPlan(name="S", memory=256 << 20), HostingPlan(name="L", memory=1 << 30)), source=SOURCE
)
LIMITS = {"time": Limit(value=120, unit="seconds", means="m", source=SOURCE)}
PLATFORM = Platform(id="p", name="P", about="", cms=(), traits={}, limits=LIMITS, plans=PLANS)
HERE = Location("php.ini", 3)


def ini(name, value, **more):
    return IniValue(location=HERE, name=name, value=value, seen_as="php.ini", **{"own": True, **more})


def directive(text, **more):
    name = text.split()[0]
    known = {"outcome": "lost", "group": "php", "why": "", "seen_as": ".htaccess", "own": True}
    return ServerDirective(location=HERE, name=name, text=text, **{**known, **more})


def text(detector, *facts, platform=PLATFORM):
    return [one.text for one in detector.find(Inventory(facts, lambda _: {}), platform)]


@pytest.mark.parametrize(
    ("name", "value", "is_over"),
    [
        ("max_execution_time", "120", False),
        ("max_execution_time", "121", True),
        ("max_execution_time", "0", True),
        ("max_execution_time", "-1", True),
        ("max_execution_time", "long", False),
        ("max_execution_time", "", False),
        ("max_execution_time", None, False),
        ("max_input_vars", "0", False),
    ],
)
def test_a_value_is_compared_as_a_number_and_some_mean_no_limit(name, value, is_over):
    assert bool(text(IniValueFound(name=(name,), over="time"), ini(name, value))) is is_over


@pytest.mark.parametrize(
    ("value", "small", "large"),
    [
        ("256M", False, False),
        ("257M", True, False),
        ("1G", True, False),
        ("2G", True, True),
        ("-1", True, True),
    ],
)
def test_memory_is_held_against_the_plans(value, small, large):
    asked = [
        bool(text(IniValueFound(name=("memory_limit",), over_plan=plan), ini("memory_limit", value)))
        for plan in ("smallest", "largest")
    ]
    assert asked == [small, large]


def test_a_platform_without_plans_has_no_memory_to_compare_with():
    nobody = Platform(id="p", name="P", about="", cms=(), traits={})
    detector = IniValueFound(name=("memory_limit",), over_plan="smallest")
    assert text(detector, ini("memory_limit", "9G"), platform=nobody) == []


@pytest.mark.parametrize(
    "fact",
    [
        ini("max_execution_time", "600"),
        directive("php_value max_execution_time 600"),
        directive('php_admin_value max_execution_time "600"'),
        Setting(location=HERE, kind="ini", name="max_execution_time", value="600"),
        Setting(location=HERE, kind="ini", name="max_execution_time", value=600),
    ],
)
def test_a_value_counts_wherever_it_stands(fact):
    assert text(IniValueFound(name=("max_execution_time",), over="time"), fact) == [
        "max_execution_time = 600"
    ]


@pytest.mark.parametrize(
    "fact",
    [
        ini("max_execution_time", "600", own=False),
        directive("php_value max_execution_time 600", own=False),
        directive("php_value max_execution_time"),
        directive("SetEnv max_execution_time 600"),
        Setting(location=HERE, kind="constant", name="max_execution_time", value="600"),
        Setting(location=HERE, kind="ini", name="max_execution_time", state="computed"),
    ],
)
def test_what_is_others_or_something_else_does_not_count(fact):
    assert text(IniValueFound(name=("max_execution_time",), over="time"), fact) == []


def test_names_and_values_may_be_patterns():
    facts = ini("xdebug.mode", "off"), ini("extension", "yaz.so"), ini("newrelic.license", None)
    assert text(IniValueFound(name=("xdebug.*",)), *facts) == ["xdebug.mode = off"]
    assert text(IniValueFound(name=("EXTENSION",), matches="^yaz"), *facts) == ["extension = yaz.so"]
    assert text(IniValueFound(name=("newrelic.*",)), *facts) == ["newrelic.license is set"]


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="names at least one"):
        IniValueFound(name=())
    with pytest.raises(ValueError, match="at most one"):
        IniValueFound(name=("a",), over="time", matches="c")
