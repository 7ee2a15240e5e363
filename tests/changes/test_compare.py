"""What counts as a change between two reports, and what does not."""

import json
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from audit.changes import compare, read_report
from audit.errors import AuditError
from audit.model.code import CoreFile, Repository
from audit.model.facts import Extension, Location, Setting, Table, Tally
from audit.model.files import KindTally
from audit.model.inventory import Source
from audit.model.redirects import Redirect
from audit.model.report import DumpRead, Tool
from audit.model.rules import Accepted
from audit.model.server import IniValue, ServerDirective
from tests.render import samples

HERE = Location("a.php", 3)
TABLE = Table(location=Location("a.sql", table="wp_x"), name="wp_x", database="d", rows=1000, bytes=10**6)
PLUGIN = Extension(
    location=HERE,
    install=".",
    kind="plugin",
    slug="shop",
    name="Shop",
    file="shop/shop.php",
    path="p/shop",
    version="1.0",
    active=False,
)
EVERY = ("code", "configuration", "files", "database")


def report(read=EVERY, **more: Any):
    plain = samples.minimal()
    names: Any = EVERY
    sources = tuple(Source(name, "complete" if name in read else "absent") for name in names)
    bare = {"sites": (), "tables": (), **more}
    return replace(plain, coverage=replace(plain.coverage, sources=sources), **bare)


def found(old, new, section=None):
    sections = compare(old, new).sections
    return [
        (change.kind, change.subject, {value.name: (value.before, value.after) for value in change.values})
        for one in sections
        for change in one.changes
        if section in {None, one.id}
    ]


@pytest.mark.parametrize(
    "make", [samples.rich, samples.minimal, samples.empty, samples.dump_only, samples.tree_only]
)
def test_a_report_has_not_changed_since_itself(make):
    changes = compare(make(), make())
    assert not changes.changed
    assert changes.remarks == ()


def test_times_versions_and_what_was_accepted_are_no_change():
    spot = samples.place("a.php", 3, "x()")
    rule = samples.advice("one")
    old = report(findings=(samples.finding(rule, spot),), made="2026-01-01T00:00:00Z")
    accepted = replace(spot, accepted=Accepted(by="baseline"))
    new = report(
        findings=(samples.finding(rule, accepted),), made="2026-02-01T00:00:00Z", tool=Tool("moveready", "9")
    )
    assert not compare(old, new).changed


def test_a_new_version_of_the_core_is_a_change():
    old = report()
    install = replace(old.installs[0], version="6.9")
    assert found(old, report(installs=(install,)), "code") == [
        ("changed", "WordPress in .", {"version": (old.installs[0].version, "6.9")})
    ]


def test_code_that_somebody_edited_shows_by_its_size():
    def tallies(count):
        kind = KindTally(location=Location("."), install=".", kind="code", area="code", files=3, bytes=count)
        return {
            "file_kinds": (kind,),
            "files": (Tally(location=Location("themes/own"), files=3, bytes=count),),
        }

    names = [subject for _, subject, _ in found(report(**tallies(90)), report(**tallies(91)), "code")]
    assert names == ["all files of code", "themes/own"]


@pytest.mark.parametrize(
    "path", ["wp-content/uploads", "wp-content/uploads/2026", "wp-content", "wp-content/cache", "."]
)
def test_uploads_and_caches_are_no_code(path):
    def tallies(count):
        return {"files": (Tally(location=Location(path), files=3, bytes=count),)}

    assert found(report(**tallies(90)), report(**tallies(91))) == []


def test_a_changed_file_of_the_core_is_named():
    file = CoreFile(location=HERE, install=".", state="modified", seen_as="wp-load.php")
    assert found(report(), report(core_files=(file,))) == [
        ("added", "wp-load.php", {"state": (None, "modified")})
    ]


def test_extensions_join_go_and_are_updated_and_switched_on():
    gone, updated = replace(PLUGIN, slug="gone"), replace(PLUGIN, version="1.1", active=True)
    joined = replace(PLUGIN, slug="new", version=None, active=None)
    changes = found(report(extensions=(PLUGIN, gone)), report(extensions=(updated, joined)))
    assert changes == [
        ("changed", "plugin shop", {"version": ("1.0", "1.1"), "active": ("no", "yes")}),
        (
            "removed",
            "plugin gone",
            {"version": ("1.0", None), "path": ("p/shop", None), "active": ("no", None)},
        ),
        ("added", "plugin new", {"path": (None, "p/shop")}),
    ]


def test_an_extension_whose_files_were_deleted_went():
    lost = replace(PLUGIN, installed=False, version=None)
    assert ("removed", "plugin shop") in {
        one[:2] for one in found(report(extensions=(PLUGIN,)), report(extensions=(lost,)))
    }


def test_the_head_of_the_repository_is_told():
    old, new = (Repository(location=Location("."), head=head * 40, branch="main") for head in "ab")
    assert found(report(repository=(old,)), report(repository=(new,))) == [
        ("changed", ".", {"head": ("a" * 40, "b" * 40)})
    ]


def test_rows_count_only_beyond_noise():
    def tables(**more):
        return report(tables=(replace(TABLE, **more),))

    assert found(tables(), tables(rows=1040, bytes=1_040_000)) == []
    assert found(tables(), tables(rows=1060)) == [("changed", "wp_x", {"rows": ("1,000", "1,060")})]
    assert found(tables(rows=2), tables(rows=40)) == []
    assert found(tables(), tables(rows=0)) == [("changed", "wp_x", {"rows": ("1,000", "0")})]


def test_rows_of_caches_and_logs_do_not_count():
    old, new = (report(tables=(replace(TABLE, purpose="cache", rows=rows),)) for rows in (5, 10**6))
    assert found(old, new) == []


def test_tables_join_and_go():
    old, new = report(tables=(TABLE,)), report(tables=(replace(TABLE, name="wp_y"),))
    assert [one[:2] for one in found(old, new)] == [("removed", "wp_x"), ("added", "wp_y")]


def test_a_dump_of_a_copy_of_the_database_has_the_same_tables():
    assert found(report(tables=(TABLE,)), report(tables=(replace(TABLE, database="copy"),))) == []


def test_redirects_join_go_and_lead_elsewhere():
    def redirect(source, target):
        return Redirect(
            location=Location(".htaccess", 3),
            source=source,
            target=target,
            status=301,
            kind="exact",
            by="htaccess",
        )

    old = report(redirects=(redirect("/a", "/b"), redirect("/c", "/d")))
    new = report(redirects=(redirect("/a", "/x"), redirect("/e", "/d")))
    assert [one[:2] for one in found(old, new, "redirects")] == [
        ("changed", "/a (htaccess)"),
        ("removed", "/c (htaccess)"),
        ("added", "/e (htaccess)"),
    ]


def test_a_rule_of_the_server_that_moved_to_another_line_is_the_same():
    def rule(line, text="Deny from all"):
        return ServerDirective(
            location=Location(".htaccess", line),
            name="Deny",
            text=text,
            outcome="lost",
            group="deny",
            why="",
            seen_as=".htaccess",
            own=True,
        )

    assert found(report(directives=(rule(3),)), report(directives=(rule(9),))) == []
    assert len(found(report(directives=(rule(3),)), report(directives=(rule(3), rule(4))))) == 1
    assert len(found(report(directives=(rule(3),)), report(directives=(rule(3, "Deny from 10.0.0.1"),)))) == 2


def test_values_of_php_and_settings_are_told():
    ini = IniValue(location=HERE, name="memory_limit", value="64M", seen_as=".user.ini", own=True)
    debug = Setting(location=HERE, kind="constant", name="WP_DEBUG", value=False)
    old = report(ini_values=(ini,), settings=(debug,))
    new = report(ini_values=(replace(ini, value="1G"),), settings=(replace(debug, value=True),))
    assert [one[1:] for one in found(old, new)] == [
        (".user.ini: memory_limit", {"value": ("64M", "1G")}),
        ("constant WP_DEBUG", {"value": ("False", "True")}),
    ]


def test_when_cron_last_ran_is_no_change():
    last = Setting(location=Location("a.sql", table="variable"), kind="conf", name="cron_last", value=5)
    assert found(report(settings=(last,)), report(settings=(replace(last, value=6),))) == []


def test_findings_are_new_and_settled_wherever_their_lines_moved():
    rule = samples.advice("one")
    old = report(
        findings=(samples.finding(rule, samples.place("a.php", 3, "x()"), samples.place("b.php", 3, "y()")),)
    )
    new = report(
        findings=(samples.finding(rule, samples.place("a.php", 90, "x()"), samples.place("c.php", 3, "y()")),)
    )
    assert [(kind, values["place"]) for kind, _, values in found(old, new)] == [
        ("removed", ("b.php", None)),
        ("added", (None, "c.php")),
    ]


def test_a_dump_of_another_name_has_the_same_findings():
    def dumped(path):
        place = replace(samples.place(path, None, "900 rows"), location=Location(path, table="wp_options"))
        made = report(findings=(samples.finding(samples.advice("one"), place),))
        dump = DumpRead(
            path=path,
            container="plain",
            bytes=1,
            tables=1,
            rows=1,
            exporter=None,
            exporter_version=None,
            server_version=None,
            charset=None,
            made=None,
            complete=True,
        )
        return replace(made, coverage=replace(made.coverage, dumps=(dump,)))

    assert found(dumped("monday.sql"), dumped("friday.sql.gz")) == []


def test_what_only_one_report_had_to_look_at_is_not_compared_and_that_is_said():
    old, new = report(tables=(TABLE,), extensions=(PLUGIN,)), report(read=("code", "configuration", "files"))
    changes = compare(old, new, ("a.json", "b.json"))
    left_out = {one.id for one in changes.sections if one.left_out}
    assert {"tables", "findings", "extensions"} <= left_out
    assert found(old, new, "tables") == []
    assert [one[1] for one in found(old, new, "extensions")] == ["plugin shop"]
    assert changes.remarks == (
        "a.json had the database to look at, and b.json had not: that is not compared.",
    )


def test_findings_for_different_platforms_are_not_compared():
    other = replace(report(), platform=replace(report().platform, id="other", name="Other"))
    changes = compare(
        report(findings=(samples.finding(samples.advice("one"), samples.place("a", 1, "x")),)), other
    )
    assert not changes.changed
    assert changes.remarks == ("The reports are for different platforms: Pantheon and Other.",)


def test_reports_in_the_wrong_order_are_told():
    old, new = report(made="2026-02-01T00:00:00Z"), report(made="2026-01-01T00:00:00Z")
    assert compare(old, new).remarks == (
        "The first report is the newer one: added and removed are the other way round.",
    )


def test_thousands_of_things_are_compared_in_no_time():
    assert not compare(samples.huge(), samples.huge()).changed


def test_a_report_that_was_written_is_read_again():
    assert read_report(msgspec.json.encode(samples.rich()), "a.json") == samples.rich()


def test_keys_that_are_newer_than_this_moveready_are_passed_over():
    told = json.loads(msgspec.json.encode(samples.minimal())) | {"joined_later": [1, 2]}
    assert read_report(json.dumps(told).encode(), "a.json") == samples.minimal()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "a.json: the report is damaged, or not whole"),
        (b'{"schema": "moveready/1", "tool"', "damaged, or not whole"),
        (b"[1, 2]", "a.json: no report"),
        (b"{}", "a.json: no report of moveready"),
        (b'{"schema": 5}', "a.json: no report of moveready"),
        (b'{"schema": "moveready-changes/1"}', "a.json: no report of moveready"),
        (
            b'{"schema": "moveready/2"}',
            "a report of the schema moveready/2; this moveready reads moveready/1",
        ),
        (b'{"schema": "moveready/1"}', "no report, or one of another version of moveready"),
        (b'{"schema": ' + b"[" * 100_000, "damaged"),
        (b"\xff\xfe", "damaged"),
    ],
)
def test_what_is_no_report_of_this_schema_says_so(data, said):
    with pytest.raises(AuditError) as error:
        read_report(data, "a.json")
    assert said in str(error.value)
