"""Arrays read from configuration, compared with those that PHP has after running it."""

import json
import random
import subprocess

import pytest

from audit.parsers.php.values import assignments

pytestmark = pytest.mark.real

FILES = 300
GAPS = ["", " ", "\n", " /* ], */ ", " // )\n", "\t# 'x' => 1,\n"]
# Each may stand once in an array, in any of its spellings.
KEYS = [
    ["'a'", '"a"'], ["'a' . 'c'"], ["7", "'7'", "7.9"], ["'07'"], ["'1.5'"],
    ["null", "''"], ["'it\\'s'"], ['"]"'],
]  # fmt: skip
VALUES = ["1", "'x'", '"y\\n"', "true", "NULL", "1 + 2", "'(' . \"[\"", "-3", "''", "<<<E\nz\nE"]
REPORT = '\necho json_encode($found, JSON_FORCE_OBJECT), "\\n";\n'


class Writer:
    """Writes nested arrays."""

    def __init__(self, number):
        self.random = random.Random(number)
        self.text = f"<?php\n$found = {self.array(0)};"

    def gap(self):
        return self.random.choice(GAPS) if self.random.random() < 0.3 else " "

    def array(self, depth):
        keys = self.random.sample(KEYS, self.random.randrange(6))
        items = [self.item(key, depth) for key in keys]
        text = f"{self.gap()},{self.gap()}".join(items) + self.random.choice([",", ""] if items else [""])
        opening, closing = self.random.choice([("[", "]"), ("array(", ")"), ("ARRAY (", ")")])
        return f"{opening}{self.gap()}{text}\n{closing}"

    def item(self, key, depth):
        is_array = depth < 4 and self.random.random() < 0.4
        value = self.array(depth + 1) if is_array else self.random.choice(VALUES)
        written = f"{self.random.choice(key)}{self.gap()}=>{self.gap()}" if self.random.random() < 0.7 else ""
        return written + value


def flat(value, way=()):
    if not isinstance(value, dict):
        return {way: value}
    return {keys: leaf for key, inner in value.items() for keys, leaf in flat(inner, (*way, key)).items()}


def test_the_values_in_an_array_are_those_that_php_has(php, tmp_path):
    texts = [Writer(number).text for number in range(FILES)]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.php").write_text(text + REPORT, newline="")
    every = f'<?php for ($i = 0; $i < {FILES}; $i++) include __DIR__ . "/$i.php";'
    (tmp_path / "all.php").write_text(every)
    command = [php, "-d", "display_errors=0", str(tmp_path / "all.php")]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    for text, line in zip(texts, answer.stdout.splitlines(), strict=True):
        [found] = assignments(text.encode())
        assert {item.keys: item.value for item in found.items or ()} == flat(json.loads(line)), text
