"""A core against releases that were made up for it."""

import pytest

from audit.collectors.asks import read_all
from audit.collectors.integrity.contents import blob_id
from audit.collectors.integrity.judgement import judge_cores
from audit.collectors.integrity.plan import ask_core, plan_core
from audit.model.code import CoreCheck, CoreFile
from audit.model.facts import Install, Location, Problem
from audit.model.manifests import Build, Cores, CoreShape, Manifest
from audit.sources.directory import Directory
from audit.sources.tree import FILE_LIMIT, Listing

NEW = {
    "wp-includes/version.php": "<?php\n$wp_version = '6.1';\n",
    "wp-includes/load.php": "<?php\n// new\n",
    "wp-includes/plugin.php": "<?php\n// new too\n",
    "wp-includes/cron.php": "<?php\n// as ever\n",
    "wp-includes/js/a.min.js": "new();\n",
    "wp-admin/admin.php": "<?php\n// newer\n",
    "index.php": "<?php\n",
    "readme.html": "6.1",
    "xmlrpc.php": "<?php // remote\n",
}
OLD = {
    **NEW,
    "wp-includes/version.php": "<?php\n$wp_version = '6.0';\n",
    "wp-includes/load.php": "<?php\n// old\n",
    "wp-includes/plugin.php": "<?php\n// old too\n",
    "wp-admin/admin.php": "<?php\n// older\n",
    "wp-includes/rss.php": "<?php\n// no longer there\n",
}
SHAPE = CoreShape(
    manifest="made-up",
    cms="wordpress",
    areas=("wp-admin", "wp-includes"),
    shared=("wp-includes/languages/**",),
    own=("readme.html",),
    spare=("xmlrpc.php",),
    builds=(Build(paths=("**/*.min.js",), versions="<6.1"),),
)


def made(*releases, shape=SHAPE):
    """Return what would be known of cores if these were all the releases: names and files."""
    lines: dict[str, list[str]] = {}
    for number, (_, files) in enumerate(releases):
        for path, text in files.items():
            lines.setdefault(path, []).append(f"{blob_id(text.encode())} {number}")
    manifest = Manifest(
        tuple(name for name, _ in releases), {path: "\t".join(said) for path, said in lines.items()}
    )
    return Cores(lambda _cms, _version: (shape,), lambda _shape: manifest)


KNOWN = made(("6.0", OLD), ("6.1", NEW))


@pytest.fixture
def judged(folder):
    """Return what lays a core and compares it: the check, and the files in each state."""

    def judge(files, version="6.1", cores=KNOWN, beside=(), **more):
        tree = Directory(folder({path: text for path, text in files.items() if text is not None}))
        listing = Listing(item for item in tree.walk() if not isinstance(item, Problem))
        install = Install(
            location=Location("wp-includes/version.php"),
            **{"install": ".", "root": ".", "cms": "wordpress", "version": version, **more},
        )
        plan = plan_core(listing, install, cores)
        assert plan is not None
        facts = [*beside, *read_all(tree, ask_core(plan), 1, lambda _: None)]
        check, *found = judge_cores([plan], facts)
        assert isinstance(check, CoreCheck)
        states: dict[str, list[str]] = {}
        for one in found:
            assert isinstance(one, CoreFile)
            states.setdefault(one.state, []).append(one.seen_as)
        return check, states

    return judge


def test_a_core_as_released_is_intact(judged):
    check, states = judged(NEW)
    assert (check.state, check.matched, check.files, check.note) == ("intact", ("6.1",), 8, None)
    assert states == {}


def test_a_changed_a_missing_and_an_unknown_file_are_each_named(judged):
    site = {**NEW, "wp-includes/load.php": "<?php evil();", "wp-includes/cron.php": None}
    check, states = judged({**site, "wp-admin/wp-logs.php": "<?php evil();"})
    assert (check.state, check.modified, check.missing, check.unknown) == ("changed", 1, 1, 1)
    assert states == {
        "unknown": ["wp-admin/wp-logs.php"],
        "modified": ["wp-includes/load.php"],
        "missing": ["wp-includes/cron.php"],
    }


def test_other_files_beside_the_core_are_the_sites_own(judged):
    own = {"status.php": "<?php", "wp-content/x.php": "<?php", "wp-includes/error_log": "x"}
    check, _ = judged({**NEW, **own, "wp-includes/languages/de.php": "<?php"})
    assert check.state == "intact"


def test_what_is_changed_or_left_out_on_purpose_is_no_evidence(judged):
    check, _ = judged({**NEW, "readme.html": "shorter", "xmlrpc.php": None})
    assert check.state == "intact"


def test_a_file_that_may_be_left_out_must_be_as_released_where_it_is(judged):
    _, states = judged({**NEW, "xmlrpc.php": "<?php evil();"})
    assert states == {"modified": ["xmlrpc.php"]}


def test_line_ends_are_told_apart_from_changes(judged):
    check, states = judged({path: text.replace("\n", "\r\n") for path, text in NEW.items()})
    assert (check.state, check.line_ends, states) == ("intact", 8, {})


def test_a_release_with_the_other_line_ends_is_the_same(judged):
    crlf = {path: text.replace("\n", "\r\n") for path, text in NEW.items()}
    assert judged(NEW, cores=made(("6.1", crlf)))[0].line_ends == 8


def test_a_localised_package_is_as_released(judged):
    version = NEW["wp-includes/version.php"] + "\n$wp_local_package = 'de_DE';\n"
    assert judged({**NEW, "wp-includes/version.php": version})[0].state == "intact"


def test_code_in_place_of_the_locale_is_a_change(judged):
    version = NEW["wp-includes/version.php"] + "\n$wp_local_package = 'de'; evil();\n"
    _, states = judged({**NEW, "wp-includes/version.php": version})
    assert states == {"modified": ["wp-includes/version.php"]}


def test_builds_of_a_release_differ_in_files_that_were_made_anew(judged):
    check, _ = judged({**OLD, "wp-includes/js/a.min.js": "built_again();\n"}, version="6.0")
    assert (check.state, check.unproven) == ("intact", 1)


def test_the_same_file_of_a_release_that_was_built_once_is_a_change(judged):
    assert judged({**NEW, "wp-includes/js/a.min.js": "built_again();\n"})[1] == {
        "modified": ["wp-includes/js/a.min.js"]
    }


def test_files_tell_the_version_where_the_version_file_is_wrong(judged):
    lie = "<?php\n$wp_version = '9.9';\n"
    check, states = judged({**NEW, "wp-includes/version.php": lie}, version="9.9")
    assert (check.state, check.matched) == ("changed", ("6.1",))
    assert check.note == "It calls itself 9.9, but most of its files are those of 6.1."
    assert states == {"modified": ["wp-includes/version.php"]}


@pytest.mark.parametrize(("files", "version"), [(NEW, "6.1"), (OLD, "6.0")])
def test_files_tell_the_version_where_nothing_names_it(judged, files, version):
    check, _ = judged(files, version=None)
    assert (check.state, check.matched) == ("intact", (version,))


def test_a_release_that_is_not_known_has_no_file_judged(judged):
    newest = {**NEW, "wp-includes/load.php": "<?php // newest", "wp-includes/version.php": "<?php // 6.2"}
    check, states = judged({**newest, "wp-includes/api.php": "<?php"}, version="6.2")
    assert (check.state, check.modified, check.unknown, states) == ("unrecognised", 0, 0, {})
    assert check.note is not None
    assert check.note.startswith(
        "6.2 is none of the releases that are known here. The closest is 6.1: 6 of 8"
    )


def test_a_fork_has_no_file_judged(judged):
    check, states = judged({**NEW, "wp-includes/load.php": "<?php // forked"}, fork="Pressflow")
    assert (check.state, states) == ("unrecognised", {})


def test_a_core_that_was_half_upgraded_is_of_two_releases(judged):
    more = {f"wp-admin/{name}.php": f"<?php // new {name}" for name in "abcdef"}
    stuck = {
        name: OLD[name] for name in ("wp-includes/load.php", "wp-includes/plugin.php", "wp-admin/admin.php")
    }
    check, states = judged({**NEW, **more, **stuck}, cores=made(("6.0", OLD), ("6.1", {**NEW, **more})))
    assert (check.state, check.matched) == ("mixed", ("6.1", "6.0"))
    assert states["modified"] == sorted(stuck)


def test_the_version_file_of_another_release_shows_a_half_upgrade(judged):
    check, states = judged({**OLD, "wp-includes/version.php": NEW["wp-includes/version.php"]})
    assert (check.state, check.matched) == ("mixed", ("6.0", "6.1"))
    assert states == {"modified": ["wp-includes/version.php"]}


def test_one_file_of_another_release_is_a_change(judged):
    check, _ = judged({**NEW, "wp-includes/load.php": OLD["wp-includes/load.php"]})
    assert check.state == "changed"


def test_files_of_the_release_before_are_left_over_and_no_change(judged):
    check, states = judged({**NEW, "wp-includes/rss.php": OLD["wp-includes/rss.php"]})
    assert (check.state, states) == ("intact", {"left-over": ["wp-includes/rss.php"]})


def test_code_under_the_name_of_a_file_of_the_release_before_is_unknown(judged):
    assert judged({**NEW, "wp-includes/rss.php": "<?php evil();"})[1] == {"unknown": ["wp-includes/rss.php"]}


def test_a_core_of_which_little_is_here_is_not_judged(judged):
    check, states = judged({path: NEW[path] for path in ("wp-includes/version.php", "index.php")})
    assert (check.state, states) == ("incomplete", {})
    assert check.note == "Only 2 of 7 files of 6.1 are here."


def test_patches_of_composer_are_named(judged):
    check, _ = judged({**NEW, "wp-includes/load.php": "<?php // patched"}, patches=("Fix #1",))
    assert check.note == "Composer applies 1 patch to it."


def test_a_file_too_large_to_be_read_is_not_judged(judged):
    check, states = judged({**NEW, "wp-includes/load.php": "x" * (FILE_LIMIT + 1)})
    assert (check.state, check.files, states) == ("intact", 7, {})


def test_a_file_that_cannot_be_read_is_not_judged(closed):
    tree = Directory(closed(NEW, ("wp-includes/load.php",)))
    listing = Listing(item for item in tree.walk() if not isinstance(item, Problem))
    place = Location("wp-includes/version.php")
    install = Install(location=place, install=".", root=".", cms="wordpress", version="6.1")
    plan = plan_core(listing, install, KNOWN)
    assert plan is not None
    (check,) = judge_cores([plan], list(read_all(tree, ask_core(plan), 1, lambda _: None)))
    assert isinstance(check, CoreCheck)
    assert (check.state, check.files) == ("intact", 7)


def test_a_problem_that_another_collector_has_with_a_file_hides_no_change(judged):
    conflict = Problem(
        location=Location("wp-includes/load.php"),
        kind="merge-conflict",
        text="It holds markers.",
        source="code",
    )
    site = {**NEW, "wp-includes/load.php": "<?php\n<<<<<<< ours\n"}
    assert judged(site, beside=[conflict])[1] == {"modified": ["wp-includes/load.php"]}


def test_a_file_behind_a_link_that_leads_out_is_not_missing(judged, folder):
    top = folder({path: text for path, text in NEW.items() if path != "wp-includes/cron.php"})
    (top / "wp-includes" / "cron.php").symlink_to("/nowhere/cron.php")
    check, states = judged({"index.php": NEW["index.php"]})
    assert (check.state, check.missing, states) == ("intact", 0, {})


def test_a_core_behind_a_link_is_compared_where_it_lies(judged, folder):
    top = folder({f"releases/1/{path}": text for path, text in NEW.items()})
    (top / "current").symlink_to("releases/1")
    check, _ = judged({"releases/1/wp-includes/x.php": "<?php"}, root="current", install="current")
    assert (check.state, check.files, check.unknown) == ("changed", 8, 1)


def test_no_more_than_500_files_are_named_and_all_are_counted(judged):
    many = {f"wp-includes/x{number}.php": "<?php" for number in range(600)}
    check, states = judged({**NEW, **many, "wp-admin/admin.php": "<?php // changed"})
    assert (check.unknown, check.modified, sum(map(len, states.values()))) == (600, 1, 500)


def test_an_install_without_a_core_is_not_compared(folder):
    listing = Listing(item for item in Directory(folder(NEW)).walk() if not isinstance(item, Problem))
    gone = Install(location=Location("."), install=".", root=".", cms="wordpress", version="6.1", core=False)
    assert plan_core(listing, gone, KNOWN) is None
