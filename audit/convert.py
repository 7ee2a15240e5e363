"""The redirects of a site's .htaccess files and of its server, written so that they work without Apache."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from audit.collectors.composer import ComposerFiles, find_composer
from audit.collectors.drupal.install import find_drupal
from audit.collectors.handed_in import hand_in
from audit.collectors.served import served_hosts
from audit.collectors.server.configuration import configuration, owners, read_configurations
from audit.collectors.wordpress.install import find_wordpress
from audit.errors import AuditError
from audit.knowledge.apache import load_server
from audit.model.facts import Cms, Fact, Install, Problem
from audit.parsers.apache.lines import ApacheFile, parse
from audit.redirects import listing as written
from audit.redirects.configuration import Configuration
from audit.redirects.php import to_php
from audit.redirects.records import Translation
from audit.redirects.translate import translate
from audit.sources.tree import File, Listing, Tree
from audit.sources.tree import unread as tree_problem

_MOST = 3000  # files of an install
_ROOM = 32 * 1024 * 1024  # bytes of all files of an install
_LONGEST = 4 * 1024 * 1024  # bytes of a .htaccess
_NAMES = frozenset({"HTTP_HOST", "WP_HOME", "WP_SITEURL", "DOMAIN_CURRENT_SITE"})


class Converted(NamedTuple):
    """What an install's .htaccess files became."""

    root: str  # of the install
    cms: Cms
    files: dict[str, str]  # what to write, by name; bytes that are no UTF-8 are surrogates
    translation: Translation
    unread: tuple[Problem, ...]


def convert(
    path: str, hosts: Sequence[str] = (), revision: str | None = None, apache: Sequence[str] = ()
) -> list[Converted]:
    """
    Translate the .htaccess files of each install in a folder, an archive or a commit.

    Hosts are names of the old site, beside those that its configuration tells; apache are files of the old
    server's configuration. Raises AuditError where there is no install, or nothing to translate.
    """
    directives = load_server().directives
    read = [configuration(text, directives) for text in read_configurations(apache)]
    tree = hand_in(path, (), revision).tree
    if tree is None:
        raise AuditError(f"{path} holds no files of a site.")
    listing = Listing(item for item in tree.walk() if isinstance(item, tuple))
    facts = list(_installs(tree, listing))
    installs = [fact for fact in facts if isinstance(fact, Install)]
    if not installs:
        raise AuditError(
            f"No WordPress and no Drupal was found in {path}, so nobody would ask for redirects."
        )
    own = served_hosts(facts) | {host.lower() for host in hosts}
    docroots = frozenset(_top(install) for install in installs)
    roots = owners(read, installs)
    if read and not roots:
        names = ", ".join(one.name for one in read)
        raise AuditError(
            f"Several sites are in {path}, and no DocumentRoot in {names} ends with the folder of one."
            " Name the folder of the site that it is for."
        )
    found = [
        _converted(tree, listing, install, own, docroots, read if install.root in roots else ())
        for install in installs
    ]
    if not any(map(_is_anything, found)):
        raise AuditError(f"There is no .htaccess in {path}.")
    return [one for one in found if _is_anything(one)]


def _is_anything(one: Converted) -> bool:
    return bool(one.translation.folders or one.translation.sections or one.translation.outcomes)


def _installs(tree: Tree, listing: Listing) -> Iterator[Fact]:
    composer = [found for found in find_composer(tree, listing) if isinstance(found, ComposerFiles)]
    yield from find_wordpress(tree, listing, _NAMES, composer)
    yield from find_drupal(tree, listing, _NAMES, composer)


def _top(install: Install) -> str:
    return "" if install.docroot == "." else install.docroot


def _converted(  # noqa: PLR0913, PLR0917 - what is read, and what is known
    tree: Tree,
    listing: Listing,
    install: Install,
    hosts: frozenset[str],
    docroots: frozenset[str],
    configurations: Sequence[Configuration],
) -> Converted:
    directives = load_server().directives
    files: dict[str, ApacheFile] = {}
    unread: list[Problem] = []
    top, room = _top(install), _ROOM
    for folder in _folders(listing, top, docroots - {top}):
        if len(files) == _MOST or not room:
            text = "There are too many .htaccess files, or too large ones; from here on they were not read."
            unread.append(tree_problem(folder, "too-many-files", text))
            break
        file = tree.read(f"{folder}/.htaccess".lstrip("/"), min(_LONGEST, room))
        if isinstance(file, File):
            room -= len(file.data)
            files[folder[len(top) :].strip("/")] = parse(file.data, directives=directives)
        else:
            unread.append(file)
    translation = translate(files, hosts, configurations=configurations)
    return Converted(
        install.root,
        install.cms,
        {
            "redirects.php": to_php(translation),
            "redirects-runtime.php": written.runtime(),
            "redirects.csv": written.to_csv(translation),
            "check-redirects.sh": written.to_script(translation),
            f"paste-into-{'wp-config' if install.cms == 'wordpress' else 'settings'}.php": written.to_paste(
                install.cms
            ),
        },
        translation,
        tuple(unread),
    )


def _folders(listing: Listing, top: str, others: frozenset[str]) -> Iterator[str]:
    """Yield the folders below a docroot with a .htaccess, but for those of a site of its own there."""
    for folder in listing.folders_below(top):
        if ".htaccess" not in listing.folder(folder):
            continue
        if not any(folder == other or folder.startswith(f"{other}/") for other in others):
            yield folder
