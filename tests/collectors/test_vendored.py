"""Which folders hold code of third parties: paths of real sites."""

import pytest

from audit.collectors.vendored import is_vendored


@pytest.mark.parametrize(
    "path",
    [
        "vendor/symfony/yaml/Yaml.php",
        "wp-content/plugins/wordpress-seo/vendor/autoload.php",
        "wp-content/plugins/elementor/includes/libraries/wp-background-process/a.php",
        "wp-content/plugins/sfwd-lms/vendor-prefixed/rmccue/requests/scripts/proxy/proxy.py",
        "wp-content/plugins/wpforms/vendor_prefixed/a.php",
        "wp-content/plugins/mailchimp-for-wp/assets/js/third-party/a.js",
        "wp-content/plugins/autoptimize/classes/external/php/a.php",
        "sites/all/libraries/fckeditor/editor/filemanager/connectors/perl/upload.cgi",
        "web/libraries/codemirror/component-tools/update.py",
        "web/sites/all/themes/custom/a/grunt/node_modules/b/index.js",
        "sites/all/libraries/flexslider/bower_components/jquery/jquery.js",
        "web/app/themes/buddyboss-theme/assets/js/vendors/a.js",
    ],
)
def test_what_lies_in_a_folder_for_third_parties_is_vendored(path):
    assert is_vendored(path)


@pytest.mark.parametrize(
    "folder",
    """
    bower_components extern external external-libs extlib jetpack_vendor jspm_packages libraries node-modules
    node_modules vendor vendor-bin vendor-prefixed vendor_prefixed vendors
    3rd-party 3rd_party 3rdparty third-party third_party thirdparty
    """.split(),
)
def test_folders_for_third_parties_have_these_names(folder):
    assert is_vendored(f"{folder}/a.php")
    assert is_vendored(f"wp-content/plugins/one/{folder}/a.php")


@pytest.mark.parametrize("inner", ["hosting", "plugins", "themes"])
def test_what_makes_an_extension_work_with_others_is_its_own(inner):
    assert not is_vendored(f"wp-content/plugins/one/third-party/{inner}/a.php")


@pytest.mark.parametrize("where", "client-mu-plugins modules mu-plugins plugins themes".split())
@pytest.mark.parametrize(
    "group", ["", *"all contrib custom dev development features patched sandbox".split()]
)
def test_an_extension_is_its_own_wherever_they_lie(where, group):
    assert not is_vendored(f"{where}/{group}/vendor/a.php".replace("//", "/"))


@pytest.mark.parametrize(
    "path",
    [
        "libraries.php",
        "sites/all/modules/libraries/libraries.module",
        "web/sites/all/modules/contrib/libraries/tests/a.php",
        "wp-content/plugins/vendor/vendor.php",
        "wp-content/plugins/wp-rocket/inc/ThirdParty/Plugins/a.php",
        "wp-content/plugins/wp-rocket/inc/3rd-party/plugins/a.php",
        "wp-content/plugins/sfwd-lms/src/Core/Libraries/a.php",
        "wp-content/plugins/og/vendors.php",
    ],
)
def test_an_extension_of_such_a_name_and_a_namespace_are_not(path):
    assert not is_vendored(path)
