"""The changes as text, JSON and a page: all of them, and nothing that a name could do."""

import json
import re
from html.parser import HTMLParser

import pytest

from audit.model.changes import Change, Changes, Section, Side, Value
from audit.render.changes import FORMATS

EVIL = '<script>alert(1)</script>"\'&\x1b[2J\u202e\ud800\n=HYPERLINK("x")'


def side(path="old.json"):
    return Side(path=path, made="2026-11-02T09:00:00Z", tool="moveready 0.1", platform="P", read=("code",))


def changes(*found, remarks=(), left_out=None):
    section = Section(id="extensions", title="Plugins", changes=found, left_out=left_out)
    empty = Section(id="tables", title="Tables")
    return Changes(
        old=side(), new=side("new.json"), changed=bool(found), sections=(section, empty), remarks=remarks
    )


def change(number=1, kind="changed", text="1.0"):
    return Change(
        kind=kind, subject=f"plugin p{number}", install="web", values=(Value("version", text, None),)
    )


def page(made):
    return FORMATS["html"](made)


def test_the_text_says_what_changed():
    assert FORMATS["text"](changes(change(), remarks=("Mind the gap.",))) == (
        "1 change since the first report.\n"
        "  from old.json, made 2026-11-02 09:00 UTC by moveready 0.1\n"
        "  to   new.json, made 2026-11-02 09:00 UTC by moveready 0.1\n"
        "Note: Mind the gap.\n"
        "\n"
        "Plugins (1)\n"
        "  ~ plugin p1 in web\n"
        "      version: 1.0 → -\n"
    )


@pytest.mark.parametrize("form", FORMATS)
def test_no_change_is_said_too(form):
    assert "No change since the first report." in FORMATS[form](changes()) or form == "json"


@pytest.mark.parametrize("form", ["text", "html"])
def test_what_was_not_compared_is_no_all_clear(form):
    told = FORMATS[form](changes(left_out="Only one had it."))
    assert "No change in what could be compared." in told
    assert "Only one had it." in told


def test_the_text_is_short_and_says_how_much_more_there_is():
    told = FORMATS["text"](changes(*map(change, range(900))))
    assert len(told.splitlines()) < 100
    assert "and 860 more, which JSON and HTML have" in told


def test_json_is_the_changes_themselves():
    told = json.loads(FORMATS["json"](changes(change())))
    assert told["schema"] == "moveready-changes/1"
    assert told["sections"][0]["changes"][0]["values"] == [
        {"name": "version", "before": "1.0", "after": None}
    ]


def test_the_page_has_all_changes_also_folded_ones():
    told = page(changes(*map(change, range(1500))))
    assert all(f"plugin p{number}</bdi>" in told for number in range(1500))
    assert told.count("<details") == 3


@pytest.mark.parametrize("form", ["text", "html"])
def test_names_cannot_do_anything(form):
    told = FORMATS[form](
        changes(Change(kind="added", subject=EVIL, install=EVIL, values=(Value(EVIL, None, EVIL),)))
    )
    assert "\x1b" not in told
    assert "\u202e" not in told
    told.encode()
    if form == "html":
        assert "<script" not in told
    else:
        assert "\n=HYPERLINK" not in told


def test_the_page_asks_nothing_of_any_other_place():
    told = page(changes(change()))
    assert "default-src 'none'" in told
    assert not re.findall(r"""(?:src|href)=["'](?!#)""", told)
    assert "@import" not in told
    assert "url(" not in told


def test_ids_are_unique_and_links_lead_to_them():
    ids: list[str] = []
    links: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, _tag, attributes):
            told = dict(attributes)
            ids.extend(filter(None, [told.get("id")]))
            links.extend(filter(None, [told.get("href")]))

    Reader().feed(page(changes(*map(change, range(900)), left_out="x")))
    assert len(set(ids)) == len(ids)
    assert {link.removeprefix("#") for link in links} <= set(ids)
