"""The command line, as a user and as CI call it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "tests" / "sample"
DUMP = SAMPLE / "site.sql"


def run(*words: object, **options) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "audit", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, **options)


def test_one_scan_writes_several_documents(tmp_path):
    done = run("scan", SAMPLE / "site", "--dump", DUMP, "-o", tmp_path / "r.html", "-o", tmp_path / "r.json")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert (tmp_path / "r.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["schema"] == "moveready/1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.html", "r.json"]


def test_without_an_output_a_summary_is_printed():
    done = run("scan", SAMPLE / "site", "--dump", DUMP)
    assert done.returncode == 0, done.stderr
    assert "Northside Bakery" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_a_format_alone_prints_the_whole_report():
    done = run("scan", "--dump", DUMP, "--format", "json")
    assert json.loads(done.stdout)["coverage"]["tree"] is None


def test_the_same_input_gives_the_same_report():
    assert run("scan", SAMPLE / "site", "--format", "json").stdout == (
        run("scan", SAMPLE / "site", "--format", "json", "--jobs", "3").stdout
    )


def test_no_secret_of_the_sample_is_in_any_report():
    for form in ("json", "html"):
        report = run("scan", SAMPLE / "site", "--dump", DUMP, "--format", form).stdout
        assert "sample-password" not in report
        assert "sample-key" not in report
        assert "nobody@" not in report


@pytest.mark.parametrize(("severity", "code"), [("blocker", 1), ("note", 1)])
def test_findings_at_or_above_fail_on_exit_with_1(severity, code):
    assert run("scan", SAMPLE / "site", "--dump", DUMP, "--fail-on", severity).returncode == code


def test_findings_below_fail_on_exit_with_0(site):
    assert run("scan", site({}), "--fail-on", "blocker").returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["scan"], "Name the folder of the site's code, a database dump with --dump, or both."),
        (["scan", "/no/such/place"], "/no/such/place does not exist."),
        (["scan", SAMPLE / "site", "--revision", "HEAD"], "no git repository"),
        (["scan", "--files", SAMPLE, "--dump", DUMP], "beside --files or --revision"),
        (["scan", "--dump", "/no/such.sql"], "/no/such.sql could not be read"),
        (["scan", SAMPLE / "site", "-o", "report.doc"], "which format?"),
        (["scan", "--dump", DUMP, "-o", DUMP, "--format", "json"], "is what is to be read"),
        (["scan", "--dump", DUMP, "--dump", DUMP], "One dump is named twice."),
        (
            ["scan", "--dump", DUMP, "-o", "x.html", "-o", "./x.html"],
            "One file is named twice",
        ),
        (["scan", "--dump", DUMP, "-o", ".", "--format", "json"], "is a folder"),
        (["scan", SAMPLE / "site", "-o", "/no/such/r.html"], "/no/such/r.html could not be written"),
        (["scan", SAMPLE / "site", "--platform", "mars"], '"mars" is no platform'),
        (["explain", "php-sesion"], "Did you mean php-session"),
        (["scan", "--jobs", "0", SAMPLE], "--jobs"),
        (["dance"], "No such command"),
    ],
)
def test_what_is_asked_wrongly_is_said_and_exits_with_2(words, said):
    done = run(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_a_cms_is_nothing_to_audit(folder):
    done = run("scan", folder({"notes.txt": "Hello"}))
    assert done.returncode == 2
    assert "no WordPress, no Drupal and no database table was found" in done.stderr


def test_a_near_miss_is_named_as_what_it_is_in_one_sentence(folder):
    done = run("scan", folder({"index.html": "<p>Hello"}))
    assert done.returncode == 2
    assert done.stderr.startswith("Error: Nothing to audit in ")
    assert "These are static pages" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_without_tables_is_nothing_to_audit(folder):
    done = run("scan", "--dump", folder({"a.sql": "-- nothing\n"}) / "a.sql")
    assert done.returncode == 2
    assert "no database table" in done.stderr


def test_our_own_bug_keeps_its_traceback_and_exits_with_3(tmp_path):
    code = "import audit.scan, audit.cli; audit.scan.scan = None; audit.cli.main()"
    command = [sys.executable, "-c", code, "scan", str(SAMPLE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 3
    assert "Traceback" in done.stderr
    assert "bug in moveready" in done.stderr


def test_a_file_that_is_there_survives_a_scan_that_fails(tmp_path):
    (tmp_path / "r.html").write_text("old")
    run("scan", tmp_path, "-o", tmp_path / "r.html")
    assert (tmp_path / "r.html").read_text() == "old"


def test_a_device_is_written_to_and_not_replaced():
    done = run("scan", "--dump", DUMP, "-o", "/dev/stdout", "--format", "json")
    assert json.loads(done.stdout)["schema"] == "moveready/1"
    assert Path("/dev/stdout").is_symlink()


def test_who_may_read_a_report_stays_as_it_was(tmp_path):
    (tmp_path / "r.json").write_text("old")
    (tmp_path / "r.json").chmod(0o600)
    run("scan", "--dump", DUMP, "-o", tmp_path / "r.json")
    assert (tmp_path / "r.json").stat().st_mode & 0o777 == 0o600


def test_a_packed_dump_of_another_kind_is_named(tmp_path):
    (tmp_path / "dump.zip").write_bytes(b"PK\x03\x04 and so on")
    done = run("scan", "--dump", tmp_path / "dump.zip")
    assert (done.returncode, "zip archive" in done.stderr) == (2, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_not_our_bug():
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "audit", "scan", "--dump", str(DUMP)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, "could not be printed" in done.stderr) == (2, True)


def test_a_link_to_a_report_stays_a_link(tmp_path):
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "link.json").symlink_to("real.json")
    run("scan", "--dump", DUMP, "-o", tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text("utf-8"))


def test_a_terminal_that_speaks_ascii_still_gets_its_summary():
    done = run("scan", "--dump", DUMP, env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    assert "Northside Bakery" in done.stdout


def test_a_reader_that_goes_away_is_no_error():
    command = f"{sys.executable} -m audit scan {SAMPLE / 'site'} --format json | head -c 10"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_help_does_not_load_what_it_does_not_need():
    code = (
        "import sys, audit.cli; print(sorted({'jinja2', 'msgspec', 'rich', 'packaging'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_rule_can_be_explained():
    for line in run("rules").stdout.splitlines()[:5]:
        done = run("explain", line.split()[1])
        assert done.returncode == 0
        assert "What to do" in done.stdout


def test_the_platforms_are_listed():
    names = [line.split()[0] for line in run("platforms").stdout.splitlines()]
    assert names == ["generic-nginx", "pantheon"]


def test_the_schema_fits_the_report():
    keys = json.loads(run("schema").stdout)["$defs"]["Report"]["properties"]
    report = json.loads(run("scan", SAMPLE / "site", "--format", "json").stdout)
    assert list(keys) == list(report)
