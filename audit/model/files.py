"""What lies in the folders of a site: how much of each kind, what is extreme, odd, linked or secret."""

from typing import Literal

from audit.model.facts import Cms, Fact

FileKind = Literal[
    "image",
    "video",
    "audio",
    "document",
    "archive",
    "dump",
    "font",
    "code",
    "style",  # style sheets and scripts of pages
    "log",
    "other",
]
Area = Literal["code", "files"]  # files: where the CMS keeps what people upload
Leads = Literal[
    "inside",  # to something that is there
    "files",  # to where uploads lie, of which this was not there to be seen
    "outside",  # of the folder that was scanned
    "nowhere",
    "loop",
]
ExtremeKind = Literal["largest", "longest", "fullest"]
NameTrouble = Literal[
    "case",  # differs from another name of its folder in the case of letters only
    "form",  # differs from another in how its letters are written in Unicode only
    "control",  # holds a character that cannot be shown, bytes that are no UTF-8, or a backslash
    "space",  # begins or ends with a space, or ends with a dot
]
SecretKind = Literal[
    "private-key",
    "aws-key",
    "stripe-key",
    "sendgrid-key",
    "mailgun-key",
    "github-token",
    "gitlab-token",
    "slack-token",
    "service-account",
    "environment",  # a password, key or token of a .env file
    "composer-login",
    "npm-token",
    "git-login",
    "netrc-login",
    "transfer-login",
    "database-password",
    "salt",
    "machine-token",  # of a host's own command
]


class KindTally(Fact, frozen=True, kw_only=True):
    """How much there is of one kind of file."""

    kind: FileKind
    area: Area
    files: int
    bytes: int | None  # None: sizes were left out


class Extreme(Fact, frozen=True, kw_only=True):
    """One of the largest files, of the longest paths or of the fullest folders."""

    kind: ExtremeKind
    area: Area
    number: int  # bytes of a file or of a path as seen from its install, or files directly in a folder
    seen_as: str  # the path as seen from the install


class OddName(Fact, frozen=True, kw_only=True):
    """A name that another system may not keep apart, store or show."""

    trouble: NameTrouble
    area: Area
    seen_as: str
    other: str | None = None  # the name in the same folder that it clashes with


class Link(Fact, frozen=True, kw_only=True):
    """A symbolic link."""

    target: str  # as it is written, without secrets
    leads: Leads
    absolute: bool
    to: Literal["file", "folder"] | None  # None: not known
    area: Area
    seen_as: str


class CodeInFiles(Fact, frozen=True, kw_only=True):
    """Something among the uploaded files that can run as PHP, or that makes other files run."""

    kind: Literal["code", "handler"]  # handler: a configuration of the web server
    seen_as: str


class Secret(Fact, frozen=True, kw_only=True):
    """A place where a secret is written; never the secret."""

    kind: SecretKind
    seen_as: str
    own: bool = True  # False: in a public extension, a library or a test, where everybody has the same


class HeldFile(Fact, frozen=True, kw_only=True):
    """What a file holds that a rule knows the versions of."""

    path: str  # as the rule writes it
    ids: tuple[str, ...]  # git blob ids, 16 digits, as it is and with line ends of Unix; none: too large


class SecondInstall(Fact, frozen=True, kw_only=True):
    """A WordPress or Drupal below the folder that another one serves."""

    cms: Cms
    version: str | None  # None: its version file names none
    seen_as: str
