"""Where the uploads of each site of a network lie, and how much they are."""

import time

import pytest

from audit.collectors.asks import Ask
from audit.collectors.places import Places
from audit.collectors.wordpress.uploads import find_blogs_dir, find_lost_uploads, find_uploads
from audit.model.facts import Install, Location, Occurrence, Setting, Site, Tally
from audit.sources.directory import Directory
from audit.sources.tree import Entry, File, Listing


def install(**given) -> Install:
    usual = {"content": "wp-content", "plugins": "wp-content/plugins", "mu_plugins": "wp-content/mu-plugins"}
    facts = {"root": ".", "cms": "wordpress", "version": "6.8", "network": True, "uploads": True}
    return Install(location=Location("."), **{**usual, **facts, **given})


def sites(*numbers: int) -> list[Site]:
    return [
        Site(
            location=Location("dump"),
            id=number,
            url=None,
            title=None,
            theme=None,
            parent_theme=None,
            plugins=(),
            prefix="wp_" if number == 1 else f"wp_{number}_",
            tables=0,
            rows=0,
            bytes=0,
            network=1,
        )
        for number in numbers
    ]


def option(name: str, value: str, site: int | None = None) -> Setting:
    return Setting(location=Location("dump"), kind="option", name=name, value=value, site=site)


def constant(name: str, value: str) -> dict[str, Setting]:
    return {name: Setting(location=Location("wp-config.php"), kind="constant", name=name, value=value)}


def listing(top) -> Listing:
    return Listing(item for item in Directory(top).walk() if isinstance(item, tuple))


def found(top, numbers, *options, where=None, settings=None):
    told = find_uploads(listing(top), where or install(), sites(*numbers), settings or {}, options)
    return [(site.uploads, site.uploads_files, site.uploads_bytes) for site in told]


def test_each_site_has_its_own_files_and_the_first_those_of_no_other(folder):
    top = folder(
        {
            "wp-content/uploads/2024/a.jpg": "12",
            "wp-content/uploads/sites/2/2024/b.jpg": "123",
            "wp-content/uploads/sites/3/c.jpg": "1234",
            "wp-content/uploads/sites/99/of-a-site-that-is-gone.jpg": "12345",
        }
    )
    assert found(top, [1, 2, 3, 4]) == [
        ("wp-content/uploads", 1, 2),
        ("wp-content/uploads/sites/2", 1, 3),
        ("wp-content/uploads/sites/3", 1, 4),
        (None, 0, 0),
    ]


def test_of_a_single_site_all_is_its_own(folder):
    top = folder({"wp-content/uploads/a.jpg": "12", "wp-content/uploads/2024/b.jpg": "1"})
    assert found(top, [1], where=install(network=False)) == [("wp-content/uploads", 2, 3)]


def test_without_uploads_nothing_is_known(folder):
    assert found(folder({"wp-content/index.php": ""}), [1, 2]) == [(None, None, None)] * 2


def test_a_link_out_of_the_tree_is_not_known_and_one_inside_is_followed(folder):
    top = folder({"wp-content/uploads/a.jpg": "1", "media/2/b.jpg": "12"})
    (top / "wp-content/uploads/sites").mkdir()
    (top / "wp-content/uploads/sites/2").symlink_to("../../../media/2")
    (top / "wp-content/uploads/sites/3").symlink_to("/srv/elsewhere")
    assert found(top, [2, 3]) == [("wp-content/uploads/sites/2", 1, 2), (None, None, None)]


def test_an_old_network_has_them_in_blogs_dir(folder):
    top = folder({"wp-content/uploads/a.jpg": "1", "wp-content/blogs.dir/2/files/b.jpg": "12"})
    rewriting = option("ms_files_rewriting", "1")
    assert found(top, [1, 2], rewriting) == [
        ("wp-content/uploads", 1, 1),
        ("wp-content/blogs.dir/2/files", 1, 2),
    ]


def test_a_half_converted_network_is_looked_for_in_both_places(folder):
    top = folder({"wp-content/uploads/sites/2/b.jpg": "12", "wp-content/blogs.dir/3/files/c.jpg": "123"})
    assert found(top, [2, 3]) == [
        ("wp-content/uploads/sites/2", 1, 2),
        ("wp-content/blogs.dir/3/files", 1, 3),
    ]


@pytest.mark.parametrize(
    "path", ["media/x", "/var/www/html/wp-content/media/x", "wp-content/media/x", " wp-content/media/x/ "]
)
def test_the_option_upload_path_is_followed(folder, path):
    place = "wp-content/media/x" if "wp-content" in path else "media/x"
    top = folder({f"{place}/a.jpg": "1", "wp-content/uploads/b.jpg": "12"})
    told = found(top, [1], option("upload_path", path, 1), where=install(network=False))
    assert told == [(place, 1, 1)]


@pytest.mark.parametrize("path", ["../../x", "/srv/media", "/"])
def test_uploads_outside_of_the_tree_are_not_known(folder, path):
    top = folder({"wp-content/uploads/b.jpg": "12"})
    told = found(top, [1], option("upload_path", path, 1), where=install(network=False))
    assert told == [(None, None, None)]


@pytest.mark.parametrize("path", ["wp-content/uploads", "", " "])
def test_an_upload_path_may_say_nothing_new(folder, path):
    top = folder({"app/uploads/b.jpg": "12"})
    where = install(content="app", network=False)
    assert found(top, [1], option("upload_path", path, 1), where=where) == [("app/uploads", 1, 2)]


def test_the_constant_uploads_goes_before(folder):
    top = folder({"web/media/a.jpg": "1", "web/wp-content/uploads/b.jpg": "12"})
    where = install(root="web", content="web/wp-content", network=False)
    assert found(top, [1], where=where, settings=constant("UPLOADS", "media")) == [("web/media", 1, 1)]


def test_blogs_dir_is_weighed_by_site_also_of_sites_that_are_gone(folder):
    top = folder({"wp-content/blogs.dir/2/files/b.jpg": "12", "wp-content/blogs.dir/77/files/x/c.jpg": "1"})
    one = install()
    facts = list(find_blogs_dir(listing(top), one, Places(listing(top), [one])))
    assert [(fact.location.path, fact.files, fact.bytes) for fact in facts if isinstance(fact, Tally)] == [
        ("wp-content/blogs.dir/2", 1, 2),
        ("wp-content/blogs.dir/77", 1, 1),
    ]


RULES = b"""# RewriteRule ^files/(.+) wp-includes/ms-files.php?file=$1
RewriteEngine On
RewriteRule ^([_0-9a-zA-Z-]+/)?files/(.+) wp-includes/ms-files.php?file=$2 [L]
  RewriteCond %{DOCUMENT_ROOT}/wp-content/BLOGS.DIR/1/files/$1 -f
Deny from all
"""


def test_rules_that_lead_to_blogs_dir_are_told_with_their_line(folder):
    top = folder({".htaccess": RULES, "wp-content/x": "", "sub/.htaccess": RULES})
    one = install()
    [ask] = [
        item
        for item in find_blogs_dir(listing(top), one, Places(listing(top), [one]))
        if isinstance(item, Ask)
    ]
    read = Directory(top).read(ask.path)
    assert isinstance(read, File)
    assert [
        (fact.location.line, fact.name, fact.seen_as)
        for fact in ask.reader(read)
        if isinstance(fact, Occurrence)
    ] == [
        (3, "ms-files.php", ".htaccess"),
        (4, "blogs.dir", ".htaccess"),
    ]


def test_five_thousand_sites_are_told_in_one_pass():
    folders = [("", {"wp-content": Entry("folder")}), ("wp-content", {"uploads": Entry("folder")})]
    folders.append(("wp-content/uploads", {"sites": Entry("folder")}))
    names = [str(number) for number in range(2, 5002)]
    folders.append(("wp-content/uploads/sites", dict.fromkeys(names, Entry("folder"))))
    for name in names:
        folders.append((f"wp-content/uploads/sites/{name}", {"2024": Entry("folder")}))
        files = {f"{number}.jpg": Entry("file", 10) for number in range(60)}
        folders.append((f"wp-content/uploads/sites/{name}/2024", files))
    tree = Listing(folders)
    start = time.perf_counter()
    told = find_uploads(tree, install(), sites(1, *range(2, 5002)), {}, [])
    assert time.perf_counter() - start < 5
    assert {(site.uploads_files, site.uploads_bytes) for site in told[1:]} == {(60, 600)}
    assert told[0].uploads_files == 0


def test_a_site_without_a_folder_in_blogs_dir_has_uploaded_nothing(folder):
    top = folder({"wp-content/blogs.dir/2/files/a.jpg": "123"})
    where = install(uploads=False)
    assert found(top, [2, 3], option("ms_files_rewriting", "1"), where=where) == [
        ("wp-content/blogs.dir/2/files", 1, 3),
        (None, 0, 0),
    ]


def test_uploads_of_a_site_that_is_in_no_list_are_weighed(folder):
    top = folder(
        {
            "wp-content/uploads/sites/2/a.jpg": "1",
            "wp-content/uploads/sites/7/2020/b.jpg": "12",
            "wp-content/uploads/sites/index.php": "",
        }
    )
    lost = find_lost_uploads(listing(top), install(), sites(1, 2))
    assert [(one.location.path, one.files, one.bytes) for one in lost] == [
        ("wp-content/uploads/sites/7", 1, 2)
    ]
