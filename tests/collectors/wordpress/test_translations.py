"""Language packs."""

from audit.collectors.wordpress.translations import find_translations
from audit.model.facts import Install, Location, Problem
from audit.sources.directory import Directory
from audit.sources.tree import Listing
from tests.extensions import CLASSIC

LANGUAGES = "wp-content/languages"


def found(path):
    listing = Listing(item for item in Directory(path).walk() if not isinstance(item, Problem))
    install = Install(location=Location("."), root=".", cms="wordpress", version=None)
    told = find_translations(listing, install, CLASSIC)
    return {(one.language, one.concerns): (one.files, one.bytes) for one in told}


def test_languages_are_told_by_what_they_are_of(folder):
    files = {
        f"{LANGUAGES}/de_DE.mo": "12345",
        f"{LANGUAGES}/admin-de_DE.mo": "123",
        f"{LANGUAGES}/de_DE-0123456789abcdef0123456789abcdef.json": "{}",
        f"{LANGUAGES}/plugins/akismet-de_DE.l10n.php": "1",
        f"{LANGUAGES}/plugins/akismet-pt_BR.mo": "1",
        f"{LANGUAGES}/themes/twentyten-ja.mo": "1",
        f"{LANGUAGES}/index.php": "<?php",
        f"{LANGUAGES}/plugins/readme.txt": "de_DE",
    }
    assert found(folder(files)) == {
        ("de_DE", "core"): (3, 10),
        ("de_DE", "plugins"): (1, 1),
        ("pt_BR", "plugins"): (1, 1),
        ("ja", "themes"): (1, 1),
    }


def test_files_of_plugins_beside_the_core_s_are_the_plugins(folder):
    assert found(folder({f"{LANGUAGES}/buddypress-en_US.mo": ""})) == {("en_US", "plugins"): (1, 0)}


def test_no_languages_folder_has_no_languages(folder):
    assert found(folder({"wp-content/index.php": ""})) == {}
