"""`moveready questions` and `--answers`: written, filled in, added to, and put into the report."""

import json
import os
import tomllib

import pytest

from tests.command import run
from tests.conftest import lay

PAYS = {"wp-content/mu-plugins/search.php": "<?php\n$search = 'https://search.provider.com:9243/';\n"}


def scanned(*arguments):
    return json.loads(run("scan", *arguments, "--format", "json").output)


def questions(told):
    return {one["id"]: one for one in told["plan"]["questions"]}


def answered(path, **answers):
    """Write a file of answers by hand."""
    lines = (
        f'[[answer]]\nid = "{name.replace("_", "-")}"\nanswer = {value}\n' for name, value in answers.items()
    )
    path.write_text("# by hand\n" + "".join(lines), "utf-8")
    return path


def test_the_file_is_what_scan_reads(site, tmp_path):
    file = tmp_path / "answers.toml"
    assert run("questions", site(PAYS), "-o", file).exit_code == 0
    asked = [one["id"] for one in tomllib.loads(file.read_text("utf-8"))["answer"]]
    assert set(asked) == questions(scanned(site(PAYS), "--answers", file)).keys()
    assert len(asked) > 40


def test_without_a_file_the_questions_are_printed(site):
    assert len(tomllib.loads(run("questions", site(PAYS)).output)["answer"]) > 40


def test_answers_stand_in_the_report(site, tmp_path):
    file = answered(tmp_path / "a.toml", visits="250000", launch_date="2026-12-31", ip_allowlists='"some"')
    found = questions(scanned(site(PAYS), "--answers", file))
    assert [found[name]["answer"] for name in ("visits", "launch-date", "ip-allowlists")] == [
        "250000",
        "2026-12-31",
        "some",
    ]
    assert found["page-views"]["answer"] is None


def test_an_answer_settles_findings_and_their_hours(site, tmp_path):
    folder = site(PAYS)
    open_, settled = (
        scanned(folder, "--answers", answered(tmp_path / "a.toml", ip_allowlists=f'"{answer}"'))
        for answer in ("some", "none")
    )
    rules = questions(settled)["ip-allowlists"]["settles"]
    assert rules
    for finding in settled["findings"]:
        by = {(place.get("accepted") or {}).get("by") for place in finding["places"]}
        assert by == ({"answer"} if finding["rule"]["id"] in rules else {None})
    assert settled["acceptance"]["answered"] > 0
    assert open_["acceptance"] is None
    assert settled["plan"]["hours"] <= open_["plan"]["hours"]


def test_a_settled_finding_is_no_news(site, tmp_path):
    def news(*arguments):
        told = scanned(site(PAYS), *arguments)["findings"]
        return {one["rule"]["id"] for one in told if not all(spot["accepted"] for spot in one["places"])}

    file = answered(tmp_path / "a.toml", ip_allowlists='"none"')
    assert news() - news("--answers", file) == {"port-in-own-code"}


def test_all_mistakes_are_named_and_nothing_is_written(site, tmp_path):
    file = answered(tmp_path / "a.toml", vists="5", visits='"many"', ip_allowlists='"nobody"')
    result = run("scan", site(PAYS), "--answers", file, "-o", tmp_path / "report.json")
    assert result.exit_code == 2
    assert len(result.error.splitlines()) == 3
    assert not (tmp_path / "report.json").exists()


def test_an_existing_file_keeps_every_byte_and_gets_what_is_new(site, tmp_path):
    file = answered(tmp_path / "a.toml", visits="5")
    before = file.read_bytes().rstrip(b"\n")
    file.write_bytes(before)
    assert run("questions", site(PAYS), "-o", file).exit_code == 0
    after = file.read_bytes()
    assert after.startswith(before + b"\n")
    told = tomllib.loads(after.decode())["answer"]
    assert [one["answer"] for one in told if one["id"] == "visits"] == [5]
    assert run("questions", site(PAYS), "-o", file).exit_code == 0
    assert file.read_bytes() == after


def test_an_existing_file_with_a_mistake_is_left_alone(site, tmp_path):
    file = answered(tmp_path / "a.toml", vists="5")
    before = file.read_bytes()
    result = run("questions", site(PAYS), "-o", file)
    assert result.exit_code == 2
    assert "vists" in result.error
    assert file.read_bytes() == before


def test_a_file_that_is_something_else_is_left_alone(site, tmp_path):
    other = lay(tmp_path, {"setup.toml": "[tool]\nx = 1\n"}) / "setup.toml"
    assert run("questions", site(PAYS), "-o", other).exit_code == 2
    assert other.read_text("utf-8") == "[tool]\nx = 1\n"


@pytest.mark.parametrize("name", ["gone.toml", "."])
def test_answers_that_cannot_be_read_say_so(site, tmp_path, name):
    result = run("scan", site(PAYS), "--answers", tmp_path / name)
    assert result.exit_code == 2
    assert "could not be read" in result.error


def test_the_report_is_never_written_over_the_answers(site, tmp_path):
    file = answered(tmp_path / "a.json", visits="5")
    assert run("scan", site(PAYS), "--answers", file, "-o", file).exit_code == 2
    assert file.read_text("utf-8").startswith("# by hand")


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_who_may_read_the_answers_stays_as_it_was(site, tmp_path):
    file = answered(tmp_path / "a.toml", visits="5")
    file.chmod(0o600)
    run("questions", site(PAYS), "-o", file)
    assert file.stat().st_mode & 0o777 == 0o600
