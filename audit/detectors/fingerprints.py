"""What tells a place from all others, whatever line it moves to."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from msgspec.structs import replace

from audit.model.rules import Evidence

_BYTES = 8
_NUMBER = re.compile(r"\d[\d.,]*+")


def fingerprinted(rule: str, install: str | None, places: Iterable[Evidence]) -> Iterator[Evidence]:
    """
    Yield the places with fingerprints: of the rule, the install, the file or table, and what stands there.

    Lines and offsets do not count; nor do numbers in what is said of whole files and tables, as versions and
    sizes change while the trouble stays. Of places that are alike in all that, the first stays the first.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for place in places:
        where = place.location
        text = place.text if where.line is not None else _NUMBER.sub("#", place.text)
        told = (rule, install or "", where.path, where.table or "", text)
        again = seen[told]
        seen[told] += 1
        whole = "\0".join((*told, str(again)))
        digest = blake2b(whole.encode("utf-8", "surrogateescape"), digest_size=_BYTES).hexdigest()
        yield replace(place, fingerprint=digest)
