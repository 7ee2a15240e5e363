"""What the constants and functions that name folders stand for."""

import pytest

from audit.parsers.php.file import PhpFile
from audit.parsers.php.programs import programs
from audit.parsers.php.writes import writes

PATH = "wp-content/plugins/one/inc/a.php"


def spot(target):
    write, *_ = writes(PhpFile(f"<?php touch({target});".encode()), PATH)
    return write.spot.place, write.spot.path


@pytest.mark.parametrize(
    ("target", "place", "path"),
    [
        ("ABSPATH . PLUGINDIR . '/two/x'", "plugins", "wp-content/plugins/two/x"),
        ("ABSPATH . MUPLUGINDIR . '/x.php'", "mu-plugins", "wp-content/mu-plugins/x.php"),
        ("WP_LANG_DIR . '/x.mo'", "content", "wp-content/languages/x.mo"),
        ("TEMPLATEPATH . '/x.css'", "theme", "wp-content/themes/*/x.css"),
        ("STYLESHEETPATH . '/x.css'", "theme", "wp-content/themes/*/x.css"),
        ("WP_TEMP_DIR . '/x'", "temp", "x"),
        ("WP_CONTENT_DIR . DIRECTORY_SEPARATOR . 'x'", "content", "wp-content/x"),
        ("wp_upload_dir()['path'] . '/x'", "uploads", "wp-content/uploads/*"),
        ("wp_get_upload_dir()['basedir'] . '/x'", "uploads", "wp-content/uploads/x"),
        ("ABSPATH . basename('/a/b.txt')", "root", "b.txt"),
        ("drupal_realpath('public://x')", "uploads", "public://x"),
        ("drupal_tempnam('temporary://', 'x')", "temp", "*"),
        ("file_default_scheme() . '://x'", "uploads", "public://x"),
        ("variable_get('file_default_scheme', 'private') . '://x'", "uploads", "public://x"),
        ("variable_get('file_private_path') . '/x'", "private", "private://x"),
        ("variable_get('file_temporary_path', '/a') . '/x'", "temp", "x"),
        ("variable_get('file_directory_temp', '/a') . '/x'", "temp", "x"),
        ("variable_get('file_directory_path', '/a') . '/x'", "uploads", "public://x"),
        ("variable_get('one_folder', DRUPAL_ROOT . '/one')", "root", "one"),
        ("file_directory_temp() . '/x'", "temp", "x"),
        ("get_option('one_folder', ABSPATH . 'one')", "root", "one"),
        ("get_stylesheet_directory() . '/x'", "theme", "wp-content/themes/*/x"),
        ("get_temp_dir() . 'x'", "temp", "x"),
        ("get_theme_file_path('x')", "theme", "wp-content/themes/*"),
        ("get_theme_root() . '/two/x'", "theme", "wp-content/themes/two/x"),
        ("implode('/', [WP_CONTENT_DIR, 'a', 'b'])", "content", "wp-content/a/b"),
        ("join('/', array(WP_CONTENT_DIR, 'a', 'b'))", "content", "wp-content/a/b"),
        ("path_join(WP_CONTENT_DIR, 'a')", "content", "wp-content/a"),
        ("path_join(WP_CONTENT_DIR . '/', 'a')", "content", "wp-content/a"),
        ("realpath(WP_CONTENT_DIR) . '/a'", "content", "wp-content/a"),
        ("rtrim(ABSPATH, '/') . '/x'", "root", "x"),
        ("rtrim(ABSPATH, '\\\\/') . '/x'", "root", "x"),
        ("trim(WP_CONTENT_DIR) . '/x'", "content", "wp-content/x"),
        ("sprintf('%s/x', WP_CONTENT_DIR)", "content", "wp-content/x"),
        ("str_replace('\\\\', '/', WP_CONTENT_DIR) . '/x'", "content", "wp-content/x"),
        ("str_replace('//', '/', WP_CONTENT_DIR . '/x')", "content", "wp-content/x"),
        ("str_replace('\\\\\\\\', '/', WP_CONTENT_DIR . '/x')", "content", "wp-content/x"),
        ("strval(WP_CONTENT_DIR) . '/x'", "content", "wp-content/x"),
        ("tempnam(ABSPATH . 'a', 'x')", "root", "a/*"),
        ("untrailingslashit(ABSPATH) . '/x'", "root", "x"),
        ("wp_normalize_path(WP_CONTENT_DIR . '/x')", "content", "wp-content/x"),
        ("wp_tempnam('x')", "temp", "*"),
        ("$wp_filesystem->abspath() . 'x'", "root", "x"),
        ("$wp_filesystem->wp_content_dir() . 'x'", "content", "wp-content/x"),
        ("$wp_filesystem->wp_plugins_dir() . 'two/x'", "plugins", "wp-content/plugins/two/x"),
        ("$wp_filesystem->wp_themes_dir() . 'two/x'", "theme", "wp-content/themes/two/x"),
        ("$wp_filesystem->wp_lang_dir() . 'x'", "content", "wp-content/languages/x"),
        ("$fileSystem->getOsTemporaryDirectory() . '/x'", "temp", "x"),
        ("$fileSystem->getTempDirectory() . '/x'", "temp", "x"),
        ("\\Drupal::root() . '/x'", "root", "x"),
        ("PublicStream::basePath() . '/x'", "uploads", "public://x"),
    ],
)
def test_a_folder_has_many_names(target, place, path):
    assert spot(target) == (place, path)


@pytest.mark.parametrize(
    "target",
    [
        "rtrim(ABSPATH, 'a')",
        "str_replace('a', 'b', ABSPATH . 'a')",
        "str_replace('\\\\', '/', $a)",
        "dirname(ABSPATH, $levels)",
        "basename($a)",
        "path_join($a)",
        "get_option('one_folder')",
    ],
)
def test_what_a_function_makes_of_a_path_may_not_be_known(target):
    assert spot(target) == (None, None)


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("PHP_BINARY . ' x.php'", "php"),
        ("'cd /a' . PHP_EOL . 'git log'", "git"),
        ("'PATH=/a' . PATH_SEPARATOR . '/b git log'", "git"),
        ("'nice -n ' . escapeshellarg($level) . ' gs -q'", "gs"),
        ("escapeshellarg('/usr/bin/gs') . ' -q'", "gs"),
        ("escapeshellcmd('gs -q')", "gs"),
    ],
)
def test_a_command_is_made_of_such_names_too(command, name):
    assert [call.name for call in programs(PhpFile(f"<?php exec({command});".encode()))] == [name]
