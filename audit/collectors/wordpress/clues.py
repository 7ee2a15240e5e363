"""Facts of WordPress code that only lead to others: they are held together, and never shown."""

from audit.model.facts import Extension, Fact


class Clue(Fact, frozen=True, kw_only=True):
    """Something that tells of an extension, or of several."""


class Sign(Clue, frozen=True, kw_only=True):
    """Something that may tell where an extension comes from."""

    of: str  # main file of the extension, or the folder that it has for itself
    kind: str  # readme, updater, author-uri, ...: those that wordpress_origin weighs
    text: str = ""  # what is there, without secrets


class Loader(Clue, frozen=True, kw_only=True):
    """A must-use plugin that loads further files."""

    targets: tuple[str, ...] = ()  # files that it always includes
    perhaps: tuple[str, ...] = ()  # files that it includes in a branch
    names: tuple[str, ...] = ()  # texts in it that look like a file of a folder, where an include is computed
    loops: bool = False  # it includes what it finds in folders
    autoloads: bool = False  # it is Bedrock's autoloader: every sub-folder with a plugin is loaded


class Inner(Clue, frozen=True, kw_only=True):
    """A plugin in a sub-folder of the must-use plugins, or a theme that WordPress itself does not list."""

    extension: Extension


class CodeLoaded(Clue, frozen=True, kw_only=True):
    """A plugin that code loads by name, as on WordPress VIP."""

    name: str  # folder, or folder/file.php
    theme: str | None = None  # slug of the theme whose code it is; None: a must-use plugin's
