"""What Composer's files say of how a site is built: facts, without an opinion."""

from typing import Literal

from msgspec import Struct

from audit.model.facts import Fact

LockState = Literal["there", "missing", "unreadable"]


class PackageSource(Struct, frozen=True, omit_defaults=True):
    """A repository of packages that a composer.json names."""

    type: str  # composer, vcs, git, path, package, artifact, ...
    host: str | None = None  # None: it is no address, as of a folder
    ssh: bool = False  # it is fetched with somebody's key


class ComposerScript(Struct, frozen=True):
    """What Composer runs at an event, or by a name of the site's own."""

    event: str
    programs: tuple[str, ...]  # names of what it starts besides PHP


class PluginRule(Struct, frozen=True):
    """Whether plugins of Composer may run."""

    pattern: str  # a name, in which * stands for any text
    allowed: bool


class ComposerProject(Fact, frozen=True, kw_only=True):
    """The composer.json and composer.lock that build an install."""

    name: str | None  # None: it has none, or there is no composer.json that can be read
    type: str | None  # as above
    lock: LockState
    file: str | None  # the composer.json; None: there is none
    requires: int  # packages that it asks for; PHP and its extensions are none
    lock_api: str | None = None  # plugin API of the Composer that wrote the lock; None: none is named
    plugins: tuple[PluginRule, ...] | None = None  # which may run, the first counts; None: it does not say
    php: str | None = None  # version that packages are chosen for; None: that which runs Composer
    sources: tuple[PackageSource, ...] = ()
    scripts: tuple[ComposerScript, ...] = ()
    ignored_advisories: tuple[str, ...] = ()
    patched: tuple[str, ...] = ()  # packages that it patches
    binary_patches: tuple[str, ...] = ()  # patch files of the site that change files which are no text
    scaffolded: tuple[str, ...] = ()  # files in the docroot that Drupal's scaffolding writes anew
    vendor: bool = False  # its packages are here


class ComposerPackage(Fact, frozen=True, kw_only=True):
    """A package that a composer.json asks for, or that a composer.lock has."""

    name: str
    version: str | None  # in the lock; None: it is not in it
    type: str | None  # as above
    dev: bool  # only for development
    wanted: str | None  # what composer.json asks for; None: another package asks for it
    api: str | None = None  # what a plugin of Composer asks of it; None: it is no plugin
    optional: bool = False  # a plugin that Composer may leave out
