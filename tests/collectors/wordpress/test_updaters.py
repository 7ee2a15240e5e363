"""What brings updates past wordpress.org, or asks for a licence, shows in the names of files."""

import pytest

from tests.extensions import TOP, extensions

EDD = "brings an updater of Easy Digital Downloads"
ENVATO = "brings an updater of Envato"
OWN = "brings an updater of its own"
ASKS = "asks for a licence"
KEY = "brings a licence key"
GPL_SHOP = "brings the updater of a shop of paid plugins"


@pytest.mark.parametrize(
    ("path", "sign"),
    [
        ("EDD_SL_Plugin_Updater.php", EDD),
        ("inc/EDD_SL_Theme_Updater.php", EDD),
        ("edd-plugin-updater.php", EDD),
        ("updater/theme-updater-class.php", EDD),
        ("edd-theme-helpers/a.php", EDD),
        ("wpmudev-dash-notification.php", "brings an updater of WPMU DEV"),
        ("wpmudev-updater.php", "brings an updater of WPMU DEV"),
        ("wpmudev-dashboard-notification/a.php", "brings an updater of WPMU DEV"),
        ("lib/plugin-update-checker/a.php", OWN),
        ("plugin-update-checker.php", OWN),
        ("theme-update-checker.php", OWN),
        ("github-updater.php", "brings an updater from a repository"),
        ("freemius/start.php", "brings the shop of Freemius"),
        ("woo-updater/a.php", "brings an updater of WooThemes"),
        ("woothemes-updater/a.php", "brings an updater of WooThemes"),
        ("envato-market/a.php", ENVATO),
        ("class-envato-api.php", ENVATO),
        ("envato-wordpress-toolkit-library/a.php", ENVATO),
        ("class-pixelentity-theme-update.php", ENVATO),
        ("gplvault-updater/a.php", GPL_SHOP),
        ("gplvault/a.php", GPL_SHOP),
        ("license_key.txt", KEY),
        ("licence-data.php", KEY),
        ("license-data.php", KEY),
        ("class-license.php", ASKS),
        ("class-licence.php", ASKS),
        ("class-license-manager.php", ASKS),
        ("class-licensing.php", ASKS),
        ("Licensing/a.php", ASKS),
        ("class-api-manager.php", ASKS),
        ("yit-plugin-licence.php", ASKS),
        ("class.yit-plugin-licence.php", ASKS),
    ],
)
def test_an_updater_or_a_licence_shows_in_a_name(folder, path, sign):
    files = {"plugins/own/own.php": "<?php\n/* Plugin Name: Own */", f"plugins/own/{path}": "<?php"}
    [found] = extensions(folder(files), TOP).values()
    assert any(text.startswith(f"{sign}: ") for text in found.signs)
