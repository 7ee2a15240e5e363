"""What is enabled in a Drupal, held against its code."""

import time

import pytest

from audit.collectors.drupal.activation import activate_drupal, drift
from audit.collectors.drupal.pairing import pair_drupal
from audit.collectors.drupal.synced import described, read_synced
from audit.model.facts import Extension, Location, Setting
from audit.sources.directory import Directory
from audit.sources.tree import Listing
from tests.drupal_dumps import core_extension, drupal6, drupal7, drupal8, php, tell
from tests.drupal_sites import install, site
from tests.dumps import table

VIEWS = "sites/all/modules/views/views.module"


def on_disk(file, kind="module", **more):
    slug = file.rpartition("/")[2].partition(".")[0]
    path = file.rpartition("/")[0]
    given = {"installed": True, "found_by": ("file",), **more}
    return Extension(
        location=Location(file), install=".", kind=kind, slug=slug, name=slug, file=file, path=path, **given
    )


def activated(extensions, sql=(), sites=None, of=None, synced=None):
    """Return the extensions by file, with the databases paired to the sites."""
    of = of or install()
    sites = sites or [site()]
    data = [data for one in ([sql] if isinstance(sql, str) else sql) for data in tell(one)[0]]
    pairs, problems = pair_drupal([of], sites, data, ["site.sql"] if data else [])
    assert problems == []
    found = activate_drupal(extensions, of, sites, [pair.data for pair in pairs], synced)
    return {one.file: one for one in found}


@pytest.mark.parametrize("make", [drupal6, drupal7])
def test_modules_are_on_off_or_missing(make):
    version = "6.38" if make is drupal6 else "7.98"
    sql = make("", {}, [VIEWS, "sites/all/modules/lost/lost.module"], ["a/off.module"])
    extensions = [on_disk(VIEWS), on_disk("a/off.module"), on_disk("a/never.module")]
    found = activated(extensions, sql, of=install(version))
    assert {file: (one.active, one.installed, one.active_sites) for file, one in found.items()} == {
        VIEWS: (True, True, (1,)),
        "a/off.module": (False, True, ()),
        "a/never.module": (False, True, ()),
        "sites/all/modules/lost/lost.module": (True, False, (1,)),
    }
    lost = found["sites/all/modules/lost/lost.module"]
    assert (lost.path, lost.found_by, lost.stored_version) == (
        "sites/all/modules/lost",
        ("database",),
        "7000",
    )
    assert lost.version == f"{version[0]}.x-1.0"
    assert found[VIEWS].stored_version == "7000"
    assert found[VIEWS].found_by == ("file", "database")


@pytest.mark.parametrize(
    ("info", "project"),
    [
        ({"project": "views", "datestamp": "1", "version": "7.x-3.0"}, "views"),
        ({"project": "views", "version": "7.x-3.0"}, None),  # anyone may write that
        ({"project": "ours", "datestamp": "1", "project status url": "https://example.org"}, None),
        ({"project": "drupal", "datestamp": "1"}, None),
    ],
)
def test_the_database_remembers_who_packaged_what_is_missing(info, project):
    values = f"('a/lost.module', 'lost', 'module', '', 1, 0, 1, 0, '{php(info)}')"
    found = activated([], drupal7(more=f"INSERT INTO `system` VALUES {values};\n"))["a/lost.module"]
    assert (found.project, found.origin) == (project, "contrib" if project else "unknown")
    assert bool(found.signs) is bool(project)


def test_without_a_dump_nothing_is_known():
    found = activated([on_disk(VIEWS)])
    assert (found[VIEWS].active, found[VIEWS].active_sites) == (None, None)


def test_a_list_of_modules_that_cannot_be_read_tells_nothing():
    found = activated([on_disk("modules/x/x.info.yml")], drupal8("", {"a": 1}), of=install("10.1.0"))
    assert found["modules/x/x.info.yml"].active is None


def test_the_themes_in_use_are_active_and_so_are_their_bases():
    themes = ["a", "b", "c", "admin", "other"]
    config = {
        "core.extension": core_extension("node", themes=themes),
        "system.theme": {"default": "a", "admin": "admin"},
    }
    extensions = [
        on_disk("themes/a/a.info.yml", "theme", parent="b"),
        on_disk("themes/b/b.info.yml", "theme", parent="c"),
        on_disk("themes/c/c.info.yml", "theme", parent="a"),  # a circle
        on_disk("themes/admin/admin.info.yml", "theme"),
        on_disk("themes/other/other.info.yml", "theme"),
    ]
    found = activated(extensions, drupal8("", config), of=install("10.1.0"))
    assert {one.slug for one in found.values() if one.active and one.kind == "theme"} == {
        "a",
        "b",
        "c",
        "admin",
    }
    assert found["themes/other/other.info.yml"].active is False


def test_a_theme_in_use_that_is_not_there_is_missing():
    found = activated([], drupal7("", {"theme_default": "ours"}))
    assert (found["ours"].kind, found["ours"].installed, found["ours"].active) == ("theme", False, True)


def test_the_install_profile_is_active_and_no_module():
    config = {"core.extension": core_extension("node", profile="minimal")}
    extensions = [
        on_disk("core/profiles/minimal/minimal.info.yml", "profile"),
        on_disk("core/profiles/standard/standard.info.yml", "profile"),
    ]
    found = activated(extensions, drupal8("", config), of=install("10.1.0"))
    assert found["core/profiles/minimal/minimal.info.yml"].active is True
    assert found["core/profiles/standard/standard.info.yml"].active is False
    assert [one.slug for one in found.values() if one.kind == "module"] == ["node"]


def test_the_code_alone_may_name_the_profile_in_use():
    extensions = [on_disk("profiles/kit/kit.profile", "profile"), on_disk("profiles/x/x.profile", "profile")]
    found = activated(extensions, of=install(profile="kit"))
    assert [one.active for one in found.values()] == [True, False]


def test_each_site_of_many_has_its_own_modules():
    sites = [site(1, prefix="a_"), site(2, "sites/b", prefix="b_")]
    sql = drupal7("a_", {}, [VIEWS, "a/x.module"]) + drupal7("b_", {}, ["sites/b/modules/views/views.module"])
    extensions = [on_disk(VIEWS), on_disk("sites/b/modules/views/views.module"), on_disk("a/x.module")]
    found = activated(extensions, sql, sites)
    assert found[VIEWS].active_sites == (1,)
    assert found["sites/b/modules/views/views.module"].active_sites == (2,)
    assert found["a/x.module"].active_sites == (1,)
    assert len(found) == 3


def test_a_module_of_another_site_is_no_replacement():
    sites = [site(1, prefix="a_"), site(2, "sites/b", prefix="b_")]
    config = {"core.extension": core_extension("views", profile="standard")}
    extensions = [
        on_disk("sites/b/modules/views/views.info.yml"),
        on_disk("core/profiles/standard/standard.info.yml", "profile"),
    ]
    sql = drupal8("a_", config) + drupal8("b_", config)
    found = activated(extensions, sql, sites, install("10.1.0"))
    assert found["sites/b/modules/views/views.info.yml"].active_sites == (2,)
    assert (found["views"].installed, found["views"].active_sites) == (False, (1,))


def test_a_site_without_a_dump_leaves_open_what_the_others_do_not_use():
    sites = [site(1, prefix="a_"), site(2, "sites/b", prefix="b_")]
    data, _ = tell(drupal7("a_", {}, [VIEWS]))
    pairs, _ = pair_drupal([install()], sites, data, ["x"])
    extensions = [on_disk(VIEWS), on_disk("a/x.module")]
    found = list(activate_drupal(extensions, install(), sites, [pair.data for pair in pairs], None))
    assert [(one.active, one.active_sites) for one in found] == [(True, (1,)), (None, ())]


def test_where_composer_has_not_laid_the_code_nothing_is_called_missing():
    locked = on_disk("modules/contrib/views/views", installed=None, found_by=("composer.lock",))
    config = {"core.extension": core_extension("views", "views_ui")}
    found = {one.slug: one for one in activated([locked], drupal8("", config), of=install("10.1.0")).values()}
    assert (found["views"].active, found["views"].installed) == (True, None)
    assert (found["views_ui"].active, found["views_ui"].installed) == (True, None)
    other = on_disk("modules/contrib/a/a.info.yml", locked_version="1.0.0")
    every = activated([locked, other], drupal8("", config), of=install("10.1.0"))
    assert every["views_ui"].installed is False
    found = activated([], drupal8("", config), of=install(None, core=False))
    assert found["views"].installed is None


def test_without_code_all_that_is_enabled_is_listed():
    (data,), _ = tell(drupal7("", {"theme_default": "ours"}, [VIEWS]))
    found = list(activate_drupal([], None, [], [data], None))
    assert [(one.kind, one.slug, one.installed, one.install) for one in found] == [
        ("module", "views", None, None),
        ("theme", "ours", None, None),
    ]


def test_libraries_and_packages_are_passed_on():
    library = on_disk("libraries/x", "library")
    assert activated([library], drupal7("", {}, []))["libraries/x"] == library


SYNC = {
    "config/sync/core.extension.yml": (
        "module:\n  node: 0\n  views: 10\n  standard: 1000\ntheme:\n  olivero: 0\nprofile: standard\n"
    ),
    "config/sync/system.theme.yml": "default: olivero\nadmin: ''\n",
    "config/sync/system.site.yml": "name: Ours\nmail: joe@example.org\npage:\n  front: /home\n",
    "web/index.php": "<?php",
}


def synced(folder, files, sites=None, settings=(), root="web"):
    tree = Directory(str(folder(files)))
    listing = Listing(item for item in tree.walk() if isinstance(item, tuple))
    own = sites or [site(root=root)]
    return read_synced(tree, listing, install("10.1.0", root), settings, own, frozenset())


def setting(value, name="config_sync_directory", number=1):
    return Setting(location=Location("x"), kind="settings", name=name, value=value, site=number)


def test_config_sync_speaks_where_there_is_no_dump(folder):
    read = synced(folder, SYNC)
    assert read.problems == []
    extensions = [
        on_disk("core/modules/node/node.info.yml"),
        on_disk("core/modules/off/off.info.yml"),
        on_disk("core/themes/olivero/olivero.info.yml", "theme"),
        on_disk("core/profiles/standard/standard.info.yml", "profile"),
    ]
    found = activated(extensions, of=install("10.1.0", "web"), sites=[site(root="web")], synced=read)
    assert [(one.slug, one.active, one.found_by) for one in found.values()] == [
        ("node", True, ("file", "config/sync")),
        ("off", False, ("file",)),
        ("olivero", True, ("file", "config/sync")),
        ("standard", True, ("file", "config/sync")),
        ("views", True, ("config/sync",)),
    ]
    told = {one.name: one.value if one.state == "literal" else one.state for one in read.sites[1].settings}
    assert told == {
        "core.extension:profile": "standard",
        "system.site:mail": "withheld",
        "system.site:name": "Ours",
        "system.site:page.front": "/home",
        "system.theme:admin": "",
        "system.theme:default": "olivero",
    }


def test_a_site_without_a_dump_is_described_by_its_configuration(folder):
    one = described(site(root="web"), synced(folder, SYNC))
    assert (one.title, one.theme, one.plugins) == ("Ours", "olivero", ("node", "views"))
    assert described(site(7), synced(folder, SYNC)) == site(7)


def test_what_lies_in_a_usual_place_is_not_taken_where_the_settings_name_another(folder):
    assert synced(folder, SYNC, settings=[setting("../elsewhere")]).sites == {}
    open_value = Setting(
        location=Location("x"), kind="settings", name="config_sync_directory", state="computed"
    )
    assert synced(folder, SYNC, settings=[open_value]).sites[1].folder == "config/sync"


@pytest.mark.parametrize(
    ("place", "settings"),
    [
        ("config/sync", []),
        ("config/default", []),
        ("web/config/sync", []),
        ("web/sites/default/config/sync", []),
        ("web/sites/default/files/config_Abc123/sync", []),
        ("conf/odd", [setting("../conf/odd")]),
        ("conf/odd", [setting("/var/www/html/conf/odd")]),
        ("web/conf", [setting("conf", "config_directories.sync")]),
    ],
)
def test_the_files_of_the_configuration_are_found(folder, place, settings):
    files = {"web/index.php": "", f"{place}/core.extension.yml": "module:\n  node: 0\n"}
    assert synced(folder, files, settings=settings).sites[1].folder == place


def test_a_folder_of_nobody_is_not_taken_for_one_of_several_sites(folder):
    sites = [site(1, root="web"), site(2, "sites/b", root="web")]
    files = SYNC | {"config/b/core.extension.yml": "module:\n  b: 0\n"}
    read = synced(folder, files, sites)
    assert {number: one.folder for number, one in read.sites.items()} == {2: "config/b"}


def test_files_outside_of_the_tree_are_not_looked_for(folder):
    beside = folder(SYNC) / "config"
    tree = Directory(str(beside / "sync"))
    listing = Listing(item for item in tree.walk() if isinstance(item, tuple))
    for value in ("../sync", "../../config/sync", "."):
        own = [setting(value)]
        assert read_synced(tree, listing, install("10.1.0"), own, [site()], frozenset()).sites == {}


def test_a_module_of_a_split_may_be_enabled(folder):
    split = "id: dev\nstatus: false\nfolder: ../config/dev\nmodule:\n  devel: 0\ntheme: {  }\n"
    read = synced(folder, SYNC | {"config/sync/config_split.config_split.dev.yml": split})
    found = activated(
        [on_disk("modules/devel/devel.info.yml")],
        of=install("10.1.0", "web"),
        sites=[site(root="web")],
        synced=read,
    )
    assert found["modules/devel/devel.info.yml"].active is None
    told = {one.name: one.value for one in read.sites[1].settings}
    assert told["config_split.config_split.dev:folder"] == "../config/dev"
    assert told["config_split.config_split.dev:status"] is False


@pytest.mark.parametrize("text", [b"\xff\xfe\x00", b"module: [", b"- a\n- b\n", b"", b"module: 3\n"])
def test_a_list_that_cannot_be_read_leaves_open_what_is_enabled(folder, text):
    read = synced(folder, SYNC | {"config/sync/core.extension.yml": text})
    found = activated(
        [on_disk("modules/x/x.info.yml")], of=install("10.1.0", "web"), sites=[site(root="web")], synced=read
    )
    assert found["modules/x/x.info.yml"].active is None


def test_a_difference_between_dump_and_files_is_told(folder):
    read = synced(folder, SYNC)
    (data,), _ = tell(drupal8("", {"core.extension": core_extension("node", "devel", themes=["olivero"])}))
    (problem,) = drift(install(root="web"), [data], read)
    assert problem.hides is False
    assert "only the database enables devel" in problem.text
    assert "only the files enable views" in problem.text
    same = core_extension("node", "views", themes=["olivero"])
    (data,), _ = tell(drupal8("", {"core.extension": same}))
    assert list(drift(install(root="web"), [data], read)) == []


def test_what_a_split_enables_is_no_difference(folder):
    split = "id: dev\nmodule:\n  devel: 0\n"
    read = synced(folder, SYNC | {"config/sync/config_split.config_split.dev.yml": split})
    enabled = core_extension("node", "views", "devel", themes=["olivero"])
    (data,), _ = tell(drupal8("", {"core.extension": enabled}))
    assert list(drift(install(root="web"), [data], read)) == []


def test_hundreds_of_sites_with_thousands_of_modules_take_seconds():
    sites = [site(number, f"sites/s{number}", prefix=f"s{number}_") for number in range(1, 101)]
    extensions = [on_disk(f"sites/all/modules/m{number}/m{number}.module") for number in range(2000)]
    columns = ["filename", "name", "type", "status", "schema_version"]
    rows = [(one.file, one.slug, "module", number % 2, 0) for number, one in enumerate(extensions)]
    (data,), _ = tell(drupal7("x_", {}, []) + table("x_system", columns, rows))
    every = [data._replace(site=one) for one in sites]
    start = time.monotonic()
    found = list(activate_drupal(extensions, install(), sites, every, None))
    assert time.monotonic() - start < 10
    assert sum(one.active is True for one in found) == 1000
