"""Patterns of trusted hosts, held against what PHP says of them, as Drupal asks it."""

import json
import random
import subprocess

import pytest

from audit.detectors.trusted_hosts import lets_in

pytestmark = pytest.mark.real

END = "pantheonsite.io"
HOSTS = [f"dev-shop.{END}"]
# As Drupal's core does it (TrustedHost of Symfony).
ASK = """<?php
[$patterns, $hosts] = json_decode(file_get_contents('php://stdin'));
foreach ($patterns as $pattern) {
  $fits = array_map(fn ($host) => @preg_match('{' . $pattern . '}i', $host), $hosts);
  $answers[] = in_array(FALSE, $fits, TRUE) ? NULL : in_array(1, $fits, TRUE);
}
echo json_encode($answers);
"""
WRITTEN = [
    r"^www\.example\.com$",
    r"^.+\.example\.com$",
    r".*",
    r"^.+$",
    r"\.io$",
    r"^.+\.io$",
    r"^(dev|test|live)-shop\.pantheonsite\.io$",
    r"^[a-z-]+\.[a-z]+\.io$",
    r"^dev-shop",
    r"^DEV-SHOP\.PANTHEONSITE\.IO$",
    r"^(?:www\.)?example\.org$",
    r"^localhost$|^.*\.pantheonsite\.io$",
    r"^a{0,3}dev-.{4}\.[^.]+\.\w\w$",
    r"example\.org|shop",
    r"^d?e?v?x*dev-shop",
]
PIECES = ["^", "$", ".", r"\.", "*", "+", "?", "|", "(", ")", "[a-z]", "[^.]", r"\w", "{1,9}", "dev", "shop"]
PIECES += ["-", "pantheonsite", "io", "www", "example"]


def _made(number):
    chosen = random.Random(number)
    return "".join(chosen.choice(PIECES) for _ in range(chosen.randrange(1, 9)))


def test_what_php_lets_in_is_never_told_to_be_left_out(php):
    patterns = [*WRITTEN, *dict.fromkeys(_made(number) for number in range(20_000))]
    asked = json.dumps([patterns, HOSTS])
    answer = subprocess.run(
        [php, "-r", ASK.removeprefix("<?php")], input=asked, capture_output=True, text=True, check=True
    )
    fits = dict(zip(patterns, json.loads(answer.stdout), strict=True))
    assert sum(fit is True for fit in fits.values()) > 500
    assert [pattern for pattern, fit in fits.items() if fit and not lets_in(pattern, (END,))] == []


def test_most_patterns_that_php_refuses_are_told(php):
    asked = json.dumps([WRITTEN, HOSTS])
    answer = subprocess.run(
        [php, "-r", ASK.removeprefix("<?php")], input=asked, capture_output=True, text=True, check=True
    )
    refused = [pattern for pattern, fit in zip(WRITTEN, json.loads(answer.stdout), strict=True) if not fit]
    assert [pattern for pattern in refused if lets_in(pattern, (END,))] == []
    assert len(refused) >= 3
