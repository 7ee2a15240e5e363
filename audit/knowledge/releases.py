"""A file of releases, made of the tags of a git clone."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import Path

from audit.errors import AuditError
from audit.knowledge.manifests import read_manifest, write_manifest
from audit.model.facts import Cms
from audit.model.manifests import Manifest
from audit.sources.git import UnsafeError
from audit.sources.git_tags import Tags

_DIGITS = 16
_RELEASE = re.compile(r"v?(\d+(?:\.\d+){1,3})")
# In the root of a WordPress lie its own files, and those of whoever keeps the repository.
_OF_WORDPRESS = re.compile(
    r"wp-(?:admin|includes)/.+|(?:index|xmlrpc|wp|wp-(?!config(?!-sample\.php))[a-z0-9-]+)\.php|"
    r"license\.txt|readme\.html"
)
_NOT_OF_DRUPAL = ("sites/", "core/")  # of Drupal 6 and 7, whose core is the whole repository

Files = defaultdict[str, defaultdict[str, set[str]]]  # releases by path and content


def extend_manifest(place: str, output: Path, product: Cms | None, pattern: str) -> tuple[int, int]:
    """
    Write the releases that a clone has tags of to a file, beside those that are in it already.

    Returns how many are new and how many there are. Raises AuditError where there is nothing to write.
    """
    files: Files = defaultdict(lambda: defaultdict(set))
    known: set[str] = set()
    if output.exists():
        before = read_manifest(output)
        known = set(before.releases)
        _add_known(files, before)
    found = set(_add_tags(files, place, product, pattern))
    if not found:
        raise AuditError(f'{place}: no tag that fits "{pattern}" is a release of WordPress or Drupal.')
    about = ("path, then for each content: first 16 hex digits of its git blob id, releases that have it",)
    write_manifest(make_manifest(found | known, files), output, about)
    return len(found - known), len(found | known)


def make_manifest(releases: Iterable[str], files: Files) -> Manifest:
    """Return the releases in their order, with the contents that each file has in them."""
    ordered = sorted(releases, key=_order)
    numbers = {release: number for number, release in enumerate(ordered)}
    lines = {
        path: "\t".join(
            f"{content} {_spans(sorted(numbers[release] for release in having))}"
            for content, having in contents.items()
        )
        for path, contents in files.items()
    }
    return Manifest(tuple(ordered), lines)


def release_name(tag: str, product: Cms) -> str | None:
    """
    Return the release that a tag stands for, as the CMS itself calls it; None for any other tag.

    >>> [release_name(tag, "wordpress") for tag in ("6.8.0", "6.8.1", "6.9-beta1")]
    ['6.8', '6.8.1', None]
    """
    found = _RELEASE.fullmatch(tag)
    if found is None:
        return None
    name = found[1]
    return name.removesuffix(".0") if product == "wordpress" and name.count(".") == 2 else name


def _add_known(files: Files, manifest: Manifest) -> None:
    for path in manifest.paths:
        for content in manifest.contents(path):
            for first, last in content.spans:
                files[path][content.hash].update(manifest.releases[first : last + 1])


def _add_tags(files: Files, place: str, product: Cms | None, pattern: str) -> Iterator[str]:
    try:
        with closing(Tags(place)) as tags:
            for tag in tags.names():
                if fnmatchcase(tag, pattern):
                    yield from _add_tag(files, tags, tag, product)
    except (UnsafeError, OSError) as error:
        raise AuditError(f"{place} could not be read as a git clone: {error}") from error


def _add_tag(files: Files, tags: Tags, tag: str, product: Cms | None) -> Iterator[str]:
    root = tags.root(tag)
    core = None if root is None else _core(tags, root)
    if core is None or product not in (None, core[0]):
        return
    release = release_name(tag, core[0])
    if release is not None:
        yield release
        for path, blob in tags.files(core[1]):
            if _is_core(path, core) and path.isprintable():
                files[path][blob[:_DIGITS]].add(release)


def _core(tags: Tags, root: bytes) -> tuple[Cms, bytes, bool] | None:
    """Return which core a tree has, where, and whether that folder has nothing else."""
    names = {entry.name: entry for entry in tags.folder(root)}
    if "wp-includes" in names:
        return "wordpress", root, False
    if "core" in names and names["core"].is_folder and "includes" not in names:
        return "drupal", names["core"].id, True
    if "lib" in names and "core.services.yml" in names:  # drupal/core, without the folder around it
        return "drupal", root, True
    if "includes" in names and "modules" in names:
        return "drupal", root, False
    return None


def _is_core(path: str, core: tuple[Cms, bytes, bool]) -> bool:
    product, _, is_alone = core
    if product == "wordpress":
        return _OF_WORDPRESS.fullmatch(path) is not None
    return is_alone or not path.startswith(_NOT_OF_DRUPAL)


def _spans(numbers: list[int]) -> str:
    starts = [numbers[0], *(after for before, after in pairwise(numbers) if after != before + 1)]
    ends = [*(before for before, after in pairwise(numbers) if after != before + 1), numbers[-1]]
    return ",".join(
        str(first) if first == last else f"{first}-{last}" for first, last in zip(starts, ends, strict=True)
    )


def _order(release: str) -> tuple[int, ...]:
    return tuple(map(int, release.split(".")))
