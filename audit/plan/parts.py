"""The parts of a site's code that the plan speaks of: extensions, the core, packages, and the own code."""

from audit.model.facts import Extension
from audit.model.php import PhpPart

_OWN = PhpPart(kind="own", name="own code")
CORE = PhpPart(kind="core", name="core")
_OTHERS_CODE = "third-party code"  # whose package is not known


def part_of(extension: Extension) -> PhpPart:
    """Return the part that an extension is; those that come with the core are the core's."""
    if extension.origin == "core":
        return PhpPart(kind="core", name=extension.slug, path=extension.path)
    return PhpPart(
        kind="extension",
        name=extension.slug,
        path=extension.path,
        what=extension.kind,
        active=extension.active,
    )


def beside(package: str | None, *, vendored: bool) -> PhpPart:
    """Return the part that code beside all extensions is: a package's, a third party's, or the site's own."""
    if package is not None or vendored:
        return PhpPart(kind="package", name=package or _OTHERS_CODE)
    return _OWN
