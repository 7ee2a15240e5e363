"""The ids of the places in the document that may be linked to: findings and extensions."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from audit.model.facts import Extension
from audit.model.report import Finding

_ODD = re.compile(r"[^A-Za-z0-9]+")
_LONGEST = 100


class Ids:
    """The ids that are taken."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._times = Counter[str]()

    def take(self, *words: str) -> str:
        """
        Return an id of these words that no other place has.

        >>> ids = Ids()
        >>> ids.take("finding", "php-mail"), ids.take("finding", "php mail"), ids.take("a/b", "")
        ('finding-php-mail', 'finding-php-mail-2', 'a-b')
        """
        plain = "-".join(filter(None, (_ODD.sub("-", word[:_LONGEST]).strip("-") for word in words)))
        name = plain
        while name in self._taken:
            self._times[plain] += 1
            name = f"{plain}-{self._times[plain] + 1}"
        self._taken.add(name)
        return name


def anchors(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the id of each finding; where a rule holds in several installs, it names the install too."""
    times = Counter(finding.rule.id for finding in findings)
    ids = Ids()
    for finding in findings:
        rule = finding.rule.id
        yield ids.take("finding", rule, (finding.install or "dump") if times[rule] > 1 else "")


def entries(extensions: Iterable[Extension]) -> dict[tuple[str | None, str, str], str]:
    """Return the id of the row of each extension, by install, kind and file."""
    ids = Ids()
    found: dict[tuple[str | None, str, str], str] = {}
    for item in extensions:
        key = item.install, item.kind, item.file
        if key not in found:
            found[key] = ids.take("extension", item.kind, item.slug)
    return found
