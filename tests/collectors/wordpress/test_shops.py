"""An address in a header tells of a shop, of a maker, of wordpress.org or of nobody."""

import json

import pytest

from audit.model.facts import Location, Setting
from tests.extensions import TOP, extensions


@pytest.fixture
def plugin(folder):
    """Return what lays a plugin with a header line and gives it."""

    def find(line: str):
        text = f"<?php\n/*\nPlugin Name: Some\n{line}\n*/"
        return extensions(folder({"plugins/some/main.php": text}), TOP)["plugin some/main.php"]

    return find


@pytest.mark.parametrize(
    "address",
    """
    9seeds.com advancedcustomfields.com/pro/ affiliatewp.com ait-themes.club artbees.net
    astoundify.com/products/x barn2.com barn2.co.uk codecanyon.net/item/x/1 crocoblock.com
    deliciousbrains.com/wp-migrate-db-pro/ deliciousbrains.com/wp-offload-media/ elegantthemes.com facetwp.com
    gravityflow.io gravityforms.com gravitykit.com gravityview.co gravitywiz.com iconicwp.com kriesi.at
    layerslider.com layerslider.kreaturamedia.com learndash.com memberpress.com muffingroup.com
    objectcache.pro
    oxygenbuilder.com perfmatters.io restrictcontentpro.com revolution.themepunch.com rocketgenius.com
    searchwp.com sliderrevolution.com studiopress.com theme-fusion.com themeforest.net/user/x themenectar.com
    themeco.com theme.co themepunch.com thrivethemes.com undsgn.com us-themes.com vc.wpbakery.com
    visualcomposer.com/premium woocommerce.com/products/x woothemes.com/products/x wp-rocket.me
    wpallimport.com/download wpbakery.com wpml.org yoast.com/wordpress/plugins/video-seo/
    yoast.com/wordpress/plugins/local-seo/
    """.split(),
)
def test_the_address_of_a_shop_tells_that_it_is_sold(plugin, address):
    found = plugin(f"Plugin URI: https://www.{address}")
    shop = f"its address is of a shop: {address.partition('/')[0]}"
    assert (found.origin, found.signs[0]) == ("premium", shop)


@pytest.mark.parametrize(
    "host",
    "buddyboss.com buddydev.com codecanyon.com cozmoslabs.com wpmudev.com wpmudev.org yithemes.com".split(),
)
def test_the_address_of_a_maker_of_both_kinds_tells_a_little(plugin, host):
    found = plugin(f"Author URI: https://{host}/x")
    assert found.signs[0] == f"its address is of a maker of paid and free ones: {host}"


@pytest.mark.parametrize(
    "address",
    ["yoast.com", "deliciousbrains.com", "woocommerce.com", "visualcomposer.com", "gravityforms.com.x.y"],
)
def test_a_shop_that_gives_away_as_well_tells_nothing_by_its_host(plugin, address):
    assert plugin(f"Plugin URI: https://{address}/").origin == "custom"


@pytest.mark.parametrize("host", ["github.com", "gitlab.com", "bitbucket.org"])
def test_what_is_updated_from_a_repository_is_custom(plugin, host):
    found = plugin(f"Update URI: https://{host}/acme/some")
    assert (found.origin, found.signs[0]) == ("custom", f"updated from a repository: {host}/acme/some")


@pytest.mark.parametrize("vendor", ["wpackagist-plugin", "wpackagist-theme", "wp-plugin", "wp-theme"])
def test_a_package_of_a_mirror_of_wordpress_org_is_from_there(folder, vendor):
    kind, file = ("theme", "style.css") if vendor.endswith("theme") else ("plugin", "main.php")
    package = {"name": f"{vendor}/some", "version": "1.0", "type": f"wordpress-{kind}"}
    files = {
        f"{kind}s/some/{file}": f"<?php\n/*\n{kind.title()} Name: Some\nVersion: 1.0\n*/",
        "composer.lock": json.dumps({"packages": [package]}),
    }
    found = extensions(folder(files), TOP)[f"{kind} some/{file}"]
    assert (found.origin, found.signs[0]) == ("contrib", f"composer.lock: {vendor}/some")


@pytest.mark.parametrize("slug", ["own-child", "own_child", "own-child-theme"])
def test_a_child_theme_that_is_called_so_is_made_for_the_site(folder, slug):
    files = {f"themes/{slug}/style.css": "/*\nTheme Name: Own\nTemplate: parent\n*/"}
    found = extensions(folder(files), TOP)[f"theme {slug}/style.css"]
    assert (found.origin, found.signs[0]) == ("custom", f"a child theme made for this site: {slug}")


@pytest.mark.parametrize("name", "example wordpress localhost blogs amazonaws github woocommerce".split())
def test_a_word_that_many_hosts_have_is_no_name_of_a_site(folder, name):
    home = Setting(location=Location("x"), kind="constant", name="WP_HOME", value=f"https://{name}.org")
    text = "<?php\n/*\nPlugin Name: Some\n*/"
    files = {f"plugins/{name}-tools/main.php": text}
    found = extensions(folder(files), TOP, settings={"WP_HOME": home})[f"plugin {name}-tools/main.php"]
    assert not [sign for sign in found.signs if sign.startswith("it has the site's name")]


def test_any_other_name_of_a_host_is_the_site_s(folder):
    home = Setting(location=Location("x"), kind="constant", name="WP_HOME", value="https://bakery.org")
    files = {"plugins/bakery-tools/main.php": "<?php\n/*\nPlugin Name: Some\n*/"}
    [found] = extensions(folder(files), TOP, settings={"WP_HOME": home}).values()
    assert found.signs[0] == "it has the site's name: bakery"
