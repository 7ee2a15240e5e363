"""Rules about programs, processes, languages and compiled files find their places."""

from typing import get_args

import pytest

from audit.detectors.binary import BinaryFound
from audit.detectors.language import LanguageFound
from audit.detectors.process import ProcessFound
from audit.detectors.program import ProgramFound
from audit.model.code import Binary, Language, Process, Program
from audit.model.facts import Location
from audit.model.inventory import Inventory
from audit.model.php import ProgramStanding
from audit.model.rules import Evidence, Platform, Programs

PLATFORM = Platform(
    id="p",
    name="P",
    about="A platform.",
    cms=("wordpress",),
    traits={},
    programs=Programs(
        {"convert": "/usr/bin/convert"},
        lacks=frozenset({"ffmpeg"}),
        undocumented=frozenset({"gs"}),
        usual=frozenset({"cp"}),
        foreign=frozenset({"taskkill"}),
    ),
)
HERE = Location("a.php", 3)


def program(name, **more):
    return Program(location=HERE, name=name, by="exec", seen_as="wp-content/themes/x/a.php", **more)


def process(kind="cron", name="php", **more):
    return Process(location=HERE, kind=kind, name=name, seen_as="a/b", **more)


def told(detector, *facts):
    return [found.text for found in detector.find(Inventory(facts, lambda _: {}), PLATFORM)]


@pytest.mark.parametrize(
    ("name", "standing"),
    [
        ("convert", "has"),
        ("ffmpeg", "lacks"),
        ("FFMPEG.exe", "lacks"),
        ("gs", "undocumented"),
        ("ls", "unknown"),
        ("cp", "has"),
    ],
)
def test_a_program_is_judged_by_what_the_platform_says(name, standing):
    every = get_args(ProgramStanding)
    assert [one for one in every if told(ProgramFound(standing=(one,)), program(name))] == [standing]


def test_a_program_of_another_system_is_none_that_the_platform_is_asked_for():
    assert told(ProgramFound(standing=get_args(ProgramStanding)), program("TASKKILL.exe")) == []


def test_a_computed_program_is_found_only_where_that_is_asked():
    assert told(ProgramFound(computed=True), program(None)) == ["a command made at run time, by exec"]
    assert told(ProgramFound(standing=("unknown", "lacks")), program(None)) == []


def test_a_program_is_found_by_its_name_and_by_where_it_stands():
    found = ProgramFound(name=("wkhtml*",), but_not=("wp-content/plugins/**",))
    assert told(found, program("wkhtmltopdf", path="/usr/bin/wkhtmltopdf")) == [
        "/usr/bin/wkhtmltopdf, by exec"
    ]
    assert told(ProgramFound(name=("wkhtml*",), not_name=("*pdf",)), program("wkhtmltopdf")) == []
    assert told(ProgramFound(name=("a",), files=("wp-content/plugins/**",)), program("a")) == []
    assert told(ProgramFound(name=("a",), own=False), program("a")) == []


@pytest.mark.parametrize("doubt", ["guarded", "vendored"])
def test_there_is_doubt_where_code_asks_first_or_is_not_the_sites(doubt):
    [found] = ProgramFound(standing=("lacks",)).find(
        Inventory([program("ffmpeg", **{doubt: True})], lambda _: {}), PLATFORM
    )
    assert isinstance(found, Evidence)
    assert found.doubt is not None


def test_a_rule_about_programs_must_say_which():
    with pytest.raises(ValueError, match="computed"):
        ProgramFound()


def test_a_process_is_found_by_kind_name_and_language():
    assert told(ProcessFound(kind=("cron",)), process(text="@daily php")) == ["php: @daily php"]
    assert told(ProcessFound(kind=("daemon",)), process()) == []
    assert told(ProcessFound(kind=("cron",), name=("p*",), language=("PHP",)), process(language="PHP")) == [
        "php"
    ]
    assert told(ProcessFound(kind=("cron",), language=("PHP",)), process()) == []
    assert told(ProcessFound(kind=("cron",), not_name=("php",)), process()) == []
    assert told(ProcessFound(kind=("cron",), but_not=("a/**",)), process()) == []


def test_a_process_is_found_by_what_is_run():
    job = process(text="@daily php cron.php")
    assert told(ProcessFound(kind=("cron",), text=r"cron\.php"), job) == ["php: @daily php cron.php"]
    assert told(ProcessFound(kind=("cron",), text="wp"), job) == []
    assert told(ProcessFound(kind=("cron",), not_text=r"cron\.php"), job) == []


def test_what_developers_run_and_what_extensions_bring_is_left_out_unless_asked_for():
    assert told(ProcessFound(kind=("cron",)), process(for_work=True), process(own=False)) == []
    assert told(ProcessFound(kind=("cron",), for_work=True), process(for_work=True), process()) == ["php"]
    assert told(ProcessFound(kind=("cron",), anywhere=True), process(own=False)) == ["php"]


def test_a_language_is_found_in_own_code_only():
    own = Language(location=Location("."), name="Perl", files=2, bytes=10)
    third = Language(location=Location("."), name="Ruby", files=0, bytes=0, vendored_files=9)
    assert told(LanguageFound(name=("Perl", "Ruby")), own, third) == ["Perl: 2 files"]
    assert told(LanguageFound(name=("Perl",), files=3), own) == []


def test_a_compiled_file_is_found_by_its_format():
    elf = Binary(location=HERE, format="ELF", seen_as="a/b", size=1000)
    assert told(BinaryFound(format=("ELF",)), elf) == ["ELF, 1,000 bytes"]
    assert (
        told(BinaryFound(format=("PE",)), elf)
        == told(BinaryFound(format=("ELF",), but_not=("a/*",)), elf)
        == []
    )


def test_a_rule_that_has_to_be_sure_says_nothing_where_all_places_are_doubtful():
    detector = ProgramFound(computed=True, sure=True)
    doubtful = (program(None, guarded=True), program(None, vendored=True))
    assert (len(told(detector, *doubtful)), len(told(detector, *doubtful, program(None)))) == (0, 3)
