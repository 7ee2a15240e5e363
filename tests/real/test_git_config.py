"""A configuration is read as git reads it."""

import random
import subprocess

import pytest

from audit.parsers.git_config import parse_config
from tests.real.conftest import program

pytestmark = pytest.mark.real

_SECTIONS = ["[core]", '[remote "a"]', '[remote "a\\"b"]', "[Core.Sub]", "[a-b]", '[ x "y" ]']
_VALUES = ["x", "true", '"q;#"', '"a b "', "\\n", '\\"', "\\t", " ; c", "#", " ", "  ", "\\\n", "=", "[", "é"]


def _line(chance: random.Random) -> str:
    if chance.random() < 0.3:
        return chance.choice(_SECTIONS) + chance.choice(["", " ", "\n", " bare"])
    name = chance.choice(["url", "Url", "a-b", "\tx"])
    return (
        name + chance.choice(["=", " = ", "\t="]) + "".join(chance.choices(_VALUES, k=chance.randint(0, 4)))
    )


def test_values_are_those_that_git_lists(tmp_path):
    git, chance, file = program("git", "git"), random.Random(5), tmp_path / "config"
    compared = 0
    for _ in range(300):
        lines = "\n".join(_line(chance) for _ in range(6))
        file.write_text(f"[core]\n{lines}\n", "utf-8")
        said = subprocess.run(
            [git, "config", "--file", str(file), "--list", "-z"], capture_output=True, check=False
        )
        if said.returncode == 0:
            compared += 1
            found = [
                (".".join(part for part in one[:3] if part is not None), one.value)
                for one in parse_config(file.read_text("utf-8"))
            ]
            listed = [item.partition("\n") for item in said.stdout.decode().split("\0") if item]
            assert found == [(name, value if line else None) for name, line, value in listed]
    assert compared > 20
