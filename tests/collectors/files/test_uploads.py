"""Code among uploads."""

import pytest

from audit.model.files import CodeInFiles
from tests.collectors.files.found import found


@pytest.mark.parametrize(
    "code",
    [
        "<?php\n// Silence is golden.\n",
        "<?php // Silence is golden",
        "",
        "<html>no code</html>",
        "<?php exit('no access'); ?>\n2024-05-01 a log",
        "<?php /* a log */ die; system($_GET['x']);",
        "<?php\nif ( ! defined( 'ABSPATH' ) ) {\n\texit;\n}\n",
        "<?php\nheader( $_SERVER['SERVER_PROTOCOL'] . ' 404 Not Found' ); exit;",
        "<?php http_response_code(403);",
        "<?php if (!defined(ABSPATH) or not true) { die; }",
        "<?php if (null) { return false; }",
        *(f"<?php http_response_code({status});" for status in (0, 1, 200, 301, 302, 404, 500)),
        "<?php header('Location: /'); exit;",
        "<?php if (!$_SERVER) { exit; }",
    ],
)
def test_what_only_keeps_a_folder_closed_is_no_code(site, code):
    assert not found(site({"wp-content/uploads/2024/index.php": code}), CodeInFiles)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("cache.php", "<?php echo eval($_POST['x']);"),
        ("a.phtml", "<?= $x ?>"),
        ("index.php", "<?php\n// Silence is golden.\ninclude 'x.jpg';"),
        ("index.php", "<?php exit_now(); system('x');"),
        ("index.php", "<?php\n" + "// golden\n" * 20_000 + "system('x');"),
        ("a.phar", "#!/usr/bin/env php\n<?php exit;"),
    ],
)
def test_what_does_something_is_code(site, name, code):
    [fact] = found(site({f"wp-content/uploads/2024/{name}": code}), CodeInFiles)
    assert (fact.kind, fact.seen_as) == ("code", f"wp-content/uploads/2024/{name}")


@pytest.mark.parametrize("suffix", "php php3 php4 php5 php7 php8 phtml pht phar inc module".split())
def test_each_suffix_of_php_may_be_run(site, suffix):
    assert found(site({f"wp-content/uploads/a.{suffix}": "<?php f();"}), CodeInFiles)


def test_php_beside_uploads_is_no_uploaded_code(site):
    assert not found(site({"wp-content/plugins/x/x.php": "<?php f();"}), CodeInFiles)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("AddType application/x-httpd-php .jpg", [1]),
        ("# x\n<Files *>\n  SetHandler application/x-httpd-php\n</Files>", [3]),
        ("php_flag engine on", [1]),
        ("php_flag engine off", []),
        ("AddType text/plain .php", []),
        ("<Files *.php>\nDeny from all\n</Files>", []),
        ("SetHandler Drupal_Security_Do_Not_Remove_See_SA_2006_006", []),
        ("# AddHandler application/x-httpd-php .jpg", []),
    ],
)
def test_a_htaccess_that_lets_files_run_as_php_is_told(site, text, lines):
    facts = found(site({"wp-content/uploads/.htaccess": text}), CodeInFiles)
    assert [(fact.kind, fact.location.line) for fact in facts] == [("handler", line) for line in lines]
