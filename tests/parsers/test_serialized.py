"""PHP-serialised values, sound and damaged."""

import math
import random
import time

import pytest

from audit.parsers.serialized import CLASS_KEY, SerializedError, is_damaged, looks_serialized, unserialize

OPTION = (
    b'a:4:{s:4:"home";s:18:"https://a.example/";i:7;a:2:{i:0;d:0.25;i:1;b:1;}'
    b's:3:"obj";O:4:"Shop":2:{s:7:"\0*\0name";s:4:"Caf\xc3";s:4:"self";r:6;}s:1:"r";R:2;}'
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"N;", None),
        (b"b:0;", False),
        (b"i:-12;", -12),
        (b"d:1.0E+25;", 1e25),
        (b"d:-INF;", -math.inf),
        (b"d:NAN;", math.nan),
        (b'E:11:"Suit:Hearts";', "Suit:Hearts"),
        (b'C:3:"Box":5:{x:"}}}', {CLASS_KEY: "Box"}),
        (b'a:1:{i:0;C:3:"Box":2:{}}i:1;}', {0: {CLASS_KEY: "Box"}}),
    ],
)
def test_each_kind_of_value_is_read(text, value):
    assert repr(unserialize(text)) == repr(value)


def test_a_nested_value_keeps_types_order_and_references():
    shop = {CLASS_KEY: "Shop", "name": "Caf�", "self": None}
    expected = {"home": "https://a.example/", 7: {0: 0.25, 1: True}, "obj": shop, "r": "https://a.example/"}
    assert repr(unserialize(OPTION)) == repr(expected)


def test_numeric_strings_are_numbers_as_keys_of_arrays_and_strings_as_properties():
    assert unserialize(b'a:2:{s:2:"12";i:1;s:2:"01";i:2;}') == {12: 1, "01": 2}
    assert unserialize(b'O:1:"A":1:{i:12;i:1;}') == {CLASS_KEY: "A", "12": 1}


def test_private_and_protected_properties_lose_their_prefix():
    assert unserialize(b'O:1:"A":2:{s:4:"\0A\0p";i:1;s:4:"\0*\0q";i:2;}') == {CLASS_KEY: "A", "p": 1, "q": 2}


def test_what_contains_itself_is_none_there():
    assert unserialize(b'a:1:{s:1:"x";a:1:{s:1:"x";R:2;}}') == {"x": {"x": None}}


def test_references_count_values_but_no_aliases_and_no_keys():
    text = b'a:4:{i:0;s:1:"a";i:1;R:2;i:2;s:1:"b";i:3;R:3;}'
    assert unserialize(text) == {0: "a", 1: "a", 2: "b", 3: "b"}


def test_references_to_references_do_not_explode():
    pairs = b"".join(b"i:%d;a:2:{i:0;R:%d;i:1;R:%d;}" % (i, i + 1, i + 1) for i in range(1, 60))
    value = unserialize(b'a:60:{i:0;s:9:"x";' + pairs + b"}")
    assert len(repr(value)) < 2_000_000


def test_the_text_within_a_text_stays_a_text():
    assert unserialize(b's:14:"a:1:{i:0;i:1;}";') == "a:1:{i:0;i:1;}"


@pytest.mark.parametrize("length", [0, 1, 18, 19, 999_999_999])
def test_a_wrong_length_does_no_harm(length):
    text = b'a:2:{s:3:"url";s:%d:"https://new.example/\xc3\xa9";s:1:"k";i:1;}' % length
    assert unserialize(text) == {"url": "https://new.example/é", "k": 1}


@pytest.mark.parametrize("text", [b's:1:"abc";', b's:99:"abc";'])
def test_a_wrong_length_does_no_harm_at_the_top(text):
    assert unserialize(text) == "abc"


def test_a_wrong_length_of_what_a_class_wrote_itself_does_no_harm():
    text = b'a:2:{i:0;C:3:"Box":1:{x:a:1:{i:0;a:0:{}};m:a:0:{}}i:1;i:2;}'
    assert unserialize(text) == {0: {CLASS_KEY: "Box"}, 1: 2}


def test_a_wrong_length_that_leads_to_the_end_of_a_later_string_does_no_harm():
    text = b'a:3:{s:1:"u";s:20:"new.example";s:2:"kk";i:1;i:2;s:6:"";i:0;";}'
    assert unserialize(text) == {"u": "new.example", "kk": 1, 2: '";i:0;'}


def test_a_wrong_length_does_no_harm_to_a_key():
    assert unserialize(b'a:1:{s:3:"newkey";N;}') == {"newkey": None}


def test_a_wrong_length_of_a_text_within_a_text_does_no_harm():
    inner = 'a:1:{s:1:"u";s:11:"new.example";}'
    assert unserialize(b'a:2:{i:0;s:9:"%b";i:1;N;}' % inner.encode()) == {0: inner, 1: None}


def test_css_in_a_string_of_wrong_length_does_not_end_it():
    css = 'a{content:"x";}b{content:"y";} p{}'
    assert unserialize(b'a:1:{s:3:"css";s:9:"%b";}' % css.encode()) == {"css": css}


@pytest.mark.parametrize("count", [0, 1, 3, 999_999_999])
def test_a_wrong_count_does_no_harm(count):
    assert unserialize(b"a:1:{i:5;a:%d:{i:0;i:1;i:1;i:2;}}" % count) == {5: {0: 1, 1: 2}}


@pytest.mark.parametrize(
    ("size", "value"),
    [(5, {}), (10, {}), (15, {"one": None}), (19, {"one": 1}), (37, {"one": 1, "two": None})],
)
def test_of_a_cut_text_the_whole_values_are_kept(size, value):
    assert unserialize(b'a:2:{s:3:"one";i:1;s:3:"two";s:20:"abcdefghij'[:size]) == value


@pytest.mark.parametrize("text", [b"", b"Hello", b"x:1;", b's:5:"ab', b"i:" + b"1" * 5000, b"}", b"a:1"])
def test_a_text_without_sense_is_an_error(text):
    with pytest.raises(SerializedError, match="nothing that PHP serialised"):
        unserialize(text)


def test_what_follows_the_value_is_ignored_and_so_is_white_space_around_it():
    assert unserialize(b" \n a:1:{i:0;i:1;}trailing ") == {0: 1}


@pytest.mark.parametrize("levels", [200, 201, 300, 100_000])
def test_what_lies_too_deep_is_none(levels):
    value, depth = unserialize(b"a:1:{i:0;" * levels + b"i:1;" + b"}" * levels), 0
    while isinstance(value, dict):
        value, depth = value[0], depth + 1
    assert (depth, value) == (200, 1 if levels == 200 else None)


def test_what_stands_behind_the_too_deep_is_still_read():
    deep = b"a:1:{i:0;" * 300 + b"N;" + b"}" * 300
    assert repr(unserialize(b"a:2:{i:0;%bi:1;i:9;}" % deep)).endswith("1: 9}")


def test_a_reference_into_the_too_deep_is_none():
    deep = b"a:1:{i:0;" * 300 + b"i:5;" + b"}" * 300
    assert repr(unserialize(b"a:2:{i:0;%bi:1;R:290;}" % deep)).endswith("1: None}")


def test_announced_sizes_take_no_memory():
    assert unserialize(b"a:999999999:{") == {}
    assert unserialize(b'a:1:{i:0;s:999999999:"') == {0: None}


@pytest.mark.parametrize(
    "text", [OPTION, b"N;", b"N;x", b'C:3:"Box":2:{}}}', b'a:1:{s:4:"a";b";i:1;}', b'O:1:"A":0:{}']
)
def test_a_sound_text_is_not_damaged(text):
    assert not is_damaged(text)


@pytest.mark.parametrize(
    "text",
    [
        b's:1:"ab";',
        b"a:2:{i:0;i:1;}",
        b"a:1:{i:0;",
        b'O:2:"A":0:{}',
        b"a:1:{i:0;R:9;}",
        b'C:1:"A":9:{x}',
        b'E:1:"A:B";',
    ],
)
def test_a_text_that_php_refuses_is_damaged(text):
    assert is_damaged(text)


@pytest.mark.parametrize("text", [b"N;", b" a:0:{}\n", b"b:1;", b"d:1.5E+3;", b's:1:"a";', b'E:3:"A:B";'])
def test_serialised_texts_look_so(text):
    assert looks_serialized(text)


@pytest.mark.parametrize("text", [b"", b"N", b"i:;", b"a:0:", b"a:b:{}", b's:1:"a;', b"i:1;x", b"O;1:x}"])
def test_other_texts_do_not_look_serialised(text):
    assert not looks_serialized(text)


def test_mutated_texts_give_a_value_or_the_error():
    chance = random.Random(8)
    read = 0
    for _ in range(5_000):
        text = bytearray(OPTION)
        for _ in range(chance.randint(1, 6)):
            start = chance.randrange(len(text))
            text[start : start + chance.randint(0, 4)] = chance.choice(
                [b"", b"}", b'";', b"{", b"9", b"R:1;", b"\xff", b"a:1:{", b'C:1:"', b"i:0;", b"-", b":"]
            )
        try:
            unserialize(bytes(text))
            read += 1
        except SerializedError:
            assert not text.startswith(b"a:4:{")
    assert read > 3_000


@pytest.mark.parametrize(
    "text",
    [
        b"a:1:{i:0;" * 20_000,
        b'a:1:{i:0;s:5:"' + b'";}' * 60_000,
        b'a:1:{i:0;s:5:"a:1:{' + b'}";' * 60_000,
        b'a:1:{i:0;s:9:"' + (b'";' + b"}" * 100) * 2_000,
        b'a:1:{i:0;C:1:"a":5:{' + b"}}" * 90_000,
        b"a:1:{i:0;d:" + b"1" * 200_000,
        b'a:1:{i:0;O:1:"' + b"a" * 200_000,
        b'a:1:{i:0;a:1:{i:0;s:900:"' + b"x" * 900 + b'";}' + b"i:1;R:2;" * 20_000,
    ],
)
def test_no_text_takes_long(text):
    start = time.perf_counter()
    unserialize(text)
    assert time.perf_counter() - start < 2  # all are linear: 0.1 s where this was written
