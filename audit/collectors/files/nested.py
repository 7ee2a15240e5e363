"""Installs that lie below the folder that another one serves."""

from collections.abc import Iterator

from audit.model.facts import Install, Location
from audit.model.files import SecondInstall


def second_installs(installs: list[Install]) -> Iterator[SecondInstall]:
    """Yield each core that lies below another install's docroot, as a fact of that install."""
    for inner in installs:
        holders = [one for one in installs if one.root != inner.root and _holds(one, inner)]
        if inner.core and holders:
            holder = max(holders, key=lambda one: len(_prefix(one.docroot)))
            yield SecondInstall(
                location=Location(inner.root),
                install=holder.root,
                cms=inner.cms,
                version=inner.version,
                seen_as=inner.root[len(_prefix(holder.docroot)) :],
            )


def _holds(outer: Install, inner: Install) -> bool:
    folder = _prefix(outer.docroot)
    return _prefix(inner.docroot) != folder and _prefix(inner.docroot).startswith(folder)


def _prefix(folder: str) -> str:
    return "" if folder == "." else f"{folder}/"
