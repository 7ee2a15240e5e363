"""Secrets in files that are known to hold some: which files are read for them, and what is told of them."""

import re
from collections.abc import Iterable, Iterator, Mapping

from audit.collectors.files.areas import Spot
from audit.model.facts import Fact, Location
from audit.model.files import Secret
from audit.parsers.php.file import PhpFile
from audit.parsers.php.secrets import php_secrets
from audit.parsers.secret_files import FileFormat, logins
from audit.parsers.secrets import Found, secrets
from audit.sources.globs import Globs
from audit.sources.tree import File

LIMIT = 64 * 1024  # bytes of a file that are read for secrets; what holds logins is short

# A name with a * behind its last dot would have to be held against every file.
_ENVIRONMENTS = (
    "local prod production live stage staging test testing dev development bak backup old orig save".split()
)
# How the files are written; None: what they hold is told by its own form.
_FORMATS: Mapping[FileFormat | None, tuple[str, ...]] = {
    "environment": (
        "**/*.env",
        *(f"**/.env.{name}" for name in _ENVIRONMENTS),
    ),
    "composer": ("**/auth.json",),
    "npm": ("**/.npmrc", "**/.yarnrc"),
    "git": ("**/.git-credentials",),
    "netrc": ("**/.netrc", "**/_netrc"),
    "transfer": (
        "**/.ftpconfig",
        "**/.ftppass",
        "**/.remote-sync.json",
        "**/sftp-config.json",
        "**/sftp.json",
        "**/filezilla.xml",
        "**/sitemanager.xml",
        "**/recentservers.xml",
    ),
    "mysql": ("**/.my.cnf",),
    "aws": ("**/.aws/credentials",),
    "account": (
        "**/*service*account*.json",
        "**/*credential*.json",
        "**/*client*secret*.json",
        "**/*firebase*.json",
        "**/*google*.json",
    ),
    "terminus": ("**/.terminus/**/tokens/*",),
    None: (
        "**/*.pem",
        "**/*.key",
        "**/*.ppk",
        "**/id_rsa",
        "**/id_dsa",
        "**/id_ecdsa",
        "**/id_ed25519",
    ),
}
WANTED = frozenset(glob for globs in _FORMATS.values() for glob in globs)
_GLOBS = {written_as: Globs(globs) for written_as, globs in _FORMATS.items() if written_as}
_SAMPLE = re.compile(r"(?:example|sample|dist|template|tpl)", re.IGNORECASE)
_CONFIGURATION = re.compile(r"wp-config[^/]*\.php|(?:[^/]*[._-])?settings(?:[._-][^/]*)?\.php", re.IGNORECASE)


def secrets_in(file: File, *, spot: Spot, own: bool = True) -> Iterator[Fact]:
    """Yield the secrets in a file that its name gives away; own says whether the site's own code holds it."""
    if _SAMPLE.search(file.path.rpartition("/")[2]):
        return
    found = secrets(file.data)
    for written_as, globs in _GLOBS.items():
        if globs.match(file.path):
            found += logins(file.data, written_as)
    yield from _facts(file, found, spot.root, spot.seen_as, own=own)


def secrets_in_php(file: File, php: PhpFile, *, root: str | None, seen_as: str) -> Iterator[Secret]:
    """Yield the secrets in PHP code, but not in the configuration of a CMS, where logins have their place."""
    if not _CONFIGURATION.fullmatch(seen_as.rpartition("/")[2]):
        yield from _facts(file, php_secrets(php), root, seen_as)


def _facts(
    file: File, found: Iterable[Found], root: str | None, seen_as: str, *, own: bool = True
) -> Iterator[Secret]:
    """Yield one fact for each line and kind."""
    told = {(one.kind, file.data.count(b"\n", 0, one.offset) + 1) for one in found}
    for kind, line in sorted(told, key=lambda one: (one[1], one[0])):
        yield Secret(location=Location(file.path, line), install=root, kind=kind, seen_as=seen_as, own=own)
