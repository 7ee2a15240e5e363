"""A platform is one file: it chooses the rules that concern it, and says them in its own words."""

import re

import pytest

from audit.detectors import KINDS
from audit.errors import KnowledgeError
from audit.knowledge import load, load_platforms, load_rules
from audit.knowledge.apache import load_server
from audit.model.rules import DirectivesThere
from audit.render.html import render
from audit.scan import scan
from tests.conftest import lay

PLAIN = load("generic-nginx", KINDS)
OF_PANTHEON = re.compile(
    r"(?i)pantheon|quicksilver|terminus|multidev|test and live|\bon dev\b|dashboard|upstream|launch check"
    r"|global cdn|secure integration|object cache pro|native php sessions|integrated composer|autopilot"
    r"|protected_web_paths|enforce_https"
)
BARE = 'name = "A"\nabout = "A."\ncms = ["drupal"]\ntraits.no-htaccess = "x"\n'
SITE = {
    ".htaccess": """
RewriteEngine On
RewriteCond %{HTTP_HOST} ^example\\.org$
RewriteRule ^(.*)$ https://www.example.org/$1 [R=301,L]
RewriteRule ^old$ /new [R=301,L]
RewriteRule ^shown$ /hidden.php [L]
RewriteRule \\.(jpe?g|png)$ - [F]
Redirect 301 /a /b
php_value memory_limit 512M
php_value upload_max_filesize 64M
ErrorDocument 404 /lost.html
Header set X-Frame-Options DENY
ExpiresActive On
SetEnv MODE live
DirectoryIndex start.html
AuthType Basic
AuthUserFile /home/shop/.htpasswd
Require valid-user
<Files secret.txt>
Require all denied
</Files>
Order allow,deny
Allow from 10.0.0.1
AddType image/webp .webp
AddHandler cgi-script .pl
""",
    ".htpasswd": "joe:$apr1$x",
    ".env": "API_KEY=abcdefghijklmnop",
    "backup.sql": "SELECT 1;",
    "phpinfo.php": "<?php phpinfo();",
    "wp-config-old.php": "<?php define('DB_PASSWORD', 'open sesame');",
    "wp-content/mu-plugins/mu-plugin.php": "<?php /* Plugin Name: WP Engine System */",
    "wp-content/uploads/.htaccess": "deny from all",
    "wp-content/themes/x/functions.php": "<?php if (getenv('IS_WPE')) { include '/nas/shop/a.php'; }",
}


@pytest.fixture
def report(tmp_path):
    core = {
        "wp-includes/version.php": "<?php $wp_version = '6.8.1';",
        "wp-settings.php": "<?php",
        "wp-load.php": "<?php",
        "wp-config.php": "<?php $table_prefix = 'wp_'; define('WPE_APIKEY', 'abc');",
    }
    return scan(str(lay(tmp_path, {**core, **SITE})), known=PLAIN)


@pytest.mark.parametrize("rule", PLAIN.rules, ids=lambda rule: rule.id)
def test_no_rule_of_a_plain_server_names_what_only_pantheon_has(rule):
    said = [
        rule.title,
        rule.why,
        rule.remedy,
        *rule.steps,
        *rule.alternatives,
        rule.source.url,
        rule.docs or "",
    ]
    assert [text for text in said if OF_PANTHEON.search(text)] == []
    assert rule.status is None


def test_no_finding_on_a_plain_server_names_what_only_pantheon_has(report):
    assert len(report.findings) > 10
    assert OF_PANTHEON.findall(render(report)) == []


def test_a_plain_server_has_no_limits_of_a_managed_platform():
    platform = PLAIN.platform
    assert (platform.limits, platform.plans, platform.cookies, platform.databases) == ({}, None, None, None)
    assert all(rule.scope != "platform-does-it" for rule in PLAIN.rules)


def test_a_plain_server_is_not_concerned_by_what_a_managed_platform_forbids():
    ids = {rule.id for rule in PLAIN.rules}
    assert ids.isdisjoint({"php-session", "network", "file-too-large", "myisam-tables", "drupal-multisite"})
    assert {"htaccess", "redirects-to-move", "database-dump", "wp-engine-system"} <= ids


def test_a_rule_says_on_a_plain_server_what_is_to_be_done_there():
    [rule] = [one for one in PLAIN.rules if one.id == "password-by-server"]
    assert "auth_basic" in rule.remedy
    [general] = [one for one in load("pantheon", KINDS).rules if one.id == "password-by-server"]
    assert general.remedy != rule.remedy
    assert (general.id, general.when, general.severity) == (rule.id, rule.when, rule.severity)


def test_directives_move_to_the_places_of_the_platform(report):
    places = {one.text.split()[0]: one.place for one in report.directives if one.outcome == "moves-to"}
    assert places["ErrorDocument"] == "error_page in nginx"
    assert places["AuthType"] == "auth_basic in nginx"
    assert places["php_value"] == ".user.ini, or php.ini and the pool of PHP-FPM"


@pytest.mark.parametrize("platform", load_platforms(), ids=lambda platform: platform.id)
def test_each_class_of_directives_says_where_it_moves_to_on_each_platform(platform):
    classes = load_server(there=platform.directives).classes.values()
    assert all((one.place is not None) is (one.outcome == "moves-to") for one in classes)
    assert all(one.why.endswith(".") for one in classes)


@pytest.mark.parametrize("platform", load_platforms(), ids=lambda platform: platform.id)
def test_each_trait_of_a_platform_is_the_concern_of_some_rule(platform):
    concerns = {trait for rule in load_rules(KINDS) for trait in rule.concerns}
    assert platform.traits.keys() - concerns == set()


def test_words_for_a_class_that_there_is_not_are_a_mistake():
    with pytest.raises(KnowledgeError, match="no class of directives is called voodoo"):
        load_server(there={"voodoo": DirectivesThere(why="x")})


def test_a_place_is_needed_where_directives_move_to():
    with pytest.raises(KnowledgeError, match="hotlink"):
        load_server(there={"hotlink": DirectivesThere(outcome="moves-to")})


def test_words_for_a_rule_that_there_is_not_are_a_mistake(tmp_path):
    lay(tmp_path, {"platforms/a.toml": f'{BARE}wording.voodoo.why = "x"\n'})
    with pytest.raises(KnowledgeError, match=r"a\.toml: wording: no rule of this platform is called voodoo"):
        load("a", KINDS, more=[tmp_path])


def test_an_unknown_key_of_a_platforms_words_is_a_mistake(tmp_path):
    lay(tmp_path, {"platforms/a.toml": f'{BARE}wording.htaccess.colour = "x"\n'})
    with pytest.raises(KnowledgeError, match=r"wording.*colour"):
        load("a", KINDS, more=[tmp_path])
