"""Text of others in Markdown: it says what it said, and is nothing else."""

import re

_SIGNS = re.compile(r"[!\"#$&'()*+./:;<=>?@\[\\\]^_`{|}~-]")
_WEB = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:[/?#][A-Za-z0-9/?#%&=+_.,:;@~!*$-]*)?")


def literal(text: str) -> str:
    r"""
    Return a text with a stroke before each sign that could be one of Markdown's, also in a table.

    >>> print(literal("<b>|[x](javascript:y) $a$ www.x.org"))
    \<b\>\|\[x\]\(javascript\:y\) \$a\$ www\.x\.org
    """
    return _SIGNS.sub(r"\\\g<0>", text)


def web_address(url: str | None) -> str | None:
    """
    Return a URL if it is one of the web, and nothing but that.

    >>> web_address("https://docs.example.org/a#b"), web_address("javascript:alert(1)"), web_address(None)
    ('https://docs.example.org/a#b', None, None)
    """
    return url if url is not None and _WEB.fullmatch(url) else None
