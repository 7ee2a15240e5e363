import random
import time
from typing import Any

import pytest

from audit.parsers import yaml
from audit.parsers.yaml import Dialect, Tagged, YamlError, dialect_of_drupal

OLD, NINE = Dialect(3, recent=False, tags=False), Dialect(4, recent=False, tags=False)


def parse_yaml(text, dialect=Dialect()) -> Any:  # noqa: B008 - it is frozen
    return yaml.parse_yaml(text, dialect)


CORE_EXTENSION = """_core:
  default_config_hash: abc
module:
  node: 0
  user: 0
  standard: 1000
theme:
  claro: 0
profile: standard
"""

SERVICES = """parameters:
  session.storage.options: { gc_probability: 1, gc_divisor: 100 }
  cors.config:
    enabled: false
    allowedHeaders: ['x-csrf-token', "authorization"] # two
services:
  mailer:
    class: Drupal\\mailer\\Mailer
    arguments: ['@config.factory', '%mail%', '@?logger']
    tags:
      - { name: event_subscriber, priority: 100 }
      -
        name: other
    calls:
    - [setContainer, ['@service_container']]
"""


def test_core_extension_is_read():
    assert parse_yaml(CORE_EXTENSION) == {
        "_core": {"default_config_hash": "abc"},
        "module": {"node": 0, "user": 0, "standard": 1000},
        "theme": {"claro": 0},
        "profile": "standard",
    }


def test_a_services_file_is_read():
    services = parse_yaml(SERVICES)
    assert services["parameters"] == {
        "session.storage.options": {"gc_probability": 1, "gc_divisor": 100},
        "cors.config": {"enabled": False, "allowedHeaders": ["x-csrf-token", "authorization"]},
    }
    assert services["services"]["mailer"] == {
        "class": "Drupal\\mailer\\Mailer",
        "arguments": ["@config.factory", "%mail%", "@?logger"],
        "tags": [{"name": "event_subscriber", "priority": 100}, {"name": "other"}],
        "calls": [["setContainer", ["@service_container"]]],
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: on", "on"),
        ("a: yes", "yes"),
        ("a: NULL", None),
        ("a: 010", "010"),
        ("a: 0o10", 8),
        ("a: 0x1F", 31),
        ("a: 1_000", 1000),
        ("a: 1_000.5", 1000.5),
        ("a: 99999999999999999999", "99999999999999999999"),
        ("a: -0", "-0"),
        ("a: .inf", float("inf")),
        ("a: 12:30", "12:30"),
        ("a: 2021-02-31", 1614729600),
        ("a: 2001-12-14t21:59:43.10-05:00", 1008385183.1),
        ("a: 0001-01-01", -62135596800),
        ("a: b # c", "b"),
        ("a: b#c", "b#c"),
        ("a: 'it''s # no'", "it's # no"),
        (r'a: "\x41é\n\U0001F600"', "Aé\n\U0001f600"),
        ("a: b\n  c\n  \n  d", "b c\nd"),
        ("a: 'b\n  c\n\n  d'", "b c\nd"),
        ("a: |\n  b\n   c\n\n", "b\n c\n"),
        ("a: |-\n  b\n\n", "b"),
        ("a: |+\n  b\n\n", "b\n\n"),
        ("a: >\n  b\n  c\n\n  d\n   e\n", "b c\nd\n e\n"),
        ("a: |2\n    b\n  c\n", "  b\nc\n"),
        ("a: [b, [c], {d: e}, ]", ["b", ["c"], {"d": "e"}]),
        ("a: { b: c,\n  d: [e,\n   f] }", {"b": "c", "d": ["e", "f"]}),
        (
            "a:\n- b\n- c: d\n  e: f\n- - g\n  - h\n-\n  i: j",
            ["b", {"c": "d", "e": "f"}, ["g", "h"], {"i": "j"}],
        ),
        ("a:\n\n# x\n  b: c", {"b": "c"}),
        ("a: !!binary aGVsbG8=", "hello"),
        ("a: !!float 3", 3.0),
        ("a: !mine b", Tagged("mine", "b")),
        ("a: &x b", "b"),
        (r'a: "\x4"', "\x004"),
        ("a: [b,, c, ]", ["b", None, "c"]),
        ("a: 'b'0", "b"),
        ("a: !!binary 'aGVsbG8='", "hello"),
        ("a:\n- b: \u00a0", [{"b": "\u00a0"}]),
        ("a:\n  <<: {0: {b: c}}", {"b": "c"}),
        ("b: &x [c, d]\na: {<<: *x}", {"0": "c", "1": "d"}),
        ("b: &x [c, d]\na:\n  <<: *x", {"0": "c", "1": "d"}),
        ("a:\n  <<: &x", {"<<": None}),
    ],
)
def test_a_value_is_read_as_symfony_reads_it(text, value):
    read = parse_yaml(text)["a"]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "a: b\na: c",
        "a: 'b",
        "a: [b",
        "a: b: c",
        "a: @b",
        "a: %b",
        "a: *b",
        "a: &b *b",
        "a: &b\n  c: *b",
        "\ta: b",
        "a:\n\t- b",
        "a: b\n- c",
        "- a\nb: c",
        "a: b\nc",
        "a: b\n  c\n\n  d",
        "a:\n    b: c\n  d: e",
        "? a\n: b",
        "1.5: a",
        "true: a",
        "a: {b:c}",
        "a: '\\x' b",
        'a: "\\q"',
        "a: 2021-13-01",
        "a: !php/object 'O:0'",
        "a: !!set b",
        "<<: a",
        b"a: \xff",
    ],
)
def test_what_symfony_refuses_is_refused(text):
    with pytest.raises(YamlError):
        parse_yaml(text)


def test_a_key_that_is_there_twice_keeps_its_first_value_before_drupal_9():
    assert parse_yaml("a: b\na: c", OLD) == {"a": "b"}
    assert parse_yaml("a:\na: c") == {"a": "c"}  # nothing was there to keep


def test_octal_numbers_lost_their_zero_with_symfony_5():
    assert parse_yaml("a: 010", NINE) == {"a": 8}


def test_tags_of_ones_own_are_allowed_from_drupal_10_3_on():
    assert parse_yaml("a: !mine b", dialect_of_drupal((10, 3))) == {"a": Tagged("mine", "b")}
    with pytest.raises(YamlError):
        parse_yaml("a: !mine b", dialect_of_drupal((10, 2, 12)))


def test_merge_keys_fill_what_is_not_there():
    text = "base: &b {x: 1, y: 2}\nmore: &m\n  z: 3\nall:\n  y: 0\n  <<: [*b, *m]\n"
    assert parse_yaml(text)["all"] == {"y": 0, "x": 1, "z": 3}


def test_an_empty_document_is_none():
    assert parse_yaml("") is None
    assert parse_yaml("# nothing\n\n") is None


def test_the_end_of_a_document_is_only_known_behind_its_start():
    assert parse_yaml("---\na: b\n...\n") == {"a": "b"}
    with pytest.raises(YamlError):
        parse_yaml("a: b\n...\n")


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGE_BOMB = (
    "a: &a\n"
    + "".join(f"  k{number}: x\n" for number in range(2_000))
    + "".join(f"b{number}:\n  <<: *a\n" for number in range(1_000))
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        MERGE_BOMB,
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000 + "a",
        "".join(f"{' ' * depth}a:\n" for depth in range(1_000)),
        "a: [" + "'b' " * 200_000,
        "a: " + "b" * 5_000_000,
        "a: b #" + "#" * 1_000_000 + "\n'",
        'a: "' + "\\" * 999_999,
        "a: '" + "b\n" * 300_000,
        "!" * 500_000 + ": a",
        "a: !" + "b" * 500_000 + " " * 500_000 + "\n?",
        "- *a # " * 100_000,
        "a: >" + "9" * 100 + "\n b\n?",
        "a: 0x" + "f" * 100_000 + "\n?",
        "a: " + "9" * 1_000_000 + "\n?",
        "a: {b: c, d: &e f, <<: *e}",
        "a: ...\n" + "... " * 200_000,
    ],
    ids=range(19),
)
def test_a_hostile_document_is_refused_in_a_moment(text):
    start = time.process_time()
    with pytest.raises(YamlError):
        parse_yaml(text)
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n" + "# c\n" * 200_000,
        "a: [" + "b: " * 200_000 + "]",
        "a:b" * 300_000,
        "&" * 500_000,
        "- &a " * 100_000,
        "\x00" * 500_000,
        "a" + " " * 1_000_000 + "b",
        "a:\n" + "  - b\n" * 100_000,
        "a: [" + "'b' , " * 100_000 + "]",
        "a: [" + "\n" * 200_000 + "]",
        "a: |\n" + "  b\n" * 200_000,
        "a: b\n" + "  c\n" * 200_000,
        "a: '" + "''" * 300_000 + "'",
        "a:\n" + "\n" * 300_000,
        "".join(f"k{number}:\n# c\n" for number in range(50_000)),
    ],
    ids=range(15),
)
def test_a_long_document_is_read_in_a_moment(text):
    start = time.process_time()
    parse_yaml(text)
    assert time.process_time() - start < 4


def test_rubbish_raises_nothing_but_its_own_error():
    chance = random.Random(3)
    signs = "ab:,-[]{}#&*!|>'\"%@`?~ \n\t\\0.<é\x85\u2028"
    for _ in range(4_000):
        text = "".join(chance.choices(signs, k=chance.randrange(40)))
        for dialect in (Dialect(2), OLD, NINE, Dialect(6), Dialect()):
            try:
                parse_yaml(text, dialect)
            except YamlError as error:
                assert str(error).endswith(".")  # noqa: PT017 - most of this rubbish is refused, some is not


def test_binary_rubbish_raises_nothing_but_its_own_error():
    chance = random.Random(4)
    for _ in range(500):
        with pytest.raises(YamlError):
            parse_yaml(b"\xff" + chance.randbytes(200))


def test_three_thousand_lines_are_read_in_well_under_a_second():
    text = "".join(
        f"service.{number}:\n  class: A\\B\n  tags:\n    - {{ name: x, y: 1 }}\n" for number in range(750)
    )
    start = time.process_time()
    assert len(parse_yaml(text)) == 750
    assert time.process_time() - start < 0.7


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!mine", Tagged("mine", "")),
        ("!mine\n", Tagged("mine", [])),
        ("\n  \t", ""),
        ("\na: ''\nb", ""),
        ("!php/const X\n# c", None),
        ("a\t#1: b", {"a": "b"}),
    ],
)
def test_an_odd_document_is_read_as_symfony_reads_it(text, value):
    assert parse_yaml(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "a: 2001-12-14T21:59:43+25:00",
        "a: 2001-1-14T21:59:43.1Z",
        "a: !!binary true",
        "!mine b\n# c",
        "\na: ''\n? b",
    ],
)
def test_what_symfony_refuses_for_reasons_of_php_is_refused(text):
    with pytest.raises(YamlError):
        parse_yaml(text)


def test_nothing_between_two_commas_is_an_item_since_drupal_10_4():
    versions = ((9, 5), (10, 3), (10, 4), (11, 0), (11, 1))
    read = [parse_yaml("[a,, b]", dialect_of_drupal(version)) for version in versions]
    assert [len(items) for items in read] == [2, 2, 3, 2, 3]


def test_a_leading_zero_means_octal_before_symfony_6():
    assert [parse_yaml("017", Dialect(major)) for major in (3, 4, 5, 6)] == [15, 15, 15, "017"]
