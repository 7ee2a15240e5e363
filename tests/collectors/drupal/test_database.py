"""What a dump tells of a Drupal."""

from functools import partial
from io import BytesIO

import pytest

from audit.collectors.drupal.database import DrupalRows
from audit.parsers.sql import Pick, RowRead, RowsPicked, read_dump
from tests.drupal_dumps import SYSTEM_7, core_extension, drupal6, drupal7, drupal8, php, tell, told
from tests.dumps import table, wordpress

NODE_7 = ["nid", "vid", "type", "language", "title", "uid", "status", "created", "changed"]
NODE_8 = ["nid", "vid", "type", "langcode", "status", "uid", "title", "created", "changed", "promote"]
NODE_8 += ["sticky", "default_langcode"]
USUAL = {"core.extension": core_extension("node", themes=["olivero"])}


def states(data):
    """Return the extensions of a dump that tells of them."""
    assert data.extensions is not None
    return data.extensions


def values(data):
    return {one.name: one.value if one.state == "literal" else one.state for one in data.settings}


@pytest.mark.parametrize(("make", "major"), [(drupal6, "6"), (drupal7, "7")])
def test_variables_tell_title_theme_and_modules(make, major):
    enabled = ["modules/system/system.module", "sites/all/modules/views/views.module"]
    data = told(make("", {"site_name": "Ours", "theme_default": "chalk"}, enabled, ["x/off.module"]))
    assert (data.database.cms, data.database.version) == ("drupal", major)
    assert (data.site.title, data.site.theme, data.site.plugins) == ("Ours", "chalk", ("system", "views"))
    assert states(data)["module", "views"].filename == "sites/all/modules/views/views.module"
    assert (states(data)["module", "views"].schema, states(data)["module", "off"].schema) == (
        7000,
        None,
    )
    assert states(data)["module", "off"].enabled is False
    assert states(data)["module", "views"].version == f"{major}.x-1.0"


def test_configuration_tells_title_theme_and_modules():
    config = USUAL | {
        "system.site": {"name": "Ours", "mail": "us@example.org"},
        "system.theme": {"default": "olivero", "admin": "claro"},
    }
    data = told(drupal8("", config, {"node": 8700, "gone": 8001}))
    assert (data.database.version, data.profile, data.admin_theme) == ("8+", "standard", "claro")
    assert (data.site.title, data.site.theme, data.site.plugins) == ("Ours", "olivero", ("node",))
    assert states(data)["module", "node"].schema == 8700
    assert ("module", "gone") not in states(data)
    assert states(data)["profile", "standard"].enabled


def test_the_profile_of_drupal_7_is_no_module():
    data = told(drupal7("", {}, ["profiles/kit/kit.profile"]))
    assert (data.profile, data.site.plugins, list(states(data))) == ("kit", (), [("profile", "kit")])


def test_a_theme_that_no_variable_names_is_drupals_own():
    assert told(drupal7("", {"site_name": "x"})).site.theme == "bartik"
    assert told(drupal7("")).site.theme is None


def test_caches_are_never_read():
    rows = DrupalRows("x", frozenset())
    names = [
        "cache",
        "cache_config",
        "cache_page",
        "my_cache_config",
        "cache_entity",
        "field_config",
        "sessions",
    ]
    assert [name for name in names if rows.wants(name)] == []


def test_each_prefix_is_a_site_and_what_is_nobodys_is_left():
    sql = drupal7("a_", {"site_name": "A"}) + drupal7("b_", {"site_name": "B"}) + drupal8("c_", USUAL)
    found, others = tell(sql + table("shared_users", ["uid"], [(0,)]) + wordpress("wp_"))
    assert [(one.database.prefix, one.database.version, one.site.title) for one in found] == [
        ("a_", "7", "A"),
        ("b_", "7", "B"),
        ("c_", "8+", None),
    ]
    assert "variable" in {one.bare_name for one in found[0].tables}
    assert {one.name for one in others} == {"shared_users", "wp_options", "wp_posts", "wp_postmeta"}


def test_what_drupals_test_runner_left_behind_is_no_site():
    found, _ = tell(drupal7("", {}) + drupal7("simpletest123456", {}))
    assert [data.database.prefix for data in found] == [""]


def test_a_wordpress_is_no_drupal():
    sql = wordpress("wp_", {"siteurl": "https://example.org"})
    sql += table("wp_x_config", ["collection", "name", "data"], [("", "core.extension", "x")])
    sql += (
        table("wp_key_value", ["a"], [("b",)])
        + table("wp_system", ["a"], [(1,)])
        + table("wp_users", ["ID"], [])
    )
    found, others = tell(sql)
    assert found == []
    assert len(others) == 7


def test_secrets_stay_where_they_are():
    variables = {
        "site_mail": "joe@example.org",
        "smtp_host": "mail.example.org",
        "smtp_password": "hush",
        "cache": "1",
        "site_frontpage": "node/1",
    }
    found = values(told(drupal7("", variables), "smtp_password"))
    assert found == {
        "cache": "1",
        "site_frontpage": "node/1",
        "site_mail": "withheld",
        "smtp_host": "withheld",
        "smtp_password": "withheld",
    }


def test_variables_in_arrays_have_their_way_in_the_name():
    found = values(told(drupal7("", {"mail_system": {"default-system": "SmtpMailSystem"}})))
    assert found == {"mail_system.default-system": "SmtpMailSystem"}


def test_of_the_default_language_only_what_counts_is_told():
    language = {"language": "de", "name": "German", "plurals": 2, "prefix": "de"}
    found = values(told(drupal7("", {"language_default": language})))
    assert found == {"language_default.language": "de", "language_default.prefix": "de"}


def test_what_the_plan_and_the_rules_need_is_read_of_the_configuration():
    config = USUAL | {
        "system.site": {"name": "Ours", "mail": "a@example.org", "page": {"front": "/home"}, "uuid": "x"},
        "system.mail": {"interface": {"default": "php_mail"}},
        "search_api.server.main": {"backend": "search_api_solr", "backend_config": {"password": "hush"}},
        "my.settings": {"a": {"b": 3}, "c": 4},
        "unasked.settings": {"a": 1},
        "language.entity.en": {},
        "language.entity.und": {},
        "language.entity.de": {},
    }
    found = values(told(drupal8("", config, state={"system.cron_last": 1700000000}), "my.settings:a.b"))
    assert found == {
        "core.extension:profile": "standard",
        "language.entity": "de, en",
        "my.settings:a.b": 3,
        "search_api.server.main:backend": "search_api_solr",
        "state:system.cron_last": 1700000000,
        "system.mail:interface.default": "php_mail",
        "system.site:mail": "withheld",
        "system.site:name": "Ours",
        "system.site:page.front": "/home",
    }


def test_a_translation_of_the_configuration_is_not_taken_for_it():
    sql = drupal8("", USUAL | {"system.site": {"name": "Ours"}})
    rows = [("language.de", "system.site", php({"name": "Unser"}))]
    sql += table("config", ["collection", "name", "data"], rows)
    assert told(sql).site.title == "Ours"


def test_nodes_and_users_are_counted():
    nodes = [
        (1, 1, "page", "en", "One", 1, 1, 1700000000, 9),
        (2, 2, "page", "en", "Two", 1, 0, 1800000000, 9),
    ]
    data = told(table("actions", ["aid"], []) + table("node", NODE_7, nodes) + drupal7("", {}))
    assert (data.site.posts, data.site.last_post, data.site.users) == (1, "2023-11-14 22:13:20", 2)


def test_a_translated_node_is_one_node():
    nodes = [
        (1, 1, "page", lang, 1, 1, "One", 1700000000, 9, 0, 0, int(lang == "en")) for lang in ("en", "de")
    ]
    sql = table("config", ["collection", "name", "data"], []) + table("node_field_data", NODE_8, nodes)
    assert told(sql + drupal8("", USUAL)).site.posts == 1


def test_a_table_without_nodes_has_none():
    assert told(table("node", NODE_7, []) + drupal7("", {})).site.posts == 0
    assert told(drupal7("", {})).site.posts is None


def test_nodes_of_a_prefix_count_once_it_is_known():
    nodes = [(1, 1, "page", "en", "One", 1, 1, 1700000000, 9)]
    sql = table("a_actions", ["aid"], []) + table("a_node", NODE_7, nodes) + drupal7("a_", {})
    assert told(sql).site.posts == 1


def _always(wish, _table):
    return wish


def test_rows_that_another_collector_wants_are_passed_over():
    rows = DrupalRows("x", frozenset())
    sql = wordpress("wp_", {"siteurl": "https://example.org"}).encode()
    for wish in (True, Pick(frozenset({"option_name", "ID"}), ())):
        for event in read_dump(BytesIO(sql).read, partial(_always, wish)):
            if isinstance(event, RowRead | RowsPicked):
                rows.take(event)
    assert not rows.members
    assert not rows.nodes
    assert not rows.lists


def test_other_tables_that_end_in_node_are_not_read():
    rows = DrupalRows("x", frozenset())
    rows.wants("actions")
    assert not rows.wants("linkchecker_node")
    assert rows.wants("node")


def test_rows_without_named_columns_are_read_in_drupals_own_order():
    info = php({"version": "7.x-3.2"}).replace('"', '\\"')
    sql = (
        "INSERT INTO `blocked_ips` VALUES (1,'10.0.0.1');\n"
        "INSERT INTO `node` VALUES (1,1,'page','und','A',1,1,1700000000,1,0,0,0,0,0);\n"
        f"INSERT INTO `system` VALUES ('a/views.module','views','module','',1,0,7301,10,'{info}');\n"
        "INSERT INTO `users` VALUES (0,''),(1,'x');\n"
        "INSERT INTO `variable` VALUES ('site_name','s:4:\\\"Ours\\\";');\n"
    )
    data = told(sql)
    assert (data.database.version, data.site.title, data.site.posts, data.site.users) == ("7", "Ours", 1, 1)
    assert states(data)["module", "views"].version == "7.x-3.2"


def test_nodes_without_named_columns_are_counted_where_the_columns_can_be_told():
    new = "(2,2,'page','en',1,1,'A title',1700000001,1,0,0,1,NULL)"
    start = "INSERT INTO `node_field_data` VALUES "
    assert told(f"{start}{new};\n" + drupal8("", USUAL)).site.posts == 1
    early = "(1,1,'page','en','A title',1,1,1700000000,1,0,0,NULL,1)"
    assert told(f"{start}{early};\n" + drupal8("", USUAL)).site.posts is None


@pytest.mark.parametrize("form", ["0x{}", "X'{}'", "x'{}'", "_binary X'{}'", "_binary 0x{}"])
def test_blobs_are_read_however_the_dump_writes_them(form):
    name = form.format(php("Ours").encode().hex())
    sql = drupal7("", {}) + f"INSERT INTO `variable` (`name`,`value`) VALUES ('site_name',{name});\n"
    assert told(sql).site.title == "Ours"


def test_a_binary_string_is_read():
    sql = drupal7("", {}) + "INSERT INTO `variable` VALUES ('site_name',_binary 's:4:\\\"Ours\\\";');\n"
    assert told(sql).site.title == "Ours"


def test_a_value_with_a_wrong_length_is_told_and_read_all_the_same():
    sql = drupal7("", {}) + "INSERT INTO `variable` VALUES ('site_name','s:9:\\\"Ours\\\";');\n"
    data = told(sql)
    assert data.site.title == "Ours"
    assert [(one.hides, "site_name" in one.text) for one in data.problems] == [(False, True)]


def test_a_value_that_is_nothing_serialised_is_told():
    sql = drupal7("", {"cache": 1}) + "INSERT INTO `variable` VALUES ('site_name','rubbish');\n"
    data = told(sql)
    assert data.site.title is None
    assert [(one.hides, "site_name" in one.text) for one in data.problems] == [(True, True)]


@pytest.mark.parametrize("value", ["rubbish", 'a:1:{s:6:"module";i:3;}', "b:0;", ""])
def test_a_list_of_modules_that_cannot_be_read_is_no_empty_one(value):
    sql = drupal8("", {}) + table("config", ["collection", "name", "data"], [("", "core.extension", value)])
    data = told(sql)
    assert data.extensions is None
    assert data.site.plugins is None
    assert data.problems


def test_five_thousand_variables_are_passed_over_for_the_few_that_count():
    data = told(drupal7("", {f"module_{number}": "x" * 50 for number in range(5000)} | {"cache": 1}))
    assert values(data) == {"cache": 1}


def test_what_is_kept_is_bounded():
    rows = DrupalRows("x", frozenset({f"v{number}" for number in range(60)}))
    sql = drupal7("", {f"v{number}": "x" * 900_000 for number in range(60)}).encode()
    for event in read_dump(BytesIO(sql).read, rows.wants):
        if isinstance(event, RowRead):
            rows.take(event)
    assert rows.full
    assert sum(len(value) for kept in rows.variables.values() for value in kept.values()) <= 24 * 1024 * 1024


def test_a_flood_of_small_records_is_bounded():
    rows = DrupalRows("x", frozenset())
    name = ",".join(f"('','search_api.server.s{number}','N;')" for number in range(60_000))
    sql = f"INSERT INTO `config` (`collection`,`name`,`data`) VALUES {name};\n".encode()
    for event in read_dump(BytesIO(sql).read, rows.wants):
        if isinstance(event, RowRead):
            rows.take(event)
    assert rows.full
    assert len(rows.config[None, "config"]) < 60_000


def test_room_that_a_dropped_table_took_is_free_again():
    rows = DrupalRows("x", frozenset())
    sql = drupal7("", {"site_name": "x" * 900_000}).encode()
    for _ in range(60):
        for event in read_dump(BytesIO(sql).read, rows.wants):
            if isinstance(event, RowRead):
                rows.take(event)
        for table_name in ("variable", "system"):
            rows.forget((None, table_name))
    assert not rows.full


def test_a_table_that_is_dropped_again_tells_nothing():
    sql = drupal7("", {"site_name": "Old"}) + "DROP TABLE IF EXISTS `variable`;\n"
    sql += table("variable", ["name", "value"], [("cache", php(1))])
    assert told(sql).site.title is None


@pytest.mark.parametrize(
    ("sql", "state"),
    [
        (drupal7("", {"maintenance_mode": 1}), ("maintenance",)),
        (drupal6("", {"site_offline": "1"}), ("maintenance",)),
        (drupal8("", USUAL, state={"system.maintenance_mode": True}), ("maintenance",)),
        (drupal7("", {"maintenance_mode": 0}), ()),
        (drupal7("", {"maintenance_mode": {"odd": 1}}), ()),
    ],
)
def test_maintenance_is_a_state(sql, state):
    assert told(sql).site.state == state


def test_the_domain_module_names_the_hosts():
    columns = ["domain_id", "subdomain", "sitename", "scheme", "valid", "weight", "is_default"]
    rows = [(1, "b.example.org", "B", "http", 1, 0, 0), (2, "A.example.org", "A", "https", 1, 0, 1)]
    site = told(drupal7("", {}, more=table("domain", columns, rows))).site
    assert (site.hosts, site.url) == (("b.example.org", "a.example.org"), "https://a.example.org/")
    record = {"hostname": "c.example.org", "scheme": "https", "is_default": True}
    site = told(drupal8("", USUAL | {"domain.record.c": record})).site
    assert (site.hosts, site.url) == (("c.example.org",), "https://c.example.org/")


def test_languages_and_search_servers_of_drupal_7_are_told():
    more = table(
        "languages", ["language", "name", "native", "direction", "enabled"], [("en", "E", "E", 0, 1)]
    )
    more += table(
        "search_api_server", ["id", "machine_name", "class"], [(1, "main", "search_api_solr_service")]
    )
    found = values(told(drupal7("", {}, more=more)))
    assert found == {"languages": "en", "search_api_server.main": "search_api_solr_service"}


def test_roles_know_how_many_have_them():
    more = table("role", ["rid", "name"], [(1, "anonymous user"), (3, "editor")])
    more += table("users_roles", ["uid", "rid"], [(1, 3), (2, 3)])
    roles = told(drupal7("", {}, more=more)).roles
    assert [(one.title, one.is_core, one.users) for one in roles] == [
        ("anonymous user", True, None),
        ("editor", False, 2),
    ]


def test_members_of_a_table_that_is_dropped_again_do_not_count():
    rows = table("users_roles", ["uid", "rid"], [(1, 3)])
    more = table("role", ["rid", "name"], [(3, "editor")]) + rows + "DROP TABLE `users_roles`;\n" + rows
    assert [one.users for one in told(drupal7("", {}, more=more)).roles] == [1]


def test_a_damaged_info_of_a_module_leaves_its_version_open():
    row = ("a/x.module", "x", "module", "", 1, 0, 0, 0, 'a:1:{s:7:"version";s:900:"7.x')
    data = told(drupal7("") + table("system", SYSTEM_7, [row]))
    assert states(data)["module", "x"].enabled
    assert states(data)["module", "x"].version in {None, "7.x"}
