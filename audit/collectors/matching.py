"""Which database belongs to which install or site: evidence is weighed, and nothing is guessed."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from audit.errors import AuditError
from audit.model.facts import Fact, Install, Site

_PIN = 64  # the customer says so
_DATABASE = 8  # the configuration names the database that the dump is of
_HOST = 4  # an address in the configuration is one of the dump's sites
_NETWORK = 3  # both are of a network, or neither is
_FILE = 2  # the file of the dump, or its folder, is called like the database, the host or the folder
_PREFIX = 1  # the configuration names the prefix, which the dump then has
_ROUNDS = 50
_NAMED = 5  # so many candidates a problem tells

_ENDS = (".sql", ".sqlite", ".sqlite3", ".db", ".gz", ".bz2", ".xz", ".zst", ".zip", ".tar", ".tgz", ".dump")
_APART = re.compile(r"[^\w]+|_+")
_ANY_DUMP = frozenset(  # words that say nothing of whose dump it is
    "backup backups bak daily database db dump dumps export exports full latest live mysql prod production"
    " sql the weekly".split()
)
_ANY_FOLDER = frozenset(  # where a site lies on any server
    "app core current default docroot drupal files htdocs html home httpdocs public public_html root site"
    " sites src srv var web webroot wordpress wp www".split()
)
_One = TypeVar("_One")
_NUMBER = re.compile(r"\d+(?:t\d+)?z?")  # of a date or a time


class Seeker(NamedTuple):
    """An install, or a site of one, as far as the code tells what its database is."""

    key: Hashable
    folders: tuple[str, ...]  # where a pin may say that it is
    prefix: str | None  # None: not known
    database: str | None  # name; None: not known
    hosts: frozenset[str]
    names: frozenset[str]  # what its dump may be called, see called()
    network: bool | None = None  # None: not known


class Candidate(NamedTuple):
    """A database, as far as its dump tells whose it is."""

    dump: str  # as facts call it
    prefix: str
    database: str | None
    hosts: frozenset[str]
    network: bool | None = None


class Matches(NamedTuple):
    """What belongs together, by the numbers of the candidates."""

    pairs: dict[Hashable, int]
    shared: dict[Hashable, int]  # whose database, which they name, is paired with somebody else
    near: dict[Hashable, list[int]]  # of who has none: what is left and no more speaks against than for

    def rivals(self, key: Hashable) -> list[Hashable]:
        """Return who else may have what one who has none may have."""
        own = set(self.near.get(key, ()))
        return [other for other, near in self.near.items() if other != key and not own.isdisjoint(near)]


def match(
    seekers: Sequence[Seeker],
    candidates: Sequence[Candidate],
    pins: Mapping[str, str],
    fits: Sequence[Sequence[bool]],
) -> Matches:
    """
    Return who has which database. Pins are folders by the dumps that the customer says are theirs.

    fits tells of each seeker which candidates may be its at all (not those of another major version or
    table prefix); a pin counts for more. Of what is left each piece of evidence has a weight: the
    name of the database 8, a host 4, being a network 3, the name of the file 2, a prefix that is named 1.
    What both sides name and is not the same counts as much against. Two belong together if each is the
    likeliest for the other, alone at that, and more speaks for it than against. Once these are set aside,
    the rest is looked at anew. Where nothing speaks for it, they only belong together if the candidate fits
    nobody else. Who names a database that is another's shares it.
    """
    weights = _weights(seekers, candidates, pins, fits)
    pairs = _pairs(weights)
    shared: dict[Hashable, int] = {}
    for one in seekers:
        own = weights[one.key]
        named = [number for number in own if candidates[number].database == one.database]
        if one.database is None or one.key in pairs or len(named) != 1:
            continue
        if named[0] in pairs.values():
            shared[one.key] = named[0]
        else:  # none of those who name it has more that speaks for it
            pairs[one.key] = named[0]
    taken = set(pairs.values())
    near = {
        key: sorted(
            (number for number, weight in own.items() if weight >= 0 and number not in taken),
            key=lambda number: -own[number],
        )
        for key, own in weights.items()
        if key not in pairs and key not in shared
    }
    return Matches(pairs, shared, near)


def pinned(text: str) -> tuple[str | None, str]:
    """
    Return the folder and the dump of ROOT=FILE; None: a dump alone, which may belong to anything.

    Ask first whether a file of the whole name is there. "=FILE" is a dump alone whatever is in its name.

    >>> pinned("blog/=dumps/a.sql"), pinned(".=b.sql.gz"), pinned("c.sql"), pinned("=d=e.sql")
    (('blog', 'dumps/a.sql'), ('.', 'b.sql.gz'), (None, 'c.sql'), (None, 'd=e.sql'))
    """
    root, equals, path = text.partition("=")
    if not equals or not path:
        return None, text
    return (posixpath.normpath(root) if root else None), path


def check_pins(pins: Mapping[str, str], facts: Sequence[Fact]) -> None:
    """Raise AuditError for a dump that is said to be of a folder where no install and no site was found."""
    installs = [fact.root for fact in facts if isinstance(fact, Install)]
    sites = [folder for fact in facts if isinstance(fact, Site) and (folder := site_folder(fact))]
    for dump, root in pins.items():
        if root not in {*installs, *sites}:
            known = some(sorted({*installs, *sites})) or "none"
            raise AuditError(
                f"{dump} is said to be of {root}, and no site was found there. There is: {known}."
            )


def site_folder(site: Site) -> str | None:
    """Return the folder of a Drupal's site in the tree; None where it has none."""
    if site.folder is None or site.install is None:
        return None
    return site.folder if site.install == "." else f"{site.install}/{site.folder}"


def called(*names: str | None, folders: Sequence[str] = ()) -> frozenset[str]:
    """
    Return what a dump may be called: like a database or a host, or like a folder that is not on any server.

    >>> sorted(called("shop_live", None, "www.example.org", folders=["blog/wp", "sites/default"]))
    ['blog', 'example org', 'shop']
    """
    words = [_words(name) for name in names if name]
    words += [_words(part) for path in folders for part in path.split("/") if part not in _ANY_FOLDER]
    return frozenset(word for word in words if word)


def how_to_pin(root: str, dumps: Sequence[str]) -> str:
    """
    Return what a customer does to say which of some dumps is the one of an install.

    >>> how_to_pin(".", ["a.sql", "b.sql"])
    'Say which with --dump .=FILE.'
    >>> how_to_pin("blog", ["all.sql", "all.sql"])
    'Give each database in a file of its own, and say which it is with --dump blog=FILE.'
    """
    if len(set(dumps)) == len(dumps):
        return f"Say which with --dump {root}=FILE."
    return f"Give each database in a file of its own, and say which it is with --dump {root}=FILE."


def some(names: Sequence[str]) -> str:
    """
    Return the first of some names.

    >>> some(["a", "b", "a"]), some("abcdefg")
    ('a, b', 'a, b, c, d, e and 2 more')
    """
    names = list(dict.fromkeys(names))
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _weights(
    seekers: Sequence[Seeker],
    candidates: Sequence[Candidate],
    pins: Mapping[str, str],
    fits: Sequence[Sequence[bool]],
) -> dict[Hashable, dict[int, int]]:
    """Return what speaks for each candidate that a seeker may have."""
    folders = {folder for one in seekers for folder in one.folders}
    roots = [pins.get(one.dump) for one in candidates]
    files = [_file_words(one.dump) for one in candidates]
    own_dump = set(roots) & folders
    weights: dict[Hashable, dict[int, int]] = {}
    for one, own_fits in zip(seekers, fits, strict=True):
        has_pin = not own_dump.isdisjoint(one.folders)
        kept = weights[one.key] = {}
        for number, candidate in enumerate(candidates):
            root = roots[number] if roots[number] in folders else None
            is_pinned = root in one.folders
            if is_pinned or (root is None and not has_pin and own_fits[number]):
                kept[number] = _weight(one, candidate, files[number]) + (_PIN if is_pinned else 0)
    return weights


def _weight(seeker: Seeker, candidate: Candidate, file: frozenset[str]) -> int:
    weight = 0
    if seeker.database is not None and candidate.database is not None:
        weight += _DATABASE if seeker.database == candidate.database else -_DATABASE
    if seeker.hosts and candidate.hosts:
        weight += -_HOST if seeker.hosts.isdisjoint(candidate.hosts) else _HOST
    if seeker.network is not None and candidate.network is not None:
        weight += _NETWORK if seeker.network == candidate.network else -_NETWORK
    if not file.isdisjoint(seeker.names):
        weight += _FILE
    if seeker.prefix and seeker.prefix == candidate.prefix:
        weight += _PREFIX
    return weight


def _pairs(weights: Mapping[Hashable, Mapping[int, int]]) -> dict[Hashable, int]:
    """Return who are the likeliest for each other, and once they are set aside, who of the rest are."""
    turned: defaultdict[int, dict[Hashable, int]] = defaultdict(dict)
    for key, own in weights.items():
        for candidate, weight in own.items():
            turned[candidate][key] = weight
    pairs: dict[Hashable, int] = {}
    taken: set[int] = set()
    for _ in range(_ROUNDS):
        found: dict[Hashable, int] = {}
        for key in weights.keys() - pairs.keys():
            number = _best({one: weight for one, weight in weights[key].items() if one not in taken})
            if number is None:
                continue
            weight = weights[key][number]
            nothing_else = len(turned[number]) == 1 and (weight == 0 or len(weights[key]) == 1)
            if weight <= 0 and not nothing_else:
                continue
            if _best({one: weight for one, weight in turned[number].items() if one not in pairs}) == key:
                found[key] = number
        if not found:
            break
        pairs |= found
        taken |= set(found.values())
    return pairs


def _best(weights: Mapping[_One, int]) -> _One | None:
    """Return what has the largest weight, if it is one alone."""
    most = max(weights.values(), default=0)
    best = [one for one, weight in weights.items() if weight == most]
    return best[0] if len(best) == 1 else None


def _file_words(dump: str) -> frozenset[str]:
    """Return what the file of a dump and its folders are called, without what it is packed in and when."""
    *folders, file = dump.replace("\\", "/").split("/")
    low = file.casefold()
    while end := next((one for one in _ENDS if low.endswith(one)), None):
        low = low.removesuffix(end)
    return frozenset(word for word in (*map(_words, folders), _words(low)) if word)


def _words(name: str) -> str:
    """
    Return the words of a name that say whose it is.

    >>> _words("Backup_www.example.org-2024-05-31"), _words("db_shop-prod"), _words("shop_old")
    ('example org', 'shop', 'shop old')
    """
    words = [word for word in _APART.split(name.casefold().removeprefix("www.")) if word]
    while words and (words[0] in _ANY_DUMP or words[0] == "www"):
        words.pop(0)
    while words and (words[-1] in _ANY_DUMP or _NUMBER.fullmatch(words[-1])):
        words.pop()
    return " ".join(words)
