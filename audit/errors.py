"""The errors that a user can cause."""


class AuditError(Exception):
    """Asked wrongly, or nothing to audit there; the message names the thing and the cure."""


class KnowledgeError(AuditError):
    """A rule or platform file says something that cannot be; the message names file, rule and key."""


class ConfigError(AuditError):
    """A configuration says something that cannot be; the message names the file and the key."""
