"""Words for what code needs and holds: how the core compares, what git says, kinds of files and secrets."""

from audit.model.code import CoreFileState, CoreState, ProcessKind, VersionedState
from audit.model.files import FileKind, Leads, NameTrouble, SecretKind
from audit.model.php import ProgramStanding

STANDINGS: dict[ProgramStanding, str] = {
    "has": "There",
    "lacks": "Not there",
    "undocumented": "Not documented: ask",
    "unknown": "Not known: ask",
}
CORES: dict[CoreState, str] = {
    "intact": "As released",
    "changed": "Changed",
    "mixed": "Files of two releases",
    "unrecognised": "Of no release known here",
    "incomplete": "Mostly not here",
}
CORES_MEAN: dict[CoreState, str] = {
    "intact": "Each file that was compared is as the release has it.",
    "changed": "Some files are not as the release has them. An update would overwrite such changes.",
    "mixed": "It looks like an update that stopped half-way.",
    "unrecognised": "Too little fits a release, so no file is judged: whether it was changed is not known.",
    "incomplete": "Too few files are here, so none is judged: whether it was changed is not known.",
}
CORE_FILES: dict[CoreFileState, tuple[str, str]] = {
    "modified": ("modified file", "they are not as the release has them"),
    "unknown": ("unknown file", "they lie in folders of the core, and no release has them"),
    "missing": ("missing file", "the release has them"),
    "left-over": ("file of other releases", "this release has them no longer, or not yet"),
}
VERSIONED: dict[VersionedState, str] = {
    "untracked": "Not under version control",
    "ignored": "Code that git is told to ignore",
    "nested": "A repository inside, which git passes over",
    "submodule-missing": "A submodule (code of another repository), not here",
    "lfs-pointer": "Its content is kept by git LFS, and not here",
    "conflict": "An unsettled merge",
    "modified": "Changed since the last commit",
    "missing": "Deleted since the last commit",
    "staged": "Ready to be committed",
    "submodule": "A submodule: code of another repository",
    "data": "Uploads, caches and the like under version control",
    "large": "A large file",
    "large-in-history": "A large file of an earlier commit",
}
# Titles of what git says, and the states below each.
VERSIONED_GROUPS: tuple[tuple[str, str, tuple[VersionedState, ...]], ...] = (
    (
        "What git would leave behind",
        "A copy made with git alone would not have these.",
        ("nested", "submodule-missing", "lfs-pointer", "ignored", "untracked"),
    ),
    (
        "Changes that are not committed",
        "They are here, but not in the last commit.",
        ("conflict", "modified", "missing", "staged"),
    ),
    ("Kept in other repositories", "Whoever copies this one needs those too.", ("submodule",)),
    (
        "Large files and data under version control",
        "They make each copy of the repository larger.",
        ("data", "large", "large-in-history"),
    ),
)
PROCESSES: dict[ProcessKind, str] = {
    "cron": "Scheduled by the server",
    "daemon": "Always running",
    "container": "Service of its own",
    "server": "Answers requests",
    "cgi": "CGI: a program that answers requests",
    "ssi": "Pages that the web server puts together",
    "script": "Script",
    "build": "Build step",
}
FORMATS = {
    "ELF": "Program or library for Linux",
    "Mach-O": "Program or library for macOS",
    "PE": "Program or library for Windows",
    "Java class": "Compiled Java",
    "jar": "Java archive",
    "phar": "PHP archive (phar)",
    "ioncube": "PHP encoded with ionCube",
    "sourceguardian": "PHP encoded with SourceGuardian",
    "phpshield": "PHP encoded with phpSHIELD",
    "zend-guard": "PHP encoded with Zend Guard",
}
ENCODED = frozenset({"ioncube", "sourceguardian", "phpshield", "zend-guard"})
FILE_KINDS: dict[FileKind, str] = {
    "image": "Images",
    "video": "Videos",
    "audio": "Sound",
    "document": "Documents",
    "archive": "Archives (zip and the like)",
    "dump": "Database dumps",
    "font": "Fonts",
    "code": "Code",
    "style": "Style sheets and scripts of pages",
    "log": "Logs",
    "other": "Others",
}
LEADS: dict[Leads, str] = {
    "inside": "To something here",
    "files": "To the uploads, which were not here",
    "outside": "Out of the scanned folder",
    "nowhere": "Nowhere",
    "loop": "In a circle",
}
TROUBLES: dict[NameTrouble, str] = {
    "case": "Differs from another name in upper and lower case only",
    "form": "Looks the same as another name",
    "control": "Holds characters that cannot be shown",
    "space": "Begins or ends with a space, or ends with a dot",
}
SECRETS: dict[SecretKind, str] = {
    "private-key": "Private key",
    "aws-key": "Key for Amazon Web Services",
    "stripe-key": "Key for Stripe",
    "sendgrid-key": "Key for SendGrid",
    "mailgun-key": "Key for Mailgun",
    "github-token": "Token for GitHub",
    "gitlab-token": "Token for GitLab",
    "slack-token": "Token for Slack",
    "service-account": "Key of a Google service account",
    "environment": "Password, key or token of an environment file",
    "composer-login": "Login for Composer",
    "npm-token": "Token for npm",
    "git-login": "Login for a git repository",
    "netrc-login": "Login of a .netrc file",
    "transfer-login": "Login for file transfer",
    "database-password": "Password of a database",
    "salt": "Salt: it signs logins",
    "machine-token": "Token of the command of a host",
}
# Languages that pages are made of in a browser, or that PHP itself fills in.
PAGES = frozenset(
    {
        *("PHP", "JavaScript", "TypeScript", "CoffeeScript", "ActionScript", "HTML", "CSS", "Sass", "Less"),
        *("Twig", "Smarty", "Handlebars", "XSLT"),
    }
)
TOOLS = frozenset({"Shell", "Make", "Dockerfile", "Windows scripts", "Awk"})  # for those who work on the site
