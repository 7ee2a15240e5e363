"""How much of the code is written in which language."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from audit.collectors.grounds import Ground, Named
from audit.model.code import Language
from audit.model.facts import Fact, Install, Location
from audit.model.languages import KnownLanguage

_Amounts = list[int]  # files, bytes: own, vendored, core


class LanguageCount:
    """Counts files as the folders of a tree go by, by their names; `facts` tells what it came to."""

    def __init__(self, languages: Iterable[KnownLanguage], installs: Iterable[Install]) -> None:
        self._by_suffix: dict[str, KnownLanguage] = {}
        self._by_name: dict[str, KnownLanguage] = {}
        drupal: dict[str, KnownLanguage] = {}
        for language in languages:
            self._by_suffix.update(dict.fromkeys(language.suffixes, language))
            self._by_name.update(dict.fromkeys(language.files, language))
            drupal.update(dict.fromkeys(language.drupal, language))
        cms = {install.root: install.cms for install in installs}
        self._drupals = {root for root, found in cms.items() if found == "drupal"}
        self._in_drupal = self._by_suffix | drupal
        self._counts: dict[tuple[str | None, str], _Amounts] = {}
        self._unsized = False

    def take(self, ground: Ground, files: list[Named]) -> None:
        """Count the files of a folder; what people upload is no code of the site."""
        if ground.uploads:
            return
        suffixes = self._in_drupal if ground.root in self._drupals else self._by_suffix
        place = 4 if ground.core else 2 if ground.vendored else 0
        for name, _, suffix, size in files:
            language = self._by_name.get(name) or suffixes.get(suffix)
            if language is None or (
                language.at_most is not None and size is not None and size > language.at_most
            ):
                continue
            amounts = self._counts.setdefault((ground.root, language.name), [0] * 6)
            amounts[place] += 1
            amounts[place + 1] += size or 0
            self._unsized |= size is None

    def facts(self) -> Iterator[Language]:
        """Yield how much there is of each language in each install, most first."""
        ordered = sorted(self._counts.items(), key=lambda one: (one[0][0] or "", -one[1][1], one[0][1]))
        for (root, name), amounts in ordered:
            files, size, vendored, vendored_size, core, core_size = amounts
            yield Language(
                location=Location(root or "."),
                install=root,
                name=name,
                files=files,
                bytes=None if self._unsized else size,
                vendored_files=vendored,
                vendored_bytes=None if self._unsized else vendored_size,
                core_files=core,
                core_bytes=None if self._unsized else core_size,
            )


def script(path: str, name: str, ground: Ground, size: int | None) -> Language:
    """Return what a script without suffix adds to a language."""
    fact = Language(location=Location(path), install=ground.root, name=name, files=0, bytes=0)
    if ground.core:
        return replace(fact, core_files=1, core_bytes=size)
    if ground.vendored:
        return replace(fact, vendored_files=1, vendored_bytes=size)
    return replace(fact, files=1, bytes=size)


def sum_languages(facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts with those of each language and install made one, the others as they are."""
    others: list[Fact] = []
    sums: dict[tuple[str | None, str], Language] = {}
    for fact in facts:
        if not isinstance(fact, Language):
            others.append(fact)
        elif (held := sums.get(key := (fact.install, fact.name))) is None:
            sums[key] = replace(fact, location=Location(fact.install or "."))
        else:
            amounts = {
                name: _sum(getattr(held, name), getattr(fact, name))
                for name in Language.__struct_fields__
                if name.endswith(("files", "bytes"))
            }
            sums[key] = replace(held, **amounts)
    return others + list(sums.values())


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
