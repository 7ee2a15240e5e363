"""Which install a path belongs to, and what it would be called in a plain one."""

from collections.abc import Sequence

from audit.model.facts import Install


def below(root: str, name: str) -> str:
    """
    Return the path of a name below a folder.

    >>> below(".", "wp-content"), below("web", "wp-content")
    ('wp-content', 'web/wp-content')
    """
    return name if root in ("", ".") else f"{root}/{name}"


class Places:
    """The installs of a tree; an only one owns the whole tree, also what lies beside it."""

    def __init__(self, installs: Sequence[Install]) -> None:
        self._installs = sorted(installs, key=lambda install: len(install.root), reverse=True)

    def of(self, path: str) -> tuple[str | None, str]:
        """
        Return the root of the innermost install that holds a path, and the path as seen from there.

        Folders that were moved have their usual names here; a path beside the install stays whole.
        """
        install = self._owner(path)
        if install is None:
            return None, path
        for folder, usual in (
            (install.plugins, "wp-content/plugins"),
            (install.mu_plugins, "wp-content/mu-plugins"),
            (install.content, "wp-content"),
        ):
            if path.startswith(f"{folder}/"):
                return install.root, f"{usual}{path.removeprefix(folder)}"
        return install.root, path.removeprefix(f"{install.root}/")

    def _owner(self, path: str) -> Install | None:
        if len(self._installs) == 1:
            return self._installs[0]
        return next(
            (one for one in self._installs if one.root == "." or path.startswith(f"{one.root}/")), None
        )
