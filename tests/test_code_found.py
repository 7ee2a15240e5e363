"""What the kinds of code that a rule asks about are taken for."""

from audit.scan import scan


def _rules(path):
    return {finding.rule.id for finding in scan(str(path)).findings}


def test_a_rewrite_rule_of_an_old_network_is_no_command_in_backticks(site):
    path = site({".htaccess": "RewriteRule ^files/(.+) wp-includes/ms-files.php?file=$1 [L]\n"})
    assert not {one for one in _rules(path) if "backtick" in one}


def test_a_command_in_backticks_is_one(site):
    path = site({"wp-content/themes/t/functions.php": "<?php $x = `ls`;\n"})
    assert {one for one in _rules(path) if "backtick" in one}
