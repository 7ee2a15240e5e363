"""An address in a header tells of a shop, of a maker, of wordpress.org or of nobody."""

import pytest

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
