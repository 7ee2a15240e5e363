"""What the rows of a dump tell of the sites of a WordPress."""

import time
import tracemalloc

import pytest

from audit.collectors.wordpress.cron import Job, Scheduled, read_cron
from audit.model.facts import Problem
from audit.model.stored import CronJob, LargeOption, OptionGroup, UserRole
from tests.dumps import serialise, table, told, wordpress

POSTS = ["ID", "post_date_gmt", "post_status", "post_type"]
META = ["umeta_id", "user_id", "meta_key", "meta_value"]
SUBSCRIBER = 'a:1:{s:10:"subscriber";b:1;}'


def site(tmp_path, **options: str):
    [data] = told(tmp_path, wordpress(options={"siteurl": "https://a.example", **options}))
    return data


def posts(*rows: tuple[object, ...]) -> str:
    options = [(1, "siteurl", "https://a.example", "yes")]
    names = ["option_id", "option_name", "option_value", "autoload"]
    return table("wp_options", names, options) + table("wp_posts", POSTS, rows)


def of(data, kind):
    return [fact for fact in data.facts if isinstance(fact, kind)]


def test_only_what_is_published_and_public_is_counted_as_a_post(tmp_path):
    dump = posts(
        (1, "2024-01-01 10:00:00", "publish", "post"),
        (2, "2024-03-01 10:00:00", "publish", "product"),
        (3, "2025-01-01 10:00:00", "draft", "post"),
        (4, "2025-01-01 10:00:00", "publish", "nav_menu_item"),
        (5, "2025-01-01 10:00:00", "inherit", "attachment"),
    )
    [data] = told(tmp_path, dump)
    assert (data.sites[0].posts, data.sites[0].last_post) == (2, "2024-03-01 10:00:00")


def test_a_post_without_a_date_is_a_post_without_a_last_one(tmp_path):
    [data] = told(tmp_path, posts((1, "0000-00-00 00:00:00", "publish", "page")))
    assert (data.sites[0].posts, data.sites[0].last_post) == (1, None)


def test_revisions_are_counted_apart(tmp_path):
    date = "2024-01-01 10:00:00"
    rows = [(1, date, "publish", "post"), (2, date, "inherit", "revision"), (3, date, "inherit", "revision")]
    [data] = told(tmp_path, posts(*rows))
    assert (data.sites[0].posts, data.sites[0].revisions) == (1, 2)


def test_posts_are_counted_however_their_values_are_written(tmp_path):
    rows = '("1", "2024-01-01 10:00:00", 0x7075626c697368, "page"), (2, NULL, _utf8mb4 \'publish\', \'post\')'
    [data] = told(tmp_path, posts() + f"INSERT INTO wp_posts VALUES {rows};")
    assert (data.sites[0].posts, data.sites[0].last_post) == (2, "2024-01-01 10:00:00")


def test_a_post_without_any_date_does_not_hide_the_dates_of_others(tmp_path):
    rows = "(1, NULL, 'publish', 'page'), (2, '2024-01-01 10:00:00', 'publish', 'post')"
    [data] = told(tmp_path, posts() + f"INSERT INTO wp_posts VALUES {rows};")
    assert (data.sites[0].posts, data.sites[0].last_post) == (2, "2024-01-01 10:00:00")


def test_without_the_columns_or_the_table_nothing_is_known_of_posts_and_users(tmp_path):
    told_site = site(tmp_path).sites[0]
    assert (told_site.posts, told_site.last_post, told_site.users) == (None, None, None)


def test_users_are_those_with_a_role_on_the_site(tmp_path):
    rows = [
        (1, 1, "wp_capabilities", 'a:1:{s:13:"administrator";b:1;}'),
        (2, 2, "wp_capabilities", SUBSCRIBER),
        (3, 2, "wp_user_level", "0"),
        (4, 3, "other_capabilities", SUBSCRIBER),
        (5, 4, "wp_capabilities", "a:0:{}"),
    ]
    [data] = told(tmp_path, wordpress(options={"siteurl": "x"}, more=table("wp_usermeta", META, rows)))
    assert data.sites[0].users == 3


ROLES = 'a:2:{s:6:"editor";a:1:{s:4:"name";s:6:"Editor";}s:6:"keeper";a:1:{s:4:"name";s:10:"The keeper";}}'


def test_roles_are_told_with_their_users(tmp_path):
    rows = [(1, 1, "wp_capabilities", 'a:2:{s:6:"keeper";b:1;s:6:"editor";b:0;}')]
    options = {"siteurl": "x", "wp_user_roles": ROLES}
    [data] = told(tmp_path, wordpress(options=options, more=table("wp_usermeta", META, rows)))
    assert [(role.name, role.title, role.is_core, role.users) for role in of(data, UserRole)] == [
        ("editor", "Editor", True, 0),
        ("keeper", "The keeper", False, 1),
    ]


@pytest.mark.parametrize("value", ["", "rubbish", "a:1:{i:0;i:1;}", "b:1;"])
def test_roles_that_cannot_be_read_do_no_harm(tmp_path, value):
    assert all(role.users is None for role in of(site(tmp_path, wp_user_roles=value), UserRole))


def test_a_prefix_that_was_changed_in_the_tables_only_is_told(tmp_path):
    rows = [(1, 1, "old_capabilities", SUBSCRIBER)]
    options = {"siteurl": "x", "old_user_roles": ROLES}
    [data] = told(tmp_path, wordpress(options=options, more=table("wp_usermeta", META, rows)))
    found = [problem for problem in data.problems if problem.kind == "old-prefix"]
    assert [problem.location.table for problem in found] == ["wp_options", "wp_usermeta"]
    assert all('"old_"' in problem.text and '"wp_"' in problem.text for problem in found)
    assert not any(problem.hides for problem in found)


def test_a_leftover_of_another_prefix_is_no_problem(tmp_path):
    rows = [(1, 1, "wp_capabilities", SUBSCRIBER), (2, 1, "old_capabilities", SUBSCRIBER)]
    options = {"siteurl": "x", "old_user_roles": ROLES, "wp_user_roles": ROLES}
    [data] = told(tmp_path, wordpress(options=options, more=table("wp_usermeta", META, rows)))
    assert data.problems == []


def test_options_are_summed_by_owner_and_transients_apart(tmp_path):
    names = ["option_id", "option_name", "option_value", "autoload"]
    rows = [
        (1, "siteurl", "https://a.example", "on"),
        (2, "shop_a", "it's", "yes"),
        (3, "shop_b", 'a"b', "auto-off"),
        (4, "_transient_x", "123", "no"),
        (5, "_site_transient_timeout_x", "1", "auto"),
    ]
    own = {"shop_a": "shop", "shop_b": "shop"}.get
    [data] = told(tmp_path, table("wp_options", names, rows) + table("wp_posts", ["ID"], []), own)
    assert {
        group.owner: (group.options, group.bytes, group.autoloaded, group.autoloaded_bytes)
        for group in of(data, OptionGroup)
    } == {None: (1, 17, 1, 17), "shop": (2, 7, 1, 4), "transients": (2, 4, 1, 1)}


def test_the_twenty_largest_options_that_are_always_loaded_are_told(tmp_path):
    options = {f"option_{number}": "x" * number for number in range(1000, 1100)}
    large = of(site(tmp_path, **options), LargeOption)
    assert [(one.name, one.bytes) for one in large] == [
        (f"option_{number}", number) for number in range(1099, 1079, -1)
    ]


def test_an_option_that_is_too_long_to_be_kept_is_weighed_all_the_same(tmp_path):
    [largest, *_] = of(site(tmp_path, huge="x" * 6_000_000), LargeOption)
    assert largest.name == "huge"
    assert largest.bytes == pytest.approx(6_000_000, abs=2)


def test_the_plan_has_its_settings_and_no_secret(tmp_path):
    data = site(
        tmp_path, permalink_structure="/%postname%/", admin_email="joe@example.org", db_version="53496"
    )
    values = {setting.name: (setting.state, setting.value) for setting in data.settings}
    assert values["permalink_structure"] == ("literal", "/%postname%/")
    assert values["admin_email"] == ("withheld", None)
    assert data.database.version == "53496"


def test_settings_of_services_are_kept_for_those_who_asked_and_never_told(tmp_path):
    sql = wordpress(options={"siteurl": "x", "smtp": "hunter2" * 1000, "cron": "a:0:{}"})
    [data] = told(tmp_path, sql, structured=["smtp", "cron"])
    assert data.values == {1: {"smtp": b"hunter2" * 1000, "cron": b"a:0:{}"}}
    assert "hunter2" not in repr((data.facts, data.settings, data.sites, data.problems))


UPDATES = (
    'O:8:"stdClass":3:{s:8:"response";a:1:{s:9:"a/one.php";O:8:"stdClass":2:{s:2:"id";s:15:"w.org/plugins/a";'
    's:11:"new_version";s:1:"2";}}s:7:"checked";a:2:{s:9:"a/one.php";s:1:"1";s:5:"b.php";s:3:"0.1";}'
    's:9:"no_update";a:1:{s:5:"c.php";O:8:"stdClass":1:{s:3:"url";s:35:"https://joe:pw@c.example/x?key=a12b";}}}'
)


def test_the_last_check_for_updates_tells_versions_and_homes(tmp_path):
    stored = site(tmp_path, _site_transient_update_plugins=UPDATES).stored
    assert stored == {
        "plugin a/one.php": ("1", "w.org/plugins/a"),
        "plugin b.php": ("0.1", None),
        "plugin c.php": (None, "https://c.example/x"),
    }


@pytest.mark.parametrize("end", range(0, len(UPDATES), 7))
def test_a_check_for_updates_that_was_cut_tells_what_it_can(tmp_path, end):
    stored = site(tmp_path, _site_transient_update_plugins=UPDATES[:end]).stored
    assert all(version in ("1", "0.1", None) for version, _ in stored.values())


def entry(hook: str, schedule: str = "b:0;", arguments: str = "a:0:{}") -> str:
    inner = f's:8:"schedule";{schedule}s:4:"args";{arguments}'
    return f's:{len(hook)}:"{hook}";a:1:{{s:32:"{"0" * 32}";a:2:{{{inner}}}}}'


def cron(*times: str) -> bytes:
    pairs = "".join(f"i:{number};a:1:{{{text}}}" for number, text in enumerate(times, 1))
    return f'a:{len(times) + 1}:{{{pairs}s:7:"version";i:2;}}'.encode()


def test_jobs_are_told_by_hook(tmp_path):
    data = site(tmp_path, cron=cron(entry("a"), entry("b", 's:6:"hourly";'), entry("a")).decode())
    assert [(job.hook, job.schedule, job.entries, job.next_run) for job in of(data, CronJob)] == [
        ("a", None, 2, "1970-01-01 00:00:01"),
        ("b", "hourly", 1, "1970-01-01 00:00:02"),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        'a:1:{i:0;s:30:"s:1:"x";a:1:{i:1;N;}}}";}}i:9;";}',
        'a:1:{s:1:"k";a:1:{i:0;O:8:"stdClass":1:{s:8:"schedule";s:5:"never";}}}',
        "a:2:{i:0;d:0.5;i:1;R:2;}",
        'a:1:{i:0;s:99:"wrong length";}',
        "a:1:{i:0;b:1;}",
    ],
)
def test_what_a_job_is_called_with_is_passed_over(arguments):
    read = read_cron(cron(entry("a", arguments=arguments), entry("b")))
    assert read.whole
    assert read.jobs == {Job("a", None, None): Scheduled(1, 1), Job("b", None, None): Scheduled(1, 2)}


def test_a_list_of_jobs_that_was_cut_anywhere_is_known_not_to_be_whole():
    text = cron(entry("a", 's:6:"hourly";', "a:1:{i:0;i:1;}"), entry("b"))
    for end in range(len(text)):
        read = read_cron(text[:end])
        assert not read.whole
        assert set(read.jobs) <= {Job("a", "hourly", None), Job("b", None, None)}


def test_jobs_that_cannot_be_read_to_the_end_are_a_problem(tmp_path):
    problems = site(tmp_path, cron=cron(entry("a"))[:-9].decode()).problems
    assert [(problem.kind, problem.hides) for problem in problems] == [("cut-option", True)]


def test_hundreds_of_thousands_of_jobs_take_little_time_and_memory(tmp_path):
    value = cron(*(entry(f"hook{number % 5000}") for number in range(200_000))).decode()
    sql = wordpress(options={"siteurl": "x", "cron": value}).encode()
    start = time.perf_counter()
    tracemalloc.start()
    [data] = told(tmp_path, sql)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert time.perf_counter() - start < 20
    assert len(of(data, CronJob)) == 1000
    assert [problem.kind for problem in data.problems] == ["cut-option"]
    assert peak < 64 * 1024 * 1024


def test_a_site_whose_options_are_not_in_the_dump_still_is_one(tmp_path):
    sql = table("wp_options", ["option_id"], []) + table("wp_posts", POSTS, [])
    [data] = told(tmp_path, sql)
    assert [problem.kind for problem in data.problems if isinstance(problem, Problem)] == ["missing-options"]


def test_a_table_that_is_dropped_and_made_anew_counts_once(tmp_path):
    once = posts((1, "2024-01-01 10:00:00", "publish", "post"))
    dropped = "".join(f"DROP TABLE IF EXISTS `wp_{name}`;\n" for name in ("options", "posts"))
    [data] = told(tmp_path, once + dropped + once)
    assert data.sites[0].posts == 1
    assert sum(group.options for group in of(data, OptionGroup)) == 1


def test_a_list_of_plugins_is_read_as_before(tmp_path):
    data = site(tmp_path, active_plugins=serialise(["a/a.php", "b.php"]))
    assert data.sites[0].plugins == ("a/a.php", "b.php")


def test_a_list_of_plugins_that_is_cut_short_names_no_plugin_that_is_none(tmp_path):
    assert site(tmp_path, active_plugins='a:9:{i:0;s:7:"a/a.php";i:1;s:5:"b').sites[0].plugins == ("a/a.php",)
