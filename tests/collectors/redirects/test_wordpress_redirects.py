"""Redirects in a WordPress database, plugin by plugin."""

import json

import pytest

from audit.model.redirects import Redirect, RedirectStore
from tests.drupal_dumps import php
from tests.dumps import serialise, table, told, wordpress

ITEMS = (
    *("id", "url", "match_url", "match_data", "regex", "position", "last_count", "last_access"),
    *("group_id", "status", "action_type", "action_code", "action_data", "match_type", "title"),
)
GROUPS = ("id", "name", "tracking", "module_id", "status", "position")
POSTS = ("ID", "post_date_gmt", "post_title", "post_status", "post_type")
META = ("meta_id", "post_id", "meta_key", "meta_value")
HOME = {"siteurl": "https://a.example"}


def item(number: int, url: str, **other: object) -> tuple[object, ...]:
    usual = {"id": number, "url": url, "regex": 0, "position": number, "group_id": 1, "status": "enabled"}
    usual |= {"action_type": "url", "action_code": 301, "action_data": "/new", "match_type": "url"}
    return tuple((usual | other).get(name, "") for name in ITEMS)


def redirection(*items: tuple[object, ...], groups: tuple[tuple[object, ...], ...] = ()) -> str:
    return table("wp_redirection_groups", GROUPS, groups) + table("wp_redirection_items", ITEMS, items)


def facts(folder, more="", **options):
    """Return the redirects and the stores of a WordPress with these tables and options."""
    [data] = told(folder, wordpress(options=HOME | options, more=more))
    redirects = [fact for fact in data.facts if isinstance(fact, Redirect)]
    return redirects, [fact for fact in data.facts if isinstance(fact, RedirectStore)]


def pairs(redirects):
    return [(one.source, one.target, one.status, one.kind) for one in redirects]


def test_redirection_is_read_in_the_order_in_which_it_answers(tmp_path):
    groups = ((1, "Redirections", 1, 1, "enabled", 1), (2, "Modified", 1, 1, "enabled", 0))
    sql = redirection(
        item(1, "/late", position=5),
        item(2, "/early", position=2, action_code=302),
        item(3, "^/b/(.*)", regex=1, action_data="/c/$1", group_id=2, position=9),
        item(4, "/gone", action_type="error", action_code=410, action_data=""),
        groups=groups,
    )
    redirects, [store] = facts(tmp_path, sql)
    assert pairs(redirects) == [
        ("^/b/(.*)", "/c/$1", 301, "regex"),
        ("/early", "/new", 302, "exact"),
        ("/gone", None, 410, "exact"),
        ("/late", "/new", 301, "exact"),
    ]
    assert [one.order for one in redirects] == [0, 1, 2, 3]
    assert {one.by for one in redirects} == {"redirection"}
    assert (store.redirects, store.told, store.disabled) == (4, 4, 0)


def test_a_disabled_redirect_or_group_of_redirection_is_off(tmp_path):
    groups = ((1, "a", 1, 1, "enabled", 0), (2, "b", 1, 1, "disabled", 0))
    sql = redirection(item(1, "/a", status="disabled"), item(2, "/b", group_id=2), groups=groups)
    redirects, [store] = facts(tmp_path, sql)
    assert [one.enabled for one in redirects] == [False, False]
    assert store.disabled == 2


def test_what_redirection_writes_for_apache_does_not_stay(tmp_path):
    groups = ((1, "php", 1, 1, "enabled", 0), (2, "apache", 1, 2, "enabled", 1))
    redirects, [store] = facts(tmp_path, redirection(item(1, "/a"), item(2, "/b", group_id=2), groups=groups))
    assert [(one.source, one.stays) for one in redirects] == [("/a", True), ("/b", False)]
    assert not store.stays


def test_how_redirection_compares_is_told(tmp_path):
    flags = {"flag_query": "ignore", "flag_case": True, "flag_trailing": True}
    sql = redirection(
        item(1, "/a", match_data=json.dumps({"source": flags})),
        item(2, "/b", match_data='{"source": ["broken'),
    )
    (first, second), _ = facts(tmp_path, sql)
    assert (first.any_query, first.nocase, first.loose_slash) == (True, True, True)
    assert (second.any_query, second.nocase, second.loose_slash) == (False, False, False)


def test_what_redirection_asks_of_the_visitor_is_told(tmp_path):
    agent = php({"agent": "iPhone", "url_from": "/mobile", "url_notfrom": ""})
    server = php({"server": "https://old.example", "url_from": "/x", "url_notfrom": ""})
    sql = redirection(
        item(1, "/a", match_type="agent", action_data=agent),
        item(2, "/b", match_type="server", action_data=server),
        item(3, "/c", match_type="custom", action_data="a:0:{}"),
    )
    redirects, _ = facts(tmp_path, sql)
    assert [(one.target, one.depends, one.host) for one in redirects] == [
        ("/mobile", ("user-agent",), None),
        ("/x", (), "old.example"),
        (None, ("unknown",), None),
    ]


def test_rank_math_has_many_sources_for_one_target(tmp_path):
    sources = {
        0: {"ignore": "", "pattern": "old", "comparison": "exact"},
        1: {"ignore": "case", "pattern": "shop/", "comparison": "start"},
        2: {"ignore": "", "pattern": "sale.php", "comparison": "contains"},
        3: {"ignore": "", "pattern": "^a(b)$", "comparison": "regex"},
    }
    columns = ("id", "sources", "url_to", "header_code", "hits", "status")
    rows = [(1, php(sources), "https://a.example/new", 307, 5, "active"), (2, 's:3:"bad', "", 410, 0, "x")]
    redirects, [store] = facts(tmp_path, table("wp_rank_math_redirections", columns, rows))
    assert [(one.source, one.kind, one.nocase) for one in redirects] == [
        ("/old", "exact", False),
        ("^/shop", "regex", True),
        (r"sale\.php", "regex", False),
        ("^a(b)$", "regex", False),
    ]
    assert (store.by, store.redirects) == ("seo-by-rank-math", 4)


def test_all_in_one_seo_asks_the_newest_first_and_patterns_last(tmp_path):
    columns = (
        *("id", "source_url", "target_url", "type", "query_param", "regex", "ignore_slash"),
        *("ignore_case", "enabled", "custom_rules"),
    )
    rows = [
        (1, "/a/", "/b/", 301, "ignore", 0, 1, 1, 1, ""),
        (2, "/c", "/d", 302, "exact", 0, 0, 0, 0, "[]"),
        (3, "/(.*)", "/e", 301, "ignore", 1, 0, 0, 1, '[{"type":"login"}]'),
    ]
    redirects, _ = facts(tmp_path, table("wp_aioseo_redirects", columns, rows))
    assert [(one.source, one.enabled, one.depends, one.loose_slash) for one in redirects] == [
        ("/c", False, (), False),
        ("/a/", True, (), True),
        ("/(.*)", True, ("unknown",), False),
    ]


def test_301_redirects_may_lead_to_posts(tmp_path):
    columns = ("id", "url_from", "url_to", "status", "type", "count")
    rows = [(1, "old", "12", "301", "post", 3), (2, "b?x=1", "https://b.example", "inactive", "url", 0)]
    redirects, _ = facts(tmp_path, table("wp_redirects", columns, rows))
    assert [(one.source, one.target, one.enabled, one.any_query) for one in redirects] == [
        ("/old", None, True, True),
        ("/b?x=1", "https://b.example", False, False),
    ]


def test_a_table_of_another_plugin_that_is_called_redirects_is_none(tmp_path):
    assert facts(tmp_path, table("wp_404_redirects", ["id", "url"], [(1, "/a")])) == ([], [])


def test_yoast_keeps_its_redirects_in_one_option(tmp_path):
    base = {
        0: {"origin": "old/page", "url": "new", "type": 301, "format": "plain"},
        1: {"origin": "^a/(.*)$", "url": "https://b.example/$1", "type": 302, "format": "regex"},
        2: {"origin": "gone", "url": "", "type": 410, "format": "plain"},
    }
    export = {"old/page": {"url": "new", "type": 301}}
    options = {"wpseo-premium-redirects-base": php(base), "wpseo-premium-redirects-export-plain": php(export)}
    redirects, [store] = facts(tmp_path, **options)
    assert pairs(redirects) == [
        ("/old/page", "/new", 301, "exact"),
        ("/gone", None, 410, "exact"),
        ("^a/(.*)$", "https://b.example/$1", 302, "regex"),
    ]
    assert (store.by, store.redirects) == ("wordpress-seo-premium", 3)


@pytest.mark.parametrize("name", ["wpseo-premium-redirects-export-plain", "wpseo-premium-redirects"])
def test_older_options_of_yoast_are_read_where_the_new_one_lacks(tmp_path, name):
    redirects, _ = facts(tmp_path, **{name: php({"old": {"url": "/new", "type": 302}})})
    assert pairs(redirects) == [("/old", "/new", 302, "exact")]


def test_yoast_may_leave_its_redirects_to_the_web_server(tmp_path):
    export = {"old": {"url": "/new", "type": 301}}
    [redirect], _ = facts(
        tmp_path,
        **{
            "wpseo-premium-redirects-export-plain": php(export),
            "wpseo_redirect": php({"disable_php_redirect": "on"}),
        },
    )
    assert not redirect.stays


def test_simple_301_redirects_knows_wildcards(tmp_path):
    rules = {"/old/": "/new/", "/a.b/*": "/c/*"}
    redirects, _ = facts(tmp_path, **{"301_redirects": php(rules), "301_redirects_wildcard": "true"})
    assert pairs(redirects) == [("/old/", "/new/", 301, "exact"), (r"^/a\.b/(.*)", "/c/$1", 301, "regex")]


def test_quick_redirects_name_hosts_and_can_be_off(tmp_path):
    rules = {"https://a.example/old/?x=1&#038;y=2": "/new"}
    options = {"quickppr_redirects": php(rules), "ppr_override-active": "1"}
    [redirect], _ = facts(tmp_path, **options)
    assert (redirect.source, redirect.host, redirect.enabled) == ("/old/?x=1&y=2", "a.example", False)


def posts_with_meta(posts, meta):
    rows = [(number, *row) for number, row in enumerate(meta, 1)]
    return (
        table(
            "wp_options",
            ["option_id", "option_name", "option_value", "autoload"],
            [(1, "siteurl", "x", "yes")],
        )
        + table("wp_postmeta", META, rows)
        + table("wp_posts", POSTS, posts)
    )


def stored_in_posts(folder, posts, meta):
    [data] = told(folder, posts_with_meta(posts, meta))
    redirects = [fact for fact in data.facts if isinstance(fact, Redirect)]
    return redirects, {fact.by: fact for fact in data.facts if isinstance(fact, RedirectStore)}


def test_safe_redirect_manager_keeps_posts(tmp_path):
    posts = [
        (5, "2024-01-01 00:00:00", "", "publish", "redirect_rule"),
        (6, "2024-01-01 00:00:00", "", "draft", "redirect_rule"),
        (7, "2024-01-01 00:00:00", "", "publish", "redirect_rule"),
        (8, "2024-01-01 00:00:00", "A post", "publish", "post"),
    ]
    meta = [
        (5, "_redirect_rule_from", "/old/*"),
        (5, "_redirect_rule_to", "/new/*"),
        (5, "_redirect_rule_status_code", "302"),
        (6, "_redirect_rule_from", "/draft"),
        (7, "_redirect_rule_from", "^/a/(.*)"),
        (7, "_redirect_rule_from_regex", "1"),
        (8, "_edit_last", "1"),
    ]
    redirects, _ = stored_in_posts(tmp_path, posts, meta)
    assert [(one.source, one.target, one.status, one.kind, one.enabled) for one in redirects] == [
        ("^/a/(.*)", None, 302, "regex", True),
        ("/draft", None, 302, "exact", False),
        ("^/old/(.*)$", "/new/$1", 302, "regex", True),
    ]


def test_seopress_keeps_redirects_among_logged_errors(tmp_path):
    posts = [
        (5, "2024-01-01 00:00:00", "old/page", "publish", "seopress_404"),
        (6, "2024-01-01 00:00:00", "wp-login.php", "publish", "seopress_404"),
        (7, "2024-01-01 00:00:00", "A page", "publish", "page"),
    ]
    meta = [
        (5, "_seopress_redirections_enabled", "yes"),
        (5, "_seopress_redirections_value", "https://a.example/new"),
        (5, "_seopress_redirections_type", "301"),
        (5, "_seopress_redirections_logged_status", "only_logged_in"),
        (7, "_seopress_redirections_enabled", "yes"),
        (7, "_seopress_redirections_value", "/other"),
    ]
    [redirect], stores = stored_in_posts(tmp_path, posts, meta)
    assert (redirect.source, redirect.target, redirect.depends) == (
        "/old/page",
        "https://a.example/new",
        ("login",),
    )
    store = stores["wp-seopress-pro"]
    assert (store.redirects, store.told) == (2, 1)


def test_addresses_of_renamed_posts_are_counted(tmp_path):
    meta = [(1, "_wp_old_slug", "a"), (2, "_wp_old_slug", "b"), (2, "_pprredirect_active", "1")]
    redirects, stores = stored_in_posts(tmp_path, [], meta)
    assert redirects == []
    assert {by: store.redirects for by, store in stores.items()} == {
        "old-slugs": 2,
        "quick-pagepost-redirect-plugin": 1,
    }


def test_secrets_in_redirects_are_left_out(tmp_path):
    sql = redirection(item(1, "/a?token=geheim", action_data="https://joe:geheim@b.example/?key=geheim&p=1"))
    [redirect], _ = facts(tmp_path, sql)
    assert "geheim" not in f"{redirect}"
    assert redirect.target == "https://b.example/?key=[secret]&p=1"


def test_whether_the_plugin_runs_is_told(tmp_path):
    active = serialise(["redirection/redirection.php"])
    redirects, _ = facts(tmp_path, redirection(item(1, "/a")), active_plugins=active)
    assert [one.active for one in redirects] == [True]
    redirects, _ = facts(tmp_path, redirection(item(1, "/a")), active_plugins=serialise(["b/b.php"]))
    assert [one.active for one in redirects] == [False]
    redirects, _ = facts(tmp_path, redirection(item(1, "/a")))
    assert [one.active for one in redirects] == [None]


def test_of_very_many_redirects_the_first_are_told_and_all_counted(tmp_path):
    redirects, [store] = facts(tmp_path, redirection(*(item(n, f"/old-{n}") for n in range(25_000))))
    assert len(redirects) == store.told == 20_000
    assert store.redirects == 25_000


def test_a_table_that_is_dropped_and_written_anew_counts_once(tmp_path):
    again = "DROP TABLE IF EXISTS `wp_redirection_items`;\n" + redirection(item(2, "/b"))
    redirects, _ = facts(tmp_path, redirection(item(1, "/a")) + again)
    assert [one.source for one in redirects] == ["/b"]
