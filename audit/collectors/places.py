"""Which install a path belongs to, and what it would be called in a plain one."""

from collections.abc import Sequence

from audit.model.facts import Install
from audit.sources.tree import Listing


def below(root: str, name: str) -> str:
    """
    Return the path of a name below a folder.

    >>> below(".", "wp-content"), below("web", "wp-content")
    ('wp-content', 'web/wp-content')
    """
    return name if root in ("", ".") else f"{root}/{name}"


class Places:
    """The installs of a tree; an only one owns the whole tree, also what lies beside it."""

    def __init__(self, listing: Listing, installs: Sequence[Install]) -> None:
        self._roots = sorted((install.root for install in installs), key=len, reverse=True)
        usual = [
            (folder, install.root, name)
            for install in installs
            if (own := install.folders)
            for folder, name in (
                (f"{own.content}/uploads", "wp-content/uploads"),
                (own.plugins, "wp-content/plugins"),
                (own.mu_plugins, "wp-content/mu-plugins"),
                (own.content, "wp-content"),
            )
        ]
        # Where a folder is a link, its files lie elsewhere in the tree.
        self._usual = [(f"{listing.resolve(folder) or folder}/", root, name) for folder, root, name in usual]

    def of(self, path: str) -> tuple[str | None, str]:
        """
        Return the root of the innermost install that holds a path, and the path as seen from there.

        Folders that were moved have their usual names here; a path beside the install stays whole.
        """
        for folder, root, name in self._usual:
            if path.startswith(folder):
                return root, f"{name}/{path.removeprefix(folder)}"
        owner = self._owner(path)
        return owner, path if owner is None else path.removeprefix(f"{owner}/")

    def _owner(self, path: str) -> str | None:
        if len(self._roots) == 1:
            return self._roots[0]
        return next((root for root in self._roots if root == "." or path.startswith(f"{root}/")), None)
