"""Libraries by their names, and what of a package no site runs: paths of real sites."""

import pytest

from audit.collectors.vendored import is_unused, is_vendored


@pytest.mark.parametrize(
    "path",
    [
        "wp-content/plugins/sfwd-lms/includes/lib/tcpdf/tcpdf.php",
        "wp-content/plugins/events-manager/classes/phpmailer/class.smtp.php",
        "wp-content/themes/buddyboss-theme/inc/admin/framework/redux-core/inc/a.php",
        "sites/all/modules/contrib/a/PHPExcel/b.php",
    ],
)
def test_a_well_known_library_is_vendored_in_any_folder(path):
    assert is_vendored(path)


@pytest.mark.parametrize(
    "library",
    """
    Action-Scheduler adodb adodb5 aws aws-sdk AWSSDK ckfinder codemirror CSSTidy dompdf fckeditor FPDF FPDI
    freemius getid3 google-api-php-client Guzzle GuzzleHttp htmlpurifier htmlpurifier-4 Kint lessphp
    Mobile_Detect mPDF nusoap ParagonIE pclzip PEAR PHPExcel PHPMailer PhpOffice phpqrcode phpseclib
    PhpSpreadsheet pimple plugin-update-checker plupload Predis redux-core redux-framework scssphp
    simple_html_dom SimplePie Smarty stripe-php swiftmailer Symfony tcpdf TGM-Plugin-Activation TinyMCE
    Twig twitteroauth Zend zxcvbn-php
    """.split(),
)
def test_these_libraries_are_known(library):
    assert is_vendored(f"wp-content/plugins/one/inc/{library}/a.php")


@pytest.mark.parametrize(
    "folder", "circleci ddev devcontainer docksal github gitlab idea lando semaphore travis tugboat".split()
)
def test_what_builds_a_site_is_not_run_by_it(folder):
    assert is_unused(f".{folder}/run.php")


@pytest.mark.parametrize(
    "folder", "tests Tests test Test unit-tests unittests UnitTests simpletest SimpleTests phpunit".split()
)
def test_tests_are_not_run(folder):
    assert is_unused(f"wp-content/plugins/one/{folder}/a.php")


@pytest.mark.parametrize(
    "folder",
    "fixtures Fixtures example examples Examples demo demos Demo sample samples _samples doc docs bench"
    " benchmark benchmarks".split(),
)
def test_only_of_a_package_such_a_folder_is_not_run(folder):
    assert is_unused(f"wp-content/plugins/one/vendor/two/{folder}/a.php")
    assert not is_unused(f"wp-content/plugins/one/{folder}/a.php")


@pytest.mark.parametrize(
    "path",
    ["wp-content/plugins/tinymce/a.php", "modules/contrib/twig/a.php", "symfony/src/a.php", "twig.php"],
)
def test_an_extension_or_a_folder_beside_all_of_that_name_is_not(path):
    assert not is_vendored(path)


@pytest.mark.parametrize(
    "path",
    [
        "wp-content/plugins/a/tests/b.php",
        "modules/a/src/Tests/b.php",
        "modules/a/tests/src/Unit/b.php",
        "wp-content/plugins/a/cli/features/bootstrap/utils.php",
        "vendor/a/b/examples/c.php",
        "wp-content/plugins/a/vendor/b/c/docs/d.php",
        "sites/all/modules/contrib/a/modules/b/tests/c.test.php",
        "tests/behat/features/bootstrap/FeatureContext.php",
        ".circleci/run.php",
        "sites/default/files/php/twig/5d_page.html.twig_a/b.php",
    ],
)
def test_tests_and_what_a_package_has_besides_its_code_are_not_run(path):
    assert is_unused(path)


@pytest.mark.parametrize(
    "path",
    [
        "wp-content/plugins/a/test.php",
        "wp-content/plugins/contest/a.php",
        "modules/examples/a.php",
        "docs/a.php",
        "wp-content/plugins/tests/a.php",
        "sites/all/modules/custom/test/a.module",
    ],
)
def test_own_code_is_run_whatever_its_folder_is_called(path):
    assert not is_unused(path)
