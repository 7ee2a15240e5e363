"""Hosts and paths in a text, counted whole and in pieces, against a plain and slow count."""

import random
import time
import tracemalloc
from collections import Counter
from itertools import accumulate

import pytest

from audit.parsers.mentions import Count, Mentions, Tally

_HOST = b"abcdefghijklmnopqrstuvwxyz0123456789.-_ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORDS = b"lorem http a//b // /p </p> 1/2 it\\'s 12:30 \xc3\xa9t\xc3\xa9".split()
_HOSTS = b"example.org www.Example.org cdn.example.net a.b.c.example.museum 10.0.3.7 localhost".split()
_ENDS = [b"/", b"", b"/wp-content/uploads/2024/05/x.jpg", b"?p=1", b":8080/x", b"/a//b", b"#top"]


def counted(*pieces: bytes, step: int = 7, ahead: int = 4) -> Mentions:
    mentions = Mentions(step, ahead)
    for piece in pieces:
        mentions.feed(piece)
    mentions.close()
    return mentions


def hosts(mentions: Mentions) -> dict[str, Count]:
    return dict(mentions.hosts.sums())


def paths(mentions: Mentions) -> dict[str, int]:
    return {path: count.all for path, count in mentions.paths.sums()}


def parts(mentions: Mentions, host: str) -> dict[str, int]:
    return {part[1]: count.all for part, count in mentions.hosts.parts(host).items() if part}


def slowly(text: bytes) -> Counter[tuple[str, str]]:
    """Count hosts by the way they are written, byte after byte and without any pattern."""
    found: Counter[tuple[str, str]] = Counter()
    for at in range(len(text)):
        for scheme in (b"http", b"https"):
            for slash in (b"/", b"\\/", b"\\\\/"):
                opening = scheme + b":" + slash + slash
                if not text.startswith(opening, at):
                    continue
                start = end = at + len(opening)
                while end < len(text) and text[end] in _HOST:
                    end += 1
                host = text[start:end].decode().lower()
                if "." not in host and host != "localhost":
                    continue
                found[host, scheme.decode()] += 1
                found[host, "escaped"] += slash != b"/"
                before = text[:at].removesuffix(b'"').removesuffix(b"\\")
                quoted = text[:at].endswith(b'"')
                serialized = quoted and before.endswith(b":") and before[-2:-1].isdigit() and slash == b"/"
                found[host, "serialized"] += serialized
    return +found


def flat(counts: dict[str, Count]) -> Counter[tuple[str, str]]:
    ways = ("http", "https", "escaped", "serialized")
    return +Counter({(host, way): getattr(count, way) for host, count in counts.items() for way in ways})


def made_up(chance: random.Random, length: int) -> bytes:
    parts: list[bytes] = []
    for _ in range(length):
        url = chance.choice((b"http://", b"https://")) + chance.choice(_HOSTS) + chance.choice(_ENDS)
        parts.append(
            chance.choice(
                (
                    chance.choice(_WORDS),
                    b'<a href=\\"%b\\">' % url,
                    b's:%d:\\"%b\\";' % (len(url), url),
                    b'\\"url\\":\\"%b\\"' % url.replace(b"/", b"\\\\/"),
                    b"'%b'" % url,
                )
            )
        )
        parts.append(chance.choice((b" ", b",", b"\n", b"');\nINSERT INTO t VALUES ('")))
    return b"".join(parts)


@pytest.mark.parametrize("seed", range(40))
def test_each_way_of_writing_is_counted_as_a_slow_count_does_whatever_pieces_come(seed):
    chance = random.Random(seed)
    text = made_up(chance, 60)
    cuts = sorted(chance.sample(range(len(text)), chance.randint(0, 40)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    mentions = counted(*pieces, step=chance.choice((1, 50, 5000)), ahead=chance.choice((0, 100)))
    assert flat(hosts(mentions)) == slowly(text)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13])
def test_what_the_edge_of_a_piece_cuts_is_counted_once(size):
    text = b'x \'https://example.org/\' \\"s:18:\\"http://a.example.org\\" /var/www/html/wp-content, '
    mentions = counted(*(text[at : at + size] for at in range(0, len(text), size)))
    assert [count.all for count in hosts(mentions).values()] == [1, 1]
    assert paths(mentions) == {"/var/www/html": 1}


@pytest.mark.parametrize(
    ("text", "way"),
    [
        (b" http://a.org ", "http"),
        (b"'https://a.org'", "https"),
        (b'"//a.org/x"', "schemeless"),
        (b"?u=https%3A%2F%2Fa.org%2Fx", "encoded"),
        (b"?u=http%3a%2f%2fa.org", "encoded"),
        (b'"http:\\/\\/a.org\\/x"', "http"),
        (b'\\"https:\\\\/\\\\/a.org\\\\/x\\"', "https"),
        (b'\\\\\\"https:\\\\\\\\\\\\/\\\\\\\\\\\\/a.org\\"', "https"),
    ],
)
def test_an_address_is_counted_by_its_scheme(text, way):
    assert [getattr(count, way) for count in hosts(counted(text)).values()] == [1]


@pytest.mark.parametrize(
    "text",
    [
        *b"http:// http:///x http://word/ ftp://a.org/ http:a.org //comment http://..org http://-.org/".split(),
        *b"http://a.org.1/ http://\xff.org/ http://joe:secret@a.org/ https://joe.doe@a.org/".split(),
        *b"http://joe.doe:1234@a.org/ https%3A%2F%2Fjoe.doe%40a.org".split(),
        b"http://" + b"a" * 300 + b".org/",
    ],
)
def test_what_names_no_host_or_a_login_is_not_counted(text):
    assert hosts(counted(b"'" + text + b"'")) == {}


def test_a_port_is_not_part_of_the_host():
    assert list(hosts(counted(b"'http://Example.ORG:8080/x'"))) == ["example.org"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (b"'/home/joe/public_html/wp-content/uploads'", "/home/joe/public_html"),
        (b's:30:\\"/var/www/html/wp-content/x\\";', "/var/www/html"),
        (b'\\"\\\\/srv\\\\/www\\\\/shop\\\\/current\\\\/web\\"', "/srv/www/shop"),
        (b"'/nas/content/live/acme/wp-content'", "/nas/content/live/acme"),
        (b"'/var/www/vhosts/example.org/httpdocs'", "/var/www/vhosts/example.org"),
        (b"'/homepages/12/d123/htdocs/x'", "/homepages/12/d123"),
        (b"'/kunden/homepages/3/d1/htdocs'", "/kunden/homepages/3"),
        (b"'/opt/bitnami/wordpress/wp-content'", "/opt/bitnami/wordpress"),
        (b"'C:\\\\xampp\\\\htdocs\\\\shop/wp-content'", "?:/xampp/htdocs/shop"),
        (b"'C:/inetpub/wwwroot/shop/x'", "?:/inetpub/wwwroot/shop"),
    ],
)
def test_a_path_of_a_server_is_counted_by_its_first_names(text, path):
    assert paths(counted(text)) == {path: 1}


@pytest.mark.parametrize(
    "text",
    [
        *b"'/home/about' '/data/x/y' '/app/login/now' </var/www/html> '/opt/in/now' '/srv'".split(),
        *b"https://a.org/home/joe/public_html/x '/home/joe@example.org/www' 'D:/a/b/c' 12:/x/y/z".split(),
        b'\\"https:\\\\/\\\\/a.org\\\\/home\\\\/joe\\\\/www\\\\/x\\"',
    ],
)
def test_what_may_be_a_page_of_the_site_is_no_path_of_a_server(text):
    assert paths(counted(text)) == {}


@pytest.mark.parametrize("size", [1, 10, 100, 1000])
def test_each_mention_is_counted_for_the_part_that_it_stands_in(size):
    texts = {
        "a": b"VALUES ('http://a.org/');\n" * 9,
        "b": b"('http://a.org');",
        "c": b"('http://c.org'),\n" * 30,
    }
    whole = b"".join(texts.values())
    ends = list(zip(texts, accumulate(map(len, texts.values())), strict=True))
    mentions = Mentions(20, 50)
    for at in range(0, len(whole), size):
        mentions.feed(whole[at : at + size])
        while ends and ends[0][1] <= at + size - 30:  # a reader is behind what it has read
            name, end = ends.pop(0)
            mentions.passed((None, name), end)
    for name, end in ends:
        mentions.passed((None, name), end)
    mentions.close()
    assert parts(mentions, "a.org") == {"a": 9, "b": 1}
    assert parts(mentions, "c.org") == {"c": 30}


def test_offsets_begin_anew_with_each_file():
    mentions = Mentions()
    for name in ("a", "b"):
        mentions.feed(b"('http://a.org');\n")
        mentions.passed((None, name), 17)
        mentions.close()
    assert parts(mentions, "a.org") == {"a": 1, "b": 1}


def test_the_hosts_of_the_most_mentions_are_kept_and_the_others_counted():
    tally = Tally(names=10)
    for number in range(500):
        tally.add("own.org", (None, str(number % 3)), Count(http=1))
        tally.add(f"spam{number}.org", None, Count(https=1))
    tally.tidy()
    kept = dict(tally.sums())
    assert len(kept) == 10
    assert kept["own.org"].http == 500
    assert sum(count.all for count in kept.values()) + tally.lost == 1000


def test_tables_that_are_not_told_apart_are_still_in_the_sum():
    tally = Tally(places=10)
    for number in range(500):
        tally.add("own.org", (None, f"wp_{number}_posts"), Count(http=1 + number % 7))
    tally.tidy()
    assert len(tally.parts("own.org")) <= 11
    assert dict(tally.sums())["own.org"].http == sum(1 + number % 7 for number in range(500))


def test_rare_forms_are_looked_for_in_samples_of_a_long_text(monkeypatch):
    monkeypatch.setattr("audit.parsers.mentions._FULLY", 1000)
    line = b"('?u=https%3A%2F%2Fa.org%2F and http://a.org/'),\n"
    mentions = counted(*[line] * 10_000, step=1000)
    assert mentions.sampled
    assert hosts(mentions)["a.org"].http == 10_000
    assert 100 < hosts(mentions)["a.org"].encoded < 5000


def test_a_hostile_text_takes_little_memory():
    chance = random.Random(1)
    pieces = [
        b"".join(
            b"'http://%x.org/%x' " % (chance.getrandbits(64), chance.getrandbits(30)) for _ in range(2000)
        )
        for _ in range(15)
    ]
    tracemalloc.start()
    mentions = counted(*pieces, step=64 * 1024, ahead=64 * 1024)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 24 * 1024 * 1024
    assert len(hosts(mentions)) <= 8192
    assert sum(count.all for count in hosts(mentions).values()) + mentions.hosts.lost == 30_000


@pytest.mark.parametrize(
    "unit",
    b"/ // http:// http:\\\\/\\\\/ /home/ a. %3A%2F '/srv/ C:\\\\ - 1:\\\"http:// https:\\/".split(),
)
def test_no_text_takes_long(unit):
    text = unit * (500_000 // len(unit))
    start = time.process_time()
    counted(text, b" ", step=256 * 1024)
    assert time.process_time() - start < 3
