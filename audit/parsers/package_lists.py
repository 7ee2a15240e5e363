"""The packages that a requirements.txt of Python or a Gemfile of Ruby asks for."""

import re

_MOST = 1000  # packages
_REQUIREMENT = re.compile(
    r"\s*(?P<name>[A-Za-z0-9][\w.-]{0,100})\s*(?:\[[^\]]{0,200}\]\s*)?(?:[=<>!~;#@].*)?"
)
_GEM = re.compile(r"""\s*gem[ (]\s*(?P<quote>['"])(?P<name>[\w.-]{1,100})(?P=quote)""")


def parse_requirements(text: str) -> tuple[str, ...]:
    r"""
    Return the packages of a requirements.txt, in lower case; () for a text that is none.

    >>> parse_requirements("# x\nDjango==4.2\n-r a.txt\nuwsgi [a] >= 2 # y"), parse_requirements("Two words.")
    (('django', 'uwsgi'), ())
    """
    names: list[str] = []
    for line in text.split("\n")[: _MOST * 2]:
        bare = line.strip()
        if not bare or bare.startswith(("#", "-", "git+", "http:", "https:", ".")):
            continue
        found = _REQUIREMENT.fullmatch(bare[:500])
        if found is None:
            return ()
        names.append(found["name"].lower())
    return tuple(names[:_MOST])


def parse_gemfile(text: str) -> tuple[str, ...]:
    r"""
    Return the gems of a Gemfile.

    >>> parse_gemfile("source 'https://x'\n  gem 'sass' # gem 'no'\ngem(\"puma\", '~> 5')\n")
    ('sass', 'puma')
    """
    found = (_GEM.match(line[:500]) for line in text.split("\n")[: _MOST * 5])
    return tuple(one["name"] for one in found if one is not None)[:_MOST]
