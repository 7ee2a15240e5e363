"""Connections, trusted hosts and folders that the settings of a Drupal name, and whom it was made for."""

from typing import Any

import pytest

from audit.detectors.database_connection import DatabaseConnectionFound
from audit.detectors.files_path import FilesPathFound
from audit.detectors.made_for import MadeForFound
from audit.detectors.trusted_hosts import TrustedHostsFound
from audit.knowledge import load_platforms
from audit.model.facts import Location, Setting
from audit.model.inventory import Inventory
from audit.model.rules import Evidence, Unclear
from tests.drupal_sites import install

FILE = Location("sites/default/settings.php", 9)


def setting(kind, name, value=None, **more):
    given: dict[str, Any] = {"location": FILE, "site": 1} | more
    return Setting(kind=kind, name=name, value=value, **given)


def found(rule, *facts):
    [platform] = load_platforms()[-1:]
    return list(rule.find(Inventory(facts, lambda _: {}), platform))


def connection(key="default", target="default", **words):
    return [setting("variable", f"databases.{key}.{target}.{word}", value) for word, value in words.items()]


def test_a_connection_is_told_once_with_what_is_known_of_it():
    facts = connection(target="replica.0", driver="mysql", host="db2", database="shop")
    [place] = found(DatabaseConnectionFound(target=("replica",)), install(), *facts)
    assert place == Evidence(FILE, "connection default.replica")
    facts = connection(target="replica", driver="mysql", database="shop")
    [place] = found(DatabaseConnectionFound(target=("replica",)), install(), *facts)
    assert place.text == "connection default.replica: driver mysql, database shop"


def test_connections_are_told_by_their_keys():
    facts = [*connection(driver="mysql"), *connection(key="legacy", driver="mysql")]
    rule = DatabaseConnectionFound(but_not=("default",))
    assert [one.text for one in found(rule, install(), *facts)] == ["connection legacy.default: driver mysql"]


def test_drupal_6_names_connections_by_addresses():
    facts = [setting("variable", "db_url.default", state="withheld"), setting("variable", "db_url.old")]
    rule = DatabaseConnectionFound(but_not=("default",))
    assert [one.text for one in found(rule, install("6.38"), *facts)] == ["connection old.default"]


@pytest.mark.parametrize(
    ("driver", "is_other"), [("pgsql", True), ("mysql", False), (None, False), ("", False)]
)
def test_another_driver_is_told_where_it_is_known(driver, is_other):
    rule = DatabaseConnectionFound(other_driver=("mysql",))
    assert bool(found(rule, install(), *connection(driver=driver))) is is_other


def test_a_prefix_for_each_table_is_a_prefix_and_an_empty_one_is_none():
    rule = DatabaseConnectionFound(sets=("prefix",))
    assert found(rule, install(), *connection(driver="mysql", prefix="")) == []
    words = {"driver": "mysql", "prefix.default": "", "prefix.users": "shared_"}
    [place] = found(rule, install(), *connection(**words))
    assert place.text == "connection default.default: driver mysql"


def test_what_a_connection_lacks_is_told_for_the_cores_and_drivers_that_matter():
    rule = DatabaseConnectionFound(lacks=("charset",), driver=("mysql",), core=">=7,<8")
    assert found(rule, install("7.98"), *connection(driver="mysql"))
    assert found(rule, install("7.98"), *connection(driver="mysql", charset="utf8mb4")) == []
    assert found(rule, install("7.98"), *connection(driver="sqlite")) == []
    assert found(rule, install("10.4.8"), *connection(driver="mysql")) == []


def test_a_connection_in_a_branch_is_in_doubt():
    facts = [setting("variable", "databases.old.default.driver", "mysql", conditional=True)]
    [place] = found(DatabaseConnectionFound(key=("old",)), install(), *facts)
    assert place.doubt is not None


def hosts(*patterns, **more):
    names = (f"trusted_host_patterns.{number}" for number in range(len(patterns)))
    return [setting("settings", name, pattern, **more) for name, pattern in zip(names, patterns, strict=True)]


RULE = TrustedHostsFound(without=("pantheonsite.io",))


@pytest.mark.parametrize(
    ("patterns", "is_told"),
    [
        ([r"^www\.shop\.org$"], True),
        ([r"^www\.shop\.org$", r"^shop\.org$"], True),
        ([r"^www\.shop\.org$", r"^.+\.pantheonsite\.io$"], False),
        ([r"^[\w\-]+\.pantheonsite\.io$"], False),
        ([r"\.pantheonsite\.IO"], False),
        ([r".*"], False),
        ([r"^.+$"], False),
        ([r"^(?:.*)$"], False),
        ([r"[a-z0-9.-]+"], False),
        (["(a+)+" * 500 + "$"], False),
        ([], False),
    ],
)
def test_trusted_hosts_are_told_where_no_pattern_lets_the_platform_in(patterns, is_told):
    assert bool(found(RULE, *hosts(*patterns))) is is_told


def test_trusted_hosts_in_a_branch_are_in_doubt_and_computed_ones_leave_it_open():
    [place] = found(RULE, *hosts(r"^www\.shop\.org$", conditional=True))
    assert place.doubt is not None
    [open_] = found(RULE, *hosts(r"^www\.shop\.org$"), *hosts(None, state="computed"))
    assert isinstance(open_, Unclear)


def test_each_site_has_its_own_trusted_hosts():
    facts = [*hosts(r"^a\.org$"), *hosts(".*", site=2), *hosts(r"^b\.org$", site=3)]
    assert [one.text for one in found(RULE, *facts)] == [r"only ^a\.org$", r"only ^b\.org$"]


PUBLIC = FilesPathFound(of="public", outside=("sites/*/files", "sites/*/files/*"))


@pytest.mark.parametrize(
    ("kind", "name", "path", "is_told"),
    [
        ("settings", "file_public_path", "sites/default/files", False),
        ("settings", "file_public_path", "./sites/default/files/", False),
        ("settings", "file_public_path", "sites/default/files/public", False),
        ("settings", "file_public_path", "sites/default/files/../../x", True),
        ("settings", "file_public_path", "/mnt/files", True),
        ("conf", "file_public_path", "assets", True),
        ("conf", "file_directory_path", "files", True),
        ("conf", "file_public_path", "", False),
        ("settings", "file_private_path", "private", False),
    ],
)
def test_public_files_elsewhere_are_told(kind, name, path, is_told):
    assert bool(found(PUBLIC, setting(kind, name, path))) is is_told


def test_settings_stand_over_the_database():
    stored = setting("conf", "file_public_path", "assets", location=Location("a.sql", table="variable"))
    assert found(PUBLIC, stored)
    assert found(PUBLIC, stored, setting("conf", "file_public_path", "sites/default/files")) == []


def test_a_folder_that_is_only_known_at_run_time_leaves_it_open():
    [open_] = found(PUBLIC, setting("settings", "file_public_path", None, state="computed"))
    assert isinstance(open_, Unclear)


def test_an_install_is_told_by_whom_it_was_made_for():
    facts = [install(made_for=("acquia", "docker")), install(root="b", made_for=("lando",))]
    assert [one.text for one in found(MadeForFound(name=("acquia",)), *facts)] == ["made for acquia"]


def test_detectors_that_ask_nothing_are_refused():
    with pytest.raises(ValueError, match="at least one"):
        TrustedHostsFound(without=())
    with pytest.raises(ValueError, match="at least one"):
        FilesPathFound(of="public", outside=())
    with pytest.raises(ValueError, match="at least one"):
        MadeForFound(name=())
