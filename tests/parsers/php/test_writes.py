"""Where PHP code writes."""

import pytest

from audit.parsers.php.file import PhpFile
from audit.parsers.php.spots import Spot, resolved
from audit.parsers.php.writes import constants, writes

PATH = "wp-content/plugins/one/inc/a.php"


def spots(code, path=PATH):
    return [tuple(write.spot) for write in writes(PhpFile(b"<?php " + code.encode()), path)]


@pytest.mark.parametrize(
    ("target", "place", "path"),
    [
        ("WP_CONTENT_DIR . '/cache/x.html'", "content", "wp-content/cache/x.html"),
        ('WP_CONTENT_DIR . "/cache/$x.html"', "content", "wp-content/cache/*"),
        ("\\WP_CONTENT_DIR . '/advanced-cache.php'", "content", "wp-content/advanced-cache.php"),
        ("ABSPATH . '.htaccess'", "root", ".htaccess"),
        ("ABSPATH . 'wp-content/uploads/x'", "uploads", "wp-content/uploads/x"),
        ("ABSPATH . WPINC . '/x.php'", "core", "wp-includes/x.php"),
        ("get_home_path() . 'robots.txt'", "root", "robots.txt"),
        ("WP_PLUGIN_DIR . '/one/log.txt'", "own", "wp-content/plugins/one/log.txt"),
        ("WP_PLUGIN_DIR . '/two/log.txt'", "plugins", "wp-content/plugins/two/log.txt"),
        ("WPMU_PLUGIN_DIR . '/x.php'", "mu-plugins", "wp-content/mu-plugins/x.php"),
        ("__DIR__ . '/log.txt'", "own", "wp-content/plugins/one/inc/log.txt"),
        ("dirname(__FILE__) . '/../log.txt'", "own", "wp-content/plugins/one/log.txt"),
        ("dirname(__DIR__, 3) . '/cache'", "content", "wp-content/cache"),
        ("dirname(dirname(dirname(dirname(__DIR__)))) . '/x'", "root", "x"),
        ("plugin_dir_path(__FILE__) . 'x'", "own", "wp-content/plugins/one/inc/x"),
        ("trailingslashit(WP_CONTENT_DIR) . 'x'", "content", "wp-content/x"),
        ("get_template_directory() . '/x.css'", "theme", "wp-content/themes/*/x.css"),
        ("wp_upload_dir()['basedir'] . '/x'", "uploads", "wp-content/uploads/x"),
        ("$_SERVER['DOCUMENT_ROOT'] . '/x'", "root", "x"),
        ("sys_get_temp_dir() . '/x'", "temp", "x"),
        ("'/tmp/x'", "temp", "x"),
        ("'/var/www/x'", "outside", "/var/www/x"),
        ("'C:\\temp\\x'", "outside", "C:\\temp\\x"),
        ("'public://x/y'", "uploads", "public://x/y"),
        ("'private://x'", "private", "private://x"),
        ("'temporary://x'", "temp", "x"),
        ("DRUPAL_ROOT . '/sites/default/files/x'", "uploads", "sites/default/files/x"),
        ("DRUPAL_ROOT . '/sites/default/settings.php'", "root", "sites/default/settings.php"),
        ("variable_get('file_public_path', conf_path() . '/files') . '/x'", "uploads", "public://x"),
        ("file_directory_path() . '/x'", "uploads", "public://x"),
        ("conf_path() . '/files/x'", "uploads", "sites/*/files/x"),
        ("'sites/default/files/x'", "uploads", "sites/default/files/x"),
        ("apply_filters('x', WP_CONTENT_DIR . '/x')", "content", "wp-content/x"),
    ],
)
def test_a_place_is_known_by_what_its_path_is_made_of(target, place, path):
    assert spots(f"file_put_contents({target}, 'x');") == [(place, path, None)]


@pytest.mark.parametrize(
    "target",
    ["$x", "'x.txt'", "$x . '/cache'", "f(WP_CONTENT_DIR)", "$a ? ABSPATH : '/tmp'", "getcwd() . '/x'", "''"],
)
def test_a_place_that_is_not_known_is_none(target):
    assert spots(f"touch({target});") == [(None, None, None)]


def test_a_path_that_may_still_lead_to_the_uploads_has_no_place():
    assert spots("touch(WP_CONTENT_DIR . $x);") == [(None, "wp-content*", None)]
    assert spots('touch(ABSPATH . "sites/$x");') == [(None, "sites/*", None)]


def test_a_path_that_may_climb_is_not_known():
    assert spots('touch(WP_CONTENT_DIR . "/a/$x/../b");') == [(None, None, None)]


def test_what_is_no_file_is_not_written():
    code = "fopen('php://memory', 'w'); file_put_contents('http://a.org/x', ''); fopen('/dev/null', 'w');"
    assert spots(code) == []


@pytest.mark.parametrize(
    ("mode", "count"), [("w", 1), ("ab+", 1), ("x", 1), ("c", 1), ("r+", 1), ("r", 0), ("rb", 0)]
)
def test_a_file_is_written_if_it_is_opened_for_that(mode, count):
    assert len(spots(f"fopen(ABSPATH . 'x', '{mode}');")) == count


def test_a_mode_that_is_computed_tells_nothing():
    assert spots("fopen(ABSPATH . 'x', $mode);") == []


def test_a_folder_is_known_where_it_is_assigned():
    code = """
    class A {
      private $dir;
      const FILE = 'x.txt';
      function __construct() { $this->dir = WP_CONTENT_DIR . '/mine'; }
      function b() { $at = "{$this->dir}/a"; mkdir($at); touch($this->dir . '/' . self::FILE); }
    }
    """
    assert [path for _, path, _ in spots(code)] == ["wp-content/mine/a", "wp-content/mine/x.txt"]


def test_of_a_copy_the_target_counts():
    code = """
    copy('/tmp/a', ABSPATH . 'b'); rename(ABSPATH . 'c', WP_CONTENT_DIR . '/d');
    move_uploaded_file($a, '/e/f');
    """
    assert [path for _, path, _ in spots(code)] == ["b", "wp-content/d", "/e/f"]


def test_methods_of_known_names_write():
    code = """
    $wp_filesystem->put_contents($wp_filesystem->wp_content_dir() . 'a', ''); $zip->extractTo(WP_PLUGIN_DIR);
    $zip->open(ABSPATH . 'b.zip', ZipArchive::CREATE); $zip->open(ABSPATH . 'c.zip');
    """
    assert [path for _, path, _ in spots(code)] == ["wp-content/a", "wp-content/plugins", "b.zip"]


def test_an_image_for_the_visitor_is_no_file():
    assert len(spots("imagejpeg($i); imagepng($i, null, 9); imagegif($i, ABSPATH . 'x.gif');")) == 1


def test_what_a_call_does_is_told():
    found = writes(PhpFile(b"<?php mkdir($a); unlink($a); touch($a); $o->unlink($a); // touch($a);"))
    assert [(write.by, write.kind) for write in found] == [
        ("mkdir", "folder"),
        ("unlink", "delete"),
        ("touch", "write"),
    ]


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("bzopen(PLACE, 'w')", "write"),
        ("copy($a, PLACE)", "write"),
        ("copy_dir($a, PLACE)", "write"),
        ("drupal_mkdir(PLACE)", "folder"),
        ("drupal_move_uploaded_file($a, PLACE)", "write"),
        ("drupal_rmdir(PLACE)", "delete"),
        ("drupal_unlink(PLACE)", "delete"),
        ("file_check_directory(PLACE)", "folder"),
        ("file_copy($a, PLACE)", "write"),
        ("file_move($a, PLACE)", "write"),
        ("file_prepare_directory(PLACE, $b)", "folder"),
        ("file_put_contents(PLACE, $b)", "write"),
        ("file_save_data($a, PLACE)", "write"),
        ("file_unmanaged_copy($a, PLACE)", "write"),
        ("file_unmanaged_delete(PLACE)", "delete"),
        ("file_unmanaged_delete_recursive(PLACE)", "delete"),
        ("file_unmanaged_move($a, PLACE)", "write"),
        ("file_unmanaged_save_data($a, PLACE)", "write"),
        ("fopen(PLACE, 'w')", "write"),
        ("gzopen(PLACE, 'w9')", "write"),
        ("imagegif($i, PLACE)", "write"),
        ("imagejpeg($i, PLACE, 90)", "write"),
        ("imagepng($i, PLACE)", "write"),
        ("imagewebp($i, PLACE)", "write"),
        ("insert_with_markers(PLACE, 'a', $b)", "write"),
        ("link($a, PLACE)", "write"),
        ("mkdir(PLACE)", "folder"),
        ("move_uploaded_file($a, PLACE)", "write"),
        ("rename($a, PLACE)", "write"),
        ("rmdir(PLACE)", "delete"),
        ("symlink($a, PLACE)", "write"),
        ("touch(PLACE)", "write"),
        ("unlink(PLACE)", "delete"),
        ("unzip_file($a, PLACE)", "write"),
        ("wp_delete_file(PLACE)", "delete"),
        ("wp_mkdir_p(PLACE)", "folder"),
        ("$archive->extractTo(PLACE)", "write"),
        ("$wp_filesystem->put_contents(PLACE, $b)", "write"),
        ("$filesystem->dumpFile(PLACE, $b)", "write"),
        ("$this->fileSystem->prepareDirectory(PLACE, $b)", "folder"),
        ("\\Drupal::service('file_system')->saveData($a, PLACE)", "write"),
        ("$imagick->writeImage(PLACE)", "write"),
        ("$fileSystem->deleteRecursive(PLACE)", "delete"),
        ("$zip->open(PLACE, ZipArchive::CREATE)", "write"),
        ("$zip->open(PLACE, \\ZipArchive::OVERWRITE)", "write"),
    ],
)
def test_each_function_writes_in_its_own_way(call, kind):
    code = "<?php " + call.replace("PLACE", "ABSPATH . 'x'") + ";"
    assert [(one.kind, one.spot) for one in writes(PhpFile(code.encode()))] == [(kind, Spot("root", "x"))]


def test_a_name_that_is_made_up_lies_in_the_folder_that_is_named():
    assert spots("tempnam(WP_CONTENT_DIR, 'a'); drupal_tempnam('public://b', 'a');") == [
        ("content", "wp-content", None),
        ("uploads", "public://b", None),
    ]


@pytest.mark.parametrize("nothing", ["null", "NULL", "''", '""'])
@pytest.mark.parametrize("function", ["imagegif", "imagejpeg", "imagepng", "imagewebp"])
def test_an_image_without_a_file_is_sent(function, nothing):
    assert spots(f"{function}($i, {nothing});") == []


@pytest.mark.parametrize(
    "named",
    """
    ABSPATH DRUPAL_ROOT __DIR__ __FILE__ WP_CONTENT_DIR WP_PLUGIN_DIR WPMU_PLUGIN_DIR WP_LANG_DIR TEMPLATEPATH
    STYLESHEETPATH wp_upload_dir()['basedir'] wp_get_upload_dir()['basedir'] $_SERVER['DOCUMENT_ROOT']
    get_template_directory() get_stylesheet_directory() get_theme_root() get_home_path() sys_get_temp_dir()
    get_temp_dir() conf_path() file_directory_path() file_directory_temp() 'public://a' 'private://a'
    'temporary://a' '/tmp/a'
    """.split(),
)
def test_a_constant_may_name_a_place_by_any_of_these(named):
    [defined] = constants(PhpFile(f"<?php define('ONE', {named} . '/one');".encode()), PATH).items()
    assert (defined[0], defined[1].place is not None) == ("ONE", True)


def test_a_constant_may_be_declared_outside_a_class():
    assert list(constants(PhpFile(b"<?php const ONE = ABSPATH . 'one';"))) == ["ONE"]


def test_a_constant_of_a_place_that_is_not_known_is_left_out():
    assert constants(PhpFile(b"<?php define('ONE', $a . ABSPATH); define('TWO', 'two');")) == {}


def test_a_constant_of_another_file_is_named_and_can_be_resolved():
    defined = constants(
        PhpFile(b"<?php define('ONE_FILE', __FILE__); define('ONE_DIR', WP_CONTENT_DIR . '/one/');"),
        "wp-content/plugins/one/one.php",
    )
    [first, second, third] = (
        Spot(*spot)
        for spot in spots("touch(ONE_DIR . 'x'); touch(dirname(ONE_FILE) . \"/log/$a\"); touch(TWO_DIR);")
    )
    assert first == Spot(None, "x", "ONE_DIR")
    assert resolved(first, defined, PATH) == Spot("content", "wp-content/one/x")
    assert resolved(second, defined, PATH) == Spot("own", "wp-content/plugins/one/log/*")
    assert resolved(third, defined, PATH) == third


def test_constants_may_need_others_and_never_go_in_circles():
    defined = {
        "A": Spot(None, "a", "B"),
        "B": Spot("temp", "b"),
        "C": Spot(None, "c", "D"),
        "D": Spot(None, "d", "C"),
    }
    assert resolved(Spot(None, "x", "A"), defined, PATH) == Spot("temp", "b/a/x")
    assert resolved(Spot(None, "x", "C"), defined, PATH).needs in {"C", "D"}


def test_a_constant_with_two_values_is_not_known():
    code = b"<?php if ($a) { define('X', '/a/b'); } else { define('X', '/c/d'); }"
    assert constants(PhpFile(code)) == {}


def test_a_constant_of_a_class_is_none_of_all_code():
    assert constants(PhpFile(b"<?php class A { const X = ABSPATH . 'x'; }")) == {}


def test_the_folder_of_an_extension_may_be_given():
    [write] = writes(
        PhpFile(b"<?php touch(__DIR__ . '/x');"), "sites/all/modules/a/b/c.inc", "sites/all/modules/a"
    )
    assert write.spot == Spot("own", "sites/all/modules/a/b/x")
