"""Each rule proves itself: its examples are little sites, and the whole scan runs over them."""

import re
import tomllib

import pytest

from audit import knowledge
from audit.detectors import KINDS
from audit.detectors.specimens import GROUNDS, core_of
from audit.knowledge.support import load_support
from audit.proof import example_report, with_small_limits
from audit.resources import KNOWLEDGE
from audit.scan import scan

RULES = knowledge.load_rules(KINDS, proven=True)
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in RULES
    for number, example in enumerate(knowledge.examples_of(rule), 1)
]
CATEGORIES = """
    backups caching code configuration cookies database files hosting mail media performance redirects search
    security sessions updates write-access
""".split()

# An example shows no more than its rule needs.
SKETCHY = {
    "missing-options",
    "no-wordpress",
    "old-prefix",
    "lost-folder",
    "outside-link",
    "dangling-link",
    "site-factory",
    "unfinished",
}

NEWEST = next(one.branches[0] for one in load_support() if one.product == "wordpress").latest
STOCK = {
    **core_of("wordpress", ()),
    "wp-includes/version.php": f"<?php $wp_version = '{NEWEST}';",
    "index.php": "<?php\ndefine( 'WP_USE_THEMES', true );\nrequire __DIR__ . '/wp-blog-header.php';\n",
    "wp-login.php": "<?php setcookie( TEST_COOKIE, 'WP Cookie check' ); header( 'Location: /' );",
    "wp-admin/includes/file.php": "<?php exec( 'x' ); rename( $a, $b ); chmod( $a, 420 );",
    "wp-includes/PHPMailer/PHPMailer.php": "<?php popen( $sendmail, 'w' );",
    "wp-config.php": """<?php
define( 'DB_NAME', 'shop' );
define( 'DB_USER', 'joe' );
define( 'DB_PASSWORD', 'open sesame' );
define( 'DB_HOST', 'localhost' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
define( 'AUTH_KEY', 'a' );
define( 'SECURE_AUTH_KEY', 'b' );
define( 'LOGGED_IN_KEY', 'c' );
define( 'NONCE_KEY', 'd' );
define( 'AUTH_SALT', 'e' );
define( 'SECURE_AUTH_SALT', 'f' );
define( 'LOGGED_IN_SALT', 'g' );
define( 'NONCE_SALT', 'h' );
$table_prefix = 'wp_';
define( 'WP_DEBUG', false );
if ( ! defined( 'ABSPATH' ) ) {
\tdefine( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
""",
    ".htaccess": "# BEGIN WordPress\nRewriteEngine On\n# END WordPress\n",
    "wp-content/index.php": "<?php\n// Silence is golden.\n",
    "wp-content/plugins/hello.php": "<?php\n/*\nPlugin Name: Hello Dolly\nVersion: 1.7.2\n*/\n",
    "wp-content/plugins/akismet/akismet.php": "<?php\n/*\nPlugin Name: Akismet\nVersion: 5.4\n*/\n",
    "wp-content/plugins/akismet/.htaccess": "Require all denied\n",
    "wp-content/themes/twentytwentyfive/style.css": "/*\nTheme Name: Twenty Twenty-Five\nVersion: 1.2\n*/\n",
    "wp-content/themes/twentytwentyfive/functions.php": "<?php\nadd_action( 'init', 'x' );\n",
    "wp-content/themes/twentytwentyfive/templates/index.html": "<!-- wp:post-title /-->",
    "wp-content/languages/de_DE.mo": "x",
    "wp-content/uploads/2026/01/tree.jpg": "x",
}


@pytest.fixture
def site(tmp_path):
    """Return what lays files, and a dump if there is one, and scans the site that they make."""

    def scanned(files, dump=None, links=()):
        root = tmp_path / "site"
        for path, text in files.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        for path, target in dict(links).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).symlink_to(target)
        dumps = []
        if dump is not None:
            dumps = [str(tmp_path / "site.sql")]
            (tmp_path / "site.sql").write_text(dump, "utf-8")
        return scan(str(root), dumps)

    return scanned


@pytest.fixture(scope="module")
def small():
    """Return what is known, with limits so small that examples stay small."""
    return with_small_limits(knowledge.load("pantheon", KINDS))


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_rule_finds_its_examples_and_leaves_near_misses_alone(rule, example, small):
    report = example_report(small, rule, example)
    assert (rule.id in {finding.rule.id for finding in report.findings}) is example.matches
    assert {problem.kind for problem in report.coverage.problems} <= SKETCHY


def test_a_stock_wordpress_has_nothing_that_must_change(site):
    report = site(STOCK)
    assert [found.rule.id for found in report.findings if found.rule.severity in {"blocker", "major"}] == []


def test_a_stock_wordpress_has_its_login_and_htaccess_noted(site):
    found = {finding.rule.id for finding in site(STOCK).findings}
    assert found == {"database-login-in-configuration", "htaccess", "salts-in-configuration"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_worded_as_all_are(rule):
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", rule.id)
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".")
    assert rule.remedy.endswith(".")
    assert len(rule.remedy) >= 20
    assert rule.category in CATEGORIES


@pytest.mark.parametrize("path", sorted((KNOWLEDGE / "rules").rglob("*.toml")), ids=lambda path: path.stem)
def test_rules_in_the_folder_of_a_cms_speak_of_that_cms(path):
    rules = tomllib.loads(path.read_text("utf-8"))["rule"]
    if path.parent.name in GROUNDS:
        assert {tuple(rule["cms"]) for rule in rules} == {(path.parent.name,)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_cites_a_page_and_counts_no_hours_where_nothing_must_be_done(rule):
    assert rule.source.url.startswith("https://")
    if rule.severity == "note" or rule.next_step == "none":
        assert rule.effort.once == rule.effort.each == 0.0


def test_there_are_rules_of_every_kind():
    assert len(RULES) >= 40
    assert {type(rule.when) for rule in RULES} == set(KINDS.values())
