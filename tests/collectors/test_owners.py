"""Whose tables, options and jobs are, by the catalogue and by what is there."""

from typing import Any

import pytest

from audit.collectors.owners import CORE, TRANSIENTS, Owners, attribute
from audit.knowledge import load_catalogue
from audit.model.catalogue import KnownExtension, KnownTable
from audit.model.facts import Extension, Location, Problem, Table
from audit.model.stored import CronJob, LargeOption, OptionGroup

PLACE = Location("dump.sql")
CATALOGUE = load_catalogue().extensions


def extension(slug, kind="plugin", **more):
    return Extension(
        location=PLACE, kind=kind, slug=slug, name=slug, file=slug, **{"installed": True, **more}
    )


def table(name):
    return Table(location=PLACE, name=f"wp_{name}", database=None, rows=0, bytes=0, bare_name=name)


def known(slug, **more):
    return KnownExtension(slug=slug, name=slug.title(), **more)


def wordpress(*there):
    return Owners(CATALOGUE["wordpress"], "wordpress-core", there)


def drupal(*there):
    return Owners(CATALOGUE["drupal"], "drupal", there)


def owner_of(owners, name):
    found = owners.table(name)
    return found and found.owner


def told(facts, extensions=(), *, looked=True, owners=None) -> list[Any]:
    extensions = tuple(extensions)
    return list(attribute(facts, extensions, owners or wordpress(*extensions), looked=looked))


def states(facts, extensions=(), *, looked=True, owners=None):
    return [(fact.owner, fact.owned_by) for fact in told(facts, extensions, looked=looked, owners=owners)]


@pytest.mark.parametrize(
    "name",
    """
    siteurl blogname posts_per_page rewrite_rules wp_user_roles blog_7_user_roles widget_text sticky_posts
    nonce_salt category_children auto_core_update_notified fresh_site WPLANG active_sitewide_plugins
    """.split(),
)
def test_options_of_wordpress_itself_are_cores(name):
    assert wordpress().option(name) == CORE


@pytest.mark.parametrize("name", "posts postmeta options users blogs sitemeta signups term_taxonomy".split())
def test_tables_of_wordpress_itself_are_cores(name):
    assert owner_of(wordpress(), name) == CORE


@pytest.mark.parametrize(
    "name",
    """
    node node_revision variable system cache_page field_data_body field_revision_field_tags node__body users
    node_revision__field_image taxonomy_term_field_data cachetags key_value config block_content__body boxes
    url_alias menu_router term_node node_revisions sessions search_index path_alias
    """.split(),
)
def test_tables_of_drupal_itself_are_cores(name):
    assert owner_of(drupal(), name) == CORE


@pytest.mark.parametrize(
    "name",
    "site_name clean_url user_picture_default date_format_long node_options_page teaser_length".split(),
)
def test_variables_of_drupal_itself_are_cores(name):
    assert drupal().variable(name) == CORE


def test_the_exact_name_goes_before_a_beginning_and_a_long_one_before_a_short_one():
    owners = Owners([known("a", options=("shop_*",)), known("b", options=("shop_cart_*", "shop_x"))])
    names = ("shop_x", "shop_xy", "shop_cart_y", "sho")
    assert [owners.option(name) for name in names] == ["b", "a", "b", None]


def test_case_and_hyphens_make_no_difference():
    owners = Owners([known("a", options=("My-Shop_*",), tables=(KnownTable("Shop_Log"),))])
    assert owners.option("my_shop-x") == "a"
    assert owner_of(owners, "shop_log") == "a"


def test_what_two_claim_is_of_the_one_that_is_there():
    both = [known("a", options=("shop_*", "cart")), known("b", options=("shop_*", "cart"))]
    owners = Owners(both, there=[extension("b")])
    assert (owners.option("shop_x"), owners.option("cart")) == ("b", "b")


def test_a_short_beginning_that_two_claim_tells_nothing_if_neither_is_there():
    both = [known("a", options=("sc_*",)), known("b", options=("sc_*",)), known("c", options=("sc_*",))]
    assert Owners(both).option("sc_x") is None
    assert Owners(both, there=[extension("c")]).option("sc_x") == "c"


def test_two_letters_do_not_tell_of_a_plugin_that_is_not_there():
    shop = known("shop", options=("sh_*",))
    assert Owners([shop], there=[extension("other")]).option("sh_x") is None
    assert Owners([shop], there=[extension("shop")]).option("sh_x") == "shop"
    assert Owners([shop], there=None).option("sh_x") == "shop"


def test_a_name_is_of_the_one_of_two_claimants_that_it_begins_with():
    both = [known("aaa", variables=("smtp_host",)), known("smtp", variables=("smtp_host",))]
    assert Owners(both, "drupal").variable("smtp_host") == "smtp"


def test_an_extension_goes_by_the_name_that_it_has_here():
    owners = Owners([known("a", also=("a-pro",), options=("data_*",))], there=[extension("a-pro")])
    assert owners.option("data_x") == "a-pro"


def test_of_a_projects_modules_the_one_that_the_name_begins_with_owns():
    modules = [extension("commerce", "module"), extension("commerce_order", "module")]
    assert owner_of(drupal(*modules), "commerce_order_item") == "commerce_order"


def test_an_unknown_name_is_of_the_extension_that_it_begins_with():
    owners = wordpress(extension("my-plugin"), extension("my-theme", "theme"))
    assert owners.option("my_plugin_settings") == "my-plugin"
    assert owners.option("my-theme-settings") == "my-theme"
    assert owner_of(owners, "my_plugin_log") == "my-plugin"
    assert owners.hook("my_plugin") == "my-plugin"
    assert owners.option("my_plugins") is None


def test_an_extension_that_is_not_there_takes_no_unknown_name():
    assert wordpress(extension("my-plugin", installed=False)).option("my_plugin_settings") is None


def test_a_folder_whose_name_is_a_pattern_takes_nothing():
    owners = wordpress(extension("zz*"), extension("*"), extension("zz_*"))
    assert owners.option("zz_x") is owners.option("mystery") is None


def test_a_plugins_name_takes_nothing_from_core():
    owners = wordpress(extension("widget"), extension("posts"), extension("site"))
    assert {owners.option("widget_text"), owners.option("site_icon"), owner_of(owners, "posts")} == {CORE}


@pytest.mark.parametrize("name", ["_transient_x", "_transient_timeout_x", "_site_transient_update_core"])
def test_transients_are_nobodys(name):
    assert wordpress().option(name) == TRANSIENTS


def test_the_settings_of_a_theme_are_the_themes():
    assert wordpress().option("theme_mods_Divi") == "Divi"
    assert wordpress().option("theme_mods_") == CORE
    assert wordpress().option("theme_mods_<script>") == CORE


def test_a_fields_table_is_of_its_entity_types_owner():
    assert owner_of(drupal(), "paragraph__field_text") == "paragraphs"
    custom = drupal(extension("zoo", "module"))
    assert owner_of(custom, "zoo_animal__field_name") == "zoo"
    assert custom.table("farm_revision__field_name") is None


def test_configuration_is_of_the_module_it_begins_with():
    owners = drupal(extension("views", "module", origin="core"), extension("zoo", "module"))
    names = ("views.settings", "zoo.animal.lion", "pathauto.pattern.x", "node.type.page", "farm.settings")
    assert [owners.config(name) for name in names] == [CORE, "zoo", "pathauto", CORE, None]


def test_what_is_there_is_present_and_what_was_known_is_gone():
    facts = [table("posts"), table("wc_orders"), table("relevanssi"), table("secret_of_nobody")]
    assert states(facts, [extension("woocommerce")]) == [
        (CORE, "core"),
        ("woocommerce", "present"),
        ("relevanssi", "gone"),
        (None, "unknown"),
    ]


def test_nothing_is_gone_where_no_code_was_looked_at():
    assert states([table("relevanssi")], looked=False) == [("relevanssi", "unknown")]


def test_an_extension_that_only_the_database_names_is_gone_if_its_folder_is_not_there():
    missing, unseen = extension("relevanssi", installed=False), extension("relevanssi", installed=None)
    assert states([table("relevanssi")], [missing]) == [("relevanssi", "gone")]
    assert states([table("relevanssi")], [unseen]) == [("relevanssi", "unknown")]


def test_an_extension_that_composer_will_lay_down_is_no_orphans():
    locked = extension("relevanssi", installed=False, locked_version="4.0")
    assert states([table("relevanssi")], [locked]) == [("relevanssi", "present")]


def test_what_others_carry_inside_is_never_gone():
    assert states([table("actionscheduler_logs")]) == [("action-scheduler", "unknown")]


def test_a_table_of_no_known_site_has_no_owner():
    [fact] = told([Table(location=PLACE, name="posts", database=None, rows=0, bytes=0)])
    assert (fact.owner, fact.owned_by, fact.purpose) == (None, "unknown", None)


def test_a_table_gets_its_purpose():
    [fact] = told([table("actionscheduler_logs")])
    assert fact.purpose == "log"


def test_jobs_and_options_get_their_owners():
    job = CronJob(
        location=PLACE,
        site=1,
        hook="wp_version_check",
        schedule=None,
        interval=None,
        entries=1,
        next_run=None,
    )
    large = LargeOption(location=PLACE, site=1, name="rewrite_rules", bytes=9)
    group = OptionGroup(
        location=PLACE,
        site=1,
        owner="relevanssi",
        owned_by="unknown",
        options=3,
        bytes=9,
        autoloaded=0,
        autoloaded_bytes=0,
    )
    assert states([job, large, group]) == [(CORE, "core"), (CORE, "core"), ("relevanssi", "gone")]


def test_variables_and_configuration_of_a_drupal_get_their_owners():
    large = [
        LargeOption(location=PLACE, site=None, name=name, bytes=9)
        for name in ("node_options_page", "zoo.settings")
    ]
    zoo = extension("zoo", "module")
    assert states(large, [zoo], owners=drupal(zoo)) == [(CORE, "core"), ("zoo", "present")]


def test_extensions_get_their_roles():
    ours = [
        extension("wp-mail-smtp"),
        extension("object-cache.php", "drop-in"),
        extension("wp-mail-smtp", "library"),
    ]
    assert [fact.roles for fact in told(ours, ours)] == [("mail",), ("object-cache",), ()]
    assert drupal().roles(extension("node", "module", origin="core")) == (CORE,)
    assert "search" in drupal().roles(extension("search_api_page_x", "module", project="search_api"))


def test_other_facts_stay_as_they_are():
    problem = Problem(location=PLACE, kind="noise", text="No.", source="database")
    assert told([problem]) == [problem]


def test_a_must_use_plugin_has_the_role_and_the_tables_of_what_it_is_known_as():
    laid = extension("domain_mapping", kind="mu-plugin", installed=True)
    owners = wordpress(laid)
    assert owners.roles(laid) == ("domain-mapping",)
    assert states([table("domain_mapping")], [laid], owners=owners) == [("domain_mapping", "present")]
    assert owners.option("dm_ipaddress") == "domain_mapping"


@pytest.mark.parametrize("name", ["check_plugin_updates-my-plugin", "puc_cron_check_updates-my-plugin"])
def test_the_hook_of_an_updater_is_of_the_plugin_that_it_updates(name):
    assert wordpress(extension("my-plugin")).hook(name) == "my-plugin"
    assert wordpress().hook(name) is None


def test_what_an_updater_has_found_is_of_the_plugin_that_it_updates():
    assert wordpress(extension("my-plugin")).option("external_updates-my-plugin") == "my-plugin"


def test_the_addresses_that_super_cache_rewrites_are_not_taken_for_those_of_another():
    assert wordpress(extension("wp-super-cache")).option("ossdl_off_cdn_url") == "wp-super-cache"
