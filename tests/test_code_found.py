"""What the kinds of code that a rule asks about are taken for."""

from audit.scan import scan

CODE = "mail($to, 'x', 'y'); $name = $_SERVER['SERVER_NAME']; setcookie('a', 'b');"
PUBLIC = "<?php\n/* Plugin Name: WooCommerce\nVersion: 9.1.0 */\n"


def _rules(path):
    return {finding.rule.id for finding in scan(str(path)).findings}


def test_a_rewrite_rule_of_an_old_network_is_no_command_in_backticks(site):
    path = site({".htaccess": "RewriteRule ^files/(.+) wp-includes/ms-files.php?file=$1 [L]\n"})
    assert "program-call-in-own-code" not in _rules(path)


def test_a_command_in_backticks_is_one(site):
    path = site({"wp-content/themes/t/functions.php": "<?php $x = `makethings a`;\n"})
    assert "program-call-in-own-code" in _rules(path)


def test_what_a_theme_of_the_site_does_is_own_code(site):
    own = site({"wp-content/themes/t/functions.php": f"<?php {CODE}"})
    assert {"mail-by-php-in-own-code", "server-name-in-own-code", "cookie-in-own-code"} <= _rules(own)


def test_what_a_public_plugin_does_is_not_said_of_own_code(site):
    public = site({"wp-content/plugins/woocommerce/woocommerce.php": PUBLIC + CODE})
    assert not {one for one in _rules(public) if one.endswith("-in-own-code")}
