"""Networks of sites, as a dump tells of them."""

import time
import tracemalloc

import pytest

from audit.model.facts import Network
from audit.model.stored import CronJob, OptionGroup, UserRole
from tests.dumps import serialise, table, told, wordpress

BLOGS = ["blog_id", "site_id", "domain", "path", "public", "archived", "mature", "spam", "deleted"]
OPTIONS = ["option_id", "option_name", "option_value", "autoload"]


def network(*blogs: tuple[object, ...], more: str = "", meta: tuple[tuple[object, ...], ...] = ()) -> str:
    return (
        "".join(
            wordpress("wp_" if blog[0] == 1 else f"wp_{blog[0]}_", {"siteurl": f"https://{blog[2]}{blog[3]}"})
            for blog in blogs
        )
        + table("wp_blogs", BLOGS, blogs)
        + table("wp_site", ["id", "domain", "path"], [(1, "net.example", "/"), (2, "other.example", "/b/")])
        + table("wp_sitemeta", ["meta_id", "site_id", "meta_key", "meta_value"], meta)
        + more
    )


def blog(
    number: int,
    domain: str = "net.example",
    path: str = "/",
    *,
    owner: int = 1,
    public: int = 1,
    state: str = "",
) -> tuple[object, ...]:
    return (number, owner, domain, path, public, *(int(word == state) for word in BLOGS[5:]))


def test_a_network_of_networks_is_told_with_what_each_has(tmp_path):
    meta = (
        (1, 1, "site_name", "The <one>"),
        (2, 1, "subdomain_install", "1"),
        (3, 1, "ms_files_rewriting", "0"),
        (4, 2, "main_site", "7"),
        (5, 2, "active_sitewide_plugins", serialise({"a/a.php": 1700000000})),
        (6, 2, "ms_files_rewriting", "1"),
    )
    sql = network(blog(1), blog(2, "a.net.example"), blog(7, "x.example", owner=2), meta=meta)
    [data] = told(tmp_path, sql)
    assert [
        (one.id, one.domain, one.path, one.title, one.sites, one.main_site, one.plugins)
        for one in data.facts
        if isinstance(one, Network)
    ] == [
        (1, "net.example", "/", "The <one>", 2, 1, ()),
        (2, "other.example", "/b/", None, 1, 7, ("a/a.php",)),
    ]
    switches = [(one.subdomains, one.files_rewriting) for one in data.facts if isinstance(one, Network)]
    assert switches == [(True, False), (None, True)]
    assert [site.network for site in data.sites] == [1, 1, 2]


def test_a_main_site_that_is_not_there_is_not_known(tmp_path):
    [data] = told(tmp_path, network(blog(1, "elsewhere.example"), meta=((1, 1, "main_site", "99"),)))
    assert [one.main_site for one in data.facts if isinstance(one, Network)] == [None, None]


def test_a_site_keeps_the_address_that_the_list_of_sites_has(tmp_path):
    [data] = told(tmp_path, network(blog(1), blog(2, path="/b/")))
    assert [site.listed for site in data.sites] == ["net.example/", "net.example/b/"]
    [data] = told(tmp_path, wordpress("wp_", {"siteurl": "https://a.example"}))
    assert data.sites[0].listed is None


@pytest.mark.parametrize("word", ["archived", "spam", "deleted", "mature"])
def test_the_state_of_a_site_is_told(tmp_path, word):
    [data] = told(tmp_path, network(blog(1), blog(2, path="/b/", state=word)))
    assert [site.state for site in data.sites] == [(), (word,)]


@pytest.mark.parametrize("public", [0, -1, -2])
def test_a_site_that_is_not_public_is_private(tmp_path, public):
    [data] = told(tmp_path, network(blog(1), blog(2, path="/b/", public=public)))
    assert [site.state for site in data.sites] == [(), ("private",)]


def test_names_of_a_domain_mapping_are_hosts_the_primary_first(tmp_path):
    rows = [
        (1, 2, "old.example", 0),
        (2, 2, "New.example", 1),
        (3, 2, "joe:pw@x.example", 1),
        (4, "", "lost.example", 1),
    ]
    more = table("wp_domain_mapping", ["id", "blog_id", "domain", "active"], rows)
    [data] = told(tmp_path, network(blog(1), blog(2, path="/b/"), more=more))
    assert data.sites[1].hosts == ("net.example", "new.example", "old.example")
    assert data.sites[1].path == "/b/"


@pytest.mark.parametrize(
    "value", ["shop.example", 'a:2:{s:6:"domain";s:12:"shop.example";s:6:"active";i:1;}']
)
def test_a_mapping_may_be_noted_of_the_site(tmp_path, value):
    rows = [(1, 1, "mercator_mapping", value), (2, 1, "site_icon", "no.example")]
    more = table("wp_blogmeta", ["meta_id", "blog_id", "meta_key", "meta_value"], rows)
    [data] = told(tmp_path, network(blog(1), more=more))
    assert data.sites[0].hosts == ("net.example", "shop.example")


def test_settings_of_a_network_are_of_no_site_and_hold_no_secret(tmp_path):
    meta = ((1, 1, "registration", "none"), (2, 1, "admin_email", "joe@example.org"))
    [data] = told(tmp_path, network(blog(1), meta=meta))
    own = {setting.name: setting.value for setting in data.settings if setting.site is None}
    assert own == {"registration": "none", "admin_email": None}


def test_settings_of_services_of_the_network_are_those_of_its_first_site(tmp_path):
    meta = ((1, 1, "smtp", "network"), (2, 1, "cdn", "network"))
    more = table("wp_2_extra", ["id"], [])
    sql = network(blog(1), blog(2, path="/b/"), meta=meta, more=more)
    sql += "INSERT INTO wp_options VALUES (9,'smtp','site','yes');"
    [data] = told(tmp_path, sql, structured=["smtp", "cdn"])
    assert data.values == {1: {"smtp": b"site", "cdn": b"network"}}


def test_a_site_that_lost_its_users_has_none_and_without_the_table_nobody_knows(tmp_path):
    rows = [(1, 1, "wp_capabilities", 'a:1:{s:6:"editor";b:1;}')]
    more = table("wp_usermeta", ["umeta_id", "user_id", "meta_key", "meta_value"], rows)
    [data] = told(tmp_path, network(blog(1), blog(2, path="/b/"), more=more))
    assert [site.users for site in data.sites] == [1, 0]
    [data] = told(tmp_path, network(blog(1)))
    assert data.sites[0].users is None


ROLES = 'a:1:{s:6:"editor";a:1:{s:4:"name";s:6:"Editor";}}'
JOBS = 'a:2:{i:1;a:1:{s:1:"a";a:1:{s:1:"x";a:2:{s:8:"schedule";b:0;s:4:"args";a:0:{}}}}s:7:"version";i:2;}'


def large(sites: int, options: int = 100) -> str:
    parts = []
    for number in range(1, sites + 1):
        prefix = "wp_" if number == 1 else f"wp_{number}_"
        values = {
            "siteurl": f"https://net.example/{number}",
            "permalink_structure": "/%postname%/",
            "cron": JOBS,
            f"{prefix}user_roles": ROLES,
        }
        values |= {f"option_{index}": "x" * index for index in range(options)}
        rows = [(index, name, value, "yes") for index, (name, value) in enumerate(values.items())]
        parts.append(table(f"{prefix}options", OPTIONS, rows))
        posts = [(1, "2024-01-01 00:00:00", "publish", "post")]
        parts.append(table(f"{prefix}posts", ["ID", "post_date_gmt", "post_status", "post_type"], posts))
    parts.append(
        table("wp_blogs", BLOGS, [blog(number, path=f"/{number}/") for number in range(1, sites + 1)])
    )
    return "".join(parts)


def test_what_a_large_network_stores_is_told_of_its_first_site_and_of_the_others_together(tmp_path):
    [data] = told(tmp_path, large(150))
    groups = [fact for fact in data.facts if isinstance(fact, OptionGroup)]
    assert [(group.site, group.options) for group in groups] == [(1, 104), (None, 149 * 104)]
    jobs = [fact for fact in data.facts if isinstance(fact, CronJob)]
    assert [(job.site, job.entries) for job in jobs] == [(1, 1), (None, 149)]
    assert [(role.site, role.name) for role in data.facts if isinstance(role, UserRole)] == [
        (1, "editor"),
        (None, "editor"),
    ]
    links = [setting.site for setting in data.settings if setting.name == "permalink_structure"]
    assert links == [1]


def test_a_small_network_is_told_site_by_site(tmp_path):
    [data] = told(tmp_path, large(3))
    assert [fact.site for fact in data.facts if isinstance(fact, OptionGroup)] == [1, 2, 3]
    assert [one.site for one in data.settings if one.name == "permalink_structure"] == [1, 2, 3]


def test_five_thousand_sites_take_little_memory(tmp_path):
    sql = large(5000, options=10).encode()
    start = time.perf_counter()
    tracemalloc.start()
    [data] = told(tmp_path, sql)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(data.sites) == 5000
    assert all(site.posts == 1 for site in data.sites)
    assert peak < 64 * 1024 * 1024
    assert time.perf_counter() - start < 60


def test_the_first_site_of_a_wordpress_mu_has_its_number_in_its_tables(tmp_path):
    sql = network(blog(1), blog(2, path="/b/")).replace("`wp_options`", "`wp_1_options`")
    [data] = told(
        tmp_path, sql.replace("`wp_posts`", "`wp_1_posts`").replace("`wp_postmeta`", "`wp_1_postmeta`")
    )
    assert (data.database.prefix, data.database.network) == ("wp_", True)
    assert [(site.id, site.prefix, site.url, site.tables) for site in data.sites] == [
        (1, "wp_1_", "https://net.example/", 3),
        (2, "wp_2_", "https://net.example/b/", 3),
    ]


def test_a_table_without_a_number_is_the_first_site_s_where_other_sites_have_one_too(tmp_path):
    more = table("wp_log", ["id"], []) + table("wp_2_log", ["id"], []) + table("wp_everywhere", ["id"], [])
    [data] = told(tmp_path, network(blog(1), blog(2, path="/b/"), more=more))
    sites = {one.name: one.site for one in data.tables}
    assert (sites["wp_log"], sites["wp_2_log"], sites["wp_everywhere"]) == (1, 2, None)
