"""Which sites a Drupal serves, under which names, and where their files are."""

import time

import pytest

from audit.collectors.drupal.hosts import read_host
from audit.collectors.drupal.install import find_drupal
from audit.model.facts import Install, Problem, Site
from audit.sources.directory import Directory
from audit.sources.tree import Listing

DRUPAL_7 = {"includes/bootstrap.inc": "<?php define('VERSION', '7.98');"}
DRUPAL_6 = {"modules/system/system.module": "<?php define('VERSION', '6.38');", "includes/bootstrap.inc": ""}
DRUPAL_10 = {"core/lib/Drupal.php": "<?php class Drupal { const VERSION = '10.4.8'; }"}
SETTINGS = "<?php $update_free_access = FALSE;"


@pytest.fixture
def served(folder):
    """Return what lays a Drupal with these files below sites, and gives its facts."""

    def lay_and_find(files, core=DRUPAL_7):
        return found(folder({**core, **{f"sites/{name}": text for name, text in files.items()}}))

    return lay_and_find


def found(top):
    tree = Directory(top)
    listing = Listing(item for item in tree.walk() if isinstance(item, tuple))
    return list(find_drupal(tree, listing, frozenset()))


def sites(facts):
    return [fact for fact in facts if isinstance(fact, Site)]


def hosts(facts):
    return {site.folder: site.hosts for site in sites(facts)}


def problems(facts):
    return [fact for fact in facts if isinstance(fact, Problem)]


def network(facts):
    return next(fact.network for fact in facts if isinstance(fact, Install))


def test_each_folder_with_settings_is_a_site_the_default_one_first(served):
    facts = served({f"{name}/settings.php": SETTINGS for name in ("b.org", "default", "a.org")})
    assert [(one.id, one.folder) for one in sites(facts)] == [
        (1, "sites/default"),
        (2, "sites/a.org"),
        (3, "sites/b.org"),
    ]
    assert network(facts) is True


@pytest.mark.parametrize(
    "name",
    [
        "all/settings.php",
        "simpletest/settings.php",
        "a.org/default.settings.php",
        "a.org/x/settings.php",
        "a.org",
    ],
)
def test_a_folder_that_is_no_site_is_none(served, name):
    facts = served({"default/settings.php": SETTINGS, name: SETTINGS})
    assert [one.folder for one in sites(facts)] == ["sites/default"]
    assert network(facts) is False


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("www.example.org", ("www.example.org", None)),
        ("8080.www.example.org", ("www.example.org:8080", None)),
        ("www.example.org.shop", ("www.example.org", "/shop/")),
        ("8080.example.com.a.b-c", ("example.com:8080", "/a/b-c/")),
        ("example.co.uk.blog", ("example.co.uk", "/blog/")),
        ("localhost.drupal", ("localhost", "/drupal/")),
        ("localhost", ("localhost", None)),
        ("127.0.0.1", ("127.0.0.1", None)),
        ("8888.127.0.0.1", ("127.0.0.1:8888", None)),
        ("site.lndo.site", ("site.lndo.site", None)),
        ("org.example.com", ("org.example.com", None)),
        ("Example.ORG", ("example.org", None)),
        ("default", None),
        ("pd", None),
        ("a b.org", None),
        ("-.org", None),
        ("a..org", None),
        ("", None),
    ],
)
def test_the_name_of_a_folder_reads_as_a_host(name, host):
    assert read_host(name) == host


@pytest.mark.parametrize(
    "text",
    [
        "$sites['example.org'] = 'a'; $sites['8080.example.com.shop'] = 'a';",
        "$sites = array('example.org' => 'a', '8080.example.com.shop' => \"a\");",
        "$sites = ['x.org' => 'b']; $sites = ['example.org' => 'a']; $sites += ['8080.example.com' => 'a'];",
        "$here = 'a'; $sites['example.org'] = $here; if ($x) { $sites['8080.example.com.shop'] = 'a'; }",
        "if (file_exists(__DIR__ . '/more.php')) { include __DIR__ . '/more.php'; }",
    ],
)
@pytest.mark.parametrize("core", [DRUPAL_7, DRUPAL_10])
def test_sites_php_gives_a_site_further_names(served, text, core):
    more = "<?php $sites['example.org'] = 'a'; $sites['8080.example.com.shop'] = 'a';"
    facts = served({"a/settings.php": SETTINGS, "sites.php": "<?php " + text, "more.php": more}, core)
    assert hosts(facts) == {"sites/a": ("example.org", "example.com:8080")}
    assert problems(facts) == []


def test_an_alias_may_lead_to_a_folder_in_a_folder(served):
    text = "<?php $sites['example.org'] = 'group/a'; $sites['example.com'] = '../../../etc';"
    facts = served({"group/a/settings.php": SETTINGS, "sites.php": text})
    assert hosts(facts) == {"sites/group/a": ("example.org",)}


def test_drupal_6_reads_no_sites_php(served):
    facts = served({"a/settings.php": SETTINGS, "sites.php": "<?php $sites['example.org'] = 'a';"}, DRUPAL_6)
    assert hosts(facts) == {"sites/a": ()}


def test_an_alias_of_a_site_whose_settings_are_not_here_is_told(served):
    text = "<?php " + "".join(f"$sites['h{number}.org'] = 'gone{number}';" for number in range(9))
    facts = served({"default/settings.php": SETTINGS, "sites.php": text, "gone0/files/x": ""})
    [problem] = problems(facts)
    assert (problem.kind, problem.location.path) == ("lost-site", "sites/sites.php")
    assert "gone0, gone1, gone2, gone3, gone4 and 4 more" in problem.text


@pytest.mark.parametrize(
    "text",
    [
        "foreach (glob(__DIR__ . '/*') as $d) { $sites[\"$d.example.org\"] = 'default'; }",
        "$sites['a.example.org'] = getenv('SITE');",
        "include '/etc/drupal/sites.php';",
    ],
)
def test_names_that_are_worked_out_are_told(served, text):
    facts = served({"default/settings.php": SETTINGS, "sites.php": "<?php " + text})
    assert [problem.kind for problem in problems(facts)] == ["unknown-settings"]


def test_without_sites_php_drupal_10_serves_the_default_site_only(served):
    files = {"default/settings.php": SETTINGS, "a.org/settings.php": SETTINGS}
    assert [one.kind for one in problems(served(files, DRUPAL_10))] == ["unserved-site"]
    assert problems(served({**files, "sites.php": "<?php"}, DRUPAL_10)) == []


def test_drupal_7_needs_no_sites_php(served):
    assert problems(served({"default/settings.php": SETTINGS, "a.org/settings.php": SETTINGS})) == []


def test_a_folder_that_is_a_link_to_a_site_is_the_same_site(folder):
    top = folder({**DRUPAL_7, "sites/default/settings.php": SETTINGS})
    (top / "sites/www.example.org").symlink_to("default")
    (top / "sites/gone.example.org").symlink_to("nowhere")
    assert hosts(found(top)) == {"sites/default": ("www.example.org",)}


def test_settings_belong_to_their_site(served):
    files = {f"{name}.org/settings.php": f"<?php $db_url = 'mysql://u:p@h/{name}';" for name in "ab"}
    facts = served(files)
    assert [(one.folder, one.database) for one in sites(facts)] == [
        ("sites/a.org", "a"),
        ("sites/b.org", "b"),
    ]


def test_the_address_is_that_of_the_settings(served):
    [one] = sites(served({"default/settings.php": "<?php $base_url = 'https://example.org/a';"}))
    assert one.url == "https://example.org/a"
    [one] = sites(served({"default/settings.php": "<?php $base_url = 'https://u:p@example.org/a';"}))
    assert one.url is None


def test_the_hosts_are_those_of_the_address_and_of_the_exact_patterns_that_are_trusted(served):
    patterns = r"$settings['trusted_host_patterns'] = ['^www\.example\.org$', '^.+\.example\.net$'];"
    text = f"<?php $base_url = 'https://example.org/a'; {patterns}"
    [one] = sites(served({"default/settings.php": text}))
    assert (one.hosts, one.path) == (("example.org", "www.example.org"), "/a/")


@pytest.mark.parametrize(
    ("setting", "place"),
    [
        ("", "sites/default/files"),
        ("$conf['file_public_path'] = 'sites/default/public';", "sites/default/public"),
        ("$conf['file_directory_path'] = 'sites/default/public';", "sites/default/public"),
        ("$settings['file_public_path'] = $site_path . '/public';", "sites/default/public"),
        ("$settings['file_public_path'] = getenv('X');", "sites/default/files"),
        ("$settings['file_public_path'] = '/mnt/files';", None),
        ("$settings['file_public_path'] = '../../elsewhere';", None),
        ("$settings['file_public_path'] = 'not/here';", None),
    ],
)
def test_the_public_files_are_where_the_settings_say(served, setting, place):
    files = {
        f"default/{name}/{file}": "1234" for name in ("files", "public") for file in ("a.png", "b/c.png")
    }
    facts = served({**files, "default/settings.php": "<?php " + setting})
    [one] = sites(facts)
    assert one.uploads == place
    assert (one.uploads_files, one.uploads_bytes) == ((2, 8) if place else (None, None))
    assert next(fact.uploads for fact in facts if isinstance(fact, Install)) is bool(place)


def test_files_of_one_site_in_the_folder_of_another_are_counted_once(served):
    files = {"default/files/a": "1", "default/files/b.org/c": "22", "default/settings.php": SETTINGS}
    inner = "<?php $conf['file_public_path'] = 'sites/default/files/b.org';"
    facts = served({**files, "b.org/settings.php": inner})
    assert [(one.uploads_files, one.uploads_bytes) for one in sites(facts)] == [(1, 1), (1, 2)]


def test_files_that_are_a_link_out_of_the_tree_are_not_here(folder, tmp_path):
    top = folder({**DRUPAL_7, "sites/default/settings.php": SETTINGS, "kept/a": "123"})
    (top / "sites/default/files").symlink_to(tmp_path)
    assert sites(found(top))[0].uploads is None
    (top / "sites/default/files").unlink()
    (top / "sites/default/files").symlink_to("../../kept")
    [one] = sites(found(top))
    assert (one.uploads, one.uploads_bytes) == ("kept", 3)


def test_thousands_of_sites_are_read_in_seconds(served):
    names = [f"site-{number}.example.org" for number in range(3000)]
    files = {f"{name}/settings.php": f"<?php $db_url = 'mysql://u:p@h/{name[5:9]}';" for name in names}
    aliases = "".join(f"$sites['{name}.test'] = '{name}';" for name in names)
    start = time.monotonic()
    facts = served({**files, "sites.php": "<?php " + aliases})
    assert len(sites(facts)) == 3000
    assert all(len(one.hosts) == 2 for one in sites(facts))
    assert time.monotonic() - start < 20


def test_a_site_is_called_like_its_folder_and_not_like_a_link_to_it(served, tmp_path):
    top = tmp_path / "folder"
    served({"z.org/settings.php": SETTINGS})
    (top / "sites/a.org").symlink_to("z.org")
    facts = found(top)
    assert {one.folder: set(one.hosts) for one in sites(facts)} == {"sites/z.org": {"a.org", "z.org"}}


def test_hosts_that_sites_php_works_out_are_a_problem(served):
    code = "<?php foreach (glob('*') as $one) { $sites[\"$one.example.org\"] = $one; }"
    [one] = problems(served({"default/settings.php": SETTINGS, "sites.php": code}))
    assert "host" in one.text


def test_tables_that_sites_share_are_told_once(served):
    code = "<?php $databases['default']['default'] = ['database' => 'a', 'prefix' => "
    code += "['default' => '', 'users' => 'shared.', 'role' => 'shared.', 'node' => '']];"
    facts = served({"a.org/settings.php": code, "b.org/settings.php": code, "c.org/settings.php": SETTINGS})
    [one] = problems(facts)
    assert (one.kind, one.hides) == ("shared-tables", False)
    assert 'sites/a.org, sites/b.org keep tables under another prefix ("shared."): role, users.' in one.text


def test_a_prefix_for_all_tables_shares_none(served):
    code = "<?php $db_prefix = ['default' => 'x_', 'users' => 'x_'];"
    assert problems(served({"default/settings.php": code}, DRUPAL_6)) == []


@pytest.mark.parametrize("name", ["default.bak", "a.org_old", "a.org-copy2", "default~"])
def test_a_copy_that_was_kept_is_no_site(served, name):
    facts = served({"default/settings.php": "<?php", f"{name}/settings.php": "<?php"})
    assert [one.folder for one in sites(facts)] == ["sites/default"]
    assert ("kept-site", f"sites/{name}") in {
        (one.kind, one.location.path) for one in facts if isinstance(one, Problem)
    }


def test_a_copy_to_which_sites_php_sends_a_host_is_a_site(served):
    aliases = "<?php $sites['a.org'] = 'default.bak';"
    facts = served({"default/settings.php": "", "default.bak/settings.php": "", "sites.php": aliases})
    assert [one.folder for one in sites(facts)] == ["sites/default", "sites/default.bak"]
