"""What Composer's files and the folders say about the layout of a Drupal."""

import json
from collections.abc import Mapping

import pytest

from tests.trees import drupal, installs

CORE = {
    "core/lib/Drupal.php": "<?php class Drupal { const VERSION = '10.4.8'; }",
    "core/misc/drupal.js": "",
    "core/includes/bootstrap.inc": "<?php",
    "sites/default/settings.php": "<?php $settings['hash_salt'] = 'x';",
}
DRUPAL_7 = {
    "includes/bootstrap.inc": "<?php define('VERSION', '7.98');",
    "includes/common.inc": "<?php",
    "misc/drupal.js": "",
    "sites/default/settings.php": "<?php $databases = [];",
}
OWN = "modules/custom/a/a.info.yml"


@pytest.fixture
def laid(folder):
    """Return what lays files and gives root, layout and version of each install."""

    def find(files) -> list[tuple[str, str, str | None]]:
        return [(one.root, one.layout, one.version) for one in installs(drupal(folder(files)))]

    return find


def below(place: str, files) -> dict[str, str]:
    return {f"{place}/{name}".lstrip("/"): text for name, text in files.items()}


def project(*packages: str, name: str = "a/site", extra: Mapping[str, object] | None = None) -> str:
    return json.dumps({"name": name, "require": dict.fromkeys(packages, "*"), "extra": extra or {}})


def paths(**places: list[str]) -> dict[str, object]:
    return {"installer-paths": {path.replace("__", "/"): kinds for path, kinds in places.items()}}


@pytest.mark.parametrize("docroot", "web docroot html public_html htdocs www public".split())
def test_composer_s_docroot_may_have_any_usual_name(laid, docroot):
    files = {**below(docroot, CORE), "composer.json": project("drupal/core")}
    assert laid(files) == [(docroot, "composer", "10.4.8")]


def test_a_docroot_that_composer_does_not_fill_is_classic(laid):
    files = {**below("elsewhere", CORE), "composer.json": project("drupal/core"), "web/a.txt": ""}
    assert laid(files) == [("elsewhere", "classic", "10.4.8")]


def test_beside_a_web_folder_the_top_may_be_the_docroot(laid):
    assert laid({**CORE, "composer.json": project("drupal/core"), "web/a.txt": ""}) == [
        (".", "composer", "10.4.8")
    ]


@pytest.mark.parametrize(
    "package",
    """
    acquia/drupal-recommended-project drupal/cms drupal/core drupal/core-recommended drupal/drupal
    drupal/legacy-project drupal/recommended-project
    """.split(),
)
def test_a_project_that_asks_for_a_core_is_a_site_without_it(laid, package):
    assert laid({"composer.json": project(package), f"web/{OWN}": ""}) == [("web", "composer", None)]


def test_a_project_that_asks_for_modules_only_is_none(laid):
    assert laid({"composer.json": project("drupal/pathauto"), f"web/{OWN}": ""}) == []


@pytest.mark.parametrize("package", ["drupal/core", "drupal/drupal"])
def test_the_lock_tells_the_version_of_a_core_that_is_not_here(laid, package):
    packages = [{"name": "drupal/pathauto", "version": "1.8"}, {"name": package, "version": "v9.5.1"}]
    lock = {"composer.lock": json.dumps({"packages": packages})}
    files = {**lock, "composer.json": project("drupal/pathauto"), f"web/{OWN}": ""}
    assert laid(files) == [("web", "composer", "9.5.1")]


@pytest.mark.parametrize("name", ["drupal/drupal", "drupal/legacy-project"])
@pytest.mark.parametrize("package", ["drupal/core", "drupal/core-project-message"])
def test_an_unpacked_archive_is_classic_though_it_has_a_composer_json(laid, name, package):
    assert laid({**CORE, "composer.json": project(package, "composer/installers", name=name)}) == [
        (".", "classic", "10.4.8")
    ]


@pytest.mark.parametrize(
    ("packages", "name"),
    [
        (("drupal/core-recommended", "drupal/pathauto"), "drupal/legacy-project"),
        (("drupal/core-recommended",), "drupal/recommended-project"),
    ],
)
def test_an_archive_to_which_composer_adds_modules_is_of_composer(laid, packages, name):
    assert laid({**CORE, "composer.json": project(*packages, name=name)}) == [(".", "composer", "10.4.8")]


def test_an_archive_without_its_core_is_laid_by_composer(laid):
    assert laid({"composer.json": project("drupal/core", name="drupal/drupal"), OWN: ""}) == [
        (".", "composer", None)
    ]


def test_an_archive_below_its_composer_json_is_of_composer(laid):
    text = project("drupal/core", name="drupal/drupal")
    assert laid({**below("web", CORE), "composer.json": text}) == [("web", "composer", "10.4.8")]


@pytest.mark.parametrize(
    ("docroot", "extra"),
    [
        ("x/y", {"drupal-scaffold": {"locations": {"web-root": "/x/y/"}}}),
        ("x", {"webroot": "x"}),
        ("x", paths(x__core=["type:drupal-core"])),
        ("x", paths(x__core=["drupal/core"])),
        ("x", paths(x=["drupal/drupal"])),
        (".", paths(core=["type:drupal-core"])),
        ("x", paths(**{"x__modules__contrib__{$name}": ["type:drupal-module"]})),
        ("x", paths(**{"x__sites__all__modules__{$name}": ["type:drupal-module"]})),
        (".", paths(**{"modules__{$name}": ["type:drupal-module"]})),
        (".", paths(**{"extra__{$name}": ["type:drupal-module"]})),
        (
            "x",
            paths(**{"y__modules__{$name}": ["type:other"], "x__modules__{$name}": ["type:drupal-module"]}),
        ),
    ],
)
def test_composer_tells_the_docroot_in_many_ways(laid, docroot, extra):
    files = {**below("" if docroot == "." else docroot, CORE), "web/a.txt": ""}
    assert laid({**files, "composer.json": project("drupal/core", extra=extra)}) == [
        (docroot, "composer", "10.4.8")
    ]


def test_a_docroot_out_of_the_tree_is_none(laid):
    outside = project("drupal/core", extra={"webroot": "../web"})
    assert laid({"composer.json": outside, "config/sync/core.extension.yml": ""}) == []


def test_where_composer_lays_modules_shows_a_drupal_though_it_asks_for_none(laid):
    extra = paths(**{"x__modules__{$name}": ["type:drupal-module"]})
    assert laid({**below("x", CORE), "composer.json": project("a/b", extra=extra)}) == [
        ("x", "composer", "10.4.8")
    ]
    other = paths(**{"x__plugins__{$name}": ["type:wordpress-plugin"]})
    assert laid({"composer.json": project("a/b", extra=other)}) == [("x", "classic", "10.4.8")]


@pytest.mark.parametrize(
    "name",
    [
        "web/sites/a/b.txt",
        "web/modules/custom/a/b.txt",
        "web/themes/custom/a/b.txt",
        "web/profiles/custom/a/b.txt",
        "config/core.extension.yml",
        "config/sync/core.extension.yml",
        "config/default/core.extension.yml",
    ],
)
def test_a_template_with_something_of_its_own_is_a_site(laid, name):
    files = {"composer.json": project("drupal/core", extra={"webroot": "web"})}
    assert laid({**files, name: ""}) == [("web", "composer", None)]


@pytest.mark.parametrize(
    "name", ["web/modules/contrib/a.txt", "config/a.yml", "web/robots.txt", "blt/blt.yml"]
)
def test_a_template_with_nothing_of_its_own_is_none(laid, name):
    assert laid({"composer.json": project("drupal/core", extra={"webroot": "web"}), name: ""}) == []


@pytest.mark.parametrize(
    "name",
    [
        "default/settings.php",
        "default/default.settings.php",
        "default/services.yml",
        "all/settings.php",
        "all/modules/a/a.module",
        "all/modules/a/a.info.yml",
        "all/themes/engines/a/a.engine",
        "all/themes/a/template.php",
        "all/libraries/a/a.inc",
        "default/modules/a/b/c/a.info",
    ],
)
def test_a_sites_folder_is_known_by_its_settings_or_its_code(laid, name):
    assert laid({f"x/sites/{name}": ""}) == [("x", "content-only", None)]


@pytest.mark.parametrize(
    "name",
    [
        "sites/one/settings.php",
        "sites/default/files/settings.php",
        "sites/all/modules/readme.txt",
        "sites/all/docs/a.php",
        "site/default/settings.php",
        "modules/a/sites/default/settings.php",
    ],
)
def test_a_folder_that_is_only_like_it_is_none(laid, name):
    assert laid({f"x/{name}": ""}) == []


def test_a_linked_sites_folder_counts(folder):
    top = folder({"shared/default/settings.php": "<?php", "web/index.php": "<?php"})
    (top / "web/sites").symlink_to("../shared")
    assert [one.root for one in installs(drupal(top))] == ["web"]


@pytest.mark.parametrize(("place", "found"), [("a/b/c/d", 1), ("a/b/c/d/e", 0)])
def test_a_composer_json_deep_below_is_none_of_a_site(laid, place, found):
    files = {f"{place}/composer.json": project("drupal/core"), f"{place}/{OWN}": ""}
    assert len(laid(files)) == found


@pytest.mark.parametrize("place", "vendor modules profiles themes libraries tests fixtures".split())
def test_a_composer_json_of_something_else_is_none_of_a_site(laid, place):
    files = {f"{place}/x/composer.json": project("drupal/core"), f"{place}/x/{OWN}": ""}
    assert laid(files) == []


def test_of_two_composer_files_for_a_docroot_the_upper_one_counts(laid):
    files = {**below("web", CORE), "composer.json": project("drupal/core"), f"web/{OWN}": ""}
    own = project("drupal/core", name="drupal/legacy-project")
    assert laid({**files, "web/composer.json": own}) == [("web", "composer", "10.4.8")]


@pytest.mark.parametrize("files", [CORE, DRUPAL_7])
def test_a_core_with_sites_below_its_sites_is_one_install(laid, files):
    assert len(laid({**files, "sites/default/old/sites/all/modules/a/a.module": ""})) == 1


def test_a_backdrop_with_sites_is_none(laid):
    files = {"core/includes/bootstrap.inc": "<?php define('BACKDROP_VERSION', '1.28.0');"}
    assert laid({**files, "sites/default/settings.php": "", "composer.json": project("drupal/core")}) == []


ENCODED = "<?php return _encoded('x');"


@pytest.mark.parametrize(
    ("files", "version_file", "without"),
    [
        (DRUPAL_7, "includes/bootstrap.inc", "includes/common.inc"),
        (DRUPAL_7, "includes/bootstrap.inc", "misc/drupal.js"),
        (CORE, "core/lib/Drupal.php", "core/misc/drupal.js"),
    ],
)
def test_a_core_that_cannot_be_read_is_known_by_all_of_its_signs(laid, files, version_file, without):
    whole = {name: text for name, text in files.items() if not name.startswith("sites")}
    encoded = {f"a/{name}": text for name, text in {**whole, version_file: ENCODED}.items()}
    assert laid({name: text for name, text in encoded.items() if name != f"a/{without}"}) == []
    assert laid(encoded) == [("a", "classic", None)]


@pytest.mark.parametrize("name", ["core/a.php", "includes/a.inc", "x/bootstrap.inc"])
def test_another_folder_of_such_a_name_is_no_core(laid, name):
    assert laid({name: "<?php define('VERSION', '7.98');"}) == []


def test_a_version_that_is_worked_out_is_none(laid):
    files = {**DRUPAL_7, "includes/bootstrap.inc": "<?php define('VERSION', 7);"}
    assert laid(files) == [(".", "classic", None)]


@pytest.mark.parametrize("version", ["6.38", None])
def test_a_drupal_6_is_known_by_its_system_module(folder, version):
    text = f"<?php define('VERSION', '{version}');" if version else ENCODED
    files = {**DRUPAL_7, "includes/bootstrap.inc": "<?php", "modules/system/system.module": text}
    [install] = installs(drupal(folder(files)))
    told_by = "modules/system/system.module" if version else "includes/bootstrap.inc"
    assert (install.version, install.location.path) == (version, told_by)


def test_a_core_to_which_another_docroot_links_is_a_site_if_it_has_settings(folder):
    top = folder(
        {**{f"main/{name}": text for name, text in CORE.items()}, "b/sites/default/settings.php": ""}
    )
    (top / "b/core").symlink_to("../main/core")
    assert [one.root for one in installs(drupal(top))] == ["b", "main"]
    (top / "main/sites/default/settings.php").unlink()
    assert [one.root for one in installs(drupal(top)) if one.core] == ["b"]


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({"sites/all/modules/a/a.info": "core = 7.x"}, "7.x"),
        ({"sites/all/modules/a/a.info": "core = 6.x", "themes/b/b.info": "core = 6.x"}, "6.x"),
        ({"sites/all/modules/a/a.info": "name = A"}, None),
        ({"sites/all/modules/a/a.info": "core = 7.x", OWN: "name: A"}, None),
    ],
)
def test_sites_without_a_core_are_of_the_early_drupal_that_their_extensions_are_made_for(
    laid, files, version
):
    files = {**files, "sites/default/settings.php": "<?php $databases = [];"}
    assert laid(files) == [(".", "content-only", version)]
