"""Where plugins and themes come from, and the signs of it."""

import pytest

from audit.collectors.wordpress.origin import _WEIGHTS, StoredUpdate
from audit.collectors.wordpress.signs import _UPDATERS
from audit.model.catalogue import KnownExtension
from audit.model.facts import Location, Setting
from tests.extensions import extensions

README = "=== Some ===\nContributors: joe\nTested up to: 6.5\nStable tag: 1.0\n\nShort text."
PLUGINS = "wp-content/plugins"


def header(**fields: str) -> str:
    lines = "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in fields.items())
    return f"<?php\n/*\n{lines}\n*/"


def plugin(folder, slug="some", files=None, fields=None, **known):
    laid = {f"{PLUGINS}/{slug}/main.php": header(Plugin_Name="Some", **(fields or {}))}
    laid |= {f"{PLUGINS}/{slug}/{name}": text for name, text in (files or {}).items()}
    return extensions(folder(laid), **known)[f"plugin {slug}/main.php"]


def theme(folder, slug="own", files=None, fields=None, **known):
    style = header(Theme_Name="Own", **(fields or {})).removeprefix("<?php\n")
    laid = {f"wp-content/themes/{slug}/{name}": text for name, text in (files or {}).items()}
    laid |= {f"wp-content/themes/{slug}/style.css": style, f"wp-content/themes/{slug}/index.php": ""}
    return extensions(folder(laid), **known)[f"theme {slug}/style.css"]


def address(url: str) -> dict[str, Setting]:
    return {"WP_HOME": Setting(location=Location("x"), kind="constant", name="WP_HOME", value=url)}


@pytest.mark.parametrize("name", ["readme.txt", "README.txt", "Readme.TXT"])
def test_a_readme_in_the_form_of_wordpress_org_tells_of_it(folder, name):
    found = plugin(folder, files={name: README})
    assert (found.origin, found.signs) == ("contrib", ("readme.txt has the form of wordpress.org",))


def test_a_readme_of_another_form_tells_nothing(folder):
    found = plugin(folder, files={"readme.txt": "This is our plugin.\nVersion: 1"})
    assert found.origin == "custom"


@pytest.mark.parametrize(
    "url",
    [
        "https://wordpress.org/plugins/some/",
        "http://wordpress.org/extend/plugins/some",
        "https://de.wordpress.org/plugins/some/",
    ],
)
def test_an_address_on_wordpress_org_tells_of_it(folder, url):
    found = plugin(folder, fields={"Plugin_URI": url})
    assert (found.origin, found.signs[0].startswith("its address is")) == ("contrib", True)


@pytest.mark.parametrize(
    "url", ["https://wordpress.org.evil.example/plugins/some", "https://notwordpress.org/plugins/x"]
)
def test_an_address_that_only_looks_like_wordpress_org_does_not(folder, url):
    assert plugin(folder, fields={"Plugin_URI": url}).origin == "custom"


@pytest.mark.parametrize(
    ("files", "fields"),
    [
        ({"inc/EDD_SL_Plugin_Updater.php": "", "inc/class-license.php": ""}, {}),
        ({}, {"Plugin_URI": "https://www.gravityforms.com"}),
        ({}, {"Author_URI": "https://codecanyon.net/user/x"}),
        ({}, {"Woo": "18734:5f2c0a7d9b"}),
        ({}, {"Update_URI": "https://api.premium.example/updates"}),
        ({"license_key.txt": "x", "readme.txt": README}, {"License": "Proprietary"}),
        ({"woo-includes/woo-updater/x.php": ""}, {}),
    ],
)
def test_what_is_sold_shows_it(folder, files, fields):
    assert plugin(folder, files=files, fields=fields).origin == "premium"


@pytest.mark.parametrize("slug", ["some-pro", "some-premium", "pro-some", "some-pro-addon"])
def test_a_paid_edition_says_so_in_its_name(folder, slug):
    assert plugin(folder, slug=slug, files={"readme.txt": README}).origin == "premium"


@pytest.mark.parametrize("slug", ["product-some", "proofreader", "some-process"])
def test_a_name_that_only_begins_so_does_not(folder, slug):
    assert plugin(folder, slug=slug, files={"readme.txt": README}).origin == "contrib"


def test_a_free_plugin_may_bring_the_updater_of_its_add_ons(folder):
    files = {"readme.txt": README, "inc/EDD_SL_Plugin_Updater.php": ""}
    found = plugin(folder, files=files)
    assert found.origin == "contrib"
    assert found.signs[-1] == "brings an updater of Easy Digital Downloads: inc/EDD_SL_Plugin_Updater.php"


def test_no_key_of_a_header_is_copied(folder):
    found = plugin(
        folder, fields={"Woo": "18734:5f2c0a7d9b", "Update_URI": "https://joe:pw@a.example/?k=5f2c"}
    )
    assert "5f2c" not in str(found)
    assert "joe" not in str(found)


@pytest.mark.parametrize(
    "url", ["https://theme.com/x", "https://wpml.org.example/", "https://mywpbakery.com"]
)
def test_a_host_that_only_looks_like_a_shop_is_none(folder, url):
    assert plugin(folder, fields={"Author_URI": url}).origin == "custom"


def test_what_points_at_the_site_itself_is_its_own(folder):
    fields = {"Author_URI": "https://www.bakery.example/"}
    found = plugin(
        folder, files={"readme.txt": README}, fields=fields, settings=address("https://bakery.example")
    )
    assert (found.origin, found.signs[0]) == ("custom", "its address is the site's own: bakery.example")


def test_what_has_the_site_s_name_is_its_own(folder):
    assert theme(folder, slug="bakery-2020", settings=address("https://bakery.example")).origin == "custom"


def test_what_shows_no_sign_is_custom_and_says_so(folder):
    found = plugin(folder, fields={"Plugin_URI": "https://agency.example/x"})
    assert found.origin == "custom"
    assert found.signs == ("no sign of wordpress.org or of a shop; its address is agency.example",)


def test_signs_that_contradict_leave_it_open(folder):
    files = {"readme.txt": README, "includes/class-envato-api.php": ""}
    found = plugin(folder, files=files)
    assert (found.origin, len(found.signs)) == ("unknown", 2)


def test_a_weak_sign_alone_leaves_it_open(folder):
    assert theme(folder, fields={"Tags": "two-columns, fixed-width, theme-options"}).origin == "unknown"


@pytest.mark.parametrize(
    ("home", "origin"),
    [
        ("w.org/plugins/some", "contrib"),
        ("4500", "contrib"),
        ("https://wordpress.org/plugins/some/", "contrib"),
        ("https://shop.example", "premium"),
        ("https://github.com/agency/some", "custom"),
        (None, "custom"),
    ],
)
def test_the_database_s_update_check_tells(folder, home, origin):
    found = plugin(folder, stored={"plugin some/main.php": StoredUpdate("1.2", home)})
    assert (found.origin, found.stored_version) == (origin, "1.2")


@pytest.mark.parametrize(
    ("uri", "origin"),
    [("false", "custom"), ("https://github.com/a/b", "custom"), ("https://w.org/plugin/some", "contrib")],
)
def test_an_update_uri_tells(folder, uri, origin):
    assert plugin(folder, fields={"Update_URI": uri}).origin == origin


def test_the_catalogue_tells(folder):
    known = [KnownExtension(slug="some", name="Some", premium=True, also=("some-lite",))]
    assert plugin(folder, catalogue=known).origin == "premium"
    assert plugin(folder, slug="some-lite", catalogue=known).origin == "premium"


def test_a_must_use_plugin_is_known_by_its_file(folder):
    known = [KnownExtension(slug="host-tools", name="Tools", mu_plugins=("host.php",))]
    found = extensions(folder({"wp-content/mu-plugins/host.php": "<?php"}), catalogue=known)
    assert found["mu-plugin host.php"].origin == "contrib"


def test_a_language_pack_tells_of_wordpress_org(folder):
    files = {f"{PLUGINS}/some/main.php": header(Plugin_Name="Some")}
    files["wp-content/languages/plugins/some-de_DE.mo"] = ""
    found = extensions(folder(files))["plugin some/main.php"]
    assert found.origin == "contrib"


def test_what_comes_with_wordpress_is_told_to(folder):
    found = theme(folder, slug="twentytwentyfour")
    assert (found.origin, found.signs[0]) == ("contrib", "bundled with WordPress")
    files = {f"{PLUGINS}/hello.php": header(Plugin_Name="Hello Dolly")}
    assert extensions(folder(files))["plugin hello.php"].origin == "contrib"


def test_a_theme_made_from_a_starter_is_custom(folder):
    assert theme(folder, fields={"Theme_URI": "http://underscores.me/"}).origin == "custom"
    fields = {"Text_Domain": "storefront", "Tags": "two-columns, fixed-width, theme-options"}
    assert theme(folder, fields=fields).origin == "custom"


def test_a_starter_theme_itself_is_not(folder):
    fields = {"Text_Domain": "storefront", "Theme_URI": "https://wordpress.org/themes/storefront/"}
    assert theme(folder, slug="storefront", fields=fields).origin == "contrib"


def test_a_child_theme_is_custom_though_its_parent_is_sold(folder):
    fields = {"Template": "avada", "Author_URI": "https://theme-fusion.com"}
    assert theme(folder, slug="avada-child", fields=fields).origin == "custom"


def test_every_kind_of_sign_has_a_weight(folder):
    found = plugin(folder, files={name.replace("freemius", "freemius/x"): "" for name in _UPDATERS})
    kinds = {*_UPDATERS.values(), "readme", "readme-part", "language-pack", "theme-tags", "woo"}
    assert kinds <= _WEIGHTS.keys()
    assert len(found.signs) == len(set(_UPDATERS.values()))


def test_a_file_that_is_called_like_an_updater_counts_for_its_plugin_only(folder):
    files = {f"{PLUGINS}/{slug}/main.php": header(Plugin_Name="Some") for slug in ("a", "ab")}
    files[f"{PLUGINS}/ab/deep/er/EDD_SL_Plugin_Updater.php"] = ""
    found = extensions(folder(files))
    assert [found[f"plugin {slug}/main.php"].origin for slug in ("a", "ab")] == ["custom", "premium"]


def test_a_theme_without_a_header_is_of_nobody_known(folder):
    found = extensions(folder({"wp-content/themes/empty/readme.md": ""}))["theme empty/style.css"]
    assert (found.origin, found.signs) == ("unknown", ("there is no header to tell by",))


def test_a_search_on_wordpress_org_is_the_address_of_no_plugin(folder):
    url = "http://wordpress.org/extend/plugins/search.php?q=some"
    assert plugin(folder, fields={"Plugin_URI": url}).origin == "custom"


@pytest.mark.parametrize("url", ["http://wordpress.org/", "https://www.example.com/my-theme"])
def test_an_address_that_was_never_filled_in_is_no_sign(folder, url):
    found = theme(folder, fields={"Theme_URI": url})
    assert (found.origin, found.signs) == ("custom", ("no sign of wordpress.org or of a shop",))


def test_the_edition_that_is_sold_is_known_by_the_one_that_is_given_away(folder):
    free = KnownExtension(slug="some-lite", name="Some", also=("some", "some-old"))
    assert plugin(folder, catalogue=[free]).origin == "premium"
    assert plugin(folder, slug="some-old", catalogue=[free]).origin == "custom"


def test_an_address_of_the_project_s_vendor_makes_it_custom(folder):
    top = folder({"composer.json": '{"name": "black-bakery/site"}'})
    fields = {"Plugin_URI": "https://www.blackbakery.example/"}
    found = plugin(folder, files={"readme.txt": README}, fields=fields)
    assert (top.exists(), found.origin, found.signs[0]) == (
        True,
        "custom",
        "its address is of the vendor of the project: blackbakery.example",
    )


def test_a_must_use_plugin_is_known_by_its_name_where_its_file_is_called_like_many(folder):
    loader = KnownExtension(slug="host", name="Host", mu_plugins=("Host Loader",))
    files = {"wp-content/mu-plugins/loader.php": header(Plugin_Name="Host Loader")}
    assert extensions(folder(files), catalogue=[loader])["mu-plugin loader.php"].origin == "contrib"
