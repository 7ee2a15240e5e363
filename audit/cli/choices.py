"""What options can be chosen from; a test holds it to what the model says, which would be slow to import."""

SEVERITIES = ("blocker", "major", "minor", "note")  # worst first
SCOPES = ("included", "known-fix", "premium", "customer", "out-of-scope", "platform-does-it")
CMS = ("wordpress", "drupal")
FORMATS = (
    *("html", "json", "text", "sarif", "junit", "checkstyle", "gitlab", "github", "github-summary"),
    *("xlsx", "csv", "markdown", "cyclonedx"),
)
