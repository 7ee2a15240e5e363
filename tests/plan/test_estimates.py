"""Hours of one's own, in moveready.toml."""

import json

import pytest

from tests.command import run

SESSION = {"wp-content/plugins/shop/shop.php": "<?php\n/* Plugin Name: Shop */\nsession_start();\n"}


def report(folder):
    return json.loads(run("scan", folder, "--format", "json").output)


def test_hours_of_a_rule_are_those_of_the_file_everywhere(site):
    told = report(
        site({**SESSION, "moveready.toml": "[estimates.hours]\nphp-session = { once = 40, each = 2 }\n"})
    )
    [found] = [one for one in told["findings"] if one["rule"]["id"] == "php-session"]
    [step] = [one for one in told["plan"]["steps"] if one["rule"] == "php-session"]
    assert (found["hours"], step["hours"]["low"]) == (42.0, 31.5)


def test_the_hours_that_are_included_are_those_of_the_file(site):
    told = report(site({**SESSION, "moveready.toml": "[estimates]\nknown-fix-hours = 12\n"}))
    assert (told["plan"]["known_fix_budget"], told["plan"]["sites"][0]["budget"]) == (12.0, 12.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[estimates.hours]\nno-such-rule = { once = 1 }\n",
            'estimates.hours: there is no rule "no-such-rule"',
        ),
        ("[estimates.hours]\nphp-session = { once = -1 }\n", "hours are numbers from 0 to"),
        ("[estimates]\nknown-fix-hours = nan\n", "hours are numbers from 0 to"),
        ("[estimates]\nbudget = 1\n", "budget"),
        ("[estimates.hours]\nphp-session = 3\n", "estimates.hours[...]: Expected `object`"),
    ],
)
def test_a_mistake_is_named_and_ends_with_2(site, text, said):
    result = run("scan", site({**SESSION, "moveready.toml": text}))
    assert (result.exit_code, said in result.error) == (2, True)
