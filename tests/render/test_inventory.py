"""The inventory in the HTML report: what a reader looks for stands in its section."""

import re
from html import unescape

import pytest
from msgspec.structs import replace

from audit.model.facts import Extension, Location
from audit.model.inventory import Source
from audit.render.html import render
from tests.render.sample_drupal import drupal, drupal_tree, mixed
from tests.render.sample_network import network
from tests.render.samples import dump_only, empty, minimal, rich

PAGES = {
    build.__name__: build for build in (network, drupal, drupal_tree, mixed, minimal, empty, rich, dump_only)
}


def words(markup):
    """Return the words of a piece of a page, with one blank between them."""
    seen = re.sub(r"<style>.*?</style>|<wbr>", "", markup, flags=re.DOTALL)
    return " ".join(unescape(re.sub("<[^>]*>", " ", seen)).replace(" , ", ", ").split())


def text(report, section=None):
    """Return the words of a page, or of a section of it."""
    page = render(report)
    if section:
        page = page.split(f'<section id="{section}"')[1].split("<section id=")[0].partition(">")[2]
    return words(page)


def lacks(report, *words):
    page = text(report)
    return [word for word in words if word not in page]


def row(report, section, start):
    """Return the words of the row that begins so."""
    rows = re.findall(r"<tr><th scope=\"row\".*?</tr>", render(report).split(f'id="{section}"')[1], re.DOTALL)
    return next(found for found in map(words, rows) if found.startswith(start))


def test_a_report_about_drupal_does_not_speak_of_wordpress():
    for report in (drupal(), drupal_tree()):
        page = text(report)
        assert "WordPress" not in page
        assert not re.search(r"plugin|drop-in|network", page, re.IGNORECASE)


def test_a_report_about_wordpress_does_not_speak_of_drupal():
    for report in (network(), rich(), minimal(), dump_only()):
        told = text(replace(report, findings=()))
        assert not re.search(r"drupal|\bmodule|multisite|install profile", told, re.IGNORECASE)


def test_a_report_about_both_has_the_kinds_of_both():
    assert (
        lacks(mixed(), "Plugins, modules and themes", "Must-use plugins", "Install profiles", "Libraries")
        == []
    )
    assert lacks(mixed(), "Sites of WordPress", "Sites of Drupal", "WordPress 6.6.2; Drupal 10.2.7") == []


def test_a_report_about_tables_alone_takes_no_system_for_granted():
    assert lacks(empty(), "Plugins, modules and themes", "the version of WordPress and Drupal") == []
    assert "The core" not in text(empty(), "database")


@pytest.mark.parametrize("build", PAGES.values(), ids=PAGES)
def test_no_section_is_without_a_word(build):
    sections = re.findall(r'<section id="(\w+)" (?:class="\w+" )?aria', render(build()))
    assert "services" in sections
    assert [name for name in sections if len(text(build(), name).split()) < 4] == []


def test_an_install_tells_its_layout_and_whose_files_are_there():
    told = text(network(), "sites")
    assert "Layout Bedrock Files of Pantheon and DDEV are here Web server shows web" in told
    assert "must-use plugins in web/app/must-use" in told


def test_an_install_without_a_core_says_so():
    told = text(drupal_tree(), "sites")
    assert "Drupal in web, no core in this folder" in told
    assert "Nothing: the core is not here" in told


def test_a_fork_and_a_profile_are_named():
    install = replace(drupal().installs[0], fork="Pressflow", version="7.59")
    told = text(replace(drupal(), installs=(install,)), "sites")
    assert "Drupal 7.59 (Pressflow)" in told
    assert "Install profile museum_profile" in told


def test_what_is_beside_a_site_is_named_and_said_not_to_be_audited():
    told = text(network(), "sites")
    assert "Also here, not audited" in told
    assert "old Joomla 3.9.28 This is a Joomla site." in told


def test_each_network_has_a_row():
    assert row(network(), "sites", "Example University").startswith(
        "Example University www.example.edu/ Network 1 118 1 Folders In blogs.dir, by rewriting wp-mail-smtp/"
    )
    assert row(network(), "sites", "No title known").endswith("2 not known Not known Not known None")


def test_a_network_without_a_dump_is_not_passed_over():
    absent = Source("database", "absent", "No database dump was given.")
    bare = replace(network(), networks=(), databases=(), sites=())
    bare = replace(bare, coverage=replace(bare.coverage, sources=(absent,)))
    assert lacks(bare, "No database dump was given. So the networks and their sites are not known.") == []


def test_the_table_of_sites_is_complete_to_the_last_column():
    assert row(network(), "sites", "Department of Chemistry 11") == (
        "Department of Chemistry 11 www.example.edu/site11/ Site 11 of network 1 Private "
        "campus-child child of campus 2 11 341 last 2021-05-31 50.8 MiB 16 tables 87,109 rows "
        "133.6 MiB 1,001 files web/app/uploads/sites/11"
    )


def test_a_mapped_domain_stands_below_the_address():
    told = row(network(), "sites", "Library 4")
    assert "also alumni.example.org, www.alumni.example.org, alumni.example.com, " in told
    assert told.count("www.example.edu") == 1


def test_what_is_not_known_of_a_site_is_no_zero():
    told = row(network(), "sites", "News 40")
    assert "twentytwentyone" not in told
    assert re.search("campus \u2013 0 \u2013 [0-9]", told)


def test_a_site_of_drupal_shows_its_folder_and_database():
    assert "sites/archive.example.museum database museum \u2013 \u2013 \u2013 \u2013 \u2013" in row(
        drupal(), "sites", "archive.example"
    )
    assert "prefix intra_" in row(drupal(), "sites", "intranet")


def test_the_origins_are_counted_by_kind():
    told = text(network(), "extensions")
    assert (
        "Kind In all Active Not on disk Contrib Premium Custom Origin not known "
        "Plugins 15 12 known of 14 2 8 4 2 1" in told
    )
    assert "Kind In all Enabled Not on disk Contrib Custom Core Modules 35 27 1 8 2 25" in text(
        drupal(), "extensions"
    )


def test_purposes_are_told_with_those_that_serve_them():
    told = text(network(), "extensions")
    assert "Mail Gravity Forms, WP Mail SMTP Page cache WP Rocket Object cache Redis Object Cache" in told
    assert "Redirects Redirection (off)" in told


def test_an_origin_comes_with_its_signs():
    told = row(network(), "extensions", "WP Mail SMTP wp-mail")
    assert "Contrib readme.txt of wordpress.org names it 2 more signs the database" in told
    assert row(network(), "extensions", "Mystery mystery").endswith("Not known")


def test_versions_that_differ_stand_beside_each_other():
    assert "4.1.1 composer.lock: 4.1.0" in row(network(), "extensions", "WP Mail SMTP wp-mail")
    assert "3.16.4 database: 3.15.0" in row(network(), "extensions", "WP Rocket wp-rocket")
    assert "6.2.3 schema 8641" in row(drupal(), "extensions", "Webform modules")
    assert (
        "composer.lock" not in row(network(), "extensions", "Redirection redirection").partition("Contrib")[0]
    )


@pytest.mark.parametrize(
    ("start", "state"),
    [
        ("WP Mail SMTP wp-mail", "Active on the whole network"),
        ("ElasticPress", "Active on 20 of 120 sites sites 1, 7, 13, 19, 25, 31, 37, 43 and 12 more"),
        ("Redirection redirection", "Inactive"),
        ("revslider", "Active, but missing on disk"),
        ("Akismet", "Left to Composer In composer.lock, not on disk"),
        ("old old/style.css", "Broken It has no index.php."),
    ],
)
def test_a_state_is_told_in_words(start, state):
    assert state in row(network(), "extensions", start)


def test_a_module_that_is_off_is_not_called_inactive():
    assert " Off " in row(drupal(), "extensions", "Webform Devel")
    assert " Enabled " in row(drupal(), "extensions", "Webform UI")


def test_runs_of_sites_are_shortened_and_the_rest_is_counted():
    told = row(network(), "extensions", "Campus Child")
    assert (
        "Active on 80 of 120 sites sites 1-2, 4-5, 7-8, 10-11, 13-14, 16-17, 19-20, 22-23 and 64 more" in told
    )


def test_what_belongs_to_an_extension_stands_below_its_name():
    assert "Written by WP Rocket" in row(network(), "extensions", "advanced-cache.php")
    assert "Loaded by web/app/must-use/bedrock-autoloader.php" in row(network(), "extensions", "Campus Login")
    told = row(network(), "extensions", "Campus Child")
    assert "Child of Campus" in told
    assert "A copy that WordPress passes over: web/app/plugins/advanced-custom-fields-pro-old" in told
    assert (
        "Patched: Fix the menu on phones, Do not load fonts from elsewhere and 1 more 2134-header.patch"
        in told
    )


def test_submodules_follow_their_project():
    names = re.findall(r'<th scope="row" id="[\w-]+"( class="sub")?><bdi>(Webform[^<]*)', render(drupal()))
    assert names == [("", "Webform"), (' class="sub"', "Webform Devel"), (' class="sub"', "Webform UI")]


def test_a_submodule_does_not_repeat_what_its_project_says():
    webform, search = (row(drupal(), "extensions", name) for name in ("Webform Devel", "Search API Solr"))
    assert "packaging lines" not in webform
    assert "packaging lines" in search


def test_a_submodule_without_its_project_says_what_it_is_part_of():
    parts = tuple(item for item in drupal().extensions if item.slug in {"webform_ui", "webform_devel"})
    told = row(replace(drupal(), extensions=parts), "extensions", "Webform Devel")
    assert "Part of webform" in told
    assert "packaging lines" in told


def test_what_the_core_brings_and_what_is_hidden_is_folded():
    page = render(drupal())
    assert "<summary>25 modules of the core, 18 enabled</summary>" in page
    assert "<summary>1 module that Drupal does not list, most of them for tests</summary>" in page


def test_a_hidden_module_at_work_stays_in_sight():
    module = next(item for item in drupal().extensions if item.hidden)
    page = render(replace(drupal(), extensions=(replace(module, active=True),)))
    assert "does not list, most" not in page
    assert "Drupal does not list it" in page


def test_packages_of_composer_are_folded():
    page = render(network())
    assert "<summary>40 packages</summary>" in page
    assert text(network()).count("symfony/part-") >= 40


def test_kinds_that_are_not_there_are_named_together():
    plugins = tuple(item for item in network().extensions if item.kind == "plugin")
    told = text(replace(minimal(), extensions=plugins), "extensions")
    assert "There are no must-use plugins, drop-ins or themes." in told


def test_services_that_several_sites_use_are_one_line():
    assert row(network(), "services", "Mail").endswith("SMTP smtp wp_mail_smtp WP Mail SMTP 1-5, 9, 12")
    assert row(network(), "services", "Object cache").endswith("Redis WP_REDIS_HOST Redis Object Cache all")


def test_jobs_of_the_main_site_are_a_table_and_the_others_are_folded():
    purge = row(network(), "services", "rocket_purge")
    assert purge.endswith("Every hour 3 2026-10-02 04:00:00 WP Rocket")
    told = text(network(), "services")
    assert (
        "Jobs of 119 other sites Sites 2-120 wp_version_check every 12 hours "
        "rocket_purge every hour jetpack_clean" in told
    )


def test_tables_are_summed_by_owner_orphans_first():
    told = text(network(), "database")
    assert "Owner That is Tables Rows Size jetpack Left behind by an extension that is gone 30" in told
    told = told[told.index("Owner That is Tables") :]
    assert told.index("Nobody known") < told.index("Gravity Forms") < told.index("WordPress itself")


def test_a_table_names_its_owner_and_its_purpose():
    assert "jetpack Gone Queue" in row(network(), "database", "jetpack_sync_queue")
    assert "Webform Content" in row(drupal(), "database", "webform_submission")


def test_tables_that_many_sites_have_are_one_row_with_all_of_them_in_it():
    told = row(network(), "database", "gf_entry")
    assert "of 30 sites wp_1_gf_entry 7,919 (4.6 MiB), wp_2_gf_entry 15,838 (9.2 MiB)," in told
    assert told.startswith("gf_entry Gravity Forms Content of 30 sites")
    assert told.endswith("1,252,308 730.9 MiB InnoDB utf8mb4_unicode_520_ci several")


def test_options_of_the_main_site_are_a_table_and_the_others_are_folded():
    told = text(network(), "database")
    assert "5 owners of the main site, the largest first" in told
    assert "Options of 119 other sites Site 2" in told
    assert "Largest variables" in text(drupal(), "database")


def test_settings_that_sites_share_are_one_line():
    told = text(drupal(), "configuration")
    assert "config_sync_directory ../config/sync" in told
    assert told.count("hash_salt") == 1
    assert "default, archive.example.museum, shop.example.museum" in told


def test_settings_that_are_equal_to_python_stay_apart():
    one = replace(network().settings[-1], state="literal", value=1)
    page = render(replace(network(), settings=(one, replace(one, value=True, site=2))))
    assert page.count("<code>mailserver_pass</code>") == 2


def test_every_site_of_an_awkward_multisite_is_listed_though_nothing_is_known_of_it():
    site = replace(drupal().sites[1], url=None, hosts=(), uploads_bytes=None, uploads=None, database=None)
    told = text(replace(drupal(), sites=tuple(replace(site, id=n, folder=f"sites/s{n}") for n in range(700))))
    assert "sites/s699" in told
    assert "Address not known" in told


def test_an_extension_of_an_unheard_of_role_is_shown():
    item = Extension(
        location=Location("x"), kind="plugin", slug="x", name="X", file="x.php", roles=("time-machine",)
    )
    assert "Time machine X" in text(replace(minimal(), extensions=(item,)), "extensions")


def test_copies_of_one_module_stand_together_and_all_their_folders_are_named():
    one = next(item for item in drupal().extensions if item.slug == "webform_devel")
    many = [replace(one, file=f"sites/s{number}/modules/w/w.info") for number in range(30)]
    off = replace(one, file="sites/old/w.info", version="1.0")
    told = text(replace(drupal(), extensions=(*many, off)), "extensions")
    assert "2 different modules; copies in several folders stand together" in told
    assert "in 30 folders sites/s1/modules/w/w.info sites/s2/modules/w/w.info" in told


def test_what_serves_a_purpose_is_named_once_however_often_it_is_there():
    one = next(item for item in drupal().extensions if item.slug == "webform")
    many = [replace(one, roles=("mail",), file=f"sites/s{number}/w.info") for number in range(3)]
    part = replace(many[0], slug="webform_part", name="Webform Part", project="webform")
    assert "Mail Webform in 3 folders Modules" in text(
        replace(drupal(), extensions=(*many, part)), "extensions"
    )


def test_two_words_for_one_purpose_are_one_purpose():
    item = replace(network().extensions[0], roles=("2fa", "two-factor"))
    told = text(replace(network(), extensions=(item, replace(item, roles=("2fa",)))), "extensions")
    assert told.count("Two-factor login Woo") <= 1
    assert "1 purpose" in told


def test_columns_in_which_nothing_is_known_are_left_out_and_named():
    bare = [replace(site, users=None, uploads=None, uploads_bytes=None) for site in network().sites[:2]]
    told = text(replace(network(), sites=tuple(bare)), "sites")
    assert "nothing is known of their users and uploads" in told
    assert "Site Theme Plugins Posts Database" in told


def test_where_no_state_is_known_that_is_said_once():
    items = [replace(item, active=None, installed=True, broken=None) for item in network().extensions]
    told = text(replace(network(), extensions=tuple(items)), "extensions")
    assert "whether they are active is not known" in told
    assert "Name Version Origin" in told


def test_a_cell_of_a_card_is_named_after_its_column():
    page = render(network())
    cells = re.findall(r'<td data-name="(Users|Posts|Database)" class="num">', page)
    assert set(cells) >= {"Posts", "Database"}
    assert '<td data-name="Theme">' in page


def test_what_all_sites_of_a_multisite_share_is_not_listed_site_by_site():
    sites = tuple(replace(drupal().sites[0], id=number, folder=f"sites/s{number}") for number in range(9))
    setting = replace(drupal().settings[0], name="shared_by_all", value="x")
    settings = tuple(replace(setting, site=number) for number in range(9))
    told = row(replace(drupal(), sites=sites, settings=settings), "configuration", "shared_by_all")
    assert told.endswith(" all")
    fewer = row(replace(drupal(), sites=sites, settings=settings[1:]), "configuration", "shared_by_all")
    assert fewer.endswith("s1, s2, s3 and 5 more s4, s5, s6, s7, s8")
