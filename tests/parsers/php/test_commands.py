"""Command lines with unknown parts."""

import pytest

from audit.parsers.php.commands import program, started
from audit.parsers.php.partial import Hole

ANY = Hole("unknown")
WORD = Hole("word")


def names(*parts):
    return [one.name for one in started(parts)]


@pytest.mark.parametrize(
    "line",
    [
        "gs", "/usr/bin/gs -q",
        "'/opt/my programs/gs' -q", '"C:\\Program Files\\gs.exe" -q', "A=1 B='c d' gs", "gs>x",
        "sudo -u www gs", "nice -n 19 gs", "nice -19 gs", "ionice -c 3 gs", "nohup gs &",
        "timeout -k 5 10s gs",
        "/usr/bin/env A=b gs", "! gs", "if gs; then true; fi", "2>/dev/null gs", "exec gs", "(gs)",
        "cmd /c gs",
    ],
)  # fmt: skip
def test_what_stands_before_a_program_is_not_the_program(line):
    assert names(line) == ["gs"]


def test_a_shell_and_what_it_is_given_are_both_programs():
    assert names("bash -c 'gs | lpr'") == ["bash", "gs", "lpr"]


def test_what_a_shell_does_itself_is_no_program():
    assert names("cd /a; echo gs; export A=gs; [ -f gs ] && umask 022") == []


@pytest.mark.parametrize(
    "word",
    """
    : . alias break case cd continue done echo esac eval exit export false fi for function local printf pwd
    read return set shift source test trap true ulimit umask unset wait in select } [ [[ dir cls rem pushd
    popd start chcp
    """.split(),
)
def test_a_word_of_the_shell_is_no_program(word):
    assert names(f"{word} gs") == []


@pytest.mark.parametrize("word", "do else elif if then until while ! { (".split())
def test_behind_a_word_that_opens_a_block_a_program_stands(word):
    assert names(f"{word} gs -q") == ["gs"]


@pytest.mark.parametrize(
    "before",
    [
        *(f"sudo {option} x" for option in ("-u", "-g", "-h", "-p", "-C", "-r", "-t", "-U")),
        "nice -n 5", "ionice -c 3", "ionice -n 7", "ionice -p 1", "nohup", "setsid",
        "stdbuf -i 0", "stdbuf -o L", "stdbuf -e L", "timeout -s KILL 5", "timeout -k 5 10", "time -f %e",
        "time -o log", "env -u HOME", "exec -a name", "command", "builtin",
    ],
)  # fmt: skip
def test_a_program_that_starts_another_is_passed_over_with_its_options(before):
    assert names(f"{before} gs -q") == ["gs"]


@pytest.mark.parametrize("word", ["which", "where", "whereis", "type", "hash"])
def test_many_words_ask_whether_a_program_is_there(word):
    assert [(one.name, one.asked) for one in started((f"{word} gs",))] == [("gs", True)]


@pytest.mark.parametrize("shell", ["sh", "bash", "dash", "ash", "zsh", "ksh"])
def test_each_shell_reads_a_line(shell):
    assert names(f"/bin/{shell} -c 'gs'") == [shell, "gs"]


@pytest.mark.parametrize("suffix", ["exe", "bat", "cmd", "com"])
def test_a_program_of_windows_has_no_suffix(suffix):
    assert names(f"gs.{suffix.upper()} -q") == ["gs"]


@pytest.mark.parametrize("name", ["gs_path", "bin_dir", "folder", "rootOf", "prefix"])
def test_a_variable_that_is_called_as_a_folder_is_one(name):
    assert names(Hole("unknown", name), "gs") == ["gs"]


def test_a_word_in_quotes_does_not_end_the_line():
    assert names("gs \"a; b | c\" 'd && e' f\\;g") == ["gs"]


def test_an_unknown_part_is_a_program_where_one_stands():
    assert names(ANY) == [None]
    assert names("gs ", ANY, " | ", ANY, " -v") == ["gs", None]
    assert names(ANY, "gs") == [None]
    assert names("gs", ANY) == [None]


def test_a_folder_may_be_unknown():
    assert [(one.name, one.path) for one in started((ANY, "/gs -q"))] == [("gs", None)]
    assert [(one.name, one.path) for one in started((Hole("unknown", "gs_path"), "gs"))] == [("gs", None)]


def test_an_argument_may_be_any_word():
    assert names("gs ", WORD, ";lpr") == ["gs", "lpr"]


def test_a_program_that_a_question_names_is_asked():
    found = started(("command -v gs >/dev/null 2>&1 && gs -v",))
    assert [(one.name, one.asked) for one in found] == [("gs", True), ("gs", False)]


def test_without_a_shell_the_whole_text_is_the_program():
    assert program(("/opt/my programs/gs",)) == ("gs", "/opt/my programs/gs", False)


def test_the_bytes_that_stand_for_unknown_parts_cannot_be_forged():
    assert names("g\0s") == ["gs"]
