"""The programs of command lines, compared with those that a shell starts."""

import random
import subprocess

import pytest

from audit.parsers.php.commands import started

pytestmark = pytest.mark.real

LINES = 400
PROGRAMS = ["convert", "gs", "pdftk", "wkhtmltopdf", "mysqldump", "php8.2", "ffmpeg"]
STUB = '#!/bin/sh\necho "${0##*/}" >> "$SEEN"\n'


class Writer:
    """Writes a command line, and knows which programs it starts."""

    def __init__(self, number):
        self.random = random.Random(number)
        self.wanted = []
        self.text = self.line(0)

    def line(self, depth):
        parts = [self.command(depth) for _ in range(self.random.randrange(1, 4))]
        text = parts[0]
        for part in parts[1:]:
            text += self.random.choice([" | ", "; ", " && ", "|", "\n", " ;"]) + part
        return text

    def command(self, depth):
        name = self.random.choice(PROGRAMS)
        kind = self.random.randrange(9)
        if kind == 0:
            return self.random.choice(["cd / ", "echo gs", "umask 022 ", "true ", "export A=gs "])
        if kind == 1 and depth == 0:
            return f"sh -c '{self.line(1)}' "
        self.wanted.append(name)
        before = self.random.choice(
            [
                "",
                "",
                "nice ",
                "nice -n 5 ",
                "env A=b ",
                "timeout 5 ",
                "nohup ",
                "A=1 B=c ",
                "2>/dev/null ",
            ]
        )
        written = name
        if depth == 0:
            written = self.random.choice(
                [name, f"'{name}'", f'"{name}"', f"./{name}", f"$PWD/{name}".replace("$PWD", ".")]
            )
        after = [
            "",
            "-v",
            "gs",
            "> /dev/null",
            "2>&1",
            "< /dev/null",
            ">/dev/null 2>&1",
            '"a; gs"',
            "a=b",
            "-c 5",
        ]
        return f"{before}{written} {' '.join(self.random.sample(after, 2))} "


def test_the_programs_of_a_line_are_those_that_a_shell_starts(tmp_path):
    for name in PROGRAMS:
        (tmp_path / name).write_text(STUB)
        (tmp_path / name).chmod(0o755)
    total = 0
    for number in range(LINES):
        writer = Writer(number)
        seen = tmp_path / f"seen{number}"
        seen.touch()
        environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "SEEN": str(seen)}
        subprocess.run(
            ["/bin/sh", "-c", writer.text], cwd=tmp_path, env=environment, check=False, capture_output=True
        )
        names = [str(one.name) for one in started((writer.text,)) if one.name != "sh"]
        ran = seen.read_text().split()
        total += len(ran)
        assert sorted(names) == sorted(writer.wanted), writer.text
        assert set(ran) <= set(names), writer.text
    assert total > LINES
