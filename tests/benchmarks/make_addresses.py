"""Writes the addresses and paths of a site into the text of a dump, about one in 600 bytes."""

import re
from itertools import cycle
from pathlib import Path

_WORD = re.compile(rb"consectetur|adipiscing")
_EVERY = 5  # times that one of the words stands there
_ADDRESSES = (
    b"https://www.example.org/2024/05/a-post/",
    b'<a href=\\"http://example.org/contact/\\">us</a>',
    b'\\"https:\\\\/\\\\/cdn.example.net\\\\/wp-content\\\\/uploads\\\\/x.jpg\\"',
    b's:34:\\"https://www.example.org/wp-content/x\\";',
    b"http://staging.example.org/wp-content/uploads/2019/x.png",
    b"/home/example/public_html/wp-content/uploads/x.log",
    b"</strong> </em> and/or http",
)
_STEP = 1_000_000


def add_addresses(source: Path, target: Path) -> None:
    """Copy a dump, with addresses in place of some words; a word that a step cuts stays."""
    texts = cycle(text for address in _ADDRESSES for text in (address, *[b"elit"] * (_EVERY - 1)))
    with source.open("rb") as old, target.open("wb") as new:
        while piece := old.read(_STEP):
            new.write(_WORD.sub(lambda _: next(texts), piece))


if __name__ == "__main__":
    import sys

    add_addresses(Path(sys.argv[1]), Path(sys.argv[2]))
