"""Redirects in a Drupal database, version by version."""

from audit.model.redirects import Redirect, RedirectStore
from tests.drupal_dumps import core_extension, drupal6, drupal7, drupal8, php, told
from tests.dumps import table

EIGHT = (
    *("rid", "type", "uuid", "language", "hash", "uid", "redirect_source__path", "redirect_source__query"),
    *("redirect_redirect__uri", "redirect_redirect__title", "redirect_redirect__options", "status_code"),
    *("created", "enabled"),
)
SEVEN = (
    *("rid", "hash", "type", "uid", "source", "source_options", "redirect", "redirect_options", "language"),
    *("status_code", "count", "access", "status"),
)
SIX = ("rid", "source", "redirect", "query", "fragment", "language", "type", "last_used")


def redirects(sql):
    return [fact for fact in told(sql).redirects if isinstance(fact, Redirect)]


def pairs(sql):
    return [(one.source, one.target, one.status, one.enabled) for one in redirects(sql)]


def eight(path, uri, *, rid=1, query="", options="", enabled=1, language="und"):
    return (rid, "redirect", "", language, "", 1, path, query, uri, "", options, 301, 0, enabled)


def test_the_redirects_of_drupal_8_and_later_are_told():
    rows = [
        eight("old/page", "internal:/node/1"),
        eight("a", "entity:node/2", rid=2, query=php({"b": "1"}), enabled=0),
        eight("c", "https://b.example/", rid=3, options=php({"query": {"x": "y"}, "fragment": "top"})),
    ]
    assert pairs(drupal8() + table("redirect", EIGHT, rows)) == [
        ("/old/page", "/node/1", 301, True),
        ("/a?b=1", "/node/2", 301, False),
        ("/c", "https://b.example/?x=y#top", 301, True),
    ]


def test_a_redirect_of_one_language_says_so():
    rows = [eight("a", "internal:/b", language="de"), eight("c", "internal:/d", rid=2)]
    assert [one.depends for one in redirects(drupal8() + table("redirect", EIGHT, rows))] == [
        ("langcode",),
        (),
    ]


def test_the_redirects_of_drupal_7_are_told():
    rows = [
        (2, "h", "redirect", 1, "old", php({}), "node/1", php({"fragment": "x"}), "und", 0, 0, 0, 1),
        (1, "h", "redirect", 1, "b", php({"query": {"p": "1"}}), "<front>", "", "und", 302, 0, 0, 0),
    ]
    assert pairs(drupal7() + table("redirect", SEVEN, rows)) == [
        ("/b?p=1", "/", 302, False),
        ("/old", "/node/1#x", 301, True),
    ]


def test_the_redirects_of_drupal_6_are_told():
    rows = [(1, "old?a=1", "node/1", "b=2", "top", "", 301, 0)]
    assert pairs(drupal6() + table("path_redirect", SIX, rows)) == [
        ("/old?a=1", "/node/1?b=2#top", 301, True)
    ]


def test_a_prefix_of_the_tables_does_not_hide_redirects():
    sql = drupal8("d8_") + table("d8_redirect", EIGHT, [eight("a", "internal:/b")])
    [redirect] = redirects(sql)
    assert redirect.location.table == "d8_redirect"


def test_the_log_of_missing_pages_is_no_redirect():
    sql = drupal8() + table("redirect_404", ("path", "langcode", "count"), [("/a", "und", 5)])
    assert told(sql).redirects == []


def test_a_field_called_redirect_is_none():
    columns = ("entity_type", "bundle", "entity_id", "field_redirect_value")
    sql = drupal7() + table("field_data_field_redirect", columns, [("node", "page", 1, "x")])
    assert told(sql).redirects == []


def test_whether_the_module_runs_is_told():
    def active(*modules):
        sql = drupal8(config={"core.extension": core_extension(*modules)})
        return redirects(sql + table("redirect", EIGHT, [eight("a", "internal:/b")]))[0].active

    assert active("redirect") is True
    assert active("node") is False


def test_global_redirect_is_told_where_it_runs():
    files = ("modules/system/system.module", "sites/all/modules/globalredirect/globalredirect.module")
    [redirect] = redirects(drupal7(enabled=files))
    assert (redirect.by, redirect.kind, redirect.stays) == ("globalredirect", "dynamic", True)
    assert redirects(drupal7(enabled=files[:1], disabled=files[1:])) == []


def test_all_redirects_are_counted():
    rows = [eight(f"old/{n}", "internal:/new", rid=n) for n in range(22_000)]
    found = told(drupal8() + table("redirect", EIGHT, rows)).redirects
    [store] = [fact for fact in found if isinstance(fact, RedirectStore)]
    assert (store.redirects, store.told, len(found)) == (22_000, 20_000, 20_001)
