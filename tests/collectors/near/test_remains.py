"""What comes out of a site or lies around it: static pages, backups, the set-up of a work place."""

import pytest

from tests.trees import near_misses

PHP = "<?php\n"


@pytest.fixture
def found(folder):
    return lambda files: near_misses(folder(files))


@pytest.mark.parametrize(
    ("files", "maker"),
    [
        ({"index.html": '<meta name="generator" content="Hugo 0.111.3">'}, "Hugo 0.111.3"),
        ({"index.html": "<html>", "wp-content/uploads/a.png": "", "wp-includes/js/x.js": ""}, "WordPress"),
        ({"_config.yml": "", "_posts/a.md": ""}, "Jekyll"),
        ({"hugo.toml": "", "content/a.md": ""}, "Hugo"),
        ({"hugo.yaml": "", "content/a.md": ""}, "Hugo"),
        ({"config.toml": "", "archetypes/default.md": ""}, "Hugo"),
        ({"_config.yml": "", "_layouts/a.html": ""}, "Jekyll"),
        ({"index.html": "<html>", "wp-content/uploads/a.png": ""}, "WordPress"),
        ({"index.html": "<html>", "wp-includes/js/x.js": ""}, "WordPress"),
        ({"index.htm": "<html>"}, "hand or by a generator"),
        ({"public/index.html": "<html>", "README.md": ""}, "hand or by a generator"),
    ],
)
def test_static_pages_are_named_with_what_made_them(found, files, maker):
    [miss] = found(files)
    assert miss.kind == "static-site"
    assert f"made by {maker}," in miss.text


@pytest.mark.parametrize(
    "name", ["config.toml", "archetypes/a.md", "_config.yml", "_posts/a.md", "_layouts/a.html"]
)
def test_a_part_of_the_source_of_static_pages_is_not_enough(found, name):
    assert found({name: ""}) == []


@pytest.mark.parametrize(
    "place",
    "web public public_html htdocs docroot html www httpdocs dist build site _site docs a/public".split(),
)
def test_static_pages_are_found_where_pages_for_the_web_lie(found, place):
    [miss] = found({f"{place}/index.html": "<html>", "README.md": ""})
    assert (miss.kind, miss.location.path) == ("static-site", place)


def test_the_pages_of_a_system_are_none_of_their_own(found):
    files = {"public/index.html": "<html>", "package.json": '{"dependencies": {"next": "13.1"}}'}
    assert [miss.name for miss in found(files)] == ["Next.js"]
    assert [miss.name for miss in found({"index.html": "<html>", **files})] == ["Next.js"]


def test_a_page_in_any_other_folder_is_no_static_site(found):
    assert found({"coverage/index.html": "<html>"}) == []


@pytest.mark.parametrize("name", ["send.php", "page.phtml", "a.php5", "a.php7", "common.inc", "own.module"])
def test_pages_with_code_behind_them_are_not_static(found, name):
    assert found({"index.html": "<html>", f"lib/mail/{name}": PHP}) == []


@pytest.mark.parametrize(
    "files", [{"site.sql.gz": b"", "site.zip": b""}, {"a/site.wpress": b"", "README": "", ".gitignore": ""}]
)
def test_a_folder_of_backups_is_told_to_be_unpacked(found, files):
    [miss] = found(files)
    assert "only backups" in miss.text
    assert "--dump" in miss.text


@pytest.mark.parametrize(
    "ending",
    """
    zip tar gz tgz bz2 tbz2 xz txz zst 7z rar wpress sql dump jpa jps daf mmp bak tar.gz SQL.GZ
    """.split(),
)
def test_a_backup_is_known_by_its_ending(found, ending):
    [miss] = found({f"a/site.{ending}": b""})
    assert (miss.kind, miss.name) == ("archive", "Backups")


@pytest.mark.parametrize("beside", "a.txt a.md a.log a.json a.sha256 a.md5 a.asc README LICENSE .env".split())
def test_notes_beside_backups_are_nothing_else(found, beside):
    assert [miss.kind for miss in found({"site.zip": b"", beside: ""})] == ["archive"]


@pytest.mark.parametrize("beside", ["notes.docx", "src/a.c", "Makefile"])
def test_backups_beside_something_else_are_not_all_there_is(found, beside):
    assert found({"site.zip": b"", beside: ""}) == []


def test_of_many_backups_three_are_named(found):
    [few] = found({f"{name}.zip": b"" for name in "abc"})
    assert "(a.zip, b.zip, c.zip)" in few.text


def test_that_there_are_more_backups_is_told(found):
    [many] = found({f"{name}.zip": b"" for name in "abcd"})
    assert "(a.zip, b.zip, c.zip, ...)" in many.text


@pytest.mark.parametrize(
    ("sign", "tool"),
    [
        ("Vagrantfile", "Vagrant"),
        ("docker-compose.yml", "Docker"),
        ("Dockerfile", "Docker"),
        (".lando.yml", "Lando"),
        (".ddev/config.yaml", "DDEV"),
        ("provision/vvv-init.sh", "VVV"),
        ("provision/default.yml", "VCCW"),
        (".docksal/docksal.env", "Docksal"),
        (".devcontainer/devcontainer.json", "a development container"),
        (".wp-env.json", "wp-env"),
        ("trellis/ansible.cfg", "Trellis"),
        ("conf/php/php.ini.hbs", "Local"),
        ("box/Vagrantfile", "Vagrant"),
    ],
)
def test_the_set_up_of_a_work_place_is_named(found, sign, tool):
    assert [(miss.kind, miss.name) for miss in found({sign: "", "provision.sh": ""})] == [
        ("environment", tool)
    ]


@pytest.mark.parametrize("place", ["a/b", "a/b/c"])
def test_a_set_up_deep_below_is_that_of_something_else(found, place):
    assert found({f"{place}/Vagrantfile": ""}) == []


@pytest.mark.parametrize("sign", ["Vagrantfile", "site.zip"])
def test_what_lies_around_something_that_is_named_is_not_told(found, sign):
    [miss] = found({sign: "", "a/artisan": PHP, "a/bootstrap/app.php": PHP})
    assert miss.name == "Laravel"
