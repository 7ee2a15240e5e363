"""Crontab files."""

import pytest

from audit.parsers.crontab import parse_crontab


@pytest.mark.parametrize(
    "line",
    [
        "* * * * * run",
        "*/15 0-6,22-23 1,15 * mon-fri run",
        "0 4 * * 7 run",
        "@daily run",
        "@reboot run",
        "\t5\t4\t*\t*\t*\trun",
        "H/15 * * * * run",
    ],
)
def test_a_job_is_told_from_its_time(line):
    assert [job.command for job in parse_crontab(line)] == ["run"]


@pytest.mark.parametrize(
    "line",
    [
        "# * * * * * run",
        "SHELL=/bin/sh",
        "1 2 3 4 5",
        "Call me at 1 2 3 4 5 please",
        "10 20 30 40 x",
        "1. 2. 3. 4. 5. six",
        "100 * * * * run",
        "",
    ],
)
def test_other_lines_are_no_jobs(line):
    assert list(parse_crontab(line)) == []


def test_the_user_of_a_system_crontab_is_no_program():
    text = "0 1 * * * deploy /srv/run.sh\n0 2 * * * root /bin/x\n"
    assert [job.command for job in parse_crontab(text, has_users=True)] == ["/srv/run.sh", "/bin/x"]


def test_a_program_of_a_users_crontab_is_not_taken_for_a_user():
    [job] = parse_crontab("0 1 * * * drush core-cron")
    assert job.command == "drush core-cron"


def test_windows_line_ends_do_no_harm():
    assert [job.command for job in parse_crontab("0 1 * * * a\r\n0 2 * * * b\r\n")] == ["a", "b"]


def test_no_job_is_passed_over_however_many_there_are():
    assert [job.line for job in parse_crontab("* * * * * x\n" * 5000)] == list(range(1, 5001))


def test_hostile_lines_are_read_quickly():
    assert list(parse_crontab(("1," * 4000 + "\n") * 50)) == []
