"""Documents of YAML, good and bad ones, written from a seed."""

import random

from tests.real.yaml_tables import (
    AFTER,
    BEFORE,
    BETWEEN,
    CALM,
    CALM_BETWEEN,
    CALM_ENDINGS,
    CALM_KEYS,
    COLONS,
    DRUPAL,
    ENDINGS,
    ENDS_OF_SCALARS,
    HEADERS,
    LINES,
    MARGINS,
    NAMES,
    NUMBERS,
    PHRASES,
    SIGNS,
    SIMPLE_KEYS,
    TIMES,
    WORDS,
)


class Document:
    """Writes one document."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.is_calm = seed // 5 % 3 > 0
        self.keys = 0
        kind = (self.block, self.block, self.like_drupal, self.soup, self.scalar)[seed % 5]
        text = self.framed(kind())
        for _ in range(0 if self.is_calm and self.rarely(0.9) else self.pick(0, 1, 1, 3)):
            text = self.damaged(text)
        self.data = self.encoded(text)

    def pick(self, *choices):
        return self.random.choice(choices)

    def rarely(self, chance):
        return self.random.random() < chance

    def scalar(self):
        return self.text() + self.pick(*ENDS_OF_SCALARS)

    def text(self):
        """Write a value in a line, or one that runs over lines."""
        if self.is_calm:
            return self.pick(*CALM) if self.rarely(0.98) else self.pick("*a", "*b", "!mine a", "!mine [a]")
        text = self.pick(
            *self.pick(WORDS, NUMBERS, TIMES, PHRASES, PHRASES, ["a", "b c", "1", "true", "'x'", "[a]"])
        )
        return text if self.rarely(0.8) else text + self.pick(" # c", " #c", "  ", "\t", " ", " #", "# c")

    def key(self):
        if self.is_calm:
            self.keys += 1
            key = f"{self.pick(*CALM_KEYS)}{self.keys}"
            return self.pick("{}", "{}", "{}", "'{}'", '"{}"').format(key) if self.rarely(0.99) else "<<"
        return self.pick(*NAMES) if self.rarely(0.25) else self.pick(*SIMPLE_KEYS)

    def colon(self):
        return ": " if self.is_calm or self.rarely(0.9) else self.pick(*COLONS)

    def block(self, indent=0, depth=0):
        """Write a mapping or a sequence, each of its lines with that indentation."""
        write = self.pick(self.pair, self.pair, self.item)
        lines = []
        for _ in range(self.random.randrange(1, 5)):
            if not self.is_calm and self.rarely(0.03):
                write = self.pick(self.pair, self.item)
            lines.append(self.between())
            wrong = self.pick(-1, 1, 2) if not self.is_calm and self.rarely(0.02) else 0
            lines.append(" " * max(0, indent + wrong) + write(indent, depth))
        return "".join(lines)

    def between(self):
        if self.rarely(0.85):
            return ""
        return self.pick(*(CALM_BETWEEN if self.is_calm else BETWEEN))

    def pair(self, indent, depth):
        return self.key() + self.value(indent, depth)

    def value(self, indent, depth):
        if depth < 4 and self.rarely(0.35):
            deeper = indent + self.pick(2, 2, 2, 4, 1, 3, 2 if self.is_calm else 0)
            return ":" + self.ending() + self.block(deeper, depth + 1)
        if self.rarely(0.15):
            return self.colon() + self.folded(indent)
        if self.rarely(0.12):
            return ":" + self.ending()
        return self.colon() + self.text().replace("\n  ", "\n  " + " " * indent) + "\n"

    def ending(self):
        if self.is_calm:
            return self.pick(*CALM_ENDINGS)
        return self.pick(*ENDINGS)

    def item(self, indent, depth):
        if depth < 4 and self.rarely(0.3):
            gap = self.pick(" ", " ", " ", "  ", "   ", " " if self.is_calm else "\t")
            return "-" + gap + self.block(indent + 1 + len(gap), depth + 1).lstrip(" ")
        if depth < 4 and self.rarely(0.15):
            return "-" + self.ending() + self.block(indent + self.pick(2, 2, 1, 4, 0), depth + 1)
        if self.rarely(0.12):
            return "- " + self.folded(indent)
        return (
            self.pick("- ", "- ", "- ", "- ", "-  ", *([] if self.is_calm else ["-\t", "-"]))
            + self.text().replace("\n  ", "\n  " + " " * indent)
            + "\n"
        )

    def folded(self, indent):
        """Write a text under | or >."""
        header = (
            self.pick(*HEADERS)
            if not self.is_calm and self.rarely(0.3)
            else self.pick("|", ">", "|-", ">-", "|+", ">+")
        )
        header = header[:-1] + self.pick(" |", " >-", " |-") if header.endswith(":") else header
        margin = " " * (indent + self.pick(2, 2, 2, 4, 1, 2 if self.is_calm else 0))
        lines = [self.pick(*MARGINS) + self.pick(*LINES) for _ in range(self.random.randrange(5))]
        if self.is_calm:
            lines = [line.lstrip() for line in lines[:1]] + lines[1:]
        ways = ("{0}{1}", "{0}{1}", "{0}{1}", "", "{0}", " ", "{0}{1}" if self.is_calm else "{1}")
        written = [self.pick(*ways).format(margin, line) for line in lines]
        comment = self.pick("", "", "", "", " # c", " ", *([] if self.is_calm else [" #", "#c"]))
        return (
            header
            + comment
            + "\n"
            + "".join(line + "\n" for line in written)
            + self.pick("", "", "\n", "\n\n")
        )

    def like_drupal(self):
        parts = [self.pick(*DRUPAL) for _ in range(self.random.randrange(1, 8))]
        if self.is_calm:
            parts = list({part.partition(":")[0]: part for part in parts}.values())
        return "".join(part + self.pick("\n", "\n", "\n", "\n\n", " \n") for part in parts)

    def soup(self):
        """Write lines that have nothing to do with each other."""
        return "".join(self.random.choices(SIGNS, k=self.random.randrange(1, 16)))

    def framed(self, text):
        before = self.pick(*BEFORE)
        after = self.pick(*AFTER)
        return (before if self.rarely(0.15) else "") + text + (after if self.rarely(0.12) else "")

    def damaged(self, text):
        at = self.random.randrange(len(text) + 1)
        lines = text.splitlines(keepends=True) or [""]
        line = self.random.randrange(len(lines))
        return self.pick(
            lambda: text[:at] + text[at + 1 :],
            lambda: text[:at] + self.pick(*"'\"[]{},:#-&*!|>%@`?~ \t\n\\<=.0aé") + text[at:],
            lambda: "".join(lines[:line] + lines[line + 1 :]),
            lambda: "".join([*lines[:line], lines[line], *lines[line:]]),
            lambda: "".join([*lines[:line], self.pick(" ", "  ", "\t"), *lines[line:]]),
            lambda: "".join([*lines[:line], lines[line].lstrip(" "), *lines[line + 1 :]]),
            lambda: text[:at],
        )()

    def encoded(self, text):
        if self.rarely(0.08):
            text = text.replace("\n", self.pick("\r\n", "\r\n", "\r"))
        data = text.encode()
        if self.rarely(0.03):
            data = b"\xef\xbb\xbf" + data
        if self.rarely(0.01):
            data += b"\xff"
        return data
