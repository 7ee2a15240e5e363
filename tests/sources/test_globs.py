"""Path patterns."""

import pytest

from audit.sources.globs import Globs


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.sql", "dump.sql", True),
        ("*.sql", "a/dump.sql", False),
        ("**/*.sql", "dump.sql", True),
        ("**/*.sql", "a/b/dump.sql", True),
        ("wp-content/*/index.php", "wp-content/plugins/index.php", True),
        ("wp-content/*/index.php", "wp-content/a/b/index.php", False),
        ("**/[a-c]?.txt", "x/b1.txt", True),
        ("**/[!a-c]?.txt", "x/b1.txt", False),
        ("**/.htaccess", "a/.htaccess", True),
        ("**/.htaccess", "a/x.htaccess", False),
        ("**/cache*", "wp-content/cache-old", True),
        ("backup[1].zip", "backup1.zip", True),
        ("a+b.php", "a+b.php", True),
        ("a+b.php", "aab.php", False),
        ("**/x.*", "a/x.tar", True),
        ("wp-content/cache/**", "wp-content/cache/a/b", True),
        ("wp-content/cache/**", "wp-content/cached/a", False),
        ("**", "a", True),
        ("**", "a/b", True),
        ("**/.aws/credentials", ".aws/credentials", True),
        ("**/.aws/credentials", "a/b/.aws/credentials", True),
        ("**/.aws/credentials", "a/x.aws/credentials", False),
        ("*/phpinfo.php", "a/phpinfo.php", True),
        ("*/phpinfo.php", "phpinfo.php", False),
        ("*/phpinfo.php", "a/b/phpinfo.php", False),
        ("a*/b/**/*.zip", "abc/b/c/d.zip", True),
        ("a*/b/**/*.zip", "abc/c/b/d.zip", False),
        ("sites/*/files/**", "sites/default/files/a.jpg", True),
        ("sites/*/files/**", "sites/files/a.jpg", False),
        ("[ab]/x", "b/x", True),
        ("[ab]/x", "c/x", False),
    ],
)
def test_a_pattern_fits_whole_paths(pattern, path, fits):
    assert Globs([pattern]).match(path) is fits


def test_letters_of_either_case_fit():
    assert Globs(["**/*.SQL", "ReadMe.txt"]).match("a/Dump.sql")
    assert Globs(["**/*.SQL", "ReadMe.txt"]).match("README.TXT")


def test_no_pattern_fits_nothing():
    assert not Globs([]).match("a.php")


def test_what_fits_in_a_folder_can_be_asked_once_for_all_its_names():
    names = Globs(["**/*.sql", "a/*.txt", "*/b.php"]).in_folder("A")
    assert [names.match(name) for name in ("x.sql", "x.txt", "b.php", "x.php")] == [True, True, True, False]
    assert not Globs(["a/*.txt"]).in_folder("").match("x.txt")
