"""Installs that lie below the folder that another one serves."""

from collections.abc import Iterator

from audit.model.facts import Install, Location
from audit.model.files import SecondInstall


def second_installs(installs: list[Install]) -> Iterator[SecondInstall]:
    """Yield each core that lies below another install's docroot, as a fact of that install."""
    served: dict[str, list[Install]] = {}
    for install in installs:
        served.setdefault(_prefix(install.docroot), []).append(install)
    for inner in installs:
        holders = (one for folder in _above(_prefix(inner.docroot)) for one in served.get(folder, ()))
        holder = next((one for one in holders if one.root != inner.root), None) if inner.core else None
        if holder is not None:
            yield SecondInstall(
                location=Location(inner.root),
                install=holder.root,
                cms=inner.cms,
                version=inner.version,
                seen_as=inner.root[len(_prefix(holder.docroot)) :],
            )


def _above(folder: str) -> Iterator[str]:
    """
    Yield the folders that a folder lies in, the nearest first.

    >>> list(_above("a/b/"))
    ['a/', '']
    """
    while folder:
        folder = folder[: folder.rstrip("/").rfind("/") + 1]
        yield folder


def _prefix(folder: str) -> str:
    return "" if folder == "." else f"{folder}/"
