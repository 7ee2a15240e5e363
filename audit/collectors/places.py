"""Which install a path belongs to, and what it would be called in a plain one."""

from collections.abc import Sequence

from audit.model.facts import Install


class Places:
    """The installs of a tree; an only one owns the whole tree, also what lies beside it."""

    def __init__(self, installs: Sequence[Install]) -> None:
        self._installs = sorted(installs, key=lambda install: len(install.root), reverse=True)

    def of(self, path: str) -> tuple[str | None, str]:
        """
        Return the root of the innermost install that holds a path, and the path as seen from there.

        The content folder is called wp-content, whatever its name is; a path beside the install stays whole.
        """
        install = self._owner(path)
        if install is None:
            return None, path
        if path.startswith(f"{install.content}/"):
            return install.root, f"wp-content{path.removeprefix(install.content)}"
        return install.root, path.removeprefix(f"{install.root}/")

    def _owner(self, path: str) -> Install | None:
        if len(self._installs) == 1:
            return self._installs[0]
        return next(
            (one for one in self._installs if one.root == "." or path.startswith(f"{one.root}/")), None
        )
