"""Command lines: what they start, and what of them may be shown."""

import pytest

from audit.parsers.commands import program_of, shown_command


@pytest.mark.parametrize(
    ("command", "program"),
    [
        ("/usr/bin/php /srv/site/wp-cron.php", "php"),
        ("cd /srv && DRUSH=1 /usr/local/bin/drush core-cron", "drush"),
        ("sudo -u www-data nice -n 19 wp cron event run --due-now", "wp"),
        ("flock -n /tmp/x.lock timeout 30m python3 run.py", "python3"),
        ("(cd /srv; ./run.sh)", "run.sh"),
        ("bash -lc 'npm run watch'", "npm"),
        ('"/opt/my app/bin/tool" -x', "tool"),
        ("[ -x /usr/bin/a ] && /usr/bin/b", "b"),
        ("$PHP run.php", None),
        ("", None),
        ("&& ;", None),
    ],
)
def test_the_first_program_is_found_behind_what_stands_before_it(command, program):
    assert program_of(command) == program


@pytest.mark.parametrize(
    "command",
    [
        "mysqldump -usite -pS3cret db > x.sql",
        "mysqldump --user=site --password=S3cret db",
        "mysql -u site -p 'S3cret' db",
        "curl -u site:S3cret https://a.example/",
        "curl -H 'Authorization: Bearer S3cret' https://a.example/",
        "curl https://site:S3cret@a.example/run",
        "wget -q 'https://a.example/cron.php?cron_key=S3cret'",
        "wget a.example/cron.php?cron_key=S3cret",
        "API_KEY=S3cret ./run",
        "export DB_PASSWORD='S3cret' && ./run",
        "./run --token S3cret",
        "./run --api-key S3cret",
        "mail -s done S3cret@a.example",
    ],
)
def test_no_secret_is_shown(command):
    assert "S3cret" not in shown_command(command)


def test_the_key_in_a_path_of_drupals_cron_is_not_shown():
    assert (
        shown_command("curl https://a.example/cron/Xk2jd8fJQ0aB1cD2eF3gH4iJ5kL6")
        == "curl https://a.example/cron/…"
    )


def test_what_is_no_secret_is_shown():
    assert shown_command("php -d memory_limit=1G  /srv/cron.php\n") == "php -d memory_limit=1G /srv/cron.php"


def test_a_long_command_is_cut():
    assert len(shown_command("a " * 10_000)) <= 201


@pytest.mark.parametrize(
    "text", ["-" * 5000, "A=" * 5000, "-p" * 5000, "bash -c " * 500, "'" * 5000, "a-1" * 3000]
)
def test_strange_commands_are_read_quickly(text):
    shown_command(text)
    program_of(text)


@pytest.mark.parametrize(
    "command",
    [
        "redis-cli -a hunter2 ping",
        "'mysql' '-phunter2' d",
        "curl -b 'sid=hunter2' https://a.example",
        "curl --data hunter2 https://a.example",
        "mongodump -u joe -p hunter2",
        "mariadb-dump -phunter2 d",
    ],
)
def test_what_a_program_is_given_to_log_in_is_not_shown(command):
    assert "hunter2" not in shown_command(command)
