"""Secrets that were written into files."""

from collections.abc import Iterator

from msgspec import Struct

from audit.model.facts import Extension
from audit.model.files import Secret, SecretKind
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.sources.globs import Globs

_SAID: dict[SecretKind, str] = {
    "private-key": "a private key",
    "aws-key": "a key of AWS",
    "stripe-key": "a live key of Stripe",
    "sendgrid-key": "a key of SendGrid",
    "mailgun-key": "a key of Mailgun",
    "github-token": "a token of GitHub",
    "gitlab-token": "a token of GitLab",
    "slack-token": "a token of Slack",
    "service-account": "the key of a Google service account",
    "environment": "a password, key or token",
    "composer-login": "a login for Composer",
    "npm-token": "a token for npm",
    "git-login": "a login for git",
    "netrc-login": "a login",
    "transfer-login": "a login for file transfers",
    "database-password": "the password of a database",
    "salt": "a salt of WordPress or Drupal",
    "machine-token": "a token of a host",
}


class SecretFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches places with secrets by their kind; what the secret is nobody is told."""

    kind: tuple[SecretKind, ...]
    own: bool = False  # True: not in what somebody published, with the same content for everybody
    but_not: tuple[str, ...] = ()  # globs of paths, seen from the install, that are left out

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return the sources that hold them."""
        return ("code", "files")

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: secrets are always stated."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each line that holds one."""
        del platform
        left_out = Globs.of(self.but_not)
        extensions = inventory.of(Extension) if self.own else []
        public = tuple(f"{one.path}/" for one in extensions if one.path and one.is_published)
        for secret in inventory.of(Secret):
            if secret.kind not in self.kind or secret.location.path.startswith(public):
                continue
            if not left_out.match(secret.seen_as):
                yield Evidence(secret.location, _SAID[secret.kind])
