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
    ],
)
def test_own_code_is_run_whatever_its_folder_is_called(path):
    assert not is_unused(path)
